import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { describeInBrowser } from "../support/browser";
import { type Dialog, Editor, rawKeysIn, type View } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";

/** What is asked of an element inside the page. */
interface Element {
  getAttribute(name: string): string | null;
}

const TARGET = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";

const VIEWS: readonly Required<View>[] = [
  { theme: "light", width: 1280, height: 900 },
  { theme: "dark", width: 800, height: 1400 },
];
/** Where pictures of the dialog go, for somebody to look at. */
const { PICTURES } = process.env;

const FLOW = { id: "tab", type: "tab", label: "Office" };
const BRIDGE = {
  id: "bridge",
  type: "presence-hue-bridge",
  name: "Bridge",
  host: "127.0.0.1",
  port: "8443",
  bridgeId: "001788fffe0a1b2c",
  tls: "insecure",
};
const LAMP = {
  id: "lamp",
  type: "presence-hue-light",
  z: "tab",
  name: "Desk lamp",
  bridge: "bridge",
  targetType: "light",
  target: TARGET,
  theme: "own",
  maxBrightness: "70",
  wires: [[]],
};
const RULES = [
  { status: "*", action: "show", brightness: 80 },
  { status: "busy", action: "show", color: "#aa00ff", brightness: 60, effect: "breathe" },
  { status: "in-a-call", action: "show", sound: { tone: "ring" } },
  { status: "in-a-meeting", action: "scene", scene: "Deep focus" },
  { status: "away", action: "off" },
];
const NIGHT = {
  enabled: true,
  timezone: "Europe/Berlin",
  days: [1, 2, 3, 5],
  start: "22:00",
  end: "06:00",
  outside: "off",
};
const OWN = {
  id: "own",
  type: "presence-theme",
  name: "",
  preset: "traffic-light",
  rules: RULES,
  hours: NIGHT,
};
const PLAIN = { id: "plain", type: "presence-theme", name: "", preset: "traffic-light" };
/** One theme for each test that presses Done, since the editor stays open. */
const FLOWS = [
  FLOW,
  BRIDGE,
  LAMP,
  { ...LAMP, id: "other", name: "", theme: "", target: "6b1d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01" },
  { ...LAMP, id: "unfinished", name: "Unfinished", target: "" },
  OWN,
  { ...OWN, id: "reset" },
  { ...OWN, id: "preset" },
  { ...OWN, id: "wrong" },
  { ...PLAIN, id: "odd", rules: [{ status: "bussy", action: "off" }] },
  PLAIN,
];

