import { describePresence } from "../../shared/presence/describe";
import type { Presence } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import type { MemoryFile } from "../../shared/support/memory-file";
import type { PersonServices } from "../accessories/person-services";
import type { Config } from "../config/config";
import type { PersonSettings } from "../config/person-settings";
import { PersonKeeper, type PersonView } from "./person-keeper";

export interface PersonOptions {
  readonly settings: PersonSettings;
  readonly config: Pick<Config, "settle" | "grace" | "hours">;
  readonly services: Pick<PersonServices, "show">;
  readonly memory: Pick<MemoryFile, "save" | "loadNow">;
  readonly clock: Clock;
  readonly log: Log;
}

/** One person of the configuration: what is known goes to HomeKit, into the log, and to a URL where one is wanted. */
export class Person {
  readonly settings: PersonSettings;
  readonly #options: PersonOptions;
  readonly #keeper: PersonKeeper;
  #told = "";

  constructor(options: PersonOptions) {
    const { settings, config, memory, clock } = options;
    this.settings = settings;
    this.#options = options;
    this.#keeper = new PersonKeeper({
      ...config,
      clock,
      memory,
      remembered: memory.loadNow(),
      onView: (view) => this.#show(view),
    });
  }

  start(): void {
    this.#keeper.start();
  }

  close(): void {
    this.#keeper.close();
  }

  heard(presence: Presence): void {
    this.#keeper.heard(presence);
  }

  lost(): void {
    this.#keeper.lost();
  }

  setSignInNeeded(needed: boolean): void {
    this.#keeper.setSignInNeeded(needed);
  }

  setPaused(paused: boolean): void {
    this.#keeper.setPaused(paused);
  }

  /** HomeKit first: everything else can wait. */
  #show(view: PersonView): void {
    this.#options.services.show(view);
    this.#tell(view);
  }

  #tell(view: PersonView): void {
    const { log, settings } = this.#options;
    const told = wordsFor(view);
    if (told === this.#told || told === "") return;
    this.#told = told;
    log.info(`${settings.name}: ${told}`);
  }
}

function wordsFor({ presence, stale, paused, ignored }: PersonView): string {
  if (paused) return "Teams is ignored";
  if (ignored) return "outside working hours";
  if (stale)
    return presence ? `nothing new for too long (was ${describePresence(presence)})` : "nothing is known yet";
  return presence ? describePresence(presence) : "";
}
