/** Whether a property of a flow is `${X}` or `$(X)`, which Node-RED replaces by an environment variable at the deploy. */
export function isFromEnvironment(value: unknown): boolean {
  return typeof value === "string" && /^\$[{(].+[)}]$/.test(value.trim());
}
