import type { IClientOptions } from "mqtt";
import { Problem } from "../support/problem";

/** How to reach a broker. What is secret here (password, key, user info in the URL) appears in no text. */
export interface BrokerSettings {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`, with host and, unless it is the usual one, port. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The same after every start, and of nobody else on this broker. */
  readonly clientId: string;
  /** Who has signed the broker's certificate, where that is none of the well-known authorities; PEM text. */
  readonly ca?: string | undefined;
  /** The certificate this client shows, and its private key; PEM text, both or none. */
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  /** Whether the broker is to keep nothing for this client while it is away, and to forget what it has kept. */
  readonly clean?: boolean;
}

/** A message to publish, always with QoS 1. */
export interface BrokerMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export type BrokerProtocol = "mqtt" | "mqtts" | "ws" | "wss";

/** Registered with IANA, or of HTTP. */
const PORTS: Readonly<Record<BrokerProtocol, number>> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };

export interface BrokerAddress {
  readonly protocol: BrokerProtocol;
  /** An IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Of ws and wss. */
  readonly path: string;
  readonly username: string;
  readonly password: string;
}

/** Undefined where the text is no address of a broker. */
export function brokerAddress(text: string): BrokerAddress | undefined {
  const url = parsed(text.trim());
  const protocol = url?.protocol.slice(0, -1);
  if (!url?.hostname || !isProtocol(protocol)) return undefined;
  const [username, password] = [url.username, url.password].map(decoded);
  return {
    protocol,
    host: url.hostname.replaceAll(/^\[|\]$/g, ""),
    port: Number(url.port) || PORTS[protocol],
    path: `${url.pathname || "/"}${url.search}`,
    username: username ?? "",
    password: password ?? "",
  };
}

/** Host and port as they may be shown; a text that is no address may hold anything, so it is not. */
export function brokerName(settings: BrokerSettings): string {
  const address = brokerAddress(settings.url);
  if (address === undefined) return "the broker";
  return `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

/** What makes these settings useless, however often one tries. */
export function settingsProblem(settings: BrokerSettings): Problem | undefined {
  const address = brokerAddress(settings.url);
  const refuse = (property: string, expected: string): Problem =>
    new Problem({
      code: "mqtt-settings",
      title: `"${property}" of the MQTT broker is not right`,
      advice: `${property} must be ${expected}.`,
    });
  if (address === undefined) return refuse("url", "an address like mqtt://192.168.1.10:1883");
  if (settings.clientId === "") return refuse("clientId", "a name that no other client of the broker has");
  if ((settings.certificate === undefined) !== (settings.key === undefined))
    return settings.key === undefined
      ? refuse("key", "there where certificate is: the private key that belongs to it")
      : refuse("certificate", "there where key is: the certificate that belongs to it");
  // Whoever gives a certificate expects that nobody can listen in.
  const wantsTls = settings.ca !== undefined || settings.certificate !== undefined;
  if (wantsTls && !isEncrypted(address.protocol))
    return refuse("url", "one that starts with mqtts:// or wss:// where ca, certificate and key are given");
  return undefined;
}

export function isEncrypted(protocol: BrokerProtocol): boolean {
  return protocol === "mqtts" || protocol === "wss";
}

/** Longer than a broker at home takes to answer, shorter than a person waits. */
const CONNECT_MS = 15_000;

/** A machine that went to sleep is missed, and its last will told, after one and a half times this. */
const KEEPALIVE_SECONDS = 30;

/**
 * For one attempt with the `mqtt` package; trying again is ours. MQTT 3.1.1, which every broker in use speaks.
 *
 * The session outlives the connection unless it is clean: what a flow publishes without `retain` while Homebridge restarts is not lost. What
 * has changed meanwhile comes one after the other; whoever listens waits until all of it can be there.
 */
export function clientOptions(settings: BrokerSettings, will: BrokerMessage | undefined): IClientOptions {
  const address = brokerAddress(settings.url);
  if (address === undefined) throw new TypeError("no address");
  const { protocol, host, port, path } = address;
  const overWeb = protocol === "ws" || protocol === "wss";
  const username = settings.username || address.username;
  const password = settings.password || (settings.username ? "" : address.password);
  return {
    protocol,
    host,
    hostname: overWeb && host.includes(":") ? `[${host}]` : host,
    port,
    ...(overWeb && { path }),
    ...(username && { username, password }),
    clientId: settings.clientId,
    ...(will && {
      will: { topic: will.topic, payload: Buffer.from(will.payload), retain: will.retain, qos: 1 },
    }),
    ...(isEncrypted(protocol) && {
      ...(settings.ca !== undefined && { ca: settings.ca }),
      ...(settings.certificate !== undefined && { cert: settings.certificate }),
      ...(settings.key !== undefined && { key: settings.key }),
      rejectUnauthorized: true,
    }),
    protocolVersion: 4,
    clean: settings.clean ?? false,
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
  };
}

function isProtocol(text: string | undefined): text is BrokerProtocol {
  return text !== undefined && Object.hasOwn(PORTS, text);
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
