import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { APP_CERTIFICATE, APP_KEY } from "../../sandbox/cloud/entra/app-credentials";
import { APP_REGISTRATION, APP_SECRET, EXPIRED_APP_SECRET } from "../../sandbox/cloud/entra/registrations";
import { describeInBrowser } from "../support/browser";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { type Dialog, Editor } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";
import { signIn, signInOutcome, signInState } from "../support/sign-in";

const AUTH = "a1b2c3d4e5f60718";

describeInBrowser("every way to sign in from the account's dialog", () => {
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  let editor: Editor;

  before(async function () {
    this.timeout(60_000);
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({ major: "5", env: microsoft.env });
  });
  beforeEach(async () => {
    const credentials = { clientSecret: "", certificate: "" };
    await red.deploy([{ id: AUTH, type: "teams-auth", name: "", ...microsoft.registration, credentials }]);
    await red.admin("POST", `/teams-auth/${AUTH}/sign-out`, {});
    editor = await Editor.open(red);
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.error(red.output, microsoft.log.entries, editor.trouble);
    await editor.close();
  });
  after(async () => {
    await red?.dispose();
    await microsoft?.close();
  });

  async function open(method: string): Promise<Dialog> {
    const dialog = await editor.edit(AUTH);
    await dialog.field("method").selectOption(method);
    return dialog;
  }

  /** Plays the person at Microsoft's page: picks the account and approves or declines. */
  async function atMicrosoft(page: Page, name: string, decision = "Approve"): Promise<void> {
    await page.getByRole("button", { name: new RegExp(name) }).click();
    await page.getByRole("button", { name: decision }).click();
  }

  async function kept(dialog: Dialog): Promise<void> {
    const answer = editor.page.waitForResponse((response) => response.url().endsWith("/sign-in/keep"));
    await dialog.done();
    assert.equal((await answer).status(), 200);
  }

  describe("the browser, which comes back by itself", () => {
    it("shows the exact address to register", async () => {
      const dialog = await open("auth-code");
      await dialog.tray.getByText("http://localhost/teams-auth/callback", { exact: true }).waitFor();
      await dialog.cancel();
    });

    it("signs in in a window that closes itself", async () => {
      const dialog = await open("auth-code");
      const opened = editor.page.waitForEvent("popup");
      await dialog.tray.getByRole("button", { name: "Sign in" }).click();
      const page = await opened;
      const closed = page.waitForEvent("close");
      await atMicrosoft(page, "Alice Example");
      await dialog.tray.getByText("Signed in as Alice Example (alice@contoso.example)").waitFor();
      await closed;
      await kept(dialog);
      assert.equal((await signInState(red, AUTH)).state, "signed-in");
    });

    it("signs in by the link where the browser opens no window", async () => {
      await editor.page.evaluate("window.open = () => null");
      const dialog = await open("auth-code");
      await dialog.tray.getByRole("button", { name: "Sign in" }).click();
      const opened = editor.page.waitForEvent("popup");
      await dialog.tray.getByRole("link", { name: "Open Microsoft's sign-in page" }).click();
      const page = await opened;
      await atMicrosoft(page, "Bob Example");
      await dialog.tray.getByText("Signed in as Bob Example").waitFor();
      await kept(dialog);
    });

    it("says that it was declined, and tries again", async () => {
      const dialog = await open("auth-code");
      const opened = editor.page.waitForEvent("popup");
      await dialog.tray.getByRole("button", { name: "Sign in" }).click();
      const page = await opened;
      await atMicrosoft(page, "Alice Example", "Decline");
      await dialog.tray.getByText("The sign-in was declined").waitFor();
      await dialog.tray.getByRole("button", { name: "Try again" }).waitFor();
      await dialog.cancel();
    });

    it("says which address Microsoft misses in the registration", async () => {
      const dialog = await open("auth-code");
      await dialog.field("redirectUri").fill("https://elsewhere.example/teams-auth/callback");
      await dialog.field("redirectUri").blur();
      await dialog.tray.getByText("https://elsewhere.example/teams-auth/callback", { exact: true }).waitFor();
      const opened = editor.page.waitForEvent("popup");
      await dialog.tray.getByRole("button", { name: "Sign in" }).click();
      const page = await opened;
      await page.getByText("AADSTS50011").waitFor();
      await dialog.tray.getByRole("button", { name: "Cancel the sign-in" }).click();
      await dialog.tray.getByText("Nobody is signed in yet.").waitFor();
      await dialog.cancel();
    });
  });

  describe("the browser, whose last address is pasted", () => {
    it("shows the address of the empty page, and takes what was copied from there", async () => {
      const dialog = await open("auth-code");
      const nativeClient = `${microsoft.cloud.entra.origin}/common/oauth2/nativeclient`;
      await dialog.field("redirectUri").fill(nativeClient);
      await dialog.field("redirectUri").blur();
      await dialog.tray.getByText(nativeClient, { exact: true }).waitFor();
      const opened = editor.page.waitForEvent("popup");
      await dialog.tray.getByRole("button", { name: "Sign in" }).click();
      const page = await opened;
      await atMicrosoft(page, "Alice Example");
      await page.waitForURL(/nativeclient\?/);
      const field = dialog.tray.getByLabel("Copy the address of that empty page and paste it here:");
      await field.fill("https://example.com/?something=else");
      await dialog.tray.getByRole("button", { name: "Continue" }).click();
      await dialog.tray.locator(".teams-auth-paste-trouble", { hasText: /\w/ }).waitFor();
      await field.fill(page.url());
      await field.press("Enter");
      await dialog.tray.getByText("Signed in as Alice Example").waitFor();
      await kept(dialog);
      assert.equal((await signInState(red, AUTH)).account?.name, "Alice Example");
    });
  });

  describe("the application itself", () => {
    async function openApp(): Promise<Dialog> {
      const dialog = await open("app");
      await dialog.field("clientId").fill(APP_REGISTRATION.clientId);
      return dialog;
    }
    const tryIt = (dialog: Dialog): Promise<void> =>
      dialog.tray.getByRole("button", { name: /Try it now|Try again/ }).click();

    it("says that a secret has run out, and takes the new one", async () => {
      const dialog = await openApp();
      await dialog.field("clientSecret").fill(EXPIRED_APP_SECRET);
      await tryIt(dialog);
      await dialog.tray
        .getByText(/secret.*(expired|ended|run out)/i)
        .first()
        .waitFor();
      await dialog.field("clientSecret").fill(APP_SECRET);
      await tryIt(dialog);
      await dialog.tray.getByText(/^Microsoft accepts the application /).waitFor();
      await dialog.done();
      await editor.deploy();
      const again = await editor.edit(AUTH);
      assert.equal(await again.field("clientSecret").inputValue(), "__PWRD__");
      await again.tray.getByText(/^Microsoft accepts the application /).waitFor();
      await again.cancel();
    });

    it("takes a certificate instead", async () => {
      const dialog = await openApp();
      await dialog.field("certificate").fill(`${APP_KEY}\n${APP_CERTIFICATE}`);
      await tryIt(dialog);
      await dialog.tray.getByText(/^Microsoft accepts the application /).waitFor();
      await dialog.cancel();
    });
  });

  describe("signing out", () => {
    it("is asked about, since Cancel does not bring the sign-in back", async () => {
      await signIn(red, microsoft, AUTH, microsoft.registration);
      const dialog = await open("device-code");
      await dialog.tray.getByRole("button", { name: "Sign out" }).click();
      await dialog.tray.getByText("Forget the sign-in of Alice Example on this machine?").waitFor();
      await dialog.tray.getByRole("button", { name: "Stay signed in" }).click();
      await dialog.tray.getByText("Signed in as Alice Example").waitFor();
      await dialog.tray.getByRole("button", { name: "Sign out" }).click();
      await dialog.tray.getByText(/^Forget the sign-in/).waitFor();
      await dialog.tray.getByRole("button", { name: "Sign out" }).click();
      await dialog.tray.getByText("Nobody is signed in yet.").waitFor();
      await dialog.cancel();
      assert.deepEqual(await signInState(red, AUTH), { state: "signed-out" });
    });
  });

  describe("a code", () => {
    it("comes with a QR code of the link", async () => {
      const dialog = await open("device-code");
      await dialog.tray.getByRole("button", { name: "Sign in" }).click();
      await dialog.tray.getByRole("img", { name: "QR code of the link" }).locator("svg").waitFor();
      await dialog.tray.getByRole("button", { name: "Cancel the sign-in" }).click();
      await dialog.tray.getByText("Nobody is signed in yet.").waitFor();
      await dialog.cancel();
      assert.deepEqual(editor.trouble, []);
    });
  });

  describe("in a page that is loaded again", () => {
    /** Presses Sign in and gives the code that is shown. */
    async function begin(dialog: Dialog): Promise<string> {
      await dialog.tray.getByRole("button", { name: "Sign in" }).click();
      return dialog.tray.locator(".teams-auth-code").innerText();
    }

    it("what was signed in before is kept with Done", async () => {
      const before = await open("device-code");
      microsoft.cloud.approve(await begin(before), "alice");
      await before.tray.getByText("Signed in as Alice Example (alice@contoso.example)").waitFor();
      await editor.reload();
      const dialog = await editor.edit(AUTH);
      await dialog.tray.getByText("Press Update to keep this sign-in.").waitFor();
      assert.equal(await dialog.tray.getByRole("button", { name: "Sign out" }).count(), 0);
      await kept(dialog);
      assert.deepEqual(Object.keys(await signInState(red, AUTH)), ["state", "account"]);
    });

    it("what is still under way is kept with Done, too", async () => {
      const code = await begin(await open("device-code"));
      await editor.reload();
      const dialog = await editor.edit(AUTH);
      await dialog.tray.getByText(code, { exact: true }).waitFor();
      await kept(dialog);
      microsoft.cloud.approve(code, "alice");
      const state = await signInOutcome(red, AUTH);
      assert.deepEqual(Object.keys(state), ["state", "account"]);
    });

    it("what is not wanted any more can be called off", async () => {
      const before = await open("device-code");
      microsoft.cloud.approve(await begin(before), "alice");
      await before.tray.getByText("Signed in as Alice Example (alice@contoso.example)").waitFor();
      await editor.reload();
      const dialog = await editor.edit(AUTH);
      await dialog.tray.getByRole("button", { name: "Cancel the sign-in" }).click();
      await dialog.tray.getByText("Nobody is signed in yet.").waitFor();
      await dialog.cancel();
    });
  });

  it("says so where a sign-in that was shown is not there any more at Done", async () => {
    const dialog = await open("device-code");
    await dialog.tray.getByRole("button", { name: "Sign in" }).click();
    microsoft.cloud.approve(await dialog.tray.locator(".teams-auth-code").innerText(), "alice");
    await dialog.tray.getByText("Press Update to keep this sign-in.").waitFor();
    // As after a restart: what waits for Done lives in memory.
    await editor.page.route("**/sign-in", (route) => route.abort());
    await red.admin("POST", `/teams-auth/${AUTH}/sign-in/discard`, {});
    await dialog.tray.getByRole("button", { name: "Try again" }).waitFor();
    await dialog.done();
    await editor.page.getByText("The sign-in could not be kept").waitFor();
    assert.equal((await signInState(red, AUTH)).state, "signed-out");
  });

  it("asks again where the state of the sign-in could not be found out", async () => {
    const dialog = await open("device-code");
    await dialog.tray.getByText("Nobody is signed in yet.").waitFor();
    await editor.page.route("**/sign-in", (route) => route.abort(), { times: 1 });
    await dialog.field("method").selectOption("auth-code");
    await dialog.tray.getByRole("button", { name: "Try again" }).click();
    await dialog.tray.getByText("Nobody is signed in yet.").waitFor();
    await dialog.cancel();
  });

  it("does not mix up the application and a person when the way is changed in the dialog", async () => {
    const credentials = { clientSecret: APP_SECRET, certificate: "" };
    const { registration } = microsoft;
    await red.deploy([
      { id: AUTH, type: "teams-auth", name: "Office", ...registration, method: "app", credentials },
    ]);
    await editor.reload();
    const dialog = await editor.edit(AUTH);
    await dialog.tray.getByText("Microsoft accepts the application Office.").waitFor();
    await dialog.field("method").selectOption("device-code");
    await dialog.tray.getByText("Nobody is signed in yet.").waitFor();
    await dialog.field("method").selectOption("app");
    await dialog.tray.getByText("Microsoft accepts the application Office.").waitFor();
    await dialog.cancel();
  });

  it("drops what only another way needs", async () => {
    const dialog = await open("app");
    await dialog.field("clientSecret").fill(APP_SECRET);
    await dialog.field("clientSecretExpires").fill("2030-01-01");
    await dialog.field("method").selectOption("device-code");
    await dialog.done();
    const node = await editor.node(AUTH);
    assert.deepEqual(
      [node?.["method"], node?.["clientSecretExpires"], node?.["redirectUri"]],
      ["device-code", "", ""],
    );
    const again = await open("app");
    assert.equal(await again.field("clientSecret").inputValue(), "");
    await again.cancel();
  });
});
