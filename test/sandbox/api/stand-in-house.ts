import type { House } from "../../../sandbox/api/house";
import type {
  BusylightState,
  HomebridgeState,
  LampState,
  PersonState,
  SensorState,
} from "../../../sandbox/api/state";
import { Faults } from "../../../sandbox/support/faults";
import { WireLog } from "../../../sandbox/support/wire-log";

/** A house in which two people live and every lamp does as it is told; what is public may be set by a test. */
export class StandInHouse implements House {
  readonly log = new WireLog();
  lampStates: LampState[] = [
    { id: "lamp-1", name: "Desk lamp", on: true, brightness: 80, color: "#ff2d20" },
    { id: "lamp-2", name: "Floor lamp", on: false, brightness: 100, color: "#ffb000" },
  ];
  busylightStates: BusylightState[] = [];
  homebridgeState: HomebridgeState = { state: "off" };
  /** What a look finds. */
  sensorStates: SensorState[] = [];
  #seen: readonly SensorState[] = this.sensorStates;
  presses = 0;
  pairingWanted = false;
  readonly #faults = new Faults();
  readonly #listeners = new Set<() => void>();
  #people: PersonState[] = [
    resident("00000000-0000-4000-8000-000000000001", "alice", "Alice"),
    resident("00000000-0000-4000-8000-000000000002", "bob", "Bob"),
  ];

  constructor() {
    this.log.on("entry", () => this.changed());
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  people = (): readonly PersonState[] => this.#people;

  setPresence(slug: string, presence: { readonly availability: string; readonly activity: string }): void {
    if (presence.availability === "Dancing") throw new Error("Teams has no presence called Dancing.");
    this.#people = this.#people.map((person) =>
      person.person.slug === slug ? { ...person, ...presence } : person,
    );
    this.changed();
  }

  lamps = (): readonly LampState[] => this.lampStates;

  handOnSwitch(lampId: string, change: Parameters<House["handOnSwitch"]>[1]): void {
    this.lampStates = this.lampStates.map((lamp) => (lamp.id === lampId ? { ...lamp, ...change } : lamp));
    this.changed();
  }

  plugLight = (id: string): void => this.#setLight(id, { plugged: true });
  unplugLight = (id: string): void => this.#setLight(id, { plugged: false });

  troubleLight(id: string, trouble: Parameters<House["troubleLight"]>[1]): void {
    this.busylightStates = this.busylightStates.map(({ trouble: before, ...light }) => {
      const now = light.id === id ? trouble : before;
      return { ...light, ...(now && { trouble: now }) };
    });
  }

  pressLight(id: string): void {
    const light = this.busylightStates.find((one) => one.id === id);
    if (!light?.button) throw new Error("This light has no button.");
    this.presses++;
  }

  #setLight(id: string, change: Partial<BusylightState>): void {
    this.busylightStates = this.busylightStates.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  pressBridgeButton(): void {
    this.presses++;
  }

  isPairingWanted = (): boolean => this.pairingWanted;
  busylights = (): readonly BusylightState[] => this.busylightStates;
  homebridge = (): HomebridgeState => this.homebridgeState;
  homekit = (): readonly SensorState[] => this.#seen;

  look(): Promise<void> {
    const isNew = this.#seen !== this.sensorStates;
    this.#seen = this.sensorStates;
    if (isNew) this.changed();
    return Promise.resolve();
  }

  async setHomeKitSwitch(id: string, on: boolean): Promise<void> {
    if (on && id === "3.12") throw new Error("The bridge answers 207");
    this.sensorStates = this.sensorStates.map((one) => (one.id === id ? { ...one, value: on } : one));
    await this.look();
  }
  requests = (): Readonly<Record<string, number>> => this.log.counts;
  wire = () => this.log.entries;

  orderFault(fault: Parameters<House["orderFault"]>[0]): void {
    this.#faults.order(fault);
    this.changed();
  }

  faults = () => this.#faults.active;

  clearFaults(target?: Parameters<Faults["clear"]>[0]): void {
    this.#faults.clear(target);
    this.changed();
  }

  faultKinds = () => ({
    entra: ["500", "revoked"],
    graph: ["429", "429-bare", "401-claims", "timeout"],
    hue: ["429", "503", "reset", "offline"],
    usb: ["unplugged", "held"],
  });

  refusals = () => [{ code: "50076", title: "Needs another factor", personal: true }];

  applications = () => [{ name: "Lamp", clientId: "a client" }];

  links = () => ({ nodeRed: "http://127.0.0.1:1880/" });

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function resident(id: string, slug: string, name: string): PersonState {
  return { person: { id, slug, name }, availability: "Available", activity: "Available" };
}
