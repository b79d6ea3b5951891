import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Inbox } from "../support/inbox";
import { root } from "../support/packed";

/** Stands in for npm: notes the call, waits while a file `hold` is there, and installs a Node that says VERSION. */
const NPM = `#!${process.execPath}
const fs = require("node:fs");
const path = require("node:path");
const tree = path.resolve(__dirname, "..");
fs.appendFileSync(path.join(tree, "npm-calls"), process.argv.slice(2).join(" ") + " in " + (path.relative(tree, process.cwd()) || ".") + "\\n");
const told = Object.keys(process.env).filter((name) => /^npm_config_(dry_run|local_prefix)$/.test(name));
fs.writeFileSync(path.join(tree, "npm-settings"), told.join("\\n"));
console.log("npm is at work");
const finish = () => {
  if (fs.existsSync(path.join(tree, "npm-fails"))) process.exit(1);
  const bin = path.join(process.cwd(), "node_modules", ".bin");
  fs.mkdirSync(bin, { recursive: true });
  const version = fs.readFileSync(path.join(tree, "node-version"), "utf8");
  fs.writeFileSync(path.join(bin, "node"), '#!/bin/sh\\n[ "$1" = -v ] && echo ' + version + ' || { echo "node ran $*"; mkdir -p .build dist; touch .build/built; }\\n', { mode: 0o755 });
};
const hold = path.join(tree, "hold");
if (!fs.existsSync(hold)) finish();
else fs.watch(tree, () => { if (!fs.existsSync(hold)) { finish(); process.exit(0); } });
`;

/** A folder with nothing but the scripts, a lockfile and the stand-in for npm. */
class Tree {
  readonly path = mkdtempSync(join(tmpdir(), "teams-presence-tree-"));
  env: Readonly<Record<string, string>> = {};

  constructor() {
    for (const script of ["bootstrap.cjs", "install.cjs", "lock.cjs"])
      cpSync(join(root, "scripts", script), this.file("scripts", script));
    mkdirSync(this.file("bin"));
    writeFileSync(this.file("bin", "npm"), NPM);
    chmodSync(this.file("bin", "npm"), 0o755);
    this.write("package-lock.json", "{}");
    this.write("node-version", "v24.9.0");
  }

