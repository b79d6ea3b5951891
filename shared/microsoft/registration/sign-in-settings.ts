import { endpoints, sameRegistration, type Registration } from "./registration";

export const SIGN_IN_METHODS = ["device-code", "auth-code", "app"] as const;

/** How somebody signs in; `app` is the application itself, with a secret or a certificate of its own. */
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** Everything a sign-in depends on, except secrets. */
export interface SignInSettings {
  readonly registration: Registration;
  readonly method: SignInMethod;
  /** Other people's presence is read as well. */
  readonly readOthers: boolean;
  readonly writePresence: boolean;
  /** Where the browser comes back to; empty: the editor's own address where that is possible. */
  readonly redirectUri: string;
}

/** Whether a sign-in that is open for one can be used for the other. */
export function sameSettings(a: SignInSettings, b: SignInSettings): boolean {
  return (
    sameRegistration(a.registration, b.registration) &&
    a.method === b.method &&
    a.readOthers === b.readOthers &&
    a.writePresence === b.writePresence &&
    a.redirectUri === b.redirectUri
  );
}

/** Microsoft Graph permissions reference, "Presence permissions". */
export type GraphPermission = "Presence.Read" | "Presence.Read.All" | "Presence.ReadWrite";

/** The permissions these settings call for: never more than is used. */
export function permissionsOf({ readOthers, writePresence }: SignInSettings): readonly GraphPermission[] {
  return [
    readOthers ? "Presence.Read.All" : "Presence.Read",
    ...(writePresence ? ["Presence.ReadWrite" as const] : []),
  ];
}

/**
 * What a token is asked for with: permissions with their Graph host, since other clouds do not know the short form. An
 * application gets what its administrator has consented to (Microsoft identity platform, "The .default scope").
 */
export function scopesOf(
  { registration, method }: SignInSettings,
  permissions: readonly GraphPermission[],
): readonly string[] {
  const { graph } = endpoints(registration);
  return method === "app" ? [`${graph}/.default`] : permissions.map((permission) => `${graph}/${permission}`);
}
