import { isJsonObject } from "../../shared/support/json-object";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { attempt, guard } from "../guard";
import type { MatterAccessory } from "../homebridge";
import { PLATFORM_NAME, PLUGIN_NAME } from "../settings";
import { isMatterKind, matterDevice, type MatterKind } from "./matter-device";
import { type Matter, type MatterHost, MATTER_FAILS, matterOf, notShownLine } from "./matter-host";
import type { PlannedMatter } from "./matter-plan";
import { MatterTeller, type Told } from "./matter-teller";

export interface MatterShelfOptions {
  readonly api: MatterHost;
  readonly log: Log;
  readonly version: string;
  readonly clock: Clock;
}

const INFORMATION = "bridgedDeviceBasicInformation";

/** What an accessory keeps over restarts, in a file that everybody may read. */
interface Context {
  readonly kind: MatterKind;
}

/** The Matter accessories that Homebridge keeps for this platform, made to be those that are planned. Never throws. */
export class MatterShelf {
  readonly #options: MatterShelfOptions;
  /** Those of the last run, by UUID. */
  readonly #restored = new Map<string, MatterAccessory>();
  /** What each shows, by seed: nothing unless said. */
  readonly #shown = new Map<string, boolean>();
  readonly #switches = new Map<string, (on: boolean) => void>();
  /** Those that are there, by seed. */
  #told: ReadonlyMap<string, Told> = new Map();
  #teller: MatterTeller | undefined;

  constructor(options: MatterShelfOptions) {
    this.#options = options;
  }

  /** One that Homebridge has kept since the last run. */
  restore(accessory: MatterAccessory): void {
    this.#restored.set(accessory.UUID, accessory);
  }

  /** That a sensor detects, or a switch is on; `seed` is of the plan. Before `arrange` it is what they begin with. */
  show(seed: string, on: boolean): void {
    if (this.#shown.get(seed) === on) return;
    this.#shown.set(seed, on);
    const told = this.#told.get(seed);
    if (told) this.#teller?.tell(told, on);
  }

  /** Who is told when somebody turns the switch of that seed. */
  listen(seed: string, onSet: (on: boolean) => void): void {
    this.#switches.set(seed, onSet);
  }

  /**
   * Adds what is missing, and removes what is not planned where `mayRemove`; what stays though nobody plans it detects
   * nothing. Undefined: Matter is not wanted. Where there is no Matter, a line of the log says so.
   */
  arrange(planned: readonly PlannedMatter[] | undefined, mayRemove: boolean): void {
    const uuids = new Set((planned ?? []).map(({ seed }) => this.#uuid(seed)));
    const needless = [...this.#restored.values()].filter(({ UUID }) => !uuids.has(UUID));
    if (planned === undefined && needless.length === 0) return;
    const { api, log } = this.#options;
    const matter = matterOf(api);
    if (typeof matter === "string") return log.warn(matter);
    this.#teller = new MatterTeller({
      matter,
      clock: this.#options.clock,
      onTaken: () => this.#save(matter),
      onLost: (names) => log.error(notShownLine(names)),
    });
    this.#told = new Map(
      (planned ?? []).map((plan) => [plan.seed, { ...plan, uuid: this.#uuid(plan.seed) }]),
    );
    if (mayRemove) this.#remove(matter, needless);
    const kept = mayRemove ? [] : needless.flatMap((accessory) => keptOf(accessory));
    if (kept.length > 0)
      log.info(`Kept in Matter as well: ${kept.map(({ name }) => name).join(", ")}. They detect nothing.`);
    this.#place(matter, kept);
  }

  close(): void {
    this.#teller?.close();
  }

  /** Also of what is kept: Homebridge forgets whose it is where nobody registers it. */
  #place(matter: Matter, kept: readonly Told[]): void {
    const planned = [...this.#told].map(([seed, told]) => ({
      told,
      seed,
      on: this.#shown.get(seed) === true,
    }));
    const all = [...planned, ...kept.map((told) => ({ told, seed: undefined, on: false }))];
    if (all.length === 0) return;
    attempt(
      () =>
        matter.registerPlatformAccessories(
          PLUGIN_NAME,
          PLATFORM_NAME,
          all.map(({ told, seed, on }) => this.#accessory(matter, told, seed, on)),
        ),
      (error) => this.#refused(error),
    );
    for (const { told, on } of all) {
      this.#rename(matter, told);
      this.#teller?.tell(told, on);
    }
  }

  #accessory(
    { deviceTypes }: Matter,
    { uuid, kind, name }: Told,
    seed: string | undefined,
    on: boolean,
  ): MatterAccessory {
    const { type, cluster, attributes } = matterDevice(kind);
    const turn = (to: boolean) => () =>
      guard(this.#options.log, () => seed !== undefined && this.#switches.get(seed)?.(to));
    return {
      UUID: uuid,
      displayName: name,
      deviceType: deviceTypes[type],
      // Matter allows 32 characters, which is what a UUID has without its hyphens.
      serialNumber: uuid.replaceAll("-", ""),
      manufacturer: "Presence Home",
      model: "Teams presence",
      firmwareRevision: this.#options.version,
      context: { kind } satisfies Context,
      clusters: { [cluster]: { ...attributes(on) } },
      // Toggling ends in one of the others; without a handler of its own it fails (matter/behaviors/OnOffBehavior.js).
      ...(kind === "switch" && {
        handlers: { onOff: { on: turn(true), off: turn(false), toggle: () => undefined } },
      }),
    };
  }

  /** Unless somebody has given it another name in a controller. */
  #rename(matter: Matter, { uuid, name }: Told): void {
    const given = this.#restored.get(uuid)?.displayName;
    if (given === undefined || given === name) return;
    this.#call(async () => {
      const state: Readonly<Record<string, unknown>> | undefined = await matter.getAccessoryState(
        uuid,
        INFORMATION,
      );
      if (state?.["nodeLabel"] === given)
        await matter.updateAccessoryState(uuid, INFORMATION, { nodeLabel: name });
    });
  }

  #remove(matter: Matter, needless: readonly MatterAccessory[]): void {
    if (needless.length === 0) return;
    for (const { displayName } of needless)
      this.#options.log.info(`${displayName} is gone from the configuration, and from Matter.`);
    this.#call(() => matter.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [...needless]));
  }

  /**
   * Homebridge keeps what accessories show at its end only, and that may be a power cut; after it they would begin with
   * something old. It keeps all of them whenever one is updated, which it refuses of those that are new in this run.
   */
  #save(matter: Matter): void {
    const known = [...this.#told].find(([, { uuid }]) => this.#restored.has(uuid));
    if (!known) return;
    const [seed, told] = known;
    const { clusters: _clusters, ...kept } = this.#accessory(matter, told, seed, false);
    this.#call(() => matter.updatePlatformAccessories([kept]));
  }

  /** For what the sensors do not depend on. */
  #call(work: () => unknown): void {
    attempt(work, (error) => this.#options.log.debug(`Matter: ${wordsOf(error)}`));
  }

  #refused(error: unknown): void {
    const { log } = this.#options;
    this.#teller?.close();
    log.error(MATTER_FAILS);
    log.debug(`Matter: ${wordsOf(error)}`);
  }

  #uuid(seed: string): string {
    return this.#options.api.hap.uuid.generate(seed);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One of the last run as it was; nothing where what was kept of it is damaged. */
function keptOf({ UUID: uuid, displayName: name, context }: MatterAccessory): readonly Told[] {
  const kind: unknown = isJsonObject(context) ? context["kind"] : undefined;
  return isMatterKind(kind) ? [{ uuid, kind, name }] : [];
}
