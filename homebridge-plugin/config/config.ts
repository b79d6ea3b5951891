import { isJsonObject } from "../../shared/support/json-object";
import type { Problem } from "../../shared/support/problem";
import { flag, number, type Reader } from "../../shared/support/properties";
import { type AccountSettings, readAccounts } from "./account-settings";
import { Complaints } from "./complaints";
import { readHours, type SensorHours } from "./hours-settings";
import type { Named } from "./ids";
import { type MqttSettings, readMqtt } from "./mqtt-settings";
import { type PersonSettings, readPeople, withPermissions } from "./person-settings";

export type { SensorHours } from "./hours-settings";

export interface Config {
  readonly accounts: readonly AccountSettings[];
  /** All accounts that are named, the wrong ones too. */
  readonly namedAccounts: readonly Named[];
  readonly people: readonly PersonSettings[];
  readonly mqtt: MqttSettings | undefined;
  /** Seconds between polls. */
  readonly interval: number;
  /** Seconds a new value must last before it counts. */
  readonly settle: number;
  /** Seconds before a lost source counts as a fault. */
  readonly grace: number;
  /** Whether the sensors are to be Matter accessories as well. */
  readonly matter: boolean;
  /** Absent: always. */
  readonly hours: SensorHours | undefined;
  /** What is wrong with it; everything else counts. */
  readonly complaints: readonly Problem[];
}

const KNOWN = [
  "name",
  "accounts",
  "mqtt",
  "people",
  "interval",
  "adaptive",
  "settle",
  "grace",
  "hours",
  "matter",
];

const DAY = 86_400;

const interval = number(5, 3600, 30, "seconds");
const settle = number(0, 3600, 0, "seconds");
const grace = number(1, DAY, 900, "seconds");

/** The platform's block of Homebridge's config.json, as far as it is right. Never throws. */
export function readConfig(block: unknown): Config {
  const complaints = new Complaints();
  const fields = isJsonObject(block) ? block : {};
  const read = <T>(name: string, reader: Reader<T>, fallback: NoInfer<T>): T =>
    complaints.read(name, fields[name], reader, fallback);
  complaints.strangers("", fields, KNOWN);
  const { accounts, named } = readAccounts(fields["accounts"], complaints);
  const before = complaints.all.length;
  const broker = readMqtt(fields["mqtt"], complaints);
  const hasBroker = broker !== undefined || complaints.all.length > before;
  const people = readPeople(fields["people"], { accounts, named, mqtt: broker, hasBroker }, complaints);
  const mqtt = broker && withoutEcho(broker, people, complaints);
  // The interval is fixed until it is built.
  read("adaptive", flag(true), true);
  return {
    accounts: withPermissions(accounts, people),
    namedAccounts: named,
    people,
    mqtt,
    interval: read("interval", interval, 30),
    settle: read("settle", settle, 0),
    grace: read("grace", grace, 900),
    matter: read("matter", flag(false), false),
    hours: readHours(fields["hours"], complaints),
    complaints: complaints.all,
  };
}

/** What is read from a base is not published there again: two that do so would answer each other for ever. */
function withoutEcho(
  mqtt: MqttSettings,
  people: readonly PersonSettings[],
  complaints: Complaints,
): MqttSettings {
  if (!mqtt.publish) return mqtt;
  const echo = people.find(
    ({ source }) => source?.kind === "mqtt" && `${source.topic}/`.startsWith(`${mqtt.base}/`),
  );
  if (!echo) return mqtt;
  complaints.wrong(
    "mqtt.publish",
    `false while ${echo.name} is read from ${mqtt.base}, unless mqtt.base is another`,
    "nothing is published",
  );
  return { ...mqtt, publish: false };
}
