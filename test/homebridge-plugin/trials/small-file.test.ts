import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSmallFile } from "../../../homebridge-plugin/trials/small-file";

describe("a small file", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-small-"));
    path = join(folder, "file");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is read, and may be missing", async () => {
    assert.equal(await readSmallFile(path), undefined);
    writeFileSync(path, "ä".repeat(2048));
    assert.equal(await readSmallFile(path), "ä".repeat(2048));
  });

  const hostile: readonly (readonly [string, () => void])[] = [
    ["too large", () => writeFileSync(path, "x".repeat(4097))],
    ["a folder", () => mkdirSync(path)],
    ["a link", () => symlinkSync("/etc/hostname", path)],
    ["a pipe that nobody writes to", () => void execFileSync("mkfifo", [path])],
  ];
  for (const [what, make] of hostile)
    it(`is none where it is ${what}`, async function () {
      if (process.platform === "win32") this.skip();
      make();
      await assert.rejects(readSmallFile(path));
    });
});
