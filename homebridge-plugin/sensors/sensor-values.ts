/** What sensors detect. Pure: values in, values out. */

import type { Presence } from "../../shared/presence/presence";
import type { Sensor, SensorStatus } from "./sensor";

/** All that a person's sensors depend on. */
export interface Situation {
  /** Undefined as long as nothing was ever heard. */
  readonly presence: Presence | undefined;
  /** The source has been silent for too long: what it said last counts no longer. */
  readonly stale: boolean;
  /** Nobody is signed in to the account that the presence comes from. */
  readonly signInNeeded: boolean;
  /** Somebody wants Teams to be ignored, or it is outside working hours. */
  readonly ignored: boolean;
  /** It is outside working hours that leave things as they are: whatever comes of the source, `presence` counts. */
  readonly held: boolean;
}

const ABOUT_SOURCE: ReadonlySet<SensorStatus> = new Set(["sign-in-needed", "stale"]);

/**
 * Whether a sensor detects. One that is only about the source shows that whatever is ignored. Of others: what is ignored
 * is not detected, and neither is what nobody knows, unless `unknown` or `stale` is asked for; inverting does not change
 * that, or a sensor "not busy" would light up because the network is down.
 */
export function detects(sensor: Sensor, situation: Situation): boolean {
  const { presence, stale, signInNeeded, ignored, held } = situation;
  const { statuses, activities, invert } = sensor;
  const ofSource =
    (stale && statuses.includes("stale")) || (signInNeeded && statuses.includes("sign-in-needed"));
  if (isAboutSource(sensor)) return ofSource !== invert;
  if (ignored) return false;
  const known = stale && !held ? undefined : presence;
  const status = known?.status ?? "unknown";
  const activity = known?.activity.toLowerCase();
  const matches =
    (ofSource && !held) ||
    statuses.includes(status) ||
    activities.some((word) => word.toLowerCase() === activity);
  return status === "unknown" && !matches ? false : matches !== invert;
}

/** Whether a sensor tells of the source alone, and nothing of the person. */
export function isAboutSource({ statuses, activities }: Sensor): boolean {
  return activities.length === 0 && statuses.every((status) => ABOUT_SOURCE.has(status));
}

export interface SensorChange {
  readonly id: string;
  readonly detects: boolean;
}

/**
 * What to tell HomeKit, in this order: sensors that end before those that begin, so that "busy or in a call" ends nothing
 * that goes on. `shown` is what was told before, by sensor id; what was never told is told in any case. `forced` is what
 * sensors are to show on trial, whatever is true.
 */
export function changesOf(
  sensors: readonly Sensor[],
  situation: Situation,
  shown: ReadonlyMap<string, boolean>,
  forced: ReadonlyMap<string, boolean> = new Map(),
): readonly SensorChange[] {
  const changes = sensors
    .map((sensor) => ({ id: sensor.id, detects: forced.get(sensor.id) ?? detects(sensor, situation) }))
    .filter(({ id, detects }) => shown.get(id) !== detects);
  return [...changes.filter(({ detects }) => !detects), ...changes.filter(({ detects }) => detects)];
}
