import { endpoints } from "../registration/registration";
import { permissionsOf, scopesOf, type SignInSettings } from "../registration/sign-in-settings";

/** What MSAL adds to every sign-in of a person; where users may not consent, these need the administrator too. */
const SIGN_IN_SCOPES = ["openid", "profile", "offline_access"];

/** Nobody waits for the answer, so nothing has to be recognised by it; it says in the address what has happened. */
const STATE = "admin-consent";

/**
 * Where an administrator agrees for the whole organization (Microsoft identity platform, "Admin consent on the Microsoft
 * identity platform"): the tenant, or `organizations` where it is not known; `scope` names permissions with their
 * service, or `.default` for those on the registration's list; `redirect_uri` is required and has to be registered.
 */
export function adminConsentUrl(settings: SignInSettings): string {
  const { registration } = settings;
  const scopes = scopesOf(settings, permissionsOf(settings));
  const query = {
    client_id: registration.clientId,
    scope: (settings.method === "app" ? scopes : [...scopes, ...SIGN_IN_SCOPES]).join(" "),
    redirect_uri: consentRedirectUri(settings),
    state: STATE,
  };
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const { authority } = endpoints(registration);
  return `${authority}/${registration.tenant}/v2.0/adminconsent?${parameters.join("&")}`;
}

/** Where the administrator's browser ends: the address of the settings, else the cloud's own empty page. */
export function consentRedirectUri({ registration, redirectUri }: SignInSettings): string {
  return redirectUri || `${endpoints(registration).authority}/common/oauth2/nativeclient`;
}
