import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { startBridge } from "../../sandbox/bridge/bridge";
import type { Bridge } from "../../sandbox/bridge/bridge";
import { SandboxHouse } from "../../sandbox/house";
import { createAuthority } from "../../sandbox/support/certificates";
import { Faults } from "../../sandbox/support/faults";
import { WireLog } from "../../sandbox/support/wire-log";
import { UsbLights } from "../../sandbox/usb/usb-lights";
import { World } from "../../sandbox/world";
import { describeInBrowser } from "../support/browser";
import { FakeClock } from "../support/fake-clock";
import { openSandboxPage, type SandboxPage } from "../support/sandbox-page";

describeInBrowser("the USB lights on the sandbox's page", () => {
  let bridge: Bridge;
  let house: SandboxHouse;
  let lights: UsbLights;
  let shown: SandboxPage;
  let page: Page;

  before(async () => {
    const [log, faults] = [new WireLog(), new Faults()];
    bridge = await startBridge({ authority: await createAuthority("CN=Test CA"), log, faults });
    lights = new UsbLights(faults, new FakeClock());
    house = new SandboxHouse({ world: new World(), bridge, lights, log, faults, links: () => ({}) });
    shown = await openSandboxPage(house, 800);
    ({ page } = shown);
  });
  after(async () => {
    await shown?.close();
    await bridge?.close();
  });
  afterEach(() => assert.deepEqual(shown.complaints.splice(0), []));

  const tile = (name: string): Locator => page.locator("#busylights li", { hasText: name });

  /** One line of JSON is what the virtual light shows. */
  async function show(line: object): Promise<void> {
    const { devices } = await lights.usb.list();
    const device = devices.find(({ port }) => port === "virtual");
    assert.ok(device);
    const light = await lights.usb.open(device, { input: () => undefined, lost: () => undefined });
    await light.write({ transport: "serial", bytes: Buffer.from(`${JSON.stringify(line)}\n`) });
    await light.close();
  }

  it("are there when they are plugged in, and on the shelf when they are not", async () => {
    await tile("Kuando Busylight Omega").waitFor();
    assert.equal(await page.locator("#busylights li").count(), 2);
    const unplugged = house.busylights().filter(({ plugged }) => !plugged);
    assert.equal(await page.locator("#usb-shelf li").count(), unplugged.length);
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 800);
  });

  it("go from the shelf and back by keyboard, which stays with them", async () => {
    const plug = page.getByRole("button", { name: "Plug in Luxafor Mute" });
    const unplug = page.getByRole("button", { name: "Unplug Luxafor Mute" });
    const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    await plug.press("Enter");
    await unplug.waitFor();
    assert.equal(await focused(), "Unplug Luxafor Mute");
    assert.equal(
      await page
        .locator("#busylights")
        .getByRole("button", { name: /^Press / })
        .count(),
      1,
    );
    await unplug.press("Enter");
    await plug.waitFor();
    assert.equal(await focused(), "Plug in Luxafor Mute");
  });

  it("show their colour, dim ones too, and say what they do", async () => {
    await show({ color: "#320000", effect: "none" });
    await tile("Virtual light").getByText("#320000").waitFor();
    assert.match((await tile("Virtual light").getAttribute("style")) ?? "", /--light: #ff0000;/);
    const ringing = { tone: 3, volume: 60, endless: true };
    await show({ color: "#ff7e00", effect: "none", ringing });
    await page.getByRole("status").getByText("♪ Rings: tone 3 at 60 %").waitFor();
    await show({ color: "#000000", effect: "none" });
    await tile("Virtual light").getByText("off").waitFor();
  });

  for (const [effect, words] of [
    ["blink", "blinking"],
    ["breathe", "breathing"],
  ] as const)
    it(`${effect} no more than once a second, and not for whoever wants no motion`, async () => {
      await show({ color: "#00ff00", effect });
      await tile("Virtual light").getByText(words).waitFor();
      const animation = (what: string) =>
        page.evaluate(`getComputedStyle(document.querySelector("li.is-${effect}")).animation${what}`);
      assert.equal(await animation("Name"), `usb-${effect}`);
      assert.ok(Number.parseFloat(String(await animation("Duration"))) >= 1);
      await page.emulateMedia({ reducedMotion: "reduce" });
      assert.equal(await animation("Name"), "none");
      await page.emulateMedia({ reducedMotion: "no-preference" });
    });

  it("are given trouble, which is not taken away while it is ordered", async () => {
    const menu = page.getByRole("combobox", { name: "Kuando Busylight Omega, trouble" });
    const now = () => house.busylights().find(({ id }) => id === "kuando-omega")?.trouble;
    const troubled = page.locator("#busylights li.is-troubled");
    await menu.selectOption("Writes fail");
    await troubled.waitFor();
    assert.equal(now(), "write-fails");
    await menu.selectOption("No trouble");
    await troubled.waitFor({ state: "detached" });
    assert.equal(now(), undefined);
    house.orderFault({ target: "usb", kind: "held", light: "kuando-omega" });
    await troubled.waitFor();
    await menu.selectOption("No trouble");
    await page.getByText("Ordered trouble keeps the light as it is.").waitFor();
    assert.equal(await menu.inputValue(), "held");
    // The browser itself tells of the refusal.
    shown.complaints.splice(0);
    house.clearFaults();
  });

  it("are all unplugged by trouble that is ordered for a while, never for a number of requests", async () => {
    await page.locator("#targets label", { hasText: "USB" }).click();
    await page.locator("#kinds").getByRole("button", { name: "Unplugged" }).click();
    await page.locator("#ordered").getByText("Unplugged, for 30 s").waitFor();
    assert.equal(await page.locator("#busylights li").count(), 1);
    await page.getByRole("button", { name: "Clear trouble of USB" }).click();
    await tile("Kuando Busylight Omega").waitFor();
  });
});
