import type { LightChange } from "./bodies";
import { hueToXy } from "./colour";
import { oldErrors } from "./old-errors";
import type { OldError } from "./old-errors";
import { isRecord } from "./validation";

/** What the old API takes for a light, checked; source: the Hue API v1 documentation, "Set light state". */
export interface OldState {
  readonly on?: boolean;
  /** 1 to 254. */
  readonly bri?: number;
  readonly hue?: number;
  readonly sat?: number;
  readonly xy?: readonly [number, number];
  /** Mirek. */
  readonly ct?: number;
  readonly alert?: "none" | "select" | "lselect";
  readonly effect?: "none" | "colorloop";
  /** Tenths of a second. */
  readonly transitiontime?: number;
  /** Groups only. */
  readonly scene?: string;
}

type Name = keyof OldState;

const whole = (least: number, most: number) => (value: unknown) =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
const oneOf =
  (...words: readonly string[]) =>
  (value: unknown) =>
    words.some((word) => word === value);
const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;

const CHECKS = new Map<string, (value: unknown) => boolean>([
  ["on", (value) => typeof value === "boolean"],
  ["bri", whole(1, 254)],
  ["hue", whole(0, 65_535)],
  ["sat", whole(0, 254)],
  ["xy", (value) => Array.isArray(value) && value.length === 2 && value.every(isShare)],
  ["ct", whole(153, 500)],
  ["alert", oneOf("none", "select", "lselect")],
  ["effect", oneOf("none", "colorloop")],
  ["transitiontime", whole(0, 65_535)],
  ["scene", (value) => typeof value === "string"],
]);

/** The parts of a body that are good, and an error for every other one; a single error when it is no object at all. */
export function parseOldState(
  text: string,
  address: string,
  isAvailable: (name: Name) => boolean,
): { readonly state: OldState; readonly errors: readonly OldError[] } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { state: {}, errors: [oldErrors.badJson(address)] };
  }
  if (!isRecord(body) || Object.keys(body).length === 0) {
    return { state: {}, errors: [oldErrors.missing(address)] };
  }
  const errors: OldError[] = [];
  const good = Object.entries(body).filter(([name, value]) => {
    const check = CHECKS.get(name);
    if (!check || !isAvailable(name as Name)) errors.push(oldErrors.noParameter(address, name));
    else if (!check(value)) errors.push(oldErrors.badValue(address, name, value));
    else return true;
    return false;
  });
  return { state: Object.fromEntries(good), errors };
}

/** The old API's 1 to 254 are the bridge's steps from 0 to 253. */
const STEPS = 253;
const briToPercent = (bri: number): number => ((bri - 1) / STEPS) * 100;

export const percentToBri = (percent: number): number => 1 + Math.round((percent / 100) * STEPS);

/** A long alert: 15 seconds of breathing, which the newer API calls a signal. */
const LONG_ALERT_MS = 15_000;

/** The same in the words of the newer API; of several colours xy wins over ct over hue and sat. */
export function asChange({ on, bri, hue, sat, xy, ct, alert }: OldState, now: OldColour): LightChange {
  const color = xy
    ? { x: xy[0], y: xy[1] }
    : ct === undefined && (hue !== undefined || sat !== undefined)
      ? hueToXy(hue ?? now.hue, sat ?? now.sat)
      : undefined;
  return {
    ...(on !== undefined && { on: { on } }),
    ...(bri !== undefined && { dimming: { brightness: briToPercent(bri) } }),
    ...(color && { color: { xy: color } }),
    ...(!color && ct !== undefined && { color_temperature: { mirek: ct } }),
    ...(alert === "select" && { alert: { action: "breathe" as const } }),
    ...(alert === "lselect" && { signaling: { signal: "on_off" as const, duration: LONG_ALERT_MS } }),
    ...(alert === "none" && { signaling: { signal: "no_signal" as const } }),
  };
}

export interface OldColour {
  readonly hue: number;
  readonly sat: number;
}

/** What an off lamp does not take unless it is switched on as well. */
export const NEEDS_LIGHT: readonly Name[] = ["bri", "hue", "sat", "xy", "ct", "effect"];
