import { CLOUDS } from "../../../../shared/microsoft/registration/clouds";
import { type Fields, textOf } from "../../model/fields";
import { peopleOf } from "../../model/sources";
import type { Desk } from "../desk";
import { disclosure, el, iconButton, link } from "../dom";
import { REGISTRATION } from "../links";
import type { SignIns } from "../sign-ins";
import { radioField, selectField, textField, write } from "./field";
import { redirectAddress } from "./redirect-address";
import { idLine } from "./sensor-row";
import { checkPlace, signInPlace } from "./sign-in-place";
import { savedOf } from "./sensors";
import { trialButton } from "./trial-button";
import { ask } from "./undo-bar";

export interface AccountCardOptions {
  readonly account: Fields;
  readonly isNew: boolean;
  readonly signIns: SignIns;
  readonly remove: () => void;
}

/** One account: who is signed in, its registration with Microsoft, and whether that is right. */
export function accountCard(
  desk: Desk,
  { account, isNew, signIns, remove }: AccountCardOptions,
): HTMLElement {
  const title = el("h3", { class: "tp-card-title", tabindex: "-1" });
  const removeButton = iconButton("remove", "", () => askToRemove(), "remove-account");
  const registration = disclosure(
    desk.say("account.registration"),
    ...registrationFields(desk, account, isNew),
  );
  registration.element.open = isNew;
  const signIn = signInPlace(desk, account, signIns);
  const element = el(
    "article",
    { class: "tp-card" },
    el("header", { class: "tp-card-head" }, title, removeButton),
    // Whoever sets an account up fills in first and signs in then; later the sign-in is what one looks for.
    ...(isNew ? [registration.element, signIn] : [signIn, registration.element]),
    checkPlace(desk, account, signIns),
    signInSensor(desk, account),
  );

  function askToRemove(): void {
    const people = peopleOf(desk.draft, account).map((person) => desk.nameOf(person, "person.new"));
    const name = desk.nameOf(account, "account.new");
    if (people.length === 0) return remove();
    const question = desk.say(people.length === 1 ? "account.used-by-one" : "account.used-by-many", {
      name,
      people: desk.texts.list(people),
    });
    ask(element, question, { label: desk.say("remove"), act: remove }, desk.say("keep"));
  }
  desk.touchWhenLeft(element);
  desk.watch(element, () => {
    const label = desk.say("remove-named", { name: desk.nameOf(account, "account.new") });
    element.dataset["account"] = textOf(account["id"]);
    element.dataset["signIn"] = signIns.of(textOf(account["id"]))?.state ?? "unknown";
    title.textContent = desk.nameOf(account, "account.new");
    removeButton.setAttribute("aria-label", label);
    removeButton.title = label;
    registration.hint.textContent = textOf(account["tenant"]);
  });
  return element;
}

function registrationFields(desk: Desk, account: Fields, isNew: boolean): readonly HTMLElement[] {
  const at = (): string => desk.pathOf("accounts", account);
  const property = (name: string, fallback?: unknown) => ({ of: () => account, name, at, fallback });
  const custom = el(
    "div",
    { class: "tp-stack" },
    textField(desk, property("authority"), {
      label: "account.authority",
      help: "account.origin-help",
      type: "url",
      placeholder: "https://login.microsoftonline.com",
    }),
    textField(desk, property("graph"), {
      label: "account.graph",
      help: "account.origin-help",
      type: "url",
      placeholder: "https://graph.microsoft.com",
    }),
  );
  const cloud = selectField(desk, property("cloud", "global"), {
    label: "account.cloud",
    choices: () => CLOUDS.map((value) => ({ value, label: desk.say(`account.cloud.${value}`) })),
  });
  cloud.querySelector("select")?.addEventListener("change", () => {
    if (account["cloud"] === "custom") return;
    for (const name of ["authority", "graph"]) desk.draft.set(account, name, "");
    desk.changed();
  });
  const advanced = disclosure(desk.say("advanced"), cloud, custom, idLine(desk, account));
  desk.watch(advanced.element, () => {
    custom.hidden = account["cloud"] !== "custom";
  });
  const method = property("method", "device-code");
  return [
    el(
      "p",
      { class: "tp-help" },
      desk.say("account.about"),
      " ",
      link(desk.say("account.how"), REGISTRATION),
    ),
    textField(desk, property("name"), {
      label: "account.name",
      help: "account.name-help",
      placeholder: desk.say("account.first-name"),
      isNew,
      write: (text) => {
        desk.draft.rename(account, desk.draft.block, "accounts", "account", text);
        desk.changed();
      },
    }),
    textField(desk, property("tenant"), {
      label: "account.tenant",
      help: "account.tenant-help",
      placeholder: "contoso.com",
      isNew,
    }),
    textField(desk, property("clientId"), {
      label: "account.client",
      help: "account.client-help",
      placeholder: "00000000-0000-4000-8000-000000000000",
      isNew,
    }),
    radioField(
      desk,
      desk.say("account.method"),
      (["device-code", "auth-code"] as const).map((value) => ({
        value,
        label: desk.say(`account.method.${value}`),
        help: desk.say(`account.method.${value}-help`),
      })),
      () => textOf(account["method"]) || "device-code",
      (value) => write(desk, method, value),
      "method",
    ),
    redirectAddress(desk, account),
    advanced.element,
  ];
}

/** The sensor that every account has, to be tried. */
function signInSensor(desk: Desk, account: Fields): HTMLElement {
  const name = (): string => desk.say("account.sensor", { name: desk.nameOf(account, "account.new") });
  const title = el("span", { class: "tp-sensor-name" });
  desk.watch(title, () => {
    title.textContent = name();
  });
  return el(
    "div",
    { class: "tp-sensor-line tp-account-sensor", "data-sensor": "sign-in-needed" },
    el(
      "span",
      { class: "tp-sensor-words" },
      title,
      el("span", { class: "tp-help" }, desk.say("account.sensor-help")),
    ),
    trialButton(desk, {
      what: () => ({ account: textOf(account["id"]) }),
      name,
      hindrance: () =>
        savedOf(desk).namedAccounts.some(({ id }) => id === textOf(account["id"]))
          ? undefined
          : desk.say("trial.unsaved"),
    }),
  );
}
