import { deriveStatus, isIdle } from "../shared/presence/status";
import { Problem } from "../shared/support/problem";
import type { Bridge } from "./bridge/bridge";
import { hexToXy } from "./bridge/colour";
import { HUE_FAULTS } from "./bridge/trouble";
import { ENTRA_FAULTS, ENTRA_REFUSALS, GRAPH_FAULTS, REGISTRATIONS, requireOrderable } from "./cloud";
import type { House } from "./api/house";
import type {
  ApplicationState,
  BusylightState,
  HandOrder,
  HomebridgeState,
  LampState,
  Links,
  PersonState,
  RefusalState,
  SensorState,
  WireLine,
} from "./api/state";
import type { HomeKit } from "./homebridge/homekit";
import type { Fault, Faults, FaultTarget } from "./support/faults";
import type { WireLog } from "./support/wire-log";
import { type LightTrouble, USB_FAULTS } from "./usb/light-trouble";
import type { UsbLights } from "./usb/usb-lights";
import type { World } from "./world";

export interface HouseParts {
  readonly world: World;
  readonly bridge: Bridge;
  readonly lights: UsbLights;
  readonly log: WireLog;
  readonly faults: Faults;
  /** Absent where nobody wants Homebridge. */
  readonly homekit?: HomeKit | undefined;
  /** Asked every time: not everything is there from the start. */
  readonly links: () => Links;
}

/** The pretend world as its page and API see it. */
export class SandboxHouse implements House {
  readonly #parts: HouseParts;
  readonly #listeners = new Set<() => void>();

  constructor(parts: HouseParts) {
    this.#parts = parts;
    parts.world.on("presence", () => this.changed());
    parts.log.on("entry", () => this.changed());
    parts.bridge.onChange(() => this.changed());
    parts.lights.usb.onChange(() => this.changed());
    parts.homekit?.onChange(() => this.changed());
  }

  /** Tells the listeners; for what changes elsewhere, such as the links. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  people(): readonly PersonState[] {
    const { world } = this.#parts;
    return world.people.map(({ oid, slug, name }) => {
      const { availability, activity, outOfOffice, sequenceNumber } = world.presence(slug);
      return {
        person: { id: oid, slug, name },
        availability,
        activity,
        status: deriveStatus({ availability, activity, outOfOffice }),
        idle: isIdle({ availability, activity }),
        outOfOffice,
        sequence: sequenceNumber,
        source: "manual",
      };
    });
  }

  setPresence(slug: string, presence: { readonly availability: string; readonly activity: string }): void {
    this.#parts.world.setPresence(slug, presence);
  }

  lamps(): readonly LampState[] {
    const { bridge } = this.#parts;
    return bridge.lamps().map((lamp) => ({ ...lamp, abilities: bridge.abilities(lamp.id) }));
  }

  handOnSwitch(lampId: string, { color, ...change }: HandOrder): void {
    const xy = color === undefined ? undefined : hexToXy(color);
    this.#parts.bridge.setByHand(lampId, { ...change, ...(xy && { xy }) });
  }

  pressBridgeButton(): void {
    this.#parts.bridge.pressButton();
  }

  isPairingWanted(): boolean {
    return this.#parts.bridge.isPairingWanted();
  }

  busylights(): readonly BusylightState[] {
    return this.#parts.lights.states();
  }

  plugLight(id: string): void {
    this.#parts.lights.plug(id);
  }

  unplugLight(id: string): void {
    this.#parts.lights.unplug(id);
  }

  troubleLight(id: string, trouble: LightTrouble | undefined): void {
    this.#parts.lights.trouble(id, trouble);
  }

  pressLight(id: string): void {
    this.#parts.lights.press(id);
  }

  homebridge(): HomebridgeState {
    return this.#parts.homekit?.state ?? { state: "off" };
  }

  homekit(): readonly SensorState[] {
    return this.#parts.homekit?.sensors ?? [];
  }

  async look(): Promise<void> {
    await this.#parts.homekit?.look();
  }

  async setHomeKitSwitch(id: string, on: boolean): Promise<void> {
    await this.#parts.homekit?.setSwitch(id, on);
  }

  requests(): Readonly<Record<string, number>> {
    return this.#parts.log.counts;
  }

  wire(): readonly WireLine[] {
    return this.#parts.log.entries;
  }

  orderFault(fault: Fault): void {
    requireOrderable(this.#parts.world, fault);
    this.#requireLamp(fault);
    this.#parts.lights.requireOrderable(fault);
    this.#parts.faults.order(fault);
    this.changed();
  }

  #requireLamp({ target, kind, lamp }: Fault): void {
    if (lamp === undefined) return;
    if (target !== "hue" || kind !== "unreachable")
      throw badLamp("must be left out: only unreachable is about lamps");
    const ids = this.#parts.bridge.lamps().map(({ id }) => id);
    if (!ids.includes(lamp)) throw badLamp(`must be one of: ${ids.join(", ")}`);
  }

  faults(): readonly Fault[] {
    return this.#parts.faults.active;
  }

  clearFaults(target?: FaultTarget): void {
    this.#parts.faults.clear(target);
    this.changed();
  }

  faultKinds(): Readonly<Partial<Record<FaultTarget, readonly string[]>>> {
    return { entra: ENTRA_FAULTS, graph: GRAPH_FAULTS, hue: HUE_FAULTS, usb: USB_FAULTS };
  }

  refusals(): readonly RefusalState[] {
    return ENTRA_REFUSALS.map(({ code, title, at }) => {
      return { code, title, personal: at["sign-in"] !== undefined || at.refresh !== undefined };
    });
  }

  applications(): readonly ApplicationState[] {
    return REGISTRATIONS.map(({ name, clientId, secrets }) => {
      const secret = secrets.find(({ expiresAt }) => expiresAt > Date.now());
      return { name, clientId, ...(secret && { secret: secret.value }) };
    });
  }

  links(): Links {
    return this.#parts.links();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

function badLamp(rule: string): Problem {
  return new Problem({ code: "bad-lamp", title: '"lamp" is wrong', advice: `"lamp" ${rule}.` });
}
