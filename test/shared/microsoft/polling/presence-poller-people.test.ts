import assert from "node:assert/strict";
import { GraphProblem } from "../../../../shared/microsoft/graph/graph-problem";
import type { ListedPerson } from "../../../../shared/microsoft/polling/people-list";
import type { Attention, PollerState } from "../../../../shared/microsoft/polling/poll-listener";
import { PresencePoller } from "../../../../shared/microsoft/polling/presence-poller";
import type { Account } from "../../../../shared/microsoft/account/token-provider";
import type { Presence } from "../../../../shared/presence/presence";
import { FakeClock, settle } from "../../../support/fake-clock";
import { ALICE, BOB } from "../../../support/presences";

const CAROL = { id: "1b7d1b7e-8f3e-4d3c-9f5e-0a0000000003", slug: "carol", name: "Carol" } as const;
const ACCOUNT: Account = { id: ALICE.id, tenantId: "t", username: "alice@x.test", name: "Alice" };
const listed = ({ id, name }: { readonly id: string; readonly name: string }): ListedPerson => ({ id, name });

interface Raw {
  readonly availability: string;
  readonly sequenceNumber?: string;
}

class World {
  readonly clock = new FakeClock();
  readonly start = this.clock.now();
  /** What Graph knows, by object id. */
  readonly raws = new Map<string, Raw>([
    [ALICE.id, { availability: "Available" }],
    [BOB.id, { availability: "Busy" }],
  ]);
  readonly told: Presence[][] = [];
  readonly attention: Attention[] = [];
  readonly states: PollerState[] = [];
  readonly troubles: string[] = [];
  readonly askedAt: number[] = [];
  refusal: Error | undefined;
  account: Account = ACCOUNT;
  changed: (() => void) | undefined;
  #held: (() => void)[] | undefined;
  readonly poller: PresencePoller;

  constructor(...people: readonly ListedPerson[]) {
    this.poller = new PresencePoller({
      tokens: {
        account: async () => this.account,
        onChange: (listener) => {
          this.changed = listener;
          return () => undefined;
        },
      },
      graph: {
        myPresence: () => this.#answer(() => this.raws.get(ALICE.id)),
        presences: (ids) =>
          this.#answer(() => ids.flatMap((id) => (this.raws.has(id) ? [{ id, ...this.raws.get(id) }] : []))),
        resolveUser: () => assert.fail("nobody is looked up"),
      },
      access: { own: true, others: true },
      people,
      listener: {
        onPresences: (presences) => void this.told.push([...presences]),
        onAttention: (attention) => void this.attention.push(attention),
        onState: (state) => void this.states.push(state),
        onTrouble: ({ code }, manual) => void this.troubles.push(manual ? `${code} by hand` : code),
      },
      clock: this.clock,
      log: { debug() {}, info() {}, warn() {}, error: (text) => assert.fail(text) },
      interval: 30,
      staleAfter: 900,
      statusMessage: false,
      random: () => 0,
    });
  }

  async #answer<T>(answer: () => T): Promise<T> {
    this.askedAt.push((this.clock.now() - this.start) / 1000);
    if (this.#held) await new Promise<void>((resolve) => this.#held?.push(resolve));
    if (this.refusal) throw this.refusal;
    return answer();
  }

  hold(): void {
    this.#held = [];
  }

  async letGo(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const release of held) release();
    await settle();
  }

  async begin(): Promise<void> {
    this.poller.start();
    await settle();
  }

  seconds(count: number): Promise<void> {
    return this.clock.advance(count * 1000);
  }

  /** What the last poll told, like "alice available". */
  get last(): string[] {
    return (this.told.at(-1) ?? []).map(({ person, status }) => `${person.slug} ${status}`);
  }

  get events(): string[] {
    return this.attention.map(({ event, person }) => `${event} ${person?.slug ?? "all"}`);
  }
}

