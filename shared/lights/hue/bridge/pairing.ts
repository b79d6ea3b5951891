import { X509Certificate } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { type Clock, systemClock } from "../../../support/clock";
import { Problem } from "../../../support/problem";
import { type BridgeAddress, firstContactOptions, tlsOptions, type TlsOptions } from "../wire/address";
import { exchange, type Exchanged } from "../wire/exchange";
import { at, numberAt, parseJson, textAt } from "../wire/json";
import {
  badAnswer,
  encryptedOnly,
  notABridge,
  type Place,
  refused,
  tooOld,
  wrongCertificate,
  wrongPort,
} from "../wire/problems";
import { type BridgeInfo, INFO_PATH, parseInfo, ROUND_MODEL } from "./bridge-info";
import { probePlain } from "./probe";

/** What of a bridge is spoken: CLIP v2 over HTTPS (`auto` too, so far), or the old API over plain HTTP. */
export type BridgeApi = "auto" | "v2" | "v1";

export type Pairing =
  | { readonly state: "press-button" }
  | {
      readonly state: "paired";
      readonly bridgeId: string;
      readonly name: string;
      /** BSB001, BSB002 or BSB003. */
      readonly model: string;
      /** The application key: a password that never expires. */
      readonly key: string;
      /** PEM, for `pinned`: to be stored with the key. */
      readonly certificate?: string;
      /** Only where the key was given without encryption: it is to be used so from now on, at `port`. */
      readonly api?: "v1";
      readonly port?: number;
    };

export interface PairingOptions {
  /** This installation among others in the bridge's list of applications. */
  readonly instance: string;
  readonly api?: BridgeApi;
  readonly clock?: Clock;
  /** PEM; other authorities than Signify's, for tests. */
  readonly roots?: readonly string[];
}

/** The bridge shows `application#instance`; it takes 20 and 19 characters. */
const APPLICATION = "teams-presence";
const MAX_INSTANCE_LENGTH = 19;
const BUTTON_NOT_PRESSED = 101;

interface Call {
  /** Undefined: plain HTTP. */
  readonly tls: TlsOptions | undefined;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
}

async function call(address: BridgeAddress, call: Call, options: PairingOptions): Promise<Exchanged> {
  const { tls, ...request } = call;
  const agent = tls ? new https.Agent({ ...tls, maxCachedSessions: 0 }) : new http.Agent();
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

const isRedirect = (status: number) => status >= 300 && status < 400;

function infoIn({ text }: Exchanged, place: Place): BridgeInfo {
  const info = parseInfo(text);
  if (!info) throw notABridge(place);
  return info;
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
  const answer = await call(address, { tls, method: "GET", path: INFO_PATH }, options);
  const info = infoIn(answer, address);
  const { bridgeId } = info;
  refuseAnother(address, info);
  const known = { ...address, bridgeId };
  if (address.tls === "insecure") return { info, known };
  if (!answer.certificate || commonName(answer.certificate) !== bridgeId) {
    throw wrongCertificate(address, `bridge ${bridgeId}`);
  }
  if (address.tls === "verified") return { info, known };
  return { info, known: { ...known, certificate: answer.certificate.toString() } };
}

/** Nothing proves who answers; still, the other bridge of a house is not taken for this one. */
async function contactPlain(address: BridgeAddress, options: PairingOptions): Promise<Contact> {
  const answer = await call(address, { tls: undefined, method: "GET", path: INFO_PATH }, options);
  if (isRedirect(answer.status)) throw encryptedOnly(address);
  const info = infoIn(answer, address);
  refuseAnother(address, info);
  return { info, known: { ...address, bridgeId: info.bridgeId } };
}

function refuseAnother(address: BridgeAddress, { bridgeId }: BridgeInfo): void {
  if (address.bridgeId && address.bridgeId.toLowerCase() !== bridgeId) {
    throw wrongCertificate(address, `bridge ${address.bridgeId.toLowerCase()}`);
  }
}

const isRound = ({ model }: BridgeInfo) => ({ isRound: model === ROUND_MODEL });

/** Whether what does not answer HTTPS is there nevertheless, and speaks without encryption only. */
async function whyNotEncrypted(
  address: BridgeAddress,
  trouble: unknown,
  { clock = systemClock }: PairingOptions,
): Promise<unknown> {
  if (!(trouble instanceof Problem) || trouble.code !== "bridge-unreachable") return trouble;
  const found = await probePlain(address, { clock }).catch(() => undefined);
  if (!found) return trouble;
  if (!found.clip) return tooOld(address, isRound(found));
  return found.port === address.port ? wrongPort(address) : trouble;
}

/** @throws Problem `bridge-too-old` where it has no CLIP v2. */
async function contactEncrypted(address: BridgeAddress, options: PairingOptions): Promise<Contact> {
  try {
    const met = await contact(address, options);
    if (!met.info.clip) throw tooOld(address, isRound(met.info));
    return met;
  } catch (trouble) {
    throw await whyNotEncrypted(address, trouble, options);
  }
}

/**
 * Asks a bridge for a key (Hue API, `POST /api`): to be repeated about once a second until somebody presses its
 * button. The bridge answers 200 either way. The key travels only over a connection that knows the bridge: by its id, or
 * by the certificate it showed a moment ago. With `api` `v1`, which is for bridges that know nothing better, it travels
 * in the clear.
 * Throws Problem: `not-a-bridge`, `bridge-certificate`, `bridge-unreachable`, `bridge-bad-answer`, `bridge-refused`,
 * `bridge-too-old` and `bridge-wrong-port` (it answers without encryption only), `bridge-encrypted-only`.
 */
export async function pair(address: BridgeAddress, options: PairingOptions): Promise<Pairing> {
  const isPlain = options.api === "v1";
  const { info, known } = await (isPlain ? contactPlain : contactEncrypted)(address, options);
  const instance = options.instance.replaceAll(/[^\w .-]/g, "-").slice(0, MAX_INSTANCE_LENGTH);
  const body = { devicetype: `${APPLICATION}#${instance}` };
  const tls = isPlain ? undefined : tlsOptions(known, options.roots);
  const answer = await call(known, { tls, method: "POST", path: "/api", body }, options);
  const parsed = parseJson(answer.text);
  if (!Array.isArray(parsed)) throw badAnswer(address, `status ${answer.status} when pairing`);
  const [first] = parsed as readonly unknown[];
  const key = textAt(first, "success", "username");
  if (key !== undefined) {
    const { bridgeId, name, model } = info;
    const certificate = !isPlain && known.tls === "pinned" ? known.certificate : undefined;
    return {
      state: "paired",
      bridgeId,
      name,
      model,
      key,
      ...(certificate && { certificate }),
      ...(isPlain && { api: "v1", port: address.port }),
    };
  }
  if (numberAt(first, "error", "type") === BUTTON_NOT_PRESSED) return { state: "press-button" };
  if (at(first, "error") === undefined) throw badAnswer(address, "when pairing");
  throw refused(address, textAt(first, "error", "description") ?? "no description");
}
