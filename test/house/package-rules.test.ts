import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { manifest, root } from "../support/packed";
import { textOf } from "../support/palette";
import { committedFiles, committedText } from "../support/repository";

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly license?: string;
  readonly repository?: { readonly url: string; readonly directory?: string };
  readonly bugs?: unknown;
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly engines?: { readonly node?: string; readonly homebridge?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly "node-red"?: { readonly version?: string; readonly nodes: Readonly<Record<string, string>> };
}

interface SettingsPage {
  readonly pluginAlias: unknown;
  readonly pluginType: unknown;
  readonly schema: { readonly properties: Readonly<Record<string, unknown>> };
}

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly resolved?: string; readonly dev?: boolean }>
  >;
}

const read = (folder: string): PackageJson => JSON.parse(textOf(join(folder, "package.json"))) as PackageJson;
const nodeRed = read(".");
const plugin = read("homebridge-plugin");
const PACKAGES = [
  { folder: ".", json: nodeRed },
  { folder: "homebridge-plugin", json: plugin },
];
const SCHEMA = "homebridge-plugin/config.schema.json";
const LOCKFILES = ["package-lock.json", "test/package-lock.json"];

/** The lowest Node that the newest Node-RED asks for, and our own floor. */
const NODES_TO_ACCEPT = ["22.9.0", "20.19.0"];

/** Whether a range of the one form we write, `>=1.2` or `>=1.2.3`, takes a version. */
function takes(range: string | undefined, version: string): boolean {
  const lowest = /^>=(\d+(?:\.\d+){1,2})$/.exec(range ?? "")?.[1];
  assert.ok(lowest, `${range} is not of the form >=1.2.3`);
  return version.localeCompare(lowest, "en", { numeric: true }) >= 0;
}

for (const { folder, json } of PACKAGES)
  describe(`the package ${json.name}`, () => {
    it("says its licence, as SPDX names it, and brings it", () => {
      assert.equal(json.license, "Apache-2.0");
      assert.match(textOf(join(folder, "LICENSE")), /Apache License\s+Version 2\.0/);
    });

    it("has a README, without which no registry page shows anything", () => {
      // The root's is packed by npm whatever "files" says.
      assert.ok(existsSync(join(root, folder, "README.md")), `${folder}/README.md`);
    });

    it("has the version of the other package", () => assert.equal(json.version, manifest.version));

    it("takes every Node from the floor on", () => {
      const range = json.engines?.node;
      for (const version of NODES_TO_ACCEPT) assert.ok(takes(range, version), `${version} in ${range}`);
      assert.ok(!takes(range, "20.18.9"), "below the floor");
    });

    it("needs at most six packages, each exactly or with a caret", () => {
      const dependencies = Object.entries(json.dependencies ?? {});
      assert.ok(dependencies.length <= 6, `${dependencies.length} dependencies`);
      for (const [name, range] of dependencies) assert.match(range, /^\^?\d+\.\d+\.\d+$/, `${name}@${range}`);
    });

    it("names what ships, and nothing that is not there", () => {
      assert.ok(json.files && json.files.length > 0);
      const missing = json.files.filter((entry) => !existsSync(join(root, folder, entry)));
      // Examples come with the first flow.
      assert.deepEqual(
        missing.filter((entry) => entry !== "examples"),
        [],
      );
    });
  });

