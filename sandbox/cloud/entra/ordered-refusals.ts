import { Problem } from "../../../shared/support/problem";
import type { Fault, Faults } from "../../support/faults";
import type { Person, World } from "../../world";
import { Refused } from "./refusals";
import { ORDERABLE } from "./refusals/ordered";
import type { Orderable, Place } from "./refusals/ordered";

/** The kind of trouble that takes a `code`, and may take a `person` and an `app`. */
export const REFUSED = "refused";

function orderableOf(code: string | undefined): Orderable {
  const found = ORDERABLE.find((known) => known.code === code);
  if (found) return found;
  throw new Problem({
    code: "unknown-aadsts",
    title: `Entra cannot be made to answer ${code === undefined ? "nothing in particular" : `AADSTS${code}`}`,
    advice: `"code" must be one of: ${ORDERABLE.map((known) => known.code).join(", ")}.`,
  });
}

/**
 * Whether an order makes sense: `person`, `app` and `code` only where something comes of them, a person who lives here, a
 * code Entra can be made to answer, and not a person where only an application is concerned.
 * @throws Problem `bad-order`, `unknown-person`, `unknown-aadsts` or `no-person-there`
 */
export function requireOrderable(world: World, { target, kind, person, app, code }: Fault): void {
  const isRefused = target === "entra" && kind === REFUSED;
  const isRevoked = target === "entra" && kind === "revoked";
  if (!isRefused && (app !== undefined || code !== undefined || (person !== undefined && !isRevoked)))
    throw new Problem({
      code: "bad-order",
      title: `${kind} at ${target} concerns everybody alike`,
      advice: '"person" goes with revoked and refused at entra, "app" and "code" with refused alone.',
    });
  if (person !== undefined) world.person(person);
  if (!isRefused) return;
  const { at, title } = orderableOf(code);
  if (person === undefined || at["sign-in"] || at.refresh) return;
  throw new Problem({
    code: "no-person-there",
    title: `"${title}" concerns an application, nobody in person`,
    advice: 'Leave "person" out.',
  });
}

/**
 * Uses up what was ordered for this place, application and person.
 * @throws Refused when there was something
 */
export function refuseOrdered(faults: Faults, place: Place, clientId: string, person?: Person): void {
  const fault = faults.take("entra", (ordered) => fits(ordered, place, clientId, person));
  const refusal = fault && orderableOf(fault.code).at[place];
  if (refusal) throw new Refused(refusal);
}

function fits(fault: Fault, place: Place, clientId: string, person: Person | undefined): boolean {
  if (fault.kind !== REFUSED || !orderableOf(fault.code).at[place]) return false;
  if (fault.app !== undefined && fault.app !== clientId) return false;
  return fault.person === undefined || fault.person === person?.slug;
}
