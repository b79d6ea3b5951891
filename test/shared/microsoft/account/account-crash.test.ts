import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { AccountFiles } from "../../../../shared/microsoft/account/account-file";
import { systemClock } from "../../../../shared/support/clock";
import { renewalsIn, type WorkerOrder } from "../../../support/account-worker";
import { RecordingLog, useDirectory } from "../helpers";

const KILLS = 200;
/** A lock whose owner is not known to be dead is watched for ten seconds. */
const AT_ONCE_MS = 8000;
/** What a killed writer leaves is swept by the next; a few may die one after the other before one gets so far. */
const MOST_TEMPORARIES = 12;

const WORKER = join(__dirname, "../../../support/account-worker.js");
const KNOWN =
  /^(a\.json|a\.json\.previous|a\.json\.lock(\.break)*|account\.key|\.(a\.json(\.previous|\.lock(\.break)*)?|account\.key)\.[0-9a-f]{12}\.tmp)$/;

interface Ended {
  readonly wrote: readonly string[];
  readonly steps: readonly string[];
  readonly killed: boolean;
  /** From being ready to the first renewal, in milliseconds; undefined where there was none. */
  readonly firstAfterMs: number | undefined;
  readonly errors: string;
}

/** Runs a worker to its end; `onLine` is told what it says, and may kill it. */
async function runWorker(
  order: WorkerOrder,
  onLine: (line: string, worker: ChildProcess) => void = () => {},
): Promise<Ended> {
  const worker = spawn(process.execPath, [WORKER, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  let readyAt = 0;
  let firstAfterMs: number | undefined;
  let errors = "";
  worker.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  createInterface(worker.stdout).on("line", (line) => {
    lines.push(line);
    if (line === "ready") readyAt = performance.now();
    if (line.startsWith("wrote ")) firstAfterMs ??= performance.now() - readyAt;
    onLine(line, worker);
  });
  await new Promise((resolve) => worker.once("close", resolve));
  const said = (word: string): string[] =>
    lines.filter((line) => line.startsWith(word)).map((line) => line.slice(word.length));
  const killed = worker.signalCode === "SIGKILL";
  return { wrote: said("wrote "), steps: said("step "), killed, firstAfterMs, errors };
}

/** Repeatable chance: Marsaglia's xorshift of 32 bits ("Xorshift RNGs", 2003). */
function chance(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

describe("account files of processes that are killed", function () {
  this.timeout(240_000);
  const directory = useDirectory();
  const log = new RecordingLog();
  const seed = Number(process.env["CRASH_SEED"] ?? Date.now() % 2 ** 31);

  beforeEach(() => (log.lines.length = 0));
  afterEach(function () {
    if (this.currentTest?.state === "failed") console.error(`CRASH_SEED=${seed} repeats this`);
  });

  const open = (home: string, secret?: string): AccountFiles =>
    new AccountFiles({ directory: home, secret, clock: systemClock, log });

  /** All is well after a kill: the file opens and holds what was acknowledged, and nothing lies about that should not. */
  async function check(home: string, secret: string | undefined, wrote: readonly string[]): Promise<void> {
    const renewals = await renewalsIn(open(home, secret));
    assert.ok(renewals, "the file opens");
    for (const each of wrote) assert.ok(renewals.includes(each), `${each} is lost`);
    assert.deepEqual(log.lines, [], "the former copy was not needed");
    const names = readdirSync(home);
    for (const name of names) assert.match(name, KNOWN);
    const temporaries = names.filter((name) => name.endsWith(".tmp"));
    assert.ok(temporaries.length <= MOST_TEMPORARIES, temporaries.join(", "));
  }

  function assertAtOnce({ firstAfterMs, errors }: Ended): void {
    assert.equal(errors, "");
    assert.ok(firstAfterMs === undefined || firstAfterMs < AT_ONCE_MS, `first after ${firstAfterMs} ms`);
  }

  /** After a last worker that is let live, only what belongs there is left. */
  async function assertTidy(home: string, secret: string | undefined): Promise<void> {
    const last = await runWorker({ directory: home, secret, name: "z", first: 0, renewals: 1, pauseMs: 0 });
    assertAtOnce(last);
    assert.deepEqual(last.wrote, ["z0"]);
    const left = readdirSync(home).filter((name) => !/^\.account\.key|\.lock(\.break)+$/.test(name));
    assert.deepEqual(left.sort(), ["a.json", "a.json.previous", ...(secret ? [] : ["account.key"])]);
  }

  it(`lose nothing by ${KILLS} kills at any moment`, async () => {
    const lane = async (home: string, secret: string | undefined, laneSeed: number): Promise<number> => {
      const random = chance(laneSeed);
      let locked = 0;
      mkdirSync(home);
      for (let kill = 0; kill < KILLS / 2; kill++) {
        const delayMs = random() * 40;
        const order = { directory: home, secret, name: `k${kill}-`, first: 0, renewals: 10_000, pauseMs: 0 };
        // Half of them early, where a lock is broken, half of them in the middle of it all.
        const from = random() < 0.5 ? "ready" : "wrote";
        const ended = await runWorker(order, (line, worker) => {
          if (line.startsWith(from)) setTimeout(() => worker.kill("SIGKILL"), delayMs);
        });
        assert.ok(ended.killed, ended.errors);
        assertAtOnce(ended);
        await check(home, secret, ended.wrote);
        if (readdirSync(home).includes("a.json.lock")) locked += 1;
      }
      await assertTidy(home, secret);
      return locked;
    };
    const [one, other] = ["one", "other"].map((name) => join(directory.path, name)) as [string, string];
    const locked = await Promise.all([lane(one, "A", seed), lane(other, undefined, seed + 7919)]);
    assert.ok(Math.min(...locked) > KILLS / 10, `${locked.join(" and ")} died with the lock in hand`);
  });

  it("lose nothing by a kill at any step of a renewal that breaks a dead one's lock", async () => {
    const prepared = join(directory.path, "prepared");
    const order = { secret: "A", first: 0, renewals: 1, pauseMs: 0 };
    const { steps: alone } = await runWorker({ ...order, directory: prepared, name: "first", trace: true });
    const diesBefore = alone.indexOf("rename a.json");
    assert.ok((await runWorker({ ...order, directory: prepared, name: "dead", diesBefore })).killed);
    const anew = (name: string): string => {
      const home = join(directory.path, name);
      cpSync(prepared, home, { recursive: true });
      return home;
    };

    const { steps } = await runWorker({ ...order, directory: anew("trace"), name: "trace", trace: true });
    for (const step of [
      "link a.json.lock.break",
      "rm a.json.lock",
      "rename a.json.previous",
      "rename a.json",
    ])
      assert.ok(steps.includes(step), `${step} among ${steps.join(", ")}`);
    await killAtEachStep(steps, async (death, name) => {
      const home = anew(name);
      const ended = await runWorker({ ...order, ...death, directory: home, name });
      assert.ok(ended.killed, ended.errors);
      await check(home, "A", ["first0", ...ended.wrote]);
      await assertTidy(home, "A");
      await check(home, "A", ["first0", ...ended.wrote, "z0"]);
    });
  });

  it("lose nothing by a kill at any step of the first sign-in, which makes the key", async () => {
    const order = { secret: undefined, first: 0, renewals: 1, pauseMs: 0 };
    const home = (name: string): string => join(directory.path, name);
    const { steps } = await runWorker({ ...order, directory: home("trace"), name: "t", trace: true });
    assert.ok(steps.includes("link account.key"));
    await killAtEachStep(steps, async (death, name) => {
      const ended = await runWorker({ ...order, ...death, directory: home(name), name });
      assert.ok(ended.killed, ended.errors);
      await renewalsIn(open(home(name)));
      assert.deepEqual(log.lines, [], "nothing passes for lost that was never there");
      await assertTidy(home(name), undefined);
      const renewals = await renewalsIn(open(home(name)));
      for (const each of ended.wrote) assert.ok(renewals?.includes(each), `${each} is lost`);
    });
  });

  it("lose no renewal of two that work at the same time, one of them killed now and then", async () => {
    const home = directory.path;
    const random = chance(seed);
    const order = { directory: home, secret: "A", pauseMs: 15 };
    const wrote: string[] = [];
    const killed = async (): Promise<void> => {
      for (let kill = 0; kill < 10; kill++) {
        const lines = 1 + Math.floor(random() * 4);
        let said = 0;
        const ended = await runWorker(
          { ...order, name: `k${kill}-`, first: 0, renewals: 50 },
          (_, worker) => {
            if (++said === 1 + lines) worker.kill("SIGKILL");
          },
        );
        assert.ok(ended.killed, ended.errors);
        wrote.push(...ended.wrote);
      }
    };
    const living = async (name: string): Promise<void> => {
      const ended = await runWorker({ ...order, name, first: 0, renewals: 40 });
      assert.equal(ended.errors, "");
      assert.equal(ended.wrote.length, 40);
      wrote.push(...ended.wrote);
    };
    await Promise.all([killed(), living("a"), living("b")]);
    const renewals = (await renewalsIn(open(home, "A"))) ?? [];
    assert.equal(new Set(renewals).size, renewals.length, "none is there twice");
    for (const each of wrote) assert.ok(renewals.includes(each), `${each} is lost`);
    for (const name of ["a", "b"]) {
      const own = renewals.filter((each) => each.startsWith(name));
      assert.deepEqual(
        own,
        wrote.filter((each) => each.startsWith(name)),
      );
    }
    await assertTidy(home, "A");
  });
});

async function killAtEachStep(
  steps: readonly string[],
  run: (death: Pick<WorkerOrder, "diesBefore" | "halfway">, name: string) => Promise<void>,
): Promise<void> {
  assert.ok(steps.length > 15);
  for (const [diesBefore, step] of steps.entries()) {
    for (const halfway of step.startsWith("write ") ? [false, true] : [false]) {
      try {
        await run({ diesBefore, halfway }, `s${diesBefore}${halfway ? "h" : ""}`);
      } catch (error) {
        throw new Error(`killed ${halfway ? "in" : "before"} ${step}`, { cause: error });
      }
    }
  }
}
