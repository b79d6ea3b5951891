import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { systemClock } from "../../shared/support/clock";
import { Problem } from "../../shared/support/problem";

export interface ChildOptions {
  /** Compiled file that runs in it. It has to end when its parent disconnects or is gone. */
  readonly script: string;
  readonly args: readonly string[];
  /** What its environment holds besides this process's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets what it prints; begun anew. */
  readonly logFile: string;
  /** How its end is told when nobody has asked for it. */
  readonly end: { readonly code: string; readonly name: string; readonly advice: string };
}

export interface Child {
  readonly process: ChildProcess;
  /** Rejects with a Problem of the code `end.code`, with the last lines it printed, when it ends unasked; else pending. */
  readonly ended: Promise<never>;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
}

/** Nodes have 15 seconds to close before Node-RED gives up on them; nobody waits that long after Ctrl+C. */
const CLOSING_MS = 8000;
const LAST_LINES = 15;

/** Starts a process that ends with this one, however that ends. */
export async function startChild({ script, args, environment, logFile, end }: ChildOptions): Promise<Child> {
  const log = await open(logFile, "w", 0o600);
  const child = fork(script, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", log.fd, log.fd, "ipc"],
  });
  const gone = new Promise<string>((resolve) =>
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  await log.close();
  let isClosing = false;
  const ended = endedUnasked(gone, () => isClosing, { logFile, end });
  // Whoever starts it may be waiting for something else when it ends.
  ended.catch(() => undefined);
  return {
    process: child,
    ended,
    async close() {
      isClosing = true;
      if (child.connected) child.disconnect();
      const impatience = systemClock.after(CLOSING_MS, () => child.kill("SIGKILL"));
      await gone;
      impatience.cancel();
    },
  };
}

async function endedUnasked(
  gone: Promise<string>,
  isAsked: () => boolean,
  { logFile, end }: Pick<ChildOptions, "end" | "logFile">,
): Promise<never> {
  const how = await gone;
  if (isAsked()) return new Promise<never>(() => undefined);
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  throw new Problem({
    code: end.code,
    title: `${end.name} has ended by itself (${how})`,
    advice: `Its last lines, all of them are in ${logFile}:\n${lines.slice(-LAST_LINES).join("\n")}\n${end.advice}`,
  });
}
