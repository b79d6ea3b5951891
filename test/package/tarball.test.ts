import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Major, NodeRedProcess } from "../support/node-red";
import { filesIn, packAndInstall } from "../support/outside";
import { manifest, root } from "../support/packed";
import { allDefinitions, catalogueOf, definitionsOf, flat, paletteNodes } from "../support/palette";

const MINUTE_MS = 60_000;
const MAJORS: readonly Major[] = ["5", "4"];

/** What may be in the tarball; whatever fits none of these has no business there. */
const SHIPPED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/(nodes|shared)\/[\w/-]+\.js(\.map)?$/,
  /^dist\/shared\/lights\/hue\/v1\/vendor\/node-hue-api\.LICENSES\.txt$/,
  /^dist\/shared\/[\w/-]+\/locales\/[a-z]{2}(-[A-Z]{2})?\.json$/,
  /^dist\/nodes\/([\w-]+)\/\1\.html$/,
  /^dist\/nodes\/([\w-]+)\/locales\/[a-z]{2}(-[A-Z]{2})?\/\1\.(json|html)$/,
  /^dist\/nodes\/[\w-]+\/icons\/[\w-]+\.svg$/,
  /^examples\/[\w/ -]+\.json$/,
  /^udev\/70-presence-lights\.rules$/,
];

interface NodeSet {
  readonly id: string;
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: unknown;
}

describe("the packed package", function () {
  this.timeout(5 * MINUTE_MS);
  const folder = mkdtempSync(join(tmpdir(), "teams-presence-tarball-"));
  const userDir = join(folder, "user");
  const namespaces = paletteNodes.map((node) => ({ node, set: `${manifest.name}/${node.name}` }));
  let tarball = "";

  before("packed as for publishing, through prepack", async () => {
    ({ tarball } = await packAndInstall(root, folder));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds what it should and nothing else", () => {
    const files = filesIn(tarball);
    const strange = files.filter((file) => !SHIPPED.some((pattern) => pattern.test(file)));
    assert.deepEqual(strange, []);
    for (const file of [
      "package.json",
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "udev/70-presence-lights.rules",
    ])
      assert.ok(files.includes(file), file);
    for (const { script, html, locales, name } of paletteNodes)
      for (const file of [script, html, `${locales}/en-US/${name}.json`, `${locales}/en-US/${name}.html`])
        assert.ok(files.includes(file), file);
  });

  it("brings no other copy of Node-RED, and no compiler", () => {
    for (const name of ["node-red", "typescript", "esbuild", "node"])
      assert.ok(!existsSync(join(userDir, "node_modules", name)), name);
  });

  for (const major of MAJORS)
    describe(`installed alone, in Node-RED ${major}`, () => {
      let red: NodeRedProcess | undefined;
      const running = (): NodeRedProcess => {
        assert.ok(red);
        return red;
      };
      before(async () => {
        red = await NodeRedProcess.start({ major, userDir });
      });
      afterEach(function () {
        if (this.currentTest?.isFailed()) console.error(red?.output);
      });
      after(() => red?.kill());

      it("loads every type without an error", async () => {
        const { body } = await running().admin("GET", "/nodes", undefined, { Accept: "application/json" });
        const ours = (body as readonly NodeSet[]).filter(({ module }) => module === manifest.name);
        assert.deepEqual(
          ours.map(({ id, types, enabled, err }) => ({ id, types, enabled, err })),
          namespaces.map(({ node, set }) => ({
            id: set,
            types: [...definitionsOf(node).keys()],
            enabled: true,
            err: undefined,
          })),
        );
      });

      it("gives the editor a template and a help for every type", async () => {
        const { body } = await running().admin("GET", "/nodes", undefined, { Accept: "text/html" });
        const html = String(body);
        for (const type of allDefinitions().keys())
          for (const attribute of ["data-template-name", "data-help-name"])
            assert.equal(html.split(`${attribute}="${type}"`).length, 2, `${attribute} of ${type}`);
      });

      for (const { node, set } of namespaces)
        it(`gives the editor the strings of ${node.name}`, async () => {
          const { body } = await running().admin("GET", `/locales/${set}?lng=en-US`);
          assert.deepEqual(new Map(flat(body)), catalogueOf(node));
        });

      it("starts a flow with one of each, and is still there after the next deploy", async () => {
        const flow = [
          { id: "tab", type: "tab", label: "Flow" },
          ...[...allDefinitions()].map(([type, { category }]) =>
            category === "config" ? { id: type, type } : { id: type, type, z: "tab", wires: [] },
          ),
        ];
        await running().deploy(flow);
        await running().deploy(flow.toReversed());
        const { status } = await running().admin("GET", "/flows");
        assert.equal(status, 200);
        assert.ok(running().running);
        assert.doesNotMatch(running().output, /Uncaught|Unhandled|missing types|\[error\] TypeError/i);
      });
    });
});
