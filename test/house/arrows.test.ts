import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";

const root = resolve(__dirname, "../../..");

/** Who may import whom: the first rule that names a file's place decides. Places are prefixes of paths. */
const RULES: readonly { readonly place: string; readonly may: readonly string[] }[] = [
  { place: "shared/support", may: ["shared/support"] },
  { place: "shared/presence", may: ["shared/presence", "shared/support"] },
  { place: "shared/microsoft/dialog", may: ["shared/microsoft/dialog", "shared/support"] },
  { place: "shared/microsoft", may: ["shared/microsoft", "shared/presence", "shared/support"] },
  { place: "shared/lights", may: ["shared/lights", "shared/presence", "shared/support"] },
  { place: "shared/mqtt", may: ["shared/mqtt", "shared/presence", "shared/support"] },
  { place: "nodes", may: ["nodes", "shared"] },
  { place: "homebridge-plugin", may: ["homebridge-plugin", "shared"] },
  { place: "sandbox", may: ["sandbox", "shared/presence", "shared/support"] },
  { place: "bench", may: ["bench", "sandbox", "shared", "nodes", "test/support"] },
];

const IMPORT = /(?:from\s+|import\s*\(\s*|require\s*\(\s*|import\s+)["']([^"']+)["']/g;

function specifiersIn(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, specifier]) => specifier ?? "");
}

/** The repository paths that a source imports relatively. */
function importsOf(file: string): string[] {
  return specifiersIn(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => posix.join(dirname(file), specifier));
}

function offences(file: string, imports: readonly string[]): string[] {
  const rule = RULES.find(({ place }) => file.startsWith(`${place}/`));
  if (!rule) return [`${file} has no place in the house`];
  return imports
    .filter((target) => !rule.may.some((place) => target.startsWith(`${place}/`)))
    .map((target) => `${file} -> ${target}`);
}

describe("the house", () => {
  const files = globSync("{nodes,shared,homebridge-plugin,sandbox,bench}/**/*.ts", { cwd: root })
    .map((file) => relative(".", file).replaceAll("\\", "/"))
    .filter((file) => !file.includes("node_modules"));

  it("has sources to judge", () => assert.ok(files.length > 20, `${files.length} files found`));

  it("lets arrows point inwards only", () => {
    assert.deepEqual(
      files.flatMap((file) => offences(file, importsOf(file))),
      [],
    );
  });

  it("sees a wrong arrow where there is one", () => {
    assert.deepEqual(offences("shared/presence/status.ts", ["shared/microsoft/account/vault"]), [
      "shared/presence/status.ts -> shared/microsoft/account/vault",
    ]);
    assert.deepEqual(
      offences("shared/lights/hue/lamps/target.ts", [
        "shared/microsoft/account/vault",
        "shared/presence/colour",
      ]),
      ["shared/lights/hue/lamps/target.ts -> shared/microsoft/account/vault"],
    );
    assert.deepEqual(offences("elsewhere/thing.ts", []), ["elsewhere/thing.ts has no place in the house"]);
  });

  it("lets nobody but what speaks to Microsoft use the company's proxy and its certificate authorities", () => {
    const users = (used: (file: string) => boolean) => files.filter(used).map((file) => dirname(file));
    const fetching = users((file) => importsOf(file).some((path) => path.endsWith("/microsoft-fetch")));
    const undici = users((file) => specifiersIn(file).includes("undici"));
    const speaking = /^(shared\/microsoft|nodes\/teams-auth)(\/|$)/;
    assert.deepEqual(
      fetching.filter((folder) => !speaking.test(folder)),
      [],
    );
    assert.deepEqual([...new Set(undici)], ["shared/microsoft/network"]);
    const atHome = files.filter((file) => /^nodes\/(hue|busylight)/.test(file));
    assert.deepEqual(
      atHome.filter((file) => importsOf(file).some((path) => path.startsWith("shared/microsoft/"))),
      [],
    );
  });

  it("lets one file name Homebridge, for its types", () => {
    const naming = files.filter((file) =>
      specifiersIn(file).some((specifier) =>
        /^(homebridge|(@homebridge\/)?hap-nodejs)(\/|$)/.test(specifier),
      ),
    );
    assert.deepEqual(naming, ["homebridge-plugin/homebridge.ts"]);
  });

  it("keeps runtime and editor halves apart", () => {
    const runtime = files.filter((file) => file.startsWith("nodes/") && !isEditorCode(file));
    const crossing = runtime.filter((file) => importsOf(file).some(isEditorCode));
    assert.deepEqual(crossing, []);
  });

  it("lets nobody but browser code import the panels of a sign-in", () => {
    const panels = /^shared\/microsoft\/dialog(\/|$)/;
    const users = files.filter((file) => importsOf(file).some((path) => panels.test(path)));
    assert.ok(users.length > 0);
    const isBrowserCode = (file: string): boolean =>
      panels.test(file) || isEditorCode(file) || file.startsWith("homebridge-plugin/settings/page/");
    assert.deepEqual(
      users.filter((file) => !isBrowserCode(file)),
      [],
    );
  });
});

function isEditorCode(path: string): boolean {
  return /^nodes\/(.+\/)?editor(\/|\.ts$|$)/.test(path);
}
