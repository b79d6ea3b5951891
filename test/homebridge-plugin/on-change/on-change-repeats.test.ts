import assert from "node:assert/strict";
import { OnChangeCaller } from "../../../homebridge-plugin/on-change/on-change-caller";
import type { OnChange } from "../../../homebridge-plugin/on-change/on-change-settings";
import type { Status } from "../../../shared/presence/presence";
import { FakeClock, settle } from "../../support/fake-clock";
import { Lines } from "../../support/lines";
import { ALICE, presence } from "../../support/presences";

const BASE = "http://light.local";

const pathOf = (url: unknown): string => new URL(url as string).pathname;

describe("a URL that is called on changes, after trouble", () => {
  const clock = new FakeClock();
  const log = new Lines();
  let callers: OnChangeCaller[];

  beforeEach(() => {
    callers = [];
    log.clear();
  });

  afterEach(() => {
    for (const caller of callers) caller.close();
    assert.equal(clock.pending, 0);
  });

  function callerOf(urls: Pick<OnChange, "url" | "offUrl">, fetch: typeof globalThis.fetch): OnChangeCaller {
    const settings: OnChange = {
      method: "POST",
      headers: {},
      colors: "traffic-light",
      statusColors: {},
      ...urls,
    };
    const caller = new OnChangeCaller({ settings, clock, log, name: ALICE.name, fetch });
    callers.push(caller);
    return caller;
  }

  /** Until the call is answered, where it is. */
  async function tell(caller: OnChangeCaller, status: Status): Promise<void> {
    caller.changed(presence(status, { status }));
    await settle();
  }

  /** Answers with these, the last of them from then on, and keeps which path was called after how many seconds. */
  function answering(...answers: readonly (number | Error)[]) {
    const calls: string[] = [];
    const start = clock.now();
    const fetch: typeof globalThis.fetch = (url) => {
      const answer = answers[Math.min(calls.length, answers.length - 1)] ?? 200;
      calls.push(`${(clock.now() - start) / 1000} ${pathOf(url)}`);
      return answer instanceof Error
        ? Promise.reject(new TypeError("fetch failed", { cause: answer }))
        : Promise.resolve(new Response(null, { status: answer }));
    };
    return { calls, fetch };
  }

  /** Answers when the test does; `held` has one entry for each call. */
  function holding() {
    const held: ((status: number) => void)[] = [];
    const fetch: typeof globalThis.fetch = () =>
      new Promise((resolve) => held.push((status) => resolve(new Response(null, { status }))));
    return { held, fetch };
  }

  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });

  it("is repeated until it works, which is told once, as was the trouble", async () => {
    const { calls, fetch } = answering(503, refused, 504, 200);
    await tell(callerOf({ url: `${BASE}/{status}` }, fetch), "busy");
    await clock.advance(3_600_000);
    assert.deepEqual(calls, ["0 /busy", "30 /busy", "90 /busy", "150 /busy"]);
    assert.deepEqual(log.all, [
      `warn Alice: ${BASE}/{status} answers with status 503.`,
      `info Alice: ${BASE}/{status} works again.`,
    ]);
    assert.equal(clock.pending, 0);
  });

  it("is repeated for half an hour and no longer, and a change begins anew", async () => {
    const { calls, fetch } = answering(503);
    const caller = callerOf({ url: `${BASE}/{status}` }, fetch);
    await tell(caller, "busy");
    await clock.advance(3_600_000);
    assert.equal(calls.length, 29);
    assert.equal(calls.at(-1), "1650 /busy");
    assert.equal(clock.pending, 0);
    await tell(caller, "away");
    await clock.advance(60_000);
    assert.deepEqual(calls.slice(29), ["3600 /away", "3630 /away"]);
    assert.equal(log.all.length, 1);
  });

  it("is called with what is newer at once, which has its own repeats", async () => {
    const { calls, fetch } = answering(503);
    const caller = callerOf({ url: `${BASE}/{status}` }, fetch);
    await tell(caller, "busy");
    await clock.advance(40_000);
    await tell(caller, "away");
    await clock.advance(31_000);
    assert.deepEqual(calls, ["0 /busy", "30 /busy", "40 /away", "70 /away"]);
    assert.equal(clock.pending, 1);
  });

  it("is not repeated once the presence no longer counts, and the other URL is", async () => {
    const { calls, fetch } = answering(503);
    const caller = callerOf({ url: `${BASE}/{status}`, offUrl: `${BASE}/off` }, fetch);
    await tell(caller, "busy");
    await clock.advance(10_000);
    caller.ended();
    await settle();
    await clock.advance(31_000);
    assert.deepEqual(calls, ["0 /busy", "10 /off", "40 /off"]);
    assert.equal(clock.pending, 1);
  });

  for (const [what, end] of [
    ["the presence no longer counts", (caller: OnChangeCaller) => caller.ended()],
    ["the caller is closed", (caller: OnChangeCaller) => caller.close()],
  ] as const) {
    it(`waits for nothing once ${what}`, async () => {
      const { calls, fetch } = answering(503);
      const caller = callerOf({ url: `${BASE}/{status}` }, fetch);
      await tell(caller, "busy");
      await clock.advance(1_000);
      assert.equal(clock.pending, 1);
      end(caller);
      assert.equal(clock.pending, 0);
      await clock.advance(3_600_000);
      assert.deepEqual(calls, ["0 /busy"]);
    });

    it(`is not repeated where it fails after ${what}`, async () => {
      const { held, fetch } = holding();
      const caller = callerOf({ url: `${BASE}/on` }, fetch);
      await tell(caller, "busy");
      end(caller);
      held[0]?.(503);
      await settle();
      assert.equal(clock.pending, 0);
      assert.equal(held.length, 1);
    });
  }

  it("has one call under way, also while it is repeated", async () => {
    const { held, fetch } = holding();
    const caller = callerOf({ url: `${BASE}/{status}` }, fetch);
    await tell(caller, "busy");
    held[0]?.(503);
    await settle();
    await clock.advance(30_000);
    assert.equal(held.length, 2);
    await tell(caller, "away");
    assert.equal(held.length, 2);
    held[1]?.(503);
    await settle();
    assert.equal(held.length, 3);
    held[2]?.(200);
    await settle();
    assert.equal(clock.pending, 0);
  });

  it("is told of what does not pass by itself, and not repeated then", async () => {
    const { calls, fetch } = answering(503, 404);
    await tell(callerOf({ url: `${BASE}/on` }, fetch), "busy");
    await clock.advance(3_600_000);
    assert.deepEqual(calls, ["0 /on", "30 /on"]);
    assert.deepEqual(log.all, [
      `warn Alice: ${BASE}/on answers with status 503.`,
      `warn Alice: ${BASE}/on answers with status 404.`,
    ]);
  });
});
