import type { Group, Home, Light, Scene } from "../home/home";
import { isObject, listAt, textAt } from "../wire/json";
import { OLD_SIGNALS, parseOldLight } from "./translate";

/** The group of all lights, which every bridge has and no list names (Hue API v1, "Groups"). */
export const ALL_LIGHTS = "0";

const GROUP_TYPES: Readonly<Record<string, "room" | "zone">> = { Room: "room", Zone: "zone" };

/**
 * Home from what stands at `/lights`, `/groups` and `/scenes`. What cannot be read is left out, as are groups that are
 * neither room nor zone, and scenes of no group. What a scene makes of its lights is not in the lists.
 */
export function parseOldHome(lights: unknown, groups: unknown, scenes: unknown): Home {
  const states = entriesOf(lights).flatMap(([id, light]) => {
    const state = parseOldLight(light);
    return state ? [{ id, name: textAt(light, "name") ?? id, state }] : [];
  });
  const parts = entriesOf(groups).flatMap(([id, group]): Group[] => {
    const type = GROUP_TYPES[textAt(group, "type") ?? ""];
    return type ? [groupOf(type, id, textAt(group, "name") ?? id, textsAt(group, "lights"))] : [];
  });
  const everything = groupOf(
    "home",
    ALL_LIGHTS,
    "",
    states.map(({ id }) => id),
  );
  const rooms = new Map(
    parts.filter(({ type }) => type === "room").flatMap(({ name, lights }) => lights.map((id) => [id, name])),
  );
  return {
    lights: byId(states.map((light): Light => ({ ...light, ...roomOf(rooms, light.id) }))),
    groups: byId([...parts, everything]),
    scenes: byId(entriesOf(scenes).flatMap(([id, scene]) => sceneOf(id, scene))),
  };
}

function groupOf(type: Group["type"], id: string, name: string, lights: readonly string[]): Group {
  return { type, id, name, lights, ...(lights.length > 0 && { service: id, signals: OLD_SIGNALS }) };
}

function roomOf(rooms: ReadonlyMap<string, string>, light: string): { readonly room?: string } {
  const room = rooms.get(light);
  return room === undefined ? {} : { room };
}

function sceneOf(id: string, scene: unknown): readonly Scene[] {
  const group = textAt(scene, "group");
  if (textAt(scene, "type") !== "GroupScene" || group === undefined) return [];
  return [{ id, name: textAt(scene, "name") ?? id, group, looks: new Map(), active: false }];
}

function entriesOf(list: unknown): readonly (readonly [string, unknown])[] {
  return isObject(list) ? Object.entries(list) : [];
}

function textsAt(value: unknown, key: string): readonly string[] {
  return listAt(value, key).flatMap((text) => (typeof text === "string" ? [text] : []));
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
