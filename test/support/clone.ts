import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { root } from "./packed";
import { MADE } from "./repository";

/** A checkout of its own of what is committed here, in a new folder; `remove` takes it away. */
export class Clone {
  readonly #folder = mkdtempSync(join(tmpdir(), "teams-presence-clone-"));
  readonly path = join(this.#folder, "checkout");

  constructor() {
    if (existsSync(join(root, ".git"))) this.#clone();
    // An unpacked archive of the repository has no history to clone.
    else
      cpSync(root, this.path, {
        recursive: true,
        filter: (file) => file === root || !MADE.has(basename(file)),
      });
  }

  #clone(): void {
    // Git refuses a repository of another user unless told, as in a container that mounts one.
    const config = join(this.#folder, "gitconfig");
    writeFileSync(config, "[safe]\n\tdirectory = *\n");
    execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, this.path], {
      cwd: dirname(this.path),
      env: { ...process.env, GIT_CONFIG_GLOBAL: config },
    });
  }

  file(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
