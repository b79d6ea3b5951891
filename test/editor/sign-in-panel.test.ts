import assert from "node:assert/strict";
import { buildSync } from "esbuild";
import type { Page } from "playwright-core";
import { browser, describeInBrowser } from "../support/browser";
import { root } from "../support/packed";

/** A page with nothing but the panel, whose server half is `ask` in this process. */
const PAGE = `
import { el } from "./shared/microsoft/dialog/dom";
import strings from "./shared/microsoft/dialog/locales/en-US.json";
import { SignInPanel } from "./shared/microsoft/dialog/sign-in-panel";

const text = (key, values = {}) =>
  key.split(".").reduce((group, name) => group?.[name], strings)?.replace(/__(\\w+)__/g, (_, name) => values[name]);
const host = {
  text,
  noAnswer: () => "No answer",
  async call(action, body) {
    const { answer, error } = await ask(action, body);
    if (error) throw error;
    return answer;
  },
  icon: () => el("i"),
  buttonClass: "button",
  onNews: (listener) => ((window.news = listener), () => (window.news = undefined)),
};
const withDialog = { done: () => "Done", complain: (text) => void ask("complained", text) };
window.show = (keeping) => {
  window.panel = new SignInPanel(host, document.body, {
    values: () => ({ tenant: "contoso.example" }),
    method: () => "device-code",
    signedIn: (account, before) => void ask("told", [account.name, before?.name]),
    keeping: keeping === "at-once" ? keeping : withDialog,
  });
};
`;

const ALICE = { id: "alice", name: "Alice Example", username: "alice@contoso.example" };
const BOB = { id: "bob", name: "Bob Example", username: "bob@contoso.example" };
const SIGNED_OUT = { state: "signed-out" };
const PENDING = {
  state: "pending",
  method: "device-code",
  userCode: "ABCDEFGH",
  verificationUri: "https://login.example/device",
  expiresAt: "2100-01-01T00:00:00Z",
};
const OTHER = { state: "signed-in", account: BOB, replaces: ALICE, kept: false };
const ALICE_IN = { state: "signed-in", account: ALICE };
const BOB_IN = { state: "signed-in", account: BOB };
const DECLINED = {
  state: "failed",
  error: { code: "sign-in-declined", title: "The sign-in was declined", advice: "Start it again." },
};

