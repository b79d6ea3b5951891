import type { Effect, TONES } from "../../presence/appearance";
import type { LightState, Rgb } from "./light-state";
import type { Report } from "./report";

/** Lights that understand the same reports. Users map ids of their own to these names. */
export const FAMILIES = [
  "kuando",
  "blynclight",
  "luxafor",
  "blink1",
  "blinkstick",
  "muteme",
  "fit-statusb",
  "busy-tag",
  "blyncusb10",
  "blyncusb20",
  "epos",
  "mutesync",
  "virtual",
] as const;
export type FamilyName = (typeof FAMILIES)[number];

/** A device as the system lists it. Texts are empty where it does not say, as on Linux without permission. */
export interface DeviceInfo {
  readonly transport: "hid" | "serial";
  readonly vendorId: number;
  readonly productId: number;
  /** What it is opened by; another one each time it is plugged in. */
  readonly path: string;
  readonly serialNumber: string;
  readonly manufacturer: string;
  readonly product: string;
  /** bcdDevice. */
  readonly release: number;
  /** Number of the USB interface; absent where the system does not tell. */
  readonly interface?: number;
  /** Where it is plugged in, like `1-1.4`; absent where the system does not tell. */
  readonly port?: string;
}

/** An id that a family is known by. */
export interface KnownId {
  readonly vendorId: number;
  readonly productId: number;
  /** As the maker calls it. */
  readonly name: string;
  /** Who says what it understands: its maker's document or code, several others who agree, or one other alone. */
  readonly evidence: "vendor" | "agreed" | "single";
  /** For an id that other things have too: what manufacturer, product and serial number, joined by spaces, must say. */
  readonly strings?: RegExp;
  /** For a device that lists several times: the interface that takes the reports. */
  readonly interface?: number;
}

export interface Family<Model extends string = string> {
  readonly name: FamilyName;
  readonly transport: DeviceInfo["transport"];
  readonly ids: readonly KnownId[];
  /** Which of the family's models a device is. Also for ids that a user has mapped to it: then the most usual one. */
  modelOf(device: DeviceInfo): Model;
  /**
   * What is to be written, in this order, to show a state, whatever was shown before. Pure and total: every state gives
   * reports that the device understands, and none of them can be a command of another kind.
   */
  encode(state: LightState, model: Model): readonly Report[];
  /**
   * What a colour of a screen is to become before it is encoded, so that the model's LEDs look like it. Absent: nobody
   * says that it has to become anything.
   */
  calibrate?(color: Rgb, model: Model): Rgb;
  /** The effects that the device carries out by itself. For others `encode` gives the steady colour. */
  readonly effects: readonly Exclude<Effect, "none">[];
  /** Models that carry out none of them; absent: all do. */
  readonly steadyModels?: readonly Model[];
  /** For a light that goes dark by itself. */
  readonly keepAlive?: KeepAlive;
  /** How many tones a model has; absent: no sound. */
  tones?(model: Model): number;
  /** Which of a model's tones the names stand for; there wherever there are tones. */
  toneNames?(model: Model): ToneNames;
  /** The least time between two reports, in milliseconds; absent: none. */
  restMs?(model: Model): number;
  /** What an input report, without its id, says of the light's button; undefined: nothing. */
  button?(input: Uint8Array): "pressed" | "released" | undefined;
  /** Bit rate of a serial light; absent: it does not matter, as for every USB line that is no real one. */
  readonly baudRate?: number;
}

export type ToneNames = Readonly<Record<(typeof TONES)[number], number>>;

export interface KeepAlive {
  /** Milliseconds between the beginnings of two. */
  readonly everyMs: number;
  /** What keeps a light that shows something as it is. */
  readonly reports: readonly Report[];
}
