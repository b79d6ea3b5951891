import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AccountFiles } from "../../../../shared/microsoft/account/account-file";
import { Vault, type UnreadableReason } from "../../../../shared/microsoft/account/vault";
import { lockText } from "../../../../shared/support/lock-owner";
import { FakeClock } from "../../../support/fake-clock";
import { MARKER } from "../in-memory-entra";
import { assertNoSecret, problemOf, RecordingLog, REGISTRATION, useDirectory } from "../helpers";

const DAY_MS = 24 * 60 * 60 * 1000;

const SIGN_IN = {
  account: { id: "oid", tenantId: "tid", username: "alice@contoso.com", name: "Alice" },
  cache: JSON.stringify({ RefreshToken: { x: `${MARKER}-refresh` } }),
};
const OTHER = { ...SIGN_IN, account: { ...SIGN_IN.account, id: "other" } };
const RENEWED = { ...SIGN_IN, cache: JSON.stringify({ RefreshToken: { x: `${MARKER}-renewed` } }) };
const STORED = { state: "stored", signIn: SIGN_IN };

const unreadable = (reason: UnreadableReason): object => ({ state: "unreadable", reason });

describe("account files", () => {
  const directory = useDirectory();
  const log = new RecordingLog();
  let clock = new FakeClock();

  beforeEach(() => {
    clock = new FakeClock();
    log.lines.length = 0;
  });
  afterEach(() => assertNoSecret(log.lines));

  const files = (secret?: string): AccountFiles =>
    new AccountFiles({ directory: directory.path, secret, clock, log });
  const names = async (): Promise<string[]> => (await readdir(directory.path)).sort();
  const path = (): string => join(directory.path, "a.json");

  it("gives back what was stored, after a restart too", async () => {
    assert.deepEqual(await files("A").read("a", REGISTRATION), { state: "none" });
    await files("A").write("a", REGISTRATION, SIGN_IN);
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    assert.deepEqual(await names(), ["a.json", "a.json.previous"]);
    for (const file of [path(), `${path()}.previous`]) {
      assert.ok(!(await readFile(file, "utf8")).includes(MARKER));
      if (process.platform !== "win32") assert.equal((await stat(file)).mode & 0o777, 0o600);
    }
  });

  it("keeps a file of any id inside its directory", async () => {
    await files("A").write("../../evil", REGISTRATION, SIGN_IN);
    assert.deepEqual(await files("A").read("../../evil", REGISTRATION), STORED);
    assert.match((await names()).join(), /^sha256-([0-9a-f]{64})\.json,sha256-\1\.json\.previous$/);
  });

  it("does not take one account's file for another's", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await writeFile(join(directory.path, "b.json"), await readFile(path()));
    assert.deepEqual(await files("A").read("b", REGISTRATION), unreadable("damaged"));
  });

  const DAMAGES: readonly { readonly title: string; readonly damage: (file: string) => Promise<void> }[] = [
    { title: "truncated", damage: (file) => truncate(file, 60) },
    { title: "empty", damage: (file) => truncate(file, 0) },
    { title: "garbage", damage: (file) => writeFile(file, "garbage") },
    { title: "gone", damage: (file) => rm(file) },
  ];
  for (const { title, damage } of DAMAGES) {
    it(`takes the former copy where the file is ${title}, says so once, and keeps what is damaged`, async () => {
      const account = files("A");
      await account.write("a", REGISTRATION, SIGN_IN);
      await account.write("a", REGISTRATION, RENEWED);
      await damage(path());
      const left = await readFile(path(), "utf8").catch(() => undefined);
      for (let i = 0; i < 3; i++) assert.deepEqual(await account.read("a", REGISTRATION), STORED);
      assert.equal(log.lines.length, 1);
      assert.match(log.lines.join(), /^warn .* the copy from before it was last renewed is used/);
      assert.equal(await readFile(path(), "utf8").catch(() => undefined), left);
      await account.write("a", REGISTRATION, RENEWED);
      assert.deepEqual(await account.read("a", REGISTRATION), { state: "stored", signIn: RENEWED });
      const aside = await readFile(`${path()}.unreadable-${clock.now()}`, "utf8").catch(() => undefined);
      assert.equal(aside, left);
    });

    it(`calls a file damaged that is ${title} together with its copy, until the next sign-in`, async () => {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      for (const file of [path(), `${path()}.previous`]) await damage(file);
      const expected = title === "gone" ? { state: "none" } : unreadable("damaged");
      assert.deepEqual(await files("A").read("a", REGISTRATION), expected);
      await files("A").write("a", REGISTRATION, SIGN_IN);
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    });
  }

  it("gives no one the account that was there before another was put in its place", async () => {
    await files("A").write("a", REGISTRATION, OTHER);
    await files("A").write("a", REGISTRATION, { ...OTHER, cache: RENEWED.cache });
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await truncate(path(), 60);
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
  });

  it("gives no one the same object id of the former tenant", async () => {
    const guest = { ...SIGN_IN, account: { ...SIGN_IN.account, tenantId: "former" } };
    await files("A").write("a", REGISTRATION, guest);
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await rm(path());
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
  });

  it("has the former copy follow the registration", async () => {
    const other = { ...REGISTRATION, tenant: "fabrikam.com" };
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await files("A").write("a", other, RENEWED);
    await truncate(path(), 60);
    assert.deepEqual(await files("A").read("a", REGISTRATION), { state: "other-registration" });
    assert.deepEqual(await files("A").read("a", other), { state: "stored", signIn: RENEWED });
  });

  it("keeps only the newest three damaged files, but each one that another key may open", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    const start = clock.now();
    const kept: number[] = [];
    for (let i = 0; i < 6; i++) {
      await writeFile(path(), `damaged ${i}`);
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await files(`secret ${i}`).write("a", REGISTRATION, SIGN_IN);
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await clock.advance(1000);
    }
    for (const name of await names()) {
      const content = await readFile(join(directory.path, name), "utf8");
      if (content.startsWith("damaged")) kept.push(Number(name.split("-")[1]) - start);
    }
    assert.deepEqual(kept, [3000, 4000, 5000]);
    for (let i = 0; i < 6; i++) assert.ok(await opensSomewhere(`secret ${i}`), `secret ${i}`);
  });

  /** Whether something that was set aside opens with a secret. */
  async function opensSomewhere(secret: string): Promise<boolean> {
    const vault = new Vault({ directory: directory.path, secret });
    for (const name of await names()) {
      const content = await readFile(join(directory.path, name), "utf8");
      if (name.includes("unreadable") && "text" in (await vault.open("a", content))) return true;
    }
    return false;
  }

  it("keeps what it cannot open once, however often the next write fails", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    for (let i = 0; i < 3; i++) {
      const failing = files("B").exclusively("a", async () => {
        await rm(`${path()}.lock`);
        await files("B").write("a", REGISTRATION, OTHER);
      });
      assert.equal((await problemOf(failing)).code, "storage-busy");
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    }
    assert.equal((await names()).filter((name) => name.includes("unreadable")).length, 1);
  });

  it("keeps the file of an earlier secret whole, so that going back to the secret works", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    const sealed = await readFile(path());
    assert.deepEqual(await files("B").read("a", REGISTRATION), unreadable("other-secret"));
    await files("B").remove("a");
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    await files("B").write("a", REGISTRATION, OTHER);
    assert.deepEqual(await files("B").read("a", REGISTRATION), { state: "stored", signIn: OTHER });
    const aside = (await names()).filter((name) => name.includes("unreadable"));
    const kept = await Promise.all(aside.map((name) => readFile(join(directory.path, name))));
    assert.ok(kept.some((each) => each.equals(sealed)));
  });

  it("moves from the key file to a secret at the next write, and is then closed to the key file", async () => {
    await files().write("a", REGISTRATION, SIGN_IN);
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    await files("A").write("a", REGISTRATION, SIGN_IN);
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    assert.deepEqual(await files().read("a", REGISTRATION), unreadable("secret-missing"));
    assert.deepEqual(await names(), ["a.json", "a.json.previous", "account.key"]);
  });

  it("is signed out for another registration, without losing anything", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    const other = { ...REGISTRATION, tenant: "fabrikam.com" };
    assert.deepEqual(await files("A").read("a", other), { state: "other-registration" });
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    await files("A").write("a", other, OTHER);
    assert.deepEqual(await files("A").read("a", other), { state: "stored", signIn: OTHER });
  });

  it("removes at sign-out", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await files("A").remove("a");
    await files("A").remove("a");
    assert.deepEqual(await names(), []);
  });

  it("removes at sign-out whatever could come back", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await files("B").write("a", REGISTRATION, SIGN_IN);
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await files("A").write("a", REGISTRATION, RENEWED);
    await writeFile(`${path()}.previous`, "damaged");
    await files("A").remove("a");
    for (const secret of ["A", "B"])
      assert.deepEqual(await files(secret).read("a", REGISTRATION), { state: "none" });
    assert.equal(await opensSomewhere("A"), false);
  });

  it("signs out for good where only the copy can be opened", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await truncate(path(), 60);
    await files("A").remove("a");
    assert.deepEqual(await files("A").read("a", REGISTRATION), unreadable("damaged"));
    assert.deepEqual(await names(), ["a.json"]);
  });

  it("sweeps what killed writers have left of this account, and of no other", async () => {
    const own = ["", ".previous", ".lock", ".lock.break", ".unreadable-123"];
    const others = [
      ".a.json.json.0123456789ab.tmp",
      ".ab.json.0123456789ab.tmp",
      ".a.json.tmp",
      "a.json.tmp",
    ];
    for (const name of [...own.map((each) => `.a.json${each}.0123456789ab.tmp`), ...others])
      await writeFile(join(directory.path, name), "half");
    await files("A").write("a", REGISTRATION, SIGN_IN);
    assert.deepEqual(await names(), [...others, "a.json", "a.json.previous"].sort());
  });

  describe("of deleted nodes", () => {
    it("come back within 30 days", async () => {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await files("A").markDeleted("a");
      assert.deepEqual(await files("A").read("a", REGISTRATION), { state: "none" });
      await clock.advance(30 * DAY_MS);
      assert.equal(await files("A").revive("a"), true);
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
      assert.equal(await files("A").revive("a"), false);
    });

    it("come back with their former copy, also where only that is left", async () => {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await files("A").write("a", REGISTRATION, RENEWED);
      await files("A").markDeleted("a");
      assert.equal(await files("A").revive("a"), true);
      await rm(path());
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
      await files("A").markDeleted("a");
      assert.deepEqual(await files("A").read("a", REGISTRATION), { state: "none" });
      assert.equal(await files("A").revive("a"), true);
      assert.equal(await files("A").revive("a"), false);
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    });

    it("are removed when touched later than that", async () => {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await files("A").markDeleted("a");
      await clock.advance(30 * DAY_MS + 1);
      assert.equal(await files("A").revive("a"), false);
      assert.deepEqual(await names(), []);
    });

    it("come back newest first, and never over a new sign-in", async () => {
      for (const signIn of [OTHER, SIGN_IN]) {
        await files("A").write("a", REGISTRATION, signIn);
        await files("A").markDeleted("a");
        await clock.advance(1000);
      }
      assert.equal(await files("A").revive("a"), true);
      assert.equal(await files("A").revive("a"), false);
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    });

    it("do not come back after a sign-out", async () => {
      await files("A").write("a", REGISTRATION, OTHER);
      await files("A").markDeleted("a");
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await files("A").remove("a");
      assert.equal(await files("A").revive("a"), false);
      assert.deepEqual(await names(), []);
    });

    it("leave other accounts' files alone", async () => {
      for (const id of ["a", "ab", "b"]) await files("A").write(id, REGISTRATION, SIGN_IN);
      await files("A").markDeleted("ab");
      await clock.advance(31 * DAY_MS);
      await files("A").markDeleted("a");
      assert.equal(await files("A").revive("b"), false);
      const start = clock.now();
      assert.deepEqual(await names(), [
        `a.json.deleted-${start}`,
        `a.json.previous.deleted-${start}`,
        `ab.json.deleted-${start - 31 * DAY_MS}`,
        `ab.json.previous.deleted-${start - 31 * DAY_MS}`,
        "b.json",
        "b.json.previous",
      ]);
    });

    it("are looked for without waiting for another process", async () => {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await writeFile(`${path()}.lock`, lockText({ id: "other", pid: 1, place: "elsewhere" }, 1));
      assert.equal(await files("A").revive("a"), false);
      assert.equal(clock.pending, 0);
    });

    it("are no trouble when there never was a file", async () => {
      await files("A").markDeleted("a");
      assert.equal(await files("A").revive("a"), false);
      assert.deepEqual(await names(), []);
    });
  });

  describe("exclusively", () => {
    it("lets one caller after the other work, and write inside", async () => {
      let inside = 0;
      const append = (name: string) => async (): Promise<void> => {
        assert.equal(++inside, 1);
        const stored = await files("A").read("a", REGISTRATION);
        const before = stored.state === "stored" ? stored.signIn.account.name : "";
        const account = { ...SIGN_IN.account, name: before + name };
        await files("A").write("a", REGISTRATION, { ...SIGN_IN, account });
        inside--;
      };
      await Promise.all(["1", "2", "3"].map((name) => files("A").exclusively("a", append(name))));
      const stored = await files("A").read("a", REGISTRATION);
      assert.equal(stored.state === "stored" && stored.signIn.account.name, "123");
      assert.deepEqual(
        (await names()).filter((name) => name.includes("lock")),
        [],
      );
      assert.equal(clock.pending, 0);
    });

    it("keeps one account's work from waiting for another's", async () => {
      const both = await files("A").exclusively("a", () =>
        files("A").exclusively("b", () => Promise.resolve("both")),
      );
      assert.equal(both, "both");
    });

    it("throws what the work throws as it is, even where it looks like the file system's", async () => {
      const refusal = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
      const refused = files("A").exclusively("a", () => Promise.reject(refusal));
      await assert.rejects(refused, (error) => error === refusal);
    });

    it("does not let an owner write that was taken for dead", async () => {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      const late = files("A").exclusively("a", async () => {
        await rm(`${path()}.lock`);
        await writeFile(`${path()}.lock`, "another's");
        await files("A").write("a", REGISTRATION, OTHER);
      });
      assert.equal((await problemOf(late)).code, "storage-busy");
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
      assert.equal(await readFile(`${path()}.lock`, "utf8"), "another's");
    });

    it("says what to do where no lock can be made, but reads", async () => {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await mkdir(`${path()}.lock`);
      const problem = await problemOf(files("A").exclusively("a", () => Promise.resolve()));
      assert.equal(problem.code, "storage-failed");
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    });
  });

  it("says what to do when the file system refuses", async () => {
    await mkdir(path());
    for (const attempt of [
      () => files("A").read("a", REGISTRATION),
      () => files("A").write("a", REGISTRATION, SIGN_IN),
    ]) {
      const problem = await problemOf(attempt());
      assert.equal(problem.code, "storage-failed");
      assert.ok(problem.advice.includes(path()));
    }
  });
});
