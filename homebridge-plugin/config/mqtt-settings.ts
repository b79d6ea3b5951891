import { isJsonObject } from "../../shared/support/json-object";
import { flag, type Reader, text, textThat } from "../../shared/support/properties";
import { brokerAddress } from "../../shared/mqtt/broker";
import { isTopicPrefix } from "../../shared/mqtt/topics";
import type { Complaints } from "./complaints";

export interface MqttSettings {
  /** mqtt, mqtts, ws or wss. */
  readonly url: string;
  readonly base: string;
  readonly username: string;
  readonly password: string;
  /** Empty: one that is made up once and kept. */
  readonly clientId: string;
  /** PEM, or the path of a file with it; empty: none of its own. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly publish: boolean;
}

export const DEFAULT_BASE = "teams-presence";

const KNOWN = ["url", "base", "username", "password", "clientId", "ca", "certificate", "key", "publish"];

const brokerUrl: Reader<string> = textThat((value) => {
  const address = brokerAddress(value);
  return address !== undefined && address.username === "" && address.password === "";
}, "an address like mqtt://192.168.1.10 or mqtts://broker.example:8883, without user and password, which have properties of their own");

/** Longer ones are refused by brokers that keep to MQTT 3.1.1, "Client Identifier", only in part; 64 is enough for names. */
const clientId = textThat(
  (value) => /^[\w.:-]{0,64}$/.test(value),
  "at most 64 letters, digits, and _ . : -",
);

/** Not trimmed: spaces may belong to it. */
const password: Reader<string> = (value) => (typeof value === "string" ? value : text()(value));

export const topic = textThat(isTopicPrefix, "a topic like teams-presence/alice, without + and #");

const NO_BROKER = "nothing is read from or published to MQTT";

/** `mqtt`; undefined where it is absent, or wrong in what it cannot do without. */
export function readMqtt(value: unknown, complaints: Complaints): MqttSettings | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) {
    complaints.wrong("mqtt", `an object with ${KNOWN.join(", ")}`, NO_BROKER);
    return undefined;
  }
  complaints.strangers("mqtt", value, KNOWN);
  const read = <T>(name: string, reader: Reader<T>, fallback: NoInfer<T>, until?: string): T =>
    complaints.read(`mqtt.${name}`, value[name], reader, fallback, until);
  // A form that was opened and left empty means: no broker.
  if (Object.entries(value).every(([name, each]) => name === "base" || each === "" || each === false))
    return undefined;
  const url = read("url", brokerUrl, "", NO_BROKER);
  const base = read(
    "base",
    (given) => topic(given === undefined || given === "" ? DEFAULT_BASE : given),
    "",
    NO_BROKER,
  );
  if (url === "" || base === "") return undefined;
  return {
    url,
    base,
    username: read("username", text(), ""),
    password: read("password", password, ""),
    clientId: read("clientId", clientId, ""),
    ca: read("ca", text(), ""),
    certificate: read("certificate", text(), ""),
    key: read("key", text(), ""),
    publish: read("publish", flag(false), false),
  };
}
