import assert from "node:assert/strict";
import { describeInBrowser } from "../support/browser";
import { type Dialog, Editor } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";

const BOB = "b0b00000-0000-4000-8000-000000000002";
const FLOW = [
  { id: "tab", type: "tab", label: "Flow" },
  { id: "poll", type: "presence-poll", z: "tab", name: "", auth: "", wires: [[], []] },
];

describeInBrowser("the dialog of presence-poll", () => {
  let red: NodeRedProcess;
  let editor: Editor;
  before(async function () {
    this.timeout(60_000);
    red = await NodeRedProcess.start({ major: "5" });
  });
  beforeEach(async () => {
    await red.deploy(FLOW);
    editor = await Editor.open(red);
  });
  afterEach(() => editor.close());
  after(() => red?.dispose());

  const emptyNote = ({ tray }: Dialog) => tray.getByText("Nobody is listed", { exact: false });
  const ids = ({ tray }: Dialog) => tray.getByLabel("User principal name, object id or Teams id");
  const add = ({ tray }: Dialog) => tray.getByRole("button", { name: "add a person" });

  it("says what an empty list means, until there is somebody on it", async () => {
    const dialog = await editor.edit("poll");
    await emptyNote(dialog).waitFor();
    await add(dialog).click();
    await emptyNote(dialog).waitFor({ state: "hidden" });
    await dialog.tray.locator(".red-ui-editableList-item-remove").click();
    await emptyNote(dialog).waitFor();
    await dialog.done();
    assert.deepEqual((await editor.node("poll"))?.["people"], []);
    assert.deepEqual(editor.trouble, []);
  });

  it("takes people by keyboard alone, and keeps them over deploy and reload", async () => {
    const dialog = await editor.edit("poll");
    await add(dialog).focus();
    await editor.page.keyboard.press("Enter");
    // The new row has the focus.
    await editor.page.keyboard.type("alice@contoso.example");
    await add(dialog).focus();
    await editor.page.keyboard.press("Enter");
    for (const [index, text] of [BOB, "Bob", "desk-2"].entries()) {
      if (index > 0) await editor.page.keyboard.press("Tab");
      await editor.page.keyboard.type(text);
    }
    // A row with nothing in it is nobody.
    await add(dialog).click();
    await dialog.done();
    const people = [{ id: "alice@contoso.example" }, { id: BOB, name: "Bob", slug: "desk-2" }];
    await editor.deployAnyway();
    await editor.reload();
    assert.deepEqual((await editor.node("poll"))?.["people"], people);
    const again = await editor.edit("poll");
    assert.deepEqual(
      await ids(again).evaluateAll((fields) => fields.map((field) => (field as { value?: string }).value)),
      ["alice@contoso.example", BOB],
    );
    await again.cancel();
    assert.deepEqual(editor.trouble, []);
  });

  it("says what is wrong with a person, in the field and on the node", async () => {
    const dialog = await editor.edit("poll");
    await add(dialog).click();
    await ids(dialog).fill("alice");
    await dialog.tray.getByLabel("Short name, the topic of messages").fill("Alice!");
    await dialog.tray.getByLabel("Short name, the topic of messages").press("Tab");
    const wrong = dialog.tray.locator("[aria-invalid=true]");
    assert.deepEqual(
      await wrong.evaluateAll((fields) => fields.map((field) => (field as { title?: string }).title)),
      [
        "This must be a user principal name like alice@contoso.com, an object id, or a Teams id like 8:orgid:…",
        "A short name has lower-case letters a to z, digits, and hyphens between them",
      ],
    );
    await dialog.done();
    const node = await editor.node("poll");
    assert.equal(node?.["valid"], false);
    assert.match(
      JSON.stringify(node?.["validationErrors"]),
      /Person 1: This must be a user principal name like alice@contoso\.com/,
    );
    const again = await editor.edit("poll");
    assert.equal(
      await again.tray.locator("[aria-invalid=true]").count(),
      2,
      "shown when the dialog opens again",
    );
    await ids(again).fill(`8:orgid:${BOB}`);
    await again.tray.locator("[aria-invalid=true]").nth(1).waitFor({ state: "detached" });
    await again.cancel();
  });

  for (const theme of ["light", "dark"] as const) {
    it(`has room for a person in a narrow window, ${theme}`, async () => {
      await editor.close();
      editor = await Editor.open(red, { theme, width: 800 });
      const dialog = await editor.edit("poll");
      await add(dialog).click();
      await ids(dialog).fill("alice@contoso.example");
      assert.deepEqual(await dialog.tooWide(), []);
      await dialog.cancel();
    });
  }
});
