/** Which accessories and services there are to be. Pure: the configuration in, values out. */

import type { PersonSettings } from "../config/person-settings";
import type { Named } from "../config/ids";
import type { Sensor, SensorKind } from "../sensors/sensor";
import { homeKitName } from "./names";

export interface PlannedService {
  /** Unique within its accessory. */
  readonly subtype: string;
  readonly kind: SensorKind | "switch";
  readonly name: string;
}

export interface PlannedAccessory {
  /** What its UUID is made from, and nothing else: ids of the configuration, so that names may change. */
  readonly seed: string;
  readonly name: string;
  readonly services: readonly PlannedService[];
}

/** Where a sensor or switch is to be found. */
export interface Place {
  readonly seed: string;
  readonly subtype: string;
}

/** No id of a sensor has a colon. */
export const PAUSE_SUBTYPE = "switch:pause";
export const SIGN_IN_SUBTYPE = "sign-in-needed";

/** Home shows it on the tile, where "Alice Ignore Teams" is what people say. */
export const PAUSE_NAME = "Ignore Teams";
export const SIGN_IN_NAME = "Sign-in needed";

export function personAccessories(person: PersonSettings): readonly PlannedAccessory[] {
  const { id, separate, pauseSwitch, sensors } = person;
  const name = homeKitName(person.name, id);
  const pause: readonly PlannedService[] = pauseSwitch
    ? [{ subtype: PAUSE_SUBTYPE, kind: "switch", name: PAUSE_NAME }]
    : [];
  const services = sensors.map(serviceOf);
  if (!separate) return [{ seed: personSeed(id), name, services: [...services, ...pause] }];
  return [...services, ...pause].map((service) =>
    single(placeOf(person, service.subtype).seed, homeKitName(`${name} ${service.name}`, id), service),
  );
}

export function signInAccessory({ id, name }: Named): PlannedAccessory {
  return single(
    `teams-presence:account:${id}:sign-in`,
    homeKitName(`${name} ${SIGN_IN_NAME.toLowerCase()}`, SIGN_IN_NAME),
    { subtype: SIGN_IN_SUBTYPE, kind: "occupancy" },
  );
}

/** Home shows, and tells, the name of the service: "Busy" of three people would be three times the same. */
function single(seed: string, name: string, service: Omit<PlannedService, "name">): PlannedAccessory {
  return { seed, name, services: [{ ...service, name }] };
}

/** Where a person's sensor, or the switch, is. */
export function placeOf({ id, separate }: PersonSettings, subtype: string): Place {
  if (!separate) return { seed: personSeed(id), subtype };
  const seed = subtype === PAUSE_SUBTYPE ? `${personSeed(id)}:pause` : `${personSeed(id)}:sensor:${subtype}`;
  return { seed, subtype };
}

function personSeed(id: string): string {
  return `teams-presence:person:${id}`;
}

function serviceOf({ id, kind, name }: Sensor): PlannedService {
  return { subtype: id, kind, name: homeKitName(name, id) };
}
