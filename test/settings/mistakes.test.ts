import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import { readConfig } from "../../homebridge-plugin/config/config";
import { describeInBrowser } from "../support/browser";
import { HomebridgeUi } from "../support/homebridge-ui";
import { SETTINGS_START_MS, tidyUpSettings } from "../support/settings-bench";
import { accountCard, action, field, personCard, section, unfold } from "../support/settings-form";
import { SettingsPage } from "../support/settings-page";
import { words } from "../support/settings-words";

const RIGHT = {
  name: "Teams",
  accounts: [
    {
      id: "work",
      name: "Work",
      tenant: "contoso.example",
      clientId: "7e5e0ce0-0000-4000-8000-00000000c11e",
    },
  ],
  people: [
    { id: "alice", name: "Alice", account: "work", user: "alice@contoso.example" },
    { id: "bob", name: "Bob", topic: "teams-presence/bob" },
  ],
  mqtt: { url: "mqtt://127.0.0.1:1" },
  interval: 60,
  settle: 5,
};

interface Mistake {
  readonly property: string;
  readonly at: (frame: Frame) => Locator;
  readonly wrong: string;
  readonly right: string;
}

const MISTAKES: readonly Mistake[] = [
  { property: "accounts.tenant", at: work, wrong: "our company", right: "contoso.example" },
  { property: "accounts.clientId", at: work, wrong: "7e5e0ce0", right: RIGHT.accounts[0]?.clientId ?? "" },
  { property: "people.user", at: alice, wrong: "alice at work", right: "alice@contoso.example" },
  { property: "people.topic", at: bob, wrong: "teams-presence/#", right: "teams-presence/bob" },
  { property: "mqtt.url", at: mqtt, wrong: "http://127.0.0.1", right: "mqtt://127.0.0.1:1" },
  { property: "interval", at: general, wrong: "1", right: "60" },
  { property: "settle", at: general, wrong: "soon", right: "5" },
];

const VIEWS = [
  { language: "en", theme: "light", width: 1280 },
  { language: "de", theme: "dark", width: 360 },
] as const;

function work(frame: Frame): Locator {
  return accountCard(frame, "work");
}
function alice(frame: Frame): Locator {
  return personCard(frame, "alice");
}
function bob(frame: Frame): Locator {
  return personCard(frame, "bob");
}
function mqtt(frame: Frame): Locator {
  return section(frame, "mqtt");
}
function general(frame: Frame): Locator {
  return section(frame, "settings");
}

describeInBrowser("what is wrong on the settings page", () => {
  let ui: HomebridgeUi;
  let settings: SettingsPage;
  let frame: Frame;
  before(async function () {
    this.timeout(SETTINGS_START_MS);
    ui = await HomebridgeUi.start({ platform: RIGHT });
  });
  tidyUpSettings(() => ({ ui, settings }));
  afterEach(() => assert.deepEqual(settings.trouble.splice(0), []));

  const control = ({ property, at }: Mistake): Locator => field(at(frame), property.split(".").at(-1) ?? "");
  const said = (mistake: Mistake): Locator =>
    control(mistake).locator("xpath=ancestor::*[contains(@class, 'tp-field')][1]").locator(".tp-wrong");

  async function fill(mistake: Mistake, text: string): Promise<void> {
    await unfold(control(mistake));
    await control(mistake).fill(text);
    await control(mistake).blur();
  }

  for (const view of VIEWS)
    describe(`in ${view.language}, ${view.theme}, ${view.width} pixels wide`, () => {
      const say = (key: string, count?: number): string => words(view.language, key, count);
      const attention = (): Locator => section(frame, "attention");
      before(async function () {
        this.timeout(SETTINGS_START_MS);
        ui.configure(RIGHT);
        settings = await SettingsPage.open(ui, view);
        frame = await settings.openSettings();
      });
      after(() => settings?.dispose());

      it("is said under each field, and at the top together", async () => {
        for (const mistake of MISTAKES) {
          await fill(mistake, mistake.wrong);
          await said(mistake)
            .getByText(say(`wrong.${mistake.property}`), { exact: true })
            .waitFor();
        }
        await attention().getByText(say("attention.many", MISTAKES.length)).waitFor();
        await settings.picture(`mistakes-${view.language}`);
      });

      it("is led to from the top", async () => {
        const interval = control(MISTAKES[5] as Mistake);
        await section(frame, "settings").locator("details[open] > summary").last().click();
        assert.equal(await interval.isVisible(), false);
        await attention()
          .getByRole("button", { name: say("settings.interval") })
          .click();
        await interval.and(frame.locator(":focus")).waitFor();
      });

      it("keeps nothing else from being saved", async () => {
        const saved = await settings.save();
        const { accounts, people, mqtt, interval, settle, complaints } = readConfig(saved);
        assert.equal(complaints.length, 5, complaints.map(({ message }) => message).join("\n"));
        assert.deepEqual(
          { accounts, people: people.map(({ id }) => id), mqtt, interval, settle },
          { accounts: [], people: ["alice", "bob"], mqtt: undefined, interval: 30, settle: 0 },
        );
      });

      it("is said at once when the settings are opened again, and no more once it is put right", async () => {
        frame = await settings.openSettings();
        await attention().getByText(say("attention.many", MISTAKES.length)).waitFor();
        for (const mistake of MISTAKES) {
          await fill(mistake, mistake.right);
          assert.equal(await said(mistake).innerText(), "");
        }
        await attention().waitFor({ state: "hidden" });
        assert.equal(await section(frame, "log").isVisible(), false);
        assert.deepEqual(await settings.save(), { platform: "TeamsPresence", ...RIGHT });
      });

      it("is said of a new sensor only once somebody has chosen, and taken back, a status", async () => {
        frame = await settings.openSettings();
        await action(alice(frame), "choose-sensors").click();
        await action(alice(frame), "add-sensor").click();
        const added = alice(frame).locator(".tp-own").last();
        await field(added, "name").fill("On air");
        assert.equal(await attention().isVisible(), false);
        const status = added.locator('[data-chip="in-a-call"]');
        await status.click();
        await status.click();
        const message = added.getByText(say("wrong.people.sensors.statuses"), { exact: true });
        await message.waitFor();
        await status.click();
        await message.waitFor({ state: "hidden" });
        const [person] = readConfig(await settings.save()).people;
        assert.deepEqual(person?.sensors.map(({ id, statuses }) => [id, statuses]).slice(-2), [
          ["away", ["away", "be-right-back"]],
          ["on-air", ["in-a-call"]],
        ]);
      });
    });
});
