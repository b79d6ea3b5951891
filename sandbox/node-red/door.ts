import type { IncomingMessage } from "node:http";
import { isOwnHost, isOwnOrigin } from "../support/own-address";

/**
 * The one address a page elsewhere may post to: where a browser brings the answer of a sign-in, by a form of the sign-in
 * page (OAuth 2.0 Form Post Response Mode, section 2). Whoever answers there has to know its one-time `state`.
 */
const CALLBACK = "/teams-auth/callback";

/**
 * Whether a request may go on to Node-RED, which has no login here: under its own name only, and from no foreign page.
 * @param port the port that is listened on
 */
export function mayEnter(
  { method, url, headers }: Pick<IncomingMessage, "headers" | "method" | "url">,
  port: number,
): boolean {
  if (!isOwnHost(headers, port)) return false;
  return isOwnOrigin(headers) || (method === "POST" && url === CALLBACK);
}
