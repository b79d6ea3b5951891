import assert from "node:assert/strict";
import { silentProblem } from "../../../../shared/microsoft/entra/entra-problem";
import { GraphProblem } from "../../../../shared/microsoft/graph/graph-problem";
import type { Attention, PollerState } from "../../../../shared/microsoft/polling/poll-listener";
import { PresencePoller } from "../../../../shared/microsoft/polling/presence-poller";
import type { PollerOptions } from "../../../../shared/microsoft/polling/presence-poller";
import type { Account } from "../../../../shared/microsoft/account/token-provider";
import type { Presence, Status } from "../../../../shared/presence/presence";
import { Problem } from "../../../../shared/support/problem";
import { FakeClock, settle } from "../../../support/fake-clock";

const ALICE: Account = { id: "aaaa", tenantId: "t", username: "alice@example.test", name: "Alice" };
const BOB: Account = { id: "bbbb", tenantId: "t", username: "bob@example.test", name: "Bob" };
const SIGN_IN_NEEDED = new Problem({ code: "sign-in-needed", title: "Sign in", advice: "Please" });

interface Raw {
  readonly status: Status;
  readonly sequence?: string;
}

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && "status" in value;
}

/** Graph's answer for what a test says shortly; anything else is answered as it is. */
function graphAnswer(reply: unknown): unknown {
  if (!isRaw(reply)) return reply;
  const availability = WORDS[reply.status] ?? "PresenceUnknown";
  const { sequence } = reply;
  return {
    availability,
    activity: availability,
    ...(sequence === undefined ? {} : { sequenceNumber: sequence }),
    statusMessage: { message: { content: "hello", contentType: "text" } },
  };
}

const WORDS: Partial<Record<Status, string>> = {
  available: "Available",
  busy: "Busy",
  away: "Away",
  offline: "Offline",
};

type Reply = unknown;

class World {
  /** Runs the timers; counts only while the machine is awake. */
  readonly clock = new FakeClock();
  /** How far the wall clock has moved away from it, in seconds: by sleep, or because it was set. */
  moved = 0;
  readonly presences: Presence[] = [];
  readonly attention: Attention[] = [];
  readonly states: PollerState[] = [];
  readonly troubles: [code: string, manual: boolean][] = [];
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  readonly notes: string[] = [];
  readonly askedAt: number[] = [];
  account: Account | undefined = ALICE;
  /** What Graph answers; an Error is thrown. */
  reply: Reply = { status: "available" };
  /** While set, requests stay open until it is called. */
  #open: (() => void)[] = [];
  holds = false;
  inFlight = 0;
  mostInFlight = 0;
  changed: (() => void) | undefined;
  readonly poller: PresencePoller;
  readonly #start: number;

  constructor(options: Partial<PollerOptions> = {}) {
    this.#start = this.clock.now();
    this.poller = new PresencePoller({
      tokens: {
        account: async () => this.account,
        onChange: (listener) => {
          this.changed = listener;
          return () => {
            this.changed = undefined;
          };
        },
      },
      graph: {
        myPresence: () => this.#answer(),
        presences: () => assert.fail("nobody else is asked about"),
        resolveUser: () => assert.fail("nobody is looked up"),
      },
      access: { own: true, others: false },
      people: [],
      listener: {
        onPresences: (values) => void this.presences.push(...values),
        onAttention: (value) => void this.attention.push(value),
        onState: (value) => void this.states.push(value),
        onTrouble: ({ code }, manual) => void this.troubles.push([code, manual]),
      },
      clock: {
        now: () => this.clock.now() + this.moved * 1000,
        after: (ms, run) => this.clock.after(ms, run),
      },
      log: {
        debug: (text) => void this.notes.push(text),
        info() {},
        warn: (text) => void this.warnings.push(text),
        error: (text) => void this.errors.push(text),
      },
      interval: 30,
      staleAfter: 900,
      statusMessage: false,
      random: () => 0,
      ...options,
    });
  }

