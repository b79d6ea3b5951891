import { inspect } from "node:util";
import fs, { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { checkRegistration } from "../../../shared/microsoft/registration/registration";
import type { Log } from "../../../shared/support/log";
import { Problem } from "../../../shared/support/problem";
import { CLIENT, MARKER, TENANT } from "./in-memory-entra";

export const REGISTRATION = checkRegistration({ tenant: TENANT, clientId: CLIENT });

export class RecordingLog implements Log {
  readonly lines: string[] = [];
  debug(text: string): void {
    this.lines.push(`debug ${text}`);
  }
  info(text: string): void {
    this.lines.push(`info ${text}`);
  }
  warn(text: string): void {
    this.lines.push(`warn ${text}`);
  }
  error(text: string): void {
    this.lines.push(`error ${text}`);
  }
}

/** A directory for the tests of one `describe`, new for each. */
export function useDirectory(): { readonly path: string } {
  const directory = { path: "" };
  beforeEach(async () => {
    directory.path = await mkdtemp(join(tmpdir(), "account-"));
  });
  afterEach(() => rm(directory.path, { recursive: true, force: true }));
  return directory;
}

/** The Problem a promise rejects with; fails when it resolves or shows a secret anywhere. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Problem, inspect(error));
    assertNoSecret(error);
    return error;
  }
  throw new assert.AssertionError({ message: "expected a Problem" });
}

/** Looks at everything a logger could print: message, stack, causes and hidden properties. */
export function assertNoSecret(value: unknown): void {
  const text = inspect(value, { depth: Infinity, showHidden: true });
  assert.ok(!text.includes(MARKER), text);
}

/** Has the file system refuse to read some files, as it does not refuse root by rights. */
export async function withReadFailing(
  code: string,
  paths: readonly string[],
  run: () => Promise<void>,
): Promise<void> {
  const { readFile: original } = fs;
  const failing = (path: string): Promise<Buffer> =>
    paths.includes(path) ? Promise.reject(Object.assign(new Error(code), { code })) : original(path);
  Object.assign(fs, { readFile: failing });
  try {
    await run();
  } finally {
    Object.assign(fs, { readFile: original });
  }
}
