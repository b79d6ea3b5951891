/** Homebridge's config.json, as far as the sandbox writes into it. */
import { randomBytes, randomInt } from "node:crypto";
import { isJsonObject } from "../../shared/support/json-object";
import type { JsonObject } from "../../shared/support/json-object";
import { INTERVAL_SECONDS } from "../flow";

/** What the platform has to know of the pretend world, and the bridge of this run. */
export interface HomebridgeFacts {
  readonly authority: string;
  readonly graph: string;
  readonly tenant: string;
  readonly clientId: string;
  /** Whose sensors there are to begin with. */
  readonly person: { readonly id: string; readonly name: string };
  /** Where the bridge listens. */
  readonly port: number;
}

/** The account the platform begins with. */
export const ACCOUNT_ID = "work";

const PLATFORM = "TeamsPresence";

/** HAP names a bridge by six bytes like a network card's; this bit says that no maker has given them out. */
const LOCALLY_ADMINISTERED = 0x02;
const MULTICAST = 0x01;

/** A bridge for the signed-in person with the sensors the platform gives by itself. */
export function sandboxConfig({ person, ...facts }: HomebridgeFacts): JsonObject {
  const { authority, graph, tenant, clientId, port } = facts;
  const account = { id: ACCOUNT_ID, name: "Work", cloud: "custom", authority, graph, tenant, clientId };
  return {
    bridge: { name: "Presence sandbox", ...newIdentity(), ...atHome(port) },
    platforms: [
      {
        platform: PLATFORM,
        name: "Teams Presence",
        accounts: [{ ...account, method: "device-code" }],
        people: [{ ...person, account: ACCOUNT_ID }],
        interval: INTERVAL_SECONDS,
      },
    ],
  };
}

/**
 * What the user has made of it, with the addresses of this run. Accounts are touched only while they still mean the
 * sandbox, and what was removed stays away.
 */
export function refreshedConfig(saved: JsonObject, facts: HomebridgeFacts): JsonObject {
  const bridge = { name: "Presence sandbox", ...newIdentity(), ...objectAt(saved, "bridge") };
  const refresh = (account: unknown): unknown => {
    if (!isJsonObject(account) || !isSandboxAccount(account, facts)) return account;
    return { ...account, authority: facts.authority, graph: facts.graph };
  };
  const { platforms } = saved;
  return {
    ...saved,
    bridge: { ...bridge, ...atHome(facts.port) },
    ...(Array.isArray(platforms) && {
      platforms: platforms.map((block: unknown) => {
        if (!isJsonObject(block) || block["platform"] !== PLATFORM) return block;
        const { accounts } = block;
        return Array.isArray(accounts) ? { ...block, accounts: accounts.map(refresh) } : block;
      }),
    }),
  };
}

/** The code a controller is told to pair; empty where config.json has none. */
export function pairingCode(config: JsonObject): string {
  const { pin } = objectAt(config, "bridge");
  return typeof pin === "string" ? pin : "";
}

/** Ciao, since it is the one advertiser that keeps to the addresses the bridge is bound to. */
function atHome(port: number): JsonObject {
  return { port, bind: ["127.0.0.1"], advertiser: "ciao" };
}

function newIdentity(): { readonly username: string; readonly pin: string } {
  const [first = 0, ...others] = randomBytes(6);
  const bytes = [(first | LOCALLY_ADMINISTERED) & ~MULTICAST, ...others];
  const username = bytes.map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":");
  // Codes like 111-11-111 and 123-45-678 are not allowed (HAP specification, "Setup code"): none begins with 03.
  const digits = `03${randomInt(1_000_000).toString().padStart(6, "0")}`;
  return { username, pin: `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}` };
}

function isSandboxAccount({ cloud, tenant, clientId }: JsonObject, facts: HomebridgeFacts): boolean {
  return cloud === "custom" && tenant === facts.tenant && clientId === facts.clientId;
}

function objectAt(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}
