import assert from "node:assert/strict";
import { renderSVG } from "uqr";
import type { Message, NodeStatus, Outgoing } from "../../../nodes/common/node-red";
import { PollController, type Poller } from "../../../nodes/presence-poll/poll-controller";
import type { PendingSignIn, SignInResult } from "../../../shared/microsoft/sign-in/sign-in";
import type { ListedPerson } from "../../../shared/microsoft/polling/people-list";
import type { Attention, PollListener } from "../../../shared/microsoft/polling/poll-listener";
import { Problem } from "../../../shared/support/problem";
import { type Deferred, deferred } from "../../support/deferred";
import { settle } from "../../support/fake-clock";
import { ALICE, BOB, presence } from "../../support/presences";

const ACCOUNT = { id: ALICE.id, name: ALICE.name };
const QR_CODE = renderSVG("https://login.example/device", { ecc: "M", border: 2 });
const EXPIRES_AT = "2026-11-21T09:15:00.000Z";

function trouble(code: string): Problem {
  return new Problem({ code, title: `Title of ${code}`, advice: `Advice for ${code}.` });
}

/** Counts what it is told to do; the test says when a poll ends. */
class StandInPoller implements Poller {
  readonly orders: string[] = [];
  verdict: ReturnType<Poller["pollNow"]> = "polling";
  constructor(readonly listener: PollListener) {}

  start(): void {
    this.orders.push("start");
  }
  stop(): void {
    this.orders.push("stop");
  }
  pause(): void {
    this.orders.push("pause");
    this.listener.onState({ kind: "paused" });
  }
  resume(): void {
    this.orders.push("resume");
  }
  setPeople(people: readonly ListedPerson[]): void {
    this.orders.push(`people ${people.map(({ id }) => id).join(" ")}`.trim());
  }
  pollNow(): ReturnType<Poller["pollNow"]> {
    this.orders.push("poll");
    return this.verdict;
  }
}

interface Reported {
  readonly error: Error & { readonly code?: unknown; readonly cause?: unknown };
  readonly msg: Message;
}

function setUp(ready: Promise<void> = Promise.resolve()) {
  const sent: Outgoing[] = [];
  const errors: Reported[] = [];
  const statuses: NodeStatus[] = [];
  const signIns: Deferred<SignInResult>[] = [];
  let poller: StandInPoller | undefined;
  let pending: PendingSignIn | undefined;
  let signInTrouble: Problem | undefined;

  const controller = new PollController({
    createPoller: (listener) => (poller = new StandInPoller(listener)),
    signIn: async () => {
      if (signInTrouble) throw signInTrouble;
      return (pending ??= openSignIn());
    },
    account: () => Promise.resolve(ACCOUNT),
    ready,
    send: (messages) => void sent.push(messages),
    clone: (msg) => structuredClone(msg),
    status: (status) => void statuses.push(status),
    error: (error, msg) => void errors.push({ error, msg }),
    now: () => 0,
    words: (key) => key,
  });

  function openSignIn(): PendingSignIn {
    const end = deferred<SignInResult>();
    signIns.push(end);
    return {
      method: "device-code",
      userCode: `CODE${signIns.length}`,
      verificationUri: "https://login.example/device",
      expiresAt: Date.parse(EXPIRES_AT),
      result: end.promise,
      cancel: () => end.reject(trouble("sign-in-cancelled")),
    };
  }

  /** A message as Node-RED hands it over, with what became of it. */
  function receive(msg: Message) {
    const own: Outgoing[] = [];
    const outcome: { done: number; error?: unknown } = { done: 0 };
    void controller
      .input(msg, (messages) => void own.push(messages))
      .then(
        () => void outcome.done++,
        (error: unknown) => {
          outcome.done++;
          outcome.error = error;
        },
      );
    return { outcome, own };
  }

  assert.ok(poller);
  return {
    controller,
    endSignIn: () => (pending = undefined),
    offer: (open: PendingSignIn) => (pending = open),
    errors,
    poller,
    receive,
    refuseSignIn: (problem: Problem) => (signInTrouble = problem),
    sent,
    signIns,
    statuses,
  };
}