describe("Presence poller of several people", () => {
  it("tells everybody after every poll, which is one request", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    await world.seconds(30);
    assert.deepEqual(world.askedAt, [0, 30]);
    assert.deepEqual(world.told.length, 2);
    assert.deepEqual(world.last, ["alice available", "bob busy"]);
    assert.deepEqual(world.states.at(-1)?.presences?.length, 2);
    assert.deepEqual([world.events, world.troubles], [[], []]);
  });

  it("drops older answers person by person", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    world.raws.set(ALICE.id, { availability: "Busy", sequenceNumber: "b" });
    world.raws.set(BOB.id, { availability: "Busy", sequenceNumber: "a" });
    await world.begin();
    for (const id of [ALICE.id, BOB.id]) world.raws.set(id, { availability: "Away", sequenceNumber: "aa" });
    await world.seconds(30);
    assert.deepEqual(world.last, ["bob away"]);
  });

  it("tells of somebody unknown once, by name, while the others go on", async () => {
    const world = new World(listed(ALICE), listed(CAROL));
    await world.begin();
    await world.seconds(90);
    assert.deepEqual(world.askedAt, [0, 30, 60, 90]);
    assert.deepEqual(world.last, ["alice available"]);
    assert.deepEqual(world.troubles, ["person-not-found"]);
    const [attention] = world.attention;
    assert.equal(world.attention.length, 1);
    assert.deepEqual(
      [attention?.event, attention?.person, attention?.account, attention?.code],
      ["person-not-found", CAROL, { id: ALICE.id, name: "Alice" }, "person-not-found"],
    );
    assert.ok(attention?.title && attention.advice);
    assert.deepEqual([world.states.at(-1)?.kind, world.states.at(-1)?.troubles?.length], ["ok", 1]);
    world.raws.set(CAROL.id, { availability: "Away" });
    await world.seconds(30);
    assert.deepEqual(world.last, ["alice available", "carol away"]);
    assert.deepEqual(world.events, ["person-not-found carol", "recovered carol"]);
    assert.equal(world.states.at(-1)?.problem, undefined);
  });

  it("is in trouble where nobody of the list is known", async () => {
    const world = new World(listed(CAROL));
    await world.begin();
    assert.equal(world.states.at(-1)?.kind, "trouble");
    assert.equal(world.states.at(-1)?.problem?.code, "person-not-found");
    assert.deepEqual(world.told, []);
  });

  it("lets only that one become stale of whom nothing is heard for long", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    const since = world.told[0]?.[1]?.observedAt;
    world.raws.delete(BOB.id);
    await world.seconds(870);
    assert.deepEqual(world.last, ["alice available"]);
    await world.seconds(30);
    assert.deepEqual(world.last, ["alice available", "bob unknown"]);
    assert.equal(world.told.at(-1)?.[1]?.lastStatus, "busy");
    assert.deepEqual(world.events, ["person-not-found bob", "stale bob"]);
    assert.equal(world.attention[1]?.since, since);
    await world.seconds(30);
    assert.deepEqual(world.last, ["alice available"]);
    world.raws.set(BOB.id, { availability: "Away" });
    await world.seconds(30);
    assert.deepEqual(world.last, ["alice available", "bob away"]);
    assert.deepEqual(world.events, ["person-not-found bob", "stale bob", "recovered bob"]);
  });

  it("keeps the last status of whom Graph says it does not know, person by person", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    world.raws.set(BOB.id, { availability: "PresenceUnknown" });
    await world.seconds(870);
    assert.deepEqual(world.last, ["alice available", "bob busy"]);
    await world.seconds(30);
    assert.deepEqual(world.last, ["alice available", "bob unknown"]);
    assert.deepEqual(world.events, ["stale bob"]);
  });

  it("tells once for all what concerns all", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    world.refusal = new GraphProblem("graph-unavailable");
    await world.seconds(900);
    assert.deepEqual(world.events, ["stale all"]);
    assert.deepEqual(world.last, ["alice unknown", "bob unknown"]);
    assert.equal(world.states.at(-1)?.kind, "stale");
    world.refusal = undefined;
    await world.seconds(300);
    assert.deepEqual(world.events, ["stale all", "recovered all"]);
  });

  it("tells whoever asked by hand about trouble that is known already, where there is nothing else to tell", async () => {
    const world = new World(listed(CAROL));
    await world.begin();
    await world.seconds(10);
    world.poller.pollNow();
    await settle();
    assert.deepEqual(world.troubles, ["person-not-found", "person-not-found by hand"]);
    assert.equal(world.attention.length, 1);
  });

  it("tells trouble anew after a restart", async () => {
    const world = new World(listed(CAROL));
    await world.begin();
    world.poller.stop();
    await world.seconds(10);
    await world.begin();
    assert.deepEqual(world.troubles, ["person-not-found", "person-not-found"]);
  });

  it("forgets everybody when somebody else signs in", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    world.account = { ...ACCOUNT, id: CAROL.id, username: "carol@x.test" };
    world.raws.delete(BOB.id);
    world.changed?.();
    await world.seconds(900);
    assert.equal(
      world.told.flat().some(({ status }) => status === "unknown"),
      false,
    );
    assert.deepEqual(world.events, ["account-changed all", "person-not-found bob"]);
  });
});