  file(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  write(name: string, text: string): void {
    writeFileSync(this.file(name), text);
  }

  get calls(): readonly string[] {
    return existsSync(this.file("npm-calls"))
      ? readFileSync(this.file("npm-calls"), "utf8").trim().split("\n")
      : [];
  }

  /** What npm was told by its caller's environment. */
  get settings(): readonly string[] {
    return readFileSync(this.file("npm-settings"), "utf8").split("\n").filter(Boolean);
  }

  begin(...command: readonly string[]): Run {
    const { PATH = "" } = process.env;
    return new Run(
      spawn(process.execPath, [this.file("scripts", "bootstrap.cjs"), ...command], {
        cwd: this.path,
        env: { ...process.env, ...this.env, PATH: `${this.file("bin")}${delimiter}${PATH}` },
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  }

  /** Runs a command of the bootstrap to its end. */
  async run(...command: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    return this.begin(...command).ended;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

class Run {
  readonly printed = new Inbox<string>();
  readonly ended: Promise<{ readonly code: number; readonly output: string }>;
  readonly pid: number;
  #output = "";

  constructor(child: ChildProcess) {
    this.pid = child.pid ?? 0;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString("utf8");
        this.printed.add(this.#output);
      });
    this.ended = once(child, "close").then(([code]) => ({ code: Number(code), output: this.#output }));
  }

  async says(text: string): Promise<void> {
    await this.printed.find((output) => output.includes(text));
  }
}

describe("the install script", function () {
  this.timeout(20_000);
  let tree: Tree;
  beforeEach(() => (tree = new Tree()));
  afterEach(() => tree.remove());

  it("installs by itself, exactly what the lockfile says, then builds and runs the command", async () => {
    const { code, output } = await tree.run("start", "--port", "1900");
    assert.equal(code, 0, output);
    assert.deepEqual(tree.calls, ["ci --include=dev --no-audit --no-fund --loglevel=error in ."]);
    assert.match(
      output,
      /Installing the sandbox and its Node-RED[^]+node ran --enable-source-maps scripts\/build\.mjs\nnode ran --enable-source-maps \.build\/sandbox\/main\.js --port 1900\n$/,
    );
  });

  it("neither installs nor builds again when nothing changed", async () => {
    await tree.run("start");
    const { code, output } = await tree.run("start");
    assert.deepEqual([code, output], [0, "node ran --enable-source-maps .build/sandbox/main.js\n"]);
    assert.equal(tree.calls.length, 1);
  });

  it("installs again when the lockfile changed", async () => {
    await tree.run("build");
    tree.write("package-lock.json", '{ "changed": true }');
    const { code } = await tree.run("build");
    assert.deepEqual([code, tree.calls.length], [0, 2]);
  });

  it("installs the test tools only for commands that need them", async () => {
    mkdirSync(tree.file("test"));
    tree.write("test/package-lock.json", "{}");
    await tree.run("start");
    assert.equal(tree.calls.length, 1);
    await tree.run("test");
    assert.deepEqual(tree.calls.slice(1), ["ci --include=dev --no-audit --no-fund --loglevel=error in test"]);
  });

  it("begins again after an install that failed", async () => {
    tree.write("npm-fails", "");
    const { code, output } = await tree.run("build");
    assert.equal(code, 1);
    assert.match(
      output,
      /npm could not install the sandbox and its Node-RED\. Is the package registry reachable\?/,
    );
    rmSync(tree.file("npm-fails"));
    assert.equal((await tree.run("build")).code, 0);
    assert.equal(tree.calls.length, 2);
  });

  it("lets the second of two commands wait for the first, and install nothing", async () => {
    tree.write("hold", "");
    const first = tree.begin("start");
    await first.says("npm is at work");
    const second = tree.begin("start");
    await second.says(`(process ${first.pid}); waiting for it`);
    rmSync(tree.file("hold"));
    const both = await Promise.all([first.ended, second.ended]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
      JSON.stringify(both),
    );
    assert.equal(tree.calls.length, 1);
    assert.equal(both.filter(({ output }) => output.includes("Building")).length, 1);
  });

  it("does not wait for a command that died", async () => {
    mkdirSync(tree.file(".cache"));
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    tree.write(".cache/install.lock", String(dead.pid));
    const { code, output } = await tree.run("build");
    assert.equal(code, 0);
    assert.ok(!output.includes("waiting"), output);
    assert.ok(!existsSync(tree.file(".cache", "install.lock")));
  });

  it("does not wait for a lock whose content was lost with the power", async () => {
    mkdirSync(tree.file(".cache"));
    tree.write(".cache/install.lock", "");
    const { code, output } = await tree.run("build");
    assert.equal(code, 0, output);
    assert.ok(!existsSync(tree.file(".cache", "install.lock")));
  });

  it("does not wait for a process that has the same id as one from before the machine started", async () => {
    mkdirSync(tree.file(".cache"));
    tree.write(".cache/install.lock", String(process.pid));
    const longAgo = new Date("2020-01-01T00:00:00.000Z");
    utimesSync(tree.file(".cache", "install.lock"), longAgo, longAgo);
    const { code, output } = await tree.run("build");
    assert.equal(code, 0, output);
    assert.ok(!output.includes("waiting"), output);
  });

  it("does not wait for itself where it has the id of a command that died, as in a container", async () => {
    mkdirSync(tree.file(".cache"));
    tree.write(
      "same-id.cjs",
      `if (process.argv[1]?.endsWith("bootstrap.cjs")) require("node:fs").writeFileSync(__dirname + "/.cache/install.lock", String(process.pid));`,
    );
    tree.env = { NODE_OPTIONS: `--require ${tree.file("same-id.cjs")}` };
    const { code, output } = await tree.run("build");
    assert.equal(code, 0, output);
    assert.ok(!output.includes("waiting"), output);
  });

  it("does not install under a running sandbox, but runs what needs no install", async () => {
    await tree.run("build");
    tree.write(".cache/sandbox.pid", String(process.pid));
    assert.equal((await tree.run("build")).code, 0);
    tree.write("package-lock.json", '{ "changed": true }');
    const { code, output } = await tree.run("build");
    assert.equal(code, 1);
    assert.match(output, new RegExp(`The sandbox is running from this folder \\(process ${process.pid}\\)`));
    assert.equal(tree.calls.length, 1);
  });

  it("takes no notice of a sandbox that ended without tidying up", async () => {
    mkdirSync(tree.file(".cache"));
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    tree.write(".cache/sandbox.pid", String(dead.pid));
    assert.equal((await tree.run("build")).code, 0);
  });

  it("takes no notice of a sandbox from before the machine started", async () => {
    mkdirSync(tree.file(".cache"));
    tree.write(".cache/sandbox.pid", String(process.pid));
    const longAgo = new Date("2020-01-01T00:00:00.000Z");
    utimesSync(tree.file(".cache", "sandbox.pid"), longAgo, longAgo);
    assert.equal((await tree.run("build")).code, 0);
  });

  it("really installs for the dry run of a publication", async () => {
    tree.env = { npm_config_dry_run: "true", npm_config_local_prefix: "/elsewhere" };
    const { code, output } = await tree.run("build");
    assert.equal(code, 0, output);
    assert.deepEqual(tree.settings, []);
  });

  it("says what to do when the project's own Node did not come", async () => {
    tree.write("node-version", "v20.19.0");
    const { code, output } = await tree.run("start");
    assert.equal(code, 1);
    assert.match(
      output,
      /own Node 24 is missing \(found v20\.19\.0\)[^]+npm rebuild node --foreground-scripts/,
    );
  });

  it("names the commands there are when asked for another", async () => {
    const { code, output } = await tree.run("lunch");
    assert.equal(code, 1);
    assert.match(output, /Unknown command lunch\. There are: start, build, /);
    assert.deepEqual(tree.calls, []);
  });
});
