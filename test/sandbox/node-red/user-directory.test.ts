import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareUserDirectory } from "../../../sandbox/node-red/user-directory";
import { manifest } from "../../support/packed";

const FACTS = {
  authority: "https://localhost:4001",
  graph: "https://localhost:4002",
  tenant: "c0117050-0000-4000-8000-00000000c0de",
  clientId: "7e5e0ce0-0000-4000-8000-00000000c11e",
  bridge: { host: "127.0.0.1", port: 4003, bridgeId: "001788fffe5a4d0b", certificate: "PEM", key: "key" },
  target: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01",
};

describe("Node-RED's user directory in the sandbox", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "teams-presence-user-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), "utf8"));

  it("has this repository's package, the example flow and the credentials Node-RED reads beside it", async () => {
    const auth = await prepareUserDirectory(folder, FACTS);
    assert.equal(
      (read(`node_modules/${manifest.name}/package.json`) as { name: string }).name,
      manifest.name,
    );
    const flow = read("flows.json") as { id: string; type: string }[];
    const bridge = flow.find(({ type }) => type === "presence-hue-bridge");
    assert.deepEqual(read("flows_cred.json"), { [bridge?.id ?? ""]: { key: "key", certificate: "PEM" } });
    assert.deepEqual(
      flow.find(({ type }) => type === "teams-auth"),
      auth,
    );
  });

  it("keeps the user's flow, even an empty one, and mends a package link that leads nowhere", async () => {
    await prepareUserDirectory(folder, FACTS);
    writeFileSync(join(folder, "flows.json"), "[]");
    const link = join(folder, "node_modules", manifest.name);
    unlinkSync(link);
    symlinkSync(join(folder, "gone"), link);
    assert.equal(await prepareUserDirectory(folder, FACTS), undefined);
    assert.deepEqual(read("flows.json"), []);
    assert.equal(
      (read(`node_modules/${manifest.name}/package.json`) as { name: string }).name,
      manifest.name,
    );
  });

  it("forgets what nodes remember of lamps that begin anew, and no account", async () => {
    const data = join(folder, "teams-presence");
    mkdirSync(join(data, "state"), { recursive: true });
    for (const file of ["state/lamp.json", "account.json"]) writeFileSync(join(data, file), "{}");
    await prepareUserDirectory(folder, FACTS);
    assert.ok(!existsSync(join(data, "state/lamp.json")));
    assert.ok(existsSync(join(data, "account.json")));
  });

  it("says what to do about flows it cannot read, and leaves them", async () => {
    for (const content of ["[{", '{"flows":[]}']) {
      writeFileSync(join(folder, "flows.json"), content);
      await assert.rejects(prepareUserDirectory(folder, FACTS), {
        code: "unreadable-flows",
        message: /--fresh/,
      });
      assert.equal(readFileSync(join(folder, "flows.json"), "utf8"), content);
    }
  });
});
