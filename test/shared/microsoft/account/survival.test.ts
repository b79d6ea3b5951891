import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AccountFiles, type StoredAccount } from "../../../../shared/microsoft/account/account-file";
import type { UnreadableReason } from "../../../../shared/microsoft/account/vault";
import { FakeClock } from "../../../support/fake-clock";
import {
  assertNoSecret,
  problemOf,
  RecordingLog,
  REGISTRATION,
  useDirectory,
  withReadFailing,
} from "../helpers";
import { MARKER } from "../in-memory-entra";

const ACCOUNT = { id: "oid", tenantId: "tid", username: "alice@contoso.com", name: "Alice" };
const signInOf = (generation: number): { account: typeof ACCOUNT; cache: string } => ({
  account: ACCOUNT,
  cache: JSON.stringify({ RefreshToken: { x: `${MARKER}-${generation}` } }),
});
const NEW = signInOf(100);

/** The generation of the sign-in that is found, or why there is none. */
type Outcome = number | "none" | UnreadableReason;

function outcomeOf(stored: StoredAccount): Outcome {
  if (stored.state === "unreadable") return stored.reason;
  if (stored.state !== "stored") return "none";
  const generation = [1, 2, 3].find((each) => signInOf(each).cache === stored.signIn.cache);
  assert.ok(generation, "a sign-in that was never stored");
  return generation;
}

/** One home has written generations 1, 2 and 3, a backup of it was made after 2; then something happens. */
interface Mishap {
  readonly title: string;
  readonly secret?: string;
  readonly happens?: (home: string, backup: string) => Promise<void>;
  readonly secretAfter?: string;
  readonly id?: string;
  readonly gives: Outcome;
  /** What puts it right again, where somebody can; generation 3 is back then. */
  readonly cure?: (home: string, backup: string) => Promise<void>;
  readonly curingSecret?: string;
}

const KEY = "account.key";

const MISHAPS: readonly Mishap[] = [
  { title: "nothing at all", gives: 3 },
  { title: "nothing at all, with a secret", secret: "A", secretAfter: "A", gives: 3 },
  {
    title: "a move of the whole directory to a new machine",
    async happens(home) {
      await cp(home, `${home}-moved`, { recursive: true });
      await rm(home, { recursive: true });
      await rename(`${home}-moved`, home);
    },
    gives: 3,
  },
  {
    title: "a move of the account files without the key file",
    happens: (home) => rename(join(home, KEY), `${home}.key`),
    gives: "key-file-missing",
    cure: (home) => rename(`${home}.key`, join(home, KEY)),
  },
  {
    title: "a move of the account files without the key file, with a secret",
    secret: "A",
    secretAfter: "A",
    happens: (home) => rm(join(home, KEY), { force: true }),
    gives: 3,
  },
  {
    title: "a restored backup, whose refresh token is older and still good",
    async happens(home, backup) {
      await rm(home, { recursive: true });
      await cp(backup, home, { recursive: true });
    },
    gives: 2,
  },
  {
    title: "a restored backup of the account file alone",
    happens: (home, backup) => cp(join(backup, "a.json"), join(home, "a.json")),
    gives: 2,
  },
  { title: "a secret that is set later", secretAfter: "A", gives: 3 },
  {
    title: "another secret",
    secret: "A",
    secretAfter: "B",
    gives: "other-secret",
    curingSecret: "A",
  },
  { title: "a secret that is removed", secret: "A", gives: "secret-missing", curingSecret: "A" },
  {
    title: "a damaged key file",
    happens: (home) => writeFile(join(home, KEY), "damaged"),
    gives: "key-file-missing",
    cure: (home, backup) => cp(join(backup, KEY), join(home, KEY)),
  },
  {
    title: "another key file",
    happens: (home) => writeFile(join(home, KEY), "0".repeat(64)),
    gives: "key-file-missing",
    cure: (home, backup) => cp(join(backup, KEY), join(home, KEY)),
  },
  {
    title: "the file's loss",
    happens: (home) => rm(join(home, "a.json")),
    gives: 2,
  },
  {
    title: "an empty file",
    happens: (home) => writeFile(join(home, "a.json"), ""),
    gives: 2,
  },
  {
    title: "an empty file and an empty copy",
    async happens(home) {
      for (const name of ["a.json", "a.json.previous"]) await writeFile(join(home, name), "");
    },
    gives: "damaged",
    cure: (home) => cp(`${home}-whole`, home, { recursive: true }),
  },
  {
    title: "an empty file and another secret for its copy",
    secret: "A",
    secretAfter: "B",
    happens: (home) => writeFile(join(home, "a.json"), ""),
    gives: "other-secret",
  },
  {
    title: "a copied node, whose file was copied with it",
    id: "b",
    async happens(home) {
      for (const end of ["", ".previous"]) await cp(join(home, `a.json${end}`), join(home, `b.json${end}`));
    },
    gives: "damaged",
  },
  {
    title: "a later version that was tried",
    async happens(home) {
      for (const name of ["a.json", "a.json.previous"])
        await writeFile(join(home, name), '{"version":2,"x":1}');
    },
    gives: "newer-version",
    cure: (home) => cp(`${home}-whole`, home, { recursive: true }),
  },
];

