import { settingsProblem } from "../../../shared/mqtt/broker";
import { isTopicPrefix } from "../../../shared/mqtt/topics";
import { checkRegistration } from "../../../shared/microsoft/registration/registration";
import { isJsonObject } from "../../../shared/support/json-object";
import type { ProblemText } from "../../../shared/support/problem";
import { badProperty } from "../../../shared/support/properties";
import { readConfig } from "../../config/config";
import { complaintLine } from "../../config/sentences";
import { type Fields, textOf } from "./fields";

/** Something that the plugin does not take. */
export interface Mistake {
  /** The property, like `people[0].sensors[1].name`. */
  readonly path: string;
  /** The property without numbers, which names the sentence about it. */
  readonly rule: string;
  /** As the plugin says it in its log, in English. */
  readonly line: string;
}

/** Everything that the plugin complains of, each with the property it is about. */
export function mistakesOf(block: Fields): readonly Mistake[] {
  const { complaints } = readConfig(block);
  const found = complaints.filter(({ title }) => !ACCOUNT.test(title)).map(mistakeOf);
  return [...accountMistakes(block), ...found, ...topicMistakes(block, found), ...brokerMistakes(block)];
}

/** The one mistake that a field has to show: about its property, or a part of it. */
export function mistakeAt(mistakes: readonly Mistake[], path: string): Mistake | undefined {
  return mistakes.find(
    (each) =>
      each.path === path || (each.path.startsWith(path) && /[.[]/.test(each.path.charAt(path.length))),
  );
}

/** How the plugin begins what is wrong with an account's registration. */
const ACCOUNT = /^accounts\[\d+\]: /;

/** What the plugin says of somebody who comes from a broker that is not there. */
const NO_BROKER = /^people\[\d+\]\.source must be graph, unless mqtt names a broker/;

/** What the plugin says of an id that an earlier entry has; of any other one that it is none. */
const TAKEN = /must be another one than/;

function mistakeOf(problem: ProblemText): Mistake {
  const [, path = ""] = /^"(.+)" is not right$/.exec(problem.title) ?? [];
  if (NO_BROKER.test(problem.advice))
    return { path: "mqtt.url", rule: "mqtt.missing", line: complaintLine(problem) };
  const isMalformed = path.endsWith(".id") && !TAKEN.test(problem.advice);
  return {
    path: path.replace(/\.id$/, ".name"),
    rule: isMalformed ? "id" : ruleOf(path),
    line: complaintLine(problem),
  };
}

function ruleOf(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "");
}

/** A registration in which only what is looked at can be wrong. */
const RIGHT = { tenant: "contoso.com", clientId: "00000000-0000-4000-8000-000000000000" };
const ELSEWHERE = { authority: "https://login.example", graph: "https://graph.example" };

/** The plugin names the first mistake of a registration; a form shows all. */
function accountMistakes(block: Fields): readonly Mistake[] {
  const accounts: readonly unknown[] = Array.isArray(block["accounts"]) ? block["accounts"] : [];
  return accounts.flatMap((account, index) => {
    if (!isJsonObject(account)) return [];
    return wrongInRegistration(account).map(({ name, problem }) => ({
      path: `accounts[${index}].${name}`,
      rule: `accounts.${name}`,
      line: complaintLine({ ...problem, title: `accounts[${index}]: ${problem.title}` }),
    }));
  });
}

interface Wrong {
  readonly name: string;
  readonly problem: ProblemText;
}

function wrongInRegistration(account: Readonly<Fields>): readonly Wrong[] {
  const { tenant, clientId, cloud, authority, graph } = account;
  return [
    ...wrongIf("tenant", { ...RIGHT, tenant }),
    ...wrongIf("clientId", { ...RIGHT, clientId }),
    ...(cloud === "custom"
      ? wrongAddresses({ authority, graph })
      : wrongIf("cloud", { ...RIGHT, cloud, authority, graph })),
  ];
}

function wrongAddresses(given: Readonly<Fields>): readonly Wrong[] {
  const custom = { ...RIGHT, cloud: "custom" };
  const wrong = ["authority", "graph"].flatMap((name) =>
    wrongIf(name, { ...custom, ...ELSEWHERE, [name]: given[name] }),
  );
  // Each for itself is right, but they belong to different clouds.
  return wrong.length > 0 ? wrong : wrongIf("graph", { ...custom, ...given });
}

function wrongIf(name: string, values: Record<string, unknown>): readonly Wrong[] {
  try {
    checkRegistration(values);
    return [];
  } catch (error) {
    const { code, title, advice } = error as ProblemText;
    return [{ name, problem: { code, title, advice } }];
  }
}

/** Topics that the plugin does not look at as long as there is no broker. */
function topicMistakes(block: Fields, found: readonly Mistake[]): readonly Mistake[] {
  const people: readonly unknown[] = Array.isArray(block["people"]) ? block["people"] : [];
  return people.flatMap((person, index) => {
    const topic = isJsonObject(person) ? textOf(person["topic"]).trim() : "";
    const path = `people[${index}].topic`;
    if (topic === "" || isTopicPrefix(topic) || found.some((each) => each.path === path)) return [];
    const problem = badProperty(path, "a topic like teams-presence/alice, without + and #");
    return [{ path, rule: "people.topic", line: complaintLine(problem) }];
  });
}

/** What the plugin finds out only when it connects. */
function brokerMistakes(block: Fields): readonly Mistake[] {
  const { mqtt } = readConfig(block);
  if (!mqtt) return [];
  const given = (text: string): string | undefined => (text === "" ? undefined : text);
  const problem = settingsProblem({
    url: mqtt.url,
    clientId: "any",
    ca: given(mqtt.ca),
    certificate: given(mqtt.certificate),
    key: given(mqtt.key),
  });
  if (!problem) return [];
  const [, name = "url"] = /^"(\w+)"/.exec(problem.title) ?? [];
  const rule = name === "url" ? "mqtt.encrypted" : `mqtt.${name}`;
  return [{ path: `mqtt.${name}`, rule, line: `${problem.title}. ${textOf(problem.advice)}` }];
}
