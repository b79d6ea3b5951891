import assert from "node:assert/strict";
import type { Message, Outgoing } from "../../../nodes/common/node-red";
import {
  DiffController,
  diffProperties,
  type DiffProperties,
} from "../../../nodes/presence-diff/diff-controller";
import type { ChangedPresence } from "../../../shared/presence/presence";
import { type Memory, ProcessMemory } from "../../../shared/support/memory-file";
import { Problem } from "../../../shared/support/problem";
import { FakeClock, settle } from "../../support/fake-clock";
import { ALICE, BOB, presence } from "../../support/presences";

class CountingMemory extends ProcessMemory {
  saves = 0;
  override save(value: unknown): Promise<void> {
    this.saves++;
    return super.save(value);
  }
}

function setUp(options: Partial<DiffProperties> = {}, memory: Memory = new ProcessMemory()) {
  const clock = new FakeClock();
  const sent: Message[] = [];
  const send = (messages: Outgoing): void => void sent.push(messages as Message);
  const controller = new DiffController(
    { compare: "status", settle: 0, hold: [], first: true, remember: true, ...options },
    { memory, clock, send, status: () => {}, clone: (message) => structuredClone(message) },
  );
  const receive = (payload: unknown, extra: Message = {}): Promise<void> =>
    controller.input({ ...extra, payload }, send);
  const payloads = (): ChangedPresence[] => sent.map(({ payload }) => payload as ChangedPresence);
  return { clock, controller, memory, payloads, receive, sent };
}

