import type { LiveState } from "../api/state";
import { byId, el, keyedList, segments } from "./dom";
import { personalTrouble } from "./personal-trouble";
import type { PersonalOrder } from "./personal-trouble";
import { serviceName, troubleName } from "./words";

type Fault = LiveState["faults"][number];

/** Its trouble is not counted in requests. */
const USB = "usb";

/** The service that knows people. */
const SIGN_IN = "entra";

const HOW_LONG: readonly { readonly label: string; readonly count?: number; readonly seconds?: number }[] = [
  { label: "the next request", count: 1 },
  { label: "the next 3 requests", count: 3 },
  { label: "the next 10 requests", count: 10 },
  { label: "30 seconds", seconds: 30 },
  { label: "2 minutes", seconds: 120 },
  { label: "10 minutes", seconds: 600 },
];

export interface TroubleActions {
  readonly orderFault: (
    fault: PersonalOrder & { readonly target: string; readonly count?: number; readonly seconds?: number },
  ) => void;
  /** Without a target: everything. */
  readonly clear: (target?: string) => void;
}

/** Where trouble is ordered and called off. */
export function troublePanel({ orderFault, clear }: TroubleActions): (state: LiveState) => void {
  let last: LiveState | undefined;
  let target = "";
  const howLong = byId("how-long", HTMLSelectElement);
  howLong.append(...HOW_LONG.map(({ label }, index) => el("option", { value: `${index}` }, label)));

  const order = (fault: PersonalOrder & { readonly target: string }): void => {
    const { count, seconds } = HOW_LONG[howLong.selectedIndex] ?? {};
    orderFault({
      ...fault,
      ...(count === undefined ? {} : { count }),
      ...(seconds === undefined ? {} : { seconds }),
    });
  };
  const showPersonal = personalTrouble((personal) => order({ target: SIGN_IN, ...personal }));
  const fillTargets = segments(byId("targets", HTMLDivElement), "target", (chosen) => {
    target = chosen;
    if (last) show(last);
  });
  const fillKinds = keyedList<{ target: string; kind: string }>(
    byId("kinds", HTMLDivElement),
    ({ target, kind }) => `${target} ${kind}`,
    ({ target, kind }) => {
      const button = el("button", { type: "button", class: "kind" }, troubleName(target, kind));
      button.addEventListener("click", () => order({ target, kind }));
      return { element: button, update: () => undefined };
    },
  );
  const fillOrdered = keyedList<readonly [string, readonly Fault[]]>(
    byId("ordered", HTMLUListElement),
    ([target]) => target,
    ([target]) => {
      const text = el("span");
      const button = el("button", { type: "button", class: "button" }, "Clear");
      button.setAttribute("aria-label", `Clear trouble of ${serviceName(target)}`);
      button.addEventListener("click", () => clear(target));
      return {
        element: el("li", {}, el("span", { class: `tag tag-${target}` }, serviceName(target)), text, button),
        update: ([, faults]) => (text.textContent = faults.map((fault) => describe(fault, last)).join("; ")),
      };
    },
  );
  byId("clear-all", HTMLButtonElement).addEventListener("click", () => clear());

  const offerHowLong = (): void => {
    for (const [index, { count }] of HOW_LONG.entries()) {
      const option = howLong.options[index];
      if (option) option.disabled = target === USB && count !== undefined;
    }
    if (howLong.selectedOptions[0]?.disabled !== false)
      howLong.selectedIndex = HOW_LONG.findIndex(({ seconds }) => seconds !== undefined);
  };

  const show = (state: LiveState): void => {
    last = state;
    const targets = Object.keys(state.faultKinds).filter(
      (target) => (state.faultKinds[target] ?? []).length > 0,
    );
    if (!targets.includes(target)) target = targets.includes("graph") ? "graph" : (targets[0] ?? "");
    fillTargets(
      targets.map((value) => ({ value, label: serviceName(value) })),
      target,
    );
    offerHowLong();
    // What needs a number is ordered with it, below.
    const kinds = (state.faultKinds[target] ?? []).filter((kind) => kind !== "refused");
    fillKinds(kinds.map((kind) => ({ target, kind })));
    showPersonal(state, target === SIGN_IN);
    byId("no-kinds", HTMLParagraphElement).hidden = targets.length > 0;
    const troubled = [...new Set(state.faults.map(({ target }) => target))];
    fillOrdered(troubled.map((target) => [target, state.faults.filter((fault) => fault.target === target)]));
    byId("ordered-box", HTMLDivElement).hidden = state.faults.length === 0;
  };
  return show;
}

function describe(fault: Fault, state?: LiveState): string {
  const { target, kind, count, seconds, person, lamp, light, code } = fault;
  const counted = target === USB ? "until cleared" : `${count ?? 1} ×`;
  const howLong = seconds === undefined ? counted : `for ${seconds} s`;
  const refusal = state?.refusals.find((known) => known.code === code);
  const name = refusal ? `${refusal.title} (${refusal.code})` : troubleName(target, kind);
  const whose = state?.people.find((known) => known.person.slug === person)?.person.name;
  const which = state?.lamps.find(({ id }) => id === lamp)?.name;
  const usb = state?.busylights.find(({ id }) => id === light)?.name;
  return [name, whose, which, usb, howLong].filter((word) => word !== undefined).join(", ");
}
