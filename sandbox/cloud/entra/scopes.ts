import { Refused } from "./refusals";
import type { Registration } from "./registrations";

/** Sign-in's own scopes; none of them is a permission on Graph. */
const SIGN_IN_SCOPES = ["openid", "profile", "email", "offline_access"] as const;

/** The delegated permissions of Microsoft Graph this sandbox knows: Microsoft Graph permissions reference. */
export const GRAPH_PERMISSIONS = [
  "User.Read",
  "User.ReadBasic.All",
  "User.Read.All",
  "Presence.Read",
  "Presence.Read.All",
  "Presence.ReadWrite",
] as const;

/** Delegated permissions nobody may consent to for themselves: Microsoft Graph permissions reference, "Admin consent required". */
export const ADMIN_PERMISSIONS: readonly string[] = ["User.Read.All"];

const GRAPH_RESOURCE = "https://graph.microsoft.com";

export interface Scopes {
  readonly signIn: ReadonlySet<string>;
  /** Graph permissions in their official spelling. */
  readonly permissions: readonly string[];
  /** `.default` was asked for: everything the registration lists. */
  readonly everything: boolean;
  /** What stood before the permissions, "" or the resource with a slash: Entra answers in the form it was asked. */
  readonly prefix: string;
}

/**
 * Reads a `scope` parameter. Permissions may carry a Graph origin in front, other resources are unknown here
 * (Microsoft Entra docs, "Scopes and permissions": a scope without resource means Microsoft Graph).
 * Throws Refused `missingParameter`, `invalidScope` or `unknownResource`.
 */
export function parseScopes(text: string | null, graphOrigins: readonly string[]): Scopes {
  const wanted = (text ?? "").split(/\s+/).filter((scope) => scope !== "");
  if (wanted.length === 0) throw new Refused("missingParameter", "scope");
  const signIn = new Set<string>();
  const permissions = new Set<string>();
  let everything = false;
  let prefix = "";
  for (const scope of wanted) {
    const signInScope = SIGN_IN_SCOPES.find((known) => known === scope.toLowerCase());
    if (signInScope) {
      signIn.add(signInScope);
      continue;
    }
    const resource = [GRAPH_RESOURCE, ...graphOrigins].find((origin) =>
      scope.toLowerCase().startsWith(`${origin.toLowerCase()}/`),
    );
    if (resource === undefined && scope.includes("://")) throw new Refused("unknownResource", scope);
    if (resource !== undefined) prefix = `${resource}/`;
    const name = resource === undefined ? scope : scope.slice(resource.length + 1);
    if (name.toLowerCase() === ".default") {
      everything = true;
      continue;
    }
    const permission = GRAPH_PERMISSIONS.find((known) => known.toLowerCase() === name.toLowerCase());
    if (!permission) throw new Refused("invalidScope", scope);
    permissions.add(permission);
  }
  return { signIn, permissions: [...permissions], everything, prefix };
}

/** The permissions that were asked for, those `.default` stands for included. */
export function permissionsOf({ delegated }: Registration, scopes: Scopes): readonly string[] {
  return [...scopes.permissions, ...(scopes.everything ? delegated : [])];
}
