import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AccountFiles,
  type StoredAccount,
  type StoredSignIn,
} from "../../../../shared/microsoft/account/account-file";
import { startDeviceCode } from "../../../../shared/microsoft/sign-in/device-code";
import { MicrosoftAccount, type SignInState } from "../../../../shared/microsoft/account/microsoft-account";
import { endpoints, type Registration } from "../../../../shared/microsoft/registration/registration";
import { parseJsonObject } from "../../../../shared/support/json-object";
import { lockText } from "../../../../shared/support/lock-owner";
import { Problem } from "../../../../shared/support/problem";
import { FakeClock, settle } from "../../../support/fake-clock";
import { turnDate } from "../../../support/turned-date";
import {
  assertNoSecret,
  problemOf,
  RecordingLog,
  REGISTRATION,
  useDirectory,
  withReadFailing,
} from "../helpers";
import {
  ALICE,
  BOB,
  InMemoryEntra,
  json,
  MARKER,
  networkError,
  refusal,
  TENANT,
  type Seen,
  type User,
} from "../in-memory-entra";

const SCOPE = `${endpoints(REGISTRATION).graph}/Presence.Read`;
const READ = { scopes: [SCOPE] };
const FRESH = { ...READ, forceRefresh: true };

/** A slow disk: every access takes a while, and not always the same. */
class SlowFiles extends AccountFiles {
  /** Accesses under way, of all of them. */
  static busy = 0;

  override read(id: string, registration: Registration): Promise<StoredAccount> {
    return slowly(() => super.read(id, registration));
  }

  override write(id: string, registration: Registration, signIn: StoredSignIn): Promise<void> {
    return slowly(() => super.write(id, registration, signIn));
  }

  override exclusively<T>(id: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return slowly(() => super.exclusively(id, work, signal));
  }
}

async function slowly<T>(work: () => Promise<T>): Promise<T> {
  SlowFiles.busy += 1;
  try {
    await pause();
    return await work();
  } finally {
    await pause();
    SlowFiles.busy -= 1;
  }
}

async function pause(): Promise<void> {
  for (let i = Math.random() * 4; i > 0; i--) await new Promise<void>((done) => setImmediate(done));
}

