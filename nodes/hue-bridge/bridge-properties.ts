import { isIP } from "node:net";
import type { BridgeApi } from "../../shared/lights/hue/bridge/pairing";
import { HTTP_PORT, HTTPS_PORT } from "../../shared/lights/hue/bridge/probe";
import type { BridgeAddress } from "../../shared/lights/hue/wire/address";
import { Problem } from "../../shared/support/problem";
import type { NodeConfig } from "../common/node-red";
import { oneOf, readProperties, textThat, whole } from "../../shared/support/properties";

export interface BridgeProperties {
  /** Host name or IP address, lower case. */
  readonly host: string;
  /** With `v1`, 443 and nothing mean 80: there is no encryption. */
  readonly port: number;
  /** 16 hex digits, lower case; empty before pairing. */
  readonly bridgeId: string;
  readonly tls: BridgeAddress["tls"];
  /** `v1` is plain HTTP; the other two are CLIP v2 over HTTPS. */
  readonly api: BridgeApi;
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

export const APIS = ["auto", "v2", "v1"] as const satisfies readonly BridgeApi[];

/** What a stored key is bound to. */
export const BRIDGE_IDENTITY = ["host", "port", "bridgeId", "tls", "api"] as const;

const LONGEST_HOST_NAME = 253;
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const BRIDGE_ID = /^([0-9a-f]{16})?$/;

/** @throws Problem `bad-configuration` that names the property and what it may be. */
export function bridgeProperties(config: NodeConfig): BridgeProperties {
  const lowered = { ...config, host: lowerCase(config["host"]), bridgeId: lowerCase(config["bridgeId"]) };
  const read = readProperties<BridgeProperties>(lowered, {
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
    api: oneOf(APIS, "auto"),
  });
  return read.api === "v1" && read.port === HTTPS_PORT ? { ...read, port: HTTP_PORT } : read;
}

/** Whether a key stored for one may be used with the other: it must not go in the clear because somebody chose `v1`. */
export function sameBridge(a: BridgeProperties, b: BridgeProperties): boolean {
  return BRIDGE_IDENTITY.every((property) => a[property] === b[property]);
}

/** @throws Problem `not-paired` where the key is missing, or what the bridge is to be known by. */
export function addressOf({ properties, key, certificate }: BridgeSettings): BridgeAddress {
  const { host, port, bridgeId, tls, api } = properties;
  const proves = api === "v1" || tls === "verified" || certificate !== "";
  const isKnown = tls === "insecure" || (bridgeId !== "" && proves);
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
