import type { Group, Home, Light } from "./home";
import type { Capabilities } from "./light-state";

/** Something a person can choose to colour: one lamp, or all lamps of a room, of a zone or of the home. */
export interface Target {
  readonly type: "light" | Group["type"];
  /** Resource id; with the old API a number. */
  readonly id: string;
  /** Empty for the home. */
  readonly name: string;
  /** Name of the room a light is in. */
  readonly room?: string;
  /** How many lights a group has; absent for a light. */
  readonly lights?: number;
  /** Of a group what at least one of its lights can. */
  readonly capabilities: Capabilities;
}

/** A scene as a person chooses it. */
export interface SceneChoice {
  readonly id: string;
  readonly name: string;
  /** Id of the room or zone it belongs to. */
  readonly group: string;
  /** Empty where the bridge does not say, and for the home. */
  readonly groupName: string;
}

const GROUP_ORDER: readonly Group["type"][] = ["home", "room", "zone"];

/**
 * Everything of a bridge that can be chosen: the home, rooms, zones, then lights by room and name, those without a room
 * last. A group without lights is left out: there would be nothing to see.
 */
export function targetsOf({ lights, groups }: Home): readonly Target[] {
  const groupTargets = [...groups.values()].flatMap((group) => {
    const members = group.lights.flatMap((id) => lights.get(id) ?? []);
    return members.length === 0 ? [] : [groupTarget(group, members)];
  });
  return [
    ...GROUP_ORDER.flatMap((type) =>
      groupTargets.filter((target) => target.type === type).sort((a, b) => byText(a.name, b.name)),
    ),
    ...[...lights.values()]
      .map(lightTarget)
      .sort((a, b) => byText(a.room ?? "", b.room ?? "") || byText(a.name, b.name)),
  ];
}

/** Every scene, by the name of its room or zone and its own. */
export function scenesOf({ groups, scenes }: Home): readonly SceneChoice[] {
  return [...scenes.values()]
    .map(({ id, name, group }) => ({ id, name, group, groupName: groups.get(group)?.name ?? "" }))
    .sort((a, b) => byText(a.groupName, b.groupName) || byText(a.name, b.name));
}

function groupTarget({ type, id, name }: Group, members: readonly Light[]): Target {
  const some = (can: keyof Capabilities): boolean => members.some(({ state }) => state.capabilities[can]);
  const capabilities = { colour: some("colour"), dimming: some("dimming"), temperature: some("temperature") };
  return { type, id, name, lights: members.length, capabilities };
}

function lightTarget({ id, name, room, state: { capabilities } }: Light): Target {
  return { type: "light", id, name, ...(room && { room }), capabilities };
}

/** As people sort: "Lamp 10" after "Lamp 2", and what has no name last. */
function byText(a: string, b: string): number {
  if (a === "" || b === "") return Number(a === "") - Number(b === "");
  return a.localeCompare(b, undefined, { numeric: true });
}
