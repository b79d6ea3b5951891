import { Problem } from "../../support/problem";

/** What the property `cloud` may be. */
export const CLOUDS = ["global", "gcc-high", "dod", "custom"] as const;

export type Cloud = (typeof CLOUDS)[number];

/** Operated by 21Vianet in China. It has a name only to be refused by it. */
export const CHINA = "21vianet";

/** Every cloud whose addresses are known. */
export type KnownCloud = Exclude<Cloud, "custom"> | typeof CHINA;

export interface Endpoints {
  /** Origin before the tenant, such as `https://login.microsoftonline.com`. */
  readonly authority: string;
  /** Origin before the version, such as `https://graph.microsoft.com`. */
  readonly graph: string;
}

/** What clouds differ in; the same names as in the presence resource where they are properties of it. */
export type Capability =
  | "deviceCode"
  | "readPresence"
  /** setPresence, clearPresence, setUserPreferredPresence, clearUserPreferredPresence. */
  | "writePresence"
  | "statusMessage"
  | "outOfOfficeSettings"
  | "workLocation"
  | "sequenceNumber";

export type Capabilities = Readonly<Record<Capability, boolean>>;

const EVERYTHING: Capabilities = {
  deviceCode: true,
  readPresence: true,
  writePresence: true,
  statusMessage: true,
  outOfOfficeSettings: true,
  workLocation: true,
  sequenceNumber: true,
};

const UNITED_STATES_GOVERNMENT: Capabilities = {
  ...EVERYTHING,
  outOfOfficeSettings: false,
  workLocation: false,
  sequenceNumber: false,
};

/**
 * What Graph v1.0 says about itself in each cloud: microsoftgraph/msgraph-metadata, `schemas/v1.0-Prod.csdl` (global),
 * `v1.0-Fairfax.csdl` (gcc-high and dod) and `v1.0-Mooncake.csdl` (21Vianet), of 2026-08-20. GCC is in the global cloud.
 */
export const CAPABILITIES: Readonly<Record<KnownCloud, Capabilities>> = {
  global: EVERYTHING,
  "gcc-high": UNITED_STATES_GOVERNMENT,
  dod: UNITED_STATES_GOVERNMENT,
  [CHINA]: {
    deviceCode: true,
    readPresence: false,
    writePresence: false,
    statusMessage: false,
    outOfOfficeSettings: false,
    workLocation: false,
    sequenceNumber: false,
  },
};

/** Microsoft Graph documentation, "National cloud deployments". */
const ENDPOINTS: Readonly<Record<KnownCloud, Endpoints>> = {
  global: { authority: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" },
  "gcc-high": { authority: "https://login.microsoftonline.us", graph: "https://graph.microsoft.us" },
  dod: { authority: "https://login.microsoftonline.us", graph: "https://dod-graph.microsoft.us" },
  [CHINA]: {
    authority: "https://login.partner.microsoftonline.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
  },
};

/** Other names of the same authorities: what MSAL has built in, `Constants.ts` and `AuthorityMetadata.ts` of msal-common. */
const AUTHORITY_ALIASES: ReadonlyMap<string, string> = new Map([
  ["https://login.windows.net", ENDPOINTS.global.authority],
  ["https://login.microsoft.com", ENDPOINTS.global.authority],
  ["https://sts.windows.net", ENDPOINTS.global.authority],
  ["https://login.usgovcloudapi.net", ENDPOINTS.dod.authority],
  ["https://login.chinacloudapi.cn", ENDPOINTS[CHINA].authority],
]);

/** What people and Microsoft's own tools call the cloud in China. */
const NAMES_OF_CHINA: ReadonlySet<string> = new Set([
  CHINA,
  "china",
  "azure-china",
  "azurechina",
  "azurechinacloud",
  "mooncake",
]);

const KNOWN_CLOUDS: readonly KnownCloud[] = ["global", "gcc-high", "dod", CHINA];

export function knownEndpoints(cloud: KnownCloud): Endpoints {
  return ENDPOINTS[cloud];
}

/** Whether a cloud can do something. What is behind addresses of somebody's own is not known: Graph itself will tell. */
export function canDo(cloud: Cloud, capability: Capability): boolean {
  return cloud === "custom" || CAPABILITIES[cloud][capability];
}

/** Throws Problem `cloud-without-presence` for the name of a cloud that has none. */
export function refuseWithoutPresence(name: string): void {
  if (NAMES_OF_CHINA.has(name.toLowerCase())) throw withoutPresence();
}

/**
 * Addresses of somebody's own must not be those of a cloud without presence, nor of two different clouds.
 * Throws Problem: `cloud-without-presence`, `clouds-mixed`.
 */
export function checkEndpoints({ authority, graph }: Endpoints): void {
  const known = AUTHORITY_ALIASES.get(authority) ?? authority;
  const signingIn = KNOWN_CLOUDS.filter((cloud) => ENDPOINTS[cloud].authority === known);
  const asking = KNOWN_CLOUDS.filter((cloud) => ENDPOINTS[cloud].graph === graph);
  if ([...signingIn, ...asking].some((cloud) => !CAPABILITIES[cloud].readPresence)) throw withoutPresence();
  if (signingIn.length === 0 || asking.length === 0) return;
  if (!signingIn.some((cloud) => asking.includes(cloud))) throw mixed(authority, signingIn);
}

function withoutPresence(): Problem {
  return new Problem({
    code: "cloud-without-presence",
    title: "Microsoft's cloud in China (operated by 21Vianet) has no presence",
    advice:
      "Its Graph offers presence to nobody, whatever the permissions. Only an account of another cloud can be used (property cloud).",
  });
}

function mixed(authority: string, clouds: readonly KnownCloud[]): Problem {
  const right = clouds.map((cloud) => ENDPOINTS[cloud].graph).join(" or ");
  return new Problem({
    code: "clouds-mixed",
    title: "Authority and Graph belong to different clouds",
    advice: `No cloud takes another one's sign-in: with ${authority} Graph is ${right} (properties authority and graph).`,
  });
}
