import { asProblem } from "../../../support/problem";
import type { LampAsk } from "../../lamp";
import type { Group, Home, Scene } from "../home/home";
import type { LightState } from "../home/light-state";
import { lightNotFound, sceneNotFound, targetEmpty, targetNotFound } from "../wire/problems";
import type { TargetMemory } from "./memory";
import type { Ask } from "./light-plan";
import type { TargetView } from "./target-plan";

export const TARGET_TYPES = ["light", "room", "zone", "home"] as const;

export interface TargetName {
  readonly type: (typeof TARGET_TYPES)[number];
  /** Resource id of the light, room, zone or home; empty for the only home of a bridge. */
  readonly id: string;
}

export interface Resolved {
  readonly ask: Ask;
  /** Ids of the lights that are asked for. */
  readonly lights: readonly string[];
  readonly group?: Group;
}

interface Homes {
  readonly live: Home | undefined;
  home(options?: { readonly fresh?: boolean }): Promise<Home>;
}

/** Throws what reading a home throws, and the Problems `target-not-found`, `target-empty`, `scene-not-found`. */
export async function resolveAsk(homes: Homes, target: TargetName, ask: LampAsk): Promise<Resolved> {
  if (target.type === "light" && ask.kind !== "scene") return { ask, lights: [target.id] };
  const known = await homes.home();
  try {
    return resolvedIn(known, target, ask);
  } catch (error) {
    // A room that was made, or renamed, a minute ago.
    const fresh = await homes.home({ fresh: true });
    if (fresh === known) throw error;
    return resolvedIn(fresh, target, ask);
  }
}

/**
 * The same for what ends: only what is `held` matters. A room that was removed meanwhile gives its lamps back all the same.
 * Throws what reading a home throws.
 */
export async function resolveEnd(
  homes: Homes,
  target: TargetName,
  ask: Extract<Ask, { readonly kind: "restore" | "outside" }>,
  held: readonly string[],
): Promise<Resolved> {
  if (ask.kind === "restore") return { ask, lights: held };
  try {
    return await resolveAsk(homes, target, ask);
  } catch (error) {
    if (!GONE.has(asProblem(error).code)) throw error;
    return { ask, lights: held };
  }
}

const GONE: ReadonlySet<string> = new Set(["target-not-found", "target-empty"]);

/** The same where it is not certain whether a scene is still what its lights show. */
export function withoutActive(resolved: Resolved): Resolved {
  const { ask } = resolved;
  if (ask.kind !== "scene") return resolved;
  return { ...resolved, ask: { ...ask, scene: { ...ask.scene, active: false } } };
}

function resolvedIn(home: Home, target: TargetName, ask: LampAsk): Resolved {
  const group = target.type === "light" ? undefined : groupOf(home, target);
  const lights = group?.lights ?? [target.id];
  if (ask.kind !== "scene") return { ask, lights, ...(group && { group }) };
  const scene = sceneOf(home, ask.scene, lights, group);
  const touched =
    scene.looks.size > 0 ? [...scene.looks.keys()] : (home.groups.get(scene.group)?.lights ?? lights);
  return { ask: { kind: "scene", scene }, lights: touched, ...(group && { group }) };
}

function groupOf({ groups }: Home, { type, id }: TargetName): Group {
  const isHome = type === "home" && id === "";
  const group = isHome ? [...groups.values()].find((one) => one.type === "home") : groups.get(id);
  if (!group) throw targetNotFound();
  if (group.lights.length === 0) throw targetEmpty();
  return group;
}

/** Names are not unique: the target's own scene first, then one that reaches it, then any. */
function sceneOf(
  { scenes, groups }: Home,
  wanted: string,
  lights: readonly string[],
  target: Group | undefined,
): Scene {
  const byId = scenes.get(wanted);
  if (byId) return byId;
  const name = wanted.trim().toLowerCase();
  const named = [...scenes.values()].filter((scene) => scene.name.trim().toLowerCase() === name);
  const reaches = ({ group }: Scene): boolean =>
    groups.get(group)?.lights.some((id) => lights.includes(id)) === true;
  const scene = named.find(({ group }) => group === target?.id) ?? named.find(reaches) ?? named[0];
  if (!scene) throw sceneNotFound(wanted);
  return scene;
}

/** These states as far as they are known without asking; undefined where one of them is not. */
export function statesIn(
  home: Home | undefined,
  ids: readonly string[],
): ReadonlyMap<string, LightState> | undefined {
  if (!home) return undefined;
  const states = new Map<string, LightState>();
  for (const id of ids) {
    const light = home.lights.get(id);
    if (light) states.set(id, light.state);
  }
  return states;
}

/** Throws `light-not-found` where the bridge has none of the lights that are asked for. */
export function viewOf(
  { ask, lights, group }: Resolved,
  states: ReadonlyMap<string, LightState>,
  memory: TargetMemory,
  doubtful: ReadonlySet<string>,
  home: Home | undefined,
): TargetView {
  if (!lights.some((id) => states.has(id)) && ask.kind !== "restore" && ask.kind !== "outside")
    throw lightNotFound();
  return {
    lights: [...states].map(([id, state]) => ({
      id,
      state: doubtful.has(id) ? { ...state, doubtful: true } : state,
      remembered: memory.lights.get(id),
    })),
    asked: new Set(lights),
    group,
    isActive: (scene) => home?.scenes.get(scene)?.active === true,
  };
}
