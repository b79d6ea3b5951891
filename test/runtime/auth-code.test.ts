import assert from "node:assert/strict";
import { DEFAULT_REGISTRATION } from "../../sandbox/cloud";
import { addressOf, openSignIn, postCallback, signedIn } from "../support/browser-sign-in";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { debugNode, inject, injectNode, TAB } from "../support/flow";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { type RawAnswer, rawRequest } from "../support/raw-request";
import { findSecrets } from "../support/secret-search";
import { signInState } from "../support/sign-in";

const AUTH = "a1b2c3d4e5f60718";
const CALLBACK = "/teams-auth/callback";
const EVIL = `AADSTS999: <script>alert("x")</script>\r\nmore <b>`;

interface Attention {
  readonly event: string;
  readonly url: string;
  readonly userCode?: string;
  readonly paste?: boolean;
  readonly expiresAt: string;
}

const codeOf = ({ body }: { readonly body: unknown }): unknown =>
  (body as { error?: { code?: unknown } } | undefined)?.error?.code;

/** What an answer to a browser must be, whatever it says. */
function assertSafePage({ headers, text }: RawAnswer, title: RegExp): void {
  assert.match(headers["content-type"] ?? "", /^text\/html/);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.match(String(headers["content-security-policy"]), /default-src 'none'.*frame-ancestors 'none'/);
  assert.match(/<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? "", title);
  assert.deepEqual(
    [...text.matchAll(/<script>(.*?)<\/script>/gs)]
      .map(([, script]) => script)
      .filter((s) => s !== "window.close();"),
    [],
  );
}

