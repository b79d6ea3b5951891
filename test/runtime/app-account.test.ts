import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  APP_CERTIFICATE,
  APP_KEY,
  APP_REGISTRATION,
  APP_SECRET,
  EXPIRED_APP_SECRET,
} from "../../sandbox/cloud";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { catchNodes, caught, debugNode, inject, injectNode, TAB } from "../support/flow";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { findSecrets } from "../support/secret-search";
import { signIn, signInState } from "../support/sign-in";

const AUTH = "a1b2c3d4e5f60718";
const SIGN_IN = `/teams-auth/${AUTH}/sign-in`;
const DAY_MS = 86_400_000;

interface Answer {
  readonly method?: string;
  readonly state?: string;
  readonly account?: { readonly id: string; readonly name: string };
  readonly credential?: { readonly kind: string; readonly expiresAt?: string; readonly days?: number };
  readonly error?: { readonly code: string; readonly title: string; readonly advice: string };
}

describe(`an application's account in a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  let answers = "";
  const ends = new Date(Date.now() + 5 * DAY_MS).toISOString().slice(0, 10);

  const properties = (): object => ({
    ...microsoft.registration,
    clientId: APP_REGISTRATION.clientId,
    method: "app",
    name: "Office",
    clientSecretExpires: ends,
  });

  const flow = (credentials?: object): object[] => [
    TAB,
    { id: AUTH, type: "teams-auth", ...properties(), ...(credentials && { credentials }) },
    {
      id: "poll",
      type: "presence-poll",
      z: TAB.id,
      auth: AUTH,
      people: ["alice", "bob"].map((slug) => ({ id: microsoft.world.person(slug).oid, slug })),
      interval: 5,
      wires: [["out"], ["attention"]],
    },
    debugNode("out"),
    injectNode("in", "poll"),
    debugNode("attention"),
    ...catchNodes("errors"),
  ];

  async function ask(method: "GET" | "POST", body?: object): Promise<Answer> {
    const answer = await red.admin(method, SIGN_IN, body);
    answers += `${JSON.stringify(answer)}\n`;
    return answer.body as Answer;
  }

  before(async () => {
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({ env: microsoft.env });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed())
      console.error(red.output.slice(-4000), red.debugs.all, microsoft.log.entries, answers);
  });
  after(async () => {
    const { output, running } = red;
    await red.dispose();
    await microsoft.close();
    assert.ok(running, output);
  });

  it("is tried before the first deploy, with a secret", async () => {
    const answer = await ask("POST", { ...properties(), credentials: { clientSecret: APP_SECRET } });
    assert.deepEqual([answer.method, answer.state, answer.account?.name], ["app", "signed-in", "Office"]);
    assert.deepEqual([answer.credential?.kind, answer.credential?.expiresAt], ["secret", ends]);
    assert.equal((await ask("GET")).state, "signed-out");
  });

  it("is tried with a certificate, whose end needs no telling", async () => {
    const certificate = `${APP_KEY}${APP_CERTIFICATE}`;
    const answer = await ask("POST", { ...properties(), credentials: { certificate } });
    assert.deepEqual([answer.state, answer.credential?.kind], ["signed-in", "certificate"]);
    assert.match(answer.credential?.expiresAt ?? "", /T.*Z$/);
  });

  const REFUSED: [string, string, RegExp][] = [
    ["has run out", EXPIRED_APP_SECRET, /AADSTS7000222/],
    ["is another one", "not-the-secret-at-all-but-long-enough", /AADSTS7000215/],
    ["is only the id of one", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", /Secret ID.*AADSTS7000215/],
  ];
  for (const [what, clientSecret, advice] of REFUSED) {
    it(`is refused with a secret that ${what}`, async () => {
      const { error } = await ask("POST", { ...properties(), credentials: { clientSecret } });
      assert.equal(error?.code, "client-secret-wrong");
      assert.match(error.advice, advice);
    });
  }

  it("is signed in once it is deployed, and announces the end of its secret when the flow starts", async () => {
    await red.deploy(flow({ clientSecret: APP_SECRET }));
    const { msg } = await red.debugs.find(({ id }) => id === "attention");
    const attention = JSON.parse(msg) as Record<string, unknown>;
    assert.deepEqual(
      [attention["event"], attention["days"], attention["account"]],
      ["credential-expiring", 5, { id: APP_REGISTRATION.clientId, name: "Office" }],
    );
    const { state, account, credential } = await ask("GET");
    assert.deepEqual([state, account?.name, credential?.days], ["signed-in", "Office", 5]);
  });

  it("polls the people of its list, without anybody's sign-in", async () => {
    microsoft.world.setPresence("bob", { availability: "Busy", activity: "InACall" });
    const { msg } = await red.debugs.find(({ id, msg: text }) => id === "out" && text.includes("in-a-call"));
    const { status, person } = JSON.parse(msg) as { status: string; person: { slug: string } };
    assert.deepEqual([status, person.slug], ["in-a-call", "bob"]);
    await red.statuses.find(
      ({ id, text, shape }) => id === "poll" && text === "2 people · secret: 5 d left" && shape === "ring",
    );
    const asked = microsoft.log.entries.filter(({ service }) => service === "graph");
    assert.ok(asked.length > 0);
    assert.ok(asked.every(({ path, status: code }) => path.endsWith("getPresencesByUserId") && code === 200));
  });

  it("does not announce it again after a deploy on the same day", async () => {
    red.debugs.clear();
    await red.deploy(flow());
    await inject(red, "in", "sign-in");
    await red.debugs.find(({ id, msg }) => id === "errors" && msg.includes("sign-in-not-needed"));
    assert.deepEqual(
      red.debugs.all.filter(({ id }) => id === "attention"),
      [],
    );
  });

  it("is tried with what is stored, which goes nowhere else", async () => {
    const stored = { credentials: { clientSecret: "__PWRD__" } };
    assert.equal((await ask("POST", {})).state, "signed-in");
    assert.equal((await ask("POST", { ...properties(), ...stored })).state, "signed-in");
    const moved = { ...properties(), ...stored, authority: "https://login.example" };
    assert.equal((await ask("POST", moved)).error?.code, "credentials-needed");
  });

  it("says that nobody has to sign in", async () => {
    red.debugs.clear();
    await inject(red, "in", "sign-in");
    const found = await red.debugs.find(
      ({ id, msg }) => id === "errors" && msg.includes("sign-in-not-needed"),
    );
    assert.equal(caught(found).error.code, "sign-in-not-needed");
  });

  it("has failed with a reason where its secret is wrong, and is well again with the right one", async () => {
    await red.deploy(flow({ clientSecret: EXPIRED_APP_SECRET }));
    await red.statuses.find(({ id, text }) => id === "poll" && text === "The client secret has expired");
    const { state, error } = await ask("GET");
    assert.deepEqual([state, error?.code], ["failed", "client-secret-wrong"]);
    await red.deploy(flow({ clientSecret: APP_SECRET }));
    assert.equal((await ask("POST", {})).state, "signed-in");
    assert.equal((await ask("GET")).state, "signed-in");
  });

  it("says what is missing where it has neither secret nor certificate", async () => {
    await red.deploy(flow({ clientSecret: "" }));
    await red.statuses.find(
      ({ id, text }) => id === "poll" && text === "A client secret or a certificate is missing",
    );
    const { state, error } = await ask("GET");
    assert.deepEqual([state, error?.code], ["failed", "bad-configuration"]);
    assert.equal((await ask("POST", {})).error?.title, error?.title);
  });

  describe("beside a person of the same registration", () => {
    const account = (method: string): object => ({
      id: AUTH,
      type: "teams-auth",
      ...microsoft.registration,
      method,
      name: "Office",
      credentials: { clientSecret: method === "app" ? APP_SECRET : "" },
    });
    const name = async (): Promise<string | undefined> => (await signInState(red, AUTH)).account?.name;

    it("does not cost the sign-in that replaces it", async () => {
      await red.deploy([account("app")]);
      const dialog = { ...microsoft.registration, method: "device-code", dialog: true };
      const signedIn = await signIn(red, microsoft, AUTH, dialog);
      assert.deepEqual(
        [signedIn.state, signedIn.account?.name, "replaces" in signedIn],
        ["signed-in", "Alice Example", false],
      );
      const { status, body } = await red.admin("POST", `${SIGN_IN}/keep`, { replace: false });
      assert.equal(status, 200, JSON.stringify(body));
      await red.deploy([account("device-code")]);
      assert.equal(await name(), "Alice Example");
    });

    it("leaves the person's sign-in where it is, for the way back", async () => {
      await red.deploy([account("app")]);
      assert.equal(await name(), "Office");
      await red.admin("POST", `/teams-auth/${AUTH}/sign-out`, {});
      await red.deploy([account("device-code")]);
      assert.equal(await name(), "Alice Example");
    });
  });

  it("keeps its secrets to itself", () => {
    const places = [
      { name: "output", text: red.output },
      { name: "comms", text: red.heard },
      { name: "answers", text: answers },
      ...["flows.json", "flows_cred.json"].map((name) => ({
        name,
        text: readFileSync(join(red.userDir, name), "utf8"),
      })),
    ];
    const key = APP_KEY.split("\n")[1] ?? "";
    assert.deepEqual(findSecrets([APP_SECRET, EXPIRED_APP_SECRET, key], places), []);
  });
});
