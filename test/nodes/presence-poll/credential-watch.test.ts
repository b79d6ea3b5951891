import assert from "node:assert/strict";
import type { NodeStatus, Outgoing } from "../../../nodes/common/node-red";
import { CredentialWatch } from "../../../nodes/presence-poll/credential-watch";
import { type CredentialEnd, endOf, type Told } from "../../../shared/microsoft/account/credential-expiry";
import { FakeClock } from "../../support/fake-clock";

const DAY_MS = 86_400_000;
const ACCOUNT = { id: "7e5e0ce0-0000-4000-8000-00000000c11e", name: "Lamp" };
const FINE: NodeStatus = { fill: "green", shape: "dot", text: "Available" };
const TROUBLE: NodeStatus = { fill: "red", shape: "ring", text: "no network" };

function secretUntil(day: string): CredentialEnd {
  const end = endOf({ kind: "secret", secret: "x" }, day);
  assert.ok(end);
  return end;
}

describe("the watch over a credential", () => {
  const watches: { close(): void }[] = [];
  afterEach(() => watches.splice(0).forEach((each) => each.close()));

  function setUp({
    end = secretUntil("2026-12-21"),
    memory = {},
    clock = new FakeClock(),
  }: { end?: CredentialEnd; memory?: { told?: Told }; clock?: FakeClock } = {}) {
    const sent: Outgoing[] = [];
    const statuses: NodeStatus[] = [];
    const watch = new CredentialWatch({
      end,
      account: ACCOUNT,
      memory,
      send: (messages) => sent.push(messages),
      status: (status) => statuses.push(status),
      clock,
      words: (key, substitutions) => `${key} ${JSON.stringify(substitutions)}`,
    });
    watches.push(watch);
    const days = (): unknown[] =>
      sent.map((messages) => {
        const [, message] = messages as [null, { payload: { days: number } }];
        return message.payload.days;
      });
    return { clock, memory, sent, statuses, watch, days };
  }

  it("tells on the attention output who ends when, and what to do", () => {
    const { watch, sent } = setUp({ end: secretUntil("2026-12-01") });
    watch.start();
    const [messages] = sent;
    assert.ok(Array.isArray(messages));
    const [first, attention] = messages as [null, { topic: string; payload: Record<string, unknown> }];
    assert.equal(first, null);
    assert.equal(attention.topic, "credential-expiring");
    const { advice, ...payload } = attention.payload;
    assert.deepEqual(payload, {
      event: "credential-expiring",
      account: ACCOUNT,
      days: 10,
      code: "client-secret-expiring",
      title: "The client secret of Lamp ends in 10 days",
    });
    assert.match(String(advice), /2026-12-01.*Make a new client secret/);
  });

  it("tells nothing while there is time enough, and does so when the time comes", async () => {
    const { watch, clock, days } = setUp({ end: secretUntil("2027-01-10") });
    watch.start();
    await clock.advance(19 * DAY_MS);
    assert.deepEqual(days(), []);
    await clock.advance(3 * DAY_MS);
    assert.deepEqual(days(), [30]);
    await clock.advance(40 * DAY_MS);
    assert.deepEqual(days(), [30, 14, 7, 3, 2, 1, 0, -1]);
  });

  it("tells it within an hour after a machine has slept over a step", async () => {
    const { watch, clock, days } = setUp({ end: secretUntil("2026-12-15") });
    watch.start();
    clock.jumpTo("2026-12-13T12:00:00Z");
    await clock.advance(3_600_000);
    assert.deepEqual(days(), [24, 2]);
  });

  it("does not repeat itself after a deploy on the same day, but does on another", async () => {
    const first = setUp();
    first.watch.start();
    first.watch.close();
    const again = setUp({ memory: first.memory, clock: first.clock });
    again.watch.start();
    again.watch.close();
    assert.deepEqual([first.days(), again.days()], [[30], []]);
    await first.clock.advance(2 * DAY_MS);
    const later = setUp({ memory: first.memory, clock: first.clock });
    later.watch.start();
    assert.deepEqual(later.days(), [28]);
  });

  it("leaves no timer behind", () => {
    const { watch, clock } = setUp();
    watch.start();
    assert.equal(clock.pending, 1);
    watch.close();
    assert.equal(clock.pending, 0);
  });

  const SHOWN: [string, CredentialEnd, NodeStatus, NodeStatus][] = [
    ["a credential with time enough", secretUntil("2026-12-21"), FINE, FINE],
    [
      "a secret that ends soon",
      secretUntil("2026-11-26"),
      FINE,
      {
        fill: "yellow",
        shape: "ring",
        text: 'presence-poll.status.secret-ends {"text":"Available","days":5}',
      },
    ],
    [
      "a secret that has ended",
      secretUntil("2026-11-20"),
      FINE,
      {
        fill: "yellow",
        shape: "ring",
        text: 'presence-poll.status.secret-ended {"text":"Available","days":-1}',
      },
    ],
    ["a secret that ends soon, where something is worse", secretUntil("2026-11-26"), TROUBLE, TROUBLE],
  ];
  for (const [what, end, status, shown] of SHOWN) {
    it(`has its place in the status line: ${what}`, () => {
      const { watch, statuses } = setUp({ end });
      watch.show(status);
      assert.deepEqual(statuses, [shown]);
    });
  }

  it("counts down in the status line although nothing else changes", async () => {
    const { watch, clock, statuses } = setUp({ end: secretUntil("2026-11-26") });
    watch.start();
    watch.show(FINE);
    await clock.advance(DAY_MS);
    assert.match(statuses.at(-1)?.text ?? "", /"days":4/);
    assert.equal(new Set(statuses.map(({ text }) => text)).size, 2);
    assert.equal(statuses.length, 2);
  });
});