describeInBrowser("the sign-in panel on a page of its own", () => {
  let script = "";
  let page: Page;
  let state: object;
  let calls: (readonly [string, unknown])[];
  let complained: (text: unknown) => void = () => undefined;
  /** What the state is after a call. */
  let outcomes: Record<string, object>;

  before(() => {
    const stdin = { contents: PAGE, resolveDir: root };
    script = buildSync({ stdin, bundle: true, write: false }).outputFiles[0]?.text ?? "";
  });
  afterEach(() => page?.context().close());

  async function open(first: object, keeping: "at-once" | "with-dialog" = "at-once"): Promise<void> {
    state = first;
    calls = [];
    outcomes = { "sign-in/begin": PENDING };
    const context = await (await browser())?.newContext();
    assert.ok(context);
    page = await context.newPage();
    await page.exposeFunction("ask", (action: string, body: unknown) => {
      if (action !== "sign-in") calls.push([action, body]);
      if (action === "complained") complained(body);
      state = outcomes[action] ?? state;
      return { answer: action === "sign-in/begin" ? { method: "device-code" } : state };
    });
    await page.addScriptTag({ content: script });
    await page.evaluate(`show("${keeping}")`);
  }

  async function becomes(next: object): Promise<void> {
    state = next;
    await page.evaluate("news()");
  }

  const press = (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  const buttons = (): Promise<readonly string[]> => page.getByRole("button").allInnerTexts();

  it("says who has signed in once it is stored, and asks for nothing", async () => {
    await open(SIGNED_OUT);
    await press("Sign in");
    await page.getByText("ABCDEFGH").waitFor();
    await becomes({ ...ALICE_IN, kept: false });
    await page.getByText("Signed in as Alice Example (alice@contoso.example)").waitFor();
    assert.deepEqual(await buttons(), [], "not stored yet");
    await becomes(ALICE_IN);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    assert.deepEqual(await buttons(), ["Sign in again", "Sign out"]);
    assert.deepEqual(calls, [
      ["sign-in/begin", { tenant: "contoso.example" }],
      ["told", [ALICE.name, undefined]],
    ]);
  });

  it("asks before somebody is replaced, and then replaces them", async () => {
    await open(ALICE_IN);
    await press("Sign in again");
    await page.getByText("ABCDEFGH").waitFor();
    await becomes(OTHER);
    await page.getByText("Alice Example was signed in here before.").waitFor();
    outcomes["sign-in/keep"] = BOB_IN;
    await press("Yes, replace Alice Example by Bob Example");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    assert.deepEqual(calls.slice(1), [
      ["sign-in/keep", { replace: true }],
      ["told", [BOB.name, ALICE.name]],
    ]);
  });

  it("goes back to whoever was signed in before where they are not to be replaced", async () => {
    await open(OTHER);
    outcomes["sign-in/discard"] = ALICE_IN;
    await press("No, keep Alice Example");
    await page.getByText("Signed in as Alice Example").waitFor();
    assert.deepEqual(calls, [["sign-in/discard", {}]]);
  });

  describe("while it asks whether to sign out", () => {
    /** What the panel asks its server half is answered in order. */
    const seen = (): Promise<unknown> => page.evaluate("ask('sign-in')");
    const question = () => page.getByText("Forget the sign-in of Alice Example on this machine?");

    beforeEach(async () => {
      await open(ALICE_IN);
      await press("Sign out");
      await question().waitFor();
    });

    it("goes on asking when there is news of the same sign-in, such as a renewed token", async () => {
      await becomes(ALICE_IN);
      await seen();
      outcomes["sign-out"] = SIGNED_OUT;
      await press("Sign out");
      await page.getByText("Nobody is signed in yet.").waitFor();
      assert.deepEqual(calls, [["sign-out", {}]]);
    });

    it("asks no longer when somebody else is signed in, or nobody", async () => {
      await becomes(BOB_IN);
      await page.getByText("Signed in as Bob Example").waitFor();
      await press("Sign out");
      await becomes(SIGNED_OUT);
      await page.getByText("Nobody is signed in yet.").waitFor();
      assert.deepEqual(calls, []);
    });

    it("goes back to who is signed in where that is to stay", async () => {
      await press("Stay signed in");
      await page.getByText("Signed in as Alice Example").waitFor();
      await becomes(ALICE_IN);
      await seen();
      assert.deepEqual(await buttons(), ["Sign in again", "Sign out"]);
    });
  });

  it("goes back to what is stored after a failure was read", async () => {
    await open(DECLINED);
    await page.getByText("The sign-in was declined").waitFor();
    outcomes["sign-in/discard"] = ALICE_IN;
    await press("Dismiss");
    await page.getByText("Signed in as Alice Example").waitFor();
    assert.deepEqual(calls, [["sign-in/discard", { onlyFailed: true }]]);
  });

  it("signs out after a question", async () => {
    await open(ALICE_IN);
    await press("Sign out");
    await page
      .getByText("Forget the sign-in of Alice Example on this machine? This takes effect at once.")
      .waitFor();
    outcomes["sign-out"] = SIGNED_OUT;
    await press("Sign out");
    await page.getByText("Nobody is signed in yet.").waitFor();
    assert.deepEqual(calls, [["sign-out", {}]]);
  });

  it("tells of a sign-in that is not there any more when the dialog is closed with Done", async () => {
    await open({ ...ALICE_IN, kept: false }, "with-dialog");
    await page.getByText("Press Done to keep this sign-in.").waitFor();
    outcomes["sign-in/keep"] = SIGNED_OUT;
    const complaint = new Promise<unknown>((resolve) => (complained = resolve));
    await page.evaluate("panel.keep()");
    assert.match(String(await complaint), /^The sign-in could not be kept/);
    assert.deepEqual(calls.slice(-2)[0], ["sign-in/keep", { replace: false }]);
  });

  it("hears no more once the page is left", async () => {
    await open(SIGNED_OUT);
    await page.getByText("Nobody is signed in yet.").waitFor();
    assert.equal(await page.evaluate("panel.close(), typeof news"), "undefined");
  });
});
