import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/**
 * The environment a person has outside this project: no folder of its packages on PATH, so that `node` and `npm` are the
 * system's, and nothing that npm or mocha told this process.
 */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache|userconfig)$)|NODE_|INIT_CWD|TEST_TOTALS)/i.test(name),
  );
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

/** Runs a program as a person outside would, to its end; what it printed, both streams together. */
export function runOutside(folder: string, program: string, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: outsideEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Packs a package as for publishing, through prepack, into an empty folder, and installs it in a new `user` there. */
export async function packAndInstall(
  source: string,
  folder: string,
): Promise<{ readonly tarball: string; readonly userDir: string }> {
  const { code, output } = await runOutside(source, "npm", "pack", "--pack-destination", folder);
  assert.equal(code, 0, output);
  assert.match(output, /Building/);
  const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "");
  const userDir = join(folder, "user");
  mkdirSync(userDir);
  writeFileSync(join(userDir, "package.json"), '{ "name": "user-directory", "private": true }\n');
  const install = await runOutside(userDir, "npm", "install", "--no-audit", "--no-fund", tarball);
  assert.equal(install.code, 0, install.output);
  return { tarball, userDir };
}

/** The files of a tarball, as they are below the package's own folder. */
export function filesIn(tarball: string): readonly string[] {
  return execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((file) => file.replace(/^package\//, ""));
}
