import type { JsonObject } from "../../../../shared/support/json-object";
import { Problem } from "../../../../shared/support/problem";
import type { AccountSettings } from "../../../config/account-settings";
import { Complaints } from "../../../config/complaints";
import { type Config, readConfig } from "../../../config/config";
import { entriesOf } from "../../../config/ids";
import type { MqttSettings } from "../../../config/mqtt-settings";
import type { PersonSettings } from "../../../config/person-settings";

/** Somebody of the page, and where their presence comes from: an origin, or why there is none. */
export interface PreviewPerson {
  readonly id: string;
  readonly name: string;
  readonly origin: string | undefined;
  readonly problem: Problem | undefined;
}

/** People whom one account reads in one go; each has their origin for an id, and each origin comes once. */
export interface GraphPlan {
  readonly account: AccountSettings;
  readonly people: readonly PersonSettings[];
  /** Seconds. */
  readonly interval: number;
  /** Seconds. */
  readonly grace: number;
}

export interface MqttPlan {
  readonly settings: MqttSettings;
  /** Topics by origin. */
  readonly topics: ReadonlyMap<string, string>;
}

/** Whom to watch and how. Watches with the same key are the same, whatever else has changed. */
export interface PreviewPlan {
  readonly people: readonly PreviewPerson[];
  readonly graph: ReadonlyMap<string, GraphPlan>;
  readonly mqtt: { readonly key: string; readonly plan: MqttPlan } | undefined;
}

/** What the page's block, complete or not, lets one watch. Pure. */
export function previewPlan(block: JsonObject): PreviewPlan {
  const config = readConfig(block);
  const origins = new Map(config.people.map((person) => [person.id, originOf(person, config)]));
  const topics = new Map(
    config.people.flatMap(({ id, source }) =>
      source?.kind === "mqtt" ? [[origins.get(id) ?? "", source.topic] as const] : [],
    ),
  );
  return {
    people: config.people.map(({ id, name }) => {
      const origin = origins.get(id);
      const problem = origin === undefined ? whyNobody({ id, name }, block, config) : undefined;
      return { id, name, origin, problem };
    }),
    graph: new Map(
      config.accounts
        .flatMap((account) => graphPlans(account, config, origins))
        .map((plan) => [keyOf(plan), plan]),
    ),
    mqtt:
      config.mqtt && topics.size > 0
        ? { key: brokerKey(config.mqtt), plan: { settings: config.mqtt, topics } }
        : undefined,
  };
}

/** The signed-in person and those who are named are read apart, so that a change of the latter leaves the former alone. */
function graphPlans(
  account: AccountSettings,
  { people, interval, grace }: Config,
  origins: ReadonlyMap<string, string | undefined>,
): readonly GraphPlan[] {
  const own = new Map<string, PersonSettings>();
  const named = new Map<string, PersonSettings>();
  for (const person of people) {
    const { source } = person;
    const origin = origins.get(person.id);
    if (source?.kind !== "graph" || source.account !== account.id || origin === undefined) continue;
    (source.user === undefined ? own : named).set(origin, { ...person, id: origin });
  }
  return [own, named]
    .filter(({ size }) => size > 0)
    .map((group) => ({ account, people: [...group.values()], interval, grace }));
}

function keyOf({ account, people, interval, grace }: GraphPlan): string {
  const { registration, readOthers } = account.signIn;
  const origins = people.map(({ id }) => id).toSorted();
  return JSON.stringify([account.id, registration, readOthers, interval, grace, origins]);
}

function brokerKey({ url, username, password, ca, certificate, key }: MqttSettings): string {
  return JSON.stringify([url, username, password, ca, certificate, key]);
}

/** The same for whoever is read from the same place in the same way. */
function originOf({ source }: PersonSettings, { accounts, mqtt }: Config): string | undefined {
  if (source?.kind === "mqtt") return mqtt && JSON.stringify(["mqtt", brokerKey(mqtt), source.topic]);
  const account = accounts.find(({ id }) => id === source?.account);
  if (!source || !account) return undefined;
  return JSON.stringify(["graph", account.id, account.signIn.registration, source.user ?? null]);
}

/** What is complained of in the person's own settings, else in what they depend on. */
function whyNobody(
  { id, name }: Pick<PersonSettings, "id" | "name">,
  block: JsonObject,
  { complaints }: Config,
): Problem {
  const entry = entriesOf("people", block["people"], new Complaints()).find((each) => each.id === id);
  const places = [...(entry ? [entry.path] : []), "accounts", "mqtt"];
  for (const place of places) {
    const found = complaints.find(({ title }) => title.startsWith(place) || title.startsWith(`"${place}`));
    if (found) return found;
  }
  return new Problem({
    code: "not-set-up",
    title: `Nothing is read of ${name} yet`,
    advice: "Choose where this person's presence comes from.",
  });
}
