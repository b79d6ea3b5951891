import { createHash } from "node:crypto";
import type { LightChange, SceneChange } from "./bodies";
import { clampToGamut } from "./colour";
import type { Xy } from "./colour";
import { relatedId } from "./resources";
import type { Group, Lamp, Resource } from "./resources";

/** What a lamp of a scene is told; a lamp never gets what it cannot do. */
export type SceneAction = Pick<LightChange, "on" | "dimming" | "color" | "color_temperature">;

export interface Scene {
  readonly id: string;
  readonly name: string;
  readonly group: Group;
  /** By the light's id. */
  readonly actions: ReadonlyMap<string, SceneAction>;
}

export type SceneStatus = "inactive" | "static" | "dynamic_palette";

/** How a scene stands; a recall is remembered when something else has become of the lamps since. */
export interface SceneState {
  readonly active: SceneStatus;
  /** Milliseconds since 1970; undefined for one that nobody has used. */
  readonly recalledAt: number | undefined;
}

interface Recipe {
  readonly name: string;
  readonly group: Group["name"];
  /** In the order in which lamps take them, over and over. */
  readonly colours: readonly Xy[];
  /** For lamps without colours. */
  readonly mirek: number;
  /** Percent. */
  readonly brightness: number;
  /** The lamps, counted from 0, that are dark in it. */
  readonly dark: readonly number[];
}

const RED: Xy = { x: 0.64, y: 0.33 };
const AMBER: Xy = { x: 0.5453, y: 0.4052 };
const PURPLE: Xy = { x: 0.3209, y: 0.1542 };
const GREEN: Xy = { x: 0.3, y: 0.6 };

/** Names of several bytes a letter, as people give them. */
const RECIPES: readonly Recipe[] = [
  { name: "In a call", group: "Office", colours: [RED], mirek: 400, brightness: 60, dark: [] },
  { name: "Grüne Stunde", group: "Office", colours: [GREEN, AMBER], mirek: 233, brightness: 100, dark: [1] },
  { name: "Café ☕", group: "Desk corner", colours: [AMBER, PURPLE], mirek: 366, brightness: 40, dark: [] },
  { name: "夜", group: "Desk corner", colours: [PURPLE], mirek: 454, brightness: 5, dark: [1] },
];

/** The scenes of a home; a group that is not there, or has no lamps, has none. */
export function scenesOf(
  bridgeId: string,
  groups: readonly Group[],
  lamps: readonly Lamp[],
): readonly Scene[] {
  return RECIPES.flatMap((recipe) => {
    const group = groups.find(({ name, lights }) => name === recipe.group && lights.length > 0);
    if (!group) return [];
    const members = lamps.filter(({ id }) => group.lights.includes(id));
    const actions = new Map(members.map((lamp, index) => [lamp.id, actionFor(recipe, lamp, index)]));
    return [{ id: relatedId(bridgeId, `scene ${recipe.name}`), name: recipe.name, group, actions }];
  });
}

function actionFor(
  { colours, mirek, brightness, dark }: Recipe,
  { model }: Lamp,
  index: number,
): SceneAction {
  if (dark.includes(index)) return { on: { on: false } };
  const xy = colours[index % colours.length];
  return {
    on: { on: true },
    ...(model.lowest !== undefined && { dimming: { brightness } }),
    ...(model.gamut && xy
      ? { color: { xy: clampToGamut(xy, model.gamut) } }
      : model.mirek && { color_temperature: { mirek } }),
  };
}

/** What a recall tells a lamp: the scene's own brightness, or the one that was asked for. */
export function recalledAction(action: SceneAction, { recall }: SceneChange): LightChange {
  return action.dimming && recall.dimming ? { ...action, dimming: recall.dimming } : action;
}

/** `active` recalls a scene as it is; none here moves by itself. */
export function statusAfter({ recall }: SceneChange): SceneStatus {
  return recall.action === "dynamic_palette" ? "dynamic_palette" : "static";
}

/** Shape: openhue/openhue-api, SceneGet. */
export function sceneResource(scene: Scene, state: SceneState): Resource {
  const { name, group, actions } = scene;
  return {
    ...sceneHead(scene),
    actions: [...actions].map(([rid, action]) => ({ target: { rid, rtype: "light" }, action })),
    recall: {},
    metadata: { name },
    group: { rid: group.id, rtype: group.type },
    palette: paletteOf([...actions.values()]),
    speed: 0.6,
    auto_dynamic: false,
    status: statusPart(state),
  };
}

/** The changed part of a scene as the event stream tells it; undefined when nothing has changed. */
export function sceneDelta(scene: Scene, before: SceneState, after: SceneState): Resource | undefined {
  if (before.active === after.active && before.recalledAt === after.recalledAt) return undefined;
  return { ...sceneHead(scene), status: statusPart(after) };
}

/** The one that follows the time of day; it only stands there. Shape: openhue/openhue-api, SmartSceneGet. */
export function smartSceneResource(bridgeId: string, { id, type }: Group): Resource {
  return {
    id: relatedId(bridgeId, "smart_scene"),
    type: "smart_scene",
    metadata: { name: "Natürliches Licht" },
    group: { rid: id, rtype: type },
    week_timeslots: [],
    transition_duration: 60_000,
    state: "inactive",
  };
}

function sceneHead({ id }: Scene) {
  // The old API has names of 15 characters for scenes.
  return { id, id_v1: `/scenes/${sceneNumber(id)}`, type: "scene" };
}

/** The name the old API has for a scene. */
export function sceneNumber(id: string): string {
  return createHash("sha256").update(id).digest("base64url").replaceAll(/[-_]/g, "x").slice(0, 15);
}

function statusPart({ active, recalledAt }: SceneState) {
  return {
    active,
    ...(recalledAt !== undefined && { last_recall: new Date(recalledAt).toISOString() }),
  };
}

function paletteOf(actions: readonly SceneAction[]) {
  const colours = new Map(
    actions.flatMap(({ color, dimming }) =>
      color && dimming ? [[JSON.stringify(color), { color, dimming }] as const] : [],
    ),
  );
  return { color: [...colours.values()], dimming: [], color_temperature: [], effects: [] };
}
