import { spawn } from "node:child_process";
import { delimiter } from "node:path";

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
