import HttpClient from "hap-controller/lib/transport/ip/http-client";
import { characteristicFromUuid } from "hap-controller/lib/model/characteristic";
import { serviceFromUuid } from "hap-controller/lib/model/service";
import type { PairingData } from "hap-controller/lib/protocol/pairing-protocol";
import type { Identity } from "./homebridge-identity";
import { Inbox } from "./inbox";

/** Services that Home shows as something of their own. */
const SHOWN: ReadonlySet<string> = new Set(["occupancy", "contact", "motion", "switch"]);

/** One service of an accessory, as a controller sees it. */
export interface HapService {
  readonly accessory: string;
  /** What a person sees: ConfiguredName where there is one, else Name, else empty. */
  readonly name: string;
  /** Last part of the HAP type's name: `occupancy`, `contact`, `motion`, `switch`, `accessory-information` … */
  readonly type: string;
  readonly aid: number;
  readonly iid: number;
  /** By name without the `public.hap.characteristic.`: `occupancy-detected`, `status-fault` …; true is 1, false is 0. */
  readonly values: Readonly<Record<string, unknown>>;
  /** `aid.iid` by the same names. */
  readonly ids: Readonly<Record<string, string>>;
  /** Names of what it can be subscribed to. */
  readonly events: readonly string[];
}

/** A change that the bridge told of by itself. */
export interface HapEvent {
  readonly accessory: string;
  readonly service: string;
  readonly characteristic: string;
  readonly value: unknown;
}

/** A home with one bridge in it: a controller that speaks HAP as Apple's Home does. */
export class HapHome {
  /** What subscriptions brought, in the order it came. */
  readonly events = new Inbox<HapEvent>();
  readonly #bridge: Identity;
  #client: HttpClient;
  /** What an event's `aid.iid` is about. */
  readonly #subscribed = new Map<string, Omit<HapEvent, "value">>();

  private constructor(bridge: Identity, pairing?: PairingData) {
    this.#bridge = bridge;
    this.#client = this.#connect(pairing);
  }

  /** Adds the bridge to a new home with its code. */
  static async pair(bridge: Identity | undefined): Promise<HapHome> {
    if (!bridge) throw new Error("Homebridge has not been started");
    const home = new HapHome(bridge);
    await home.#client.pairSetup(bridge.pin);
    return home;
  }

  /** What the bridge has, bridge included, in the order in which it was given its numbers. */
  async services(): Promise<readonly HapService[]> {
    const { accessories } = await this.#client.getAccessories();
    return accessories
      .toSorted((a, b) => a.aid - b.aid)
      .flatMap(({ aid, services }) => {
        const read = services.map(({ iid, type, characteristics }) => {
          const named = characteristics.map((one) => ({ ...one, named: nameOf(one.type) }));
          return {
            aid,
            iid,
            type: serviceFromUuid(type).split(".").at(-1) ?? type,
            values: Object.fromEntries(named.map(({ named, value }) => [named, plain(value)])),
            ids: Object.fromEntries(named.map(({ named, iid }) => [named, `${aid}.${iid}`])),
            events: named.flatMap(({ named, perms }) => (perms?.includes("ev") ? [named] : [])),
          };
        });
        const information = read.find(({ type }) => type === "accessory-information");
        const accessory = textOf(information?.values["name"]);
        return read.map((service) => ({
          ...service,
          accessory,
          name: textOf(service.values["configured-name"] ?? service.values["name"]),
        }));
      });
  }

  /** The accessories' names, without the bridge's own. */
  async accessories(): Promise<readonly string[]> {
    const services = await this.services();
    return services
      .filter(({ type, aid }) => type === "accessory-information" && aid !== 1)
      .map(({ accessory }) => accessory);
  }

  /** The sensors and switches of one accessory. */
  async servicesOf(accessory: string): Promise<readonly HapService[]> {
    const services = await this.services();
    return services.filter((one) => one.accessory === accessory && SHOWN.has(one.type));
  }