describe("presence-poll's controller", () => {
  describe("starting", () => {
    it("polls only when the account is ready", async () => {
      const gate = deferred();
      const { controller, poller } = setUp(gate.promise);
      const started = controller.start();
      await settle();
      assert.deepEqual(poller.orders, []);
      gate.resolve();
      await started;
      assert.deepEqual(poller.orders, ["start"]);
    });

    it("never polls when it was closed before the account was ready", async () => {
      const gate = deferred();
      const { controller, poller, receive } = setUp(gate.promise);
      const started = controller.start();
      const { outcome } = receive({ payload: "now" });
      controller.close();
      gate.resolve();
      await started;
      await settle();
      assert.deepEqual([poller.orders, outcome], [["stop"], { done: 1 }]);
    });
  });

  describe("a presence", () => {
    it("goes out on the first output, named after its person", () => {
      const { poller, sent } = setUp();
      const value = presence("busy");
      poller.listener.onPresences([value]);
      assert.deepEqual(sent, [[{ topic: "alice", payload: value }, null]]);
    });

    it("reuses the message that asked, and its send", async () => {
      const { poller, receive, sent } = setUp();
      const msg: Message = { _msgid: "one", payload: "now", topic: "before", extra: 1 };
      const { outcome, own } = receive(msg);
      await settle();
      assert.equal(outcome.done, 0, "not done before the answer");
      const value = presence("busy");
      poller.listener.onPresences([value]);
      await settle();
      assert.equal((own[0] as readonly unknown[])[0], msg);
      assert.deepEqual(own, [[{ _msgid: "one", payload: value, topic: "alice", extra: 1 }, null]]);
      assert.deepEqual([sent, outcome], [[], { done: 1 }]);
    });

    it("ends every message that asked, each once, and sends one", async () => {
      const { poller, receive, sent } = setUp();
      const asked = [receive({ _msgid: "1" }), receive({ _msgid: "2" }), receive({ _msgid: "3" })];
      await settle();
      poller.listener.onPresences([presence("busy")]);
      poller.listener.onPresences([presence("away", { person: BOB })]);
      await settle();
      assert.deepEqual(
        asked.map(({ outcome, own }) => [outcome.done, own.length]),
        [
          [1, 1],
          [1, 0],
          [1, 0],
        ],
      );
      assert.equal(sent.length, 1, "the second presence goes out on its own");
    });

    it("of several people: the first in the message that asked, the others in clones of it", async () => {
      const { poller, receive, sent } = setUp();
      const msg: Message = { _msgid: "one", topic: "before", extra: { deep: 1 } };
      const { outcome, own } = receive(msg);
      await settle();
      const [alice, bob] = [presence("busy"), presence("away", { person: BOB })];
      poller.listener.onPresences([alice, bob]);
      await settle();
      assert.deepEqual(own, [
        [{ _msgid: "one", topic: "alice", payload: alice, extra: { deep: 1 } }, null],
        [{ _msgid: "one", topic: "bob", payload: bob, extra: { deep: 1 } }, null],
      ]);
      const [first, second] = own.map((each) => (each as readonly Message[])[0]);
      assert.equal(first, msg);
      assert.notEqual(second?.["extra"], msg["extra"]);
      assert.deepEqual([sent, outcome], [[], { done: 1 }]);
    });

    for (const verdict of ["too-soon", "waiting"] as const) {
      it(`drops a message that comes ${verdict}`, async () => {
        const { poller, receive, sent } = setUp();
        poller.verdict = verdict;
        const { outcome, own } = receive({ payload: "now" });
        await settle();
        assert.deepEqual([outcome, own, sent], [{ done: 1 }, [], []]);
      });
    }
  });

  describe("orders", () => {
    for (const order of ["pause", "resume"] as const) {
      it(`understands ${order}`, async () => {
        const { poller, receive } = setUp();
        const { outcome } = receive({ payload: order });
        await settle();
        assert.deepEqual([poller.orders, outcome], [[order], { done: 1 }]);
      });
    }

    for (const payload of [undefined, null, "", "anything", 7, true, {}, [], "PAUSE"]) {
      it(`polls for ${JSON.stringify(payload)}`, async () => {
        const { poller, receive } = setUp();
        receive({ payload });
        await settle();
        assert.deepEqual(poller.orders, ["poll"]);
      });
    }

    it("ends the messages that wait when it is paused", async () => {
      const { receive } = setUp();
      const waiting = receive({ payload: "now" });
      await settle();
      receive({ payload: "pause" });
      await settle();
      assert.deepEqual(waiting.outcome, { done: 1 });
    });

    it("takes other people with a message, and polls them", async () => {
      const { poller, receive } = setUp();
      receive({ payload: "now", people: [{ id: BOB.id.toUpperCase(), name: "Bob" }] });
      await settle();
      assert.deepEqual(poller.orders, [`people ${BOB.id}`, "poll"]);
    });

    it("takes an empty list for the signed-in account", async () => {
      const { poller, receive } = setUp();
      receive({ payload: "pause", people: [] });
      await settle();
      assert.deepEqual(poller.orders, ["people", "pause"]);
    });

    const WRONG: readonly (readonly [unknown, RegExp])[] = [
      [null, /msg\.people must be a list/],
      ["alice@contoso.com", /msg\.people must be a list/],
      [["alice@contoso.com"], /msg\.people\[0\] must be an object/],
      [[{ id: ALICE.id }, { name: "Bob" }], /msg\.people\[1\]\.id must be an object id/],
    ];
    for (const [people, says] of WRONG) {
      it(`refuses people = ${JSON.stringify(people)}, and changes nothing`, async () => {
        const { poller, receive } = setUp();
        const { outcome } = receive({ payload: "now", people });
        await settle();
        assert.ok(outcome.error instanceof Problem && outcome.error.code === "bad-input");
        assert.match(outcome.error.message, says);
        assert.deepEqual([outcome.done, poller.orders], [1, []]);
      });
    }
  });

  describe("trouble", () => {
    it("is the error of every message that asked, and of nobody else", async () => {
      const { errors, poller, receive } = setUp();
      const asked = [receive({ _msgid: "1" }), receive({ _msgid: "2" })];
      await settle();
      const problem = trouble("graph-unavailable");
      poller.listener.onTrouble(problem, true);
      await settle();
      assert.deepEqual(
        asked.map(({ outcome }) => outcome),
        [
          { done: 1, error: problem },
          { done: 1, error: problem },
        ],
      );
      assert.deepEqual(errors, []);
    });

    it("found by the timer is one error without a payload", () => {
      const { errors, poller } = setUp();
      poller.listener.onTrouble(trouble("graph-unavailable"), false);
      assert.equal(errors.length, 1);
      const [reported] = errors;
      assert.deepEqual(reported?.msg, { topic: "", payload: null });
      assert.equal(reported?.error.code, "graph-unavailable");
      assert.deepEqual(reported?.error.cause, {
        title: "Title of graph-unavailable",
        advice: "Advice for graph-unavailable.",
      });
    });

    it("shows on the node", () => {
      const { poller, statuses } = setUp();
      poller.listener.onState({ kind: "trouble", problem: trouble("graph-unavailable") });
      assert.deepEqual(statuses, [{ fill: "red", shape: "ring", text: "Title of graph-unavailable" }]);
    });

    it("shows the same no second time, at whatever poll", () => {
      const { poller, statuses } = setUp();
      for (const status of ["busy", "busy", "away", "away", "busy"] as const)
        poller.listener.onState({ kind: "ok", presences: [presence(status)] });
      assert.deepEqual(
        statuses.map(({ text }) => text),
        ["Busy", "Away", "Busy"],
      );
    });
  });

  describe("messages while nobody is signed in", () => {
    const signedOut = (poller: StandInPoller): void => {
      poller.listener.onTrouble(trouble("sign-in-needed"), true);
      poller.listener.onState({ kind: "sign-in-needed", problem: trouble("sign-in-needed") });
    };

    it("wait for the sign-in: the newest is answered then, the others are done at once", async () => {
      const { poller, receive, sent } = setUp();
      const asked = [receive({ _msgid: "1" }), receive({ _msgid: "2" })];
      await settle();
      signedOut(poller);
      await settle();
      assert.deepEqual(
        asked.map(({ outcome }) => outcome),
        [{ done: 1 }, { done: 0 }],
      );
      poller.listener.onPresences([presence("busy")]);
      await settle();
      assert.deepEqual(
        asked.map(({ outcome, own }) => [outcome, own.length]),
        [
          [{ done: 1 }, 0],
          [{ done: 1 }, 1],
        ],
      );
      assert.deepEqual(sent, []);
    });

    for (const verdict of ["polling", "too-soon", "waiting"] as const) {
      it(`wait also when they come later and ${verdict}`, async () => {
        const { poller, receive } = setUp();
        signedOut(poller);
        poller.verdict = verdict;
        const first = receive({ _msgid: "1" });
        await settle();
        if (verdict === "polling") signedOut(poller);
        const second = receive({ _msgid: "2" });
        await settle();
        if (verdict === "polling") signedOut(poller);
        await settle();
        assert.deepEqual([first.outcome, second.outcome], [{ done: 1 }, { done: 0 }]);
        poller.listener.onPresences([presence("busy")]);
        await settle();
        assert.deepEqual([first.own.length, second.own.length, second.outcome], [0, 1, { done: 1 }]);
      });
    }

    it("are not answered by the news that there is none", async () => {
      const { poller, receive, sent } = setUp();
      signedOut(poller);
      poller.verdict = "waiting";
      const { outcome, own } = receive({});
      await settle();
      poller.listener.onPresences([presence("unknown", { stale: true })]);
      await settle();
      assert.deepEqual([outcome.done, own.length, sent.length], [0, 0, 1]);
    });

    it("are not lost to other trouble after the sign-in", async () => {
      const { poller, receive } = setUp();
      signedOut(poller);
      poller.verdict = "waiting";
      const { outcome, own } = receive({});
      await settle();
      poller.listener.onTrouble(trouble("graph-unavailable"), false);
      poller.listener.onState({ kind: "trouble", problem: trouble("graph-unavailable") });
      await settle();
      assert.equal(outcome.done, 0);
      poller.listener.onPresences([presence("busy")]);
      await settle();
      assert.deepEqual([outcome, own.length], [{ done: 1 }, 1]);
    });

    it("tell of it as one error, however many ask", async () => {
      const { errors, poller, receive } = setUp();
      for (const _msgid of ["1", "2", "3"]) {
        receive({ _msgid });
        await settle();
        signedOut(poller);
      }
      assert.deepEqual(
        errors.map(({ error }) => error.code),
        ["sign-in-needed"],
      );
    });

    for (const end of ["close", "pause"] as const) {
      it(`are done with at a ${end}`, async () => {
        const { controller, poller, receive } = setUp();
        signedOut(poller);
        poller.verdict = "waiting";
        const { outcome } = receive({});
        await settle();
        if (end === "close") controller.close();
        else poller.listener.onState({ kind: "paused" });
        await settle();
        assert.deepEqual(outcome, { done: 1 });
      });
    }
  });

  describe("attention", () => {
    const EVENTS: readonly Attention[] = [
      { event: "sign-in-needed", code: "sign-in-needed", title: "Nobody", advice: "Sign in." },
      { event: "signed-in", account: ACCOUNT },
      { event: "recovered", account: ACCOUNT },
      { event: "stale", account: ACCOUNT, since: EXPIRES_AT },
      { event: "throttled", account: ACCOUNT, retryAfter: 30 },
      { event: "permission-missing", account: ACCOUNT },
      { event: "person-not-found", account: ACCOUNT },
    ];
    for (const attention of EVENTS) {
      it(`${attention.event} goes out on the second output, named after the event`, () => {
        const { poller, sent } = setUp();
        poller.listener.onAttention(attention);
        assert.deepEqual(sent, [[null, { topic: attention.event, payload: attention }]]);
      });
    }
  });

  describe("a sign-in", () => {
    const started = (userCode: string): Outgoing => [
      null,
      {
        topic: "sign-in-started",
        payload: {
          event: "sign-in-started",
          account: ACCOUNT,
          url: "https://login.example/device",
          userCode,
          expiresAt: EXPIRES_AT,
          qrCode: QR_CODE,
        },
      },
    ];

    it("tells where to sign in, and is done with that", async () => {
      const { poller, receive } = setUp();
      const { outcome, own } = receive({ payload: "sign-in" });
      await settle();
      assert.deepEqual([own, outcome, poller.orders], [[started("CODE1")], { done: 1 }, []]);
    });

    it("answers with the very message that asked, so that a page that waits gets its answer", async () => {
      const { receive } = setUp();
      const msg: Message = { payload: "sign-in", res: "the page" };
      const { own } = receive(msg);
      await settle();
      assert.equal((own[0] as readonly unknown[])[1], msg);
      assert.equal(msg["res"], "the page");
    });

    it("by browser has an address that says it all, and no code", async () => {
      const { offer, receive } = setUp();
      offer({
        method: "auth-code",
        url: "https://login.example/authorize?state=s",
        redirectUri: "https://login.example/back",
        paste: true,
        state: "s",
        expiresAt: Date.parse(EXPIRES_AT),
        result: new Promise(() => undefined),
        cancel: () => undefined,
        answer: () => undefined,
      });
      const { own } = receive({ payload: "sign-in" });
      await settle();
      const [, told] = own[0] as readonly [null, { readonly payload: Record<string, unknown> }];
      assert.equal(told.payload["url"], "https://login.example/authorize?state=s");
      assert.ok(!("userCode" in told.payload) && !("state" in told.payload));
      assert.equal(told.payload["paste"], true);
    });

    it("tells everybody who asks, and its failure once", async () => {
      const { errors, receive, signIns } = setUp();
      const both = [receive({ payload: "sign-in" }), receive({ payload: "sign-in" })];
      await settle();
      assert.deepEqual(
        both.map(({ own }) => own),
        [[started("CODE1")], [started("CODE1")]],
      );
      signIns[0]?.reject(trouble("wrong-account"));
      await settle();
      assert.deepEqual(
        errors.map(({ error, msg }) => [error.code, msg]),
        [["wrong-account", { topic: "", payload: null }]],
      );
    });

    it("that is refused at once is the error of the message that asked", async () => {
      const { errors, receive, refuseSignIn } = setUp();
      const problem = trouble("app-not-found");
      refuseSignIn(problem);
      const { outcome, own } = receive({ payload: "sign-in" });
      await settle();
      assert.deepEqual([outcome, own, errors], [{ done: 1, error: problem }, [], []]);
    });

    it("that was called off, or ends after the node was closed, is no error", async () => {
      const { controller, endSignIn, errors, receive, signIns } = setUp();
      receive({ payload: "sign-in" });
      await settle();
      signIns[0]?.reject(trouble("sign-in-cancelled"));
      endSignIn();
      receive({ payload: "sign-in" });
      await settle();
      controller.close();
      signIns[1]?.reject(trouble("sign-in-expired"));
      await settle();
      assert.deepEqual([signIns.length, errors], [2, []]);
    });
  });

  describe("closing", () => {
    it("stops the poller and ends the messages that wait", async () => {
      const { controller, poller, receive } = setUp();
      const { outcome, own } = receive({ payload: "now" });
      await settle();
      controller.close();
      await settle();
      assert.deepEqual([outcome, own, poller.orders], [{ done: 1 }, [], ["poll", "stop"]]);
    });
  });
});
