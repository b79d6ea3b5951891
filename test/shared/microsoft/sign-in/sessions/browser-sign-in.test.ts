import assert from "node:assert/strict";
import { SignInSessions } from "../../../../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import type { Redirect } from "../../../../../shared/microsoft/sign-in/auth-code";
import { checkRegistration } from "../../../../../shared/microsoft/registration/registration";
import type {
  AuthCodeSignIn,
  AuthorizationResponse,
  SignInResult,
} from "../../../../../shared/microsoft/sign-in/sign-in";
import type { SignInSettings } from "../../../../../shared/microsoft/registration/sign-in-settings";
import type { Account } from "../../../../../shared/microsoft/account/token-provider";
import { Problem } from "../../../../../shared/support/problem";
import { deferred } from "../../../../support/deferred";
import { FakeClock, settle } from "../../../../support/fake-clock";

const ID = "a1b2c3d4e5f60718";
const REGISTRATION = checkRegistration({
  tenant: "contoso.example",
  clientId: "7e5e0ce0-0000-4000-8000-00000000c11e",
});
const SETTINGS: SignInSettings = {
  registration: REGISTRATION,
  method: "auth-code",
  readOthers: false,
  writePresence: false,
  redirectUri: "",
};
const ALICE = account("alice");
const BOB = account("bob");
const HOME: Redirect = { uri: "https://home.example/teams-auth/callback", responseMode: "form_post" };
const LOCAL: Redirect = { uri: "http://localhost:1880/teams-auth/callback", responseMode: "form_post" };
const PASTE: Redirect = { uri: "https://login.example/common/oauth2/nativeclient", responseMode: "query" };
const TEN_MINUTES_MS = 600_000;

function account(name: string): Account {
  return { id: `${name}-oid`, tenantId: "tid", username: `${name}@contoso.example`, name };
}

function trouble(code: string): Problem {
  return new Problem({ code, title: code, advice: "Do something." });
}

/** One sign-in that was begun; the test is the browser and Entra. */
interface Given {
  readonly state: string;
  readonly answers: AuthorizationResponse[];
  /** Who the code turns out to belong to. */
  redeemed(account: Account): Promise<void>;
  refused(code: string): Promise<void>;
}

function setUp(stored?: Account) {
  const clock = new FakeClock();
  const given: Given[] = [];
  const changes: string[] = [];
  const kept: Account[] = [];
  const node = {
    registration: REGISTRATION,
    account: () => Promise.resolve(stored),
    endedBy: () => Promise.resolve(undefined),
    adopt({ account: who }: SignInResult, { replace = false } = {}) {
      if (stored && !replace && who.id !== stored.id) return Promise.reject(trouble("wrong-account"));
      kept.push(who);
      return Promise.resolve();
    },
  };

  function begin(_id: string, _settings: SignInSettings, redirect = PASTE): Promise<AuthCodeSignIn> {
    const { promise, resolve, reject } = deferred<SignInResult>();
    const state = `STATE${given.length + 1}`;
    const answers: AuthorizationResponse[] = [];
    given.push({
      state,
      answers,
      redeemed: (who) => (resolve({ account: who, cache: "{}", redirectUri: redirect.uri }), settle()),
      refused: (code) => (reject(trouble(code)), settle()),
    });
    return Promise.resolve({
      method: "auth-code",
      url: `https://login.example/authorize?state=${state}`,
      redirectUri: redirect.uri,
      paste: redirect.responseMode === "query",
      state,
      expiresAt: clock.now() + TEN_MINUTES_MS,
      result: promise,
      answer: (response) => void answers.push(response),
      cancel: () => reject(trouble("sign-in-cancelled")),
    });
  }

  const sessions = new SignInSessions({
    begin,
    clock,
    onChange: (id) => void changes.push(id),
    deployed: (id) => (id === ID ? node : undefined),
    withFile: (_id, _registration, use) => use(node),
  });
  return {
    changes,
    clock,
    kept,
    sessions,
    sign: (index = 0): Given => {
      const found = given[index];
      assert.ok(found, `no sign-in ${index}`);
      return found;
    },
  };
}

const isProblem =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === code;

