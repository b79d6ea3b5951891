import { scopesOf, type GraphPermission, type SignInSettings } from "../registration/sign-in-settings";

/** What GraphClient asks a token with, for a call that needs `permission`. */
export type ScopesFor = (permission: GraphPermission) => readonly string[];

/**
 * Scopes for a call of an account with these settings. Presence.Read.All lets one read one's own presence too, and who
 * has signed in with that was never asked for Presence.Read: a token for it would need a consent that nobody gave.
 */
export function scopesFor(settings: SignInSettings): ScopesFor {
  return (permission) => {
    const wider = permission === "Presence.Read" && settings.readOthers;
    return scopesOf(settings, [wider ? "Presence.Read.All" : permission]);
  };
}
