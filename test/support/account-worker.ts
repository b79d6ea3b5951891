/**
 * A process that renews a stored sign-in again and again, made to be killed. Says `ready`, and `wrote <entry>` for each
 * renewal that is on the disk; asked to, also `step <name>` for everything it does to the file system.
 */
import { writeSync } from "node:fs";
import fs, { type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { AccountFiles } from "../../shared/microsoft/account/account-file";
import { checkRegistration } from "../../shared/microsoft/registration/registration";
import { systemClock } from "../../shared/support/clock";
import { parseJsonObject } from "../../shared/support/json-object";
import { silentLog } from "../../shared/support/log";

export interface WorkerOrder {
  readonly directory: string;
  readonly secret?: string | undefined;
  /** What its entries begin with. */
  readonly name: string;
  /** The number of its first entry. */
  readonly first: number;
  readonly renewals: number;
  /** The longest pause between two renewals, in milliseconds. */
  readonly pauseMs: number;
  readonly trace?: boolean;
  /** Dies before this step, the first being 0. */
  readonly diesBefore?: number;
  /** Dies in the middle of that step, where it writes. */
  readonly halfway?: boolean;
}

const REGISTRATION = checkRegistration({
  tenant: "contoso.com",
  clientId: "00000000-0000-4000-8000-000000000001",
});
const ACCOUNT = { id: "oid", tenantId: "tid", username: "alice@contoso.com", name: "Alice" };

/** Every renewal there ever was, oldest first; undefined where the file cannot be opened. */
export async function renewalsIn(files: AccountFiles): Promise<readonly string[] | undefined> {
  const stored = await files.read("a", REGISTRATION);
  if (stored.state === "none") return [];
  if (stored.state !== "stored") return undefined;
  return String(parseJsonObject(stored.signIn.cache)?.["renewals"]).split(" ");
}

async function renew(files: AccountFiles, entry: string): Promise<void> {
  await files.exclusively("a", async () => {
    const renewals = await renewalsIn(files);
    if (!renewals) throw new Error("the file cannot be opened");
    const cache = JSON.stringify({ renewals: [...renewals, entry].join(" ") });
    await files.write("a", REGISTRATION, { account: ACCOUNT, cache });
    say(`wrote ${entry}`);
  });
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
  // The signal may take a moment to arrive.
  for (;;);
}

/** Names each step before it is taken, and dies where it is told to. */
async function watchSteps({ trace = false, diesBefore, halfway = false }: WorkerOrder): Promise<void> {
  const { open, link, rename, rm } = fs;
  const paths = new WeakMap<object, string>();
  let steps = 0;
  const step = (what: string, path: string): boolean => {
    if (trace) say(`step ${what} ${basename(path).replace(/[0-9a-f]{12}\.tmp$/, "*")}`);
    const last = steps++ === diesBefore;
    if (last && !(halfway && what === "write")) die();
    return last;
  };
  const handle = await open(__filename);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const original = Object.create(prototype, Object.getOwnPropertyDescriptors(prototype)) as FileHandle;
  Object.assign(fs, {
    async open(path: string, ...rest: [string, number]) {
      step("open", path);
      const file = await open(path, ...rest);
      paths.set(file, path);
      return file;
    },
    link: (from: string, to: string) => (step("link", to), link(from, to)),
    rename: (from: string, to: string) => (step("rename", to), rename(from, to)),
    rm: (path: string, options: object) => (step("rm", path), rm(path, options)),
  });
  const pathOf = (file: object): string => paths.get(file) ?? "";
  Object.assign(prototype, {
    async write(this: FileHandle, text: string, at: number) {
      const last = step("write", pathOf(this));
      const written = await original.write.call(this, last ? text.slice(0, text.length / 2) : text, at);
      if (last) die();
      return written;
    },
    async writeFile(this: FileHandle, text: string) {
      const last = step("write", pathOf(this));
      await original.writeFile.call(this, last ? text.slice(0, text.length / 2) : text);
      if (last) die();
    },
    sync(this: FileHandle) {
      step("sync", pathOf(this));
      return original.sync.call(this);
    },
    datasync(this: FileHandle) {
      step("sync", pathOf(this));
      return original.datasync.call(this);
    },
  });
}

async function work(order: WorkerOrder): Promise<void> {
  const { directory, secret, name, first, renewals, pauseMs } = order;
  const files = new AccountFiles({ directory, secret, clock: systemClock, log: silentLog });
  if (order.trace || order.diesBefore !== undefined) await watchSteps(order);
  say("ready");
  for (let number = first; number < first + renewals; number++) {
    await renew(files, `${name}${number}`);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs));
  }
  // What came too late for a step comes now.
  if (order.diesBefore !== undefined) die();
}

if (require.main === module) void work(JSON.parse(process.argv[2] ?? "") as WorkerOrder);
