import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import fs, { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileLock, LockTrouble } from "../../../shared/support/file-lock";
import { lockText, type LockingProcess } from "../../../shared/support/lock-owner";
import { deferred } from "../../support/deferred";
import { FakeClock, settle } from "../../support/fake-clock";

/** A process with a clock of its own. */
interface Player {
  readonly here: LockingProcess;
  readonly clock: FakeClock;
  readonly lock: FileLock;
}

/**
 * Turns the players' clocks until a promise has settled, but only while all of them do nothing but wait: the disk takes
 * its own time, and none of the clocks' time.
 */
async function drive<T>(players: readonly Player[], promise: Promise<T>, each?: () => unknown): Promise<T> {
  const waiting = new Set(players);
  const outcome = { settled: false };
  const end = (): void => void (outcome.settled = true);
  promise.then(end, end);
  while (!outcome.settled) {
    await settle();
    for (const player of waiting) if (isDone(player)) waiting.delete(player);
    if (outcome.settled || [...waiting].some(({ here, clock }) => here.held.size > 0 || clock.pending === 0))
      continue;
    await each?.();
    await Promise.all([...waiting].map(({ clock }) => clock.advance(clock.nextIn ?? 0)));
  }
  return promise;
}

function isDone({ here, clock }: Player): boolean {
  return here.turns.size === 0 && here.held.size === 0 && clock.pending === 0;
}

async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "done",
    (error: unknown) => (error instanceof LockTrouble ? error.reason : error),
  );
}

const nothing = (): Promise<void> => Promise.resolve();

