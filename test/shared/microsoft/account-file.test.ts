import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AccountFiles } from "../../../shared/microsoft/account-file";
import { FakeClock } from "../../support/fake-clock";
import { MARKER } from "./in-memory-entra";
import { assertNoSecret, problemOf, RecordingLog, REGISTRATION, useDirectory } from "./helpers";

const DAY_MS = 24 * 60 * 60 * 1000;

const SIGN_IN = {
  account: { id: "oid", tenantId: "tid", username: "alice@contoso.com", name: "Alice" },
  cache: JSON.stringify({ RefreshToken: { x: `${MARKER}-refresh` } }),
};
const OTHER = { ...SIGN_IN, account: { ...SIGN_IN.account, id: "other" } };
const STORED = { state: "stored", signIn: SIGN_IN };

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
    assert.deepEqual(await names(), ["a.json"]);
    assert.ok(!(await readFile(path(), "utf8")).includes(MARKER));
    if (process.platform !== "win32") assert.equal((await stat(path())).mode & 0o777, 0o600);
  });

  it("keeps a file of any id inside its directory", async () => {
    await files("A").write("../../evil", REGISTRATION, SIGN_IN);
    assert.deepEqual(await files("A").read("../../evil", REGISTRATION), STORED);
    assert.match((await names()).join(), /^sha256-[0-9a-f]{64}\.json$/);
  });

  it("does not take one account's file for another's", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    await writeFile(join(directory.path, "b.json"), await readFile(path()));
    assert.deepEqual(await files("A").read("b", REGISTRATION), { state: "unreadable" });
  });

  it("calls a truncated, an empty and a corrupted file unreadable, and sets it aside on the next write", async () => {
    const damages = [
      () => truncate(path(), 60),
      () => truncate(path(), 0),
      () => writeFile(path(), "garbage"),
    ];
    for (const damage of damages) {
      await files("A").write("a", REGISTRATION, SIGN_IN);
      await damage();
      const left = await readFile(path(), "utf8");
      assert.deepEqual(await files("A").read("a", REGISTRATION), { state: "unreadable" });
      await files("A").write("a", REGISTRATION, SIGN_IN);
      assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
      const aside = `${path()}.unreadable-${clock.now()}`;
      assert.equal(await readFile(aside, "utf8"), left);
      await clock.advance(1000);
    }
    assert.equal((await names()).length, 4);
    assert.match(log.lines.join(), /kept as a\.json\.unreadable-/);
  });

  it("keeps the file of an earlier secret whole, so that going back to the secret works", async () => {
    await files("A").write("a", REGISTRATION, SIGN_IN);
    const sealed = await readFile(path());
    assert.deepEqual(await files("B").read("a", REGISTRATION), { state: "unreadable" });
    await files("B").remove("a");
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    await files("B").write("a", REGISTRATION, OTHER);
    assert.deepEqual(await files("B").read("a", REGISTRATION), { state: "stored", signIn: OTHER });
    assert.deepEqual(await readFile(`${path()}.unreadable-${clock.now()}`), sealed);
  });

  it("moves from the key file to a secret at the next write, and is then closed to the key file", async () => {
    await files().write("a", REGISTRATION, SIGN_IN);
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    await files("A").write("a", REGISTRATION, SIGN_IN);
    assert.deepEqual(await files("A").read("a", REGISTRATION), STORED);
    assert.deepEqual(await files().read("a", REGISTRATION), { state: "unreadable" });
    assert.deepEqual(await names(), ["a.json", "account.key"]);
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
        `ab.json.deleted-${start - 31 * DAY_MS}`,
        "b.json",
      ]);
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
