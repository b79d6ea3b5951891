/** An app registration, as far as sign-in asks about it. */
export interface Registration {
  readonly clientId: string;
  readonly name: string;
  /** "Accounts in any organizational directory": may be used with /common and /organizations. */
  readonly multiTenant: boolean;
  /** "Allow public client flows". */
  readonly publicClient: boolean;
  /** Delegated Microsoft Graph permissions on the registration's list: what `.default` stands for. */
  readonly delegated: readonly string[];
}

export const TENANT_ID = "c0117050-0000-4000-8000-00000000c0de";
export const TENANT_DOMAIN = "contoso.example";
export const CLIENT_ID = "7e5e0ce0-0000-4000-8000-00000000c11e";

/** What a person registers who follows the instructions: a public client of one tenant that reads presence. */
export const DEFAULT_REGISTRATION: Registration = {
  clientId: CLIENT_ID,
  name: "Presence lamp",
  multiTenant: false,
  publicClient: true,
  delegated: ["Presence.Read"],
};
