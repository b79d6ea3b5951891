import { isWithinHours } from "../../../shared/presence/hours";
import type { Presence } from "../../../shared/presence/presence";
import type { ProblemText } from "../../../shared/support/problem";
import type { SensorHours } from "../../config/config";
import type { PersonSettings } from "../../config/person-settings";
import { detects } from "../../sensors/sensor-values";

/** What the settings page's server tells of a person. With a presence, a problem is why there is nothing newer. */
export interface Heard {
  readonly presence?: Presence & { readonly since?: string };
  readonly problem?: ProblemText;
  readonly signInNeeded?: boolean;
  readonly stale?: boolean;
}

export type PreviewState = "waiting" | "sign-in" | "problem" | "stale" | "live";

export interface Preview {
  readonly state: PreviewState;
  /** What is known, however old. */
  readonly presence: Heard["presence"] | undefined;
  readonly problem: ProblemText | undefined;
  /** Absent: it is within working hours, or there are none. */
  readonly outside: SensorHours["outside"] | undefined;
  /** What each sensor would detect, by its id; undefined where it stays as it was, which nobody here knows. */
  readonly sensors: ReadonlyMap<string, boolean | undefined>;
}

/** What Home would show of a person with these settings. `now`: milliseconds since 1970. */
export function previewOf(
  person: Pick<PersonSettings, "sensors">,
  heard: Heard | undefined,
  hours: SensorHours | undefined,
  now: number,
): Preview {
  const presence = heard?.presence;
  const stale = heard?.stale === true || presence?.stale === true;
  const outside = hours && !isWithinHours(hours, now) ? hours.outside : undefined;
  const situation = {
    presence,
    stale,
    signInNeeded: heard?.signInNeeded === true,
    ignored: outside === "off",
    held: outside === "leave",
  };
  const values = person.sensors.map(
    (sensor) => [sensor.id, outside === "leave" ? undefined : detects(sensor, situation)] as const,
  );
  return {
    state: stateOf(heard, stale),
    presence,
    problem: heard?.problem,
    outside,
    sensors: new Map(values),
  };
}

function stateOf(heard: Heard | undefined, stale: boolean): PreviewState {
  if (heard?.signInNeeded) return "sign-in";
  if (stale) return "stale";
  if (heard?.presence) return "live";
  return heard?.problem ? "problem" : "waiting";
}

/** What is told of a person after something new, and what was told before. A status keeps since when it lasts. */
export function heardAfter(before: Heard | undefined, told: Heard): Heard {
  const { presence } = told;
  const last = before?.presence;
  if (presence === undefined) return last && !told.signInNeeded ? { presence: last, ...told } : told;
  if (presence.since !== undefined || last === undefined || last.person.id !== presence.person.id)
    return told;
  const since = last.status === presence.status ? last.since : presence.observedAt;
  return since === undefined ? told : { ...told, presence: { ...presence, since } };
}
