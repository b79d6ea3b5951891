import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StateFolder } from "../../sandbox/state-folder";

describe("the sandbox's folder", () => {
  let parent: string;
  let folder: StateFolder;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "teams-presence-state-"));
    folder = new StateFolder(join(parent, "sandbox"));
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it("belongs to one process, whose id the installer finds beside it", async () => {
    await folder.claim();
    assert.equal(Number.parseInt(readFileSync(join(parent, "sandbox.pid"), "utf8"), 10), process.pid);
    await folder.release();
    assert.equal(existsSync(join(parent, "sandbox.pid")), false);
  });

  it("is refused to a second one, which is told where the first is", async () => {
    writeFileSync(folder.pidFile, `${process.ppid}\nhttp://127.0.0.1:1890/\n`);
    await assert.rejects(folder.claim(), {
      code: "already-running",
      message: new RegExp(`process ${process.ppid}, http://127\\.0\\.0\\.1:1890/`),
    });
  });

  it("is taken over from a process that is gone, or that had this one's number", async () => {
    for (const pid of ["0", "nonsense", "", String(process.pid)]) {
      writeFileSync(folder.pidFile, `${pid}\n`);
      await folder.claim();
      assert.equal(readFileSync(folder.pidFile, "utf8"), `${process.pid}\n`);
      await folder.release();
    }
  });

  it("announces the page without losing the process id", async () => {
    await folder.claim();
    await folder.announce("http://127.0.0.1:1890/");
    assert.equal(readFileSync(folder.pidFile, "utf8"), `${process.pid}\nhttp://127.0.0.1:1890/\n`);
  });

  it("remembers, and takes what it cannot read for nothing", async () => {
    assert.deepEqual(await folder.remembered(), {});
    const remembered = { ports: { entra: 4001, graph: 4002, bridge: 4003 }, hueKey: "key" };
    await folder.remember(remembered);
    assert.deepEqual(await folder.remembered(), remembered);
    const file = join(folder.path, "remembered.json");
    for (const [text, understood] of [
      ["{", {}],
      ["null", {}],
      ['{"ports":{"entra":4001},"hueKey":"key"}', { hueKey: "key" }],
      ['{"ports":{"entra":0,"graph":70000,"bridge":"x"}}', {}],
    ] as const) {
      writeFileSync(file, text);
      assert.deepEqual(await folder.remembered(), understood, text);
    }
  });

  it("forgets what it made and nothing else", async () => {
    await folder.open();
    await folder.remember({ hueKey: "key" });
    await folder.tokens.save({ refresh: [] });
    writeFileSync(join(folder.nodeRed, "flows.json"), "[]");
    mkdirSync(join(folder.path, "holiday photos"));
    await folder.forget();
    assert.deepEqual(await folder.remembered(), {});
    assert.equal(await folder.tokens.load(), undefined);
    assert.equal(existsSync(folder.nodeRed), false);
    assert.equal(existsSync(join(folder.path, "holiday photos")), true);
  });
});
