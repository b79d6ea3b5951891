import assert from "node:assert/strict";
import type { Frame, Locator, Page } from "playwright-core";
import { readConfig } from "../../homebridge-plugin/config/config";
import { describeInBrowser } from "../support/browser";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { HomebridgeUi } from "../support/homebridge-ui";
import { SETTINGS_START_MS, tidyUpSettings } from "../support/settings-bench";
import {
  accountCard,
  action,
  field,
  fillRegistration,
  personCard,
  signInByCode,
  signInPanel,
  unfold,
} from "../support/settings-form";
import { SettingsPage } from "../support/settings-page";

describeInBrowser("accounts on the settings page", () => {
  let microsoft: TestCloud;
  let ui: HomebridgeUi;
  let settings: SettingsPage;
  let frame: Frame;
  before(async function () {
    this.timeout(SETTINGS_START_MS);
    microsoft = await startTestCloud();
    microsoft.world.setPresence("alice", { availability: "Busy", activity: "InAMeeting" });
    microsoft.world.setPresence("bob", { availability: "Away", activity: "Away" });
    ui = await HomebridgeUi.start({ platform: block(), env: microsoft.env });
    settings = await SettingsPage.open(ui);
  });
  tidyUpSettings(() => ({ ui, settings, microsoft }));
  afterEach(() => assert.deepEqual(settings.trouble.splice(0), []));

  const block = (changes: object = {}): object => ({
    name: "Teams",
    accounts: [{ id: "work", name: "Work", ...microsoft.registration, ...changes }],
    people: [{ id: "alice", name: "Alice" }],
  });
  const work = (): Locator => accountCard(frame, "work");
  const alice = (): Locator => personCard(frame, "alice");
  const shows = (card: Locator, status: string): Promise<void> =>
    card.locator(`[data-preview="live"][data-status="${status}"]`).waitFor();

  describe("that are signed in to in a browser, whose last address is pasted", () => {
    before(async () => {
      ui.configure(block({ method: "auth-code" }));
      frame = await settings.openSettings();
    });

    /** Presses the button, and gives Microsoft's page in its window. */
    async function begin(button: string): Promise<Page> {
      const opened = settings.page.waitForEvent("popup");
      await signInPanel(work()).getByRole("button", { name: button, exact: true }).click();
      return opened;
    }

    /** Plays the person at Microsoft's page. */
    async function approve(page: Page, name: string): Promise<void> {
      await page.getByRole("button", { name: new RegExp(name) }).click();
      await page.getByRole("button", { name: "Approve" }).click();
      await page.waitForURL(/nativeclient\?/);
    }

    async function paste(address: string): Promise<void> {
      await signInPanel(work()).locator(".teams-auth-paste").fill(address);
      await signInPanel(work()).getByRole("button", { name: "Continue" }).click();
    }

    it("show the address to register", async () => {
      await unfold(field(work(), "method"));
      const address = `${microsoft.cloud.entra.origin}/common/oauth2/nativeclient`;
      await work().getByText(address, { exact: true }).waitFor();
      await action(work(), "copy-address").click();
      await action(work(), "copy-address").getByText("Copied").waitFor();
    });

    it("refuse another address with a sentence, and go on with the right one", async () => {
      const page = await begin("Sign in");
      await approve(page, "Alice Example");
      await paste("https://elsewhere.example/?something=else");
      await signInPanel(work()).getByText("This is not the address the sign-in ended at.").waitFor();
      await settings.picture("browser-sign-in");
      await paste(page.url());
      await signInPanel(work()).getByText("Signed in as Alice Example").waitFor();
      await shows(alice(), "in-a-meeting");
      await page.close();
    });
  });

  describe("in which another person signs in", () => {
    before(async () => {
      ui.configure(block());
      frame = await settings.openSettings();
      await signInPanel(work()).getByText("Signed in as Alice Example").waitFor();
    });
    beforeEach(async () => {
      await signInByCode(work(), microsoft, "bob", "Sign in again");
      await signInPanel(work()).getByText("Alice Example was signed in here before.").waitFor();
    });

    it("stay with the first where the other was a mistake", async () => {
      await signInPanel(work()).getByRole("button", { name: "No, keep Alice Example" }).click();
      await signInPanel(work()).getByText("Signed in as Alice Example").waitFor();
      await shows(alice(), "in-a-meeting");
    });

    it("are the other's where that is meant", async () => {
      await settings.picture("replace");
      await signInPanel(work())
        .getByRole("button", { name: "Yes, replace Alice Example by Bob Example" })
        .click();
      await signInPanel(work()).getByText("Signed in as Bob Example").waitFor();
      await shows(alice(), "away");
    });
  });

  describe("by which somebody else is to be read, too", () => {
    it("say what it takes, and read on whoever is signed in", async () => {
      const carol = { id: "carol", name: "Carol", user: "carol@contoso.example" };
      ui.configure({ ...block(), people: [{ id: "alice", name: "Alice" }, carol] });
      frame = await settings.openSettings();
      const card = personCard(frame, "carol");
      await card.getByRole("status").getByText("Sign-in needed").waitFor();
      await card.locator(".tp-advice").getByText("takes the permission Presence.Read.All").waitFor();
      await shows(alice(), "away");
    });
  });

  describe("of which there are several", () => {
    it("each have people of their own", async () => {
      ui.configure(block());
      frame = await settings.openSettings();
      await action(frame, "add-account").click();
      await field(accountCard(frame, ""), "name").fill("School");
      const school = accountCard(frame, "school");
      await fillRegistration(school, microsoft);
      await action(frame, "add-person").click();
      await field(personCard(frame, ""), "account").selectOption({ label: "School" });
      await signInByCode(school, microsoft, "alice");
      const second = personCard(frame, "alice-example");
      await shows(second, "in-a-meeting");
      const saved = await settings.save();
      const { tenant, clientId, authority, graph } = microsoft.registration;
      assert.partialDeepStrictEqual(saved, {
        accounts: [
          { id: "work", name: "Work" },
          { id: "school", name: "School", tenant, clientId, cloud: "custom", authority, graph },
        ],
      });
      assert.deepEqual(saved?.["people"], [
        { id: "alice", name: "Alice", account: "work" },
        { account: "school", name: "Alice Example", id: "alice-example" },
      ]);
      assert.deepEqual(readConfig(saved).complaints, []);
    });
  });
});
