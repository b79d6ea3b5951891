import { isIP } from "node:net";
import type { BridgeAddress } from "../../shared/lights/hue/wire/address";
import { Problem } from "../../shared/support/problem";
import type { NodeConfig } from "../common/node-red";
import { oneOf, readProperties, textThat, whole } from "../common/properties";

export interface BridgeProperties {
  /** Host name or IP address, lower case. */
  readonly host: string;
  readonly port: number;
  /** 16 hex digits, lower case; empty before pairing. */
  readonly bridgeId: string;
  readonly tls: BridgeAddress["tls"];
}

/** All it takes to talk to a bridge; empty texts where something is missing. */
export interface BridgeSettings {
  readonly properties: BridgeProperties;
  /** The application key: a secret. */
  readonly key: string;
  /** PEM, for `pinned`. */
  readonly certificate: string;
}

export const TLS_MODES = [
  "verified",
  "pinned",
  "insecure",
] as const satisfies readonly BridgeAddress["tls"][];

const HTTPS_PORT = 443;
const LONGEST_HOST_NAME = 253;
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const BRIDGE_ID = /^([0-9a-f]{16})?$/;

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function bridgeProperties(config: NodeConfig): BridgeProperties {
  // CLIP v2 is all that is spoken: both words for it mean the same until there is another.
  const notYet = { api: config["api"] === "v2" ? "v2" : "auto" };
  const lowered = { ...config, host: lowerCase(config["host"]), bridgeId: lowerCase(config["bridgeId"]) };
  return readProperties<BridgeProperties>(
    lowered,
    {
      host: textThat(
        isHost,
        "the bridge's IP address or host name alone, like 192.168.1.60, without https:// and without a path",
      ),
      port: whole(1, 65_535, HTTPS_PORT),
      bridgeId: textThat(
        (value) => BRIDGE_ID.test(value),
        "the 16 digits and letters a to f that pairing finds out, like 001788fffe123456",
      ),
      tls: oneOf(TLS_MODES, "verified"),
    },
    notYet,
  );
}

export function sameBridge(a: BridgeProperties, b: BridgeProperties): boolean {
  return a.host === b.host && a.port === b.port && a.bridgeId === b.bridgeId && a.tls === b.tls;
}

/** @throws Problem `not-paired` where the key is missing, or what the bridge is to be known by. */
export function addressOf({ properties, key, certificate }: BridgeSettings): BridgeAddress {
  const { host, port, bridgeId, tls } = properties;
  const isKnown = tls === "insecure" || (bridgeId !== "" && (tls === "verified" || certificate !== ""));
  if (key === "" || !isKnown) throw notPaired();
  return { host, port, tls, ...(bridgeId && { bridgeId }), ...(certificate && { certificate }) };
}

function notPaired(): Problem {
  return new Problem({
    code: "not-paired",
    title: "The Hue bridge is not paired",
    advice: "Open the bridge's dialog and press Pair.",
  });
}

/** RFC 1123 names, with the underscore that home networks like; a name that ends in a number would be an address. */
function isHost(value: string): boolean {
  if (isIP(value) !== 0) return true;
  const labels = value.split(".");
  return (
    value.length <= LONGEST_HOST_NAME &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "")
  );
}

function lowerCase(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}
