import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./packed";

/**
 * Makes a Homebridge plugin, in a folder of its own, whose settings show in `output` what they are told, as JSON:
 * `{language, theme, blocks, answer}`, of which `answer` is what their server says. A field `#name` changes the block;
 * a button `#trouble` makes trouble of each kind.
 * @returns the plugin's folder
 */
export function pretendSettings(folder: string): string {
  const files = {
    "package.json": JSON.stringify(MANIFEST),
    "config.schema.json": JSON.stringify(SCHEMA),
    "index.js": "export default () => undefined;",
    "homebridge-ui/server.js": SERVER,
    "homebridge-ui/public/index.html": PAGE,
  };
  mkdirSync(join(folder, "homebridge-ui/public"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const MANIFEST = {
  name: "homebridge-pretend",
  version: "0.0.1",
  type: "module",
  main: "index.js",
  keywords: ["homebridge-plugin"],
  engines: { homebridge: ">=1.8" },
};

const SCHEMA = {
  pluginAlias: "Pretend",
  pluginType: "platform",
  singular: true,
  customUi: true,
  schema: { type: "object", properties: { name: { type: "string" } } },
};

const UTILS = pathToFileURL(join(root, "node_modules/@homebridge/plugin-ui-utils/dist/index.js")).href;

const SERVER = `
import { HomebridgePluginUiServer } from ${JSON.stringify(UTILS)};
const server = new HomebridgePluginUiServer();
server.onRequest("/greet", ({ name }) => "Hello " + name + " from " + process.env.HOMEBRIDGE_STORAGE_PATH);
server.ready();
`;

const PAGE = `
<output></output>
<input id="name">
<button id="trouble">Trouble</button>
<script>
  const show = async () => {
    const blocks = await homebridge.getPluginConfig();
    const told = {
      language: await homebridge.i18nCurrentLang(),
      theme: await homebridge.userCurrentLightingMode(),
      blocks,
      answer: await homebridge.request("/greet", { name: "Alice" }),
    };
    document.querySelector("output").textContent = JSON.stringify(told);
  };
  homebridge.addEventListener("ready", show);
  document.querySelector("#name").addEventListener("input", async ({ target }) => {
    const [block] = await homebridge.getPluginConfig();
    await homebridge.updatePluginConfig([{ ...block, name: target.value }]);
    await show();
  });
  document.querySelector("#trouble").addEventListener("click", async () => {
    console.error("a complaint");
    await fetch("missing.png");
    await fetch("https://elsewhere.example/").catch(() => undefined);
    throw new Error("a bang");
  });
</script>
`;
