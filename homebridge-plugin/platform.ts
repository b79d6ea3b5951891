import { join } from "node:path";
import { systemClock } from "../shared/support/clock";
import type { Log } from "../shared/support/log";
import { personAccessories, signInAccessory } from "./accessories/accessory-plan";
import { Shelf } from "./accessories/shelf";
import { type Config, readConfig } from "./config/config";
import { complaintLine, keptLine } from "./config/sentences";
import { guard } from "./guard";
import type {
  API,
  DynamicPlatformPlugin,
  Logging,
  MatterAccessory,
  PlatformAccessory,
  PlatformConfig,
} from "./homebridge";
import { Household } from "./household";
import { personMatter, signInMatter } from "./matter/matter-plan";
import { MatterShelf } from "./matter/matter-shelf";
import { STORAGE_FOLDER } from "./settings";
import { ownVersion } from "./version";

/** What Homebridge creates for the platform's block of its configuration. Nothing it calls throws. */
export class TeamsPresencePlatform implements DynamicPlatformPlugin {
  readonly #api: API;
  readonly #log: Log;
  readonly #config: Config;
  readonly #shelf: Shelf;
  readonly #matter: MatterShelf;
  #household: Household | undefined;

  constructor(log: Logging, config: PlatformConfig, api: API) {
    this.#api = api;
    this.#log = log;
    this.#shelf = new Shelf({ api, log, version: ownVersion() });
    this.#matter = new MatterShelf({ api, log, version: ownVersion(), clock: systemClock });
    this.#config = readConfig(config);
    for (const complaint of this.#config.complaints) log.warn(complaintLine(complaint));
    api.on("didFinishLaunching", () => guard(log, () => this.#launch()));
    api.on("shutdown", () => {
      guard(log, () => this.#matter.close());
      guard(log, () => this.#household?.close());
    });
  }

  configureAccessory(accessory: PlatformAccessory): void {
    guard(this.#log, () => this.#shelf.restore(accessory));
  }

  configureMatterAccessory(accessory: MatterAccessory): void {
    guard(this.#log, () => this.#matter.restore(accessory));
  }

  #launch(): void {
    const { accounts, namedAccounts, people, matter, complaints } = this.#config;
    const isEmpty = namedAccounts.length === 0 && people.length === 0;
    if (isEmpty) this.#log.info("Nobody is set up yet: add an account, or people read from MQTT.");
    const mayRemove = complaints.length === 0 && !isEmpty;
    const planned = [...people.flatMap(personAccessories), ...namedAccounts.map(signInAccessory)];
    const kept = this.#shelf.arrange(planned, mayRemove);
    if (kept.length > 0) this.#log.info(keptLine(kept, isEmpty));
    if (!isEmpty) {
      this.#log.debug(`${people.length} people, ${accounts.length} accounts`);
      this.#household = this.#newHousehold();
      this.#household.start();
    }
    // Only now, so that they begin with what everybody showed before.
    const wanted = matter ? [...people.flatMap(personMatter), ...namedAccounts.map(signInMatter)] : undefined;
    this.#matter.arrange(wanted, mayRemove);
  }

  #newHousehold(): Household {
    return new Household({
      config: this.#config,
      hap: this.#api.hap,
      shelf: this.#shelf,
      matter: this.#config.matter ? this.#matter : undefined,
      version: ownVersion(),
      folder: join(this.#api.user.storagePath(), STORAGE_FOLDER),
      clock: systemClock,
      log: this.#log,
    });
  }
}
