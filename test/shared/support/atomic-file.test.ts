import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  createFileAtomically,
  readFileIfThere,
  sweepTemporaries,
  temporaryPath,
  writeFileAtomically,
} from "../../../shared/support/atomic-file";

describe("atomic file", () => {
  let directory = "";

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "atomic-file-"));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("makes file and directories for the owner only", async () => {
    const path = join(directory, "one", "two", "a.json");
    await writeFileAtomically(path, "content");
    assert.equal(await readFile(path, "utf8"), "content");
    if (process.platform === "win32") return;
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(join(directory, "one"))).mode & 0o777, 0o700);
    assert.equal((await stat(join(directory, "one", "two"))).mode & 0o777, 0o700);
  });

  it("replaces a file whole, and narrows one that was open to all", async () => {
    const path = join(directory, "a.json");
    await writeFile(path, "a much longer old content", { mode: 0o644 });
    await chmod(path, 0o644);
    await writeFileAtomically(path, Buffer.from("new"));
    assert.equal(await readFile(path, "utf8"), "new");
    if (process.platform !== "win32") assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it("takes another mode where one is asked for", async () => {
    const path = join(directory, "a.json");
    await writeFileAtomically(path, "x", { mode: 0o400 });
    assert.equal((await stat(path)).mode & 0o400, 0o400);
    if (process.platform !== "win32") assert.equal((await stat(path)).mode & 0o777, 0o400);
  });

  it("always leaves one whole content when many write at once, and no leftovers", async () => {
    const path = join(directory, "a.json");
    const contents = Array.from({ length: 20 }, (_, i) => String(i).repeat(5000));
    await Promise.all(contents.map((content) => writeFileAtomically(path, content)));
    assert.ok(contents.includes(await readFile(path, "utf8")));
    assert.deepEqual(await readdir(directory), ["a.json"]);
  });

  it("leaves the old file where it is told so at the last moment, and asks only once the new one is whole", async () => {
    const path = join(directory, "a.json");
    await writeFile(path, "old");
    const confirm = async (): Promise<void> => {
      const other = (await readdir(directory)).find((name) => name !== "a.json") ?? "";
      assert.equal(await readFile(join(directory, other), "utf8"), "new");
      throw new Error("no");
    };
    await assert.rejects(writeFileAtomically(path, "new", { confirm }), /^Error: no$/);
    assert.equal(await readFile(path, "utf8"), "old");
    assert.deepEqual(await readdir(directory), ["a.json"]);
  });

  it("sweeps what killed writers have left, of the files that are asked for", async () => {
    const mine = temporaryPath(join(directory, "a.json"));
    const names = [
      basename(mine),
      basename(temporaryPath(join(directory, "b.json"))),
      "a.json",
      ".a.json.tmp",
    ];
    for (const name of names) await writeFile(join(directory, name), "half");
    await sweepTemporaries(directory, (name) => name === "a.json");
    assert.deepEqual(new Set(await readdir(directory)), new Set(names.slice(1)));
  });

  it("throws and leaves no leftovers when the place is taken by a directory", async () => {
    const path = join(directory, "a.json");
    await mkdir(path);
    await assert.rejects(writeFileAtomically(path, "x"));
    assert.deepEqual(await readdir(directory), ["a.json"]);
  });

  it("creates a file once: of many creators one wins, and all read the same", async () => {
    const path = join(directory, "key");
    const results = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const created = await createFileAtomically(path, `content ${i}`);
        return { created, read: await readFile(path, "utf8") };
      }),
    );
    assert.equal(results.filter((result) => result.created).length, 1);
    assert.equal(new Set(results.map((result) => result.read)).size, 1);
    assert.deepEqual(await readdir(directory), ["key"]);
  });

  it("gives nothing for a file that is not there, and throws for what is no file", async () => {
    assert.equal(await readFileIfThere(join(directory, "none", "a")), undefined);
    await writeFile(join(directory, "a"), "x");
    assert.deepEqual(await readFileIfThere(join(directory, "a")), Buffer.from("x"));
    await assert.rejects(readFileIfThere(directory));
  });
});
