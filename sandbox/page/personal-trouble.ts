import type { LiveState } from "../api/state";
import { byId, el } from "./dom";

/** An order without what is chosen elsewhere. */
export interface PersonalOrder {
  readonly kind: string;
  readonly person?: string;
  readonly code?: string;
}

const EVERYBODY = "";
/** Not a number of Entra's. */
const REVOKED = "revoked";

/** Trouble that sign-in has for one person, or for an application. */
export function personalTrouble(
  order: (order: PersonalOrder) => void,
): (state: LiveState, isSignIn: boolean) => void {
  const form = byId("personal", HTMLFormElement);
  const who = byId("personal-who", HTMLSelectElement);
  const what = byId("personal-what", HTMLSelectElement);
  let refusals: LiveState["refusals"] = [];
  let filledWith = "";

  const isPersonal = (): boolean =>
    what.value === REVOKED || refusals.some(({ code, personal }) => code === what.value && personal);
  what.addEventListener("change", () => (who.disabled = !isPersonal()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const person = isPersonal() && who.value !== EVERYBODY ? { person: who.value } : {};
    order(
      what.value === REVOKED
        ? { kind: REVOKED, ...person }
        : { kind: "refused", code: what.value, ...person },
    );
  });

  const fill = (state: LiveState): void => {
    const people = state.people.map(({ person: { slug, name } }) => el("option", { value: slug }, name));
    who.replaceChildren(el("option", { value: EVERYBODY }, "everybody"), ...people);
    const options = (personal: boolean) =>
      refusals
        .filter((refusal) => refusal.personal === personal)
        .map(({ code, title }) => el("option", { value: code }, `${title} (${code})`));
    what.replaceChildren(
      el("option", { value: REVOKED }, "Sign-in revoked, at once"),
      el("optgroup", { label: "The next sign-in or renewal" }, ...options(true)),
      el("optgroup", { label: "An application’s next secret" }, ...options(false)),
    );
  };

  return (state, isSignIn) => {
    form.hidden = !isSignIn || state.refusals.length === 0;
    ({ refusals } = state);
    // Filling anew would take the choice away under somebody's hand.
    const content = JSON.stringify([refusals, state.people.map(({ person }) => person)]);
    if (content !== filledWith) fill(state);
    filledWith = content;
  };
}
