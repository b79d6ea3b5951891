import assert from "node:assert/strict";
import type { Route } from "playwright-core";
import type { Target } from "../../shared/lights/hue/home/targets";
import { describeInBrowser } from "../support/browser";
import { type Dialog, Editor, rawKeysIn, type View } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";

const id = (number: number): string => `5a0d6a1e-3c52-4f7b-9f0c-${String(number).padStart(12, "0")}`;

const HOME = id(1);
const OFFICE = id(2);
const DESK = id(11);

const PLUG = { colour: false, dimming: false, temperature: false };
const WHITE = { colour: false, dimming: true, temperature: true };
const COLOUR = { colour: true, dimming: true, temperature: true };

const TARGETS: readonly Target[] = [
  { type: "home", id: HOME, name: "", lights: 4, capabilities: COLOUR },
  { type: "room", id: id(3), name: "Hall", lights: 1, capabilities: WHITE },
  { type: "room", id: OFFICE, name: "Office", lights: 2, capabilities: COLOUR },
  { type: "zone", id: id(4), name: "Upstairs", lights: 3, capabilities: COLOUR },
  { type: "light", id: id(12), name: "Ceiling", room: "Hall", capabilities: WHITE },
  { type: "light", id: DESK, name: "Desk lamp", room: "Office", capabilities: COLOUR },
  { type: "light", id: id(13), name: "Fan", capabilities: PLUG },
];

const LIGHT = { type: "presence-hue-light", z: "tab", bridge: "bridge", targetType: "light", target: "" };
const BRIDGE = {
  id: "bridge",
  type: "presence-hue-bridge",
  name: "Home",
  // Nothing listens there; what the dialog asks about the bridge is answered in the browser.
  host: "127.0.0.1",
  port: 9,
  bridgeId: "001788fffe123456",
  tls: "verified",
};
const FLOW = [
  { id: "tab", type: "tab", label: "Flow" },
  BRIDGE,
  { id: "auth", type: "teams-auth", name: "Alice Example", tenant: "contoso.example", clientId: HOME },
  {
    id: "people",
    type: "presence-poll",
    z: "tab",
    auth: "auth",
    people: [{ id: "bob@contoso.example", name: "Bob" }],
    wires: [["diff"], []],
  },
  { id: "own", type: "presence-poll", z: "tab", auth: "auth", people: [], wires: [["out"], []] },
  { id: "out", type: "link out", z: "tab", mode: "link", links: ["in"], wires: [] },
  { id: "in", type: "link in", z: "tab", links: ["out"], wires: [["junction"]] },
  { id: "junction", type: "junction", z: "tab", x: 300, y: 100, wires: [["diff"]] },
  { id: "diff", type: "presence-diff", z: "tab", wires: [["light"]] },
  { id: "light", ...LIGHT, name: "", wires: [[]] },
  { id: "other", ...LIGHT, name: "Door sign", targetType: "room", target: OFFICE, wires: [[]] },
];