describe("a stored sign-in survives", () => {
  const directory = useDirectory();
  const log = new RecordingLog();
  let home = "";
  let backup = "";

  beforeEach(() => {
    home = join(directory.path, "home");
    backup = join(directory.path, "backup");
    log.lines.length = 0;
  });
  afterEach(() => assertNoSecret(log.lines));

  const files = (secret?: string): AccountFiles =>
    new AccountFiles({ directory: home, secret, clock: new FakeClock(), log });

  async function live(secret?: string): Promise<void> {
    for (const generation of [1, 2, 3]) {
      await files(secret).write("a", REGISTRATION, signInOf(generation));
      if (generation === 2) await cp(home, backup, { recursive: true });
    }
    await cp(home, `${home}-whole`, { recursive: true });
  }

  const contents = async (): Promise<string[]> => {
    const names = (await readdir(home)).filter((name) => name.includes(".json"));
    return Promise.all(names.map((name) => readFile(join(home, name), "latin1")));
  };

  for (const { title, secret, happens, secretAfter, id = "a", gives, cure, curingSecret } of MISHAPS) {
    it(`${typeof gives === "number" ? "" : "or is kept through "}${title}`, async () => {
      await live(secret);
      await happens?.(home, backup);
      const after = files(secretAfter);
      const before = await contents();
      assert.equal(outcomeOf(await after.read(id, REGISTRATION)), gives);
      assert.deepEqual(await contents(), before, "reading changes nothing");

      if (cure || curingSecret !== undefined) {
        await cure?.(home, backup);
        assert.equal(outcomeOf(await files(curingSecret ?? secretAfter).read(id, REGISTRATION)), 3);
        return;
      }
      await after.write(id, REGISTRATION, NEW);
      assert.deepEqual(await after.read(id, REGISTRATION), { state: "stored", signIn: NEW });
      if (typeof gives === "number") return;
      const kept = await contents();
      for (const content of before) assert.ok(kept.includes(content), "what did not open is kept");
    });
  }

  it("a secret set later, and needs it from the next write on", async () => {
    await live();
    await files("A").write("a", REGISTRATION, NEW);
    await rm(join(home, KEY));
    assert.deepEqual(await files("A").read("a", REGISTRATION), { state: "stored", signIn: NEW });
    assert.equal(outcomeOf(await files().read("a", REGISTRATION)), "secret-missing");
  });

  it("a new sign-in under another key, which leaves the former one to be brought back by hand", async () => {
    await live("A");
    await files("B").write("a", REGISTRATION, NEW);
    const aside = (await readdir(home)).filter((name) => name.includes(".unreadable-"));
    const found: Outcome[] = [];
    for (const name of aside) {
      for (const end of ["", ".previous"]) await cp(join(home, name), join(home, `a.json${end}`));
      found.push(outcomeOf(await files("A").read("a", REGISTRATION)));
    }
    assert.deepEqual(new Set(found), new Set([2, 3]));
  });

  describe("damage", () => {
    const main = (): string => join(home, "a.json");

    /** Every length, and single bits of all places and values. */
    function* damagesOf(whole: Buffer): Generator<Buffer> {
      for (let length = 0; length < whole.length; length++) yield whole.subarray(0, length);
      for (let bit = 0; bit < whole.length * 8; bit += 7) {
        const damaged = Buffer.from(whole);
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        yield damaged;
      }
    }

    async function outcomesOfDamages(): Promise<ReadonlySet<Outcome>> {
      const found = new Set<Outcome>();
      const account = files("A");
      for (const damaged of damagesOf(await readFile(main()))) {
        writeFileSync(main(), damaged);
        found.add(outcomeOf(await account.read("a", REGISTRATION)));
        assert.deepEqual(readFileSync(main()), damaged);
      }
      return found;
    }

    // 3 remains where only a bit has changed that means nothing: base64 and white space have some.

    it("that cuts the file anywhere or changes any bit: the copy stands in", async () => {
      await live("A");
      assert.deepEqual(await outcomesOfDamages(), new Set([2, 3]));
    }).timeout(20_000);

    it("that cuts the file anywhere or changes any bit, and no copy: it is known and left alone", async () => {
      await live("A");
      await rm(`${main()}.previous`);
      assert.deepEqual(await outcomesOfDamages(), new Set([3, "damaged", "newer-version", "other-secret"]));
    }).timeout(20_000);

    it("of the disk, which does not give the file any more", async () => {
      await live("A");
      await withReadFailing("EIO", [main()], async () => {
        assert.equal(outcomeOf(await files("A").read("a", REGISTRATION)), 2);
        await files("A").write("a", REGISTRATION, NEW);
      });
      assert.deepEqual(await files("A").read("a", REGISTRATION), { state: "stored", signIn: NEW });
      assert.match((await readdir(home)).join(), /a\.json\.unreadable-/);
    });
  });

  it("a directory in the file's place, and rights that are not given: both are said and left alone", async () => {
    await live("A");
    await rename(join(home, "a.json"), join(home, "kept"));
    await mkdir(join(home, "a.json"));
    const attempts = [
      (): Promise<unknown> => files("A").read("a", REGISTRATION),
      (): Promise<unknown> => files("A").write("a", REGISTRATION, NEW),
      (): Promise<unknown> => files("A").remove("a"),
    ];
    const assertFailing = async (): Promise<void> => {
      for (const attempt of attempts) assert.equal((await problemOf(attempt())).code, "storage-failed");
    };
    await assertFailing();
    await rm(join(home, "a.json"), { recursive: true });
    await rename(join(home, "kept"), join(home, "a.json"));
    await withReadFailing("EACCES", [join(home, "a.json"), join(home, "a.json.previous")], assertFailing);
    assert.equal(outcomeOf(await files("A").read("a", REGISTRATION)), 3);
  });
});
