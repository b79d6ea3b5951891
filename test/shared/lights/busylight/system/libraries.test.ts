import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "../../../../../shared/lights/busylight/system/libraries";

describe("loading a package", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "library-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("rejects with the code of what is not there", () =>
    assert.rejects(load(join(folder, "library.cjs")), { code: "MODULE_NOT_FOUND" }));

  it("tries again what threw, and loads once what does not", async () => {
    const path = join(folder, "library.cjs");
    await writeFile(path, 'throw new Error("No native build was found")');
    await assert.rejects(load(path), /No native build/);
    await writeFile(path, "exports.loads = (exports.loads ?? 0) + 1;");
    assert.deepEqual(await load(path), { loads: 1 });
    assert.equal(await load(path), await load(path));
  });
});
