import { describePresence } from "../../shared/presence/describe";
import { markStale } from "../../shared/presence/parse";
import type { Presence } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import type { MemoryFile } from "../../shared/support/memory-file";
import type { PersonServices } from "../accessories/person-services";
import type { Config } from "../config/config";
import type { PersonSettings } from "../config/person-settings";
import type { OnChangeCaller } from "../on-change/on-change-caller";
import { guard } from "../guard";
import { PersonKeeper, type PersonView, type ShownPresence } from "./person-keeper";

export interface PersonOptions {
  readonly settings: PersonSettings;
  readonly config: Pick<Config, "settle" | "grace" | "hours">;
  readonly services: Pick<PersonServices, "show">;
  /** Absent: no URL is to be called. */
  readonly caller: Pick<OnChangeCaller, "changed" | "ended" | "close"> | undefined;
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
  /** What is shown now is what was remembered. */
  #isStarting = false;
  /** What the URL was called with last. */
  #called = "";

  constructor(options: PersonOptions) {
    const { settings, config, memory, clock } = options;
    this.settings = settings;
    this.#options = options;
    this.#keeper = new PersonKeeper({
      ...config,
      source: settings.source && JSON.stringify(settings.source),
      clock,
      memory,
      remembered: memory.loadNow(),
      mayPause: settings.pauseSwitch,
      onView: (view) => this.#show(view),
    });
  }

  start(): void {
    this.#isStarting = true;
    this.#keeper.start();
    this.#isStarting = false;
  }

  close(): void {
    this.#keeper.close();
    this.#options.caller?.close();
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

  /** HomeKit first: everything else can wait. What fails of it is no reason to leave out the rest. */
  #show(view: PersonView): void {
    const { log, services } = this.#options;
    for (const tell of [() => services.show(view), () => this.#call(view), () => this.#tell(view)])
      guard(log, tell);
  }

  /** After a start too: a light that has lost its power as well is to know. */
  #call({ presence, stale, ignored }: PersonView): void {
    const { caller, clock } = this.#options;
    const counts = ignored ? "ignored" : gistOf(presence, stale);
    if (!caller || !presence || counts === this.#called) return;
    this.#called = counts;
    if (ignored) caller.ended();
    else caller.changed(stale ? gone(presence, clock.now()) : presence);
  }

  #tell(view: PersonView): void {
    const { log, settings } = this.#options;
    const told = wordsFor(view);
    if (told === this.#told || told === "") return;
    this.#told = told;
    const isOld = this.#isStarting && view.presence !== undefined && !view.ignored;
    log.info(`${settings.name}: ${told}${isOld ? ", as before the restart" : ""}`);
  }
}

/** What a light could show of it: not when or in which order it was observed. */
function gistOf(presence: ShownPresence | undefined, stale: boolean): string {
  const { status, availability, activity, idle, outOfOffice, statusMessage, media, since, person } =
    presence ?? {};
  const parts = [
    status,
    availability,
    activity,
    idle,
    outOfOffice,
    statusMessage,
    media,
    since,
    person?.name,
  ];
  return JSON.stringify([stale, ...parts]);
}

/** Of somebody who is no longer heard only who that was is known, and when it was last. */
function gone(presence: ShownPresence, now: number): ShownPresence {
  const { since, previous } = presence;
  return { ...markStale(presence, now), since, previous };
}

function wordsFor({ presence, stale, paused, ignored, held }: PersonView): string {
  if (paused) return "Teams is ignored";
  if (ignored) return "outside working hours";
  if (held) return "outside working hours, stays as it is";
  if (stale)
    return presence ? `nothing new for too long (was ${describePresence(presence)})` : "nothing is known yet";
  return presence ? describePresence(presence) : "";
}
