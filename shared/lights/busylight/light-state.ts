import type { Effect } from "../../presence/appearance";

/** Whole numbers from 0 to 255. */
export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** What a light that has sound plays. */
export interface Ringing {
  /** As the device counts its tones, from 1; one that it has not is silence. */
  readonly tone: number;
  /** Percent, 0 to 100. */
  readonly volume: number;
  /** Whether it goes on until the next state; else it is played once. */
  readonly endless: boolean;
}

/** What a light shows, or is to show. */
export interface LightState {
  /** At full brightness; black is off, whatever the rest says. */
  readonly color: Rgb;
  /** Percent, 1 to 100. */
  readonly brightness: number;
  readonly effect: Effect;
  readonly ringing?: Ringing;
}

export const BLACK: Rgb = { red: 0, green: 0, blue: 0 };

export const DARK: LightState = { color: BLACK, brightness: 100, effect: "none" };

export function isDark({ color: { red, green, blue } }: Pick<LightState, "color">): boolean {
  return red === 0 && green === 0 && blue === 0;
}

/**
 * The colour as dim as it is to be, for lights that have no brightness of their own. What is lit stays lit: a channel
 * that is not black keeps at least 1.
 */
export function dimmed({ color, brightness }: Pick<LightState, "color" | "brightness">): Rgb {
  const scale = (channel: number): number =>
    channel === 0 ? 0 : Math.max(1, Math.round((channel * brightness) / 100));
  return { red: scale(color.red), green: scale(color.green), blue: scale(color.blue) };
}
