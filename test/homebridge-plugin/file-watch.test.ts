import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileWatch } from "../../homebridge-plugin/file-watch";
import { FakeClock, settle } from "../support/fake-clock";

const EVERY_MS = 2000;

describe("a watch of files", () => {
  let folder: string;
  let clock: FakeClock;
  let watch: FileWatch;
  let changes: number;
  const path = (name: string): string => join(folder, name);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-watch-"));
    writeFileSync(path("one"), "first");
    clock = new FakeClock();
    changes = 0;
    const paths = [path("one"), path("two")];
    watch = new FileWatch({ paths, everyMs: EVERY_MS, clock, onChange: () => void changes++ });
    watch.start();
    await looked();
  });
  afterEach(() => {
    watch.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The next look is planned when one is done. */
  async function looked(): Promise<void> {
    while (clock.pending === 0) await settle();
  }

  async function look(): Promise<number> {
    await clock.advance(EVERY_MS);
    await looked();
    return changes;
  }

  it("tells of its first look, and of nothing as long as nothing changes", async () => {
    assert.equal(changes, 1);
    assert.deepEqual([await look(), await look()], [1, 1]);
  });

  it("looks no more often than it is to", async () => {
    writeFileSync(path("one"), "longer than it was");
    await clock.advance(EVERY_MS - 1);
    assert.equal(changes, 1);
    assert.equal(await look(), 2);
  });

  const happenings: readonly (readonly [string, () => void])[] = [
    ["has another size", () => writeFileSync(path("one"), "longer than it was")],
    ["was touched", () => utimesSync(path("one"), 1, 1)],
    ["is gone", () => rmSync(path("one"))],
    ["has come", () => writeFileSync(path("two"), "new")],
    [
      "was replaced by one that looks the same but for what it is",
      () => {
        writeFileSync(path("new"), "other");
        const { atime, mtime } = statSync(path("one"));
        utimesSync(path("one"), atime, mtime);
        utimesSync(path("new"), atime, mtime);
        renameSync(path("new"), path("one"));
      },
    ],
  ];
  for (const [what, happen] of happenings)
    it(`tells once that a file ${what}`, async () => {
      happen();
      assert.deepEqual([await look(), await look()], [2, 2]);
    });

  it("goes on where a file cannot be looked at", async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "a file where the folder was");
    assert.deepEqual([await look(), await look()], [2, 2]);
  });

  it("tells nothing any more once it is closed, in the middle of a look too", async () => {
    rmSync(path("one"));
    await clock.advance(EVERY_MS - 1);
    const due = clock.advance(1);
    watch.close();
    await due;
    await settle();
    assert.equal(clock.pending, 0);
    assert.equal(changes, 1);
  });
});
