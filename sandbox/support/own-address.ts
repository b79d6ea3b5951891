import type { IncomingHttpHeaders } from "node:http";

const OWN_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** Whether a request names this machine in `Host`; a foreign name that was rebound to 127.0.0.1 does not. */
export function isOwnHost({ host }: IncomingHttpHeaders, port: number): boolean {
  return host !== undefined && OWN_NAMES.some((name) => host.toLowerCase() === `${name}:${port}`);
}

/** Whether no page made the request, or one from the very address it goes to. */
export function isOwnOrigin({ host, origin }: IncomingHttpHeaders): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${host?.toLowerCase()}`;
}
