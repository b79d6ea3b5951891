"use strict";
/** Runs groups of compiled tests, one mocha each, and closes with one line: N passed, N failed, N skipped. */
const { spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const path = require("node:path");
const { root } = require("./install.cjs");

const GROUPS = {
  unit: { title: "Unit tests", specs: ["house", "shared", "sandbox", "nodes", "homebridge-plugin"] },
  runtime: { title: "Real Node-RED 5", specs: ["runtime"], env: { NODE_RED_MAJOR: "5" } },
  "runtime-4": { title: "Real Node-RED 4", specs: ["runtime"], env: { NODE_RED_MAJOR: "4" } },
  homekit: { title: "Real Homebridge 2", specs: ["homekit"], env: { HOMEBRIDGE_MAJOR: "2" } },
  "homekit-1": { title: "Real Homebridge 1", specs: ["homekit"], env: { HOMEBRIDGE_MAJOR: "1" } },
  editor: { title: "The editor in a real browser", specs: ["editor"] },
  settings: { title: "The settings page in Homebridge's own UI", specs: ["settings"] },
  package: { title: "Packed and installed", specs: ["package"] },
};

/**
 * Groups that run side by side where several of them are asked for. HomeKit's wait most of their time, for polls of five
 * seconds and for Homebridge 1, which takes five to end; each has ports and folders of its own. Not beside them: what
 * starts Node-RED or a browser over and over, each within a time limit that wants the machine for itself.
 */
const TOGETHER = [["homekit", "homekit-1"]];

const built = path.join(".build", "test");
const mocha = path.join("test", "node_modules", "mocha", "bin", "mocha.js");
const scratch = (name, kind) => path.join(root, ".cache", `test-${process.pid}-${name}.${kind}`);
const running = new Set();

/** Runs one group to its end; what it prints goes to `output`. Gives its totals. */
async function runGroup(name, extra, output) {
  const { specs, env } = GROUPS[name];
  // From the sources: the compiler leaves behind what it once made of a test that is gone.
  const files = specs
    .flatMap((spec) => fs.globSync(`test/${spec}/**/*.test.ts`, { cwd: root }))
    .map((file) => path.join(".build", file.replace(/\.ts$/, ".js")));
  if (files.length === 0) {
    console.log(`There are no tests of ${name}.`);
    return { passed: 0, failed: process.env.CI ? 1 : 0, skipped: 0 };
  }
  const totalsFile = scratch(name, "json");
  const args = [
    "--enable-source-maps",
    mocha,
    "--config",
    "test/.mocharc.json",
    "--reporter",
    `${built}/support/reporter.js`,
  ];
  const child = spawn(process.execPath, [...args, ...extra, ...files], {
    cwd: root,
    stdio: ["inherit", output, output],
    env: { ...process.env, ...env, TEST_TOTALS: totalsFile },
  });
  running.add(child);
  const [status, signal] = await once(child, "exit");
  running.delete(child);
  const totals = fs.existsSync(totalsFile)
    ? JSON.parse(fs.readFileSync(totalsFile, "utf8"))
    : { passed: 0, failed: 0, skipped: 0 };
  fs.rmSync(totalsFile, { force: true });
  // A run that ended without totals, or badly without a failed test, has failed all the same.
  if (status !== 0 && totals.failed === 0) {
    console.log(`The tests of ${name} ended with ${status ?? signal}.`);
    totals.failed = 1;
  }
  return totals;
}

/** Runs a group whose output is shown as it comes, or all at once in the end where others print at the same time. */
async function showGroup(name, extra, isAlone) {
  const title = `\n━━ ${GROUPS[name].title} ━━`;
  const begin = Date.now();
  const logFile = scratch(name, "log");
  if (isAlone) console.log(title);
  const output = isAlone ? "inherit" : fs.openSync(logFile, "w");
  const totals = await runGroup(name, extra, output);
  if (!isAlone) {
    fs.closeSync(output);
    console.log(`${title}\n${fs.readFileSync(logFile, "utf8")}`);
    fs.rmSync(logFile);
  }
  console.log(`${GROUPS[name].title}: ${Math.round((Date.now() - begin) / 1000)} s`);
  return totals;
}

async function main() {
  const left = new Set(process.argv.slice(2).filter((argument) => argument in GROUPS));
  const extra = process.argv.slice(2).filter((argument) => !(argument in GROUPS));
  const sum = { passed: 0, failed: 0, skipped: 0 };
  fs.mkdirSync(path.join(root, ".cache"), { recursive: true });
  for (const name of left) {
    const company = TOGETHER.find((groups) => groups.includes(name)) ?? [name];
    const batch = company.filter((one) => left.has(one));
    for (const one of batch) left.delete(one);
    if (batch.length > 1)
      console.log(`\nSide by side: ${batch.map((one) => GROUPS[one].title).join(", ")} …`);
    for (const totals of await Promise.all(batch.map((one) => showGroup(one, extra, batch.length === 1))))
      for (const key of Object.keys(sum)) sum[key] += totals[key];
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(130);
  });
void main();