  /** A sensor or switch; throws where there is not exactly one of these names. */
  async service(accessory: string, name: string): Promise<HapService> {
    const services = await this.servicesOf(accessory);
    const found = services.filter((one) => one.name === name);
    if (found.length === 1 && found[0]) return found[0];
    const known = services.map(({ name }) => name).join(", ");
    throw new Error(`${found.length} services of ${accessory} are ${name}; it has: ${known}`);
  }

  async read(accessory: string, service: string, characteristic: string): Promise<unknown> {
    const id = await this.#idOf(accessory, service, characteristic);
    const { characteristics } = await this.#client.getCharacteristics([id]);
    return plain(characteristics[0]?.value);
  }

  async write(accessory: string, service: string, characteristic: string, value: unknown): Promise<void> {
    const id = await this.#idOf(accessory, service, characteristic);
    await this.#client.setCharacteristics({ [id]: value });
  }

  /**
   * From now on `events` gets what changes in any sensor and switch that is there now. Once a connection: hap-controller
   * reads forever where one subscribes a second time.
   */
  async subscribe(): Promise<void> {
    if (this.#subscribed.size > 0) throw new Error("The home has subscribed already; reconnect first");
    for (const { type, accessory, name, ids, events } of await this.services()) {
      if (!SHOWN.has(type)) continue;
      for (const characteristic of events) {
        const about = { accessory, service: name, characteristic };
        this.#subscribed.set(ids[characteristic] ?? "", about);
      }
    }
    await this.#client.subscribeCharacteristics([...this.#subscribed.keys()]);
  }

  /** Resolves when a characteristic that is subscribed to has this value: it may have it now, or an event brings it. */
  async becomes(accessory: string, service: string, characteristic: string, value: unknown): Promise<void> {
    const told = this.events.next(
      (event) =>
        event.accessory === accessory &&
        event.service === service &&
        event.characteristic === characteristic &&
        event.value === value,
    );
    if ((await this.read(accessory, service, characteristic)) !== value) await told;
  }

  /** Speaks to the bridge anew after it was restarted, by the pairing of before; subscriptions are gone. */
  async reconnect(): Promise<void> {
    const pairing = this.#client.getLongTermData();
    await this.close();
    if (!pairing) throw new Error("There is no pairing");
    this.#client = this.#connect(pairing);
  }

  /** Takes the bridge out of the home. */
  async unpair(): Promise<void> {
    const pairing = this.#client.getLongTermData();
    if (pairing) await this.#client.removePairing(pairing.iOSDevicePairingID);
    await this.close();
  }

  async close(): Promise<void> {
    this.#subscribed.clear();
    this.#client.removeAllListeners();
    await this.#client.close();
  }

  #connect(pairing?: PairingData): HttpClient {
    const { username, port } = this.#bridge;
    const client = new HttpClient(username, "127.0.0.1", port, pairing, { usePersistentConnections: true });
    client.on("event", ({ characteristics }: { characteristics: readonly Changed[] }) => {
      // The newest is the first: HAP-NodeJS writes them as Apple reads them (lib/util/eventedhttp.js).
      for (const { aid, iid, value } of characteristics.toReversed()) {
        const about = this.#subscribed.get(`${aid}.${iid}`);
        if (about) this.events.add({ ...about, value: plain(value) });
      }
    });
    return client;
  }

  async #idOf(accessory: string, service: string, characteristic: string): Promise<string> {
    const { ids } = await this.service(accessory, service);
    const id = ids[characteristic];
    if (id !== undefined) return id;
    throw new Error(`${accessory} / ${service} has no ${characteristic}: ${Object.keys(ids).join(", ")}`);
  }
}

interface Changed {
  readonly aid: number;
  readonly iid: number;
  readonly value: unknown;
}

function nameOf(uuid: string | undefined): string {
  return characteristicFromUuid(uuid ?? "").replace("public.hap.characteristic.", "");
}

/** A bridge may write what is true as `true` or as 1. */
function plain(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
