import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { root } from "../support/packed";
import { signInState } from "../support/sign-in";

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}

interface Notice {
  readonly text: string;
  readonly card: {
    readonly type: string;
    readonly body: readonly { readonly text: string }[];
    readonly actions: readonly { readonly type: string; readonly url: string }[];
  };
}

/** An example as it ships, pointed at the pretend Microsoft. */
function example(name: string, registration: object): readonly FlowNode[] {
  const text = readFileSync(join(root, "examples", "flows", `${name}.json`), "utf8");
  return (JSON.parse(text) as readonly FlowNode[]).map((node) =>
    node.type === "teams-auth" ? { ...node, ...registration } : node,
  );
}

describe(`the examples for signing in again, in a real Node-RED ${MAJOR}`, function () {
  this.timeout(90_000);
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  let auth: string;
  before(async () => {
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({ env: microsoft.env });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, red.debugs.all, microsoft.log.entries);
  });
  after(async () => {
    await red.dispose();
    await microsoft.close();
  });

  async function deploy(name: string): Promise<void> {
    const flow = example(name, microsoft.registration);
    auth = flow.find(({ type }) => type === "teams-auth")?.id ?? "";
    await red.deploy([...flow]);
  }

  async function page(method: "GET" | "POST", path: string): Promise<string> {
    const response = await fetch(`${red.origin}${path}`, { method });
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    // A browser sends the form of a page that gives no referrer with the origin null, which careful servers refuse.
    assert.equal(response.headers.get("referrer-policy"), "same-origin");
    // Mustache writes slashes as entities.
    return (await response.text()).replaceAll("&#x2F;", "/");
  }

  async function signedIn(code: string | undefined): Promise<void> {
    assert.ok(code, "there is a code");
    microsoft.cloud.approve(code, "alice");
    await red.statuses.find(({ text }) => text === "Available");
    assert.equal((await signInState(red, auth)).state, "signed-in");
  }

  describe("02 - Tell me when to sign in again", () => {
    const PATH = "/presence/sign-in-again";
    let codesBefore: number;
    const codes = (): number =>
      microsoft.log.entries.filter(({ note }) => note === "device code given").length;

    it("tells that it is needed, as text and as a card with a button, and asks for no code yet", async () => {
      codesBefore = codes();
      const needed = red.debugs.next(({ name }) => name === "Send this to me");
      await deploy("02 - Tell me when to sign in again");
      const { text, card } = JSON.parse((await needed).msg) as Notice;
      assert.match(text, /Nobody is signed in.*http:\/\/localhost:1880\/presence\/sign-in-again/s);
      assert.equal(card.type, "AdaptiveCard");
      assert.deepEqual(
        card.actions.map(({ type, url }) => [type, url]),
        [["Action.OpenUrl", `http://localhost:1880${PATH}`]],
      );
      assert.match(await page("GET", PATH), /<form method="post">/);
      assert.equal(codes(), codesBefore);
    });

    it("sends link and code when the button is pressed, and goes on after the sign-in", async () => {
      const sent = red.debugs.next(({ name }) => name === "Send this to me");
      assert.match(await page("POST", PATH), /on their way/);
      const { text, card } = JSON.parse((await sent).msg) as Notice;
      assert.equal(codes(), codesBefore + 1);
      const code = /type (\w+)\. Good until/.exec(text)?.[1];
      assert.equal(card.body[1]?.text, code);
      assert.match(card.actions[0]?.url ?? "", /^https:\/\/localhost:\d+\/common\/oauth2\/deviceauth$/);
      await signedIn(code);
    });
  });

  describe("03 - Sign-in page with a QR code", () => {
    const PATH = "/presence/sign-in";

    before(async () => {
      await red.admin("POST", `/teams-auth/${auth}/sign-out`, {});
      red.statuses.clear();
      await deploy("03 - Sign-in page with a QR code");
    });

    it("shows link, code and QR code, and goes on after the sign-in", async () => {
      assert.match(await page("GET", PATH), /<form method="post">/);
      const shown = await page("POST", PATH);
      assert.match(shown, /<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[^]*<path/);
      assert.match(shown, /href="https:\/\/localhost:\d+\/common\/oauth2\/deviceauth"/);
      await signedIn(/<strong>(\w+)<\/strong>/.exec(shown)?.[1]);
    });

    it("says why there is no code", async () => {
      await red.admin("POST", `/teams-auth/${auth}/sign-out`, {});
      microsoft.faults.order({ target: "entra", kind: "offline", count: 20 });
      assert.match(await page("POST", PATH), /<h1>No code<\/h1>\s*<p>Microsoft.*cannot be reached/);
    });
  });
});
