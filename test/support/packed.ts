import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../../..");

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly "node-red": { readonly nodes: Readonly<Record<string, string>> };
}

export const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

let tarball: string | undefined;

/** The root package as it would be published, packed once per run from what is built. */
export function packedTarball(): string {
  if (tarball !== undefined && existsSync(tarball)) return tarball;
  const folder = mkdtempSync(join(tmpdir(), "teams-presence-pack-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const answer = execFileSync(npm, ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { filename } = Object.values(JSON.parse(answer) as Record<string, { filename: string }>)[0] ?? {
    filename: "",
  };
  tarball = join(folder, filename);
  return tarball;
}

/**
 * Puts the packed package into a user directory's node_modules without a network: what the tarball holds, and beside it
 * the dependencies that this checkout has installed.
 */
export function installPacked(userDir: string): void {
  const target = join(userDir, "node_modules", ...manifest.name.split("/"));
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", packedTarball(), "-C", target, "--strip-components=1"]);
  for (const dependency of Object.keys(manifest.dependencies)) {
    const link = join(userDir, "node_modules", ...dependency.split("/"));
    mkdirSync(resolve(link, ".."), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(root, "node_modules", ...dependency.split("/")), link, "dir");
  }
}
