import type { PersonState } from "../api/state";
import { byId, el, segments } from "./dom";
import { CHOICES, isChoice, look, markPicture } from "./presences";
import type { Choice } from "./presences";

export interface PresencePanel {
  show(people: readonly PersonState[], chosenSlug: string): void;
}

/** The person switch and a button for every presence. */
export function presencePanel(actions: {
  readonly choosePerson: (slug: string) => void;
  readonly setPresence: (choice: Choice) => void;
}): PresencePanel {
  const fillPeople = segments(byId("people", HTMLDivElement), "person", actions.choosePerson);
  const buttons = CHOICES.map((choice) => {
    const button = el(
      "button",
      { type: "button", class: "choice", "aria-pressed": "false", "data-mark": choice.mark },
      markPicture(choice.mark, 18),
      el("span", {}, choice.label),
    );
    button.addEventListener("click", () => actions.setPresence(choice));
    return { choice, button };
  });
  byId("choices", HTMLDivElement).append(...buttons.map(({ button }) => button));
  const said = byId("said", HTMLParagraphElement);
  return {
    show(people, chosenSlug) {
      fillPeople(
        people.map(({ person }) => ({ value: person.slug, label: person.name })),
        chosenSlug,
      );
      const chosen = people.find(({ person }) => person.slug === chosenSlug);
      for (const { choice, button } of buttons) {
        button.setAttribute("aria-pressed", String(chosen !== undefined && isChoice(choice, chosen)));
        button.disabled = chosen === undefined;
      }
      said.replaceChildren(...(chosen ? graphSays(chosen) : ["Nobody lives here yet."]));
      if (chosen) showTab(chosen);
    },
  };
}

function graphSays({ person, availability, activity }: PersonState): (Node | string)[] {
  return [
    `For ${person.name}, Graph answers `,
    el("code", {}, availability),
    " / ",
    el("code", {}, activity),
  ];
}

const TAB_COLOURS = {
  available: "#4c9f38",
  busy: "#d13438",
  "do-not-disturb": "#d13438",
  away: "#eaa300",
  offline: "#8a8886",
  "out-of-office": "#a4369c",
  unknown: "#8a8886",
} as const;

/** The tab carries the colour too, so that it can be watched from the flow editor beside it. */
function showTab(person: PersonState): void {
  const { label, mark } = look(person);
  document.title = `${person.person.name}: ${label} · Presence sandbox`;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${TAB_COLOURS[mark]}"/></svg>`;
  byId("icon", HTMLLinkElement).href = `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
