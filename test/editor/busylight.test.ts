import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeInBrowser } from "../support/browser";
import { deferred } from "../support/deferred";
import { type Dialog, Editor, rawKeysIn, type View } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";
import type { PluggedIn } from "../support/pretend-driver";

const OMEGA: PluggedIn = {
  id: "27bb:3bcd",
  family: "kuando",
  model: "omega",
  manufacturer: "PLENOM APS",
  product: "BUSYLIGHT",
  serialNumber: "A1B2",
  port: "1-3",
};
const FLAG: PluggedIn = {
  id: "04d8:f372",
  family: "luxafor",
  model: "flag",
  product: "LUXAFOR FLAG",
  port: "1-1",
};
const NO_PERMISSION: PluggedIn = {
  id: "2c0d:0001",
  family: "blynclight",
  model: "standard",
  product: "Blynclight",
  port: "1-4",
  trouble: "no-permission",
};
const EPOS: PluggedIn = {
  id: "1395:0074",
  family: "epos",
  model: "epos",
  product: "EPOS BUSYLIGHT",
  port: "1-6",
};
const UNKNOWN: PluggedIn = {
  id: "1234:abcd",
  family: "kuando",
  model: "omega",
  product: "Copied light",
  port: "1-5",
};
const LIGHTS: readonly PluggedIn[] = [OMEGA, FLAG, { ...FLAG, port: "1-2" }, EPOS, NO_PERMISSION, UNKNOWN];

const LIGHT = { type: "busylight", z: "tab", wires: [[], []] };
const people = ["Alice", "Bob"].map((name) => ({ id: `${name}@contoso.example`, name }));
const FLOW = [
  { id: "tab", type: "tab", label: "Flow" },
  { id: "auth", type: "teams-auth", name: "Work", tenant: "contoso.example", clientId: crypto.randomUUID() },
  { id: "poll", type: "presence-poll", z: "tab", auth: "auth", people, wires: [["light"], []] },
  { id: "light", ...LIGHT, name: "" },
];

const VIEWS: readonly Required<View>[] = [
  { theme: "light", width: 1280, height: 1300 },
  { theme: "dark", width: 800, height: 1300 },
];

