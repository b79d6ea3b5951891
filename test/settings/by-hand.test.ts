import assert from "node:assert/strict";
import type { Frame, Locator } from "playwright-core";
import { readConfig } from "../../homebridge-plugin/config/config";
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
  sensor,
  signInPanel,
  unfold,
} from "../support/settings-form";
import { SettingsPage } from "../support/settings-page";

describeInBrowser("a configuration that was there before, on the settings page", () => {
  let microsoft: TestCloud;
  let ui: HomebridgeUi;
  let settings: SettingsPage;
  let frame: Frame;
  before(async function () {
    this.timeout(SETTINGS_START_MS);
    microsoft = await startTestCloud();
    ui = await HomebridgeUi.start({ platform: byHand(), env: microsoft.env });
    settings = await SettingsPage.open(ui);
  });
  beforeEach(() => ui.configure(byHand()));
  tidyUpSettings(() => ({ ui, settings, microsoft }));
  afterEach(() => assert.deepEqual(settings.trouble.splice(0), []));

  /** With no ids, and with things that nobody knows. */
  const byHand = () => ({
    name: "Teams",
    note: "mine",
    _note: { of: "another program" },
    accounts: [{ name: "Work", ...microsoft.registration, comment: { since: 2024 } }],
    people: [
      {
        name: "Alice",
        sensors: [{ name: "On air", statuses: ["in-a-call"], colour: "red" }],
        room: "office",
      },
      { name: "东京" },
      { name: "Bob", user: "bob@contoso.example", separate: false },
    ],
    interval: 30,
    hours: { enabled: false, start: "08:00" },
    extra: [1, 2],
  });

  it("is saved as it was but for the ids that the plugin derives", async () => {
    await settings.openSettings();
    const before = byHand();
    const [work] = before.accounts;
    const [alice, tokyo, bob] = before.people;
    assert.deepEqual(await settings.save(), {
      platform: "TeamsPresence",
      ...before,
      accounts: [{ ...work, id: "work" }],
      people: [
        { ...alice, id: "alice", sensors: [{ ...alice?.sensors?.[0], id: "on-air" }] },
        { ...tokyo, id: "person" },
        { ...bob, id: "bob" },
      ],
    });
    const ids = (block: unknown) => readConfig(block).people.map(({ id, sensors }) => [id, sensors[0]?.id]);
    assert.deepEqual(
      ids(before),
      ids(ui.platform).filter(([id]) => id !== "person"),
    );
  });

  it("shows what nobody knows of it in the words of the log, and nothing of it is lost by an edit", async () => {
    frame = await settings.openSettings();
    await section(frame, "log").getByText("note must be left out").waitFor();
    await unfold(field(personCard(frame, "alice"), "pauseSwitch"));
    await field(personCard(frame, "alice"), "pauseSwitch").check();
    const saved = await settings.save();
    const [alice] = byHand().people;
    assert.partialDeepStrictEqual(saved, { note: "mine", extra: [1, 2], _note: { of: "another program" } });
    assert.partialDeepStrictEqual(saved?.["people"], [{ ...alice, pauseSwitch: true }]);
  });

  /** Homebridge's UI takes them only where a Homebridge has told it its version, so that it is asked nothing here. */
  it("keeps what Homebridge's UI has in it for a bridge of its own", async () => {
    const bridge = { username: "0E:11:22:33:44:55", port: 51234 };
    ui.configure({ ...byHand(), _bridge: bridge });
    await settings.openSettings();
    const saves = "**/api/config-editor/plugin/**";
    const sent = settings.page.waitForRequest((request) => request.method() === "POST");
    await settings.page.route(saves, (route) =>
      route.fulfill({ status: 201, json: { config: [], affectedBridges: [] } }),
    );
    await settings.saveButton.click();
    assert.partialDeepStrictEqual((await sent).postDataJSON(), [{ _bridge: bridge, note: "mine" }]);
    await settings.page.unroute(saves);
  });

  it("loses a person, a sensor or an account only until that is undone", async () => {
    frame = await settings.openSettings();
    const alice = (): Locator => personCard(frame, "alice");
    await action(alice(), "remove-person").click();
    await alice().waitFor({ state: "detached" });
    await frame.getByText("Alice is removed.").waitFor();
    await action(frame, "undo").click();
    await alice().waitFor();

    await action(sensor(alice(), "on-air"), "edit-sensor").click();
    await action(alice(), "remove-sensor").click();
    await alice().getByText("The five usual ones.").waitFor();
    await action(alice(), "undo").click();
    await sensor(alice(), "on-air").waitFor();

    const work = accountCard(frame, "work");
    await action(work, "remove-account").click();
    await work.getByText(/^Alice, 东京 and Bob come from Work: /).waitFor();
    await action(work, "keep").click();
    await action(work, "remove-account").click();
    await action(work, "confirm").click();
    await work.waitFor({ state: "detached" });
    await action(frame, "undo").click();
    await work.waitFor();
    const { people, accounts } = readConfig(await settings.save());
    assert.deepEqual(
      [accounts.map(({ id }) => id), people.map(({ id }) => id)],
      [["work"], ["alice", "person", "bob"]],
    );
  });

  it("is rid of what is removed and not undone", async () => {
    frame = await settings.openSettings();
    await action(personCard(frame, "bob"), "remove-person").click();
    const saved = await settings.save();
    assert.deepEqual(
      readConfig(saved).people.map(({ name }) => name),
      ["Alice", "东京"],
    );
  });

  it("can be edited and saved though the page has lost its server, which it says", async () => {
    frame = await settings.openSettings();
    await signInPanel(accountCard(frame, "work")).getByText("Nobody is signed in yet.").waitFor();
    ui.killSettingsServer();
    await signInPanel(accountCard(frame, "work")).getByRole("button", { name: "Sign in" }).click();
    await signInPanel(accountCard(frame, "work")).getByText("This page has lost its server.").waitFor();
    await settings.picture("server-lost");
    await unfold(field(section(frame, "settings"), "interval"));
    await field(section(frame, "settings"), "interval").fill("45");
    assert.equal((await settings.save())?.["interval"], 45);
  });

  it("has a server again once it is opened again", async () => {
    frame = await settings.openSettings();
    await signInPanel(accountCard(frame, "work")).getByText("Nobody is signed in yet.").waitFor();
  });
});
