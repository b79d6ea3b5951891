import { APP_CERTIFICATE } from "./app-credentials";

/** A client secret, as it is listed under "Certificates & secrets". */
export interface ClientSecret {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** An app registration, as far as sign-in asks about it. */
export interface Registration {
  readonly clientId: string;
  readonly name: string;
  /** "Accounts in any organizational directory": may be used with /common and /organizations. */
  readonly multiTenant: boolean;
  /** "Allow public client flows", and the redirect addresses are those of "Mobile and desktop applications". */
  readonly publicClient: boolean;
  /** Delegated Microsoft Graph permissions on the registration's list: what `.default` stands for. */
  readonly delegated: readonly string[];
  /** Where answers may go; one that begins with a slash is an address of Entra itself. */
  readonly redirectUris: readonly string[];
  readonly secrets: readonly ClientSecret[];
  /** PEM, without their keys. */
  readonly certificates: readonly string[];
  /** Application permissions of Microsoft Graph on the registration's list. */
  readonly application: readonly string[];
  /** An admin has approved the whole list for everybody from the start. */
  readonly adminConsented: boolean;
  /** Nobody may consent for themselves: the tenant's policy wants an admin for anything. */
  readonly adminOnly: boolean;
}

export const TENANT_ID = "c0117050-0000-4000-8000-00000000c0de";
export const TENANT_DOMAIN = "contoso.example";
export const CLIENT_ID = "7e5e0ce0-0000-4000-8000-00000000c11e";

/** Where Node-RED's own callback is, seen from a browser on the same machine; any port will do. */
const LOCAL_CALLBACK = "http://localhost/teams-auth/callback";

/** The address for applications without one of their own: Microsoft Entra docs, "Redirect URI best practices". */
export const NATIVE_CLIENT = "/common/oauth2/nativeclient";

/** What a person registers who follows the instructions: a public client of one tenant that reads presence. */
export const DEFAULT_REGISTRATION: Registration = {
  clientId: CLIENT_ID,
  name: "Presence lamp",
  multiTenant: false,
  publicClient: true,
  delegated: ["Presence.Read"],
  redirectUris: [LOCAL_CALLBACK, NATIVE_CLIENT],
  secrets: [],
  certificates: [],
  application: [],
  adminConsented: false,
  adminOnly: false,
};

/** The same, to be used with /organizations too. */
export const MULTI_TENANT_REGISTRATION: Registration = {
  ...DEFAULT_REGISTRATION,
  clientId: "7e5e0ce0-0000-4000-8000-0000000a11ed",
  name: "Presence lamp for many tenants",
  multiTenant: true,
};

/** Signs people in as a web application does: with a secret. */
export const CONFIDENTIAL_REGISTRATION: Registration = {
  ...DEFAULT_REGISTRATION,
  clientId: "7e5e0ce0-0000-4000-8000-00000000c0de",
  name: "Presence lamp, not public",
  publicClient: false,
  secrets: [{ value: "pretend-secret-of-the-web-application", expiresAt: Date.UTC(2100, 0, 1) }],
};

/** Nobody may consent for themselves: approving ends at "need admin approval". */
export const ADMIN_ONLY_REGISTRATION: Registration = {
  ...DEFAULT_REGISTRATION,
  clientId: "7e5e0ce0-0000-4000-8000-0000000ad311",
  name: "Presence lamp that needs an admin",
  adminOnly: true,
};

/** The secrets of `APP_REGISTRATION`: one that is good, one that ran out. */
export const APP_SECRET = "pretend-secret-of-the-app";
export const EXPIRED_APP_SECRET = "pretend-secret-of-last-year";

/** Reads everybody's presence without anybody's sign-in; its certificate and key are those of app-credentials.ts. */
export const APP_REGISTRATION: Registration = {
  ...DEFAULT_REGISTRATION,
  clientId: "7e5e0ce0-0000-4000-8000-00000000da30",
  name: "Presence of the whole office",
  publicClient: false,
  delegated: [],
  redirectUris: [],
  secrets: [
    { value: EXPIRED_APP_SECRET, expiresAt: Date.UTC(2020, 0, 1) },
    { value: APP_SECRET, expiresAt: Date.UTC(2100, 0, 1) },
  ],
  certificates: [APP_CERTIFICATE],
  application: ["Presence.Read.All"],
  adminConsented: true,
};

/** The HomeKit half's own, so that the sandbox can tell its sign-ins from those of Node-RED. */
export const HOMEKIT_REGISTRATION: Registration = {
  ...DEFAULT_REGISTRATION,
  clientId: "7e5e0ce0-0000-4000-8000-0000000a991e",
  name: "Presence in HomeKit",
};

/** All that the pretend tenant knows; the first is the one to use. */
export const REGISTRATIONS: readonly Registration[] = [
  DEFAULT_REGISTRATION,
  MULTI_TENANT_REGISTRATION,
  CONFIDENTIAL_REGISTRATION,
  ADMIN_ONLY_REGISTRATION,
  APP_REGISTRATION,
  HOMEKIT_REGISTRATION,
];
