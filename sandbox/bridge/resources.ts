import { createHash } from "node:crypto";
import type { LightState, Signal } from "./light-state";
import type { LampModel } from "./models";

/** A CLIP v2 resource, or the changed part of one. Shapes: openhue/openhue-api, schemas `*Get`. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Lamp {
  readonly id: string;
  readonly name: string;
  /** Number in the old API, from 1. */
  readonly number: number;
  readonly model: LampModel;
  readonly state: LightState;
  /** False while its radio does not answer. */
  readonly reachable: boolean;
}

/** A room, a zone or the whole home, with the light service that steers its lamps. */
export interface Group {
  readonly id: string;
  readonly type: "room" | "zone" | "bridge_home";
  readonly name: string;
  readonly number: number;
  /** Ids of the lights. */
  readonly lights: readonly string[];
}

/** A second id that follows from a first: always the same, and unlike any other. */
export function relatedId(id: string, role: string): string {
  const hex = createHash("sha256").update(`${role} of ${id}`).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(12, 15)}`,
    `8${hex.slice(15, 18)}`,
    hex.slice(18, 30),
  ].join("-");
}

export const deviceId = (lightId: string): string => relatedId(lightId, "device");
export const groupedLightId = (groupId: string): string => relatedId(groupId, "grouped_light");

export const reference = (rid: string, rtype: string) => ({ rid, rtype });

/** What every form of a light carries, whole or as a delta. */
export function lightHead({ id, number }: Lamp) {
  return {
    id,
    id_v1: `/lights/${number}`,
    owner: reference(deviceId(id), "device"),
    service_id: 0,
    type: "light",
  };
}

export function lightResource(lamp: Lamp, now: number): Resource {
  const { model, state, name } = lamp;
  const metadata = {
    name,
    archetype: model.archetype,
    function: model.archetype === "plug" ? "functional" : "mixed",
  };
  return {
    ...lightHead(lamp),
    metadata,
    on: { on: state.on },
    mode: "normal",
    ...(model.lowest !== undefined && {
      dimming: { brightness: state.brightness, min_dim_level: model.lowest },
    }),
    ...(model.gamut && { color: colourPart(model.gamut, state) }),
    ...(model.mirek && {
      color_temperature: {
        ...whitePart(state),
        mirek_schema: { mirek_minimum: model.mirek.minimum, mirek_maximum: model.mirek.maximum },
      },
    }),
    dynamics: {
      status: dynamicsStatus(state),
      status_values: model.gamut ? ["none", "dynamic_palette"] : ["none"],
      speed: 0,
      speed_valid: false,
    },
    alert: { action_values: ["breathe"] },
    signaling: {
      signal_values: model.signals,
      ...(state.signal && state.signal.endsAt > now && { status: signalPart(state.signal) }),
    },
    ...(model.effects && effectsPart(model.effects, state)),
  };
}

function dynamicsStatus({ dynamic }: LightState): string {
  return dynamic ? "dynamic_palette" : "none";
}

function colourPart({ type, red, green, blue }: NonNullable<LampModel["gamut"]>, { xy }: LightState) {
  return { xy, gamut: { red, green, blue }, gamut_type: type };
}

function whitePart({ mirek }: LightState) {
  return { mirek: mirek ?? null, mirek_valid: mirek !== undefined };
}

function signalPart(signal: Signal | undefined) {
  if (!signal) return { signal: "no_signal" };
  const end = new Date(signal.endsAt).toISOString();
  const colours = signal.colors.length > 0 ? { colors: signal.colors } : {};
  return { signal: signal.signal, estimated_end: end, ...colours };
}

function effectsPart(values: readonly string[], { effect }: LightState) {
  return {
    effects: { status: effect, status_values: values, effect_values: values },
    effects_v2: { action: { effect_values: values }, status: { effect, effect_values: values } },
  };
}

/** The changed part of a light as the event stream tells it; undefined when nothing a client sees has changed. */
export function lightDelta(before: Lamp, after: Lamp): Resource | undefined {
  const [old, now, model] = [before.state, after.state, after.model];
  const delta = {
    ...(old.on !== now.on && { on: { on: now.on } }),
    ...(old.brightness !== now.brightness && { dimming: { brightness: now.brightness } }),
    ...(model.gamut && (old.xy.x !== now.xy.x || old.xy.y !== now.xy.y) && { color: { xy: now.xy } }),
    ...(model.mirek && old.mirek !== now.mirek && { color_temperature: whitePart(now) }),
    ...(old.effect !== now.effect && {
      effects: { status: now.effect },
      effects_v2: { status: { effect: now.effect } },
    }),
    ...(old.dynamic !== now.dynamic && { dynamics: { status: dynamicsStatus(now) } }),
    ...(old.signal !== now.signal && { signaling: { status: signalPart(now.signal) } }),
  };
  return Object.keys(delta).length > 0 ? { ...lightHead(after), ...delta } : undefined;
}

function groupedLightHead({ id, type, number }: Group) {
  return {
    id: groupedLightId(id),
    id_v1: `/groups/${number}`,
    owner: reference(id, type),
    type: "grouped_light",
  };
}

/** What a group shows of itself: on when any lamp is, and the average brightness of the lit. */
function groupState(members: readonly Lamp[]): { on: boolean; brightness: number } {
  const lit = members.filter(({ state }) => state.on);
  const dimmable = lit.filter(({ model }) => model.lowest !== undefined);
  const sum = dimmable.reduce((total, { state }) => total + state.brightness, 0);
  return {
    on: lit.length > 0,
    brightness: dimmable.length > 0 ? Math.round((sum / dimmable.length) * 100) / 100 : 0,
  };
}

export function groupedLightResource(group: Group, members: readonly Lamp[]): Resource {
  const { on, brightness } = groupState(members);
  const marks = (key: "gamut" | "mirek", name: string) =>
    members.some(({ model }) => model[key]) ? { [name]: {} } : {};
  return {
    ...groupedLightHead(group),
    on: { on },
    dimming: { brightness },
    dimming_delta: {},
    ...marks("gamut", "color"),
    ...marks("mirek", "color_temperature"),
    ...marks("mirek", "color_temperature_delta"),
    alert: { action_values: ["breathe"] },
    signaling: { signal_values: [...new Set(members.flatMap(({ model }) => model.signals))] },
    dynamics: {},
  };
}

export function groupedLightDelta(
  group: Group,
  before: readonly Lamp[],
  after: readonly Lamp[],
): Resource | undefined {
  const [old, now] = [groupState(before), groupState(after)];
  const delta = {
    ...(old.on !== now.on && { on: { on: now.on } }),
    ...(old.brightness !== now.brightness && { dimming: { brightness: now.brightness } }),
  };
  return Object.keys(delta).length > 0 ? { ...groupedLightHead(group), ...delta } : undefined;
}

export function groupResource({ id, type, name, number, lights }: Group): Resource {
  const children =
    type === "zone"
      ? lights.map((rid) => reference(rid, "light"))
      : lights.map((rid) => reference(deviceId(rid), "device"));
  // A room without lamps has no grouped_light: clients that expect one fall over on real bridges.
  const services = lights.length > 0 ? [reference(groupedLightId(id), "grouped_light")] : [];
  const metadata = type === "bridge_home" ? {} : { metadata: { name, archetype: "office" } };
  return { id, id_v1: `/groups/${number}`, type, children, services, ...metadata };
}
