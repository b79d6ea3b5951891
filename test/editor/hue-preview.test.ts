import assert from "node:assert/strict";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { createAuthority } from "../../sandbox/support/certificates";
import { Faults } from "../../sandbox/support/faults";
import { WireLog } from "../../sandbox/support/wire-log";
import { describeInBrowser } from "../support/browser";
import { Editor } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";

const DESK_LAMP = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";
const TAB = { id: "tab", type: "tab", label: "Office" };
const THEME = { id: "theme", type: "presence-theme", name: "Mine", preset: "traffic-light" };
const LIGHT = {
  id: "light",
  type: "presence-hue-light",
  z: TAB.id,
  name: "At the desk",
  bridge: "bridge",
  targetType: "light",
  target: DESK_LAMP,
  theme: THEME.id,
  wires: [[]],
};

for (const major of ["4", "5"] as const)
  describeInBrowser(`lamps of a real bridge in the dialogs of Node-RED ${major}`, () => {
    let bridge: Bridge;
    let red: NodeRedProcess;
    let editor: Editor;

    before(async function () {
      this.timeout(60_000);
      const authority = await createAuthority("CN=Test CA");
      bridge = await startBridge({ authority, log: new WireLog(), faults: new Faults(), selfSigned: true });
      red = await NodeRedProcess.start({ major });
      const { host, port, bridgeId, certificate } = bridge;
      const address = { id: "bridge", type: "presence-hue-bridge", host, port, bridgeId, tls: "pinned" };
      const credentials = { key: bridge.addKey(), certificate };
      await red.deploy([TAB, THEME, { ...address, credentials }, LIGHT]);
      editor = await Editor.open(red);
    });
    after(async () => {
      await editor?.close();
      await red?.dispose();
      await bridge?.close();
    });
    afterEach(() => assert.deepEqual(editor.trouble.splice(0), []));

    const desk = () => bridge.lamps().find(({ id }) => id === DESK_LAMP);
    /** Every look the desk lamp has until what is given back is called. */
    function watched(): () => readonly (string | undefined)[] {
      const seen: (string | undefined)[] = [];
      const stop = bridge.onChange(() => seen.push(desk()?.on ? desk()?.color : "off"));
      return () => {
        stop();
        return seen;
      };
    }

    it("a row of a theme is tried on the chosen lamp, before anything is deployed, and the lamp is as before", async () => {
      const before = desk();
      const dialog = await editor.edit(THEME.id);
      const trial = dialog.tray.getByLabel("Try on");
      await trial.selectOption({ index: 0 });
      assert.match((await trial.locator("option:checked").textContent()) ?? "", /At the desk/);
      await dialog.tray.getByLabel("Presenting: colour").fill("#0000ff");
      const seen = watched();
      await dialog.tray.getByRole("button", { name: "Presenting: try it on the lamp" }).click();
      await dialog.tray.getByText("is as it was before", { exact: false }).waitFor();
      const looks = seen();
      assert.ok(
        looks.some((color) => color?.endsWith("ff")),
        looks.join(),
      );
      assert.deepEqual(desk(), before);
      await dialog.cancel();
    });

    it("the whole room is chosen from the list of the bridge, tried, and deployed", async () => {
      const dialog = await editor.edit(LIGHT.id);
      const list = dialog.tray.locator("#hue-light-target");
      await list.locator("option", { hasText: "Office" }).waitFor({ state: "attached" });
      const room = await list.locator("option", { hasText: "Office" }).getAttribute("value");
      await list.selectOption(room);
      const before = bridge.lamps();
      await dialog.tray.locator("#hue-light-try").click();
      await dialog.tray.getByText(/^The lamps are as they were before/).waitFor();
      assert.deepEqual(bridge.lamps(), before);
      await dialog.done();
      const kept = await editor.node(LIGHT.id);
      assert.equal(kept?.["targetType"], "room");
      assert.ok(room?.includes(String(kept?.["target"])), `${room} ${String(kept?.["target"])}`);
      await editor.deploy();
      const { body } = await red.admin("GET", "/flows");
      const deployed = (body as readonly { readonly id: string; readonly targetType?: string }[]).find(
        ({ id }) => id === LIGHT.id,
      );
      assert.equal(deployed?.targetType, "room");
    });
  });
