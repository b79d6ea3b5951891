import assert from "node:assert/strict";
import type { NodeConfig, NodeRed } from "../../../nodes/common/node-red";
import { verifyApplication, withApplication } from "../../../nodes/teams-auth/app-sign-in";
import { authProperties } from "../../../nodes/teams-auth/auth-properties";
import type { SignInState } from "../../../shared/microsoft/sign-in/sessions/sign-in-state";
import { SignInSessions } from "../../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import { TeamsAuth, type TeamsAuthNode } from "../../../nodes/teams-auth/teams-auth-account";
import { AccountPace } from "../../../shared/microsoft/polling/account-pace";
import { AppAccount } from "../../../shared/microsoft/account/app-account";
import { endOf } from "../../../shared/microsoft/account/credential-expiry";
import { silentLog } from "../../../shared/support/log";
import { Problem } from "../../../shared/support/problem";
import { FakeClock } from "../../support/fake-clock";
import { problemOf } from "../../shared/microsoft/helpers";
import { InMemoryEntra, MARKER, refusal } from "../../shared/microsoft/in-memory-entra";

const ID = "a1b2c3d4e5f60718";
const CLIENT_ID = "7e5e0ce0-0000-4000-8000-00000000c11e";
const STORED = `${MARKER}~stored`;
const TYPED = `${MARKER}~typed`;
const CONFIG = {
  id: ID,
  type: "teams-auth",
  method: "app",
  tenant: "contoso.example",
  clientId: CLIENT_ID,
  clientSecretExpires: "2099-11-30",
};
const SIGNED_OUT: SignInState = { state: "signed-out" };
const HIDDEN = { clientSecret: "__PWRD__", certificate: "__PWRD__" };

