import type { DeviceChange, LightChange } from "./bodies";
import {
  assertSupported,
  changed,
  commandsOf,
  firstState,
  inWords,
  lostWhenOff,
  unsupported,
} from "./light-state";
import { LAMP_MODELS } from "./models";
import type { LampSetup } from "./models";
import {
  bridgeResources,
  deviceId,
  groupedLightDelta,
  groupedLightId,
  groupedLightResource,
  groupResource,
  lampDeviceResources,
  lightDelta,
  lightResource,
  relatedId,
} from "./resources";
import type { Group, Lamp, Resource } from "./resources";
import { Refusal } from "./validation";

/** How a write went: warnings are what a bridge tells with 207. */
export interface Outcome {
  readonly warnings: readonly string[];
  readonly note: string;
}

/** Updated lights first, then the groups that changed with them. */
export type Updates = readonly (readonly Resource[])[];

const NOT_FOUND = "Not Found";

/** The drawn home: its lamps, its rooms, and what happens when one of them is told something. */
export class Home {
  readonly #lamps: Map<string, Lamp>;
  readonly #groups: readonly Group[];
  readonly #bridgeId: string;
  readonly #now: () => number;
  readonly #tell: (updates: Updates) => void;
  readonly #writes = new Map<string, number>();

  /** `tell` hears of every change a client could see. */
  constructor(
    bridgeId: string,
    setups: readonly LampSetup[],
    now: () => number,
    tell: (updates: Updates) => void,
  ) {
    this.#bridgeId = bridgeId;
    this.#now = now;
    this.#tell = tell;
    const lamps = setups.map(({ id, name, model, on }, index): Lamp => {
      return { id, name, number: index + 1, model: LAMP_MODELS[model], state: firstState(on) };
    });
    this.#lamps = new Map(lamps.map((lamp) => [lamp.id, lamp]));
    this.#groups = groupsOf(bridgeId, lamps);
  }

  get lamps(): readonly Lamp[] {
    return [...this.#lamps.values()];
  }

  resources(): readonly Resource[] {
    const now = this.#now();
    const lamps = this.lamps;
    const lit = this.#groups.filter(({ lights }) => lights.length > 0);
    return [
      ...lamps.map((lamp) => lightResource(lamp, now)),
      ...lamps.flatMap(lampDeviceResources),
      ...bridgeResources(this.#bridgeId),
      ...this.#groups.map(groupResource),
      ...lit.map((group) => groupedLightResource(group, this.#members(group))),
    ];
  }

  /** How many writes the resource with this id has accepted. */
  writes(id: string): number {
    return this.#writes.get(id) ?? 0;
  }

  /** Throws a Refusal for an unknown id or an attribute the lamp has not; `reachable` false: the command gets lost on the air. */
  changeLight(id: string, change: LightChange, reachable: boolean): Outcome {
    const lamp = this.#lamps.get(id);
    if (!lamp) throw new Refusal(404, NOT_FOUND);
    assertSupported(lamp.model, change);
    const warnings = warningsFor("light", change, lamp.state.on, reachable);
    if (reachable) this.#apply([lamp], change);
    return this.#written(id, lamp.name, change, warnings);
  }

  /** A group takes what at least one of its lamps can do. */
  changeGroup(id: string, change: LightChange, reachable: boolean): Outcome {
    const group = this.#groups.find(
      ({ id: groupId, lights }) => groupedLightId(groupId) === id && lights.length > 0,
    );
    if (!group) throw new Refusal(404, NOT_FOUND);
    const members = this.#members(group);
    const lacking = members.map(({ model }) => unsupported(model, change));
    const nobody = lacking[0]?.find((key) => lacking.every((keys) => keys.includes(key)));
    if (nobody) throw new Refusal(400, `attribute, ${nobody}, is not supported by this group`);
    const anyOn = members.some(({ state }) => state.on);
    const warnings = warningsFor("groupedLight", change, anyOn, reachable);
    if (reachable) this.#apply(members, change);
    return this.#written(id, group.name, change, warnings);
  }

  /** A lamp's device blinks once; nothing a client could read changes. */
  changeDevice(id: string, change: DeviceChange): Outcome {
    const lamp = this.lamps.find((candidate) => deviceId(candidate.id) === id);
    const known = lamp ?? bridgeResources(this.#bridgeId).find((resource) => resource.id === id);
    if (!known) throw new Refusal(404, NOT_FOUND);
    this.#count(id);
    return { warnings: [], note: `${lamp?.name ?? "Bridge"}: ${change.identify.action}` };
  }

  /** Somebody in the room does it: no write is counted, the stream tells of it all the same. */
  setByHand(id: string, change: LightChange): void {
    const lamp = this.#lamps.get(id);
    if (!lamp) throw new Error(`No lamp has the id ${id}`);
    assertSupported(lamp.model, change);
    this.#apply([lamp], change);
  }

  #apply(targets: readonly Lamp[], change: LightChange): void {
    const before = new Map(this.#lamps);
    const now = this.#now();
    for (const lamp of targets) {
      this.#lamps.set(lamp.id, { ...lamp, state: changed(lamp.model, lamp.state, change, now) });
    }
    const lights = targets.map((lamp) => lightDelta(lamp, this.#lamps.get(lamp.id) ?? lamp));
    const groups = this.#groups.map((group) =>
      groupedLightDelta(group, this.#members(group, before), this.#members(group)),
    );
    const updates = [lights, groups]
      .map((deltas) => deltas.filter((delta) => delta !== undefined))
      .filter((deltas) => deltas.length > 0);
    if (updates.length > 0) this.#tell(updates);
  }

  #members({ lights }: Group, lamps: ReadonlyMap<string, Lamp> = this.#lamps): readonly Lamp[] {
    return lights.map((id) => lamps.get(id)).filter((lamp) => lamp !== undefined);
  }

  #written(id: string, name: string, change: LightChange, warnings: readonly string[]): Outcome {
    this.#count(id);
    return { warnings, note: `${name}: ${inWords(change)}` };
  }

  #count(id: string): void {
    this.#writes.set(id, this.writes(id) + 1);
  }
}

/** Texts as bridges word them, collected by aiohue, which treats both as warnings. */
function warningsFor(
  kind: "light" | "groupedLight",
  change: LightChange,
  isOn: boolean,
  reachable: boolean,
): readonly string[] {
  if (!reachable) {
    return commandsOf(change).map(
      (command) => `device (${kind}) has communication issues, command (${command}) may not have effect`,
    );
  }
  if (isOn || change.on?.on === true) return [];
  return lostWhenOff(change).map(
    (command) => `device (${kind}) is "soft off", command (${command}) may not have effect`,
  );
}

/** The whole home, one room with every lamp, a zone of the coloured ones, and a room nobody has furnished yet. */
function groupsOf(bridgeId: string, lamps: readonly Lamp[]): readonly Group[] {
  const everything = lamps.map(({ id }) => id);
  const coloured = lamps.filter(({ model }) => model.gamut).map(({ id }) => id);
  const group = (type: Group["type"], name: string, number: number, lights: readonly string[]): Group => {
    return { id: relatedId(bridgeId, name), type, name, number, lights };
  };
  return [
    group("bridge_home", "Home", 0, everything),
    group("room", "Office", 1, everything),
    group("room", "Attic", 2, []),
    group("zone", "Desk corner", 3, coloured),
  ];
}
