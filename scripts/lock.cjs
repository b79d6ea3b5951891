"use strict";
/** One process at a time installs or builds in this folder; the others wait. The lock of a dead owner is broken. */
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const cache = path.join(root, ".cache");
const lockFile = path.join(cache, "install.lock");
const WAIT_STEP_MS = 500;
const REMIND_EVERY_MS = 10_000;
const CLOCK_SLACK_MS = 60_000;

function isRunning(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Undefined without a file; 0, which is nobody, where its content was lost with the power. */
function readPid(file) {
  try {
    return Number.parseInt(fs.readFileSync(file, "utf8"), 10) || 0;
  } catch {
    return undefined;
  }
}

/**
 * Whether a running process wrote its id into the file. Ids come round again, after a restart of the machine above all,
 * and in a container the next command may even have that of the one that died.
 */
function isOwned(file) {
  const owner = readPid(file);
  if (owner === undefined || owner === process.pid || !isRunning(owner)) return false;
  try {
    return fs.statSync(file).mtimeMs > Date.now() - os.uptime() * 1000 - CLOCK_SLACK_MS;
  } catch {
    return false;
  }
}

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

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function lock() {
  fs.mkdirSync(cache, { recursive: true });
  for (let waited = 0; !tryLock(); waited += WAIT_STEP_MS) {
    const owner = readPid(lockFile);
    if (owner !== undefined && !isOwned(lockFile)) breakLock(owner);
    else if (waited % REMIND_EVERY_MS === 0)
      console.log(`Another command installs or builds here (process ${owner}); waiting for it …`);
    await pause(WAIT_STEP_MS);
  }
}

function unlock() {
  if (readPid(lockFile) === process.pid) fs.rmSync(lockFile, { force: true });
}

/** Runs `work` while no other process does; resolves to what it gives. */
async function alone(work) {
  await lock();
  try {
    return await work();
  } finally {
    unlock();
  }
}

module.exports = { alone, cache, isOwned, readPid, root };
