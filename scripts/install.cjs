"use strict";
/**
 * Installs a folder's packages when its lockfile or the platform differ from what was installed last.
 * Plain CommonJS for any Node from 20.19 on: it runs before anything is installed.
 */
const { createHash } = require("node:crypto");
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { cache, isOwned, readPid, root } = require("./lock.cjs");

const sandboxFile = path.join(cache, "sandbox.pid");
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

function refuseUnderSandbox() {
  if (!isOwned(sandboxFile)) return;
  throw new Error(
    `The sandbox is running from this folder (process ${readPid(sandboxFile)}) and packages have to be installed. Stop it (Ctrl+C in its window) and try again.`,
  );
}

function npmCi(folder, what) {
  console.log(`Installing ${what}. This takes a minute the first time …`);
  fs.rmSync(stampOf(folder), { force: true });
  // Settings npm hands to its children would make this npm install for the calling script's folder, or only pretend to.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(local_prefix|dry_run)|package_|lifecycle_)/.test(name),
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

/** Whether all the given folders ("." or "test") have the packages that their lockfiles say. */
function isInstalled(folders) {
  return folders.every(([folder]) => isFresh(path.join(root, folder)));
}

/** Brings the given folders up to date; call it under the lock. Throws with one clear sentence. */
function install(folders) {
  for (const [folder, what] of folders) {
    const full = path.join(root, folder);
    if (isFresh(full)) continue;
    refuseUnderSandbox();
    npmCi(full, what);
  }
}

module.exports = { install, isInstalled, root, sandboxFile };
