import type { ProblemText } from "../../shared/support/problem";

/** What the parent asks of the process Node-RED runs in: its only argument, as JSON. */
export interface Request {
  readonly userDir: string;
  /** Where to start looking for a free port. */
  readonly port: number;
}

/** What that process tells. It ends when the parent disconnects or is gone. */
export type Report =
  /** The flows run, except where nodes of these types are missing: then none runs. */
  | { readonly kind: "started"; readonly port: number; readonly missing: readonly string[] }
  | { readonly kind: "failed"; readonly problem: ProblemText };
