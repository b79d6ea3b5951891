import assert from "node:assert/strict";
import { AccountPace } from "../../../../shared/microsoft/polling/account-pace";
import { GraphProblem } from "../../../../shared/microsoft/graph/graph-problem";
import { PresencePoller } from "../../../../shared/microsoft/polling/presence-poller";
import { silentLog } from "../../../../shared/support/log";
import { FakeClock, settle } from "../../../support/fake-clock";

const ALICE = { id: "alice", tenantId: "t", username: "alice@contoso.example", name: "Alice" };
const SECOND = 1000;

describe("the pace of an account", () => {
  const GOOD = { availability: "Available", activity: "Available" };

  /** Two pollers of one account, and when Graph was asked, in seconds. */
  function setUp() {
    const clock = new FakeClock();
    const start = clock.now();
    const pace = new AccountPace();
    const askedAt: number[] = [];
    const graph = { answer: (): unknown => GOOD };
    const poller = (): PresencePoller =>
      new PresencePoller({
        tokens: { account: () => Promise.resolve(ALICE) },
        graph: {
          myPresence: async () => {
            askedAt.push((clock.now() - start) / SECOND);
            const answer = await Promise.resolve(graph.answer());
            if (answer instanceof Error) throw answer;
            return answer;
          },
          presences: () => assert.fail("nobody else is asked about"),
          resolveUser: () => assert.fail("nobody is looked up"),
        },
        access: { own: true, others: false },
        people: [],
        listener: { onPresences() {}, onAttention() {}, onState() {}, onTrouble() {} },
        clock,
        log: silentLog,
        interval: 1800,
        staleAfter: 0,
        statusMessage: false,
        pace,
        random: () => 0,
      });
    return { clock, askedAt, graph, poller };
  }

  it("lets only one of two pollers ask within 5 seconds", async () => {
    const { clock, askedAt, poller } = setUp();
    const [one, other] = [poller(), poller()];
    one.start();
    other.start();
    await settle();
    await clock.advance(10 * SECOND);
    assert.equal(one.pollNow(), "polling");
    await settle();
    await clock.advance(4999);
    assert.equal(other.pollNow(), "too-soon");
    await clock.advance(1);
    assert.equal(other.pollNow(), "polling");
    await settle();
    assert.deepEqual(askedAt, [0, 0, 10, 15]);
  });

  it("keeps all of them out of a Retry-After that one was given", async () => {
    const { clock, askedAt, graph, poller } = setUp();
    const [one, other] = [poller(), poller()];
    one.start();
    await settle();
    await clock.advance(10 * SECOND);
    other.start();
    await settle();
    await clock.advance(10 * SECOND);
    graph.answer = () => new GraphProblem("graph-throttled", { retryAfter: 1900 });
    one.pollNow();
    await settle();
    graph.answer = () => GOOD;
    assert.equal(other.pollNow(), "waiting");
    await clock.advance(1899 * SECOND);
    assert.deepEqual(askedAt, [0, 10, 20]);
    await clock.advance(SECOND);
    assert.deepEqual(askedAt, [0, 10, 20, 1920, 1920]);
  });

  it("keeps the pause for a poller that is made anew, as at a deploy", async () => {
    const { clock, askedAt, graph, poller } = setUp();
    const before = poller();
    graph.answer = () => new GraphProblem("graph-throttled", { retryAfter: 100 });
    before.start();
    await settle();
    before.stop();
    graph.answer = () => GOOD;
    const after = poller();
    after.start();
    await clock.advance(99 * SECOND);
    assert.deepEqual(askedAt, [0]);
    await clock.advance(SECOND);
    assert.deepEqual(askedAt, [0, 100]);
  });

  describe("where the clock is set back", () => {
    const NOW = 1_000_000;

    it("forgets when it was asked last", () => {
      const pace = new AccountPace();
      pace.polled(NOW);
      assert.equal(pace.lastPollAt(NOW), NOW);
      assert.equal(pace.lastPollAt(NOW - 1), undefined);
    });

    it("begins a pause again, which then ends", () => {
      const pace = new AccountPace();
      pace.pauseUntil(NOW + 100, NOW);
      assert.equal(pace.notBefore(NOW + 99), NOW + 100);
      assert.equal(pace.notBefore(500), 600);
      assert.equal(pace.notBefore(600), undefined);
    });

    it("takes the longer of two pauses", () => {
      const pace = new AccountPace();
      pace.pauseUntil(NOW + 100, NOW);
      pace.pauseUntil(NOW + 50, NOW + 10);
      assert.equal(pace.notBefore(NOW + 10), NOW + 100);
      pace.pauseUntil(NOW + 150, NOW + 10);
      assert.equal(pace.notBefore(NOW + 10), NOW + 150);
    });
  });
});
