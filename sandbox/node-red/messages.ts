import type { ProblemText } from "../../shared/support/problem";

/** What the parent asks of the process Node-RED runs in: its only argument, as JSON. */
export interface Request {
  readonly userDir: string;
  /** Where to start looking for a free port. */
  readonly port: number;
}

/** What the parent sends once: let the flows run. */
export const START_FLOWS = "start-flows";

/** What that process tells. It ends when the parent disconnects or is gone. */
export type Report =
  /** Everything answers and no flow runs yet; none will where there are nodes of types, or modules, that are missing. */
  | { readonly kind: "ready"; readonly port: number; readonly missing: readonly string[] }
  | { readonly kind: "flows-started" }
  | { readonly kind: "failed"; readonly problem: ProblemText };
