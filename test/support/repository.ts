import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./packed";

/** Folders that are made, never committed; .gitignore says the same. */
export const MADE: ReadonlySet<string> = new Set(["node_modules", "dist", ".build", ".cache", ".git"]);

/** Every file that belongs to the repository, relative to its root, without asking git. */
export function committedFiles(folder = ""): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (MADE.has(entry.name) || entry.name.endsWith(".tgz")) return [];
    return entry.isDirectory() ? committedFiles(path) : [path];
  });
}

/** A file's text; undefined where it is none. */
export function committedText(file: string): string | undefined {
  const bytes = readFileSync(join(root, file));
  return bytes.includes(0) ? undefined : bytes.toString("utf8");
}