describe("file lock", () => {
  let directory = "";
  const players: Player[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "file-lock-"));
  });
  afterEach(async () => {
    for (const { here, clock } of players.splice(0)) {
      assert.equal(clock.pending, 0, "no timer is left behind");
      assert.equal(here.held.size + here.turns.size, 0);
    }
    await rm(directory, { recursive: true, force: true });
  });

  const path = (): string => join(directory, "a.lock");

  function play(pid: number, { place = "here", living = [] as readonly number[], at = path() } = {}): Player {
    const isAlive = (other: number): boolean => living.includes(other);
    const here = { pid, place, isAlive, held: new Set<string>(), turns: new Map<string, Promise<unknown>>() };
    const clock = new FakeClock();
    const player = { here, clock, lock: new FileLock({ path: at, clock, here }) };
    players.push(player);
    return player;
  }
  const leave = (pid: number, place = "here", beat = 7): void =>
    writeFileSync(path(), lockText({ id: "left", pid, place }, beat));
  /** Milliseconds that passed on a player's clock. */
  const passed = ({ clock }: Player): number => clock.now() - new FakeClock().now();

  it("lets one caller of a process in after the other, in order, and leaves nothing behind", async () => {
    const { lock } = play(1);
    const log: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      log.push(`${name} in`);
      await settle();
      log.push(`${name} out`);
    };
    await Promise.all(["a", "b", "c"].map((name) => lock.exclusively(work(name))));
    assert.deepEqual(log, ["a in", "a out", "b in", "b out", "c in", "c out"]);
    assert.deepEqual(await readdir(directory), []);
  });

  it("gives what the work gives and throws what it throws, and is free again", async () => {
    const { lock } = play(1);
    assert.equal(await lock.exclusively(() => Promise.resolve(5)), 5);
    await assert.rejects(
      lock.exclusively(() => Promise.reject(new Error("no"))),
      /^Error: no$/,
    );
    assert.equal(await lock.exclusively(() => Promise.resolve(6)), 6);
  });

  it("does not wait for itself inside", async () => {
    const { lock } = play(1);
    assert.equal(await lock.exclusively(() => lock.exclusively(() => Promise.resolve("inside"))), "inside");
    assert.deepEqual(await readdir(directory), []);
  });

  it("takes what was begun inside and lives longer for outside", async () => {
    const { lock } = play(1);
    const go = deferred();
    let later: Promise<unknown> = Promise.resolve();
    await lock.exclusively(() => {
      later = go.promise.then(() => reasonOf(lock.confirm()));
      return Promise.resolve();
    });
    const next = deferred();
    const holding = lock.exclusively(() => next.promise);
    go.resolve();
    assert.equal(await later, "lost");
    next.resolve();
    await holding;
  });

  it("shows every two seconds that its owner lives", async () => {
    const { lock, clock } = play(1);
    const texts = new Set<string>();
    await lock.exclusively(async () => {
      for (let beat = 0; beat < 4; beat++) {
        while (texts.size <= beat) {
          texts.add(await readFile(path(), "utf8"));
          await settle();
        }
        await clock.advance(2000);
      }
    });
    assert.equal(new Set([...texts].map((text) => text.length)).size, 1);
  });

  it("waits for a living process, and gets in when that is done", async () => {
    const first = play(1);
    const second = play(2, { living: [1] });
    const end = deferred();
    const began = deferred();
    const holding = first.lock.exclusively(() => {
      began.resolve();
      return end.promise;
    });
    await began.promise;
    const waiting = second.lock.exclusively(() => Promise.resolve("second"));
    const release = (): unknown => passed(second) > 5000 && (end.resolve(), holding);
    assert.equal(await drive([second], waiting, release), "second");
    await holding;
    assert.ok(passed(second) > 5000);
    assert.deepEqual(await readdir(directory), []);
  });

  it("gives up after half a minute while the owner shows life", async () => {
    const player = play(2);
    let beat = 0;
    leave(50, "elsewhere");
    const waiting = reasonOf(player.lock.exclusively(nothing));
    assert.equal(await drive([player], waiting, () => leave(50, "elsewhere", ++beat)), "busy");
    assert.ok(passed(player) >= 30_000 && passed(player) <= 31_000, `${passed(player)}`);
    assert.match(await readFile(path(), "utf8"), /left/);
  });

  it("gives up at once where nobody wants it any more, and leaves the lock alone", async () => {
    const { lock, clock } = play(2);
    const unwanted = new AbortController();
    leave(50, "elsewhere");
    const waiting = reasonOf(lock.exclusively(nothing, unwanted.signal));
    while (clock.pending === 0) await settle();
    unwanted.abort();
    assert.equal(await waiting, "busy");
    assert.match(await readFile(path(), "utf8"), /left/);
  });

  const LEFT: readonly { title: string; pid: number; place?: string; ms: number }[] = [
    { title: "of a dead process", pid: 99, ms: 0 },
    { title: "of a former process of the same number", pid: 2, ms: 0 },
    { title: "of a living process that shows no life", pid: 50, ms: 10_000 },
    { title: "of another machine that shows no life", pid: 99, place: "elsewhere", ms: 10_000 },
    { title: "of this number on another machine", pid: 2, place: "elsewhere", ms: 10_000 },
  ];
  for (const { title, pid, place, ms } of LEFT) {
    it(`breaks ${ms === 0 ? "at once" : "after ten seconds"} a lock ${title}`, async () => {
      leave(pid, place);
      const player = play(2, { living: [50] });
      const taken = player.lock.exclusively(() => Promise.resolve("in"));
      assert.equal(await drive([player], taken), "in");
      assert.ok(passed(player) >= ms && passed(player) <= ms * 1.1, `${passed(player)}`);
      assert.deepEqual(await readdir(directory), []);
    });
  }

  it("waits ten seconds for what is no lock's text", async () => {
    for (const text of ["", "{", "[]", '{"id":"x","pid":0,"place":"here"}']) {
      writeFileSync(path(), text);
      const player = play(2);
      await drive([player], player.lock.exclusively(nothing));
      assert.ok(passed(player) >= 10_000, text);
    }
  });

  it("is not misled when its machine's clock is set while it waits", async () => {
    leave(1, "elsewhere");
    const player = play(2);
    let turns = 0;
    const jump = (): void => {
      if (++turns === 3) player.clock.jumpTo("2031-01-01T00:00:00.000Z");
    };
    await drive([player], player.lock.exclusively(nothing), jump);
    assert.ok(turns > 20, `${turns}`);
  });

  it("tells an owner that was taken for dead, and leaves its successor's lock alone", async () => {
    const first = play(1);
    const second = play(2, { living: [1] });
    const [began, woken, inside, end] = [deferred(), deferred(), deferred(), deferred()];
    const outcome = first.lock.exclusively(async () => {
      await first.lock.confirm();
      began.resolve();
      await woken.promise;
      return reasonOf(first.lock.confirm());
    });
    await began.promise;
    const theirs = second.lock.exclusively(async () => {
      inside.resolve();
      await end.promise;
      await second.lock.confirm();
      return "second";
    });
    await drive([second], inside.promise);
    woken.resolve();
    assert.equal(await outcome, "lost");
    end.resolve();
    assert.equal(await theirs, "second");
    assert.deepEqual(await readdir(directory), []);
  });

  it("has many at once break a dead one's lock without ever two inside", async () => {
    const pids = [1, 2, 3, 4, 5, 6];
    for (let round = 0; round < 20; round++) {
      leave(99);
      let inside = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        most = Math.max(most, ++inside);
        await settle();
        inside--;
      };
      const all = pids.map((pid) => play(pid, { living: pids }));
      await drive(all, Promise.all(all.map(({ lock }) => lock.exclusively(work))));
      assert.equal(most, 1);
    }
    assert.deepEqual(await readdir(directory), []);
  });

  it("does not have a slow breaker remove the lock of one who came after", async () => {
    leave(99);
    const [slow, quick] = [play(1, { living: [1, 2] }), play(2, { living: [1, 2] })];
    const [stopped, go] = [deferred(), deferred()];
    const { rm: original } = fs;
    const stopping = async (file: string, options: object): Promise<void> => {
      if (file === path()) {
        Object.assign(fs, { rm: original });
        stopped.resolve();
        await go.promise;
      }
      await original(file, options);
    };
    Object.assign(fs, { rm: stopping });
    const inside: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      inside.push(`${name} in`);
      go.resolve();
      for (let i = 0; i < 20; i++) await settle();
      inside.push(`${name} out`);
    };
    const first = slow.lock.exclusively(work("slow"));
    await stopped.promise;
    const second = quick.lock.exclusively(work("quick"));
    let turns = 0;
    await drive([quick], second, () => ++turns === 3 && (go.resolve(), first));
    await first;
    assert.deepEqual(inside, ["slow in", "slow out", "quick in", "quick out"]);
  });

  it("breaks what a breaker has left that died itself", async () => {
    leave(99);
    for (const depth of [".break", ".break.break"])
      writeFileSync(`${path()}${depth}`, lockText({ id: "left", pid: 98, place: "here" }, 0));
    const player = play(1);
    assert.equal(
      await drive(
        [player],
        player.lock.exclusively(() => Promise.resolve("in")),
      ),
      "in",
    );
    assert.equal(passed(player), 0);
    assert.deepEqual(await readdir(directory), []);
  });

  describe("where links", () => {
    const { link: original } = fs;
    const refuse = (code: string, times = Infinity): void => {
      let left = times;
      const link = (from: string, to: string): Promise<void> =>
        left-- > 0 ? Promise.reject(Object.assign(new Error(code), { code })) : original(from, to);
      Object.assign(fs, { link });
    };
    afterEach(() => void Object.assign(fs, { link: original }));

    it("are not known to the file system, keeps others out all the same", async () => {
      refuse("EPERM");
      const [first, second] = [play(1), play(2, { living: [1] })];
      const [began, end] = [deferred(), deferred()];
      const holding = first.lock.exclusively(async () => {
        began.resolve();
        await end.promise;
        await first.lock.confirm();
        return "first";
      });
      await began.promise;
      const waiting = second.lock.exclusively(() => Promise.resolve("second"));
      let turns = 0;
      // The disk takes its time over the owner's last steps, which the watcher's clock must not count.
      const release = (): unknown => ++turns > 5 && (end.resolve(), holding);
      assert.equal(await drive([second], waiting, release), "second");
      assert.equal(await holding, "first");
      assert.ok(turns > 5);
      assert.deepEqual(await readdir(directory), []);
    });

    it("find the file swept away that they start from, tries again", async () => {
      refuse("ENOENT", 2);
      const player = play(1);
      assert.equal(
        await drive(
          [player],
          player.lock.exclusively(() => Promise.resolve("in")),
        ),
        "in",
      );
      assert.ok(passed(player) > 0);
    });

    it("are refused for another reason, throws that and leaves nothing behind", async () => {
      refuse("EROFS");
      await assert.rejects(play(1).lock.exclusively(nothing), { code: "EROFS" });
      assert.deepEqual(await readdir(directory), []);
    });
  });

  it("throws the file system's error where no lock can be made", async () => {
    writeFileSync(join(directory, "file"), "");
    const { lock } = play(1, { at: join(directory, "file", "a.lock") });
    await assert.rejects(lock.exclusively(nothing), { code: "ENOTDIR" });
    await mkdir(path());
    await assert.rejects(play(1).lock.exclusively(nothing), { code: "EISDIR" });
  });
});
