import assert from "node:assert/strict";
import { AccountPace } from "../../../../shared/microsoft/polling/account-pace";
import { CHECK_IDS, type Check, type CheckId } from "../../../../shared/microsoft/doctor/check";
import { type Diagnosis, examine } from "../../../../shared/microsoft/doctor/doctor";
import type { DoctorOptions } from "../../../../shared/microsoft/doctor/stage";
import type { SignInSettings } from "../../../../shared/microsoft/registration/sign-in-settings";
import type {
  Account,
  TokenProvider,
  TokenRequest,
} from "../../../../shared/microsoft/account/token-provider";
import { silentProblem } from "../../../../shared/microsoft/entra/entra-problem";
import { Problem } from "../../../../shared/support/problem";
import { FakeClock } from "../../../support/fake-clock";
import { assertNoSecret, REGISTRATION } from "../helpers";
import {
  ALICE,
  CLIENT,
  InMemoryEntra,
  json,
  MARKER,
  networkError,
  refusal,
  TENANT,
} from "../in-memory-entra";

const SETTINGS: SignInSettings = {
  registration: REGISTRATION,
  method: "device-code",
  readOthers: false,
  writePresence: false,
  redirectUri: "",
};
const ACCOUNT: Account = { id: ALICE.oid, tenantId: TENANT, username: ALICE.upn, name: ALICE.name };
const READ = "https://graph.microsoft.com/Presence.Read";

/** Somebody's stored sign-in: gives a token, or fails as told. */
class StoredSignIn implements TokenProvider {
  readonly requests: TokenRequest[] = [];
  constructor(
    readonly problem?: Problem,
    readonly signedIn: Account | undefined = ACCOUNT,
    readonly token = `${MARKER}-access`,
  ) {}
  account(): Promise<Account | undefined> {
    return Promise.resolve(this.signedIn);
  }
  getToken(request: TokenRequest) {
    this.requests.push(request);
    return this.problem
      ? Promise.reject(this.problem)
      : Promise.resolve({ token: this.token, expiresAt: Date.parse("2026-11-21T10:00:00Z") });
  }
}

const nobody = (): StoredSignIn => {
  const provider = new StoredSignIn();
  provider.account = () => Promise.resolve(undefined);
  return provider;
};

function refused(error: string, number: number): Problem {
  const rest = { subError: "", line: "", correlationId: "", timestamp: "" };
  return silentProblem(undefined, { kind: "refused", error, numbers: [number], ...rest });
}

