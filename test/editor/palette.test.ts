import assert from "node:assert/strict";
import { describeInBrowser } from "../support/browser";
import { Editor, type View, rawKeysIn } from "../support/editor";
import { NodeRedProcess } from "../support/node-red";
import { allDefinitions } from "../support/palette";

const VIEWS: readonly Required<View>[] = [
  { theme: "light", width: 1280, height: 900 },
  { theme: "dark", width: 800, height: 900 },
];

/** What only a person can fill in, although Node-RED need not know that. */
const TO_CHOOSE: Readonly<Record<string, readonly string[]>> = { "presence-hue-light": ["target"] };

const definitions = [...allDefinitions()];
const draggable = definitions.filter(([, { category }]) => category !== "config");

/** One node of every type, as it comes out of the palette. */
const ONE_OF_EACH = [
  { id: "tab", type: "tab", label: "Flow" },
  ...definitions.map(([type, { category, defaults }], index) => ({
    ...Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value])),
    id: `one-${type}`,
    type,
    ...(category === "config" ? {} : { z: "tab", x: 200, y: 60 + 60 * index, wires: [] }),
  })),
];

describeInBrowser("Node-RED's editor", () => {
  let red: NodeRedProcess | undefined;
  before(async function () {
    this.timeout(60_000);
    red = await NodeRedProcess.start({ major: "5" });
    await red.deploy(ONE_OF_EACH);
  });
  after(() => red?.dispose());

  for (const view of VIEWS)
    describe(`in ${view.theme}, ${view.width} pixels wide`, () => {
      let editor: Editor | undefined;
      const opened = (): Editor => {
        assert.ok(editor);
        return editor;
      };
      before(async () => {
        assert.ok(red);
        editor = await Editor.open(red, view);
      });
      after(() => editor?.close());
      afterEach(() => assert.deepEqual(opened().trouble.splice(0), []));

      it("looks as chosen", async () => {
        const classes = (await opened().page.locator("html").getAttribute("class")) ?? "";
        assert.equal(classes.includes("nr-theme-dark"), view.theme === "dark");
      });

      for (const [type, { icon = "" }] of draggable)
        it(`has ${type} in the palette, with icon and tooltip`, async () => {
          const { page } = opened();
          const node = page.locator(`#red-ui-palette-container-presence [data-palette-type="${type}"]`);
          await node.scrollIntoViewIfNeeded();
          assert.ok(await node.isVisible());
          assert.deepEqual(await rawKeysIn(node), []);
          if (!icon.startsWith("font-awesome/")) {
            const image = await node.locator(".red-ui-palette-icon").getAttribute("style");
            const address = /url\("?([^")]+)"?\)/.exec(image ?? "")?.[1] ?? "";
            assert.ok(address.endsWith(`/${icon}`), address);
            const answer = await page.request.get(new URL(address, page.url()).href);
            assert.match(answer.headers()["content-type"] ?? "", /^image\/svg/);
          }
          await node.hover();
          const tooltip = page.locator(".red-ui-popover").last();
          await tooltip.waitFor();
          assert.match(await tooltip.innerText(), new RegExp(`${type}\\s*$`));
          assert.deepEqual(await rawKeysIn(tooltip), []);
          await page.mouse.move(0, 0);
          await tooltip.waitFor({ state: "detached" });
        });

      for (const [type, { defaults }] of definitions)
        it(`opens the dialog of ${type}, complete but for what only a person can fill in`, async () => {
          const dialog = await opened().edit(`one-${type}`);
          const wrong = await dialog.wrongFields();
          const rawKeys = await rawKeysIn(dialog.tray);
          const tooWide = await dialog.tooWide();
          await dialog.cancel();
          const toFillIn = new Set([
            ...Object.entries(defaults)
              .filter(([, { required, type }]) => required || type !== undefined)
              .map(([name]) => name),
            ...(TO_CHOOSE[type] ?? []),
          ]);
          assert.deepEqual(
            wrong.filter((name) => !toFillIn.has(name)),
            [],
          );
          assert.deepEqual(rawKeys, []);
          assert.deepEqual(tooWide, []);
        });

      for (const [type] of definitions)
        it(`shows the help of ${type}`, async () => {
          const help = await opened().help(type);
          assert.deepEqual(await rawKeysIn(help), []);
          assert.ok((await help.locator("h3").count()) > 0);
          // Where markdown was not understood, its marks are left over.
          assert.doesNotMatch(await help.innerText(), /^\s*(: |###)/m);
        });
    });
});
