import type { Redirect } from "../../shared/microsoft/sign-in/auth-code";

/** Where the browser comes back to, below the admin root. */
export const CALLBACK = "teams-auth/callback";

/** Microsoft identity platform, "Redirect URI (reply URL) restrictions and limitations". */
const LONGEST_ADDRESS = 256;

/** A browser on the machine itself knows the editor by any of these. */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

export const REDIRECT_ADDRESS = "empty, or an address that begins with https:// or http://localhost";

/** Whether a text can be the property `redirectUri`; empty is fine. */
export function isRedirectAddress(text: string): boolean {
  if (text === "") return true;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > LONGEST_ADDRESS || /[\s#]/.test(text) || url.username || url.password)
    return false;
  return /^https:\/\//i.test(text) || (/^http:\/\//i.test(text) && url.hostname === "localhost");
}

/** The editor's own callback, from the origin of a page of it (verified) and Node-RED's `httpAdminRoot`. */
export function editorCallback(origin: string, adminRoot: unknown): string {
  const path = typeof adminRoot === "string" ? adminRoot.split("/").filter(Boolean) : [];
  return [origin, ...path, CALLBACK].join("/");
}

/**
 * Where the browser comes back to: the configured address; else the editor's own, where Entra takes it; else the page
 * of the cloud that is made for programs without one, whose address has to be pasted. `callback` is the editor's own,
 * or the one an earlier sign-in came back to.
 */
export function redirectFor(
  { redirectUri, authority }: { readonly redirectUri: string; readonly authority: string },
  callback: string | undefined,
): Redirect {
  if (redirectUri) return { uri: redirectUri, responseMode: isCallback(redirectUri) ? "form_post" : "query" };
  const own = callback === undefined ? undefined : reachable(callback);
  if (own !== undefined) return { uri: own, responseMode: "form_post" };
  return { uri: `${authority}/common/oauth2/nativeclient`, responseMode: "query" };
}

/**
 * The same for whoever asks by a message, with a browser that nobody knows. On a phone http://localhost leads nowhere:
 * of a form posted there nothing would be left, while an address that cannot be opened can still be copied.
 */
export function redirectFromAnywhere(redirect: Redirect): Redirect {
  return LOCAL_HOSTS.has(new URL(redirect.uri).hostname) ? { ...redirect, responseMode: "query" } : redirect;
}

/**
 * What the app registration has to name. Entra ignores the port of http://localhost, and of two entries that differ in
 * it alone would take either (Microsoft identity platform, "Redirect URI (reply URL) restrictions and limitations",
 * "Localhost exceptions"; RFC 8252 section 7.3).
 */
export function addressToRegister({ uri }: Redirect): string {
  return uri.replace(/^(http:\/\/localhost):\d+/i, "$1");
}

function isCallback(address: string): boolean {
  return new URL(address).pathname.endsWith(`/${CALLBACK}`);
}

/** As Entra takes it; its portal lets nobody register http://127.0.0.1, and `localhost` leads to the same machine. */
function reachable(callback: string): string | undefined {
  const url = URL.canParse(callback) ? new URL(callback) : undefined;
  if (!url || !isCallback(callback)) return undefined;
  if (LOCAL_HOSTS.has(url.hostname)) url.hostname = "localhost";
  else if (url.protocol !== "https:") return undefined;
  return url.href;
}
