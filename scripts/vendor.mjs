/**
 * node-hue-api, which drives old Hue bridges, as one file with the licences of what is in it. Bundled because its axios
 * has to be another one than it asks for, which only bundling can give to whoever installs this package.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const FOLDER = "shared/lights/hue/v1/vendor";
const ENTRY = join(FOLDER, "entry.mjs");
const ABSENT = resolve(FOLDER, "absent.cjs");
const OWNER = "node-hue-api";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const manifest = readJson("package.json");

/** As node-hue-api finds it; throws where that is not the version we override it with. */
function axiosOf(owner) {
  const wanted = manifest.overrides[OWNER].axios;
  const { version } = readJson(owner.resolve("axios/package.json"));
  if (version !== wanted) throw new Error(`${OWNER} finds axios ${version}, not ${wanted}: run npm ci`);
  return owner.resolve("axios");
}

function bundle() {
  const owner = createRequire(resolve("node_modules", OWNER, "package.json"));
  return buildSync({
    entryPoints: [ENTRY],
    outfile: "node-hue-api.js",
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
    alias: {
      axios: axiosOf(owner),
      // The one without Redis.
      bottleneck: owner.resolve("bottleneck/light"),
      "follow-redirects/http": ABSENT,
      "follow-redirects/https": ABSENT,
      "form-data": ABSENT,
    },
    // With it node-hue-api would print every address, and in it the key.
    define: { "process.env.NODE_DEBUG": '""' },
  });
}

/** The folders of the packages that a bundle holds anything of. */
function packagesIn(metafile) {
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** Name, version, licence and its full text; throws where there is no text. */
function licenceOf(folder) {
  const { name, version, license, author, repository } = readJson(join(folder, "package.json"));
  const own = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(file));
  const by = typeof author === "string" ? author : author?.name;
  const from = typeof repository === "string" ? repository : repository?.url;
  const head = [`${name} ${version}`, `Licence: ${license}`, by && `By: ${by}`, from && `From: ${from}`];
  const title = head.filter(Boolean).join("\n");
  if (own) return `${title}\n\n${readFileSync(join(folder, own), "utf8").trim()}\n`;
  // A package may name our licence and bring no text of it: it is the same text.
  if (license === manifest.license && existsSync("LICENSE"))
    return `${title}\n\n${readFileSync("LICENSE", "utf8").trimEnd()}\n`;
  throw new Error(`${name} ${version} is bundled and brings no text of its licence (${license})`);
}

/** Writes the bundle and the licences below each of the folders. */
export function emitVendor(...roots) {
  const { metafile, outputFiles } = bundle();
  const rule = `\n${"=".repeat(80)}\n\n`;
  const licences = ["What node-hue-api.js holds.\n", ...packagesIn(metafile).map(licenceOf)].join(rule);
  for (const root of roots) {
    const target = join(root, FOLDER);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "node-hue-api.js"), outputFiles[0].contents);
    writeFileSync(join(target, "node-hue-api.LICENSES.txt"), licences);
  }
}
