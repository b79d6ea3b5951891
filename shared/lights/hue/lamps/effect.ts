import type { Effect } from "../../../presence/appearance";
import { clampToGamut, type Gamut, type Xy } from "../colour/colour";
import type { LightBody } from "../home/light-body";

/** What shows the effect: a light, or a group of lights by its service. */
export interface Signaller {
  /** The steady colour it shows, as it was sent; absent where it has none. */
  readonly xy?: Xy;
  /** Keeps the paler colour within what the lamp can make; absent for a group. */
  readonly gamut?: Gamut;
  /** Names of the signals it can give by itself. */
  readonly signals?: readonly string[];
  /** False for a plug, which can only be switched. */
  readonly dimming: boolean;
}

/**
 * How long an effect goes on when nothing ends it, in milliseconds. The bridge carries it out by itself and gives the
 * steady colour back afterwards, so it also ends when whoever asked for it is gone: a lamp that blinks for ever is a
 * nuisance. Half an hour is longer than anybody needs to notice. A signal takes steps of 1000 (openhue/openhue-api,
 * Signaling).
 */
export const EFFECT_MS = 30 * 60_000;

/** A bridge wants a duration also where it means nothing, and none shorter. */
const SHORTEST_SIGNAL_MS = 1000;

const WHITE: Xy = { x: 0.3127, y: 0.329 };

/** How far towards white the paler colour of breathing lies: clearly another one, still the same hue. */
const PALER = 0.6;

/** A colour this near white, in xy, has no paler one that could be told from it. */
const NEARLY_WHITE = 0.05;

/** One slow swell. */
const SWELL: LightBody = { alert: { action: "breathe" } };

/**
 * The PUT that follows the steady colour when a light shall do more than show it; undefined when that was all.
 *
 * Blinking takes the colour along where the light has a signal for that, else the light goes on and off. Breathing goes
 * between the colour and a paler one. A light that has no such signal swells once, except a plug: one that clicks on and
 * off for half an hour is not breathing.
 */
export function effectBody(effect: Effect, signaller: Signaller): LightBody | undefined {
  if (effect === "none") return undefined;
  const signaling = effect === "blink" ? blinking(signaller) : breathing(signaller);
  if (signaling) return { signaling };
  return signaller.dimming ? SWELL : undefined;
}

/** The PUT that ends a signal which may still be running; undefined for what gives no signals. */
export function endSignal(signals: readonly string[] = []): LightBody | undefined {
  if (!signals.includes("no_signal")) return undefined;
  return { signaling: { signal: "no_signal", duration: SHORTEST_SIGNAL_MS } };
}

function blinking({ xy, signals = [] }: Signaller): LightBody["signaling"] {
  if (xy && signals.includes("on_off_color")) {
    return { signal: "on_off_color", duration: EFFECT_MS, colors: [{ xy }] };
  }
  return signals.includes("on_off") ? { signal: "on_off", duration: EFFECT_MS } : undefined;
}

function breathing({ xy, gamut, signals = [] }: Signaller): LightBody["signaling"] {
  const pale = xy && paler(xy, gamut);
  if (!pale || !signals.includes("alternating")) return undefined;
  return { signal: "alternating", duration: EFFECT_MS, colors: [{ xy }, { xy: pale }] };
}

/** Same hue, less of it: on the line to white (D65). Undefined for what is white already. To four decimals. */
function paler({ x, y }: Xy, gamut: Gamut | undefined): Xy | undefined {
  if (Math.hypot(WHITE.x - x, WHITE.y - y) < NEARLY_WHITE) return undefined;
  const pale = {
    x: Number((x + PALER * (WHITE.x - x)).toFixed(4)),
    y: Number((y + PALER * (WHITE.y - y)).toFixed(4)),
  };
  return gamut ? clampToGamut(pale, gamut) : pale;
}
