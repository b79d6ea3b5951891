import type { Log } from "../../shared/support/log";
import type { API, HAP, PlatformAccessory, Service } from "../homebridge";
import { PLATFORM_NAME, PLUGIN_NAME } from "../settings";
import type { PlannedAccessory, PlannedService } from "./accessory-plan";
import { prepareFault, showNothing } from "./fault";
import { givenNames, keepNames, nameService } from "./service-names";
import { ownServiceTypes, serviceTypeOf } from "./service-types";

/** A bridge has 150 at most, with itself (HomeKit Accessory Protocol; HAP-NodeJS, `addBridgedAccessory`). */
const MOST_ACCESSORIES = 149;

export interface ShelfOptions {
  readonly api: API;
  readonly log: Log;
  readonly version: string;
}

/** The accessories that Homebridge keeps for this platform, made to be those that are planned. */
export class Shelf {
  readonly #options: ShelfOptions;
  readonly #accessories = new Map<string, PlatformAccessory>();

  constructor(options: ShelfOptions) {
    this.#options = options;
  }

  get #hap(): HAP {
    return this.#options.api.hap;
  }

  /** One that Homebridge has kept since the last run. */
  restore(accessory: PlatformAccessory): void {
    this.#accessories.set(accessory.UUID, accessory);
  }

  /**
   * Adds what is missing, and removes what is not planned where `mayRemove`: a mistake in the configuration is no
   * reason to throw away what people's automations are about. What stays though nobody plans it detects nothing and shows
   * a fault; its names are given back, like "Alice", or "Alice: Busy" where only a sensor of it is meant.
   * Never throws: what fails of one accessory is told in the log, and the others are arranged.
   */
  arrange(planned: readonly PlannedAccessory[], mayRemove: boolean): readonly string[] {
    const { api } = this.#options;
    const kept: string[] = [];
    const fitting = planned.slice(0, MOST_ACCESSORIES);
    const added: PlatformAccessory[] = [];
    for (const plan of fitting)
      this.#try(plan.name, () => {
        const uuid = this.#hap.uuid.generate(plan.seed);
        const known = this.#accessories.get(uuid);
        const accessory = known ?? new api.platformAccessory(plan.name, uuid);
        const changed = this.#furnish(accessory, plan, mayRemove, kept);
        this.#accessories.set(uuid, accessory);
        if (!known) added.push(accessory);
        else if (changed) api.updatePlatformAccessories([accessory]);
      });
    if (planned.length > fitting.length)
      this.#options.log.error(
        `${planned.length - fitting.length} accessories find no room, since a bridge takes ${MOST_ACCESSORIES}. Fewer of them are needed where people are not separate.`,
      );
    if (added.length > 0)
      this.#try("New accessories", () => api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, added));
    this.#try("Old accessories", () => this.#tidy(fitting, mayRemove, kept));
    return kept;
  }

  /** The service of a plan; undefined where there is none. */
  find(seed: string, { subtype, kind }: Pick<PlannedService, "subtype" | "kind">): Service | undefined {
    const accessory = this.#accessories.get(this.#hap.uuid.generate(seed));
    return accessory?.getServiceById(serviceTypeOf(this.#hap, kind), subtype);
  }

  /** Whether anything had to be changed. Room is made first: of kinds that change there may be as many as HAP allows. */
  #furnish(
    accessory: PlatformAccessory,
    plan: PlannedAccessory,
    mayRemove: boolean,
    kept: string[],
  ): boolean {
    this.#describe(accessory);
    const wanted = new Set(plan.services.map((service) => this.#placed(accessory, service)));
    const own = ownServiceTypes(this.#hap);
    const given = givenNames(accessory);
    const needless = accessory.services.filter((service) => own.has(service.UUID) && !wanted.has(service));
    for (const service of needless)
      if (mayRemove) accessory.removeService(service);
      else {
        kept.push(`${plan.name}: ${given[service.subtype ?? ""] ?? service.displayName}`);
        showNothing(this.#hap, service);
      }
    const isNew = plan.services.map((service) => this.#place(accessory, service, given[service.subtype]));
    const names = Object.fromEntries(plan.services.map(({ subtype, name }) => [subtype, name]));
    const namesChanged = keepNames(accessory, mayRemove ? names : { ...given, ...names });
    return isNew.includes(true) || (mayRemove && needless.length > 0) || namesChanged;
  }

  #describe(accessory: PlatformAccessory): void {
    const { AccessoryInformation } = this.#hap.Service;
    const { Manufacturer, Model, SerialNumber, FirmwareRevision } = this.#hap.Characteristic;
    accessory
      .getService(AccessoryInformation)
      ?.updateCharacteristic(Manufacturer, "Presence Home")
      .updateCharacteristic(Model, "Teams presence")
      // Ids can be longer than the 64 characters that HAP allows.
      .updateCharacteristic(SerialNumber, accessory.UUID)
      .updateCharacteristic(FirmwareRevision, this.#options.version);
  }

  #placed(accessory: PlatformAccessory, { subtype, kind }: PlannedService): Service | undefined {
    return accessory.getServiceById(serviceTypeOf(this.#hap, kind), subtype);
  }

  /** Sees to it that the planned service is there, with its name. Whether it is new. */
  #place(accessory: PlatformAccessory, plan: PlannedService, given: string | undefined): boolean {
    const { subtype, kind, name } = plan;
    const known = this.#placed(accessory, plan);
    const service = known ?? accessory.addService(serviceTypeOf(this.#hap, kind), name, subtype);
    const isNew = known === undefined;
    nameService(this.#hap, service, { name, given, isNew });
    prepareFault(this.#hap, service);
    // Homebridge keeps what it knows at its end only, and that may be a power cut.
    service.getCharacteristic(this.#hap.Characteristic.ConfiguredName).on("change", () => {
      this.#try(accessory.displayName, () => this.#options.api.updatePlatformAccessories([accessory]));
    });
    return isNew;
  }

  #tidy(planned: readonly PlannedAccessory[], mayRemove: boolean, kept: string[]): void {
    const wanted = new Set(planned.map(({ seed }) => this.#hap.uuid.generate(seed)));
    const needless = [...this.#accessories.values()].filter(({ UUID }) => !wanted.has(UUID));
    if (needless.length === 0) return;
    if (!mayRemove) {
      for (const { services, displayName } of needless) {
        kept.push(displayName);
        for (const service of services) showNothing(this.#hap, service);
      }
      return;
    }
    for (const { UUID, displayName } of needless) {
      this.#accessories.delete(UUID);
      this.#options.log.info(`${displayName} is gone from the configuration, and from HomeKit.`);
    }
    this.#options.api.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, needless);
  }

  #try(name: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.log.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
