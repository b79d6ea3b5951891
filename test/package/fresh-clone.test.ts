import assert from "node:assert/strict";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Clone } from "../support/clone";
import { runOutside } from "../support/outside";
import { type Manifest, manifest, root } from "../support/packed";

const MINUTE_MS = 60_000;

describe("a fresh clone, with nothing but the system's Node and npm", function () {
  this.timeout(10 * MINUTE_MS);
  let clone: Clone | undefined;
  const cloned = (): Clone => {
    assert.ok(clone);
    return clone;
  };
  before(() => (clone = new Clone()));
  after(() => clone?.remove());

  it("installs once and builds, for two commands at once", async () => {
    const both = await Promise.all([1, 2].map(() => runOutside(cloned().path, "npm", "run", "build")));
    const printed = both.map(({ output }) => output).join("\n");
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
      printed,
    );
    assert.equal(printed.split("Installing the sandbox").length, 2, printed);
    assert.match(printed, /waiting for it/);
    for (const script of Object.values(manifest["node-red"].nodes))
      assert.ok(existsSync(cloned().file(script)), script);
  });

  it("installs no test tools for that", () => {
    assert.ok(!existsSync(cloned().file("test", "node_modules")));
    assert.ok(!existsSync(cloned().file(".build", "test")));
  });

  it("leaves nothing that git would see", async () => {
    if (!existsSync(cloned().file(".git"))) return;
    assert.deepEqual(await runOutside(cloned().path, "git", "status", "--porcelain"), {
      code: 0,
      output: "",
    });
  });
});

describe("packing", function () {
  this.timeout(5 * MINUTE_MS);
  let clone: Clone | undefined;
  before(() => {
    clone = new Clone();
    symlinkSync(join(root, "node_modules"), clone.file("node_modules"), "dir");
  });
  after(() => clone?.remove());

  it("fails when package.json names a node that is not built", async () => {
    assert.ok(clone);
    const file = clone.file("package.json");
    const committed = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    const nodes = { ...committed["node-red"].nodes, ghost: "dist/nodes/ghost/ghost.js" };
    writeFileSync(file, JSON.stringify({ ...committed, "node-red": { ...committed["node-red"], nodes } }));
    const { code, output } = await runOutside(clone.path, "npm", "pack");
    assert.notEqual(code, 0);
    assert.match(output, /node-red\.nodes names files that were not built: dist\/nodes\/ghost\/ghost\.js/);
  });
});