for (const major of ["4", "5"] as const)
  describeInBrowser(`the dialog of presence-theme on Node-RED ${major}`, () => {
    let red: NodeRedProcess;
    let editor: Editor;

    before(async function () {
      this.timeout(60_000);
      red = await NodeRedProcess.start({ major });
      // Complete and without a theme that no lamp uses, since Node-RED would ask back at the deploy.
      await red.deploy([FLOW, BRIDGE, { ...LAMP, theme: "plain" }, PLAIN]);
      editor = await Editor.open(red);
    });
    after(async () => {
      await editor?.close();
      await red?.dispose();
    });
    afterEach(() => assert.deepEqual(editor.trouble.splice(0), []));

    const row = (dialog: Dialog, status: string): Locator =>
      dialog.tray.locator(`tr[data-status="${status}"]`);
    const changed = (dialog: Dialog): Promise<readonly string[]> =>
      dialog.tray
        .locator("tr.is-own")
        .evaluateAll((rows) =>
          rows.map((one) => (one as unknown as Element).getAttribute("data-status") ?? ""),
        );
    const words = (dialog: Dialog): Locator => dialog.tray.locator("#presence-theme-hours-words");

    it("stores what differs from the preset, over deploy and reload", async () => {
      const dialog = await editor.edit("plain");
      assert.deepEqual(await changed(dialog), []);
      await dialog.tray.getByLabel("Busy: colour").fill("#0000ff");
      await dialog.tray.getByLabel("Busy: percent bright").fill("40");
      await dialog.tray.getByLabel("In a call: effect").selectOption("blink");
      await dialog.tray.getByLabel("Focusing: what the lamp does").selectOption("scene");
      await dialog.tray.getByLabel("Focusing: scene").fill(" Deep focus ");
      await dialog.tray.getByLabel("Offline: what the lamp does").selectOption("show");
      await dialog.tray.getByLabel("Away: what the lamp does").selectOption("off");
      await dialog.tray.getByLabel("Away: what the lamp does").selectOption("show");
      assert.deepEqual(await changed(dialog), ["busy", "in-a-call", "focusing", "offline"]);
      await dialog.done();
      await editor.deploy();
      await editor.reload();
      const stored = await editor.node("plain");
      assert.deepEqual(stored?.["rules"], [
        { status: "busy", action: "show", color: "#0000ff", brightness: 40 },
        { status: "in-a-call", action: "show", effect: "blink" },
        { status: "focusing", action: "scene", scene: "Deep focus" },
        { status: "offline", action: "show", color: "#ffffff" },
      ]);
      assert.deepEqual(stored?.["hours"], {
        enabled: false,
        timezone: "",
        days: [1, 2, 3, 4, 5],
        start: "09:00",
        end: "17:00",
        outside: "restore",
      });
      const again = await editor.edit("plain");
      assert.deepEqual(await changed(again), ["busy", "in-a-call", "focusing", "offline"]);
      assert.equal(await again.tray.getByLabel("Busy: colour").inputValue(), "#0000ff");
      assert.equal(await again.tray.getByLabel("Focusing: scene").inputValue(), "Deep focus");
      await again.cancel();
    });

    it("opens on a flow with rules, hours and lamps", async () => {
      await red.deploy(FLOWS);
      await editor.reload();
      const valid = async (id: string): Promise<unknown> => (await editor.node(id))?.["valid"];
      assert.deepEqual([await valid("own"), await valid("plain"), await valid("odd")], [true, true, false]);
    });

    it("brings a status back to the preset, or all of them", async () => {
      const dialog = await editor.edit("reset");
      assert.deepEqual(await changed(dialog), ["busy", "in-a-call", "in-a-meeting", "away"]);
      await dialog.tray
        .getByText("follows the rule * of the flow instead of the preset: Colour, 80 %.")
        .waitFor();
      assert.equal(await dialog.tray.getByLabel("Available: percent bright").inputValue(), "80");
      const reset = dialog.tray.getByRole("button", { name: "Busy: back to the preset" });
      await reset.focus();
      await editor.page.keyboard.press("Enter");
      assert.equal(await dialog.tray.getByLabel("Busy: colour").inputValue(), "#ff0000");
      assert.ok(await reset.isHidden());
      assert.deepEqual(await changed(dialog), ["in-a-call", "in-a-meeting", "away"]);
      const all = dialog.tray.getByRole("button", { name: "Everything as in the preset" });
      await all.click();
      assert.ok(await all.isDisabled());
      assert.deepEqual(await changed(dialog), []);
      assert.equal(await dialog.tray.getByLabel("Available: percent bright").inputValue(), "100");
      await dialog.done();
      assert.deepEqual((await editor.node("reset"))?.["rules"], []);
    });

    it("keeps what is one's own when the preset changes, and what it cannot show", async () => {
      const dialog = await editor.edit("preset");
      await dialog.field("preset").selectOption("presence-switch");
      assert.equal(await dialog.tray.getByLabel("Busy: colour").inputValue(), "#aa00ff");
      assert.equal(await dialog.tray.getByLabel("Available: colour").inputValue(), "#009000");
      await dialog.tray.getByLabel("Be right back: what the lamp does").selectOption("leave");
      await dialog.done();
      const stored = await editor.node("preset");
      assert.equal(stored?.["preset"], "presence-switch");
      const [any, busy, call, meeting] = RULES;
      assert.deepEqual(stored?.["rules"], [
        any,
        busy,
        call,
        meeting,
        { status: "be-right-back", action: "leave" },
        { status: "away", action: "off" },
      ]);
      assert.deepEqual(stored?.["hours"], NIGHT);
    });

    it("says what the hours mean, and stores them", async () => {
      const dialog = await editor.edit("plain");
      const { tray } = dialog;
      assert.equal(await words(dialog).innerText(), "Follows presence at any time.");
      assert.ok(await tray.getByLabel("Time zone").isHidden());
      await tray.getByLabel("Follow presence only in working hours").check();
      assert.equal(
        await words(dialog).innerText(),
        "Follows presence Mon–Fri 09:00–17:00, time of the machine Node-RED runs on. Outside, the lamp is given back.",
      );
      await tray.getByLabel("Sun").check();
      await tray.getByLabel("Wed").uncheck();
      await tray.getByLabel("From").fill("22:00");
      await tray.getByLabel("to", { exact: true }).fill("06:30");
      await tray.getByLabel("Time zone").fill("Asia/Kathmandu");
      await tray.getByLabel("Outside").selectOption("off");
      assert.equal(
        await words(dialog).innerText(),
        "Follows presence Mon, Tue, Thu, Fri, Sun from 22:00 to 06:30 of the next day, Asia/Kathmandu. Outside, the lamp is switched off.",
      );
      await dialog.done();
      assert.deepEqual((await editor.node("plain"))?.["hours"], {
        enabled: true,
        timezone: "Asia/Kathmandu",
        days: [0, 1, 2, 4, 5],
        start: "22:00",
        end: "06:30",
        outside: "off",
      });
      const again = await editor.edit("plain");
      assert.match(await words(again).innerText(), /^Follows presence Mon, Tue, Thu, Fri, Sun from 22:00/);
      await again.tray.getByLabel("to", { exact: true }).fill("22:00");
      assert.match(await words(again).innerText(), /from 22:00 for 24 hours/);
      for (const day of ["Wed", "Sat"]) await again.tray.getByLabel(day).check();
      assert.equal(await words(again).innerText(), "Follows presence at any time.");
      for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
        await again.tray.getByLabel(day).uncheck();
      assert.match(await words(again).innerText(), /^Never follows presence, since no day is ticked\./);
      await again.cancel();
    });

    it("marks a scene without a name, an unknown time zone and a missing time", async () => {
      const dialog = await editor.edit("wrong");
      const { tray } = dialog;
      const marked = (): Promise<readonly string[]> =>
        tray
          .locator('[aria-invalid="true"]')
          .evaluateAll((fields) =>
            fields
              .map((one) => one as unknown as Element)
              .map((one) => one.getAttribute("aria-label") ?? one.getAttribute("id") ?? ""),
          );
      assert.deepEqual(await marked(), []);
      await tray.getByLabel("In a meeting: scene").fill("");
      await tray.getByLabel("Time zone").fill("Europe/Berln");
      await tray.getByLabel("From").fill("");
      assert.deepEqual(await marked(), [
        "In a meeting: scene",
        "presence-theme-hours-start",
        "presence-theme-hours-timezone",
      ]);
      assert.match(await words(dialog).innerText(), /marked above/);
      assert.ok(await tray.getByRole("button", { name: "In a meeting: try it" }).isDisabled());
      await dialog.done();
      const stored = await editor.node("wrong");
      assert.equal(stored?.["valid"], false);
      const wrong = await editor.edit("wrong");
      assert.equal((await marked()).length, 3);
      await wrong.tray.getByLabel("In a meeting: scene").fill("Coffee");
      await wrong.tray.getByLabel("Time zone").fill("");
      await wrong.tray.getByLabel("From").fill("21:00");
      assert.deepEqual(await marked(), []);
      await wrong.done();
      assert.equal((await editor.node("wrong"))?.["valid"], true);
    });

    it("keeps a brightness within what lamps know", async () => {
      const dialog = await editor.edit("plain");
      const brightness = dialog.tray.getByLabel("Busy: percent bright");
      for (const [typed, kept] of [
        ["250", "100"],
        ["0", "1"],
        ["", "1"],
        ["33.4", "33"],
      ] as const) {
        await brightness.fill(typed);
        await brightness.press("Tab");
        assert.equal(await brightness.inputValue(), kept, typed);
      }
      await dialog.cancel();
    });

    it("keeps a rule of the flow that it does not understand, and says so", async () => {
      const dialog = await editor.edit("odd");
      await dialog.tray.getByText("Not understood and kept as it is: 1 of the rules").waitFor();
      await dialog.done();
      assert.deepEqual((await editor.node("odd"))?.["rules"], [{ status: "bussy", action: "off" }]);
      const again = await editor.edit("odd");
      await again.tray.getByRole("button", { name: "Everything as in the preset" }).click();
      await again.done();
      assert.deepEqual((await editor.node("odd"))?.["rules"], []);
    });

    for (const view of VIEWS)
      it(`tries a row on a lamp, by keyboard, in ${view.theme}, ${view.width} pixels wide`, async () => {
        if (view.theme === "dark") {
          await editor.close();
          editor = await Editor.open(red, view);
        }
        const bodies: unknown[] = [];
        let finish: () => void = () => undefined;
        await editor.page.route("**/presence-hue-light/*/try", async (route) => {
          bodies.push([new URL(route.request().url()).pathname, route.request().postDataJSON()]);
          if (bodies.length === 1) {
            await new Promise<void>((resolve) => (finish = resolve));
            await route.fulfill({ json: { target: TARGET } });
          } else
            await route.fulfill({
              // A status above 399 would be the browser's own trouble.
              status: 200,
              contentType: "application/json",
              body: "<html>",
            });
        });
        const dialog = await editor.edit("own");
        const { tray } = dialog;
        const message = tray.locator("#presence-theme-message");
        assert.equal(await message.getAttribute("aria-live"), "polite");
        assert.deepEqual(await tray.getByLabel("Try on").locator("option").allInnerTexts(), [
          "Desk lamp (Office)",
          "hue light (Office)",
        ]);
        assert.deepEqual(await dialog.tooWide(), []);
        assert.deepEqual(await rawKeysIn(tray), []);
        if (PICTURES) await tray.screenshot({ path: `${PICTURES}/theme-${view.theme}.png` });
        const tryIt = tray.getByRole("button", { name: "Busy: try it" });
        await tryIt.focus();
        await editor.page.keyboard.press("Enter");
        await message.getByText("Desk lamp (Office) shows Busy …").waitFor();
        assert.ok(await tryIt.isDisabled(), "one at a time");
        finish();
        await message.getByText("The lamp is as it was before.").waitFor();
        assert.ok(await tryIt.isEnabled());
        assert.deepEqual(bodies, [
          [
            "/presence-hue-light/lamp/try",
            {
              bridge: "bridge",
              target: TARGET,
              targetType: "light",
              maxBrightness: "70",
              host: "127.0.0.1",
              port: "8443",
              bridgeId: "001788fffe0a1b2c",
              tls: "insecure",
              credentials: { key: "__PWRD__", certificate: "__PWRD__" },
              rule: {
                status: "busy",
                action: "show",
                color: "#aa00ff",
                brightness: 60,
                effect: "breathe",
                scene: "",
              },
            },
          ],
        ]);
        await row(dialog, "available").getByRole("button", { name: "try it" }).click();
        await message.getByText("Node-RED does not answer. Check that it runs and try again.").waitFor();
        for (const status of ["offline", "unknown"])
          assert.ok(await row(dialog, status).getByRole("button", { name: "try it" }).isDisabled(), status);
        await dialog.cancel();
      });

    it("says how to get a lamp where there is none to try", async () => {
      await red.deploy([FLOW, BRIDGE, { ...LAMP, target: "" }, { id: "plain", type: "presence-theme" }]);
      await editor.close();
      editor = await Editor.open(red);
      const dialog = await editor.edit("plain");
      await dialog.tray.getByText("To try a colour from here, put a hue light node into a flow").waitFor();
      assert.ok(await dialog.tray.getByLabel("Try on").isHidden());
      assert.ok(await dialog.tray.getByRole("button", { name: "Busy: try it" }).isDisabled());
      await dialog.cancel();
    });
  });
