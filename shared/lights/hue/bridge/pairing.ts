import { X509Certificate } from "node:crypto";
import * as https from "node:https";
import { type Clock, systemClock } from "../../../support/clock";
import { type BridgeAddress, firstContactOptions, tlsOptions, type TlsOptions } from "../wire/address";
import { exchange, type Exchanged } from "../wire/exchange";
import { at, numberAt, parseJson, textAt } from "../wire/json";
import { badAnswer, notABridge, refused, wrongCertificate } from "../wire/problems";

/** What a bridge says about itself to anyone, without a key. */
interface BridgeInfo {
  /** 16 hex digits, lower case. */
  readonly bridgeId: string;
  readonly name: string;
  /** BSB001, BSB002 or BSB003. */
  readonly model: string;
}

export type Pairing =
  | { readonly state: "press-button" }
  | {
      readonly state: "paired";
      readonly bridgeId: string;
      readonly name: string;
      readonly model: string;
      /** The application key: a password that never expires. */
      readonly key: string;
      /** PEM, for `pinned`: to be stored with the key. */
      readonly certificate?: string;
    };

export interface PairingOptions {
  readonly clock?: Clock;
  /** PEM; other authorities than Signify's, for tests. */
  readonly roots?: readonly string[];
}

/** The bridge shows `application#instance`; it takes 20 and 19 characters. */
const APPLICATION = "teams-presence";
const MAX_INSTANCE_LENGTH = 19;
const BUTTON_NOT_PRESSED = 101;

const BRIDGE_ID = /^[0-9a-f]{16}$/;

interface Call {
  readonly tls: TlsOptions;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
}

async function call(address: BridgeAddress, call: Call, options: PairingOptions): Promise<Exchanged> {
  const { tls, ...request } = call;
  const agent = new https.Agent({ ...tls, maxCachedSessions: 0 });
  try {
    return await exchange({
      ...request,
      place: address,
      agent,
      clock: options.clock ?? systemClock,
      expected: address.bridgeId ? `bridge ${address.bridgeId.toLowerCase()}` : undefined,
    });
  } finally {
    agent.destroy();
  }
}

const isKnown = ({ tls, bridgeId, certificate }: BridgeAddress) =>
  tls === "insecure" || (bridgeId !== undefined && (tls === "verified" || certificate !== undefined));

function parseInfo(address: BridgeAddress, text: string): BridgeInfo {
  const config = parseJson(text);
  const bridgeId = textAt(config, "bridgeid")?.toLowerCase() ?? "";
  if (!BRIDGE_ID.test(bridgeId)) throw notABridge(address);
  return {
    bridgeId,
    name: textAt(config, "name") ?? bridgeId,
    model: textAt(config, "modelid") ?? "",
  };
}

function commonName(certificate: X509Certificate): string | undefined {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1]?.toLowerCase();
}

interface Contact {
  readonly info: BridgeInfo;
  /** `address` with what was learned, ready for `tlsOptions`. */
  readonly known: BridgeAddress;
}

/** Where the address names no bridge id yet, the id it says must be the one in its certificate (except `insecure`). */
async function contact(address: BridgeAddress, options: PairingOptions): Promise<Contact> {
  const tls = isKnown(address)
    ? tlsOptions(address, options.roots)
    : firstContactOptions(address, options.roots);
  const answer = await call(address, { tls, method: "GET", path: "/api/config" }, options);
  const info = parseInfo(address, answer.text);
  const { bridgeId } = info;
  if (address.bridgeId && address.bridgeId.toLowerCase() !== bridgeId) {
    throw wrongCertificate(address, `bridge ${address.bridgeId.toLowerCase()}`);
  }
  if (address.tls === "insecure") return { info, known: { ...address, bridgeId } };
  if (!answer.certificate || commonName(answer.certificate) !== bridgeId) {
    throw wrongCertificate(address, `bridge ${bridgeId}`);
  }
  if (address.tls === "verified") return { info, known: { ...address, bridgeId } };
  return { info, known: { ...address, bridgeId, certificate: answer.certificate.toString() } };
}

/**
 * Asks a bridge for a key (Hue API, `POST /api`): to be repeated about once a second until somebody presses its
 * button. The bridge answers 200 either way. `instance` tells this installation from others in the bridge's list of
 * applications. The key travels only over a connection that knows the bridge: by its id, or by the certificate it
 * showed a moment ago.
 * Throws Problem: `not-a-bridge`, `bridge-certificate`, `bridge-unreachable`, `bridge-bad-answer`, `bridge-refused`.
 */
export async function pair(
  address: BridgeAddress,
  { instance, ...options }: PairingOptions & { readonly instance: string },
): Promise<Pairing> {
  const { info, known } = await contact(address, options);
  const devicetype = `${APPLICATION}#${instance.replaceAll(/[^\w .-]/g, "-").slice(0, MAX_INSTANCE_LENGTH)}`;
  const tls = tlsOptions(known, options.roots);
  const answer = await call(known, { tls, method: "POST", path: "/api", body: { devicetype } }, options);
  const parsed = parseJson(answer.text);
  if (!Array.isArray(parsed)) throw badAnswer(address, `status ${answer.status} when pairing`);
  const [first] = parsed as readonly unknown[];
  const key = textAt(first, "success", "username");
  if (key !== undefined) {
    const { bridgeId, name, model } = info;
    const certificate = known.tls === "pinned" ? known.certificate : undefined;
    return { state: "paired", bridgeId, name, model, key, ...(certificate && { certificate }) };
  }
  if (numberAt(first, "error", "type") === BUTTON_NOT_PRESSED) return { state: "press-button" };
  if (at(first, "error") === undefined) throw badAnswer(address, "when pairing");
  throw refused(address, textAt(first, "error", "description") ?? "no description");
}
