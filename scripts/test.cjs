"use strict";
/** Runs groups of compiled tests, one mocha each, and closes with one line: N passed, N failed, N skipped. */
const { spawnSync } = require("node:child_process");
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

const built = path.join(".build", "test");
const mocha = path.join("test", "node_modules", "mocha", "bin", "mocha.js");
const totalsFile = path.join(root, ".cache", `test-totals.${process.pid}.json`);

function runGroup({ title, specs, env }, extra) {
  console.log(`\n━━ ${title} ━━`);
  // From the sources: the compiler leaves behind what it once made of a test that is gone.
  const files = specs
    .flatMap((spec) => fs.globSync(`test/${spec}/**/*.test.ts`, { cwd: root }))
    .map((file) => path.join(".build", file.replace(/\.ts$/, ".js")));
  if (files.length === 0) {
    console.log("There are no such tests.");
    return { passed: 0, failed: process.env.CI ? 1 : 0, skipped: 0 };
  }
  fs.rmSync(totalsFile, { force: true });
  const args = [
    "--enable-source-maps",
    mocha,
    "--config",
    "test/.mocharc.json",
    "--reporter",
    `${built}/support/reporter.js`,
  ];
  const { status } = spawnSync(process.execPath, [...args, ...extra, ...files], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env, TEST_TOTALS: totalsFile },
  });
  const totals = fs.existsSync(totalsFile)
    ? JSON.parse(fs.readFileSync(totalsFile, "utf8"))
    : { passed: 0, failed: 0, skipped: 0 };
  // A run that ended without totals, or badly without a failed test, has failed all the same.
  if (status !== 0 && totals.failed === 0) totals.failed = 1;
  return totals;
}

const chosen = process.argv.slice(2).filter((argument) => argument in GROUPS);
const extra = process.argv.slice(2).filter((argument) => !(argument in GROUPS));
fs.mkdirSync(path.dirname(totalsFile), { recursive: true });
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const name of chosen) {
  const totals = runGroup(GROUPS[name], extra);
  for (const key of Object.keys(sum)) sum[key] += totals[key];
}
fs.rmSync(totalsFile, { force: true });
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