for (const major of ["4", "5"] as const)
  describeInBrowser(`the dialog of busylight on Node-RED ${major}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "teams-presence-usb-"));
    const file = join(folder, "lights.json");
    const plugIn = (lights: readonly PluggedIn[]): void => writeFileSync(file, JSON.stringify(lights));
    let red: NodeRedProcess;
    let editor: Editor;

    before(async function () {
      this.timeout(60_000);
      plugIn(LIGHTS);
      red = await NodeRedProcess.start({
        major,
        env: {
          TEAMS_PRESENCE_USB_DRIVER: require.resolve("../support/pretend-driver"),
          PRETEND_LIGHTS: file,
          DESK_LIGHT: "27bb:3bcd",
          LOUD: "90",
          ENDING: "leave",
          COPY: "1234:abcd",
          FAMILY: "kuando",
        },
      });
      await red.deploy(FLOW);
      editor = await Editor.open(red);
    });
    beforeEach(() => plugIn(LIGHTS));
    afterEach(() => assert.deepEqual(editor.trouble.splice(0), []));
    after(async () => {
      await editor?.close();
      await red?.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Begins anew with other properties of the light. */
    async function redeploy(properties: object): Promise<void> {
      await red.deploy(FLOW.map((node) => (node.id === "light" ? { ...node, ...properties } : node)));
      await editor.reload();
    }

    /** Opens the dialog and waits until it knows what is plugged in. */
    async function open(): Promise<Dialog> {
      const dialog = await editor.edit("light");
      await looked(dialog);
      return dialog;
    }

    const looked = ({ tray }: Dialog): Promise<void> =>
      tray.getByText("Looking for lights …").waitFor({ state: "hidden" });
    const list = ({ tray }: Dialog) => tray.locator("#node-input-device");
    const reload = ({ tray }: Dialog) => tray.getByRole("button", { name: "Look again" });
    const tryIt = ({ tray }: Dialog) => tray.getByRole("button", { name: "Try" });
    const notes = ({ tray }: Dialog) => tray.locator("#busylight-notes");
    const rows = ({ tray }: Dialog) => tray.locator(".busylight-protocol");
    const addRow = ({ tray }: Dialog) => tray.locator(".red-ui-editableList-addButton");
    const shown = (dialog: Dialog) =>
      list(dialog).evaluate(
        (select) =>
          (select as unknown as { selectedOptions: readonly { text: string }[] }).selectedOptions[0]?.text,
      );
    const entries = (dialog: Dialog) =>
      list(dialog)
        .locator("option")
        .evaluateAll((options) => options.map((option) => (option as unknown as { text: string }).text));

    async function stored(...properties: readonly string[]): Promise<readonly unknown[]> {
      const node = await editor.node("light");
      return [...properties, "valid"].map((property) => node?.[property]);
    }

    it("lists what is plugged in, with what tells twins apart and what is in the way", async () => {
      const dialog = await open();
      assert.deepEqual(await entries(dialog), [
        "Any light that is plugged in",
        "All lights",
        "Blynclight Standard (BLYNCUSB30), no permission",
        "BUSYLIGHT, Kuando",
        "EPOS BUSYLIGHT, experimental",
        "LUXAFOR FLAG, port 1-1",
        "LUXAFOR FLAG, port 1-2",
        "Virtual light",
      ]);
      assert.equal(await shown(dialog), "Any light that is plugged in");
      assert.deepEqual(await dialog.wrongFields(), []);
      assert.deepEqual(await rawKeysIn(dialog.tray), []);
      await dialog.cancel();
    });

    it("shows the usual values of a node that has none, and stores them", async () => {
      const dialog = await open();
      await dialog.field("name").fill("Door");
      await dialog.done();
      assert.deepEqual(
        await stored("device", "maxBrightness", "volume", "onClose", "plainColors", "protocols", "person"),
        ["any", "100", "50", "off", false, [], "", true],
      );
    });

    for (const [label, device] of [
      ["All lights", "all"],
      ["BUSYLIGHT, Kuando", "27bb:3bcd:A1B2"],
      ["LUXAFOR FLAG, port 1-2", "04d8:f372@1-2"],
      ["Blynclight Standard (BLYNCUSB30), no permission", "2c0d:0001"],
      ["Virtual light", "virtual"],
    ] as const)
      it(`stores ${label} as ${device}, and finds it again`, async () => {
        const dialog = await open();
        await list(dialog).selectOption({ label });
        await dialog.done();
        assert.deepEqual(await stored("device"), [device, true]);
        const again = await open();
        assert.equal(await shown(again), label);
        await again.cancel();
      });

    it("tries the light that is chosen, with nothing but the keyboard", async () => {
      await redeploy({ device: "27bb:3bcd:A1B2" });
      const dialog = await open();
      const tried = editor.page.waitForRequest((request) => request.url().endsWith("/busylight/light/try"));
      await list(dialog).focus();
      for (const button of [reload(dialog), tryIt(dialog)]) {
        await editor.page.keyboard.press("Tab");
        assert.equal(await button.and(editor.page.locator(":focus")).count(), 1);
      }
      await editor.page.keyboard.press("Enter");
      await dialog.tray.getByText("The light blinks red for two seconds …").waitFor();
      assert.deepEqual((await tried).postDataJSON(), {
        device: "27bb:3bcd:A1B2",
        protocols: [],
        maxBrightness: "100",
        volume: "50",
        plainColors: false,
      });
      await dialog.tray.getByText("The light is as it was before.").waitFor();
      assert.ok(await tryIt(dialog).isEnabled());
      await dialog.cancel();
    });

    it("says why a light cannot be used and what to do, before and after a try", async () => {
      const dialog = await open();
      await list(dialog).selectOption({ label: "Any light that is plugged in" });
      const trouble = "The light was found, but may not be used. Give it permission again";
      assert.match(
        await notes(dialog).innerText(),
        new RegExp(`^\\s*Blynclight Standard \\(BLYNCUSB30\\): ${trouble}`),
      );
      await list(dialog).selectOption({ label: "Virtual light" });
      assert.equal(await notes(dialog).innerText(), "");
      await list(dialog).selectOption({ label: "Blynclight Standard (BLYNCUSB30), no permission" });
      assert.match(await notes(dialog).innerText(), new RegExp(`^\\s*${trouble}`));
      await tryIt(dialog).click();
      await dialog.tray.getByText("Nothing could be shown.").waitFor();
      assert.equal(await dialog.tray.getByText(trouble).count(), 1, "why is said once");
      assert.deepEqual(await dialog.tooWide(), []);
      await list(dialog).selectOption({ label: "Virtual light" });
      assert.equal(await dialog.tray.getByText("Nothing could be shown.").count(), 0);
      await dialog.cancel();
      // The browser itself reports the refusal.
      editor.trouble.splice(0);
    });

    it("says that nobody's word vouches for a light, and which lights have a sound", async () => {
      const dialog = await open();
      await list(dialog).selectOption({ label: "Any light that is plugged in" });
      const volume = dialog.tray.locator("#busylight-volume-tip");
      assert.match(await volume.innerText(), /Only some lights have a sound/);
      await list(dialog).selectOption({ label: "EPOS BUSYLIGHT, experimental" });
      assert.match(await notes(dialog).innerText(), /^\s*Experimental:/);
      assert.equal(await volume.innerText(), "This light has no sound.");
      await list(dialog).selectOption({ label: "BUSYLIGHT, Kuando" });
      assert.equal(await notes(dialog).innerText(), "");
      assert.doesNotMatch(await volume.innerText(), /no sound|Only some/);
      await dialog.cancel();
    });

    it("keeps a light that is not plugged in, and sees when it is", async () => {
      await redeploy({ device: "27bb:3bcd:A1B2" });
      plugIn([FLAG]);
      const dialog = await open();
      assert.equal(await shown(dialog), "Light 27bb:3bcd, serial A1B2, not plugged in");
      await notes(dialog).getByText("Not plugged in now. When it is, it is found by itself.").waitFor();
      await tryIt(dialog).click();
      await dialog.tray.getByText("The light is not plugged in. Plug it in", { exact: false }).waitFor();
      plugIn(LIGHTS);
      await reload(dialog).click();
      await looked(dialog);
      assert.equal(await shown(dialog), "BUSYLIGHT, Kuando");
      assert.equal(await notes(dialog).innerText(), "");
      plugIn([]);
      await reload(dialog).click();
      await notes(dialog).getByText("No light is plugged in").waitFor();
      await dialog.done();
      assert.deepEqual(await stored("device"), ["27bb:3bcd:A1B2", true]);
      editor.trouble.splice(0);
    });

    it("says what to look at where nothing is plugged in", async () => {
      await redeploy({});
      plugIn([]);
      const dialog = await open();
      await notes(dialog).getByText("No light is plugged in that is known here.").waitFor();
      const guide = notes(dialog).getByRole("link", { name: "Known lights, and what to do step by step" });
      assert.match((await guide.getAttribute("href")) ?? "", /\/docs\/busylights\.md$/);
      assert.equal(await guide.getAttribute("rel"), "noopener noreferrer");
      assert.deepEqual(await rawKeysIn(dialog.tray), []);
      await list(dialog).selectOption({ label: "Virtual light" });
      assert.equal(await notes(dialog).innerText(), "", "that one needs no port");
      await dialog.cancel();
    });

    it("says that it is looking, and why it cannot", async () => {
      await editor.page.route("**/busylight/devices", (route) => route.abort());
      const dialog = await editor.edit("light");
      await dialog.tray.getByText("Node-RED does not answer. Check that it runs and try again.").waitFor();
      await editor.page.unroute("**/busylight/devices");
      const answer = deferred();
      await editor.page.route("**/busylight/devices", async (route) => {
        await answer.promise;
        await route.fulfill({
          json: { lights: [], problems: [{ code: "x", title: "No library", advice: "Install it." }] },
        });
      });
      await reload(dialog).click();
      await dialog.tray.getByText("Looking for lights …").waitFor();
      answer.resolve();
      await notes(dialog).getByText("No library. Install it.").waitFor();
      await editor.page.unroute("**/busylight/devices");
      await dialog.cancel();
      editor.trouble.splice(0);
    });

    it("keeps what only the flow file says, through Done and a deploy", async () => {
      const typed = {
        device: "${DESK_LIGHT}",
        volume: "${LOUD}",
        onClose: "${ENDING}",
        protocols: [{ id: "${COPY}", as: "${FAMILY}" }],
      };
      await redeploy(typed);
      const dialog = await open();
      assert.equal(await shown(dialog), "${DESK_LIGHT}");
      assert.equal(await dialog.field("volume").inputValue(), "${LOUD}");
      assert.deepEqual(await dialog.wrongFields(), []);
      await dialog.field("name").fill("Typed");
      await dialog.done();
      await editor.deploy();
      const { body } = await red.admin("GET", "/flows");
      const node = (body as readonly Record<string, unknown>[]).find(({ id }) => id === "light");
      assert.deepEqual(
        Object.keys(typed).map((property) => [property, node?.[property]]),
        Object.entries(typed),
      );
    });

    it("tries what the environment names only where it was deployed so", async () => {
      await redeploy({ device: "${DESK_LIGHT}" });
      const deployed = await open();
      await tryIt(deployed).click();
      await deployed.tray.getByText("The light is as it was before.").waitFor();
      await deployed.field("volume").evaluate((field) => {
        Object.assign(field, { type: "text", value: "${LOUD}" });
      });
      await tryIt(deployed).click();
      await deployed.tray.getByText("Deploy once, then try again", { exact: false }).waitFor();
      await deployed.cancel();
      editor.trouble.splice(0);
    });

    it("says what is wrong", async () => {
      await redeploy({
        device: "desk",
        person: "Alice",
        maxBrightness: 0,
        volume: 101,
        onClose: "never",
        protocols: [{ id: "27bb", as: "kuando" }],
      });
      const dialog = await open();
      assert.equal(await shown(dialog), "desk");
      assert.deepEqual(
        [...(await dialog.wrongFields())].sort(),
        ["", "device", "maxBrightness", "onClose", "person", "volume"],
        "the one without a name is the row of another light",
      );
      await dialog.cancel();
      const [isValid] = await stored();
      assert.equal(isValid, false);
    });

    it("warns where several people reach the light, until one is chosen", async () => {
      await redeploy({});
      const dialog = await open();
      const several = dialog.tray.getByText("Several people reach this light (Alice, Bob)", { exact: false });
      await several.waitFor();
      await dialog.field("person").fill("bob");
      await several.waitFor({ state: "hidden" });
      await dialog.cancel();
    });

    it("finds a light that is like a known one as soon as it is told so, with nothing but the keyboard", async () => {
      const { keyboard } = editor.page;
      const dialog = await open();
      await addRow(dialog).focus();
      await keyboard.press("Enter");
      await keyboard.type("1234");
      await keyboard.press("Tab");
      assert.deepEqual(await dialog.wrongFields(), [""]);
      await rows(dialog).getByRole("textbox").focus();
      await keyboard.press("End");
      await keyboard.type(":ABCD");
      assert.deepEqual(await dialog.wrongFields(), [], "who corrects it sees at once that it is right");
      await keyboard.press("Tab");
      await list(dialog)
        .locator("option", { hasText: "Copied light, Kuando, experimental" })
        .waitFor({ state: "attached" });
      await list(dialog).selectOption({ label: "Copied light, Kuando, experimental" });
      await dialog.done();
      assert.deepEqual(await stored("device", "protocols"), [
        "1234:abcd",
        [{ id: "1234:abcd", as: "kuando" }],
        true,
      ]);
      const again = await open();
      assert.equal(await shown(again), "Copied light, Kuando, experimental");
      await again.tray.locator(".red-ui-editableList-item-remove").click();
      await again.tray
        .locator("option", { hasText: "Light 1234:abcd, not plugged in" })
        .waitFor({ state: "attached" });
      await again.done();
      assert.deepEqual(await stored("protocols"), [[], true]);
    });

    it("says what a Kuando does where it is left as it is", async () => {
      const dialog = await open();
      const note = dialog.tray.getByText("A Kuando goes dark by itself some seconds later.");
      assert.equal(await note.isVisible(), false);
      await dialog.field("onClose").selectOption({ label: "Leave the light as it is" });
      await note.waitFor();
      await dialog.field("onClose").selectOption({ label: "Switch the light off" });
      await note.waitFor({ state: "hidden" });
      await dialog.cancel();
    });

    for (const view of VIEWS)
      describe(`in ${view.theme}, ${view.width} pixels wide`, () => {
        before(async () => {
          await redeploy({});
          await editor.close();
          editor = await Editor.open(red, view);
        });

        /** Judges what is seen, and keeps a picture of it where somebody wants one. */
        async function judge(dialog: Dialog, what: string): Promise<void> {
          assert.deepEqual(await dialog.tooWide(), []);
          assert.deepEqual(await rawKeysIn(dialog.tray), []);
          const shots = process.env["SCREENSHOTS"];
          if (shots !== undefined)
            await dialog.tray.screenshot({ path: `${shots}/busylight-${major}-${view.theme}-${what}.png` });
        }

        it("has room for all it has to say", async () => {
          const dialog = await open();
          await judge(dialog, "any");
          await list(dialog).selectOption({ label: "Blynclight Standard (BLYNCUSB30), no permission" });
          await dialog.field("onClose").selectOption({ label: "Leave the light as it is" });
          await addRow(dialog).click();
          await rows(dialog).getByRole("textbox").fill("1234");
          await dialog.field("name").focus();
          await judge(dialog, "trouble");
          await list(dialog).selectOption({ label: "EPOS BUSYLIGHT, experimental" });
          await tryIt(dialog).click();
          await judge(dialog, "experimental");
          await dialog.tray.getByText("The light is as it was before.").waitFor();
          plugIn([]);
          await reload(dialog).click();
          await notes(dialog).getByText("No light is plugged in").waitFor();
          await judge(dialog, "none");
          await dialog.cancel();
        });
      });
  });
