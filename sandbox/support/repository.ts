import { resolve } from "node:path";

/** The repository's root, as seen from where this file is compiled to: `.build/sandbox/support/`. */
export const repository = resolve(__dirname, "../../..");
