import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import { describeInBrowser } from "../support/browser";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { HomebridgeUi } from "../support/homebridge-ui";
import { SETTINGS_START_MS, tidyUpSettings } from "../support/settings-bench";
import {
  accountCard,
  action,
  field,
  personCard,
  section,
  signInPanel,
  unfoldAll,
} from "../support/settings-form";
import { SettingsPage } from "../support/settings-page";
import { strayWords, tooWide } from "../support/settings-words";

const STRANGER = "00000000-0000-4000-8000-000000000000";

const VIEWS = [
  {
    language: "en",
    theme: "dark",
    width: 1280,
    begin: "Check this registration",
    found: "One thing needs attention.",
    wrong: /Wrong:\s+The tenant does not know this client ID/,
    advice: /Overview.*\(AADSTS700016\)/,
    letter: "Letter to your IT department",
    signIn: "Sign in",
  },
  {
    language: "de",
    theme: "light",
    width: 360,
    begin: "Registrierung prüfen",
    found: "Eine Sache braucht deine Aufmerksamkeit.",
    wrong: /Fehler:\s+Der Mandant kennt diese Client-ID nicht/,
    advice: /Übersicht.*\(AADSTS700016\)/,
    letter: "Brief an deine IT-Abteilung",
    signIn: "Anmelden",
  },
] as const;

describeInBrowser("the words of the settings page", () => {
  let microsoft: TestCloud;
  let ui: HomebridgeUi;
  let settings: SettingsPage;
  let frame: Frame;
  before(async function () {
    this.timeout(SETTINGS_START_MS);
    microsoft = await startTestCloud();
    ui = await HomebridgeUi.start({ platform: {}, env: microsoft.env });
  });
  tidyUpSettings(() => ({ ui, settings, microsoft }));
  afterEach(() => assert.deepEqual(settings.trouble.splice(0), []));

  const work = (): Locator => accountCard(frame, "work");

  /** An account of an application that the tenant does not know, and everything that can be set. */
  const block = (): object => ({
    name: "Teams",
    accounts: [{ id: "work", name: "Work", ...microsoft.registration, clientId: STRANGER }],
    people: [
      {
        id: "alice",
        name: "Alice",
        sensors: [{ id: "on-air", name: "On air", statuses: ["in-a-call", "presenting"] }],
        onChange: { url: "http://127.0.0.1/{status}" },
      },
      { id: "bob", name: "Bob", topic: "teams-presence/bob" },
    ],
    mqtt: { url: "mqtt://127.0.0.1:1", publish: false },
    hours: { enabled: true },
  });

  async function reachable(): Promise<readonly string[]> {
    return frame.evaluate(`
      [...document.querySelectorAll("#teams-presence :is(a[href], button, input, select, textarea, summary)")]
        .filter((control) => control.checkVisibility() && !control.disabled)
        .filter((control) => control.type !== "radio" || control.checked)
        .map((control, index) => (control.dataset.number = String(index), control.outerHTML.slice(0, 120)))
    `);
  }

  for (const view of VIEWS)
    describe(`in ${view.language}, ${view.theme}, ${view.width} pixels wide`, () => {
      before(async function () {
        this.timeout(SETTINGS_START_MS);
        ui.configure({ name: "Teams" });
        settings = await SettingsPage.open(ui, view);
      });
      after(() => settings?.dispose());

      it("begin with two ways", async () => {
        frame = await settings.openSettings();
        await section(frame, "welcome").waitFor();
        await settings.picture(`welcome-${view.language}`);
        assert.deepEqual([await strayWords(frame, view.language), await tooWide(frame)], [[], []]);
      });

      it("say what is wrong with a registration, and what to write to whom", async () => {
        ui.configure(block());
        frame = await settings.openSettings();
        await work().getByRole("button", { name: view.begin }).click();
        await work().getByText(view.found).waitFor();
        const wrong = work().locator('li[data-check="application"][data-state="failed"]');
        assert.match(await wrong.innerText(), view.wrong);
        assert.match(await wrong.innerText(), view.advice);
        await work().getByText(view.letter).click();
        const letter = work().getByRole("textbox", { name: view.letter });
        assert.match(await letter.inputValue(), new RegExp(STRANGER));
        await settings.picture(`check-${view.language}`);
        assert.deepEqual([await strayWords(frame, view.language), await tooWide(frame)], [[], []]);
      });

      it("are all there, and fit, whatever is opened", async () => {
        await signInPanel(work()).getByRole("button", { name: view.signIn, exact: true }).click();
        await signInPanel(work()).locator(".teams-auth-trouble").waitFor();
        await action(personCard(frame, "alice"), "edit-sensor").click();
        await unfoldAll(frame);
        await settings.picture(`all-${view.language}`);
        assert.deepEqual([await strayWords(frame, view.language), await tooWide(frame)], [[], []]);
      });

      it("lead to everything by the keyboard", async () => {
        const controls = await reachable();
        const reached = new Set<number>();
        await frame.locator("[data-number='0']").focus();
        for (let pressed = 0; pressed < controls.length * 2 && reached.size < controls.length; pressed++) {
          const number = await frame.evaluate<string | undefined>("document.activeElement?.dataset.number");
          if (number !== undefined) reached.add(Number(number));
          await settings.page.keyboard.press("Tab");
        }
        assert.deepEqual(
          controls.filter((_, index) => !reached.has(index)),
          [],
        );
        await action(frame, "add-account").focus();
        await settings.page.keyboard.press("Enter");
        await field(accountCard(frame, ""), "tenant").and(frame.locator(":focus")).waitFor();
      });
    });
});