describe("a sign-in in a browser", () => {
  describe("while it is pending", () => {
    it("tells method, paste and expiry, and neither address nor state", async () => {
      const { clock, sessions } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      assert.deepEqual(await sessions.state(ID), {
        state: "pending",
        method: "auth-code",
        paste: false,
        expiresAt: new Date(clock.now() + TEN_MINUTES_MS).toISOString(),
      });
    });

    it("is given again to the same editor, and to a message", async () => {
      const { sessions } = setUp();
      const first = await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      assert.equal(await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME }), first);
      assert.equal(await sessions.start(ID, SETTINGS, { confirm: false }), first);
    });

    it("is begun anew for an editor at another address, since the browser would not find back", async () => {
      const { sessions } = setUp();
      const first = await sessions.start(ID, SETTINGS, { confirm: true, redirect: LOCAL });
      const cancelled = assert.rejects(first.result, isProblem("sign-in-cancelled"));
      const second = await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      await cancelled;
      assert.equal(second.method === "auth-code" && second.redirectUri, HOME.uri);
    });
  });

  describe("when the browser comes back", () => {
    it("is redeemed with what it brought, and waits for Done", async () => {
      const { kept, sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      const answered = sessions.answer({ state: "STATE1", code: "C" });
      await sign().redeemed(ALICE);
      assert.deepEqual(await answered, ALICE);
      assert.deepEqual(sign().answers, [{ state: "STATE1", code: "C" }]);
      assert.deepEqual(kept, []);
      await sessions.keep(ID, { replace: false });
      assert.deepEqual(kept, [ALICE]);
    });

    it("is stored on its own without a dialog", async () => {
      const { kept, sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: false });
      const answered = sessions.answer({ state: "STATE1", code: "C" });
      await sign().redeemed(ALICE);
      await answered;
      assert.deepEqual(kept, [ALICE]);
    });

    it("finds its own among several", async () => {
      const { sessions, sign } = setUp();
      await sessions.start("a", SETTINGS, { confirm: true, redirect: HOME });
      await sessions.start("b", SETTINGS, { confirm: true, redirect: HOME });
      const answered = sessions.answer({ state: "STATE2", code: "C" });
      await sign(1).redeemed(BOB);
      await answered;
      assert.deepEqual([sign(0).answers.length, sign(1).answers.length], [0, 1]);
      assert.deepEqual((await sessions.state("a")).state, "pending");
    });

    it("says wrong-account, and stores nothing", async () => {
      const { kept, sessions, sign } = setUp(ALICE);
      await sessions.start(ID, SETTINGS, { confirm: false });
      const answered = assert.rejects(
        sessions.answer({ state: "STATE1", code: "C" }),
        isProblem("wrong-account"),
      );
      await sign().redeemed(BOB);
      await answered;
      assert.deepEqual(kept, []);
    });

    it("says what Entra refused", async () => {
      const { sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      const answered = assert.rejects(
        sessions.answer({ state: "STATE1", error: "access_denied" }),
        isProblem("sign-in-declined"),
      );
      await sign().refused("sign-in-declined");
      await answered;
      const state = await sessions.state(ID);
      assert.equal(state.state === "failed" && state.error.code, "sign-in-declined");
    });

    it("is used up at first sight, while it is redeemed and afterwards", async () => {
      const { sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      const answered = sessions.answer({ state: "STATE1" });
      const again = { state: "STATE1", code: "C" };
      await assert.rejects(sessions.answer(again), isProblem("sign-in-unknown"));
      await sign().redeemed(ALICE);
      await answered;
      await assert.rejects(sessions.answer(again), isProblem("sign-in-unknown"));
      await assert.rejects(
        sessions.paste(ID, "https://x.example/?code=C&state=STATE1"),
        isProblem("sign-in-unknown"),
      );
      assert.equal(sign().answers.length, 1);
    });

    const GONE: readonly (readonly [string, (all: ReturnType<typeof setUp>) => Promise<unknown> | void])[] = [
      ["was called off", ({ sessions }) => sessions.discard(ID)],
      ["has expired", ({ clock }) => clock.advance(TEN_MINUTES_MS)],
      ["has failed", ({ sign }) => sign().refused("x")],
      ["belongs to a deleted account", ({ sessions }) => sessions.forget(ID)],
      ["was replaced", ({ sessions }) => sessions.start(ID, SETTINGS, { confirm: true, redirect: LOCAL })],
    ];
    for (const [what, happen] of GONE) {
      it(`is refused where the sign-in ${what}`, async () => {
        const all = setUp();
        await all.sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
        await happen(all);
        await assert.rejects(
          all.sessions.answer({ state: "STATE1", code: "C" }),
          isProblem("sign-in-unknown"),
        );
        assert.deepEqual(all.sign().answers, []);
      });
    }

    it("is refused for a state nobody gave out, and the sign-in goes on", async () => {
      const { sessions } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      for (const state of ["STATE", "STATE11", "state1", "x"])
        await assert.rejects(sessions.answer({ state, code: "C" }), isProblem("sign-in-unknown"));
      assert.equal((await sessions.state(ID)).state, "pending");
    });

    it("never finds a sign-in with a device code", async () => {
      const { sessions } = setUp();
      await assert.rejects(sessions.answer({ state: "undefined", code: "C" }), isProblem("sign-in-unknown"));
    });
  });

  describe("by a pasted address", () => {
    const address = (state: string): string => `${PASTE.uri}?code=C&state=${state}`;

    it("is redeemed", async () => {
      const { sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: PASTE });
      const pasted = sessions.paste(ID, address("STATE1"));
      await sign().redeemed(ALICE);
      await pasted;
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE, kept: false });
    });

    it("is taken also where a form was asked for, since some page answered with a query", async () => {
      const { sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
      const pasted = sessions.paste(ID, `${HOME.uri}?code=C&state=STATE1`);
      await sign().redeemed(ALICE);
      await pasted;
      assert.equal((await sessions.state(ID)).state, "signed-in");
    });

    it("goes on waiting after a wrong one, and after one of another sign-in", async () => {
      const { sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: PASTE });
      await sessions.start("other", SETTINGS, { confirm: true, redirect: PASTE });
      await assert.rejects(sessions.paste(ID, "https://example.com"), isProblem("address-wrong"));
      await assert.rejects(sessions.paste(ID, address("STATE2")), isProblem("address-foreign"));
      await assert.rejects(sessions.paste(ID, address("forged")), isProblem("address-foreign"));
      assert.deepEqual([sign(0).answers, sign(1).answers], [[], []]);
      assert.equal((await sessions.state(ID)).state, "pending");
    });

    it("tells how the sign-in ended by its state", async () => {
      const { sessions, sign } = setUp();
      await sessions.start(ID, SETTINGS, { confirm: true, redirect: PASTE });
      const pasted = sessions.paste(ID, address("STATE1"));
      await sign().refused("blocked-by-policy");
      await pasted;
      const state = await sessions.state(ID);
      assert.equal(state.state === "failed" && state.error.code, "blocked-by-policy");
    });

    it("is refused where nothing waits for it", async () => {
      const { sessions } = setUp();
      await assert.rejects(sessions.paste(ID, address("STATE1")), isProblem("sign-in-unknown"));
    });
  });

  it("is one of at most twenty: the oldest goes", async () => {
    const { sessions, sign } = setUp();
    for (let i = 1; i <= 21; i++) await sessions.start(`id${i}`, SETTINGS, { confirm: true, redirect: HOME });
    await settle();
    const first = await sessions.state("id1");
    assert.equal(first.state === "failed" && first.error.code, "sign-in-cancelled");
    await assert.rejects(sessions.answer({ state: "STATE1", code: "C" }), isProblem("sign-in-unknown"));
    const states = await Promise.all(Array.from({ length: 20 }, (_, i) => sessions.state(`id${i + 2}`)));
    assert.deepEqual([...new Set(states.map(({ state }) => state))], ["pending"]);
    const answered = sessions.answer({ state: "STATE2", code: "C" });
    await sign(1).redeemed(ALICE);
    assert.equal(await answered, ALICE);
  });

  it("tells open dialogs of every change", async () => {
    const { changes, sessions, sign } = setUp();
    const since = (): string[] => changes.splice(0);
    await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
    assert.deepEqual(since(), [ID], "begun");
    await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
    assert.deepEqual(since(), [], "nothing new");
    void sessions.answer({ state: "STATE1", code: "C" });
    await sign().redeemed(ALICE);
    assert.deepEqual(since(), [ID], "signed in");
    await sessions.keep(ID, { replace: false });
    assert.deepEqual(since(), [ID], "kept");
    await sessions.start(ID, SETTINGS, { confirm: true, redirect: HOME });
    since();
    await sign(1).refused("x");
    assert.deepEqual(since(), [ID], "failed");
    sessions.discard(ID);
    assert.deepEqual(since(), [ID], "dismissed");
    sessions.discard(ID);
    assert.deepEqual(since(), [], "nothing there");
  });
});
