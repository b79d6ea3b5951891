import { at, type Json, listAt, numberAt, textAt } from "../wire/json";
import { parseScene } from "./parse-scene";
import type { Group, Home, Light } from "./home";
import { parseLightState, parseSignals } from "./light-state";

/** The types of resources that say something about a home. */
export const RESOURCE_TYPES = [
  "light",
  "device",
  "zigbee_connectivity",
  "room",
  "zone",
  "bridge_home",
  "grouped_light",
  "scene",
] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** Resources as CLIP v2 tells them, by id. */
export type Resources = Readonly<Record<ResourceType, ReadonlyMap<string, Json>>>;

/** How a bridge names the state of a radio (openhue/openhue-api, ZigbeeConnectivityGet). */
const REACHABLE: ReadonlyMap<unknown, boolean> = new Map([
  ["connected", true],
  ["disconnected", false],
  ["connectivity_issue", false],
  ["unidirectional_incoming", false],
]);

export const ownerOf = (resource: unknown): string | undefined => textAt(resource, "owner", "rid");
const nameOf = (resource: unknown) => textAt(resource, "metadata", "name");

/** What cannot be read, or belongs to nothing, is left out. */
export function parseHome(resources: Resources): Home {
  const siblings = siblingsOf(resources);
  const lights = parseLights(resources, siblings);
  const known = new Set(lights.map(({ id }) => id));
  const group = (type: Group["type"], id: string, resource: Json, members: readonly string[]): Group => {
    const service = serviceOf(resource);
    const signals = parseSignals(resources.grouped_light.get(service ?? ""));
    return {
      type,
      id,
      name: type === "home" ? "" : (nameOf(resource) ?? id),
      lights: [...new Set(members)].filter((light) => known.has(light)),
      ...(service !== undefined && { service }),
      ...(signals && { signals }),
    };
  };
  const listed = (type: "room" | "zone") =>
    [...resources[type]].map(([id, each]) => group(type, id, each, lightsIn(each, siblings)));
  // What is written to the service of the home reaches every light, also one that stands in no room.
  const homes = [...resources.bridge_home].map(([id, home]) => group("home", id, home, [...known]));
  const scenes = [...resources.scene].flatMap(([id, scene]) => parseScene(id, scene) ?? []);
  return {
    lights: byId(lights),
    groups: byId([...listed("room"), ...listed("zone"), ...homes]),
    scenes: byId(scenes),
  };
}

/** Lights of one device, by the device's id. */
type Siblings = ReadonlyMap<string, readonly (readonly [id: string, light: Json])[]>;

function siblingsOf(resources: Resources): Siblings {
  const siblings = new Map<string, (readonly [string, Json])[]>();
  for (const each of resources.light) {
    const device = ownerOf(each[1]);
    if (device) siblings.set(device, [...(siblings.get(device) ?? []), each]);
  }
  return siblings;
}

function parseLights(resources: Resources, siblings: Siblings): readonly Light[] {
  const roomOf = new Map(
    [...resources.room.values()].flatMap((room) => {
      const name = nameOf(room);
      return name === undefined ? [] : lightsIn(room, siblings).map((id) => [id, name] as const);
    }),
  );
  const radios = [...resources.zigbee_connectivity.values()];
  const reachableOf = new Map(radios.map((radio) => [ownerOf(radio), REACHABLE.get(at(radio, "status"))]));
  return [...resources.light].flatMap(([id, light]) => {
    const state = parseLightState(light);
    if (!state) return [];
    const device = ownerOf(light) ?? "";
    const name = nameAmong(siblings.get(device) ?? [[id, light]], id, nameOf(resources.device.get(device)));
    const room = roomOf.get(id);
    const reachable = device ? reachableOf.get(device) : undefined;
    return [
      {
        id,
        name,
        ...(room !== undefined && { room }),
        state: { ...state, ...(reachable !== undefined && { reachable }) },
      },
    ];
  });
}

/** A room lists devices, a zone lights; each may do as the other. */
function lightsIn(group: Json, siblings: Siblings): readonly string[] {
  return listAt(group, "children").flatMap((child) => {
    const rid = textAt(child, "rid") ?? "";
    if (textAt(child, "rtype") === "light") return [rid];
    return (siblings.get(rid) ?? []).map(([id]) => id);
  });
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((each) => [each.id, each]));
}

function serviceOf(group: Json): string | undefined {
  const service = listAt(group, "services").find((each) => textAt(each, "rtype") === "grouped_light");
  return textAt(service, "rid");
}

/**
 * A light goes by its device's name, since a name of its own is deprecated (openhue/openhue-api, LightGet). Several
 * lights of one device are told apart by their own names where those differ, else by number.
 */
function nameAmong(
  siblings: readonly (readonly [string, Json])[],
  id: string,
  device: string | undefined,
): string {
  const own = nameOf(siblings.find(([sibling]) => sibling === id)?.[1]);
  if (device === undefined) return own ?? id;
  if (siblings.length < 2) return device;
  const names = new Set(siblings.map(([, light]) => nameOf(light)?.trim() || device));
  if (names.size === siblings.length && !names.has(device) && own !== undefined) {
    return own.startsWith(device) ? own : `${device}, ${own}`;
  }
  const inOrder = siblings.toSorted(([, a], [, b]) => serviceNumber(a) - serviceNumber(b));
  return `${device} ${inOrder.findIndex(([sibling]) => sibling === id) + 1}`;
}

const serviceNumber = (light: Json) => numberAt(light, "service_id") ?? 0;
