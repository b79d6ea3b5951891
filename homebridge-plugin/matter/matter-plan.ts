/** Which Matter accessories there are to be. Pure: the configuration in, values out. */

import { PAUSE_SUBTYPE, PAUSE_NAME, SIGN_IN_NAME } from "../accessories/accessory-plan";
import { homeKitName } from "../accessories/names";
import type { Named } from "../config/ids";
import type { PersonSettings } from "../config/person-settings";
import { type MatterKind, matterKindOf } from "./matter-device";
import { matterName } from "./matter-name";

export interface PlannedMatter {
  /**
   * What its UUID is made from: ids of the configuration, so that names may change, and the kind, since controllers do
   * not expect that a device becomes another one.
   */
  readonly seed: string;
  readonly kind: MatterKind;
  readonly name: string;
}

/** One for each sensor and the switch, together or separate: what is composed of parts has no names for them in Matter. */
export function personMatter(person: PersonSettings): readonly PlannedMatter[] {
  const { id, sensors, pauseSwitch } = person;
  const owner = homeKitName(person.name, id);
  const planned = sensors.map((sensor) => {
    const kind = matterKindOf(sensor.kind);
    return {
      seed: seedOf(id, sensor.id, kind),
      kind,
      name: matterName(owner, homeKitName(sensor.name, sensor.id)),
    };
  });
  const pause = { seed: pauseSeed(person), kind: "switch", name: matterName(owner, PAUSE_NAME) } as const;
  return pauseSwitch ? [...planned, pause] : planned;
}

export function signInMatter(account: Named): PlannedMatter {
  const owner = homeKitName(account.name, account.id);
  return {
    seed: signInSeed(account),
    kind: "occupancy",
    name: matterName(owner, SIGN_IN_NAME.toLowerCase()),
  };
}

/** By sensor id, what a person's accessories are made from. */
export function sensorSeeds({ id, sensors }: PersonSettings): ReadonlyMap<string, string> {
  return new Map(sensors.map((sensor) => [sensor.id, seedOf(id, sensor.id, matterKindOf(sensor.kind))]));
}

export function pauseSeed({ id }: PersonSettings): string {
  return seedOf(id, PAUSE_SUBTYPE, "switch");
}

export function signInSeed({ id }: Named): string {
  return `teams-presence:matter:account:${id}:sign-in`;
}

/** No id of a sensor has a colon, and the switch's has. */
function seedOf(person: string, part: string, kind: MatterKind): string {
  return `teams-presence:matter:person:${person}:${part}:${kind}`;
}
