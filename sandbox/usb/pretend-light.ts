import type { Effect } from "../../shared/presence/appearance";

/** What reaches a device at once: a HID report with its id first, or what came over a serial line. */
export interface Received {
  readonly transport: "output" | "feature" | "serial";
  readonly bytes: Uint8Array;
}

/** Whole numbers from 0 to 255. */
export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

export const BLACK: Rgb = { red: 0, green: 0, blue: 0 };

/** What a light shows, as far as its bytes say. */
export interface Shown {
  /** What its LEDs make, dimmed as they are; black is off. */
  readonly color: Rgb;
  /** What it does by itself. */
  readonly effect: Effect;
  /** Volume in percent, 0 to 100. */
  readonly ringing?: { readonly tone: number; readonly volume: number; readonly endless: boolean };
}

/**
 * A pretend device: takes the very bytes that a real one would get, and makes of them what that one would. It is
 * stricter: what has the wrong length, id or checksum, or is a command that is not for showing colours, it refuses.
 */
export interface PretendLight {
  /** @throws WrongReport */
  take(received: Received): void;
  readonly shown: Shown;
  /** The input report, without an id, that its button gives; absent: it has none. */
  press?(event: "pressed" | "released"): Uint8Array;
}

export interface PretendFamily {
  readonly name: string;
  /** One that is just plugged in. */
  start(model: string): PretendLight;
}

/** What a light of a family makes of a report, where that says all there is to show. @throws WrongReport */
export type Read = (received: Received, model: string, before: Shown) => Shown;

/** A family whose lights show what they were told last. */
export function pretendFamily(
  name: string,
  read: Read,
  extra: Pick<PretendLight, "press"> = {},
): PretendFamily {
  return {
    name,
    start(model) {
      let shown: Shown = { color: BLACK, effect: "none" };
      return {
        get shown() {
          return shown;
        },
        take(received) {
          shown = read(received, model, shown);
        },
        ...extra,
      };
    },
  };
}

/** What a real device would ignore, misread, or never come back from. */
export class WrongReport extends Error {
  constructor(why: string, { transport, bytes }: Received) {
    super(`${why}: ${transport} ${Buffer.from(bytes).toString("hex")}`);
  }
}