for (const major of ["4", "5"] as const)
  describeInBrowser(`the dialog of presence-hue-light on Node-RED ${major}`, () => {
    let red: NodeRedProcess;
    let editor: Editor;
    /** What the dialog has posted to these endpoints. */
    let tried: Record<string, unknown>[];
    let answerTargets: (route: Route) => Promise<void>;

    const open = async (view?: View): Promise<void> => {
      editor = await Editor.open(red, view);
      await editor.page.route("**/presence-hue-bridge/*/targets", (route) => answerTargets(route));
      await editor.page.route("**/presence-hue-light/*/try", async (route) => {
        tried.push(route.request().postDataJSON() as Record<string, unknown>);
        await route.fulfill({ json: {} });
      });
    };

    before(async function () {
      this.timeout(60_000);
      red = await NodeRedProcess.start({ major });
      await red.deploy(FLOW);
      await open();
    });
    beforeEach(() => {
      tried = [];
      answerTargets = (route) => route.fulfill({ json: TARGETS });
    });
    after(async () => {
      await editor?.close();
      await red?.dispose();
    });

    /** Begins anew with other properties of the light. */
    async function redeploy(properties: object): Promise<void> {
      await red.deploy(FLOW.map((node) => (node.id === "light" ? { ...node, ...properties } : node)));
      await editor.reload();
    }

    const list = ({ tray }: Dialog) => tray.locator("#hue-light-target");
    const read = (dialog: Dialog) =>
      list(dialog).locator("option[value^=home]").waitFor({ state: "attached" });
    const shown = (dialog: Dialog) =>
      list(dialog).evaluate(
        (select) =>
          (select as unknown as { selectedOptions: readonly { text: string }[] }).selectedOptions[0]?.text,
      );
    const several = ({ tray }: Dialog) => tray.getByText("Several people reach this lamp", { exact: false });

    async function stored(): Promise<readonly unknown[]> {
      const node = await editor.node("light");
      return [node?.["targetType"], node?.["target"], node?.["valid"]];
    }

    it("lists the home, rooms, zones and the lamps of each room, with what they can", async () => {
      const dialog = await editor.edit("light");
      await read(dialog);
      const entries = await list(dialog)
        .locator("option")
        .evaluateAll((options) =>
          options.map((option) => {
            const { text, parentElement } = option as unknown as {
              text: string;
              parentElement: { label?: string };
            };
            return [parentElement.label ?? "", text];
          }),
        );
      assert.deepEqual(entries, [
        ["", "Choose a lamp, a room or a zone"],
        ["", "Whole home (4 lamps)"],
        ["Rooms", "Hall (1 lamp, white only)"],
        ["Rooms", "Office (2 lamps)"],
        ["Zones", "Upstairs (3 lamps)"],
        ["Lamps: Hall", "Ceiling (white only)"],
        ["Lamps: Office", "Desk lamp"],
        ["Lamps without a room", "Fan (on and off only)"],
      ]);
      assert.deepEqual(await rawKeysIn(dialog.tray), []);
      await dialog.cancel();
      assert.deepEqual(editor.trouble, []);
    });

    it("marks the list as long as nothing is chosen, and not any more afterwards", async () => {
      const dialog = await editor.edit("light");
      await read(dialog);
      const border = (): Promise<string> =>
        editor.page.evaluate("getComputedStyle(document.querySelector('#hue-light-target')).borderTopColor");
      assert.deepEqual(await dialog.wrongFields(), ["target"]);
      const wrong = await border();
      await list(dialog).selectOption({ label: "Office (2 lamps)" });
      assert.deepEqual(await dialog.wrongFields(), []);
      await dialog.tray.locator("#node-input-name").focus();
      assert.notEqual(await border(), wrong);
      await dialog.cancel();
    });

    for (const [label, targetType, target] of [
      ["Desk lamp", "light", DESK],
      ["Office (2 lamps)", "room", OFFICE],
      ["Upstairs (3 lamps)", "zone", id(4)],
      ["Whole home (4 lamps)", "home", HOME],
    ] as const)
      it(`stores ${label} as ${targetType} and its id, and tries it`, async () => {
        const dialog = await editor.edit("light");
        await read(dialog);
        await list(dialog).selectOption({ label });
        await dialog.tray.getByRole("button", { name: "Try" }).click();
        await dialog.tray
          .getByText(
            targetType === "light" ? "The lamp is as it was before." : "The lamps are as they were before.",
          )
          .waitFor();
        assert.deepEqual(tried, [
          {
            bridge: "bridge",
            targetType,
            target,
            maxBrightness: "100",
            host: BRIDGE.host,
            port: BRIDGE.port,
            bridgeId: BRIDGE.bridgeId,
            tls: BRIDGE.tls,
            credentials: { key: "__PWRD__", certificate: "__PWRD__" },
          },
        ]);
        await dialog.done();
        assert.deepEqual(await stored(), [targetType, target, true]);
        const again = await editor.edit("light");
        await read(again);
        assert.equal(await shown(again), label);
        await again.cancel();
        assert.deepEqual(editor.trouble, []);
      });

    it("keeps what is stored choosable where the bridge does not answer or no longer has it", async () => {
      answerTargets = (route) =>
        route.fulfill({
          status: 502,
          json: {
            error: { code: "bridge-unreachable", title: "No answer", advice: "Look whether it is on." },
          },
        });
      const room = "5a0d6a1e-3c52-4f7b-9f0c-999999999999";
      await redeploy({ targetType: "room", target: room });
      const dialog = await editor.edit("light");
      await dialog.tray.getByText("No answer. Look whether it is on.").waitFor();
      assert.equal(await shown(dialog), "Room 5a0d6a1e…");
      answerTargets = (route) => route.fulfill({ json: TARGETS });
      await dialog.tray.getByRole("button", { name: "Read the lamps again" }).click();
      await read(dialog);
      assert.equal(await shown(dialog), "Room 5a0d6a1e…, not on this bridge");
      await dialog.done();
      assert.deepEqual(await stored(), ["room", room, true]);
      // The browser itself reports what was answered with 502.
      editor.trouble.length = 0;
    });

    it("knows the home without its id, and leaves it so", async () => {
      await redeploy({ targetType: "home" });
      assert.deepEqual(await stored(), ["home", "", true]);
      const dialog = await editor.edit("light");
      await read(dialog);
      assert.equal(await shown(dialog), "Whole home (4 lamps)");
      assert.deepEqual(await dialog.wrongFields(), []);
      await dialog.done();
      assert.deepEqual(await stored(), ["home", "", true]);
    });

    it("warns where several people reach the lamp, until one is chosen of those it offers", async () => {
      await editor.page.route("**/teams-auth/auth/sign-in", (route) =>
        route.fulfill({
          json: {
            state: "signed-in",
            account: { id: HOME, name: "Alice Jones", username: "alice@contoso.example" },
          },
        }),
      );
      const dialog = await editor.edit("light");
      await dialog.tray.getByText("(Bob, Alice Jones)", { exact: false }).waitFor();
      const offered = dialog.tray.locator("#hue-light-person-list option");
      assert.deepEqual(
        await offered.evaluateAll((options) =>
          options.map((option) => {
            const { value, text } = option as unknown as { value: string; text: string };
            return [value, text];
          }),
        ),
        [
          ["bob", "Bob"],
          ["alice-jones", "Alice Jones"],
        ],
      );
      await dialog.field("person").fill("bob");
      await several(dialog).waitFor({ state: "hidden" });
      await dialog.field("person").fill("");
      await several(dialog).waitFor();
      await dialog.cancel();
      const other = await editor.edit("other");
      await read(other);
      assert.equal(await several(other).count(), 0, "nothing is wired to that one");
      await other.cancel();
    });

    it("says that another node sets the same lamps", async () => {
      const dialog = await editor.edit("light");
      await read(dialog);
      const note = dialog.tray.getByText("Door sign sets the same lamps", { exact: false });
      assert.equal(await note.count(), 0);
      await list(dialog).selectOption({ label: "Office (2 lamps)" });
      await note.waitFor();
      await list(dialog).selectOption({ label: "Desk lamp" });
      await note.waitFor({ state: "detached" });
      await dialog.cancel();
    });

    it("gives way to a hand unless told otherwise, also in flows from before there was a choice", async () => {
      const dialog = await editor.edit("light");
      const box = dialog.tray.getByLabel("Give way when somebody changes the lamp by hand");
      assert.ok(await box.isChecked());
      await box.uncheck();
      await dialog.done();
      assert.equal((await editor.node("light"))?.["yieldToManual"], false);
    });

    for (const theme of ["light", "dark"] as const)
      it(`has room for all it has to say in a narrow window, ${theme}`, async () => {
        if (theme === "dark") {
          await editor.close();
          await open({ theme });
        }
        await editor.page.setViewportSize({ width: 800, height: 900 });
        const dialog = await editor.edit("light");
        await read(dialog);
        await list(dialog).selectOption({ label: "Office (2 lamps)" });
        await several(dialog).waitFor();
        assert.deepEqual(await dialog.tooWide(), []);
        const shots = process.env["SCREENSHOTS"];
        if (shots !== undefined)
          await dialog.tray.screenshot({ path: `${shots}/hue-light-${major}-${theme}.png` });
        await dialog.cancel();
      });
  });
