import type { Xy } from "../colour/colour";
import type { LightState } from "./light-state";

/** How a lamp looks, as far as it can be told and given back; what is absent is not known, or the lamp has it not. */
export interface Look {
  readonly on: boolean;
  /** Percent. */
  readonly brightness?: number;
  readonly xy?: Xy;
  /** In place of `xy` for a lamp that shows a white of its white scale. */
  readonly mirek?: number;
}

export interface Light {
  /** Resource id; with the old API its number. */
  readonly id: string;
  readonly name: string;
  /** Name of the room it is in. */
  readonly room?: string;
  readonly state: LightState;
}

/** A room, a zone, or the whole home. */
export interface Group {
  readonly type: "room" | "zone" | "home";
  /** Resource id of the room, zone or home itself; with the old API the group's number. */
  readonly id: string;
  /** Empty for the home. */
  readonly name: string;
  /** Ids of its lights; none for a room that is not furnished. */
  readonly lights: readonly string[];
  /** What to write to for all of them at once (`grouped_light`); absent for a group without lights. */
  readonly service?: string;
  /** Names of the signals that its service can give. */
  readonly signals?: readonly string[];
}

export interface Scene {
  readonly id: string;
  readonly name: string;
  /** Id of the room or zone it belongs to. */
  readonly group: string;
  /** What it makes of each light; absent for what it does not say. */
  readonly looks: ReadonlyMap<string, Look>;
  /** Whether it is what the lights show, as far as the bridge knows. */
  readonly active: boolean;
}

/** Everything of a bridge that matters for showing a presence. By id. */
export interface Home {
  readonly lights: ReadonlyMap<string, Light>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly scenes: ReadonlyMap<string, Scene>;
}
