import type { DeviceChange, LightChange, SceneChange } from "./bodies";
import { bridgeResources, lampDeviceResources, nameDeltas, radioDelta } from "./devices";
import { futureResource } from "./future-thing";
import { groupsOf } from "./groups";
import { assertSupported, changed, firstState, inWords, looksAlike, unsupported } from "./light-state";
import type { LightState } from "./light-state";
import { LAMP_MODELS } from "./models";
import type { LampSetup } from "./models";
import type { Personality } from "./personality";
import {
  deviceId,
  groupedLightDelta,
  groupedLightId,
  groupedLightResource,
  groupResource,
  lightDelta,
  lightResource,
} from "./resources";
import type { Group, Lamp, Resource } from "./resources";
import {
  recalledAction,
  sceneDelta,
  sceneResource,
  scenesOf,
  smartSceneResource,
  statusAfter,
} from "./scenes";
import type { Scene, SceneState } from "./scenes";
import { Refusal } from "./validation";
import { lostOnTheAir, lostOnTheDark } from "./warnings";

/** How a write went: warnings are what a bridge tells with 207. */
export interface Outcome {
  readonly warnings: readonly string[];
  readonly note: string;
  /** Ids of the lights the radio was needed for. */
  readonly lamps: readonly string[];
}

/** Updated lights first, then the groups and the scenes that changed with them. */
export type Updates = readonly (readonly Resource[])[];

const NOT_FOUND = "Not Found";

const NEVER_USED: SceneState = { active: "inactive", recalledAt: undefined };

/** The drawn home: its lamps, its rooms, its scenes, and what happens when one of them is told something. */
export class Home {
  readonly #lamps: Map<string, Lamp>;
  readonly #groups: readonly Group[];
  readonly #scenes: Map<Scene, SceneState>;
  readonly #personality: Personality;
  readonly #now: () => number;
  readonly #tell: (updates: Updates) => void;
  readonly #writes = new Map<string, number>();

  /** `tell` hears of every change a client could see. */
  constructor(
    personality: Personality,
    setups: readonly LampSetup[],
    now: () => number,
    tell: (updates: Updates) => void,
  ) {
    const { bridgeId } = personality;
    this.#personality = personality;
    this.#now = now;
    this.#tell = tell;
    const lamps = setups.map(({ id, name, model, on }, index): Lamp => {
      const state = firstState(on);
      return { id, name, number: index + 1, model: LAMP_MODELS[model], state, reachable: true };
    });
    this.#lamps = new Map(lamps.map((lamp) => [lamp.id, lamp]));
    this.#groups = groupsOf(bridgeId, lamps);
    this.#scenes = new Map(scenesOf(bridgeId, this.#groups, lamps).map((scene) => [scene, NEVER_USED]));
  }

