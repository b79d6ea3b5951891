import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ownVersion } from "../../homebridge-plugin/version";
import { root } from "../support/packed";

describe("the plugin's version", () => {
  it("is that of the package", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    assert.equal(ownVersion(), version);
  });
});
