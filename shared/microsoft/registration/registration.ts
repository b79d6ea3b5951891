import { Problem } from "../../support/problem";
import {
  checkEndpoints,
  CLOUDS,
  type Cloud,
  type Endpoints,
  knownEndpoints,
  refuseWithoutPresence,
} from "./clouds";

/** An application registration: where it lives and what it is called. Made by `checkRegistration` only. */
export interface Registration {
  readonly cloud: Cloud;
  /** Origin of the authority; only with `custom`. */
  readonly authority?: string;
  /** Origin of Graph; only with `custom`. */
  readonly graph?: string;
  /** GUID or domain in lower case, or `organizations`. */
  readonly tenant: string;
  /** GUID in lower case. */
  readonly clientId: string;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/** Where the registration's Entra and Graph are. */
export function endpoints(registration: Registration): Endpoints {
  if (registration.cloud !== "custom") return knownEndpoints(registration.cloud);
  return { authority: registration.authority ?? "", graph: registration.graph ?? "" };
}

/** Whether two registrations are the same one, so that what was stored for one may be used for the other. */
export function sameRegistration(a: Registration, b: Registration): boolean {
  const one = endpoints(a);
  const other = endpoints(b);
  return (
    a.cloud === b.cloud &&
    one.authority === other.authority &&
    one.graph === other.graph &&
    a.tenant === b.tenant &&
    a.clientId === b.clientId
  );
}

/**
 * Values from an editor or a configuration file as a Registration; spaces around them and upper case do not matter.
 * Throws Problem: `bad-configuration` naming the property and what it may be, `cloud-without-presence`, `clouds-mixed`.
 */
export function checkRegistration(values: Record<string, unknown>): Registration {
  const cloud = checkCloud(values["cloud"]);
  const tenant = checkTenant(values["tenant"]);
  const clientId = checkClientId(values["clientId"]);
  if (cloud === "custom") {
    const authority = checkOrigin(values["authority"], "authority");
    const graph = checkOrigin(values["graph"], "graph");
    checkEndpoints({ authority, graph });
    return { cloud, authority, graph, tenant, clientId };
  }
  for (const property of ["authority", "graph"]) {
    if (text(values[property], property) !== "") {
      throw badConfiguration(property, `left empty unless "cloud" is custom`);
    }
  }
  return { cloud, tenant, clientId };
}

/**
 * Origin before the tenant, of values that need not have a tenant or client id yet.
 * Throws Problem `bad-configuration` naming the property and what it may be.
 */
export function checkAuthority(values: Record<string, unknown>): string {
  const cloud = checkCloud(values["cloud"]);
  return cloud === "custom" ? checkOrigin(values["authority"], "authority") : knownEndpoints(cloud).authority;
}

function checkCloud(value: unknown): Cloud {
  const given = text(value, "cloud") || "global";
  refuseWithoutPresence(given);
  const cloud = CLOUDS.find((each) => each === given);
  if (!cloud) throw badConfiguration("cloud", `one of ${CLOUDS.join(", ")}`);
  return cloud;
}

function checkTenant(value: unknown): string {
  const tenant = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (tenant === "organizations" || GUID.test(tenant) || DOMAIN.test(tenant)) return tenant;
  throw new Problem({
    code: "bad-configuration",
    title: "Tenant is missing or wrong",
    advice:
      "Copy the Directory (tenant) ID from the app's Overview page, or use your domain, like contoso.com (property tenant).",
  });
}

function checkClientId(value: unknown): string {
  const clientId = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (GUID.test(clientId)) return clientId;
  throw new Problem({
    code: "bad-configuration",
    title: "Client ID is missing or wrong",
    advice: "Copy the Application (client) ID from the app's Overview page (property clientId).",
  });
}

function checkOrigin(value: unknown, property: string): string {
  const given = text(value, property);
  const url = URL.canParse(given) ? new URL(given) : undefined;
  // Whatever is more than an origin (path, query, user) does not survive this comparison.
  if (url?.protocol === "https:" && url.href === `${url.origin}/`) return url.origin;
  throw badConfiguration(property, "an https address without a path, such as https://example.com");
}

function text(value: unknown, property: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw badConfiguration(property, "a text");
  return value.trim();
}

function badConfiguration(property: string, allowed: string): Problem {
  return new Problem({
    code: "bad-configuration",
    title: `The property "${property}" is missing or wrong`,
    advice: `It must be ${allowed}.`,
  });
}
