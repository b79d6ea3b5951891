import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HomebridgeProcess, type Major } from "../support/homebridge";
import { filesIn, packAndInstall, runOutside } from "../support/outside";
import { manifest, root } from "../support/packed";

const MINUTE_MS = 60_000;
const MAJORS: readonly Major[] = ["2", "1"];
const NAME = "homebridge-teams-presence";

/** What may be in the tarball; whatever fits none of these has no business there. */
const SHIPPED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|config\.schema\.json)$/,
  /^dist\/homebridge-plugin\/[\w/-]+\.js(\.map)?$/,
  /^dist\/homebridge-plugin\/settings\/public\/index\.html$/,
  /^dist\/shared\/(presence|support|microsoft|mqtt)\/[\w/-]+\.js(\.map)?$/,
  /^dist\/shared\/[\w/-]+\/locales\/[a-z]{2}(-[A-Z]{2})?\.json$/,
];

describe("the packed Homebridge plugin", function () {
  this.timeout(5 * MINUTE_MS);
  const folder = mkdtempSync(join(tmpdir(), "teams-presence-plugin-"));
  const userDir = join(folder, "user");
  const installed = join(userDir, "node_modules", NAME);
  const textOf = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");
  let tarball = "";

  before("packed as for publishing, through prepack, and installed where nothing else is", async () => {
    ({ tarball } = await packAndInstall(join(root, "homebridge-plugin"), folder));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds what it should and nothing else", () => {
    const files = filesIn(tarball);
    const strange = files.filter((file) => !SHIPPED.some((pattern) => pattern.test(file)));
    assert.deepEqual(strange, []);
    for (const file of ["README.md", "LICENSE", "CHANGELOG.md", "dist/homebridge-plugin/index.js"])
      assert.ok(files.includes(file), file);
  });

  it("has the licence of what its settings page brings along", () => {
    const page = textOf(installed, "dist/homebridge-plugin/settings/public/index.html");
    const brought = new Set(
      [...page.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name),
    );
    assert.deepEqual([...brought], ["uqr"]);
    assert.match(
      page,
      /^<!--\nWith parts of uqr\n\nMIT License\n[^]*?WITHOUT WARRANTY OF ANY KIND[^]*?-->\n/,
    );
  });

  it("starts the settings page's server as Homebridge's UI does, with what was installed alone", async () => {
    const server = join(installed, "dist/homebridge-plugin/settings/server.js");
    const script = `const env = { ...process.env, HOMEBRIDGE_STORAGE_PATH: ${JSON.stringify(join(folder, "storage"))} };
      const server = require("child_process").fork(${JSON.stringify(server)}, [], { env });
      server.on("message", ({ action }) => { console.log(action); server.disconnect(); });`;
    assert.deepEqual(await runOutside(userDir, "node", "-e", script), { code: 0, output: "ready\n" });
  });

  it("has the package.json that the rules of packages are about, in the version of the repository's", () => {
    const packed = textOf(installed, "package.json");
    assert.equal(packed, textOf(root, "homebridge-plugin", "package.json"));
    assert.equal((JSON.parse(packed) as { version: string }).version, manifest.version);
  });

  it("brings no Homebridge, and nothing of what only lights, Node-RED or builds need", () => {
    const strangers = [
      "homebridge",
      "@homebridge/hap-nodejs",
      "hap-nodejs",
      "node-red",
      "node-hid",
      "serialport",
    ];
    for (const name of [...strangers, "typescript", "esbuild", "node"])
      assert.ok(!existsSync(join(userDir, "node_modules", name)), name);
  });

  it("gives a function to who imports or requires it where no Homebridge is", async () => {
    for (const script of [
      `import("${NAME}").then(({ default: plugin }) => console.log(typeof plugin))`,
      `console.log(typeof require("${NAME}"))`,
    ])
      assert.deepEqual(await runOutside(userDir, "node", "-e", script), { code: 0, output: "function\n" });
  });

  for (const major of MAJORS)
    describe(`installed alone, in Homebridge ${major}`, () => {
      let homebridge: HomebridgeProcess | undefined;
      const printed = (): readonly string[] => homebridge?.lines.all.map(({ text }) => text) ?? [];
      before(async () => {
        homebridge = await HomebridgeProcess.start({
          major,
          pluginPath: installed,
          platform: { name: "Teams" },
        });
      });
      afterEach(function () {
        if (this.currentTest?.isFailed()) console.error(homebridge?.output);
      });
      after(() => homebridge?.dispose());

      it("is loaded, and its platform started", () => {
        assert.ok(printed().includes(`Loaded plugin: ${NAME}@${manifest.version}`));
        assert.ok(printed().includes("Initializing TeamsPresence platform..."));
      });

      it("suits this Homebridge and its Node", () => assert.deepEqual(homebridge?.troubles(), []));
    });
});
