import assert from "node:assert/strict";
import { RateLimit } from "../../../sandbox/cloud/graph/rate-limit";
import { FakeClock } from "../../support/fake-clock";
import { call, inside, parsed, startTestCloud } from "./support";

describe("the pretend Graph's rate limit", () => {
  const limitOf = (requests: number): { limit: RateLimit; clock: FakeClock } => {
    const clock = new FakeClock();
    return { clock, limit: new RateLimit(requests, 30_000, () => clock.now()) };
  };

  it("lets requests pass again when the oldest leave the window", async () => {
    const { limit, clock } = limitOf(2);
    assert.equal(limit.count("app"), undefined);
    await clock.advance(10_000);
    assert.equal(limit.count("app"), undefined);
    await clock.advance(20_000);
    assert.equal(limit.count("app"), undefined);
  });

  it("counts refused requests too, so that asking on makes the wait longer", async () => {
    const { limit, clock } = limitOf(2);
    const waits: (number | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      waits.push(limit.count("app"));
      await clock.advance(5000);
    }
    assert.deepEqual(waits, [undefined, undefined, 25, 25]);
  });

  it("names a wait after which the next request passes", async () => {
    const { limit, clock } = limitOf(3);
    for (let i = 0; i < 3; i++) {
      limit.count("app");
      await clock.advance(1000);
    }
    const wait = limit.count("app") ?? 0;
    await clock.advance(wait * 1000);
    assert.equal(limit.count("app"), undefined);
  });

  it("counts every application for itself", () => {
    const { limit } = limitOf(1);
    assert.equal(limit.count("one"), undefined);
    assert.equal(limit.count("two"), undefined);
    assert.equal(limit.count("one"), 30);
  });

  it("is 1500 presence requests in 30 seconds, and does not concern the profile", async () => {
    const test = await startTestCloud();
    try {
      const token = test.cloud.signIn("alice", ["Presence.Read", "User.Read"]);
      const url = `${test.graph}/me/presence`;
      for (let i = 0; i < 1500; i += 100) {
        const replies = await Promise.all(
          Array.from({ length: 100 }, () => call(url, { token, keepAlive: true })),
        );
        assert.ok(replies.every(({ status }) => status === 200));
      }
      const refused = await call(url, { token });
      assert.equal(refused.status, 429);
      assert.equal(refused.headers["retry-after"], "30");
      assert.equal(inside(parsed(refused), "error")["code"], "TooManyRequests");
      assert.equal((await call(`${test.graph}/me`, { token })).status, 200);
      await test.clock.advance(30_000);
      assert.equal((await call(url, { token })).status, 200);
    } finally {
      await test.cloud.close();
    }
  });
});
