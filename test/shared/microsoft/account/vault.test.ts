import assert from "node:assert/strict";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Vault } from "../../../../shared/microsoft/account/vault";
import { parseJsonObject } from "../../../../shared/support/json-object";
import { problemOf, useDirectory } from "../helpers";

const TEXT = "TOPSECRET ünïcode";
const OPEN = { text: TEXT };

/** Sealed by the first release, which knew no key ids, for the id `a` with the secret `A`. */
const EARLIER = JSON.stringify({
  version: 1,
  key: "secret",
  salt: "dnocaguXnu/r/dZG+fHXqw==",
  iv: "hCtcm9tAnYwYMDNh",
  tag: "qsqG/owG4n9KrXE8Ag7Eqg==",
  data: "bBp0Tq2VO7bhF60Ei3itzwjPqg==",
});

/** Changes one character of a base64 field without changing its length. */
function damage(sealed: string, field: string): string {
  const parsed = parseJsonObject(sealed);
  const value = String(parsed?.[field]);
  return JSON.stringify({ ...parsed, [field]: (value.startsWith("A") ? "B" : "A") + value.slice(1) });
}

describe("vault", () => {
  const directory = useDirectory();

  it("opens what it sealed, with a secret and without", async () => {
    for (const secret of ["a secret", undefined]) {
      const sealed = await new Vault({ directory: directory.path, secret }).seal("a", TEXT);
      assert.ok(!sealed.includes("TOPSECRET"));
      assert.deepEqual(await new Vault({ directory: directory.path, secret }).open("a", sealed), OPEN);
    }
  });

  it("makes no key file where there is a secret", async () => {
    await new Vault({ directory: directory.path, secret: "a secret" }).seal("a", TEXT);
    assert.deepEqual(await readdir(directory.path), []);
  });

  it("treats an empty secret as none", async () => {
    await new Vault({ directory: directory.path, secret: "" }).seal("a", TEXT);
    assert.deepEqual(await readdir(directory.path), ["account.key"]);
  });

  it("keeps the key file from everybody else, and does not put the key into what it seals", async () => {
    const sealed = await new Vault({ directory: directory.path }).seal("a", TEXT);
    const path = join(directory.path, "account.key");
    if (process.platform !== "win32") assert.equal((await stat(path)).mode & 0o777, 0o600);
    const key = Buffer.from((await readFile(path, "utf8")).trim(), "hex");
    assert.equal(key.length, 32);
    assert.ok(!sealed.includes(key.toString("base64")) && !sealed.includes(key.toString("hex")));
  });

  it("lets all creators of the key file agree on one key", async () => {
    const vaults = Array.from({ length: 12 }, () => new Vault({ directory: directory.path }));
    const sealed = await Promise.all(vaults.map((vault, i) => vault.seal("a", `${TEXT} ${i}`)));
    const fresh = new Vault({ directory: directory.path });
    for (const [i, each] of sealed.entries()) {
      assert.deepEqual(await fresh.open("a", each), { text: `${TEXT} ${i}` });
    }
    assert.deepEqual(await readdir(directory.path), ["account.key"]);
  });

  it("never seals equal texts equally", async () => {
    const vault = new Vault({ directory: directory.path, secret: "s" });
    assert.notEqual(await vault.seal("a", TEXT), await vault.seal("a", TEXT));
  });

  it("does not open another id's text", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    assert.deepEqual(await vault.open("b", await vault.seal("a", TEXT)), { reason: "damaged" });
  });

  it("says whether a secret is missing or another one", async () => {
    const sealed = await new Vault({ directory: directory.path, secret: "A" }).seal("a", TEXT);
    const openedWith = (secret?: string): Promise<unknown> =>
      new Vault({ directory: directory.path, secret }).open("a", sealed);
    assert.deepEqual(await openedWith("A"), OPEN);
    assert.deepEqual(await openedWith("B"), { reason: "other-secret" });
    assert.deepEqual(await openedWith(), { reason: "secret-missing" });
  });

  it("says that the key file is not here, or is another one", async () => {
    const vault = new Vault({ directory: directory.path });
    const sealed = await vault.seal("a", TEXT);
    const keyFile = join(directory.path, "account.key");
    const key = await readFile(keyFile);
    await rm(keyFile);
    assert.deepEqual(await vault.open("a", sealed), { reason: "key-file-missing" });
    await vault.seal("a", TEXT);
    assert.deepEqual(await vault.open("a", sealed), { reason: "key-file-missing" });
    await writeFile(keyFile, key);
    assert.deepEqual(await vault.open("a", sealed), OPEN);
  });

  it("opens what was sealed before keys had ids; where it does not open, the key is blamed", async () => {
    const openedWith = (secret: string, id = "a"): Promise<unknown> =>
      new Vault({ directory: directory.path, secret }).open(id, EARLIER);
    assert.deepEqual(await openedWith("A"), OPEN);
    assert.deepEqual(await openedWith("B"), { reason: "other-secret" });
    assert.deepEqual(await openedWith("A", "b"), { reason: "other-secret" });
  });

  it("gives equal keys no equal ids, so that files cannot be told to have one secret", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    const ids = await Promise.all(
      [1, 2, 3].map(async () => parseJsonObject(await vault.seal("a", TEXT))?.["keyId"]),
    );
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) assert.match(String(id), /^[A-Za-z0-9+/]{6}==$/);
  });

  it("opens with the key file after a secret has been set", async () => {
    const sealed = await new Vault({ directory: directory.path }).seal("a", TEXT);
    assert.deepEqual(await new Vault({ directory: directory.path, secret: "A" }).open("a", sealed), OPEN);
  });

  for (const [field, reason] of [
    ["salt", "other-secret"],
    ["iv", "damaged"],
    ["tag", "damaged"],
    ["data", "damaged"],
  ] as const) {
    it(`notices a changed ${field}`, async () => {
      const vault = new Vault({ directory: directory.path, secret: "A" });
      assert.deepEqual(await vault.open("a", damage(await vault.seal("a", TEXT), field)), { reason });
    });
  }

  it("opens all the same where only the key id is changed or gone", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    const sealed = await vault.seal("a", TEXT);
    assert.deepEqual(await vault.open("a", damage(sealed, "keyId")), OPEN);
    assert.deepEqual(
      await vault.open("a", JSON.stringify({ ...parseJsonObject(sealed), keyId: undefined })),
      OPEN,
    );
  });

  it("refuses a shortened tag, which would be easy to guess", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    const parsed = parseJsonObject(await vault.seal("a", TEXT));
    const tag = Buffer.from(String(parsed?.["tag"]), "base64").subarray(0, 4).toString("base64");
    assert.deepEqual(await vault.open("a", JSON.stringify({ ...parsed, tag })), { reason: "damaged" });
  });

  it("calls damaged what is no sealed text", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    const sealed = await vault.seal("a", TEXT);
    const altered = (change: object): string => JSON.stringify({ ...parseJsonObject(sealed), ...change });
    const texts = ["", "{", "null", "[]", "{}", '"x"', sealed.slice(0, 100)];
    for (const content of [
      ...texts,
      altered({ version: "2" }),
      altered({ key: "x" }),
      altered({ keyId: 1 }),
    ]) {
      assert.deepEqual(await vault.open("a", content), { reason: "damaged" }, content);
    }
  });

  it("leaves to later versions what they wrote", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    for (const sealed of [{ ...parseJsonObject(await vault.seal("a", TEXT)), version: 2 }, { version: 9 }])
      assert.deepEqual(await vault.open("a", JSON.stringify(sealed)), { reason: "newer-version" });
  });

  it("makes no key file just to find that nothing opens", async () => {
    const sealed = await new Vault({ directory: directory.path }).seal("a", TEXT);
    const elsewhere = join(directory.path, "elsewhere");
    const opening = await new Vault({ directory: elsewhere }).open("a", sealed);
    assert.deepEqual(opening, { reason: "key-file-missing" });
    assert.deepEqual(await readdir(directory.path), ["account.key"]);
  });

  it("does not overwrite a damaged key file", async () => {
    const path = join(directory.path, "account.key");
    await writeFile(path, "half a k");
    const problem = await problemOf(new Vault({ directory: directory.path }).seal("a", TEXT));
    assert.equal(problem.code, "key-file-damaged");
    assert.equal(await readFile(path, "utf8"), "half a k");
  });
});
