import type { Effect } from "../../shared/presence/appearance";
import type { Presence } from "../../shared/presence/presence";
import type { Fault } from "../support/faults";
import type { LightTrouble } from "../usb/light-trouble";

/**
 * What the sandbox's API tells, in the shapes that travel. Nothing here needs Node, so the page
 * uses the very same types.
 */

/** One person: a Presence, of which a pretend directory need not fill in everything. */
export type PersonState = Pick<Presence, "person" | "availability" | "activity"> & Partial<Presence>;

export interface LampState {
  readonly id: string;
  readonly name: string;
  readonly on: boolean;
  /** Percent, 1 to 100. */
  readonly brightness: number;
  /** `#rrggbb` */
  readonly color: string;
  /** What can be set on it besides its switch; absent: nothing. */
  readonly abilities?: { readonly brightness: boolean; readonly color: boolean };
}

/** What a hand does to a lamp, with the switch on the wall or the Hue app; at least one of them. */
export interface HandOrder {
  readonly on?: boolean;
  /** Percent, 1 to 100. */
  readonly brightness?: number;
  /** `#rrggbb`, not black. */
  readonly color?: string;
}

/** A USB light; one that is not plugged in lies ready on a shelf. */
export interface BusylightState {
  readonly id: string;
  readonly name: string;
  readonly on: boolean;
  /** `#rrggbb`, dimmed as the light is; black while it is off. */
  readonly color: string;
  /** What it does by itself; absent: nothing. */
  readonly effect?: Exclude<Effect, "none">;
  readonly plugged: boolean;
  /** What is wrong with it while it is plugged in; absent: nothing. */
  readonly trouble?: LightTrouble;
  /** The tone as the light counts them, and its volume in percent; absent: silence. */
  readonly ringing?: { readonly tone: number; readonly volume: number; readonly endless: boolean };
  /** Whose bytes it understands. */
  readonly family: string;
  /** Where it is, or would be, plugged in. */
  readonly port: string;
  /** It has one that can be pressed; else absent. */
  readonly button?: boolean;
}

/** One service of a HomeKit accessory: a sensor, or a switch. */
export interface SensorState {
  /** HAP's numbers of the accessory and of the characteristic that shows the value: `2.10`. */
  readonly id: string;
  readonly name: string;
  /** Detected, a contact that is open, switched on. */
  readonly value: boolean;
  readonly kind: "occupancy" | "contact" | "motion" | "switch";
  readonly accessory: { readonly id: number; readonly name: string };
  /** False: it says of itself that it does not work. */
  readonly active: boolean;
  /** It says of itself that it has a fault. */
  readonly fault: boolean;
}

/** What becomes of Homebridge. */
export type HomebridgeState =
  /** Nobody wanted it. */
  | { readonly state: "off" }
  /** It does not answer yet. */
  | { readonly state: "starting" }
  | {
      readonly state: "running";
      readonly port: number;
      /** What a controller is told to pair. */
      readonly pairingCode: string;
      /** A controller has done so; there can be one. */
      readonly paired: boolean;
    }
  | { readonly state: "ended"; readonly title: string; readonly advice: string };

/** One request that reached a pretend service; numbers only ever grow. */
export interface WireLine {
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly note?: string;
}

/** One AADSTS number that can be ordered. */
export interface RefusalState {
  readonly code: string;
  /** A few words for people. */
  readonly title: string;
  /** It concerns a person who signs in; else an application that proves who it is. */
  readonly personal: boolean;
}

/** An application that is registered with the pretend Microsoft, to be used in a node's dialog. */
export interface ApplicationState {
  readonly name: string;
  readonly clientId: string;
  /** Pretend, like everything here; absent for a public client. */
  readonly secret?: string;
}

/** Where else to look; a link that is not there yet is left out. */
export interface Links {
  readonly nodeRed?: string;
  readonly [name: string]: string | undefined;
}

/** The part of the state that is small enough to be sent again after every change. */
export interface LiveState {
  readonly people: readonly PersonState[];
  readonly lamps: readonly LampState[];
  /** Somebody waits for the bridge's button to be pressed. */
  readonly pairingWanted: boolean;
  readonly busylights: readonly BusylightState[];
  readonly homebridge: HomebridgeState;
  readonly homekit: readonly SensorState[];
  /** Requests since the start, by service. */
  readonly requests: Readonly<Record<string, number>>;
  /** Trouble that has been ordered and not been used up. */
  readonly faults: readonly Fault[];
  /** The kinds of trouble each service knows. */
  readonly faultKinds: Readonly<Record<string, readonly string[]>>;
  /** What Entra can be made to answer with the kind `refused`. */
  readonly refusals: readonly RefusalState[];
  readonly applications: readonly ApplicationState[];
  readonly links: Links;
}

/** What `GET /api/state` answers. */
export interface SandboxState extends LiveState {
  /** Oldest first. */
  readonly wire: readonly WireLine[];
}
