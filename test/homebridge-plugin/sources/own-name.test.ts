import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownName } from "../../../homebridge-plugin/sources/own-name";
import { Lines } from "../../support/lines";

const NAME = /^teams-presence-[0-9a-f]{12}$/;

describe("what this Homebridge is called on brokers", () => {
  let folder: string;
  let log: Lines;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "teams-presence-name-")), "teams-presence");
    log = new Lines();
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  const file = (): string => join(folder, "mqtt", "client");

  it("is made up once and kept", async () => {
    const name = await ownName(folder, log);
    assert.match(name, NAME);
    assert.equal(await ownName(folder, log), name);
    assert.deepEqual(log.all, []);
    assert.equal(readFileSync(file(), "utf8"), name);
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, "mqtt")).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(join(folder, "mqtt")), ["client"]);
  });

  it("is another one in another folder", async () =>
    assert.notEqual(await ownName(folder, log), await ownName(join(folder, "two"), log)));

  it("is the same for two that ask at once", async () => {
    const names = await Promise.all([1, 2, 3].map(() => ownName(folder, log)));
    assert.equal(new Set(names).size, 1);
  });

  for (const content of ["", "\n", "teams-presence-xyz", "\0\0\0"])
    it(`is a new one, with a warning, where the file holds ${JSON.stringify(content)}`, async () => {
      mkdirSync(join(folder, "mqtt"), { recursive: true });
      writeFileSync(file(), content);
      assert.match(await ownName(folder, log), NAME);
      assert.match(log.all.join("\n"), /^warn .*client does not hold a name for MQTT\. Remove the file/);
      assert.equal(readFileSync(file(), "utf8"), content);
    });

  it("is a new one, with a warning, where nothing can be kept", async () => {
    // A file where a folder should be: not even root can write there.
    mkdirSync(join(folder, ".."), { recursive: true });
    writeFileSync(folder, "");
    assert.match(await ownName(folder, log), NAME);
    assert.match(log.all.join("\n"), /^warn .*client cannot be kept: /);
  });
});