describe("the doctor", () => {
  let entra: InMemoryEntra;
  let clock: FakeClock;
  let graph: () => Response;
  let graphRequests: number;
  beforeEach(() => {
    entra = new InMemoryEntra();
    clock = new FakeClock("2026-11-21T09:00:00.000Z");
    graph = () => json({ availability: "Busy", activity: "Busy", id: ALICE.oid });
    graphRequests = 0;
  });

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.hostname === "graph.microsoft.com") {
      graphRequests += 1;
      return graph();
    }
    const response = await entra.fetch(input, init);
    const headers = new Headers(response.headers);
    if (!headers.has("date")) headers.set("date", new Date(clock.now()).toUTCString());
    return new Response(response.body, { status: response.status, headers });
  };

  async function diagnose(options: Partial<DoctorOptions> = {}): Promise<Diagnosis> {
    const diagnosis = await examine({ settings: SETTINGS, tokens: nobody(), clock, fetch, ...options });
    assertNoSecret(diagnosis);
    assert.deepEqual(
      diagnosis.checks.map(({ id }) => id),
      CHECK_IDS,
    );
    for (const { title, advice, state } of diagnosis.checks) {
      assert.doesNotMatch(title + (advice ?? ""), /__/);
      assert.ok(state === "ok" || state === "unknown" || advice, title);
    }
    assert.equal(clock.pending, 0, "no timer is left");
    return diagnosis;
  }

  const check = ({ checks }: Diagnosis, id: CheckId): Check => {
    const found = checks.find((each) => each.id === id);
    assert.ok(found);
    return found;
  };
  /** States in the order of the checks, by their first letters. */
  const states = ({ checks }: Diagnosis): string => checks.map(({ state }) => state[0]).join("");

  const METADATA = { token_endpoint: "https://login.microsoftonline.com/x/oauth2/v2.0/token" };

  describe("before anybody has signed in", () => {
    it("sees all that can be seen with three requests, and drops the code", async () => {
      const diagnosis = await diagnose();
      assert.equal(states(diagnosis), "oooousss");
      assert.deepEqual(
        entra.requests.map(({ url }) => url.pathname),
        [
          `/${TENANT}/v2.0/.well-known/openid-configuration`,
          `/${TENANT}/oauth2/v2.0/devicecode`,
          `/${TENANT}/oauth2/v2.0/token`,
        ],
      );
      const form = entra.requests[1]?.form;
      assert.equal(form?.get("client_id"), CLIENT);
      assert.equal(form?.get("scope"), `${READ} openid profile offline_access`);
      assert.match(check(diagnosis, "client").advice ?? "", /only after the first sign-in/);
      assert.match(check(diagnosis, "sign-in").advice ?? "", /checked once it is deployed/);
      assert.equal(diagnosis.adminConsentUrl, undefined);
    });

    it("takes slow_down for as good as an answer", async () => {
      entra.next.push(
        () => json(METADATA),
        () => json(entra.deviceCodeBody),
        () => refusal({ error: "slow_down" }),
      );
      assert.equal(states(await diagnose()), "oooousss");
    });

    it("does not judge a sign-in with the browser by public client flows", async () => {
      const diagnosis = await diagnose({ settings: { ...SETTINGS, method: "auth-code" } });
      assert.equal(states(diagnosis), "oooossss");
      assert.match(check(diagnosis, "client").advice ?? "", /redirect address/);
      assert.equal(entra.requests.length, 2);
    });

    it("uses no sign-in that is stored for other settings", async () => {
      const diagnosis = await diagnose({ tokens: "other-settings" });
      assert.equal(states(diagnosis), "oooousss");
      assert.match(check(diagnosis, "presence").advice ?? "", /other settings/);
    });
  });

  describe("finds", () => {
    type Reply = () => Response | Promise<Response>;
    const configuration: Reply = () => json(METADATA);
    const code: Reply = () => json({ ...new InMemoryEntra().deviceCodeBody });
    const refuse =
      (error: string, number: number, status = 400): Reply =>
      () =>
        refusal({ error }, number, status);

    /** What answers, the check that fails, its code and its reference, and all states. */
    const FOUND: readonly (readonly [
      string,
      readonly Reply[],
      CheckId,
      string,
      string | undefined,
      string,
    ])[] = [
      [
        "no network",
        [() => Promise.reject(networkError("ENOTFOUND"))],
        "reachable",
        "microsoft-unreachable",
        undefined,
        "fsssssss",
      ],
      [
        "a proxy's page",
        [() => new Response("<html>", { status: 407 })],
        "reachable",
        "microsoft-unreachable",
        undefined,
        "fsssssss",
      ],
      [
        "a clock that no certificate fits",
        [() => Promise.reject(networkError("CERT_NOT_YET_VALID"))],
        "clock",
        "clock-wrong",
        undefined,
        "ofssssss",
      ],
      [
        "a tenant that does not exist",
        [refuse("invalid_tenant", 90002)],
        "tenant",
        "tenant-unknown",
        "AADSTS90002",
        "oofsssss",
      ],
      [
        "a tenant of another cloud",
        [() => json({ ...METADATA, cloud_instance_name: "microsoftonline.us" })],
        "tenant",
        "cloud-wrong",
        undefined,
        "oofsssss",
      ],
      [
        "something that is no sign-in service",
        [() => json({ hello: "world" })],
        "tenant",
        "authority-unusable",
        undefined,
        "oofsssss",
      ],
      [
        "a client id that the tenant does not know",
        [configuration, refuse("unauthorized_client", 700016)],
        "application",
        "application-unknown",
        "AADSTS700016",
        "ooofssss",
      ],
      [
        "an application of one tenant used without it",
        [configuration, refuse("invalid_request", 50059)],
        "application",
        "tenant-needed",
        "AADSTS50059",
        "ooofssss",
      ],
      [
        "public client flows turned off, at the token",
        [configuration, code, refuse("invalid_client", 7000218, 401)],
        "client",
        "public-client-off",
        "AADSTS7000218",
        "oooofsss",
      ],
      [
        "public client flows turned off, at the code",
        [configuration, refuse("invalid_client", 7000218, 401)],
        "client",
        "public-client-off",
        "AADSTS7000218",
        "oooofsss",
      ],
    ];
    for (const [what, replies, id, code, reference, all] of FOUND) {
      it(what, async () => {
        entra.next.push(...replies);
        const diagnosis = await diagnose();
        assert.equal(states(diagnosis), all);
        const found = check(diagnosis, id);
        assert.deepEqual([found.state, found.code, found.reference], ["failed", code, reference]);
        assert.ok(found.advice);
        assert.equal(entra.requests.length, replies.length, "nothing is asked after it");
        assert.equal(diagnosis.adminConsentUrl, undefined);
      });
    }

    it("a clock that is wrong, says by how much, and goes on", async () => {
      const date = "Sat, 21 Nov 2026 08:48:00 GMT";
      entra.next.push(() => json(METADATA, { headers: { date } }));
      const diagnosis = await diagnose();
      assert.equal(states(diagnosis), "ofoousss");
      assert.equal(check(diagnosis, "clock").title, "This machine's clock is 12 min ahead");
    });

    it("no blame for anybody where Microsoft wants a pause in the middle", async () => {
      entra.next.push(configuration, () => json({}, { status: 429, headers: { "retry-after": "60" } }));
      const diagnosis = await diagnose();
      assert.equal(states(diagnosis), "oooussss");
      assert.equal(check(diagnosis, "application").code, "microsoft-throttled");
    });
  });

  describe("with a stored sign-in", () => {
    it("sees everything with one refresh and one presence, and no code", async () => {
      const tokens = new StoredSignIn();
      const diagnosis = await diagnose({ tokens });
      assert.equal(states(diagnosis), "oooooooo");
      assert.equal(entra.requests.length, 1);
      assert.equal(graphRequests, 1);
      assert.deepEqual(tokens.requests, [{ scopes: [READ], forceRefresh: true }, { scopes: [READ] }]);
      assert.match(check(diagnosis, "sign-in").title, /^Alice is signed in/);
      assert.equal(check(diagnosis, "consent").title, "Agreed to: Presence.Read");
      assert.match(diagnosis.letter.body, /my account Alice/);
    });

    it("asks for exactly what the settings need", async () => {
      const tokens = new StoredSignIn();
      const diagnosis = await diagnose({
        tokens,
        settings: { ...SETTINGS, readOthers: true, writePresence: true },
      });
      const scopes = ["Presence.Read.All", "Presence.ReadWrite"].map(
        (name) => `https://graph.microsoft.com/${name}`,
      );
      assert.deepEqual(
        tokens.requests.map((request) => request.scopes),
        [scopes, scopes],
      );
      assert.equal(check(diagnosis, "consent").title, "Agreed to: Presence.Read.All, Presence.ReadWrite");
    });

    for (const number of [65001, 90094, 90095]) {
      it(`sees in AADSTS${number} that consent is missing, and offers the link`, async () => {
        const diagnosis = await diagnose({ tokens: new StoredSignIn(refused("invalid_grant", number)) });
        assert.equal(states(diagnosis), "oooooofs");
        assert.equal(check(diagnosis, "consent").reference, `AADSTS${number}`);
        assert.match(diagnosis.adminConsentUrl ?? "", /\/v2\.0\/adminconsent\?client_id=/);
        assert.ok(diagnosis.letter.body.includes(diagnosis.adminConsentUrl ?? "?"));
      });
    }

    it("says why a sign-in has ended, after it has looked at the registration", async () => {
      const diagnosis = await diagnose({ tokens: new StoredSignIn(refused("invalid_grant", 700082)) });
      assert.equal(states(diagnosis), "ooooufss");
      assert.match(check(diagnosis, "sign-in").title, /not used for 90 days/);
      assert.equal(check(diagnosis, "sign-in").key, "sign-in-unused");
    });

    it("calls nothing wrong where only the network is gone meanwhile", async () => {
      const gone = silentProblem(undefined, { kind: "unreachable", reason: "ECONNRESET" });
      const diagnosis = await diagnose({ tokens: new StoredSignIn(gone) });
      assert.equal(check(diagnosis, "sign-in").state, "unknown");
    });

    const PRESENCE: readonly (readonly [number, Check["state"], string, boolean])[] = [
      [403, "failed", "permission-missing", true],
      [404, "failed", "person-not-found", false],
      [401, "failed", "graph-unauthorized", false],
      [503, "unknown", "graph-unavailable", false],
      [429, "unknown", "graph-throttled", false],
    ];
    for (const [status, state, code, link] of PRESENCE) {
      it(`says ${code} where Graph answers ${status}`, async () => {
        graph = () => json({ error: { code: "x" } }, { status });
        const diagnosis = await diagnose({ tokens: new StoredSignIn() });
        const presence = check(diagnosis, "presence");
        assert.deepEqual([presence.state, presence.code], [state, code]);
        assert.equal(diagnosis.adminConsentUrl !== undefined, link);
      });
    }

    it("leaves Graph alone inside a pause, and hands a new one to the pollers", async () => {
      const pace = new AccountPace();
      graph = () => json({}, { status: 429, headers: { "retry-after": "60" } });
      await diagnose({ tokens: new StoredSignIn(), pace });
      assert.equal(pace.notBefore(clock.now()), clock.now() + 60_000);
      const diagnosis = await diagnose({ tokens: new StoredSignIn(), pace });
      assert.equal(graphRequests, 1);
      assert.equal(check(diagnosis, "presence").state, "unknown");
    });
  });

  describe("for an application that signs in by itself", () => {
    const settings: SignInSettings = { ...SETTINGS, method: "app" };
    const tokenWith = (payload: object): StoredSignIn =>
      new StoredSignIn(
        undefined,
        undefined,
        `x.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.${MARKER}`,
      );

    const problem = (code: string): Problem => new Problem({ code, title: "T", advice: "A." });
    const missing = problem("bad-configuration");
    const late = problem("clock-wrong");
    const expired = problem("certificate-expired");
    const elsewhere = problem("application-not-in-tenant");

    const TRIED: readonly (readonly [string, DoctorOptions["tokens"], string, boolean])[] = [
      ["nothing to sign in with", new StoredSignIn(missing), "ooosfsss", false],
      ["a wrong secret", new StoredSignIn(refused("invalid_client", 7000215)), "oooofsss", false],
      ["an expired secret", new StoredSignIn(refused("invalid_client", 7000222)), "oooofsss", false],
      ["a wrong certificate", new StoredSignIn(refused("invalid_client", 700027)), "oooofsss", false],
      ["an expired certificate", new StoredSignIn(expired), "oooofsss", false],
      ["a tenant without the application", new StoredSignIn(elsewhere), "ooofssss", true],
      ["a clock that spoils its assertion", new StoredSignIn(late), "oooofsss", false],
      ["an unknown client id", new StoredSignIn(refused("unauthorized_client", 700016)), "ooofssss", false],
      ["a token that does not tell", new StoredSignIn(), "ooooosus", false],
      ["all that is needed", tokenWith({ roles: ["Presence.Read.All", "User.Read.All"] }), "ooooosos", false],
      ["no administrator's consent", tokenWith({}), "ooooosfs", true],
      ["another permission", tokenWith({ roles: ["User.Read.All"] }), "ooooosfs", true],
    ];
    for (const [what, tokens, all, link] of TRIED) {
      it(`sees ${what}`, async () => {
        const diagnosis = await diagnose({ settings, tokens });
        assert.equal(states(diagnosis), all);
        assert.equal(diagnosis.adminConsentUrl !== undefined, link);
        assert.equal(entra.requests.length, 1, "no device code is asked for");
        assert.equal(graphRequests, 0);
      });
    }
  });

  describe("in German, for Homebridge", () => {
    const asked = { language: "de", program: "homebridge" } as const;

    it("says the same in other words", async () => {
      const [english, german] = [await diagnose(), await diagnose(asked)];
      assert.equal(states(german), states(english));
      assert.equal(check(german, "tenant").title, "Microsoft kennt den Mandanten");
      assert.match(check(german, "sign-in").advice ?? "", /^Noch ist niemand angemeldet/);
      assert.match(
        german.letter.body,
        /Die Software \(Homebridge mit dem Plugin homebridge-teams-presence\)/,
      );
      const same = english.checks.filter(({ title }, index) => title === german.checks[index]?.title);
      assert.deepEqual(same, []);
    });

    it("leaves the words of a problem to whoever knows its key", async () => {
      const tokens = new StoredSignIn(refused("invalid_grant", 65001));
      const consent = check(await diagnose({ ...asked, tokens }), "consent");
      assert.equal(consent.key, "consent-needed");
      assert.match(consent.title, /has not agreed/);
    });

    it("says how wrong the clock is", async () => {
      entra.next.push(() => json(METADATA, { headers: { date: "Sat, 21 Nov 2026 08:00:00 GMT" } }));
      assert.equal(check(await diagnose(asked), "clock").title, "Die Uhr dieses Rechners geht 60 min vor");
    });
  });

  it("speaks of the program that asks", async () => {
    const nodeRed = await diagnose();
    const homebridge = await diagnose({ program: "homebridge" });
    assert.match(nodeRed.letter.body, /The software \(Node-RED with the package/);
    assert.match(homebridge.letter.body, /The software \(Homebridge with the plugin/);
    assert.doesNotMatch(JSON.stringify(homebridge), /Node-RED|deploy/);
  });

  it("gives up after a minute where Microsoft lets it wait", async () => {
    let begun = 0;
    const hanging: typeof globalThis.fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        begun += 1;
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
      });
    const diagnosing = examine({ settings: SETTINGS, tokens: nobody(), clock, fetch: hanging });
    await clock.advance(10_000);
    const diagnosis = await diagnosing;
    assert.equal(states(diagnosis), "fsssssss");
    assert.equal(begun, 1);
    assert.equal(clock.pending, 0);
  });
});