  get lamps(): readonly Lamp[] {
    return [...this.#lamps.values()];
  }

  /** Throws for an unknown id. */
  lamp(id: string): Lamp {
    const lamp = this.#lamps.get(id);
    if (!lamp) throw new Error(`No lamp has the id ${id}`);
    return lamp;
  }

  get groups(): readonly Group[] {
    return this.#groups;
  }

  get scenes(): readonly Scene[] {
    return [...this.#scenes.keys()];
  }

  resources(): readonly Resource[] {
    const now = this.#now();
    const lamps = this.lamps;
    const { bridgeId } = this.#personality;
    const lit = this.#groups.filter(({ lights }) => lights.length > 0);
    const office = lit.find(({ type }) => type === "room");
    return [
      ...lamps.map((lamp) => lightResource(lamp, now)),
      futureResource(bridgeId),
      ...lamps.flatMap(lampDeviceResources),
      ...bridgeResources(this.#personality),
      ...this.#groups.map(groupResource),
      ...lit.map((group) => groupedLightResource(group, this.members(group))),
      ...[...this.#scenes].map(([scene, state]) => sceneResource(scene, state)),
      ...(office ? [smartSceneResource(bridgeId, office)] : []),
    ];
  }

  /** How many writes the resource with this id has accepted. */
  writes(id: string): number {
    return this.#writes.get(id) ?? 0;
  }

  /** Throws a Refusal for an unknown id or an attribute the lamp has not. */
  changeLight(id: string, change: LightChange): Outcome {
    const lamp = this.#lamps.get(id);
    if (!lamp) throw new Refusal(404, NOT_FOUND);
    assertSupported(lamp.model, change);
    const warnings = lamp.reachable
      ? lostOnTheDark("light", change, lamp.state.on)
      : lostOnTheAir("light", change);
    this.#apply([lamp], () => change);
    return this.#written(id, `${lamp.name}: ${inWords(change)}`, warnings, [lamp]);
  }

  /** A group takes what at least one of its lamps can do; lamps whose radio is silent miss it. */
  changeGroup(id: string, change: LightChange): Outcome {
    const group = this.#groups.find(
      ({ id: groupId, lights }) => groupedLightId(groupId) === id && lights.length > 0,
    );
    if (!group) throw new Refusal(404, NOT_FOUND);
    const members = this.members(group);
    const lacking = members.map(({ model }) => unsupported(model, change));
    const nobody = lacking[0]?.find((key) => lacking.every((keys) => keys.includes(key)));
    if (nobody) throw new Refusal(400, `attribute, ${nobody}, is not supported by this group`);
    const anyOn = members.some(({ state }) => state.on);
    const warnings = members.every(({ reachable }) => reachable)
      ? lostOnTheDark("groupedLight", change, anyOn)
      : lostOnTheAir("groupedLight", change);
    this.#apply(members, () => change);
    return this.#written(id, `${group.name}: ${inWords(change)}`, warnings, members);
  }

  /** Gives every lamp of a scene what it is to show; lamps whose radio is silent miss it. */
  recallScene(id: string, change: SceneChange): Outcome {
    const scene = this.scenes.find((candidate) => candidate.id === id);
    if (!scene) throw new Refusal(404, NOT_FOUND);
    const members = this.members(scene.group);
    const actionOf = (lamp: Lamp) => recalledAction(scene.actions.get(lamp.id) ?? {}, change);
    const warnings = members
      .filter(({ reachable }) => !reachable)
      .flatMap((lamp) => lostOnTheAir("light", actionOf(lamp)));
    const active = statusAfter(change);
    this.#apply(members, actionOf, { scene, state: { active, recalledAt: this.#now() } });
    const note = `${scene.group.name}: scene ${scene.name}, ${change.recall.action}`;
    return this.#written(id, note, warnings, members);
  }

  /** A lamp's device blinks once; nothing a client could read changes. */
  changeDevice(id: string, change: DeviceChange): Outcome {
    const lamp = this.lamps.find((candidate) => deviceId(candidate.id) === id);
    const known = lamp ?? bridgeResources(this.#personality).find((resource) => resource.id === id);
    if (!known) throw new Refusal(404, NOT_FOUND);
    return this.#written(id, `${lamp?.name ?? "Bridge"}: ${change.identify.action}`, [], []);
  }

  /** Somebody in the room does it: no write is counted, the stream tells of it all the same. */
  setByHand(id: string, change: LightChange): void {
    const lamp = this.lamp(id);
    assertSupported(lamp.model, change);
    this.#replace([{ ...lamp, state: changed(lamp.model, lamp.state, change, this.#now()) }]);
  }

  /** Somebody gives a lamp another name in the Hue app. */
  rename(id: string, name: string): void {
    const lamp = { ...this.lamp(id), name };
    this.#lamps.set(id, lamp);
    this.#tell(nameDeltas(lamp).map((delta) => [delta]));
  }

  /** From now on the radios of exactly these lamps do not answer. */
  setUnreachable(ids: ReadonlySet<string>): void {
    const other = this.lamps.filter(({ id, reachable }) => reachable === ids.has(id));
    if (other.length === 0) return;
    const turned = other.map((lamp) => ({ ...lamp, reachable: !lamp.reachable }));
    for (const lamp of turned) this.#lamps.set(lamp.id, lamp);
    const deltas = turned.map((lamp, index) => radioDelta(other[index] ?? lamp, lamp));
    this.#tell([deltas.filter((delta) => delta !== undefined)]);
  }

  members({ lights }: Group, lamps: ReadonlyMap<string, Lamp> = this.#lamps): readonly Lamp[] {
    return lights.map((id) => lamps.get(id)).filter((lamp) => lamp !== undefined);
  }

  /** Tells lamps by radio. */
  #apply(targets: readonly Lamp[], changeOf: (lamp: Lamp) => LightChange, recalled?: Recalled): void {
    const now = this.#now();
    const heard = targets.filter(({ reachable }) => reachable);
    this.#replace(
      heard.map((lamp) => {
        const state = changed(lamp.model, lamp.state, changeOf(lamp), now);
        return { ...lamp, state: recalled ? moving(lamp, state, recalled) : state };
      }),
      recalled,
    );
  }

  #replace(lamps: readonly Lamp[], recalled?: Recalled): void {
    const before = new Map(this.#lamps);
    for (const lamp of lamps) this.#lamps.set(lamp.id, lamp);
    const lights = lamps.map((lamp) => lightDelta(before.get(lamp.id) ?? lamp, lamp));
    const groups = this.#groups.map((group) =>
      groupedLightDelta(group, this.members(group, before), this.members(group)),
    );
    const touched = lamps.filter((lamp) => !looksAlike(before.get(lamp.id)?.state ?? lamp.state, lamp.state));
    const updates = [lights, groups, this.#turnScenes(touched, recalled)]
      .map((deltas) => deltas.filter((delta) => delta !== undefined))
      .filter((deltas) => deltas.length > 0);
    if (updates.length > 0) this.#tell(updates);
  }

  /** A scene is over as soon as one of its lamps shows something else, or another scene takes the lamp. */
  #turnScenes(touched: readonly Lamp[], recalled?: Recalled): readonly (Resource | undefined)[] {
    const taken = recalled ? [...recalled.scene.actions.keys()] : touched.map(({ id }) => id);
    return [...this.#scenes].map(([scene, before]) => {
      const isOver = taken.some((id) => scene.actions.has(id));
      const after =
        scene === recalled?.scene
          ? recalled.state
          : isOver
            ? { ...before, active: "inactive" as const }
            : before;
      this.#scenes.set(scene, after);
      return sceneDelta(scene, before, after);
    });
  }

  #written(id: string, note: string, warnings: readonly string[], lamps: readonly Lamp[]): Outcome {
    this.#writes.set(id, this.writes(id) + 1);
    return { warnings, note, lamps: lamps.map((lamp) => lamp.id) };
  }
}

interface Recalled {
  readonly scene: Scene;
  readonly state: SceneState;
}

/** Only lamps that are on and have colours can move through a scene's. */
function moving({ model }: Lamp, state: LightState, { state: { active } }: Recalled): LightState {
  return { ...state, dynamic: active === "dynamic_palette" && state.on && model.gamut !== undefined };
}
