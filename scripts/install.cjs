"use strict";
/**
 * Installs a folder's packages when its lockfile, the platform or Node's major differ from what was installed last.
 * Plain CommonJS for any Node from 20.19 on: it runs before anything is installed.
 */
const { createHash } = require("node:crypto");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const cache = path.join(root, ".cache");
const lockFile = path.join(cache, "install.lock");
const sandboxFile = path.join(cache, "sandbox.pid");
const WAIT_STEP_MS = 500;
const REMIND_EVERY_MS = 10_000;

const stampOf = (folder) => path.join(folder, "node_modules", ".installed");

function fingerprint(folder) {
  return createHash("sha256")
    .update(fs.readFileSync(path.join(folder, "package-lock.json")))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");
}

function isFresh(folder) {
  try {
    return fs.readFileSync(stampOf(folder), "utf8") === fingerprint(folder);
  } catch {
    return false;
  }
}

function isRunning(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readPid(file) {
  try {
    return Number.parseInt(fs.readFileSync(file, "utf8"), 10);
  } catch {
    return undefined;
  }
}

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Creates the lock with its owner's pid already inside, so that nobody ever reads an empty one. */
function tryLock() {
  const own = `${lockFile}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, lockFile);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    fs.unlinkSync(own);
  }
}

/** Takes a dead owner's lock away; one that somebody else took in the meantime is put back. */
function breakLock(owner) {
  const taken = `${lockFile}.${process.pid}.broken`;
  try {
    fs.renameSync(lockFile, taken);
    if (readPid(taken) !== owner) fs.linkSync(taken, lockFile);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  } finally {
    fs.rmSync(taken, { force: true });
  }
}

/** Waits until this process alone may install; a lock whose owner is gone is broken. */
function lock() {
  fs.mkdirSync(cache, { recursive: true });
  for (let waited = 0; !tryLock(); waited += WAIT_STEP_MS) {
    const owner = readPid(lockFile);
    if (owner !== undefined && !isRunning(owner)) breakLock(owner);
    if (waited % REMIND_EVERY_MS === 0)
      console.log(`Another install is running here (process ${owner}); waiting for it …`);
    pause(WAIT_STEP_MS);
  }
}

function unlock() {
  if (readPid(lockFile) === process.pid) fs.rmSync(lockFile, { force: true });
}

function refuseUnderSandbox() {
  const pid = readPid(sandboxFile);
  if (pid === undefined || !isRunning(pid)) return;
  throw new Error(
    `The sandbox is running from this folder (process ${pid}) and packages have to be installed. Stop it (Ctrl+C in its window) and try again.`,
  );
}

function npmCi(folder, what) {
  console.log(`Installing ${what}. This takes a minute the first time …`);
  fs.rmSync(stampOf(folder), { force: true });
  // Settings npm hands to its children would make this npm install for the calling script's folder.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)/.test(name),
    ),
  );
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, error } = spawnSync(
    npm,
    ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: folder,
      env,
      stdio: "inherit",
      shell: process.platform === "win32",
    },
  );
  if (error || status !== 0)
    throw new Error(
      `npm could not install ${what}. Is the package registry reachable? What npm said is above.`,
    );
  fs.writeFileSync(stampOf(folder), fingerprint(folder));
}

/** Brings the given folders ("." or "test") up to date. Throws with one clear sentence. */
function install(folders) {
  const stale = folders.filter(([folder]) => !isFresh(path.join(root, folder)));
  if (stale.length === 0) return;
  lock();
  try {
    for (const [folder, what] of stale) {
      const full = path.join(root, folder);
      if (isFresh(full)) continue; // somebody else did it while we waited
      refuseUnderSandbox();
      npmCi(full, what);
    }
  } finally {
    unlock();
  }
}

module.exports = { install, root, sandboxFile };
