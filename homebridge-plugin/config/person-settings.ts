import { personId } from "../../shared/microsoft/polling/people-list";
import { flag, oneOf, optional, type Reader, textThat } from "../../shared/support/properties";
import { isJsonObject } from "../../shared/support/json-object";
import { type OnChange, onChangeReaders, readOnChange } from "../on-change/on-change-settings";
import { DEFAULT_SENSORS } from "../sensors/default-sensors";
import type { Sensor } from "../sensors/sensor";
import type { AccountSettings, AccountsRead } from "./account-settings";
import { isBlankCall, isBlankRow } from "./blank";
import type { Complaints } from "./complaints";
import { entriesOf, type Entry, type Named } from "./ids";
import { type MqttSettings, topic } from "./mqtt-settings";
import { readSensors } from "./sensor-settings";

export type PersonSource =
  | {
      readonly kind: "graph";
      /** Id of the account that reads it. */
      readonly account: string;
      /** Object id or user principal name; undefined: who is signed in. */
      readonly user: string | undefined;
    }
  | { readonly kind: "mqtt"; readonly topic: string };

export interface PersonSettings extends Named {
  /** Undefined where it is wrong: the person's accessories stay, and show a fault. */
  readonly source: PersonSource | undefined;
  /** An accessory for each sensor instead of one for all. */
  readonly separate: boolean;
  readonly pauseSwitch: boolean;
  readonly onChange: OnChange | undefined;
  readonly sensors: readonly Sensor[];
}

const KNOWN = [
  "id",
  "name",
  "source",
  "account",
  "user",
  "topic",
  "separate",
  "pauseSwitch",
  "onChange",
  "sensors",
];

const NO_SOURCE = "nothing is read of this person";
const NO_CALL = "nothing is called";

const user: Reader<string> = textThat(
  (value) => personId(value) !== undefined,
  "an object id, a user principal name like alice@contoso.com, or a Teams id like 8:orgid:…",
);

/** Where people come from: who may be named as their source. */
export interface Sources extends AccountsRead {
  readonly mqtt: MqttSettings | undefined;
  /** Whether a broker is named, be it wrongly. */
  readonly hasBroker: boolean;
}

/** `people`; where nobody is listed, whoever is signed in to each account. */
export function readPeople(
  value: unknown,
  sources: Sources,
  complaints: Complaints,
): readonly PersonSettings[] {
  const entries = entriesOf("people", value, complaints);
  if (entries.length === 0 && isNobody(value))
    return sources.named.map((account) => signedInPerson(account, sources));
  return entries.map((entry) => readPerson(entry, sources, complaints));
}

function isNobody(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.every(isBlankRow))
  );
}

function signedInPerson({ id, name }: Named, { accounts }: Sources): PersonSettings {
  const isRight = accounts.some((account) => account.id === id);
  return {
    id,
    name,
    source: isRight ? { kind: "graph", account: id, user: undefined } : undefined,
    separate: false,
    pauseSwitch: false,
    onChange: undefined,
    sensors: DEFAULT_SENSORS,
  };
}

function readPerson(entry: Entry, sources: Sources, complaints: Complaints): PersonSettings {
  const { path, fields, id, name } = entry;
  complaints.strangers(path, fields, KNOWN);
  const read = <T>(property: string, reader: Reader<T>, fallback: NoInfer<T>): T =>
    complaints.read(`${path}.${property}`, fields[property], reader, fallback);
  return {
    id,
    name,
    source: readSource(entry, sources, complaints),
    separate: read("separate", flag(false), false),
    pauseSwitch: read("pauseSwitch", flag(false), false),
    onChange: readCall(`${path}.onChange`, fields["onChange"], complaints),
    sensors: readSensors(`${path}.sensors`, fields["sensors"], complaints),
  };
}

function readCall(path: string, value: unknown, complaints: Complaints): OnChange | undefined {
  if (isBlankCall(value)) return undefined;
  if (!isJsonObject(value)) return complaints.read(path, value, readOnChange, undefined, NO_CALL);
  const readers = onChangeReaders(value);
  complaints.strangers(path, value, Object.keys(readers));
  return complaints.readAll<OnChange>(path, value, readers, NO_CALL);
}

/** What belongs to the other kind of source. */
const FOREIGN = { graph: ["topic"], mqtt: ["account", "user"] } as const;

function readSource(entry: Entry, sources: Sources, complaints: Complaints): PersonSource | undefined {
  const { path, fields } = entry;
  const isMqttOnly = sources.named.length === 0 && sources.hasBroker;
  const likely = isMqttOnly || !isBlankRow(fields["topic"]) ? "mqtt" : "graph";
  const kind = complaints.read<"graph" | "mqtt" | undefined>(
    `${path}.source`,
    fields["source"],
    oneOf(["graph", "mqtt"], likely),
    undefined,
    NO_SOURCE,
  );
  if (kind === undefined) return undefined;
  for (const property of FOREIGN[kind])
    if (!isBlankRow(fields[property]))
      complaints.wrong(
        `${path}.${property}`,
        `left out unless source is ${kind === "graph" ? "mqtt" : "graph"}`,
      );
  if (kind === "graph") return graphSource(entry, sources, complaints);
  return mqttSource(entry, sources, complaints);
}

function graphSource({ path, fields }: Entry, { accounts, named }: Sources, complaints: Complaints) {
  const only = named.length === 1 ? named[0]?.id : undefined;
  const known = named.map(({ id }) => id);
  if (known.length === 0) {
    complaints.wrong(`${path}.account`, "the id of an account, and accounts lists none", NO_SOURCE);
    return undefined;
  }
  const account = complaints.read<string | undefined>(
    `${path}.account`,
    fields["account"] ?? only,
    oneOf(known, only),
    undefined,
    NO_SOURCE,
  );
  const wanted = complaints.read<string | undefined | null>(
    `${path}.user`,
    fields["user"],
    optional(user),
    null,
    NO_SOURCE,
  );
  // An account that is wrong has been complained of.
  if (wanted === null || !accounts.some(({ id }) => id === account)) return undefined;
  const id = wanted === undefined ? undefined : personId(wanted);
  return { kind: "graph", account: account ?? "", user: id } as const;
}

function mqttSource({ path, fields, id }: Entry, { mqtt, hasBroker }: Sources, complaints: Complaints) {
  if (!mqtt) {
    // A broker that is wrong has been complained of.
    if (!hasBroker) complaints.wrong(`${path}.source`, "graph, unless mqtt names a broker", NO_SOURCE);
    return undefined;
  }
  const wanted = fields["topic"];
  const own = `${mqtt.base}/${id}`;
  const chosen = complaints.read<string | undefined>(
    `${path}.topic`,
    wanted === undefined || wanted === "" ? own : wanted,
    topic,
    undefined,
    NO_SOURCE,
  );
  return chosen === undefined ? undefined : ({ kind: "mqtt", topic: chosen } as const);
}

/** The accounts, with the permission that the people call for and no more. */
export function withPermissions(
  accounts: readonly AccountSettings[],
  people: readonly PersonSettings[],
): readonly AccountSettings[] {
  return accounts.map((account) => ({
    ...account,
    signIn: {
      ...account.signIn,
      readOthers: people.some(
        ({ source }) =>
          source?.kind === "graph" && source.account === account.id && source.user !== undefined,
      ),
    },
  }));
}
