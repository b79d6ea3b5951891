import type { Person } from "../../presence/presence";
import { Problem } from "../../support/problem";

/** Trouble with one person of a list; the others go on. */
export interface PersonTrouble {
  /** As listed. */
  readonly listed: string;
  readonly person: Person;
  readonly problem: Problem;
}

/**
 * Troubles to tell about, and those that are over, between one poll and the next. A permission that is missing is one
 * trouble, however many people it concerns.
 */
export function troubleChanges(
  before: readonly PersonTrouble[],
  after: readonly PersonTrouble[],
): { readonly begun: readonly PersonTrouble[]; readonly over: readonly PersonTrouble[] } {
  const [was, is] = [byKey(before), byKey(after)];
  const inTrouble = new Set(after.map(({ listed }) => listed));
  return {
    begun: [...is].filter(([key]) => !was.has(key)).map(([, trouble]) => trouble),
    over: [...was]
      .filter(([key, { listed }]) => !is.has(key) && !inTrouble.has(listed))
      .map(([, trouble]) => trouble),
  };
}

function byKey(troubles: readonly PersonTrouble[]): ReadonlyMap<string, PersonTrouble> {
  const found = new Map<string, PersonTrouble>();
  for (const trouble of troubles) {
    const { code } = trouble.problem;
    const key = code === "permission-missing" ? code : `${code} ${trouble.listed}`;
    if (!found.has(key)) found.set(key, trouble);
  }
  return found;
}

export function unknownPerson(listed: string, cause?: Problem): Problem {
  return new Problem(
    {
      code: "person-not-found",
      title: `Microsoft knows no presence for ${listed}`,
      advice:
        "Check how it is written in the list of people, and that it is a work or school account with a Teams licence in the tenant of the account",
    },
    { cause },
  );
}

/** Names cannot be turned into object ids. `isApp`: the account is an application without a person. */
export function namesRefused(listed: string, isApp: boolean, cause: Problem): Problem {
  const permission = isApp ? "User.Read.All as an application permission" : "User.ReadBasic.All";
  return new Problem(
    {
      code: "permission-missing",
      title: `Permission to look up ${listed} is missing`,
      advice: `Write the object id in the list of people instead: the Microsoft Entra admin center shows it under Users, on the person's overview. Or have an administrator grant ${permission} to the app registration${isApp ? "" : ", and sign in again"}`,
    },
    { cause },
  );
}

/** The account may not read anybody else's presence. */
export function othersRefused(isApp: boolean, cause: Problem): Problem {
  return new Problem(
    {
      code: "permission-missing",
      title: "Permission to read other people's presence is missing",
      advice: isApp
        ? "Give the app registration the application permission Presence.Read.All and have an administrator consent to it"
        : "Give the app registration the delegated permission Presence.Read.All and sign in again. Where only an administrator may allow it, ask your IT",
    },
    { cause },
  );
}

export function othersNotAsked(): Problem {
  return new Problem({
    code: "permission-missing",
    title: "The account reads only its own presence",
    advice: "Turn on 'Read other people's presence too' in the account, deploy, and sign in again",
  });
}

export function choosePeople(): Problem {
  return new Problem({
    code: "bad-configuration",
    title: "Choose people",
    advice: "The account is an application, which has no presence of its own: add people to the list",
  });
}