describe("what the Flow Library asks of the Node-RED package", () => {
  it("has a name in a scope", () => assert.match(nodeRed.name, /^@[a-z0-9-]+\/[a-z0-9-]+$/));

  it("has the keyword by which the library finds it", () =>
    assert.ok(nodeRed.keywords?.includes("node-red")));

  it("says where the source is and where to report", () => {
    assert.match(nodeRed.repository?.url ?? "", /^git\+https:\/\/.+\.git$/);
    assert.ok(nodeRed.bugs);
    assert.match(nodeRed.homepage ?? "", /^https:\/\//);
    assert.ok(nodeRed.description);
  });

  it("runs on both Node-RED majors that are kept up", () => {
    const range = nodeRed["node-red"]?.version;
    for (const version of ["4.1.15", "5.0.7"]) assert.ok(takes(range, version), `${version} in ${range}`);
    assert.ok(!takes(range, "4.0.9"), "no version is promised that the tests do not reach");
  });

  it("has no agent-base below 6 under what it ships", () => {
    const { packages } = JSON.parse(textOf("package-lock.json")) as Lockfile;
    const old = Object.entries(packages).filter(
      ([path, { version = "", dev }]) =>
        path.endsWith("node_modules/agent-base") && !dev && !takes(">=6.0.0", version),
    );
    assert.deepEqual(old, []);
  });
});

/** Homebridge's checks of plugins that want to be verified (homebridge/plugins, src/plugin-checks), as far as files tell. */
describe("what Homebridge asks of the plugin's package", () => {
  it("has a name by which Homebridge finds plugins", () => assert.match(plugin.name, /^homebridge-[\w-]+$/));

  it("has the keyword of plugins and others that say what it is for", () => {
    assert.ok(plugin.keywords?.includes("homebridge-plugin"));
    assert.ok((plugin.keywords?.length ?? 0) > 1);
  });

  it("says where it lives and where to report, as the checks read it", () => {
    const { homepage = "", bugs } = plugin;
    assert.match(homepage, /^https:\/\//);
    assert.match((bugs as { url: string }).url, /^https:\/\/github\.com\/[\w-]+\/[\w-]+\/issues$/);
    assert.match(plugin.repository?.url ?? "", /^git\+https:\/\/github\.com\/.+\.git$/);
  });

  it("runs nothing when it is installed", () => {
    const scripts = Object.keys(plugin.scripts ?? {});
    assert.deepEqual(
      scripts.filter((name) => /^(pre|post)?install$/.test(name)),
      [],
    );
  });

  it("promises both Homebridge majors that the tests run", () =>
    assert.equal(plugin.engines?.homebridge, "^1.8.0 || ^2.0.0"));

  it("brings no Homebridge of its own", () => {
    const brought = Object.keys({ ...plugin.dependencies, ...plugin.peerDependencies });
    assert.deepEqual(
      brought.filter((name) => /^homebridge$|hap-nodejs/.test(name)),
      [],
    );
  });

  it("has a settings page for the platform", () => {
    const schema = JSON.parse(textOf(SCHEMA)) as SettingsPage;
    assert.equal(schema.pluginAlias, "TeamsPresence");
    assert.equal(schema.pluginType, "platform");
    assert.ok(schema.schema.properties["name"]);
    assert.ok(plugin.files?.includes("config.schema.json"));
  });
});

describe("the lockfiles", () => {
  for (const file of LOCKFILES)
    it(`${file} names no address to download from`, () => {
      const { packages } = JSON.parse(textOf(file)) as Lockfile;
      const addressed = Object.entries(packages).filter(([, { resolved }]) => resolved?.includes(":"));
      assert.deepEqual(addressed, []);
    });

  it("hold the versions that the manifests say", () => {
    const { packages } = JSON.parse(textOf("package-lock.json")) as Lockfile;
    for (const { folder, json } of PACKAGES)
      assert.equal(packages[folder === "." ? "" : folder]?.version, json.version, folder);
  });
});

/** What is bundled of other packages, and the source that says what of them. */
const BUNDLED: ReadonlyMap<string, string> = new Map([
  ["dist/shared/lights/hue/v1/vendor/node-hue-api.js", "shared/lights/hue/v1/vendor/entry.mjs"],
]);

/** Each package's folder of what is built, and what it may bring of the sources. */
const BUILT = [
  { dist: "dist", parts: /^(nodes|shared)\// },
  {
    dist: "homebridge-plugin/dist",
    parts: /^(homebridge-plugin|shared\/(presence|support|microsoft|mqtt))\//,
  },
];

for (const { dist, parts } of BUILT)
  describe(`what is built in ${dist}`, () => {
    const built = globSync(`${dist}/**/*`, { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    const sourceOf = (file: string): string =>
      BUNDLED.get(file) ?? file.slice(`${dist}/`.length).replace(/\.js$/, ".ts");

    it("is there", () => assert.ok(built.length > 20, `${built.length} files`));

    it("holds its parts and nothing else", () => {
      const strange = built.filter((file) => !parts.test(file.slice(`${dist}/`.length)));
      assert.deepEqual(strange, []);
    });

    it("holds no tests, no declarations, no sandbox and no build leftovers", () => {
      const strange = built.filter((file) => /test|sandbox|bench|\.d\.ts$|\.ts$|tsbuildinfo/.test(file));
      assert.deepEqual(strange, []);
    });

    it("holds what browsers run in bundles only", () => {
      assert.deepEqual(
        built.filter((file) => file.includes("/shared/microsoft/dialog/")),
        [],
      );
    });

    it("has what is bundled", () => {
      const bundled = [...BUNDLED.keys()].filter((file) => file.startsWith(`${dist}/`));
      assert.deepEqual(
        bundled.filter((file) => !built.includes(file)),
        [],
      );
    });

    it("comes from sources that still exist", () => {
      const scripts = built.filter((file) => file.endsWith(".js"));
      assert.deepEqual(
        scripts.filter((file) => !existsSync(join(root, sourceOf(file)))),
        [],
      );
    });
  });

describe("the committed files", () => {
  const files = committedFiles();
  const offending = (pattern: RegExp): readonly string[] =>
    files.filter((file) => pattern.test(committedText(file) ?? ""));

  it("are found", () =>
    assert.ok(files.includes("package.json") && files.includes(".npmrc"), files.join("\n")));

  it("name no path of the machine they were written on", () => {
    assert.deepEqual(offending(/(?<![\w.~/-])\/(?:work|root|tmp\/bash_jobs)\//), []);
  });

  it("name no registry to install from", () => {
    assert.deepEqual(offending(/\bregistry\.npmjs\.org|_auth[T]oken|^\s*registry\s*=/m), []);
    const configured = process.env["npm_config_registry"];
    if (!configured) return;
    const { host } = new URL(configured);
    assert.deepEqual(
      files.filter((file) => committedText(file)?.includes(host)),
      [],
    );
  });
});
