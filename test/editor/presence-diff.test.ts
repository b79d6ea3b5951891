import assert from "node:assert/strict";
import { describeInBrowser } from "../support/browser";
import { Editor } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";

describeInBrowser("the dialog of presence-diff", () => {
  let red: NodeRedProcess | undefined;
  before(async function () {
    this.timeout(60_000);
    red = await NodeRedProcess.start({ major: "5" });
    await red.deploy([
      { id: "tab", type: "tab", label: "Flow" },
      { id: "diff", type: "presence-diff", z: "tab", name: "", wires: [[]] },
    ]);
  });
  after(() => red?.dispose());

  it("keeps how long a status is held, over deploy and reload", async () => {
    assert.ok(red);
    const editor = await Editor.open(red);
    const dialog = await editor.edit("diff");
    await dialog.tray.getByText("stay in a status", { exact: true }).click();
    await dialog.tray.getByLabel("Status", { exact: true }).selectOption("in-a-meeting");
    await dialog.tray.getByLabel("Seconds to stay").fill("90");
    await dialog.done();
    await editor.deploy();
    await editor.reload();
    assert.deepEqual((await editor.node("diff"))?.["hold"], [{ status: "in-a-meeting", seconds: 90 }]);
    const again = await editor.edit("diff");
    assert.equal(await again.tray.getByLabel("Status", { exact: true }).inputValue(), "in-a-meeting");
    assert.equal(await again.tray.getByLabel("Seconds to stay").inputValue(), "90");
    assert.deepEqual(editor.trouble, []);
    await editor.close();
  });

  it("shows the defaults of what a flow does not carry, and Done keeps them", async () => {
    assert.ok(red);
    await red.deploy([
      { id: "tab", type: "tab", label: "Flow" },
      { id: "diff", type: "presence-diff", z: "tab", name: "", wires: [[]] },
    ]);
    const editor = await Editor.open(red);
    const dialog = await editor.edit("diff");
    assert.equal(await dialog.field("compare").inputValue(), "status");
    assert.equal(await dialog.field("first").isChecked(), true);
    await dialog.done();
    const stored = await editor.node("diff");
    assert.deepEqual(
      ["compare", "settle", "first", "remember"].map((property) => stored?.[property]),
      ["status", "0", true, true],
    );
    await editor.close();
  });

  it("marks a number that is out of range", async () => {
    assert.ok(red);
    const editor = await Editor.open(red);
    const dialog = await editor.edit("diff");
    assert.deepEqual(await dialog.wrongFields(), []);
    await dialog.field("settle").fill("-5");
    await dialog.field("settle").press("Tab");
    await editor.page.locator("#node-input-settle.input-error").waitFor();
    assert.deepEqual(await dialog.wrongFields(), ["settle"]);
    await dialog.cancel();
    await editor.close();
  });
});
