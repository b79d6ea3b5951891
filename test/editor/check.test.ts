import assert from "node:assert/strict";
import { describeInBrowser } from "../support/browser";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { type Dialog, Editor, rawKeysIn, type View } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";
import { signIn } from "../support/sign-in";

const AUTH = "a1b2c3d4e5f60718";
const STRANGER = "00000000-0000-4000-8000-000000000000";

const VIEWS: readonly Required<View>[] = [
  { theme: "light", width: 1280, height: 1400 },
  { theme: "dark", width: 800, height: 1400 },
];

describeInBrowser("the check in the account's dialog", () => {
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  let editor: Editor;

  before(async function () {
    this.timeout(60_000);
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({ major: "5", env: microsoft.env });
    await red.deploy([
      { id: "tab", type: "tab", label: "Flow" },
      { id: AUTH, type: "teams-auth", name: "Work", ...microsoft.registration },
    ]);
  });
  after(async () => {
    await red?.dispose();
    await microsoft?.close();
  });

  const begin = (dialog: Dialog) => dialog.tray.getByRole("button", { name: "Check this registration" });

  /** Presses the button and waits for the result; gives the states by check. */
  async function check(dialog: Dialog): Promise<Record<string, string>> {
    await begin(dialog).click();
    await dialog.tray.getByRole("list", { name: "What was checked" }).waitFor();
    const lines = await dialog.tray
      .locator("li[data-check]")
      .evaluateAll((items) =>
        items.map((item) => (item as unknown as { dataset: Record<string, string> }).dataset),
      );
    return Object.fromEntries(lines.map(({ check = "", state = "" }) => [check, state]));
  }

  for (const view of VIEWS)
    describe(`in ${view.theme}, ${view.width} pixels wide`, () => {
      before(async () => {
        editor = await Editor.open(red, view);
      });
      after(() => editor.close());
      afterEach(() => assert.deepEqual(editor.trouble.splice(0), []));

      it("shows what is wrong with the values in the dialog, by keyboard, and the letter to copy", async () => {
        const dialog = await editor.edit(AUTH);
        await dialog.field("clientId").fill(STRANGER);
        await begin(dialog).focus();
        await editor.page.keyboard.press("Enter");
        await dialog.tray.getByText("One thing needs attention.").waitFor();
        const wrong = dialog.tray.locator('li[data-check="application"]');
        assert.match(await wrong.innerText(), /Wrong:\s+The tenant does not know this client ID/);
        assert.match(await wrong.innerText(), /Overview.*\(AADSTS700016\)/);
        assert.equal(
          await dialog.tray.getByText("What is wrong above has to be put right first.").count(),
          1,
        );
        await dialog.tray.getByText("Letter to your IT department").click();
        const letter = dialog.tray.getByRole("textbox", { name: "Letter to your IT department" });
        assert.match(await letter.inputValue(), new RegExp(`Application \\(client\\) ID: ${STRANGER}`));
        assert.ok(!(await letter.isEditable()));
        await dialog.tray.getByRole("button", { name: "Copy the letter" }).click();
        await dialog.tray.getByText("Copied.").waitFor();
        assert.deepEqual(await rawKeysIn(dialog.tray), []);
        assert.deepEqual(await dialog.tooWide(), []);
        await dialog.cancel();
      });

      it("says how much shows only later, and what to do where an administrator is asked for", async () => {
        const dialog = await editor.edit(AUTH);
        await check(dialog);
        await dialog.tray.getByText("Nothing wrong so far; 4 of the checks show only later.").waitFor();
        await dialog.tray.getByText(/an administrator has to approve, send the letter below/).waitFor();
        await dialog.cancel();
      });

      it("forgets what it found when a value changes", async () => {
        const dialog = await editor.edit(AUTH);
        await check(dialog);
        await dialog.field("clientId").fill(STRANGER);
        assert.equal(await dialog.tray.getByText("Letter to your IT department").count(), 0);
        assert.equal(await dialog.tray.locator("li[data-check]").count(), 0);
        await dialog.cancel();
      });
    });

  describe("with a sign-in", () => {
    before(async () => {
      editor = await Editor.open(red);
      const state = await signIn(red, microsoft, AUTH, {});
      assert.equal(state.state, "signed-in");
    });
    after(() => editor.close());

    it("finds everything right", async () => {
      const dialog = await editor.edit(AUTH);
      const states = await check(dialog);
      assert.deepEqual([...new Set(Object.values(states))], ["ok"]);
      assert.equal(Object.keys(states).length, 8);
      await dialog.tray.getByText("Nothing wrong was found.").waitFor();
      await dialog.cancel();
    });

    it("brings what the dialog says of the sign-in up to date", async () => {
      const dialog = await editor.edit(AUTH);
      await dialog.tray.getByText("Signed in as Alice Example").waitFor();
      microsoft.cloud.refuse("alice", 50173);
      microsoft.cloud.refuse("alice", 50173);
      assert.equal((await check(dialog))["sign-in"], "failed");
      await dialog.tray.getByText("Press Sign in again.").waitFor();
      assert.equal((await check(dialog))["sign-in"], "ok", "the trouble is over, and was asked about anew");
      await dialog.tray.getByText("Signed in as Alice Example").waitFor();
      await dialog.cancel();
    });

    it("uses it only with its own settings", async () => {
      const dialog = await editor.edit(AUTH);
      await dialog.field("tenant").fill("organizations");
      const states = await check(dialog);
      assert.equal(states["application"], "failed");
      assert.equal(states["sign-in"], "skipped");
      await dialog.cancel();
    });

    it("links to the consent that is missing, in a window that knows nothing of this one, and opens the letter", async () => {
      const missing = {
        id: "consent",
        state: "failed",
        title: "As the server says",
        key: "admin-consent-needed",
      };
      const url = "https://login.example/contoso.example/v2.0/adminconsent?client_id=x";
      await editor.page.route("**/check", (route) =>
        route.fulfill({
          json: { checks: [missing], adminConsentUrl: url, letter: { subject: "S", body: "B" } },
        }),
      );
      const dialog = await editor.edit(AUTH);
      await check(dialog);
      await dialog.tray.getByText("Only an administrator may agree to this application").waitFor();
      const link = dialog.tray.getByRole("link", { name: "Agree for the whole organization" });
      assert.equal(await link.getAttribute("href"), url);
      assert.equal(await link.getAttribute("rel"), "noopener noreferrer");
      assert.equal(await link.getAttribute("target"), "_blank");
      const letter = dialog.tray.getByRole("textbox", { name: "Letter to your IT department" });
      assert.equal(await letter.inputValue(), "S\n\nB");
      assert.ok(await letter.isVisible());
      await editor.page.unroute("**/check");
      await dialog.cancel();
    });

    it("says why where nothing could be checked", async () => {
      const dialog = await editor.edit(AUTH);
      await dialog.field("tenant").fill("nonsense");
      const refused = editor.page.waitForResponse((response) => response.url().endsWith("/check"));
      await begin(dialog).click();
      assert.equal((await refused).status(), 400);
      await dialog.tray.getByText("Tenant is missing or wrong").waitFor();
      assert.ok(await begin(dialog).isEnabled());
      // The browser itself reports the refusal.
      editor.trouble.splice(0);
      await dialog.cancel();
    });
  });
});