describe("an application in the editor", () => {
  let entra: InMemoryEntra;

  beforeEach(() => {
    entra = new InMemoryEntra();
  });

  const opened: AppAccount[] = [];
  afterEach(async () => {
    for (const account of opened.splice(0)) await account.close();
  });

  /** A node as it is after a deploy of `config` with `secret` stored; without a secret its account cannot be opened. */
  function deployed(secret: string, config: NodeConfig = CONFIG): TeamsAuthNode {
    const settings = authProperties(config);
    const clock = new FakeClock();
    const base = { id: ID, type: "teams-auth", settings, clientSecretExpires: "2099-11-30" };
    const credentials = { clientSecret: secret };
    if (secret === "") {
      const problem = new Problem({
        code: "bad-configuration",
        title: "A secret is missing",
        advice: "Enter it.",
      });
      return { ...base, credentials, problem } as unknown as TeamsAuthNode;
    }
    const credential = { kind: "secret", secret } as const;
    const { registration } = settings;
    const tokens = new AppAccount({
      registration,
      credential,
      clock,
      log: silentLog,
      name: "Lamp",
      fetch: entra.fetch,
    });
    opened.push(tokens);
    const sessions = new SignInSessions({
      clock,
      deployed: () => undefined,
      onChange: () => undefined,
      begin: () => Promise.reject(new Error("not asked for")),
      withFile: () => Promise.reject(new Error("not asked for")),
    });
    const auth = new TeamsAuth({
      id: ID,
      settings,
      tokens,
      credentialEnd: endOf(credential, "2099-11-30"),
      sessions,
      pace: new AccountPace(),
      log: silentLog,
      revive: () => Promise.resolve(false),
    });
    return { ...base, credentials, auth } as unknown as TeamsAuthNode;
  }

  function nodeRed(node?: TeamsAuthNode, raw: object = {}): NodeRed {
    const nodes = {
      getNode: (id: string) => (id === ID ? (node ?? null) : null),
      getCredentials: () => node?.credentials,
      eachNode: (visit: (config: NodeConfig) => void) => visit({ ...CONFIG, ...raw }),
    };
    return { nodes, log: silentLog } as unknown as NodeRed;
  }

  function verify(RED: NodeRed, body: object) {
    const given = { ...CONFIG, ...body };
    return verifyApplication(RED, {
      id: ID,
      body: given,
      settings: authProperties(given),
      fetch: entra.fetch,
    });
  }

  const sentSecrets = (): (string | null)[] => entra.requests.map(({ form }) => form.get("client_secret"));

  it("is tried with the secret that was typed in, before the first deploy", async () => {
    const verified = await verify(nodeRed(), { name: " Lamp ", credentials: { clientSecret: TYPED } });
    assert.deepEqual(sentSecrets(), [TYPED]);
    const { credential, ...rest } = verified;
    const account = { id: CLIENT_ID, tenantId: "contoso.example", username: CLIENT_ID, name: "Lamp" };
    assert.deepEqual(rest, { method: "app", state: "signed-in", account });
    assert.deepEqual([credential.kind, credential.expiresAt], ["secret", "2099-11-30"]);
    assert.ok((credential.days ?? 0) > 1000);
    assert.ok(!JSON.stringify(verified).includes(MARKER));
  });

  it("does not say when a secret ends that nobody knows the end of", async () => {
    const body = { clientSecretExpires: "", credentials: { clientSecret: TYPED } };
    assert.deepEqual((await verify(nodeRed(), body)).credential, { kind: "secret" });
  });

  const USES_STORED: [string, object][] = [
    ["nothing is said of credentials", {}],
    ["they were not changed", { credentials: HIDDEN }],
    ["the tenant is written in other letters", { tenant: "Contoso.Example", credentials: HIDDEN }],
    ["another property was changed", { name: "Other", readOthers: true, credentials: HIDDEN }],
  ];
  for (const [when, body] of USES_STORED) {
    it(`is tried with what is stored where ${when}`, async () => {
      await verify(nodeRed(deployed(STORED)), body);
      assert.deepEqual(sentSecrets(), [STORED]);
    });
  }

  const KEEPS_STORED: [string, object][] = [
    ["the tenant", { tenant: "fabrikam.example" }],
    ["the client id", { clientId: "7e5e0ce0-0000-4000-8000-00000000beef" }],
    ["the cloud", { cloud: "gcc-high" }],
    [
      "the addresses",
      { cloud: "custom", authority: "https://login.example", graph: "https://graph.example" },
    ],
  ];
  for (const [what, body] of KEEPS_STORED) {
    it(`sends nothing that is stored where ${what} is another one`, async () => {
      const problem = await problemOf(verify(nodeRed(deployed(STORED)), { ...body, credentials: HIDDEN }));
      assert.equal(problem.code, "credentials-needed");
      assert.deepEqual(entra.requests, []);
    });

    it(`sends what was typed in where ${what} is another one`, async () => {
      const credentials = { clientSecret: TYPED, certificate: "__PWRD__" };
      await verify(nodeRed(deployed(STORED)), { ...body, credentials });
      // A custom cloud is asked about itself first, without any secret.
      assert.deepEqual(sentSecrets().filter(Boolean), [TYPED]);
    });
  }

  it("sends nothing that is stored where the browser would come back to another address", async () => {
    const RED = nodeRed(deployed(STORED));
    const settings = { ...authProperties(CONFIG), redirectUri: "https://red.example/callback" };
    const trial = verifyApplication(RED, {
      id: ID,
      body: { ...CONFIG, credentials: HIDDEN },
      settings,
      fetch: entra.fetch,
    });
    assert.equal((await problemOf(trial)).code, "credentials-needed");
  });

  it("reads no environment variable for a dialog", async () => {
    const credentials = { clientSecret: "${HOME}" };
    const RED = nodeRed(deployed(STORED));
    assert.equal((await problemOf(verify(RED, { credentials }))).code, "deploy-first");
    const body = { ...CONFIG, clientSecretExpires: "${HOME}", credentials: HIDDEN };
    const trial = verifyApplication(RED, {
      id: ID,
      body,
      settings: authProperties(CONFIG),
      fetch: entra.fetch,
    });
    assert.equal((await problemOf(trial)).code, "deploy-first");
  });

  it("is refused without credentials, in words of its own", async () => {
    const problem = await problemOf(verify(nodeRed(), { credentials: HIDDEN }));
    assert.deepEqual([problem.code, entra.requests.length], ["bad-configuration", 0]);
    assert.match(problem.message, /clientSecret or certificate/);
  });

  it("says what Microsoft has against it", async () => {
    entra.next.push(() => refusal({ error: "invalid_client" }, 7000222, 401));
    const problem = await problemOf(verify(nodeRed(), { credentials: { clientSecret: TYPED } }));
    assert.equal(problem.code, "client-secret-wrong");
  });

  it("is forgiven by a trial of the very same settings", async () => {
    const node = deployed(STORED);
    entra.next.push(() => refusal({ error: "invalid_client" }, 7000215, 401));
    const tokens = node.auth?.tokens;
    assert.ok(tokens);
    await problemOf(tokens.getToken({ scopes: [] }));
    await verify(nodeRed(node), { credentials: HIDDEN });
    assert.equal(node.auth?.application?.problem(), undefined);
    await tokens.getToken({ scopes: [] });
    assert.equal(entra.requests.length, 2);
  });

  describe("once deployed", () => {
    it("is signed in, and says when its credential ends", () => {
      const shown = withApplication(nodeRed(deployed(STORED)), ID, SIGNED_OUT);
      assert.deepEqual([shown.state, shown.credential?.expiresAt], ["signed-in", "2099-11-30"]);
    });

    it("has failed where Microsoft refuses it", async () => {
      const node = deployed(STORED);
      entra.next.push(() => refusal({ error: "invalid_client" }, 7000215, 401));
      await problemOf(Promise.resolve(node.auth?.tokens.getToken({ scopes: [] })));
      const shown = withApplication(nodeRed(node), ID, SIGNED_OUT);
      assert.equal(shown.state, "failed");
      assert.equal("error" in shown && shown.error.code, "client-secret-wrong");
      assert.ok("account" in shown && shown.account?.name === "Lamp");
    });

    it("has failed where its credential cannot be used", () => {
      const shown = withApplication(nodeRed(deployed("")), ID, SIGNED_OUT);
      assert.deepEqual(shown, {
        method: "app",
        state: "failed",
        error: { code: "bad-configuration", title: "A secret is missing", advice: "Enter it." },
      });
    });

    it("leaves the place to a person who signs in in the dialog", () => {
      const account = { id: "alice", tenantId: "tenant", username: "alice@contoso.example", name: "Alice" };
      const state = { state: "signed-in", account } as const;
      assert.equal(withApplication(nodeRed(deployed(STORED)), ID, state), state);
    });

    const OTHERS: [string, NodeRed][] = [
      ["that is not deployed", nodeRed()],
      ["of a person", nodeRed(deployed("", { ...CONFIG, method: "device-code" }))],
    ];
    for (const [what, RED] of OTHERS) {
      it(`leaves the state of an account alone ${what}`, () => {
        assert.equal(withApplication(RED, ID, SIGNED_OUT), SIGNED_OUT);
      });
    }

    it("opens no sign-in, and says so", async () => {
      const { auth } = deployed(STORED);
      assert.equal((await problemOf(Promise.resolve(auth?.signIn()))).code, "sign-in-not-needed");
      await auth?.ready;
    });
  });
});
