"use strict";
/**
 * Every `npm run` of this repository starts here: on a fresh clone, with nothing but a system Node and npm, it installs
 * what is missing, builds what is out of date and runs the command on the Node that the project brings.
 */
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { install, isInstalled, root } = require("./install.cjs");
const { alone } = require("./lock.cjs");

const LOWEST_NODE = [20, 19];
const PROJECT_NODE_MAJOR = 24;
const APP = [".", "the sandbox and its Node-RED"];
const TOOLS = ["test", "the test tools"];
const nodeBinary = path.join(
  root,
  "node_modules",
  ".bin",
  process.platform === "win32" ? "node.cmd" : "node",
);

const bin = (name) => path.join(root, "test", "node_modules", name);
const OFFLINE = ["unit", "runtime", "runtime-4", "homekit", "homekit-1", "editor", "settings"];
const mocha = (...groups) => ["scripts/test.cjs", ...groups];
const tsgolint = { OXLINT_TSGOLINT_PATH: bin(".bin/tsgolint") };
const lint = [bin("oxlint/bin/oxlint"), "--type-aware", "--deny-warnings"];

/** What each command needs and the steps it runs; the arguments of the command line go to the last step. */
const COMMANDS = {
  start: { needs: [APP], steps: [[".build/sandbox/main.js"]] },
  build: { needs: [APP], steps: [] },
  prepare: { needs: [APP, TOOLS], steps: [] },
  test: { needs: [APP, TOOLS], steps: [mocha("unit", "runtime", "homekit", "editor")] },
  "test-all": { needs: [APP, TOOLS], steps: [mocha(...OFFLINE, "package")] },
  "test-offline": { needs: [APP, TOOLS], steps: [mocha(...OFFLINE)] },
  "test-package": { needs: [APP, TOOLS], steps: [mocha("package")] },
  bench: { needs: [APP, TOOLS], steps: [[".build/bench/main.js"]] },
  check: { needs: [APP, TOOLS], steps: [lint, [bin("oxfmt/bin/oxfmt"), "--check", "."]] },
  format: { needs: [APP, TOOLS], steps: [[bin("oxfmt/bin/oxfmt"), "."]] },
};

function checkSystemNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > LOWEST_NODE[0] || (major === LOWEST_NODE[0] && minor >= LOWEST_NODE[1])) return;
  throw new Error(
    `Node ${LOWEST_NODE.join(".")} or newer is needed to begin; this is ${process.version}. Install a current Node and try again.`,
  );
}

function checkProjectNode() {
  const { stdout } = spawnSync(nodeBinary, ["-v"], { encoding: "utf8", shell: process.platform === "win32" });
  if (stdout?.startsWith(`v${PROJECT_NODE_MAJOR}.`)) return;
  throw new Error(
    `The project's own Node ${PROJECT_NODE_MAJOR} is missing${stdout ? ` (found ${stdout.trim()})` : ""}: npm did not run the install script of the package "node". ` +
      "Run `npm rebuild node --foreground-scripts` in this folder, then try again.",
  );
}

function newestChange(folder) {
  let newest = 0;
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (["node_modules", "dist", ".build", ".cache", ".git"].includes(entry.name)) continue;
    const full = path.join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(full) : fs.statSync(full).mtimeMs);
  }
  return newest;
}

function isBuilt(withTests) {
  try {
    const built = fs.statSync(path.join(root, ".build", "built")).mtimeMs;
    const complete = !withTests || fs.existsSync(path.join(root, ".build", "test", "node_modules"));
    return complete && fs.existsSync(path.join(root, "dist")) && built > newestChange(root);
  } catch {
    return false;
  }
}

/** Runs one script on the project's Node, waits for it and passes on Ctrl+C; resolves to the exit code. */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(nodeBinary, ["--enable-source-maps", ...args], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...tsgolint },
      shell: process.platform === "win32",
    });
    const pass = (signal) => child.kill(signal);
    process.on("SIGINT", pass).on("SIGTERM", pass);
    child.on("exit", (code, signal) => {
      process.off("SIGINT", pass).off("SIGTERM", pass);
      resolve(code ?? (signal ? 130 : 1));
    });
  });
}

/** Installs and builds what is missing or out of date; resolves to the exit code of the build. */
async function prepare(command, buildAnyway) {
  install(command.needs);
  checkProjectNode();
  if (!buildAnyway && isBuilt(command.needs.includes(TOOLS))) return 0;
  console.log("Building …");
  return run(["scripts/build.mjs"]);
}

async function main([name, ...args]) {
  const command = COMMANDS[name];
  if (!command) throw new Error(`Unknown command ${name}. There are: ${Object.keys(COMMANDS).join(", ")}.`);
  checkSystemNode();
  const buildAnyway = name === "build";
  if (buildAnyway || !isInstalled(command.needs) || !isBuilt(command.needs.includes(TOOLS))) {
    const code = await alone(() => prepare(command, buildAnyway));
    if (code !== 0) return code;
  } else checkProjectNode();
  for (const [index, step] of command.steps.entries()) {
    const code = await run(index === command.steps.length - 1 ? [...step, ...args] : step);
    if (code !== 0) return code;
  }
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  },
);