  async #answer(): Promise<unknown> {
    this.askedAt.push((this.clock.now() - this.#start) / 1000);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const reply = this.reply;
    if (this.holds) await new Promise<void>((resolve) => this.#open.push(resolve));
    this.inFlight--;
    if (reply instanceof Error) throw reply;
    return graphAnswer(reply);
  }

  async start(): Promise<void> {
    this.poller.start();
    await settle();
  }

  async letGo(): Promise<void> {
    for (const open of this.#open.splice(0)) open();
    await settle();
  }

  seconds(count: number): Promise<void> {
    return this.clock.advance(count * 1000);
  }

  get statuses(): Status[] {
    return this.presences.map(({ status }) => status);
  }

  get events(): string[] {
    return this.attention.map(({ event }) => event);
  }

  get state(): PollerState | undefined {
    return this.states.at(-1);
  }
}

describe("Presence poller while all is well", () => {
  it("polls at once and then at every interval, and tells every answer", async () => {
    const world = new World();
    await world.start();
    await world.seconds(90);
    assert.deepEqual(world.askedAt, [0, 30, 60, 90]);
    assert.deepEqual(world.statuses, ["available", "available", "available", "available"]);
    assert.deepEqual(world.presences[0]?.person, { id: "aaaa", slug: "alice", name: "Alice" });
    assert.equal(world.presences[0]?.source, "graph-poll");
    assert.equal(world.presences[0]?.statusMessage, undefined);
    assert.deepEqual(
      world.states.map(({ kind }) => kind),
      ["starting", "ok", "ok", "ok", "ok"],
    );
    assert.deepEqual(world.events, []);
  });

  it("keeps status messages when asked to", async () => {
    const world = new World({ statusMessage: true });
    await world.start();
    assert.equal(world.presences[0]?.statusMessage, "hello");
  });

  it("polls at long intervals without calling that silence", async () => {
    const world = new World({ interval: 3600 });
    await world.start();
    await world.seconds(7200);
    assert.deepEqual(world.askedAt, [0, 3600, 7200]);
    assert.deepEqual(world.events, []);
  });

  it("has one request in flight at a time", async () => {
    const world = new World();
    world.holds = true;
    await world.start();
    await world.seconds(120);
    world.poller.pollNow();
    world.poller.accountChanged();
    await world.seconds(120);
    assert.equal(world.askedAt.length, 1);
    world.holds = false;
    await world.letGo();
    assert.equal(world.mostInFlight, 1);
    assert.deepEqual(world.statuses, ["available", "available"]);
  });

  it("drops an answer that is older than the last one", async () => {
    const world = new World();
    world.reply = { status: "busy", sequence: "b" };
    await world.start();
    world.reply = { status: "away", sequence: "a" };
    await world.seconds(30);
    assert.deepEqual(world.statuses, ["busy"]);
    assert.equal(world.state?.kind, "ok");
    world.reply = { status: "offline", sequence: "c" };
    await world.seconds(30);
    assert.deepEqual(world.statuses, ["busy", "offline"]);
  });

  it("answers who asked by hand with what is known when the answer is older", async () => {
    const world = new World();
    world.reply = { status: "busy", sequence: "b" };
    await world.start();
    world.reply = { status: "away", sequence: "a" };
    await world.seconds(10);
    assert.equal(world.poller.pollNow(), "polling");
    await settle();
    assert.deepEqual(world.statuses, ["busy", "busy"]);
  });

  it("believes an older answer that has lasted for five minutes", async () => {
    const world = new World();
    world.reply = { status: "busy", sequence: "b" };
    await world.start();
    world.reply = { status: "away", sequence: "a" };
    await world.seconds(300);
    assert.deepEqual(world.statuses, ["busy"]);
    await world.seconds(30);
    assert.deepEqual(world.statuses, ["busy", "away"]);
  });

  it("keeps the last status while Graph says it does not know", async () => {
    const world = new World();
    world.reply = { status: "busy" };
    await world.start();
    world.reply = { status: "unknown" };
    await world.seconds(60);
    assert.deepEqual(world.statuses, ["busy", "busy", "busy"]);
    assert.equal(world.presences[2]?.observedAt, world.presences[0]?.observedAt);
  });

  it("tells once when Graph has not known for too long, and once when it knows again", async () => {
    const world = new World();
    world.reply = { status: "busy" };
    await world.start();
    world.reply = { status: "unknown" };
    await world.seconds(1200);
    assert.deepEqual(world.attention, [
      {
        event: "stale",
        since: world.presences[0]?.observedAt,
        account: { id: ALICE.id, name: ALICE.name },
      },
    ]);
    assert.deepEqual([world.state?.kind, world.presences.at(-1)?.lastStatus], ["stale", "busy"]);
    world.reply = { status: "away" };
    await world.seconds(60);
    assert.deepEqual(world.events, ["stale", "recovered"]);
    assert.equal(world.state?.kind, "ok");
  });
});

describe("Presence poller in trouble", () => {
  it("tells about trouble once, and once that it is over", async () => {
    const world = new World();
    await world.start();
    world.reply = new GraphProblem("graph-unreachable");
    await world.seconds(30 + 30 + 60 + 120);
    assert.deepEqual(world.askedAt, [0, 30, 60, 120, 180, 240]);
    assert.deepEqual(world.troubles, [["graph-unreachable", false]]);
    assert.deepEqual(world.warnings, [], "who is told need not read it a second time");
    assert.match(world.notes[0] ?? "", /\[graph-unreachable\]$/);
    assert.equal(world.state?.kind, "trouble");
    assert.equal(world.state?.problem?.code, "graph-unreachable");
    assert.equal(world.state?.presences?.[0]?.status, "available");
    assert.equal(world.state?.retryAt, world.clock.now() + 60_000);
    world.reply = { status: "busy" };
    await world.seconds(60);
    assert.deepEqual(world.events, ["recovered"]);
    assert.deepEqual(world.attention[0], { event: "recovered", account: { id: "aaaa", name: "Alice" } });
    assert.equal(world.state?.kind, "ok");
    assert.equal(world.state?.problem, undefined);
  });

  it("never asks inside a Retry-After", async () => {
    const world = new World();
    await world.start();
    world.reply = new GraphProblem("graph-throttled", { retryAfter: 500 });
    await world.seconds(40);
    assert.equal(world.state?.kind, "waiting");
    assert.equal(world.poller.pollNow(), "waiting");
    world.poller.accountChanged();
    world.poller.pause();
    world.poller.resume();
    world.poller.stop();
    world.poller.start();
    await world.seconds(489);
    assert.deepEqual(world.askedAt, [0, 30]);
    await world.seconds(1);
    assert.deepEqual(world.askedAt, [0, 30, 530]);
    const [first] = world.attention;
    assert.equal(first?.event, "throttled");
    assert.equal(first?.retryAfter, 500);
    assert.equal(first?.code, "graph-throttled");
    assert.ok(first?.title && first.advice);
  });

  it("waits just as long where it is the sign-in service that asks for a pause", async () => {
    const world = new World();
    await world.start();
    world.reply = silentProblem(new Error("network"), { kind: "throttled", retryAfterSeconds: 170 });
    await world.seconds(30 + 169);
    assert.deepEqual([world.askedAt, world.state?.kind], [[0, 30], "waiting"]);
    assert.equal(world.poller.pollNow(), "waiting");
    await world.seconds(1);
    assert.deepEqual(world.askedAt, [0, 30, 200]);
    const [first] = world.attention;
    assert.deepEqual([first?.event, first?.retryAfter], ["throttled", 170]);
  });

  it("takes an answer that is no presence for trouble", async () => {
    const world = new World();
    world.reply = "garbage";
    await world.start();
    assert.deepEqual(world.troubles, [["graph-bad-answer", false]]);
  });

  it("tells when presence has become stale, and since when, once", async () => {
    const world = new World();
    world.reply = { status: "busy" };
    await world.start();
    world.reply = new GraphProblem("graph-unavailable");
    await world.seconds(899);
    assert.deepEqual(world.events, []);
    await world.seconds(1);
    assert.deepEqual(world.events, ["stale"]);
    assert.equal(world.attention[0]?.since, world.presences[0]?.observedAt);
    assert.equal(world.attention[0]?.code, "graph-unavailable");
    assert.deepEqual(world.statuses, ["busy", "unknown"]);
    assert.equal(world.presences[1]?.lastStatus, "busy");
    await world.seconds(900);
    assert.deepEqual(world.events, ["stale"]);
    assert.equal(world.state?.kind, "stale");
    world.reply = { status: "available" };
    await world.seconds(300);
    assert.deepEqual(world.events, ["stale", "recovered"]);
    assert.equal(world.state?.kind, "ok");
  });

  it("becomes stale without a word about presence where there never was one", async () => {
    const world = new World();
    const started = new Date(world.clock.now()).toISOString();
    world.reply = new GraphProblem("graph-unreachable");
    await world.start();
    await world.seconds(900);
    assert.deepEqual(world.presences, []);
    assert.equal(world.attention[0]?.event, "stale");
    assert.equal(world.attention[0]?.since, started);
  });

  it("survives listeners that throw or reject", async () => {
    const calls: string[] = [];
    const fail = (name: string) => () => {
      calls.push(name);
      throw new Error(`${name} failed`);
    };
    const rejecting = (): unknown => {
      calls.push("onPresences");
      return Promise.reject(new Error("onPresences failed"));
    };
    const world = new World({
      listener: {
        onPresences: rejecting,
        onAttention: fail("onAttention"),
        onState: fail("onState"),
        onTrouble: fail("onTrouble"),
      },
    });
    await world.start();
    world.reply = new GraphProblem("permission-missing");
    await world.seconds(30);
    world.reply = { status: "busy" };
    await world.seconds(900);
    assert.deepEqual(world.askedAt, [0, 30, 930]);
    assert.deepEqual(new Set(calls), new Set(["onPresences", "onAttention", "onState", "onTrouble"]));
    assert.equal(world.errors.length, calls.length);
  });

  it("keeps going when the account cannot be read", async () => {
    let broken = true;
    const world = new World({
      tokens: {
        account: async () => {
          if (broken) throw new Error("disk");
          return ALICE;
        },
      },
    });
    await world.start();
    assert.deepEqual(world.troubles, [["unexpected", false]]);
    broken = false;
    await world.seconds(30);
    assert.deepEqual(world.statuses, ["available"]);
  });
});

describe("Presence poller and sign-in", () => {
  it("asks Graph nothing while nobody is signed in, and polls at once after a sign-in", async () => {
    const world = new World();
    world.account = undefined;
    await world.start();
    await world.seconds(600);
    assert.deepEqual(world.askedAt, []);
    assert.deepEqual(world.events, ["sign-in-needed"]);
    assert.deepEqual(world.troubles, [["sign-in-needed", false]]);
    assert.equal(world.state?.kind, "sign-in-needed");
    assert.equal(world.attention[0]?.account, undefined);
    await world.seconds(7);
    world.account = ALICE;
    world.changed?.();
    await settle();
    assert.deepEqual(world.askedAt, [607]);
    assert.deepEqual(world.events, ["sign-in-needed", "signed-in", "recovered"]);
    assert.deepEqual(world.attention[1], { event: "signed-in", account: { id: "aaaa", name: "Alice" } });
  });

  it("notices a sign-in within a minute where nobody tells about it", async () => {
    const world = new World();
    world.account = undefined;
    await world.start();
    await world.seconds(70);
    world.account = ALICE;
    await world.seconds(50);
    assert.deepEqual(world.askedAt, [120]);
  });

  it("asks every minute whether a dead sign-in lives again, and names the account", async () => {
    const world = new World();
    world.reply = SIGN_IN_NEEDED;
    await world.start();
    await world.seconds(120);
    assert.deepEqual(world.askedAt, [0, 60, 120]);
    assert.deepEqual(world.attention, [
      { event: "sign-in-needed", account: { id: "aaaa", name: "Alice" }, ...SIGN_IN_NEEDED.text },
    ]);
  });

  it("does not lose a sign-in that comes while the check is under way", async () => {
    const world = new World();
    world.reply = SIGN_IN_NEEDED;
    world.holds = true;
    await world.start();
    world.reply = { status: "busy" };
    world.changed?.();
    world.holds = false;
    await world.letGo();
    await world.seconds(1);
    assert.deepEqual(world.statuses, ["busy"]);
  });

  it("tells nothing about the earlier person once another has signed in", async () => {
    const world = new World();
    world.reply = { status: "busy", sequence: "z" };
    await world.start();
    world.holds = true;
    await world.seconds(30);
    world.account = BOB;
    world.changed?.();
    world.reply = { status: "away", sequence: "a" };
    world.holds = false;
    await world.letGo();
    await world.seconds(5);
    assert.deepEqual(
      world.presences.map(({ person, status }) => `${person.slug} ${status}`),
      ["alice busy", "bob away"],
    );
  });

  it("marks the first presence of an account that has taken another's place, and no other", async () => {
    const world = new World();
    await world.start();
    world.account = BOB;
    world.changed?.();
    await world.seconds(100);
    const marked = world.presences.map(({ person, accountChanged }) => [person.slug, accountChanged]);
    assert.deepEqual(marked.slice(0, 3), [
      ["alice", undefined],
      ["bob", true],
      ["bob", undefined],
    ]);
  });

  it("tells once that the account is another one, and whose it is now", async () => {
    const world = new World();
    await world.start();
    world.account = BOB;
    world.changed?.();
    await world.seconds(100);
    assert.deepEqual(world.attention, [
      { event: "account-changed", account: { id: BOB.id, name: BOB.name } },
    ]);
  });
});

describe("Presence poller by hand", () => {
  it("polls now, at most every five seconds", async () => {
    const world = new World();
    await world.start();
    assert.equal(world.poller.pollNow(), "too-soon");
    await world.seconds(4);
    assert.equal(world.poller.pollNow(), "too-soon");
    await world.seconds(1);
    assert.equal(world.poller.pollNow(), "polling");
    await settle();
    await world.seconds(31);
    assert.deepEqual(world.askedAt, [0, 5, 35]);
  });

  it("joins a poll that is under way", async () => {
    const world = new World();
    world.holds = true;
    world.reply = new GraphProblem("graph-unavailable");
    await world.start();
    assert.equal(world.poller.pollNow(), "polling");
    await world.letGo();
    assert.deepEqual(world.askedAt, [0]);
    assert.deepEqual(world.troubles, [["graph-unavailable", true]]);
  });

  it("tells whoever asked about trouble that is known already", async () => {
    const world = new World();
    world.reply = new GraphProblem("permission-missing");
    await world.start();
    await world.seconds(10);
    assert.equal(world.poller.pollNow(), "polling");
    await settle();
    assert.deepEqual(world.troubles, [
      ["permission-missing", false],
      ["permission-missing", true],
    ]);
    assert.deepEqual(world.events, ["permission-missing"]);
  });

  it("does nothing before the start and after the stop", async () => {
    const world = new World();
    assert.equal(world.poller.pollNow(), "waiting");
    await world.start();
    world.poller.stop();
    await world.seconds(10);
    assert.equal(world.poller.pollNow(), "waiting");
    await world.seconds(600);
    assert.deepEqual(world.askedAt, [0]);
  });
});

describe("Presence poller: stop and pause", () => {
  it("leaves no timer and no subscription behind, and drops the answer under way", async () => {
    const world = new World();
    world.holds = true;
    await world.start();
    world.poller.stop();
    await world.letGo();
    assert.deepEqual(world.presences, []);
    assert.equal(world.clock.pending, 0);
    assert.equal(world.changed, undefined);
  });

  it("can be stopped by a listener", async () => {
    let stopped = 0;
    const world: World = new World({
      listener: {
        onPresences: () => {
          stopped++;
          world.poller.stop();
        },
        onAttention() {},
        onState: ({ kind }) => assert.equal(kind, "starting"),
        onTrouble() {},
      },
    });
    await world.start();
    await world.seconds(300);
    assert.equal(stopped, 1);
    assert.equal(world.clock.pending, 0);
    assert.deepEqual(world.errors, []);
  });

  it("waits for the request under way before it asks again after a restart", async () => {
    const world = new World();
    world.holds = true;
    await world.start();
    world.poller.stop();
    await world.start();
    assert.equal(world.mostInFlight, 1);
    world.holds = false;
    await world.letGo();
    assert.equal(world.mostInFlight, 1);
    assert.deepEqual(world.statuses, ["available"]);
  });

  it("is quiet while paused, drops the answer under way, and polls when resumed", async () => {
    const world = new World();
    await world.start();
    world.holds = true;
    await world.seconds(30);
    world.poller.pause();
    world.holds = false;
    await world.letGo();
    await world.seconds(3600);
    assert.deepEqual(world.askedAt, [0, 30]);
    assert.equal(world.presences.length, 1);
    assert.equal(world.state?.kind, "paused");
    assert.deepEqual(world.events, []);
    world.poller.resume();
    await settle();
    assert.deepEqual(world.askedAt, [0, 30, 3630]);
    assert.equal(world.state?.kind, "ok");
  });

  it("does not call a pause silence, even when it began in trouble", async () => {
    const world = new World();
    world.reply = new GraphProblem("graph-unreachable");
    await world.start();
    world.poller.pause();
    await world.seconds(3600);
    world.poller.resume();
    await world.seconds(800);
    assert.deepEqual(world.events, []);
    await world.seconds(100);
    assert.deepEqual(world.events, ["stale"]);
  });

  it("polls once by hand while paused", async () => {
    const world = new World();
    await world.start();
    world.poller.pause();
    await world.seconds(60);
    assert.equal(world.poller.pollNow(), "polling");
    await settle();
    await world.seconds(600);
    assert.deepEqual(world.askedAt, [0, 60]);
    assert.equal(world.presences.length, 2);
    assert.equal(world.state?.kind, "paused");
  });

  it("honours a Retry-After that arrives after the pause", async () => {
    const world = new World();
    world.holds = true;
    world.reply = new GraphProblem("graph-throttled", { retryAfter: 100 });
    await world.start();
    world.poller.pause();
    await world.letGo();
    world.holds = false;
    world.poller.resume();
    await world.seconds(99);
    assert.deepEqual(world.askedAt, [0]);
    assert.deepEqual(world.events, []);
    await world.seconds(1);
    assert.deepEqual(world.askedAt, [0, 100]);
  });
});

describe("Presence poller and the clock", () => {
  const HOURS = 3600;

  it("polls soon after a long sleep, and does not call the sleep silence", async () => {
    const world = new World({ interval: 300 });
    await world.start();
    await world.seconds(10);
    world.moved = 9 * HOURS;
    world.reply = new GraphProblem("graph-unreachable");
    await world.seconds(50);
    assert.deepEqual(world.askedAt, [0, 60]);
    world.reply = { status: "busy" };
    await world.seconds(300);
    assert.deepEqual(world.statuses, ["available", "busy"]);
    assert.deepEqual(world.events, ["recovered"]);
  });

  it("does not call a sleep silence that began in the middle of a request", async () => {
    const world = new World();
    world.reply = new GraphProblem("graph-unreachable");
    world.holds = true;
    await world.start();
    await world.seconds(5);
    world.moved = 9 * HOURS;
    await world.letGo();
    await world.seconds(29);
    assert.deepEqual(world.troubles, [["graph-unreachable", false]]);
    assert.deepEqual(world.events, []);
  });

  it("keeps a Retry-After in full when the clock jumps forwards", async () => {
    const world = new World();
    world.reply = new GraphProblem("graph-throttled", { retryAfter: 600 });
    await world.start();
    await world.seconds(100);
    world.moved = 9 * HOURS;
    assert.equal(world.poller.pollNow(), "waiting");
    await world.seconds(499);
    assert.deepEqual(world.askedAt, [0]);
    await world.seconds(60);
    assert.equal(world.askedAt.length, 2);
  });

  for (const moved of [-24 * HOURS, -HOURS, -30]) {
    it(`goes on at its interval when the clock is set back by ${-moved} s`, async () => {
      const world = new World({ interval: 120 });
      await world.start();
      await world.seconds(10);
      world.moved = moved;
      await world.seconds(590);
      assert.ok(world.askedAt.length >= 5, `polled at ${world.askedAt.join(", ")}`);
      assert.deepEqual(world.events, []);
    });
  }

  it("calls a status stale in time that was heard before the clock was set back", async () => {
    const world = new World();
    await world.start();
    await world.seconds(10);
    world.moved = -365 * 24 * HOURS;
    world.reply = { status: "unknown" };
    await world.seconds(880);
    assert.deepEqual(world.events, []);
    await world.seconds(60);
    assert.deepEqual(world.events, ["stale"]);
  });

  it("believes an answer that stays older than the last one in time, also where the clock was set back", async () => {
    const world = new World();
    world.reply = { status: "busy", sequence: "2" };
    await world.start();
    world.reply = { status: "away", sequence: "1" };
    await world.seconds(100);
    world.moved = -365 * 24 * HOURS;
    await world.seconds(400);
    assert.equal(world.statuses.at(-1), "away");
  });

  it("can be asked by hand right after the clock was set back", async () => {
    const world = new World();
    await world.start();
    await world.seconds(10);
    world.moved = -24 * HOURS;
    assert.equal(world.poller.pollNow(), "too-soon");
    await world.seconds(5);
    assert.equal(world.poller.pollNow(), "polling");
  });
});
