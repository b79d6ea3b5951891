/** How a bridge words that a lamp did not hear it, collected by home-assistant-libs/aiohue. `"soft off"` is not that. */
const NOT_HEARD = /communication issues/i;

/** Whether, by the warnings beside its answer to a write, the bridge knows of nobody who did not hear. */
export function isHeard(warnings: readonly string[]): boolean {
  return !warnings.some((warning) => NOT_HEARD.test(warning));
}
