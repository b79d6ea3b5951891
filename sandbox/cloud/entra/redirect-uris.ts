import { Refused } from "./refusals";
import type { Registration } from "./registrations";

/**
 * The redirect address a request names, when the application has registered it.
 * Microsoft Entra docs, "Redirect URI (reply URL) best practices and limitations": compared as it is written, path and
 * case included; only for localhost the port does not count (RFC 8252 section 7.3).
 * @param entra Entra's own origin
 * @throws Refused `noRedirectUri` or `wrongRedirectUri`: to be told to the person, never to an address nobody registered
 */
export function redirectUriOf(
  { redirectUris }: Registration,
  parameters: URLSearchParams,
  entra: string,
): string {
  const asked = parameters.get("redirect_uri");
  if (asked === null || asked === "") throw new Refused("noRedirectUri");
  const registered = redirectUris.map((uri) => (uri.startsWith("/") ? entra + uri : uri));
  if (registered.some((uri) => uri === asked || withoutPort(uri) === withoutPort(asked))) return asked;
  throw new Refused("wrongRedirectUri", asked);
}

/** Itself, unless it is an address on this machine. */
function withoutPort(uri: string): string {
  return uri.replace(/^(https?:\/\/localhost):\d{1,5}(?=\/|\?|$)/, "$1");
}
