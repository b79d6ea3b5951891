import assert from "node:assert/strict";
import type { AccessToken, TokenRequest } from "../../../../shared/microsoft/account/token-provider";
import {
  type AcquiredToken,
  type AcquireRequest,
  TokenKeeper,
} from "../../../../shared/microsoft/account/token-keeper";
import { Problem } from "../../../../shared/support/problem";
import { FakeClock, settle } from "../../../support/fake-clock";
import { problemOf, RecordingLog } from "../helpers";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const READ: TokenRequest = { scopes: ["Presence.Read"] };
const FRESH: TokenRequest = { ...READ, forceRefresh: true };

const trouble = (code: string, retryAfter?: number): Problem =>
  Object.assign(
    new Problem({ code, title: "Trouble", advice: "Wait" }),
    retryAfter === undefined ? {} : { retryAfter },
  );

describe("token keeper", () => {
  let clock = new FakeClock();
  const asked: AcquireRequest[] = [];
  const askedAt: number[] = [];
  let keeper: TokenKeeper;
  let start: number;
  /** How far the wall clock has moved away from the one that runs the timers. */
  let moved: number;
  let recovered: number;
  let lifetime: number;
  let fails: Problem | undefined;
  let hangs: Promise<void> | undefined;
  let fromCache: boolean;

  const now = (): number => clock.now() + moved;

  async function acquire(request: AcquireRequest): Promise<AcquiredToken> {
    asked.push(request);
    askedAt.push((now() - start) / 1000);
    const number = asked.length;
    await hangs;
    if (fails) throw fails;
    return { token: `token-${number}`, expiresAt: now() + lifetime, fromCache };
  }

  beforeEach(() => {
    clock = new FakeClock();
    start = clock.now();
    asked.length = 0;
    askedAt.length = 0;
    moved = 0;
    recovered = 0;
    lifetime = HOUR;
    fails = undefined;
    hangs = undefined;
    fromCache = false;
    keeper = new TokenKeeper({
      acquire,
      clock: { now, after: (ms, run) => clock.after(ms, run) },
      log: new RecordingLog(),
      random: () => 0,
      onRecovered: () => void recovered++,
    });
  });
  afterEach(() => {
    keeper.close();
    assert.equal(clock.pending, 0, "no timer is left behind");
  });

  const token = async (request = READ): Promise<string> => (await keeper.get(request)).token;
  const advance = (ms: number): Promise<void> => clock.advance(ms);
  /** Asks as a poller does, and gives what was got, or the code of the trouble. */
  async function pollFor(ms: number, everyMs = 30_000): Promise<string[]> {
    const heard: string[] = [];
    for (let passed = 0; passed < ms; passed += everyMs) {
      await advance(everyMs);
      heard.push(
        await keeper.get(READ).then(
          ({ token: got }) => got,
          (error: Problem) => error.code,
        ),
      );
    }
    return heard;
  }

  describe("what is kept", () => {
    it("serves from memory, whatever the order of the scopes", async () => {
      const scopes = ["Presence.Read", "User.Read"];
      assert.equal(await token({ scopes }), "token-1");
      assert.equal(await token({ scopes: scopes.toReversed() }), "token-1");
      assert.equal(asked.length, 1);
    });

    it("keeps one per set of scopes", async () => {
      assert.equal(await token(), "token-1");
      assert.equal(await token({ scopes: ["User.Read"] }), "token-2");
      assert.equal(await token(), "token-1");
    });

    it("is not enough where it does not live as long as wanted", async () => {
      await token();
      assert.equal(await token({ ...READ, minimumLifetime: 3600 }), "token-1");
      assert.equal(await token({ ...READ, minimumLifetime: 3601 }), "token-2");
    });

    it("is renewed at once where a cache gave less than is wanted", async () => {
      fromCache = true;
      lifetime = 20_000;
      const got = keeper.get(READ);
      await settle();
      assert.deepEqual(
        asked.map(({ forceRefresh, replaces }) => [forceRefresh, replaces]),
        [
          [false, undefined],
          [true, "token-1"],
        ],
      );
      assert.equal((await got).token, "token-2");
    });

    it("is not believed where a cache gave a life no token has", async () => {
      fromCache = true;
      lifetime = 56 * 365 * 24 * HOUR;
      assert.equal(await token(), "token-2");
      assert.equal(asked[1]?.forceRefresh, true);
    });

    it("gives what was got for a challenge to the requests that follow", async () => {
      await token();
      assert.equal(await token({ ...READ, claims: "{}" }), "token-2");
      assert.equal(asked[1]?.claims, "{}");
      assert.equal(await token(), "token-2");
    });

    it("answers one challenge once for several requests, and again when it comes back", async () => {
      await token();
      const challenged = { ...READ, claims: "{}" };
      assert.equal(await token(challenged), "token-2");
      assert.equal(await token(challenged), "token-2");
      assert.equal(await token({ ...READ, claims: '{"other":1}' }), "token-3");
      assert.equal(await token(challenged), "token-4");
      await advance(31_000);
      assert.equal(await token(challenged), "token-5");
    });

    it("is forgotten with the account", async () => {
      await token();
      keeper.forget();
      assert.equal(clock.pending, 0);
      assert.equal(await token(), "token-2");
      assert.equal(asked[1]?.replaces, undefined);
    });

    it("does not keep what was under way for the account before", async () => {
      let letGo = (): void => {};
      hangs = new Promise((resolve) => (letGo = resolve));
      const old = token();
      keeper.forget();
      letGo();
      assert.equal(await old, "token-1");
      assert.equal(await token(), "token-2");
    });
  });

  describe("calls at the same time", () => {
    it("share one", async () => {
      const tokens = await Promise.all([token(), token(), token({ ...READ, minimumLifetime: 60 })]);
      assert.deepEqual(tokens, ["token-1", "token-1", "token-1"]);
    });

    it("that take any token join those that force a new one", async () => {
      assert.deepEqual(await Promise.all([token(FRESH), token(), token(FRESH)]), [
        "token-1",
        "token-1",
        "token-1",
      ]);
    });

    it("that force a new one do not join those that take any", async () => {
      assert.deepEqual(await Promise.all([token(), token(FRESH)]), ["token-1", "token-2"]);
    });

    it("join the renewal ahead of time", async () => {
      await token();
      hangs = new Promise(() => {});
      await advance(45 * MINUTE);
      assert.equal(asked.length, 2);
      void keeper.get(FRESH);
      void keeper.get({ ...READ, minimumLifetime: 3000 });
      await settle();
      assert.equal(asked.length, 2);
      assert.equal(await token(), "token-1", "nobody waits for it");
    });

    it("with a challenge join only the same challenge", async () => {
      const got = await Promise.all([
        token({ ...READ, claims: "a" }),
        token({ ...READ, claims: "a" }),
        token({ ...READ, claims: "b" }),
      ]);
      assert.deepEqual(got, ["token-1", "token-1", "token-2"]);
    });
  });

  describe("ahead of the end", () => {
    it("renews before anybody has to wait", async () => {
      await token();
      const got = await pollFor(4 * HOUR);
      assert.deepEqual(askedAt, [0, 2700, 5400, 8100, 10_800, 13_500]);
      assert.ok(asked.slice(1).every(({ forceRefresh }) => forceRefresh));
      assert.ok(got.every((each) => each.startsWith("token-")));
    });

    it("never sets a timer longer than a minute", async () => {
      await token();
      for (let i = 0; i < 100; i++) {
        assert.ok((clock.nextIn ?? 0) <= MINUTE);
        await advance(clock.nextIn ?? 0);
      }
    });

    it("stops where nobody asks any more, and begins again with the next who does", async () => {
      await token();
      await advance(12 * HOUR);
      assert.equal(asked.length, 3);
      assert.equal(clock.pending, 0);
      assert.equal(await token(), "token-4");
      assert.equal(clock.pending, 1);
    });

    it("renews within a minute after the clock was set back", async () => {
      await token();
      await advance(30_000);
      moved = -HOUR;
      await advance(MINUTE);
      assert.equal(asked.length, 2);
    });

    it("renews within a minute after a sleep", async () => {
      await token();
      await advance(30_000);
      moved = 8 * HOUR;
      await advance(MINUTE);
      assert.equal(asked.length, 2);
    });
  });

  describe("while renewing fails", () => {
    it("serves the old token to its end, and tells the trouble then", async () => {
      await token();
      fails = trouble("microsoft-unreachable");
      const heard = await pollFor(HOUR + 30_000);
      assert.equal(heard.filter((each) => each === "token-1").length, 119);
      assert.deepEqual(heard.slice(119), ["microsoft-unreachable", "microsoft-unreachable"]);
    });

    it("does not let anybody wait for the next failure while the old one lives", async () => {
      await token();
      fails = trouble("microsoft-unreachable");
      await advance(46 * MINUTE);
      hangs = new Promise(() => {});
      await advance(13 * MINUTE + 59_000);
      assert.equal(await token({ ...READ, minimumLifetime: 3000 }), "token-1");
    });

    it("tries again after 5, 10, 20, 40 and then every 45 seconds", async () => {
      await token();
      fails = trouble("microsoft-unreachable");
      await advance(49 * MINUTE);
      assert.deepEqual(
        askedAt.slice(1, 8).map((at) => at - 2700),
        [0, 5, 15, 35, 75, 120, 165],
      );
    });

    it("keeps a Retry-After to the letter", async () => {
      await token();
      fails = trouble("microsoft-throttled", 200);
      await advance(45 * MINUTE);
      fails = undefined;
      await advance(5 * MINUTE);
      assert.deepEqual(askedAt, [0, 2700, 2900]);
    });

    it("does not serve a token that was refused", async () => {
      await token();
      fails = trouble("microsoft-unreachable");
      assert.equal((await problemOf(keeper.get(FRESH))).code, "microsoft-unreachable");
      assert.equal(await token(), "token-1");
    });

    it("has a token within a minute after a long outage, and says so once", async () => {
      await token();
      fails = trouble("microsoft-unreachable");
      await pollFor(24 * HOUR, 10 * MINUTE);
      assert.equal(recovered, 0);
      fails = undefined;
      const before = asked.length;
      await advance(46_000);
      assert.equal(asked.length, before + 1);
      assert.equal(recovered, 1);
      await pollFor(2 * HOUR);
      assert.equal(recovered, 1);
    });

    it("says nothing where nobody had to go without", async () => {
      await token();
      fails = trouble("microsoft-unreachable");
      await advance(50 * MINUTE);
      fails = undefined;
      await advance(MINUTE);
      assert.equal(asked.at(-1)?.forceRefresh, true);
      assert.equal(recovered, 0);
    });

    it("looks into the store again, not only at Entra, where it has nothing that serves", async () => {
      fails = trouble("clock-wrong");
      await problemOf(keeper.get(READ));
      await advance(5000);
      assert.deepEqual(
        asked.map(({ forceRefresh }) => forceRefresh),
        [false, false],
      );
    });
  });

  it("drops every token when the sign-in has ended, and leaves it at that", async () => {
    await token({ scopes: ["User.Read"] });
    await token();
    fails = trouble("sign-in-needed");
    await advance(45 * MINUTE);
    assert.equal((await problemOf(keeper.get(READ))).code, "sign-in-needed");
    assert.equal((await problemOf(keeper.get({ scopes: ["User.Read"] }))).code, "sign-in-needed");
    const before = asked.length;
    await advance(12 * HOUR);
    assert.equal(asked.length, before);
    fails = undefined;
    assert.match(((await keeper.get(READ)) satisfies AccessToken).token, /^token-/);
    assert.equal(recovered, 0, "a person was told already");
  });

  it("keeps nothing once closed", async () => {
    await token();
    keeper.close();
    assert.equal(clock.pending, 0);
    assert.equal(await token(), "token-2");
    assert.equal(await token(), "token-3");
  });
});
