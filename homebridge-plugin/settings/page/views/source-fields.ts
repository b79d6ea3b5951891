import { type Fields, partOf, textOf } from "../../model/fields";
import { accountOf, type Source, sourceOf, useSource } from "../../model/sources";
import { DEFAULT_BASE } from "../../../config/mqtt-settings";
import type { Desk } from "../desk";
import { el } from "../dom";
import { radioField, selectField, textField } from "./field";

/** Where a person's presence comes from. `onChoose` is called when another source was chosen. */
export function sourceFields(desk: Desk, person: Fields, isNew: boolean, onChoose: () => void): HTMLElement {
  const at = (): string => desk.pathOf("people", person);
  const property = (name: string, fallback?: unknown) => ({ of: () => person, name, at, fallback });
  const source = radioField(
    desk,
    desk.say("source.label"),
    [
      { value: "graph", label: desk.say("source.graph"), help: desk.say("source.graph-help") },
      { value: "mqtt", label: desk.say("source.mqtt"), help: desk.say("source.mqtt-help") },
    ],
    () => sourceOf(desk.draft, person),
    (value) => {
      useSource(desk.draft, person, value as Source);
      desk.changed();
      onChoose();
    },
    "source",
  );
  const account = selectField(
    desk,
    { ...property("account"), fallback: textOf(accountOf(desk.draft, person)?.["id"]) },
    {
      label: "source.account",
      choices: () =>
        desk.draft.accounts.map((each) => ({
          value: textOf(each["id"]),
          label: desk.nameOf(each, "account.new"),
        })),
    },
  );
  const graph = el("div", { class: "tp-stack" }, account, whoFields(desk, person, isNew));
  const mqtt = el(
    "div",
    { class: "tp-stack" },
    textField(desk, property("topic"), {
      label: "source.topic",
      placeholder: `${DEFAULT_BASE}/alice`,
      isNew,
      extra: topicExamples(desk, person),
    }),
  );
  const element = el("div", { class: "tp-stack" }, source, graph, mqtt);
  desk.watch(element, () => {
    const isGraph = sourceOf(desk.draft, person) === "graph";
    graph.hidden = !isGraph;
    mqtt.hidden = isGraph;
    const isClear = textOf(person["account"]) === "" || accountOf(desk.draft, person) !== undefined;
    account.hidden = desk.draft.accounts.length < 2 && isClear;
  });
  return element;
}

/** Whoever signs in to the account, or somebody else of the organisation. */
function whoFields(desk: Desk, person: Fields, isNew: boolean): HTMLElement {
  const at = (): string => desk.pathOf("people", person);
  let isElse = textOf(person["user"]) !== "";
  const user = textField(
    desk,
    { of: () => person, name: "user", at },
    { label: "source.user", help: "source.user-help", placeholder: "bob@contoso.com", isNew },
  );
  const who = radioField(
    desk,
    desk.say("source.who"),
    [
      { value: "self", label: desk.say("source.self") },
      { value: "else", label: desk.say("source.else") },
    ],
    () => (isElse ? "else" : "self"),
    (value) => {
      isElse = value === "else";
      if (!isElse) desk.draft.set(person, "user", "");
      desk.changed();
      if (isElse) user.querySelector("input")?.focus();
    },
    "who",
  );
  const element = el("div", { class: "tp-stack" }, who, user);
  desk.watch(element, () => {
    isElse ||= textOf(person["user"]) !== "";
    user.hidden = !isElse;
  });
  return element;
}

/** What a topic looks like, by who publishes. */
function topicExamples(desk: Desk, person: Fields): HTMLElement {
  const own = el("code", {});
  const row = (example: HTMLElement, who: string): HTMLElement => el("li", {}, example, ` — ${who}`);
  const element = el(
    "ul",
    { class: "tp-examples tp-help" },
    row(own, desk.say("source.topic-own")),
    row(el("code", {}, "teams"), desk.say("source.topic-tfl")),
    row(el("code", {}, "teams2ha/laptop"), desk.say("source.topic-t2h")),
  );
  desk.watch(element, () => {
    const mqtt = partOf(desk.draft.block, "mqtt");
    own.textContent = `${textOf(mqtt?.["base"]) || DEFAULT_BASE}/${textOf(person["id"]) || "alice"}`;
  });
  return element;
}

/** Where a person comes from, in a few words. */
export function sourceWords(desk: Desk, person: Fields): string {
  if (sourceOf(desk.draft, person) === "mqtt") {
    const topic = textOf(person["topic"]);
    return topic === "" ? "MQTT" : `MQTT · ${topic}`;
  }
  const account = accountOf(desk.draft, person);
  const user = textOf(person["user"]);
  return [account && desk.nameOf(account, "account.new"), user || desk.say("source.self-short")]
    .filter((word) => word !== undefined)
    .join(" · ");
}
