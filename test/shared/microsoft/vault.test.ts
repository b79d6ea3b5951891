import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Vault } from "../../../shared/microsoft/vault";
import { parseJsonObject } from "../../../shared/support/json-object";
import { problemOf, useDirectory } from "./helpers";

const TEXT = "TOPSECRET ünïcode";

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
      assert.equal(await new Vault({ directory: directory.path, secret }).open("a", sealed), TEXT);
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
      assert.equal(await fresh.open("a", each), `${TEXT} ${i}`);
    }
    assert.deepEqual(await readdir(directory.path), ["account.key"]);
  });

  it("never seals equal texts equally", async () => {
    const vault = new Vault({ directory: directory.path, secret: "s" });
    assert.notEqual(await vault.seal("a", TEXT), await vault.seal("a", TEXT));
  });

  it("does not open another id's text, nor with another secret or key file", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    const sealed = await vault.seal("a", TEXT);
    assert.equal(await vault.open("b", sealed), undefined);
    assert.equal(await new Vault({ directory: directory.path, secret: "B" }).open("a", sealed), undefined);
    assert.equal(await new Vault({ directory: directory.path }).open("a", sealed), undefined);
  });

  it("opens with the key file after a secret has been set", async () => {
    const sealed = await new Vault({ directory: directory.path }).seal("a", TEXT);
    assert.equal(await new Vault({ directory: directory.path, secret: "A" }).open("a", sealed), TEXT);
  });

  for (const field of ["salt", "iv", "tag", "data"]) {
    it(`notices a changed ${field}`, async () => {
      const vault = new Vault({ directory: directory.path, secret: "A" });
      assert.equal(await vault.open("a", damage(await vault.seal("a", TEXT), field)), undefined);
    });
  }

  it("refuses a shortened tag, which would be easy to guess", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    const parsed = parseJsonObject(await vault.seal("a", TEXT));
    const tag = Buffer.from(String(parsed?.["tag"]), "base64").subarray(0, 4).toString("base64");
    assert.equal(await vault.open("a", JSON.stringify({ ...parsed, tag })), undefined);
  });

  it("gives nothing for what is no sealed text", async () => {
    const vault = new Vault({ directory: directory.path, secret: "A" });
    const sealed = await vault.seal("a", TEXT);
    const other = JSON.stringify({ ...parseJsonObject(sealed), version: 2 });
    for (const content of ["", "{", "null", "[]", "{}", '"x"', sealed.slice(0, 100), other]) {
      assert.equal(await vault.open("a", content), undefined);
    }
  });

  it("makes no key file just to find that nothing opens", async () => {
    const sealed = await new Vault({ directory: directory.path }).seal("a", TEXT);
    const elsewhere = join(directory.path, "elsewhere");
    assert.equal(await new Vault({ directory: elsewhere }).open("a", sealed), undefined);
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