describe("presence-diff's controller", () => {
  it("passes the first presence, drops the same again and passes the next change", async () => {
    const { payloads, receive } = setUp();
    for (const status of ["available", "available", "in-a-call", "in-a-call"] as const)
      await receive(presence(status));
    assert.deepEqual(
      payloads().map(({ status, change, previous }) => [status, change, previous?.status]),
      [
        ["available", "start", undefined],
        ["in-a-call", "status", "available"],
      ],
    );
  });

  it("reuses the incoming message and names the person in its topic", async () => {
    const { receive, sent } = setUp();
    await receive(presence("busy"), { _msgid: "one", extra: 1 });
    assert.deepEqual([sent[0]?._msgid, sent[0]?.["extra"], sent[0]?.topic], ["one", 1, "alice"]);
  });

  it("keeps one state per person, also in a list", async () => {
    const { payloads, receive } = setUp();
    await receive([presence("busy"), presence("away", { person: BOB })]);
    await receive([presence("busy"), presence("available", { person: BOB })]);
    assert.deepEqual(
      payloads().map(({ person, status }) => [person.slug, status]),
      [
        [ALICE.slug, "busy"],
        [BOB.slug, "away"],
        [BOB.slug, "available"],
      ],
    );
  });

  it("passes whose account has taken another's place, although that one's status was the same before", async () => {
    const { payloads, receive } = setUp();
    await receive(presence("available", { person: BOB }));
    await receive({ ...presence("in-a-call"), accountChanged: true });
    await receive({ ...presence("available", { person: BOB }), accountChanged: true });
    await receive(presence("available", { person: BOB }));
    assert.deepEqual(
      payloads().map(({ person, status, change, accountChanged }) => [
        person.slug,
        status,
        change,
        accountChanged,
      ]),
      [
        [BOB.slug, "available", "start", undefined],
        [ALICE.slug, "in-a-call", "start", undefined],
        [BOB.slug, "available", "start", undefined],
      ],
    );
  });

  it("lets nothing of a list pass when one entry is no presence", async () => {
    const { payloads, receive } = setUp();
    await assert.rejects(
      receive([presence("busy"), 42]),
      (error) => error instanceof Problem && error.code === "malformed-presence",
    );
    assert.deepEqual(payloads(), []);
  });

  it("sends what has settled, and nothing of what flips back in time", async () => {
    const { clock, payloads, receive } = setUp({ settle: 10 });
    await receive(presence("available"));
    await receive(presence("busy"));
    await clock.advance(9_000);
    await receive(presence("available"));
    await clock.advance(60_000);
    await receive(presence("away"));
    await clock.advance(10_000);
    assert.deepEqual(
      payloads().map(({ status }) => status),
      ["available", "away"],
    );
  });

  it("forgets what waits when it is closed", async () => {
    const { clock, controller, payloads, receive } = setUp({ settle: 10 });
    await receive(presence("available"));
    await receive(presence("busy"));
    await controller.close();
    assert.equal(clock.pending, 0);
    await clock.advance(60_000);
    assert.equal(payloads().length, 1);
  });

  it("remembers since and previous over a restart", async () => {
    const before = setUp();
    await before.receive(presence("available"));
    await before.receive(presence("busy", { observedAt: "2026-11-21T08:30:00.000Z" }));
    await before.controller.close();
    const after = setUp({}, before.memory);
    await after.receive(presence("busy", { observedAt: "2026-11-21T08:59:00.000Z" }));
    const [passed] = after.payloads();
    assert.deepEqual(
      [passed?.change, passed?.since, passed?.previous?.status],
      ["start", "2026-11-21T08:30:00.000Z", "available"],
    );
  });

  it("says nothing after a restart without first, unless something has changed", async () => {
    const before = setUp({ first: false });
    await before.receive(presence("available"));
    await before.receive(presence("busy"));
    await before.controller.close();
    const after = setUp({ first: false }, before.memory);
    await after.receive(presence("busy"));
    assert.equal(after.payloads().length, 0);
    await after.receive(presence("away"));
    assert.deepEqual(
      after.payloads().map(({ status, change }) => [status, change]),
      [["away", "status"]],
    );
  });

  it("starts anew from memory that is nonsense", async () => {
    for (const nonsense of [
      undefined,
      null,
      7,
      "x",
      {},
      { version: 1 },
      { version: 1, people: { a: 1, b: { passed: {} } } },
    ]) {
      const memory = new ProcessMemory();
      await memory.save(nonsense ?? null);
      const { payloads, receive } = setUp({}, memory);
      await receive(presence("busy"));
      assert.equal(payloads()[0]?.change, "start", JSON.stringify(nonsense));
    }
  });

  it("writes only when there is something new to remember", async () => {
    const memory = new CountingMemory();
    const { receive } = setUp({}, memory);
    await receive(presence("busy"));
    const { saves } = memory;
    for (let minute = 1; minute < 10; minute++) {
      await receive(
        presence("busy", { observedAt: `2026-11-21T09:0${minute}:00.000Z`, sequence: `00${minute}` }),
      );
    }
    await settle();
    assert.equal(memory.saves, saves);
    assert.ok(saves > 0);
  });

  const WRONG: readonly (readonly [string, unknown])[] = [
    ["compare", "colour"],
    ["compare", 5],
    ["settle", -1],
    ["settle", "soon"],
    ["settle", Number.NaN],
    ["settle", {}],
    ["hold", "busy"],
    ["hold", [{ status: "sleeping", seconds: 5 }]],
    ["hold", [{ status: "busy", seconds: -5 }]],
    ["hold", [7]],
    ["first", "maybe"],
    ["remember", 3],
  ];
  for (const [property, value] of WRONG) {
    it(`refuses ${property} = ${JSON.stringify(value)} by name`, () => {
      assert.throws(
        () => diffProperties({ id: "d", type: "presence-diff", [property]: value }),
        (error) =>
          error instanceof Problem &&
          error.code === "bad-configuration" &&
          [property, "status", "seconds"].some((name) => error.message.includes(name)),
      );
    });
  }

  it("takes numbers as the editor stores them", () => {
    const { hold, settle: seconds } = diffProperties({
      id: "d",
      type: "presence-diff",
      settle: "2.5",
      hold: [{ status: "busy", seconds: "30" }],
    });
    assert.deepEqual([seconds, hold], [2.5, [{ status: "busy", seconds: 30 }]]);
  });
});