describe("microsoft account", () => {
  const directory = useDirectory();
  const log = new RecordingLog();
  const opened: MicrosoftAccount[] = [];
  let entra = new InMemoryEntra();
  let clock = new FakeClock();
  let restoreDate = (): void => undefined;

  beforeEach(() => {
    entra = new InMemoryEntra();
    clock = new FakeClock();
    // MSAL asks nobody else for the time.
    restoreDate = turnDate(clock);
    log.lines.length = 0;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((account) => account.close()));
    restoreDate();
    assertNoSecret(log.lines);
    assert.equal(clock.pending, 0, "no timer is left behind");
  });

  function open(registration = REGISTRATION, secret = "A"): MicrosoftAccount {
    const files = new SlowFiles({ directory: directory.path, secret, clock, log });
    const account = new MicrosoftAccount({ id: "a", registration, files, log, clock, fetch: entra.fetch });
    opened.push(account);
    return account;
  }

  /** What comes of it when the clock is turned wherever something waits before a second look. */
  async function patiently<T>(work: Promise<T>): Promise<T> {
    const progress = { isDone: false };
    const done = (): void => void (progress.isDone = true);
    work.then(done, done);
    while (!progress.isDone) {
      await settle();
      if (!progress.isDone && SlowFiles.busy === 0) await clock.advance(2000);
    }
    return work;
  }

  const refusalOf = (token: Promise<unknown>): Promise<Problem> => patiently(problemOf(token));

  async function signIn(user: User): Promise<StoredSignIn> {
    const { fetch } = entra;
    const pending = await startDeviceCode({ registration: REGISTRATION, scopes: [SCOPE], clock, fetch, log });
    await settle();
    entra.approvedBy = user;
    await clock.advance(5000);
    const result = await pending.result;
    entra.approvedBy = undefined;
    entra.requests.length = 0;
    return result;
  }

  async function signedIn(): Promise<MicrosoftAccount> {
    const account = open();
    await account.adopt(await signIn(ALICE));
    return account;
  }

  it("starts signed out and says so", async () => {
    const account = open();
    assert.equal(await account.account(), undefined);
    assert.equal(account.state(), "signed-out");
    const problem = await problemOf(account.getToken(READ));
    assert.deepEqual([problem.code, problem.title], ["sign-in-needed", "Nobody is signed in"]);
    assert.equal(entra.requests.length, 0);
  });

  it("gives the stored token without asking Entra, after a restart too", async () => {
    const first = await (await signedIn()).getToken(READ);
    assert.equal(first.token, `${MARKER}-access-1`);
    assert.ok(Math.abs(first.expiresAt - Date.now() - 3_600_000) < 60_000);
    const again = open();
    assert.deepEqual(await again.getToken(READ), first);
    assert.deepEqual(await again.account(), {
      id: ALICE.oid,
      tenantId: TENANT,
      username: ALICE.upn,
      name: "Alice",
    });
    assert.equal(again.state(), "signed-in");
    assert.equal(entra.requests.length, 0);
  });

  it("knows after a while by itself that somebody is signed in", async () => {
    await signedIn();
    const account = open();
    const state = await new Promise<SignInState>((resolve) => account.onChange(resolve));
    assert.equal(state, "signed-in");
  });

  it("refreshes when told to, and keeps the new refresh token for the next start", async () => {
    const account = await signedIn();
    assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
    assert.equal((await open().getToken(FRESH)).token, `${MARKER}-access-3`);
    const sent = entra.requests.map(({ form }) => form.get("refresh_token"));
    assert.deepEqual(sent, [`${MARKER}-refresh-1`, `${MARKER}-refresh-2`]);
  });

  it("knows where the browser came back to, also once the tokens were renewed", async () => {
    const account = open();
    await account.adopt(await signIn(ALICE));
    assert.equal(await account.redirectUri(), undefined, "no browser came back");
    const redirectUri = "https://home.example/teams-auth/callback";
    await account.adopt({ ...(await signIn(ALICE)), redirectUri });
    await account.getToken(FRESH);
    assert.equal(await open().redirectUri(), redirectUri);
    await account.signOut();
    assert.equal(await account.redirectUri(), undefined);
  });

  it("answers a claims challenge, together with its own capability", async () => {
    const account = await signedIn();
    await account.getToken({ ...READ, claims: '{"access_token":{"nbf":{"value":"1"}}}' });
    const claims = entra.requests[0]?.form.get("claims") ?? "";
    assert.match(claims, /"nbf":\{"value":"1"\}/);
    assert.match(claims, /"xms_cc":\{"values":\["CP1"\]\}/);
  });

  it("shares one call among equal requests at the same time", async () => {
    const account = await signedIn();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => account.getToken(FRESH)));
    assert.equal(new Set(tokens.map(({ token }) => token)).size, 1);
    assert.equal(entra.requests.length, 1);
    await account.getToken(FRESH);
    assert.equal(entra.requests.length, 2);
  });

  it("serves 60 different calls at once without a bogus error, one at a time", async () => {
    const account = await signedIn();
    const requests = Array.from({ length: 60 }, (_, i) => {
      switch (i % 4) {
        case 0:
          return READ;
        case 1:
          return { scopes: [`https://graph.microsoft.com/Other.${i}`] };
        case 2:
          return { ...READ, claims: `{"access_token":{"nbf":{"value":"${i}"}}}` };
        default:
          return { scopes: [SCOPE, `https://graph.microsoft.com/Other.${i}`], forceRefresh: true };
      }
    });
    const tokens = await Promise.all(requests.map((request) => account.getToken(request)));
    assert.ok(tokens.every(({ token }) => token.startsWith(`${MARKER}-access-`)));
    assert.equal(entra.busiest, 1);
    assert.equal(entra.requests.length, 45);
    const last = await open().getToken(FRESH);
    assert.equal(last.token, `${MARKER}-access-47`);
    assert.equal(entra.requests.at(-1)?.form.get("refresh_token"), `${MARKER}-refresh-46`);
    assert.deepEqual((await readdir(directory.path)).sort(), ["a.json", "a.json.previous"]);
  });

  it("believes a refused refresh token only after a repeat", async () => {
    const account = await signedIn();
    entra.next.push(() => refusal({ error: "invalid_grant" }, 700082));
    assert.equal((await patiently(account.getToken(FRESH))).token, `${MARKER}-access-2`);
    assert.equal(entra.requests.length, 2);
  });

  const DEAD: [string, () => Response, RegExp][] = [
    [
      "invalid_grant",
      () => refusal({ error: "invalid_grant", suberror: "token_expired" }, 70043),
      /new sign-in after some time/,
    ],
    [
      "a bad token, which MSAL throws away",
      () => refusal({ error: "invalid_grant", suberror: "bad_token" }, 50173),
      /was revoked/,
    ],
    ["interaction_required", () => refusal({ error: "interaction_required" }, 50076), /another proof/],
    [
      "withdrawn consent",
      () => refusal({ error: "invalid_grant", suberror: "consent_required" }, 65001),
      /not agreed/,
    ],
  ];
  for (const [what, reply, title] of DEAD) {
    it(`asks for a sign-in after ${what} twice, and says why`, async () => {
      const account = await signedIn();
      entra.next.push(reply, reply);
      const problem = await refusalOf(account.getToken(FRESH));
      assert.equal(problem.code, "sign-in-needed");
      assert.match(problem.title, title);
      assert.equal(account.state(), "signed-in");
      assert.equal((await open().account())?.id, ALICE.oid);
    });
  }

  it("does not lose the stored refresh token to a wrong bad_token", async () => {
    const account = await signedIn();
    const bad = (): Response => refusal({ error: "invalid_grant", suberror: "bad_token" }, 50173);
    entra.next.push(bad, bad);
    await refusalOf(account.getToken(FRESH));
    assert.equal((await open().getToken(FRESH)).token, `${MARKER}-access-2`);
  });

  describe("where Entra has named a time to renew the stored token, which is over", () => {
    async function due(): Promise<MicrosoftAccount> {
      const account = open();
      const { cache, ...rest } = await signIn(ALICE);
      const sections = JSON.parse(cache) as { AccessToken: Record<string, object> };
      for (const token of Object.values(sections.AccessToken)) Object.assign(token, { refresh_on: "1" });
      await account.adopt({ ...rest, cache: JSON.stringify(sections) });
      return account;
    }

    it("renews it, and has the new one the next time", async () => {
      const account = await due();
      await account.getToken(READ);
      assert.equal(entra.requests.length, 1);
      assert.equal((await open().getToken(READ)).token, `${MARKER}-access-2`);
      assert.equal(entra.requests.length, 1);
    });

    it("does not lose the refresh token to a wrong bad_token that nobody hears of", async () => {
      const account = await due();
      entra.next.push(() => refusal({ error: "invalid_grant", suberror: "bad_token" }, 50173));
      assert.equal((await account.getToken(READ)).token, `${MARKER}-access-1`);
      assert.equal(entra.next.length, 0);
      for (const each of [open(), account])
        assert.match((await each.getToken(FRESH)).token, new RegExp(`^${MARKER}-access-[23]$`));
    });
  });

  describe("a refresh token that stays dead", () => {
    const dead = (): Response => refusal({ error: "invalid_grant", suberror: "token_expired" }, 70043);
    const MINUTE = 60_000;

    it("costs no lock while the refusal is believed, however often one asks", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      const lock = join(directory.path, "a.json.lock");
      await writeFile(lock, lockText({ id: "other", pid: 1, place: "elsewhere" }, 1));
      assert.match((await problemOf(account.getToken(READ))).title, /new sign-in after some time/);
      await rm(lock);
    });

    it("is offered to Entra less and less often", async () => {
      const account = await signedIn();
      const askedAt: number[] = [];
      for (let minute = 0; minute < 8 * 60; minute++) {
        const before = entra.requests.length;
        entra.next.splice(0, Infinity, dead, dead);
        const problem = await (minute === 0 ? refusalOf : problemOf)(account.getToken(FRESH));
        assert.match(problem.title, /new sign-in after some time/);
        if (entra.requests.length > before) askedAt.push(minute);
        await clock.advance(MINUTE);
      }
      assert.deepEqual(askedAt, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363, 423]);
      assert.equal(entra.requests.length, askedAt.length + 1, "only the first is repeated");
      entra.next.length = 0;
    });

    it("is asked about once more where a person wants to know", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      assert.equal((await problemOf(account.getToken(FRESH))).code, "sign-in-needed");
      account.lookAgain();
      assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
      assert.equal(await account.endedBy(), undefined);
    });

    it("is known to have ended, until the next sign-in", async () => {
      const account = await signedIn();
      assert.equal(await account.endedBy(), undefined);
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      assert.equal((await account.endedBy())?.code, "sign-in-needed");
      await account.adopt(await signIn(ALICE));
      assert.equal(await account.endedBy(), undefined);
    });

    it("has not ended where another process has stored a new one, and is nobody's after a sign-out", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      const renewed = await signIn(ALICE);
      await open().adopt(renewed);
      assert.equal(await account.endedBy(), undefined);
      await account.signOut();
      assert.equal(await account.endedBy(), undefined);
    });

    it("does not send its access token on either", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      assert.equal((await refusalOf(account.getToken(READ))).code, "sign-in-needed");
      assert.equal(entra.requests.length, 2);
    });

    it("has not come back because an access token of it lives on", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      await clock.advance(MINUTE);
      entra.next.push(dead);
      assert.equal((await problemOf(account.getToken(READ))).code, "sign-in-needed");
      assert.equal(entra.requests.length, 3);
    });

    it("is forgotten with the next sign-in", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      await account.adopt(await signIn(ALICE));
      assert.equal((await account.getToken(READ)).token, `${MARKER}-access-2`);
    });

    it("is tried again at once where another process has stored a new one", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      const renewed = await signIn(ALICE);
      await open().adopt(renewed);
      assert.equal((await account.getToken(READ)).token, `${MARKER}-access-2`);
    });

    it("is tried again when the clock was set back", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      clock.jumpTo("2020-01-01T00:00:00.000Z");
      assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
    });

    it("for want of a proof that only Graph asks for, is offered less and less often too", async () => {
      const account = await signedIn();
      const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: "c1" } } });
      const wanting = (): Response => refusal({ error: "interaction_required" }, 50076);
      const askedAt: number[] = [];
      for (let minute = 0; minute < 3 * 60; minute++) {
        const before = entra.requests.length;
        // As a poll does: whatever token there is, Graph answers it with the challenge.
        const plain = await account.getToken(READ).catch((error: unknown) => error);
        if (plain instanceof Problem) assert.equal(plain.code, "sign-in-needed");
        else {
          entra.next.push(wanting, wanting);
          assert.equal((await refusalOf(account.getToken({ ...READ, claims }))).code, "sign-in-needed");
        }
        entra.next.length = 0;
        if (entra.requests.length > before) askedAt.push(minute);
        await clock.advance(MINUTE);
      }
      assert.deepEqual(askedAt, [0, 1, 3, 7, 15, 31, 63, 123]);
      assert.equal(
        entra.requests.length,
        2 * askedAt.length,
        "a refresh and an answer, of which the first is repeated",
      );
    });

    it("has not ended where a token is enough again without the proof", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken({ ...READ, claims: '{"access_token":{}}' }));
      assert.equal((await account.endedBy())?.code, "sign-in-needed");
      await clock.advance(MINUTE);
      assert.equal((await account.getToken(READ)).token, `${MARKER}-access-2`);
      assert.equal(await account.endedBy(), undefined);
    });

    it("works again by itself once Entra accepts it", async () => {
      const account = await signedIn();
      entra.next.push(dead, dead);
      await refusalOf(account.getToken(FRESH));
      await clock.advance(MINUTE);
      assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
    });
  });

  const PASSING: [string, () => Response | Promise<Response>, string][] = [
    ["no network", () => Promise.reject(networkError("ENOTFOUND")), "microsoft-unreachable"],
    ["a proxy's page", () => new Response("<html>", { status: 502 }), "microsoft-unreachable"],
    ["a fault of Entra", () => refusal({ error: "server_error" }, 90033, 503), "microsoft-unreachable"],
    ["throttling", () => json({}, { status: 429 }), "microsoft-throttled"],
    ["a loop detected", () => refusal({ error: "invalid_grant" }, 50196), "microsoft-throttled"],
    ["a wrong clock", () => Promise.reject(networkError("CERT_NOT_YET_VALID")), "clock-wrong"],
    [
      "a client id that is gone",
      () => refusal({ error: "unauthorized_client" }, 700016),
      "application-unknown",
    ],
  ];
  for (const [what, reply, code] of PASSING) {
    it(`does not ask for a sign-in after ${what}, and is well right afterwards`, async () => {
      const account = await signedIn();
      entra.next.push(reply);
      assert.equal((await problemOf(account.getToken(FRESH))).code, code);
      assert.equal(await account.endedBy(), undefined);
      assert.equal(entra.requests.length, 1);
      assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
    });
  }

  for (const [what, body] of [
    ["nothing", {}],
    ["no access token", { token_type: "Bearer", expires_in: 3600, refresh_token: "x" }],
    ["a token of no text", { token_type: "Bearer", expires_in: 3600, access_token: "" }],
    ["somebody else's words", { status: "Please log in to the network" }],
  ] as const) {
    it(`takes an answer that holds ${what} for trouble that passes`, async () => {
      const account = await signedIn();
      entra.next.push(() => json(body));
      const problem = await problemOf(account.getToken(FRESH));
      assert.equal(problem.code, "microsoft-unreachable");
      assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
      assert.equal(entra.requests.at(-1)?.form.get("refresh_token"), `${MARKER}-refresh-1`);
      assert.equal((await open().account())?.id, ALICE.oid);
    });
  }

  it("asks nothing of Entra while a Retry-After runs, and lives on what it has", async () => {
    const account = await signedIn();
    entra.next.push(() => json({}, { status: 429, headers: { "retry-after": "60" } }));
    await problemOf(account.getToken(FRESH));
    await clock.advance(59_000);
    const problem = await problemOf(account.getToken(FRESH));
    assert.equal(problem.code, "microsoft-throttled");
    assert.match(problem.advice, /in 1 s\./);
    assert.equal((await account.getToken(READ)).token, `${MARKER}-access-1`, "from the cache");
    assert.equal(entra.requests.length, 1);
    await clock.advance(1000);
    assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
  });

  it("gives a token that cannot be stored, and warns", async () => {
    const account = await signedIn();
    const refuse = new SlowFiles({ directory: directory.path, secret: "A", clock, log });
    refuse.write = () => Promise.reject(new Error(`disk full ${MARKER}`));
    const other = new MicrosoftAccount({
      id: "a",
      registration: REGISTRATION,
      files: refuse,
      log,
      clock,
      fetch: entra.fetch,
    });
    opened.push(other);
    assert.equal((await other.getToken(FRESH)).token, `${MARKER}-access-2`);
    assert.match(log.lines.join(), /warn .*not stored/);
    assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-3`);
  });

  it("does not read the file or ask MSAL for what it has in memory", async () => {
    const account = await signedIn();
    const token = await account.getToken(READ);
    await writeFile(join(directory.path, "a.json"), "");
    assert.deepEqual(await account.getToken(READ), token);
  });

  it("drops the token of a sign-in whose file another process has removed", async () => {
    const account = await signedIn();
    await account.getToken(READ);
    await open().signOut();
    assert.equal(await account.account(), undefined);
    assert.equal((await problemOf(account.getToken(READ))).code, "sign-in-needed");
  });

  it("drops the token of an account that another process has replaced", async () => {
    const account = await signedIn();
    await account.getToken(READ);
    await open().adopt(await signIn(BOB), { replace: true });
    assert.equal((await account.account())?.id, BOB.oid);
    assert.equal((await account.getToken(READ)).token, `${MARKER}-access-2`);
  });

  it("tells who listens of a sign-in or a sign-out of another process once, and not of a token it has renewed", async () => {
    const account = await signedIn();
    const other = open();
    const heard: SignInState[] = [];
    account.onChange((state) => heard.push(state));
    const since = async (work: () => Promise<unknown>): Promise<readonly SignInState[]> => {
      heard.length = 0;
      await clock.advance(1);
      await work();
      for (let looks = 0; looks < 2; looks++) await account.account();
      return [...heard];
    };
    const renewed = await account.signedIn();
    assert.deepEqual(await since(() => other.getToken(FRESH)), []);
    assert.deepEqual(await account.signedIn(), renewed);
    assert.deepEqual(await since(async () => other.adopt(await signIn(ALICE))), ["signed-in"]);
    assert.notDeepEqual(await account.signedIn(), renewed);
    const replace = async () => other.adopt(await signIn(BOB), { replace: true });
    assert.deepEqual(await since(replace), ["signed-in"]);
    assert.deepEqual(await since(() => other.signOut()), ["signed-out"]);
  });

  describe("with a disk that gives nothing for a while", () => {
    const bothFiles = (): string[] => ["a.json", "a.json.previous"].map((name) => join(directory.path, name));

    it("stays signed in, and calls it trouble that passes where a new token is needed", async () => {
      const account = await signedIn();
      const states: SignInState[] = [];
      account.onChange((state) => states.push(state));
      const token = await account.getToken(READ);
      await withReadFailing("EIO", bothFiles(), async () => {
        assert.equal((await account.account())?.id, ALICE.oid);
        assert.deepEqual(await account.getToken(READ), token);
        assert.equal((await problemOf(account.getToken(FRESH))).code, "storage-failed");
      });
      assert.equal(await account.endedBy(), undefined);
      assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
      assert.deepEqual(states, ["signed-in"], "only that tokens are there again");
    });

    it("takes a new sign-in of the same account only", async () => {
      const account = await signedIn();
      const [bob, alice] = [await signIn(BOB), await signIn(ALICE)];
      await withReadFailing("EIO", bothFiles(), async () => {
        assert.equal((await problemOf(account.adopt(bob))).code, "wrong-account");
        await account.adopt(alice);
      });
      assert.equal((await account.getToken(READ)).token, `${MARKER}-access-3`);
    });

    it("asks for a sign-in where nobody was known before", async () => {
      await signedIn();
      await withReadFailing("EIO", bothFiles(), async () => {
        const problem = await problemOf(open().getToken(READ));
        assert.deepEqual([problem.code, /damaged/.test(problem.title)], ["sign-in-needed", true]);
      });
    });
  });

  it("takes what another process has just renewed instead of renewing it again", async () => {
    const [account, other] = [await signedIn(), open()];
    await account.getToken(READ);
    assert.equal((await other.getToken(FRESH)).token, `${MARKER}-access-2`);
    assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-2`);
    assert.equal(entra.requests.length, 1);
    assert.equal((await account.getToken(FRESH)).token, `${MARKER}-access-3`);
  });

  it("believes no refusal of a sign-in that another process was just replacing", async () => {
    const account = await signedIn();
    const renewed = await signIn(ALICE);
    const reply = ({ form }: Seen): Response =>
      form.get("refresh_token") === `${MARKER}-refresh-1`
        ? refusal({ error: "invalid_grant" }, 70000)
        : entra.tokens(ALICE, SCOPE);
    entra.next.push(reply, reply);
    const token = account.getToken(FRESH);
    for (; SlowFiles.busy > 0 || entra.requests.length === 0;) await settle();
    await open().adopt(renewed);
    assert.equal((await patiently(token)).token, `${MARKER}-access-3`);
    assert.equal(await account.endedBy(), undefined);
  });

  it("keeps a renewed sign-in that could not be stored, and stores it with the next", async () => {
    await signedIn();
    const files = new SlowFiles({ directory: directory.path, secret: "A", clock, log });
    const { fetch } = entra;
    const account = new MicrosoftAccount({ id: "a", registration: REGISTRATION, files, log, clock, fetch });
    opened.push(account);
    files.write = () => Promise.reject(new Error("disk full"));
    await account.getToken(FRESH);
    Reflect.deleteProperty(files, "write");
    await account.getToken(FRESH);
    await open().getToken(FRESH);
    assert.deepEqual(
      entra.requests.map(({ form }) => form.get("refresh_token")),
      [1, 2, 3].map((number) => `${MARKER}-refresh-${number}`),
    );
  });

  it("asks for a sign-in when the refresh token is missing, whatever went wrong before", async () => {
    const account = await signedIn();
    entra.next.push(() => Promise.reject(networkError("ENOTFOUND")));
    await problemOf(account.getToken(FRESH));
    const { account: who, cache } = await signIn(ALICE);
    const crippled = JSON.stringify({ ...parseJsonObject(cache), RefreshToken: {} });
    await account.adopt({ account: who, cache: crippled });
    assert.equal((await refusalOf(account.getToken(FRESH))).code, "sign-in-needed");
    assert.equal(entra.requests.length, 0);
  });

  describe("adopting a sign-in", () => {
    it("tells who listens, for a renewed one too", async () => {
      const account = await signedIn();
      const heard: SignInState[] = [];
      const stop = account.onChange((state) => heard.push(state));
      await account.adopt(await signIn(ALICE));
      assert.deepEqual(heard, ["signed-in"]);
      assert.equal((await account.getToken(READ)).token, `${MARKER}-access-2`);
      stop();
      await account.signOut();
      assert.deepEqual(heard, ["signed-in"]);
    });

    it("refuses another account and stores nothing", async () => {
      const account = await signedIn();
      const before = await readFile(join(directory.path, "a.json"));
      const problem = await problemOf(account.adopt(await signIn(BOB)));
      assert.equal(problem.code, "wrong-account");
      assert.match(problem.title, /bob@contoso\.com.*alice@contoso\.com/);
      assert.equal(
        problem.advice,
        "Sign in as Alice, or open the account, sign in again and tick the box that replaces Alice.",
      );
      assert.deepEqual(await readFile(join(directory.path, "a.json")), before);
      assert.equal((await account.account())?.id, ALICE.oid);
    });

    it("refuses the same object id of another tenant", async () => {
      const account = await signedIn();
      const guest = { ...ALICE, tid: BOB.oid };
      assert.equal((await problemOf(account.adopt(await signIn(guest)))).code, "wrong-account");
    });

    it("replaces the account when told to, tokens and all", async () => {
      const account = await signedIn();
      await account.getToken(READ);
      await account.adopt(await signIn(BOB), { replace: true });
      assert.equal((await account.account())?.id, BOB.oid);
      assert.equal((await account.getToken(READ)).token, `${MARKER}-access-2`);
    });

    it("takes any account after a change of registration, which signs out", async () => {
      await signedIn();
      const moved = open({ ...REGISTRATION, tenant: "fabrikam.com" });
      const problem = await problemOf(moved.getToken(READ));
      assert.deepEqual([problem.code, moved.state()], ["sign-in-needed", "signed-out"]);
      assert.match(problem.title, /other settings/);
      assert.equal((await open().getToken(READ)).token, `${MARKER}-access-1`);
      await moved.adopt(await signIn(BOB));
      assert.equal((await moved.account())?.id, BOB.oid);
    });

    it("takes any account after a change of secret, and keeps the old file", async () => {
      await signedIn();
      const moved = open(REGISTRATION, "B");
      const problem = await problemOf(moved.getToken(READ));
      assert.equal(problem.code, "sign-in-needed");
      assert.match(problem.title, /another credentialSecret/);
      await moved.adopt(await signIn(BOB));
      assert.equal((await moved.account())?.id, BOB.oid);
      assert.match((await readdir(directory.path)).join(), /a\.json\.unreadable-/);
    });
  });

  it("signs out: file, token and account are gone", async () => {
    const account = await signedIn();
    const heard: SignInState[] = [];
    account.onChange((state) => heard.push(state));
    await account.signOut();
    assert.deepEqual([heard, account.state()], [["signed-out"], "signed-out"]);
    assert.equal(await account.account(), undefined);
    assert.equal((await problemOf(account.getToken(READ))).code, "sign-in-needed");
    assert.deepEqual(await readdir(directory.path), []);
  });

  it("does not bring a sign-in back that was signed out during a refresh", async () => {
    const account = await signedIn();
    const token = account.getToken(FRESH);
    await account.signOut();
    await token;
    assert.deepEqual(await readdir(directory.path), []);
  });

  it("survives a listener that throws", async () => {
    const account = await signedIn();
    account.onChange(() => {
      throw new Error(MARKER);
    });
    await account.signOut();
    assert.match(log.lines.join(), /listener/);
  });

  it("warns once about a file it cannot read at the start, and says it again when used", async () => {
    await writeFile(join(directory.path, "a.json"), "");
    const files = new AccountFiles({ directory: join(directory.path, "a.json"), secret: "A", clock, log });
    const account = new MicrosoftAccount({ id: "b", registration: REGISTRATION, files, log, clock });
    opened.push(account);
    assert.equal((await problemOf(account.getToken(READ))).code, "storage-failed");
    assert.equal(log.lines.filter((line) => line.startsWith("warn")).length, 1);
  });

  describe("closed while a refresh hangs", () => {
    async function hanging(): Promise<{ account: MicrosoftAccount; token: Promise<Problem> }> {
      const account = await signedIn();
      const asked = new Promise<void>((resolve) => {
        entra.next.push(({ signal }) => {
          resolve();
          return new Promise((_done, fail) => {
            signal?.addEventListener("abort", () => fail(networkError("ABORT_ERR")));
          });
        });
      });
      const token = problemOf(account.getToken(FRESH));
      await asked;
      return { account, token };
    }

    it("ends it, and refuses later ones", async () => {
      const { account, token } = await hanging();
      await account.close();
      assert.equal((await token).code, "closed");
      assert.equal((await problemOf(account.getToken(READ))).code, "closed");
    });

    it("stores a renewed sign-in that waited behind it", async () => {
      const renewed = await signIn(ALICE);
      const { account, token } = await hanging();
      const adopted = account.adopt(renewed);
      await account.close();
      assert.equal((await token).code, "closed");
      await adopted;
      assert.equal((await open().getToken(READ)).token, `${MARKER}-access-1`);
    });

    it("signs out all the same where that waited behind it", async () => {
      const { account, token } = await hanging();
      const left = account.signOut();
      await account.close();
      assert.equal((await token).code, "closed");
      await left;
      assert.deepEqual(await readdir(directory.path), []);
    });
  });

  it("waits for no other process when closed", async () => {
    const account = await signedIn();
    const lock = join(directory.path, "a.json.lock");
    await writeFile(lock, lockText({ id: "other", pid: 1, place: "elsewhere" }, 1));
    const token = problemOf(account.getToken(FRESH));
    while (clock.pending === 0 || SlowFiles.busy === 0) await settle();
    await account.close();
    assert.equal((await token).code, "closed");
    await rm(lock);
  });
});
