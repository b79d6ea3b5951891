/**
 * Builds everything that has its parts installed:
 *   .build/  all TypeScript, compiled file by file, tests too where their tools are installed
 *   dist/    what ships: per node its .js + map, its .html (template + inline editor code), locales and icons
 *   homebridge-plugin/dist/  what ships of the Homebridge plugin: its own code with its settings page, and the parts of
 *                            shared/ it stands on
 * Run by the bootstrap; paths are relative to the repository root.
 */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { emitVendor } from "./vendor.mjs";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const withTests = existsSync("test/node_modules/mocha");

/** Strings of the shared half that a dialog shows, as one more group of the node's own. */
const SHARED_STRINGS = {
  "teams-auth": (read) => ({
    ...read("shared/microsoft/dialog/locales"),
    problem: read("shared/microsoft/entra/locales"),
  }),
};

/** The parts of shared/ that each package stands on; the Homebridge plugin knows no lights, and Node-RED has nodes for MQTT. */
const NODE_RED_CORE = ["shared/presence", "shared/support", "shared/microsoft", "shared/lights"];
const HOMEBRIDGE_CORE = ["shared/presence", "shared/support", "shared/microsoft", "shared/mqtt"];

const SETTINGS_PAGE = "homebridge-plugin/settings/page";
/** In this order: later ones may change what earlier ones say. */
const STYLES = ["base", "fields", "buttons", "people", "panels", "sensors", "messages"];

/** Code of browsers: it ships in bundles, whatever the tests have the compiler make of it. */
const BROWSER_CODE = "shared/microsoft/dialog/";

function compile() {
  const tsc = join("node_modules", "typescript", "bin", "tsc");
  const run = (...args) => execFileSync(process.execPath, [tsc, ...args], { stdio: "inherit" });
  run("-b", withTests ? "bench" : ".");
  run("-p", "nodes");
  run("-p", "sandbox/page");
  run("-p", SETTINGS_PAGE);
  if (!withTests) return;
  // Compiled tests find their tools as the sources do.
  rmSync(".build/test/node_modules", { force: true, recursive: true });
  symlinkSync("../../test/node_modules", ".build/test/node_modules", "dir");
}

/** One browser bundle as text: an immediately invoked function, readable, no modules; and the packages that are in it. */
function bundleOf(entry) {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [entry],
    bundle: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (input) => /node_modules\/((@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [],
  );
  return { code: outputFiles[0].text, packages: [...new Set(packages)] };
}

function bundle(entry) {
  return bundleOf(entry).code;
}

function copyRuntime(from, dist = "dist") {
  for (const file of globSync(`.build/${from}/**/*.{js,js.map,json}`)) {
    if (file.startsWith(`.build/${BROWSER_CODE}`)) continue;
    // The compiler leaves behind what it once made of a source that is gone.
    if (!existsSync(file.slice(".build/".length).replace(/\.js(\.map)?$/, ".ts"))) continue;
    const target = join(dist, file.slice(".build/".length));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
}

/** The palette half of one node: template, editor code, help and strings, beside its runtime half. */
function emitNode(script) {
  const target = dirname(script);
  const name = basename(script, ".js");
  const source = join("nodes", name);
  const code = bundle(join(source, "editor.ts"));
  const type = /registerType\("([^"]+)", \{/.exec(code)?.[1];
  if (!type)
    throw new Error(`${source}/editor.ts must call RED.nodes.registerType("<type>", { ... }) literally`);
  const template = readFileSync(join(source, "editor.html"), "utf8");
  writeFileSync(
    script.replace(".js", ".html"),
    `${template}<script type="text/javascript">\n${code}</script>\n`,
  );

  for (const file of readdirSync(join(source, "locales"))) {
    const folder = join(target, "locales", basename(file, ".json"));
    mkdirSync(folder, { recursive: true });
    const read = (path) => JSON.parse(readFileSync(join(path, file), "utf8"));
    const strings = { ...read("nodes/common/locales"), ...read(join(source, "locales")) };
    Object.assign(strings[name], SHARED_STRINGS[name]?.(read));
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(strings, null, 2)}\n`);
  }
  const help = readFileSync(join(source, "help.md"), "utf8");
  writeFileSync(
    join(target, "locales/en-US", `${name}.html`),
    `<script type="text/markdown" data-help-name="${type}">\n${help}</script>\n`,
  );
  if (existsSync(join(source, "icons")))
    cpSync(join(source, "icons"), join(target, "icons"), { recursive: true });
}

function emitSandboxPage() {
  mkdirSync(".build/sandbox/page", { recursive: true });
  writeFileSync(".build/sandbox/page/page.js", bundle("sandbox/page/page.ts"));
  for (const file of globSync("sandbox/page/*.{html,css,svg}")) cpSync(file, join(".build", file));
}

function emitHomebridgePlugin() {
  const dist = "homebridge-plugin/dist";
  rmSync(dist, { recursive: true, force: true });
  for (const part of ["homebridge-plugin", ...HOMEBRIDGE_CORE]) copyRuntime(part, dist);
  emitSettingsPage(join(dist, "homebridge-plugin/settings/public"));
  cpSync("CHANGELOG.md", "homebridge-plugin/CHANGELOG.md");
}

/** What Homebridge's UI puts into the body of a page of its own; it serves no other page, so all is in one file. */
function emitSettingsPage(folder) {
  const read = (file) => readFileSync(join(SETTINGS_PAGE, file), "utf8");
  const styles = STYLES.map((name) => read(`styles/${name}.css`));
  const { code, packages } = bundleOf(join(SETTINGS_PAGE, "page.ts"));
  // The plugin does not depend on them, so that their licences come along nowhere else.
  const licences = packages.map(
    (name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8")}`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "index.html"),
    `<!--\nWith parts of ${licences.join("\n")}-->\n<style>\n${styles.join("\n")}</style>\n${read("page.html")}<script>\n${code}</script>\n`,
  );
}

function refuseWhatIsMissing(scripts) {
  const missing = scripts.filter((path) => !existsSync(path));
  if (missing.length > 0)
    throw new Error(`node-red.nodes names files that were not built: ${missing.join(", ")}`);
}

const scripts = Object.values(manifest["node-red"].nodes);
// Without it, what follows counts as half done until it is done.
rmSync(".build/built", { force: true });
compile();
rmSync("dist", { recursive: true, force: true });
for (const part of [...NODE_RED_CORE, "nodes"]) copyRuntime(part);
refuseWhatIsMissing(scripts);
for (const script of scripts) emitNode(script);
emitVendor(".build", "dist");
emitHomebridgePlugin();
emitSandboxPage();
writeFileSync(".build/built", "");
