import type { Redirect } from "../../shared/microsoft/sign-in/auth-code";
import { redirectFor } from "../../shared/microsoft/sign-in/sessions/redirect-address";

/** Where the browser comes back to, below the admin root. */
export const CALLBACK = "teams-auth/callback";

/** The editor's own callback, from the origin of a page of it (verified) and Node-RED's `httpAdminRoot`. */
export function editorCallback(origin: string, adminRoot: unknown): string {
  const path = typeof adminRoot === "string" ? adminRoot.split("/").filter(Boolean) : [];
  return [origin, ...path, CALLBACK].join("/");
}

/** Where the browser comes back to; `callback` is the editor's own, or the one an earlier sign-in came back to. */
export function editorRedirect(
  settings: { readonly redirectUri: string; readonly authority: string },
  callback: string | undefined,
): Redirect {
  return redirectFor(settings, { path: `/${CALLBACK}`, address: callback });
}