describe(`a sign-in in a browser, in a real Node-RED ${MAJOR}`, function () {
  this.timeout(90_000);
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  /** States and codes that nobody but the browser may have seen. */
  const secrets: string[] = [];

  before(async () => {
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({ env: microsoft.env });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, red.debugs.all, microsoft.log.entries);
  });
  after(async () => {
    const { output, heard, running } = red;
    await red.dispose();
    await microsoft.close();
    assert.ok(running, output);
    assert.doesNotMatch(output, /unhandled|uncaught|\n\s+at .*node-red-teams-presence/i);
    assert.ok(secrets.length > 10);
    const places = [
      { name: "log", text: output },
      { name: "editor", text: heard },
    ];
    assert.deepEqual(findSecrets(secrets, places), []);
  });

  const properties = (): object => ({ ...microsoft.registration, method: "auth-code" });
  const dialog = (): object => ({ ...properties(), dialog: true });
  const post = (path: string, body: object): Promise<{ status: number; body: unknown }> =>
    red.admin("POST", `/teams-auth/${path}`, body);
  const open = async (id: string, shown: object): ReturnType<typeof openSignIn> => {
    const opened = await openSignIn(red, id, shown);
    secrets.push(opened.state);
    return opened;
  };
  /** Somebody signs in; what comes back counts as secret. */
  const answerTo = (opened: { readonly url: string }, slug?: string): Readonly<Record<string, string>> => {
    const fields = signedIn(microsoft, opened, slug);
    secrets.push(fields["code"] ?? "");
    return fields;
  };
  const tokensGiven = (): number =>
    microsoft.log.entries.filter(({ path }) => path.endsWith("/token")).length;

  const FLOW = (account: object): object[] => [
    TAB,
    { id: AUTH, type: "teams-auth", name: "Work", ...account },
    injectNode("in", "poll"),
    {
      id: "poll",
      type: "presence-poll",
      z: "tab",
      auth: AUTH,
      interval: 3600,
      wires: [["out"], ["attention"]],
    },
    debugNode("out"),
    debugNode("attention"),
  ];

  describe("from a dialog", () => {
    it("names the address to register, before there is a registration", async () => {
      const { cloud, authority } = microsoft.registration;
      assert.deepEqual(
        (await post(`${AUTH}/redirect-address`, { cloud, authority, tenant: "", clientId: "" })).body,
        {
          address: "http://localhost/teams-auth/callback",
          responseMode: "form_post",
          paste: false,
        },
      );
      const elsewhere = { redirectUri: "https://proxy.example/red/teams-auth/callback" };
      assert.deepEqual((await post(`${AUTH}/redirect-address`, elsewhere)).body, {
        address: elsewhere.redirectUri,
        responseMode: "form_post",
        paste: false,
      });
      const { status, body } = await post(`${AUTH}/redirect-address`, {
        redirectUri: "http://proxy.example",
      });
      assert.deepEqual([status, codeOf({ body })], [400, "bad-configuration"]);
    });

    it("comes back by itself, and is kept with Done", async () => {
      const opened = await open(AUTH, dialog());
      assert.equal(opened.paste, false);
      const { redirect_uri: to, response_mode: mode } = Object.fromEntries(new URL(opened.url).searchParams);
      assert.deepEqual([to, mode], [`http://localhost:${new URL(red.origin).port}${CALLBACK}`, "form_post"]);
      const { expiresAt, ...pending } = (await signInState(red, AUTH)) as {
        state: string;
        expiresAt?: string;
      };
      assert.deepEqual(pending, { state: "pending", method: "auth-code", paste: false });
      assert.ok(Math.abs(Date.parse(expiresAt ?? "") - Date.now() - 600_000) < 60_000);

      const page = await postCallback(red, answerTo(opened));
      assert.equal(page.status, 200);
      assertSafePage(page, /^Signed in as Alice Example$/);
      const { state, account } = await signInState(red, AUTH);
      assert.deepEqual([state, account?.name], ["signed-in", "Alice Example"]);
      assert.equal((await post(`${AUTH}/sign-in/keep`, {})).status, 200);
    });

    it("is told to every open editor, by the account's id alone", async () => {
      const told = (): Promise<unknown> =>
        red.notices.next(({ data }) => (data as { readonly id: string }).id === "told");
      const notice = { topic: "teams-auth/sign-in", data: { id: "told" } };
      const begun = told();
      const fields = answerTo(await open("told", dialog()));
      assert.deepEqual(await begun, notice);
      const ended = told();
      await postCallback(red, fields);
      assert.deepEqual(await ended, notice);
      const dropped = told();
      await post("told/sign-in/discard", {});
      assert.deepEqual(await dropped, notice);
    });

    it("serves the polls of the flow that is deployed then", async () => {
      microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
      await red.deploy(FLOW(properties()));
      const { msg } = await red.debugs.find(({ id }) => id === "out");
      assert.equal((JSON.parse(msg) as { status: string }).status, "in-a-call");
    });

    it("may be pasted, and survives what is no answer to it", async () => {
      const native = `${microsoft.registration.authority}/common/oauth2/nativeclient`;
      const opened = await open("pasted", { ...dialog(), redirectUri: native });
      assert.equal(opened.paste, true);
      const other = await open("other", { ...dialog(), redirectUri: native });
      for (const [url, code] of [
        ["https://example.com", "address-wrong"],
        [opened.url, "address-wrong"],
        [addressOf(native, { code: "x", state: "forged" }), "address-foreign"],
        [addressOf(native, answerTo(other)), "address-foreign"],
      ] as const) {
        const refused = await post("pasted/redirect", { url });
        assert.deepEqual([refused.status, codeOf(refused)], [400, code]);
        assert.equal((await signInState(red, "pasted")).state, "pending");
      }
      const url = `  ${addressOf(native, answerTo(opened)).replace("https://", "")}#\n`;
      const { body } = await post("pasted/redirect", { url });
      const { state, account } = body as Awaited<ReturnType<typeof signInState>>;
      assert.deepEqual([state, account?.name], ["signed-in", "Alice Example"]);
      assert.equal(codeOf(await post("pasted/redirect", { url })), "sign-in-unknown");
      for (const id of ["pasted", "other"]) await post(`${id}/sign-in/discard`, {});
    });
  });

  describe("by a message", () => {
    const started = async (): Promise<Attention> => {
      red.debugs.clear();
      await inject(red, "in", "sign-in");
      const { msg } = await red.debugs.find(
        ({ id, msg: text }) => id === "attention" && text.includes("started"),
      );
      return JSON.parse(msg) as Attention;
    };

    it("comes back to where the browser came back last time, in an address that a phone shows too", async () => {
      const { event, url, userCode, paste } = await started();
      assert.deepEqual([event, userCode, paste], ["sign-in-started", undefined, true]);
      const asked = new URL(url).searchParams;
      const to = `http://localhost:${new URL(red.origin).port}${CALLBACK}`;
      assert.deepEqual([asked.get("redirect_uri"), asked.get("response_mode")], [to, "query"]);
      const { body } = await post(`${AUTH}/redirect`, {
        url: addressOf(to, signedIn(microsoft, { url })),
      });
      assert.equal((body as { state: string }).state, "signed-in");
    });

    it("never changes the account", async () => {
      const { url } = await started();
      const page = await postCallback(red, signedIn(microsoft, { url }, "bob"));
      assert.equal(page.status, 400);
      assertSafePage(page, /^This is bob@.*, but the sign-in belongs to alice@/);
      assert.equal((await signInState(red, AUTH)).error?.code, "wrong-account");
      await post(`${AUTH}/sign-in/discard`, { onlyFailed: true });
      assert.equal((await signInState(red, AUTH)).account?.name, "Alice Example");
    });

    it("has its answer pasted where no browser came back before", async () => {
      await post(`${AUTH}/sign-out`, {});
      const { url } = await started();
      const native = `${microsoft.registration.authority}/common/oauth2/nativeclient`;
      assert.equal(new URL(url).searchParams.get("redirect_uri"), native);
      const { body } = await post(`${AUTH}/redirect`, {
        url: addressOf(native, signedIn(microsoft, { url })),
      });
      assert.equal((body as { state: string }).state, "signed-in");
    });
  });

  describe("refuses at the callback", () => {
    const ID = "refusals";
    const refuse = async (
      fields: Parameters<typeof postCallback>[1],
      headers: Readonly<Record<string, string>> = {},
    ): Promise<RawAnswer> => {
      const before = tokensGiven();
      const page = await postCallback(red, fields, { headers });
      assert.equal(page.status, 400);
      assert.equal(tokensGiven(), before, "nothing was asked of Microsoft");
      return page;
    };
    const stillPending = async (): Promise<void> =>
      assert.equal((await signInState(red, ID)).state, "pending", "the sign-in goes on");
    afterEach(() => post(`${ID}/sign-in/discard`, {}));

    it("a forged, a missing, a nested and a surplus state", async () => {
      const fields = answerTo(await open(ID, dialog()));
      const { code = "", state = "" } = fields;
      const form = new URLSearchParams(fields).toString();
      for (const wrong of [
        "",
        "state",
        `code=${code}`,
        `code=${code}&state=`,
        `code=${code}&state=${"A".repeat(43)}`,
        `code=${code}&state=${state.slice(1)}`,
        `${form}&state=${state}`,
        `${form}&state=other`,
        `code=${code}&state[]=${state}`,
        `code=${code}&state[a]=${state}`,
        `code=${code}&__proto__[state]=${state}`,
      ]) {
        assertSafePage(await refuse(wrong), /^No sign-in waits for this answer$/);
        await stillPending();
      }
      assert.equal((await postCallback(red, fields)).status, 200, "and takes the right one then");
    });

    it("a form that is none, or is longer than 16 kB", async () => {
      const fields = answerTo(await open(ID, dialog()));
      const form = new URLSearchParams(fields).toString();
      for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/octet-stream", ""])
        await refuse(form, { "Content-Type": type });
      await refuse(JSON.stringify(fields), { "Content-Type": "application/json" });
      await refuse(`${form}&x=${"x".repeat(16_384)}`);
      await refuse(`${form}&x=${"x".repeat(16_384)}`, { "Transfer-Encoding": "chunked" });
      await stillPending();
    });

    it("what was used before, also a state that came without a code", async () => {
      const fields = answerTo(await open(ID, dialog()));
      assert.equal((await postCallback(red, fields)).status, 200);
      assertSafePage(await refuse(fields), /^No sign-in waits/);
      assert.equal((await signInState(red, ID)).state, "signed-in");
      await post(`${ID}/sign-in/discard`, {});

      const opened = await open(ID, dialog());
      const right = answerTo(opened);
      assertSafePage(await refuse({ state: opened.state }), /^The answer does not belong/);
      assertSafePage(await refuse(right), /^No sign-in waits/);
      assert.equal((await signInState(red, ID)).state, "failed");
    });

    it("what was called off", async () => {
      const fields = answerTo(await open(ID, dialog()));
      await post(`${ID}/sign-in/discard`, {});
      await refuse(fields);
      assert.equal((await signInState(red, ID)).state, "signed-out");
    });

    it("an error, whose text stays a text", async () => {
      const { state } = await open(ID, dialog());
      const page = await refuse({ state, error: "<img src=x>", error_description: EVIL });
      assertSafePage(page, /^Microsoft refused the sign-in \(AADSTS999\)$/);
      assert.match(page.text, /AADSTS999: &#60;script&#62;alert\(&#34;x&#34;\)/);
      assert.equal(page.text.includes("more"), false);
      const { error } = await signInState(red, ID);
      assert.equal(error?.code, "sign-in-refused");
    });

    it("a code of another sign-in", async () => {
      const own = await open(ID, dialog());
      const { code = "" } = answerTo(await open("elsewhere", dialog()));
      const page = await postCallback(red, { code, state: own.state });
      assert.equal(page.status, 400);
      assert.equal((await signInState(red, ID)).state, "failed");
      await post("elsewhere/sign-in/discard", {});
    });
  });

  it("keeps twenty sign-ins open at most", async () => {
    const ids = Array.from({ length: 21 }, (_, index) => `many-${index}`);
    const opened = [];
    for (const id of ids) opened.push(await open(id, dialog()));
    const states = await Promise.all(ids.map(async (id) => (await signInState(red, id)).state));
    assert.deepEqual(states, ["failed", ...Array.from({ length: 20 }, () => "pending")]);
    const [first, second] = opened;
    assert.ok(first && second);
    assert.equal((await postCallback(red, answerTo(first))).status, 400);
    assert.equal((await postCallback(red, answerTo(second))).status, 200);
    for (const id of ids) await post(`${id}/sign-in/discard`, {});
  });

  it("says what to do to whoever opens the callback, and does nothing", async () => {
    const opened = await open("visited", dialog());
    const fields = answerTo(opened);
    const page = await rawRequest(red.origin, "GET", addressOf(CALLBACK, fields));
    assert.equal(page.status, 200);
    assertSafePage(page, /^Nothing was signed in here$/);
    assert.equal(page.text.includes(opened.state), false);
    assert.equal((await signInState(red, "visited")).state, "pending");
    const { body } = await post("visited/redirect", { url: addressOf(`${red.origin}${CALLBACK}`, fields) });
    assert.equal((body as { state: string }).state, "signed-in", "its address can be pasted");
    await post("visited/sign-in/discard", {});
  });
});

