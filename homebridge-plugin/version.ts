import { readFileSync } from "node:fs";
import { join } from "node:path";

/** This package's version, as its package.json says it; `0.0.0` where that cannot be read. */
export function ownVersion(): string {
  try {
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
      version?: unknown;
    };
    return typeof version === "string" ? version : "0.0.0";
  } catch {
    return "0.0.0";
  }
}
