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

/** The packages that a fresh Node has loaded after it has run `code`. */
function packagesLoadedBy(code: string): readonly string[] {
  const listing = `
    ${code}
    const names = Object.keys(require.cache).flatMap((file) => /node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(file)?.[1] ?? []);
    console.log(JSON.stringify([...new Set(names)]));`;
  return JSON.parse(
    execFileSync(process.execPath, ["-e", listing], { cwd: root, encoding: "utf8" }),
  ) as string[];
}

describe("loading the palette", () => {
  const scripts = Object.values(manifest["node-red"].nodes).map((script) => join(root, script));

  it("loads nothing heavy before a node needs it", () => {
    const code = scripts.map((script) => `require(${JSON.stringify(script)});`).join("\n");
    assert.deepEqual(
      packagesLoadedBy(code).filter((name) => HEAVY.has(name.replaceAll("\\", "/"))),
      [],
    );
  });

  it("would notice", () => {
    assert.ok(packagesLoadedBy('require("@azure/msal-node");').includes("@azure/msal-node"));
  });
});
