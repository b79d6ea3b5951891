import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as vendor from "../../shared/lights/hue/v1/vendor/node-hue-api";
import { packedTarball, root } from "../support/packed";
import { listen } from "../shared/lights/hue/wire/https-server";

const FOLDER = "dist/shared/lights/hue/v1/vendor";
const AXIOS = "0.35.0";

interface Dependencies {
  readonly [kind: string]: Readonly<Record<string, string>> | undefined;
}

describe("what drives old bridges, in the packed package", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "teams-presence-old-"));
  const packed = (file: string) => readFileSync(join(folder, "package", file), "utf8");
  let bundle = "";
  let licences = "";
  /** Folders of the packages in the bundle: before each module, esbuild says in a comment where it was. */
  let packages: readonly string[] = [];

  before(() => {
    execFileSync("tar", ["-xzf", packedTarball(), "-C", folder]);
    bundle = packed(`${FOLDER}/node-hue-api.js`);
    licences = packed(`${FOLDER}/node-hue-api.LICENSES.txt`);
    const folders = [
      ...bundle.matchAll(/^\/\/ (node_modules\/(?:.*node_modules\/)?(?:@[^/\n]+\/)?[^/\n]+)\//gm),
    ];
    packages = [...new Set(folders.map(([, path = ""]) => path))];
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is node-hue-api with what it needs, bundled", () => {
    const names = new Set(packages.map((path) => path.split("node_modules/").at(-1)));
    assert.deepEqual(names, new Set(["axios", "bottleneck", "node-hue-api", "proxy-from-env"]));
  });

  it("brings the licence of each with its whole text", () => {
    const parts = licences.split(/^=+$/m).slice(1);
    assert.equal(parts.length, packages.length);
    for (const path of packages) {
      const { name, version, license } = JSON.parse(
        readFileSync(join(root, path, "package.json"), "utf8"),
      ) as Record<"name" | "version" | "license", string>;
      const part = parts.find((part) => part.trim().startsWith(`${name} ${version}\n`));
      assert.ok(part, `${name} ${version}`);
      assert.ok(part.includes(`Licence: ${license}\n`), `${name}: ${license}`);
      assert.match(part, /Permission is hereby granted, free of charge|TERMS AND CONDITIONS FOR USE/, name);
    }
  });

  it(`holds axios ${AXIOS} and no other`, () => {
    const modules = bundle.matchAll(/^\/\/ \S+\/axios\/lib\/env\/data\.js$/gm);
    assert.equal([...modules].length, 1);
    const versions = [...bundle.matchAll(/env\/data\.js"\([\s\S]{0,200}?"version": "([\d.]+)"/g)];
    assert.deepEqual(
      versions.map(([, version]) => version),
      [AXIOS],
    );
  });

  it("holds nothing that searches for bridges, follows redirects or prints addresses", () => {
    for (const strange of [
      "discovery.meethue.com",
      "BEGIN CERTIFICATE",
      "M-SEARCH",
      "follow-redirects.js",
      "NODE_DEBUG",
    ])
      assert.ok(!bundle.includes(strange), strange);
  });

  it("makes nobody install node-hue-api", () => {
    const manifest = JSON.parse(packed("package.json")) as Dependencies;
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"])
      for (const name of ["node-hue-api", "axios", "bottleneck"])
        assert.equal(manifest[kind]?.[name], undefined, `${kind}: ${name}`);
  });

  it("runs with no package beside it, and says so on the wire", async () => {
    const agents: unknown[] = [];
    const server = createServer((request, response) => {
      agents.push(request.headers["user-agent"]);
      response.end("{}");
    });
    const port = await listen(server);
    const file = join(folder, "package", FOLDER, "node-hue-api.js");
    const { connect } = createRequire(file)(file) as typeof vendor;
    const connection = connect({
      baseURL: `http://127.0.0.1:${port}/api`,
      key: "key",
      maxAnswerBytes: 1000,
      guard: (exchange) => exchange(new AbortController().signal),
    });
    assert.deepEqual(await connection.read("lights"), {});
    assert.deepEqual(agents, [`axios/${AXIOS}`]);
    await connection.close();
    server.close();
    await once(server, "close");
  });
});
