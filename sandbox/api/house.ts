import type { Fault, FaultTarget } from "../support/faults";
import type { LightTrouble } from "../usb/light-trouble";
import type {
  ApplicationState,
  BusylightState,
  HandOrder,
  HomebridgeState,
  LampState,
  Links,
  LiveState,
  PersonState,
  RefusalState,
  SandboxState,
  SensorState,
  WireLine,
} from "./state";

/** All that the API and its page need of the pretend world. */
export interface House {
  people(): readonly PersonState[];
  /** Throws an Error whose message says what is wrong, when nobody has that slug or Teams has no such presence. */
  setPresence(slug: string, presence: { readonly availability: string; readonly activity: string }): void;
  lamps(): readonly LampState[];
  /**
   * Somebody uses the switch on the wall or the Hue app; anything but `on: false` also switches the lamp on. Throws when
   * there is no such lamp, and for what the lamp cannot do.
   */
  handOnSwitch(lampId: string, change: HandOrder): void;
  /** Opens the bridge for pairing, as the round button does. */
  pressBridgeButton(): void;
  /** Somebody waits for that. */
  isPairingWanted(): boolean;
  busylights(): readonly BusylightState[];
  /** Like all that follow about USB lights: throws when there is no such light, and where that cannot be. */
  plugLight(id: string): void;
  unplugLight(id: string): void;
  /** From now on, until it is `undefined` again. */
  troubleLight(id: string, trouble: LightTrouble | undefined): void;
  /** Presses its button and lets go of it. */
  pressLight(id: string): void;
  homebridge(): HomebridgeState;
  /** As they were when somebody last had a look. */
  homekit(): readonly SensorState[];
  /** Has a look at what does not tell by itself, so that it can be told. Never rejects. */
  look(): Promise<void>;
  /** Flips a switch in HomeKit; rejects when that cannot be. */
  setHomeKitSwitch(id: string, on: boolean): Promise<void>;
  /** Requests since the start, by service. */
  requests(): Readonly<Record<string, number>>;
  /** The newest requests, oldest first. */
  wire(): readonly WireLine[];
  orderFault(fault: Fault): void;
  faults(): readonly Fault[];
  clearFaults(target?: FaultTarget): void;
  /** The kinds of trouble each service knows. */
  faultKinds(): Readonly<Partial<Record<FaultTarget, readonly string[]>>>;
  /** What Entra can be made to answer with the kind `refused`. */
  refusals(): readonly RefusalState[];
  applications(): readonly ApplicationState[];
  links(): Links;
  /** Calls `listener` after anything told here has changed, the wire included; returns how to stop that. */
  onChange(listener: () => void): () => void;
}

export function liveStateOf(house: House): LiveState {
  return {
    people: house.people(),
    lamps: house.lamps(),
    pairingWanted: house.isPairingWanted(),
    busylights: house.busylights(),
    homebridge: house.homebridge(),
    homekit: house.homekit(),
    requests: house.requests(),
    faults: house.faults(),
    faultKinds: house.faultKinds(),
    refusals: house.refusals(),
    applications: house.applications(),
    links: house.links(),
  };
}

export function stateOf(house: House): SandboxState {
  return { ...liveStateOf(house), wire: house.wire() };
}
