import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { HomebridgeState, SensorState } from "../../sandbox/api/state";
import { StandInHouse } from "../sandbox/api/stand-in-house";
import { describeInBrowser } from "../support/browser";
import { openSandboxPage, type SandboxPage } from "../support/sandbox-page";

const RUNNING = { state: "running", port: 51_826, pairingCode: "031-45-154", paired: false } as const;

function sensor(id: string, name: string, more: Partial<SensorState> = {}): SensorState {
  const accessory = { id: Number.parseInt(id, 10), name: "Alice" };
  return { id, name, value: false, kind: "occupancy", accessory, active: true, fault: false, ...more };
}

const WORK = { id: 3, name: "Work" };
const SENSORS: readonly SensorState[] = [
  sensor("2.10", "Available", { value: true }),
  sensor("2.16", "Busy", { kind: "contact", value: true, fault: true, active: false }),
  sensor("2.22", "In a call", { kind: "motion" }),
  sensor("2.28", "Ignore Teams", { kind: "switch" }),
  sensor("3.10", "Sign-in needed", { accessory: WORK }),
  sensor("3.12", "Stuck", { accessory: WORK, kind: "switch" }),
];
/** The stand-in's bridge does not switch this one on. */
const STUCK = "Stuck, Work";

describeInBrowser("HomeKit on the sandbox's page", () => {
  const house = new StandInHouse();
  let shown: SandboxPage;
  let page: Page;

  before(async () => {
    shown = await openSandboxPage(house, 400);
    ({ page } = shown);
  });
  after(() => shown?.close());
  beforeEach(() => tell(RUNNING, SENSORS));
  afterEach(() => assert.deepEqual(shown.complaints.splice(0), []));

  async function tell(homebridge: HomebridgeState, sensors: readonly SensorState[]): Promise<void> {
    house.homebridgeState = homebridge;
    house.sensorStates = [...sensors];
    await house.look();
    house.changed();
  }

  const card = () => page.locator(".homekit-card");
  const tile = (name: string): Locator => page.locator("#homekit .tile", { hasText: name });
  const knob = (name: string): Locator => page.getByRole("switch", { name, exact: true });

  it("shows each accessory's sensors: what they detect and what is wrong with them", async () => {
    await tile("Stuck").waitFor();
    assert.deepEqual(await page.locator("#homekit h3").allTextContents(), ["Alice", "Work"]);
    const says = async (name: string) => [
      await tile(name).locator(".tile-detail").textContent(),
      ...((await tile(name).getAttribute("class")) ?? "").split(" ").filter((word) => word.startsWith("is-")),
    ];
    assert.deepEqual(await says("Available"), ["detected", "is-on"]);
    assert.deepEqual(await says("Busy"), [
      "open · fault · not active",
      "is-on",
      "is-troubled",
      "is-inactive",
    ]);
    assert.deepEqual(await says("In a call"), ["no motion"]);
    assert.deepEqual(await says("Ignore Teams"), ["off"]);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 400);
  });

  it("follows a sensor without losing the keyboard's place, and flips a switch by it", async () => {
    const pause = knob("Ignore Teams, Alice");
    await pause.focus();
    await tell(RUNNING, [sensor("2.10", "Available"), ...SENSORS.slice(1)]);
    await tile("Available").getByText("not detected").waitFor();
    await page.keyboard.press("Space");
    await tile("Ignore Teams").getByText("on", { exact: true }).waitFor();
    assert.equal(await pause.getAttribute("aria-checked"), "true");
    assert.equal(house.homekit().find(({ id }) => id === "2.28")?.value, true);
    assert.equal(
      await page.evaluate('document.activeElement.getAttribute("aria-label")'),
      "Ignore Teams, Alice",
    );
  });

  it("says why a switch is not flipped", async () => {
    await knob(STUCK).click();
    await page.getByRole("alert").getByText("The bridge answers 207").waitFor();
    assert.equal(await knob(STUCK).getAttribute("aria-checked"), "false");
    // The browser itself tells of the refusal.
    shown.complaints.splice(0);
  });

  it("shows the pairing code until a controller has paired", async () => {
    await card().getByText("Pairing code 031-45-154").waitFor();
    await card().getByText("pairs with 127.0.0.1:51826").waitFor();
    await tell({ ...RUNNING, paired: true }, SENSORS);
    await card().getByText("A HomeKit controller is paired").waitFor();
    assert.equal(await card().getByText("Pairing code").isVisible(), false);
  });

  const ended = { state: "ended", title: "Homebridge has ended", advice: "Its last lines:\na bang" } as const;
  for (const [state, words] of [
    [{ state: "off" }, "Homebridge was left out of this start."],
    [{ state: "starting" }, "Homebridge is starting …"],
    [RUNNING, "Homebridge is running and shows nothing yet."],
    [ended, "Homebridge has ended."],
  ] as const)
    it(`says that there is nothing to see: ${state.state}`, async () => {
      await tell(state, []);
      await card().getByText(words).waitFor();
      assert.equal(await page.locator("#homekit li").count(), 0);
      const isShown = (what: string) => card().locator(what).isVisible();
      assert.equal(await isShown("#homekit-pairing"), state.state === "running");
      assert.equal(await isShown("#homekit-last"), state.state === "ended");
    });
});