describe(`a sign-in in a browser behind a proxy, in a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  const HOME = {
    "X-Forwarded-Host": "home.example",
    "X-Forwarded-Proto": "https",
    Origin: "https://home.example",
  };
  const CALLBACK_ADDRESS = "https://home.example/admin/teams-auth/callback";
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  before(async () => {
    microsoft = await startTestCloud({
      registrations: [{ ...DEFAULT_REGISTRATION, redirectUris: [CALLBACK_ADDRESS] }],
    });
    red = await NodeRedProcess.start({
      env: microsoft.env,
      settings: { httpAdminRoot: "/admin", httpServerOptions: { "trust proxy": "loopback" } },
    });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, microsoft.log.entries);
  });
  after(async () => {
    await red.dispose();
    await microsoft.close();
  });

  it("comes back to the address that the proxy has, below the admin root", async () => {
    const { body } = await red.admin("POST", "/teams-auth/x/redirect-address", {}, HOME);
    assert.deepEqual(body, { address: CALLBACK_ADDRESS, responseMode: "form_post", paste: false });
    const opened = await openSignIn(red, "x", { ...microsoft.registration, dialog: true }, HOME);
    assert.equal(new URL(opened.url).searchParams.get("redirect_uri"), CALLBACK_ADDRESS);
    const path = new URL(CALLBACK_ADDRESS).pathname;
    const page = await postCallback(red, signedIn(microsoft, opened), {
      path,
      headers: { ...HOME, Origin: "null" },
    });
    assertSafePage(page, /^Signed in as Alice Example$/);
  });

  it("is pasted where the editor is open over plain http on a network", async () => {
    const lan = {
      "X-Forwarded-Host": "192.168.1.5:1880",
      "X-Forwarded-Proto": "http",
      Origin: "http://192.168.1.5:1880",
    };
    const { body } = await red.admin("POST", "/teams-auth/y/redirect-address", {}, lan);
    const address = "https://login.microsoftonline.com/common/oauth2/nativeclient";
    assert.deepEqual(body, { address, responseMode: "query", paste: true });
  });
});

describe(`a sign-in in a browser over TLS, in a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  let ca: string;
  before(async () => {
    microsoft = await startTestCloud({
      registrations: [{ ...DEFAULT_REGISTRATION, redirectUris: [`https://localhost/red${CALLBACK}`] }],
    });
    ca = microsoft.authority.certificate;
    const { certificate: cert, key } = await microsoft.authority.issue({
      commonName: "localhost",
      dnsNames: ["localhost"],
      ips: ["127.0.0.1"],
    });
    const settings = { https: { cert, key }, httpAdminRoot: "/red" };
    red = await NodeRedProcess.start({ env: microsoft.env, settings });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, microsoft.log.entries);
  });
  after(async () => {
    await red.dispose();
    await microsoft.close();
  });

  const ask = (method: "GET" | "POST", path: string, body?: object): Promise<RawAnswer> =>
    rawRequest(red.origin, method, `/red/teams-auth/${path}`, {
      ca,
      headers: { Origin: red.origin, "Content-Type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });

  it("comes back below the admin root", async () => {
    const address = `https://localhost:${new URL(red.origin).port}/red${CALLBACK}`;
    const { body: redirect } = await ask("POST", "x/redirect-address", {});
    assert.deepEqual(redirect, { address, responseMode: "form_post", paste: false });
    const { registration } = microsoft;
    const { body } = await ask("POST", "x/sign-in", { ...registration, method: "auth-code", dialog: true });
    const { url } = body as { readonly url: string };
    assert.equal(new URL(url).searchParams.get("redirect_uri"), address);
    const page = await postCallback(red, signedIn(microsoft, { url }), { path: `/red${CALLBACK}`, ca });
    assertSafePage(page, /^Signed in as Alice Example$/);
    assert.equal(((await ask("GET", "x/sign-in")).body as { readonly state: string }).state, "signed-in");
  });
});
