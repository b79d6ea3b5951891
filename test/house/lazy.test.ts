import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { manifest, root } from "../support/packed";

/** What costs time and memory, and what many who install this never use. */
const HEAVY = new Set([
  "@azure/msal-node",
  "@azure/msal-common",
  "@microsoft/microsoft-graph-client",
  "undici",
  "node-hid",
  "serialport",
  "mqtt",
  "bonjour-service",
  "multicast-dns",
]);

/** What of other packages is bundled into a file of ours. */
const VENDOR = "dist/shared/lights/hue/v1/vendor/node-hue-api.js";

/** The files that a fresh Node has loaded once it has run `code` and all that this began. */
function filesLoadedBy(code: string): readonly string[] {
  const listing = `
    process.on("exit", () => console.log(JSON.stringify(Object.keys(require.cache))));
    ${code}`;
  const output = execFileSync(process.execPath, ["-e", listing], { cwd: root, encoding: "utf8" });
  return (JSON.parse(output) as string[]).map((file) => file.replaceAll("\\", "/"));
}

function packagesLoadedBy(code: string): readonly string[] {
  const names = filesLoadedBy(code).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  );
  return [...new Set(names)];
}

const loadsVendor = (code: string): boolean => filesLoadedBy(code).some((file) => file.endsWith(VENDOR));

describe("loading the palette", () => {
  const scripts = Object.values(manifest["node-red"].nodes).map((script) => join(root, script));
  const palette = scripts.map((script) => `require(${JSON.stringify(script)});`).join("\n");

  it("loads nothing heavy before a node needs it", () => {
    assert.deepEqual(
      packagesLoadedBy(palette).filter((name) => HEAVY.has(name)),
      [],
    );
  });

  it("would notice", () => {
    assert.ok(packagesLoadedBy('require("@azure/msal-node");').includes("@azure/msal-node"));
  });

  describe("loads what drives old bridges", () => {
    const open = `
      const { OldApi } = require(${JSON.stringify(join(root, "dist/shared/lights/hue/v1/old-api.js"))});
      const clock = { now: () => 0, after: () => ({ cancel() {} }) };
      const log = { debug() {}, info() {}, warn() {}, error() {} };
      const bridge = new OldApi({ host: "127.0.0.1", port: 1, key: "key", clock, log });`;

    it("not by itself, nor by knowing of such a bridge", () =>
      assert.ok(!loadsVendor(`${palette}\n${open}`)));

    it("with the first request to one", () =>
      assert.ok(loadsVendor(`${open}\nbridge.readHome().catch(() => bridge.close());`)));
  });
});

describe("loading the Homebridge plugin", () => {
  const entry = join(root, "homebridge-plugin/dist/homebridge-plugin/index.js");

  it("loads no package at all before somebody configures it", () => {
    const initialize = `require(${JSON.stringify(entry)})({ registerPlatform() {} });`;
    assert.deepEqual(packagesLoadedBy(initialize), []);
  });
});