describe("Presence poller: another list of people", () => {
  it("is polled soon, and drops the answer about the former one", async () => {
    const world = new World(listed(ALICE));
    world.hold();
    await world.begin();
    world.poller.setPeople([listed(BOB)]);
    await world.letGo();
    assert.deepEqual(world.told, []);
    await world.seconds(5);
    assert.deepEqual([world.askedAt, world.last], [[0, 5], ["bob busy"]]);
  });

  it("that is the same one changes nothing", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    world.poller.setPeople([listed(ALICE), listed(BOB)]);
    await world.seconds(29);
    assert.deepEqual(world.askedAt, [0]);
  });

  it("may be that of the signed-in person alone", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    world.poller.setPeople([]);
    await world.seconds(5);
    assert.deepEqual(world.last, ["alice available"]);
    assert.equal(world.states.at(-1)?.presences?.length, 1);
  });

  it("does not tell old trouble anew, and is silent about whom it no longer names", async () => {
    const world = new World(listed(BOB), listed(CAROL), { id: "1b7d1b7e-8f3e-4d3c-9f5e-0a0000000009" });
    await world.begin();
    assert.equal(world.troubles.length, 2);
    world.poller.setPeople([listed(ALICE), listed(CAROL)]);
    await world.seconds(60);
    assert.equal(world.troubles.length, 2);
    assert.equal(world.events.filter((event) => event.startsWith("recovered")).length, 0);
  });

  it("lets nobody become stale whom it no longer names, and keeps what is known of the others", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    await world.begin();
    world.refusal = new GraphProblem("graph-unavailable");
    world.poller.setPeople([listed(BOB)]);
    await world.seconds(1200);
    assert.deepEqual(world.last, ["bob unknown"]);
    assert.equal(world.told.at(-1)?.[0]?.lastStatus, "busy");
  });

  it("waits for the end of a pause", async () => {
    const world = new World(listed(ALICE));
    await world.begin();
    world.poller.pause();
    world.poller.setPeople([listed(BOB)]);
    await world.seconds(60);
    assert.deepEqual(world.askedAt, [0]);
    world.poller.resume();
    await settle();
    assert.deepEqual(world.last, ["bob busy"]);
  });

  it("never makes a poll inside a Retry-After", async () => {
    const world = new World(listed(ALICE), listed(BOB));
    world.refusal = new GraphProblem("graph-throttled", { retryAfter: 100 });
    await world.begin();
    world.poller.setPeople([listed(BOB)]);
    await world.seconds(99);
    assert.deepEqual(world.askedAt, [0]);
  });
});
