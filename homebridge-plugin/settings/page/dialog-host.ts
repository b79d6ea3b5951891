import type { Action, DialogHost, IconName } from "../../../shared/microsoft/dialog/dialog-host";
import type { ProblemText } from "../../../shared/support/problem";
import { type Fields, textOf } from "../model/fields";
import type { Desk } from "./desk";
import { drawing, el } from "./dom";
import { microsoftText } from "./microsoft-texts";
import type { SignIns } from "./sign-ins";
import { problemWords } from "./problem-words";

const PATHS: Readonly<Record<Action, string>> = {
  "sign-in": "/sign-in",
  "sign-in/begin": "/sign-in/begin",
  "sign-in/keep": "/sign-in/keep",
  "sign-in/discard": "/sign-in/discard",
  redirect: "/sign-in/redirect",
  "sign-out": "/sign-in/sign-out",
  check: "/check",
};

/** Drawings of ours by what the panels call them, where that is another name. */
const DRAWINGS: Partial<Readonly<Record<IconName, string>>> = {
  unknown: "question",
  waiting: "clock",
  warning: "warn",
};

/** This page, for the panels of one account that are about Microsoft. */
export function dialogHost(desk: Desk, account: Fields, signIns: SignIns): DialogHost {
  const { texts, server } = desk;
  const id = (): string => textOf(account["id"]);

  async function ask<T>(action: Action, body?: object): Promise<T> {
    if (action === "sign-in") return (await signIns.get(id())) as T;
    // From now on a sign-in is stored under this id.
    if (action === "sign-in/begin") desk.draft.fix(account);
    const { language } = texts;
    const request = { ...body, block: desk.block, account: id(), language };
    const answer = await server.ask<T>(PATHS[action], request);
    if (action !== "check") signIns.moved(id());
    return answer;
  }

  return {
    text: (key, values) => microsoftText(texts.language, key, values),
    noAnswer: () => problemWords(texts, { code: "no-server", title: "", advice: "" }).title,
    call: <T>(action: Action, body?: object) =>
      ask<T>(action, body).catch((error: unknown) => {
        const problem = error as ProblemText;
        throw { ...problem, ...problemWords(texts, problem) };
      }),
    icon: (name) =>
      el(
        "span",
        { class: `tp-sign tp-sign-${name}`, "aria-hidden": "true" },
        drawing(DRAWINGS[name] ?? name),
      ),
    buttonClass: "tp-button tp-plain",
    onNews: (listener) =>
      server.on("sign-in", ({ account }) => {
        if (account === id()) listener();
      }),
  };
}
