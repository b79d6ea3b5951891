/** What the log says of a configuration. Pure: values in, lines out. */

import type { ProblemText } from "../../shared/support/problem";

/** A complaint; most titles only name the place that the advice begins with. */
export function complaintLine({ title, advice }: ProblemText): string {
  const [, place] = /^"(.+)" is not right$/.exec(title) ?? [];
  const isSaid = place !== undefined && advice.startsWith(`${place} `);
  return `Configuration: ${isSaid ? advice : `${title}. ${advice}`}`;
}

const FATE = "Their sensors detect nothing and show a fault.";

/** What becomes of accessories that the configuration does not name, and that stay. `isEmpty`: nobody at all is named. */
export function keptLine(names: readonly string[], isEmpty: boolean): string {
  const list = names.join(", ");
  return isEmpty
    ? `Kept, since nobody is set up, which may be a mistake: ${list}. ${FATE} To be rid of them, remove them in Homebridge's UI under Settings → Remove single cached accessories; to have them back, put the configuration right.`
    : `Kept until the mistakes in the configuration are put right, though it does not name them: ${list}. ${FATE}`;
}
