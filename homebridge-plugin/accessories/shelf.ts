import type { Log } from "../../shared/support/log";
import type { API, HAP, PlatformAccessory, Service } from "../homebridge";
import { PLATFORM_NAME, PLUGIN_NAME } from "../settings";
import type { PlannedAccessory, PlannedService } from "./accessory-plan";
import { ownServiceTypes, serviceTypeOf } from "./service-types";

export interface ShelfOptions {
  readonly api: API;
  readonly log: Log;
  readonly version: string;
}

/** What an accessory keeps over restarts, readable by everybody who may see Homebridge: no secrets, no addresses. */
interface Context {
  /** The name that the configuration gave each service last, by subtype. */
  names?: Record<string, string>;
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
   * reason to throw away what people's automations are about. What stays though nobody plans it shows a fault.
   */
  arrange(planned: readonly PlannedAccessory[], mayRemove: boolean): void {
    const { api } = this.#options;
    const added: PlatformAccessory[] = [];
    for (const plan of planned) {
      const uuid = this.#hap.uuid.generate(plan.seed);
      const known = this.#accessories.get(uuid);
      const accessory = known ?? new api.platformAccessory(plan.name, uuid);
      const changed = this.#furnish(accessory, plan, mayRemove);
      this.#accessories.set(uuid, accessory);
      if (!known) added.push(accessory);
      else if (changed) api.updatePlatformAccessories([accessory]);
    }
    if (added.length > 0) api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, added);
    this.#tidy(planned, mayRemove);
  }

  /** The service of a plan; undefined where there is none. */
  find(seed: string, { subtype, kind }: Pick<PlannedService, "subtype" | "kind">): Service | undefined {
    const accessory = this.#accessories.get(this.#hap.uuid.generate(seed));
    return accessory?.getServiceById(serviceTypeOf(this.#hap, kind), subtype);
  }

  /** Whether anything had to be changed of one that is kept. */
  #furnish(accessory: PlatformAccessory, plan: PlannedAccessory, mayRemove: boolean): boolean {
    this.#describe(accessory, plan);
    const before = JSON.stringify(accessory.context);
    const wanted = plan.services.map((service) => this.#place(accessory, service));
    const services = new Set(wanted.map(({ service }) => service));
    const own = ownServiceTypes(this.#hap);
    const needless = accessory.services.filter((service) => own.has(service.UUID) && !services.has(service));
    for (const service of needless)
      if (mayRemove) accessory.removeService(service);
      else this.#fault(service);
    return (
      wanted.some(({ isNew }) => isNew) ||
      (mayRemove && needless.length > 0) ||
      JSON.stringify(accessory.context) !== before
    );
  }

  #describe(accessory: PlatformAccessory, { seed }: PlannedAccessory): void {
    const { AccessoryInformation } = this.#hap.Service;
    const { Manufacturer, Model, SerialNumber, FirmwareRevision } = this.#hap.Characteristic;
    accessory
      .getService(AccessoryInformation)
      ?.updateCharacteristic(Manufacturer, "Presence Home")
      .updateCharacteristic(Model, "Teams presence")
      .updateCharacteristic(SerialNumber, seed.replace("teams-presence:", ""))
      .updateCharacteristic(FirmwareRevision, this.#options.version);
  }

  /**
   * The planned service, and its name: without a ConfiguredName, Home calls every service what the accessory is called.
   * It is given once, and again only when the configuration has another name and nobody has chosen one in Home.
   */
  #place(
    accessory: PlatformAccessory,
    { subtype, kind, name }: PlannedService,
  ): { service: Service; isNew: boolean } {
    const { ConfiguredName } = this.#hap.Characteristic;
    const type = serviceTypeOf(this.#hap, kind);
    const known = accessory.getServiceById(type, subtype);
    const service = known ?? accessory.addService(type, name, subtype);
    const context = accessory.context as Context;
    const given = context.names?.[subtype];
    const names = (context.names ??= {});
    if (!service.testCharacteristic(ConfiguredName)) service.addOptionalCharacteristic(ConfiguredName);
    const configured = service.getCharacteristic(ConfiguredName);
    const isOwn = known !== undefined && configured.value !== "" && configured.value !== given;
    if (!isOwn && given !== name) service.updateCharacteristic(ConfiguredName, name);
    names[subtype] = name;
    // Homebridge keeps what it knows at its end only, and that may be a power cut.
    configured.on("change", () => this.#save(accessory));
    return { service, isNew: known === undefined };
  }

  #save(accessory: PlatformAccessory): void {
    try {
      this.#options.api.updatePlatformAccessories([accessory]);
    } catch (error) {
      this.#options.log.warn(
        `A name was not stored: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #tidy(planned: readonly PlannedAccessory[], mayRemove: boolean): void {
    const wanted = new Set(planned.map(({ seed }) => this.#hap.uuid.generate(seed)));
    const needless = [...this.#accessories.values()].filter(({ UUID }) => !wanted.has(UUID));
    if (needless.length === 0) return;
    if (!mayRemove) {
      const own = ownServiceTypes(this.#hap);
      for (const { services } of needless)
        for (const service of services) if (own.has(service.UUID)) this.#fault(service);
      return;
    }
    for (const { UUID, displayName } of needless) {
      this.#accessories.delete(UUID);
      this.#options.log.info(`${displayName} is gone from the configuration, and from HomeKit.`);
    }
    this.#options.api.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, needless);
  }

  #fault(service: Service): void {
    const { Service, Characteristic } = this.#hap;
    if (service.UUID === Service.Switch.UUID) return;
    service.updateCharacteristic(Characteristic.StatusActive, false);
    service.updateCharacteristic(Characteristic.StatusFault, Characteristic.StatusFault.GENERAL_FAULT);
  }
}
