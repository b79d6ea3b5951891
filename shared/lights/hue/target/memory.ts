import type { Log } from "../../../support/log";
import { asProblem } from "../../../support/problem";
import { at, isObject, numberAt } from "../wire/json";
import { parseXy } from "../home/light-state";
import type { Look } from "../home/home";

/** Where a lamp's memory outlives the process, as JSON. `load` resolves to undefined while nothing was saved. */
export interface LampMemory {
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
}

const VERSION = 1;

/** What a light showed before our first write, in memory and on disk. Trouble with the disk is logged, never thrown. */
export class EarlierLook {
  #loaded = false;
  #earlier: Look | undefined;

  constructor(
    readonly lightId: string,
    readonly memory: LampMemory,
    readonly log: Log,
  ) {}

  async get(): Promise<Look | undefined> {
    if (this.#loaded) return this.#earlier;
    try {
      this.#earlier = parseMemory(this.lightId, await this.memory.load());
    } catch (error) {
      this.#warn("read", error);
    }
    this.#loaded = true;
    return this.#earlier;
  }

  async set(earlier: Look | undefined): Promise<void> {
    this.#loaded = true;
    this.#earlier = earlier;
    try {
      await this.memory.save(formatMemory(this.lightId, earlier));
    } catch (error) {
      this.#warn("saved", error);
    }
  }

  #warn(done: string, error: unknown): void {
    const why = asProblem(error).message;
    this.log.warn(`Hue light ${this.lightId}: what it showed before us could not be ${done}: ${why}`);
  }
}

/** `earlier` undefined: nothing to give back. */
function formatMemory(lightId: string, earlier: Look | undefined): unknown {
  return { version: VERSION, light: lightId, ...(earlier && { earlier }) };
}

/** What was remembered of this light; undefined for another light's, another version's, or nonsense. */
function parseMemory(lightId: string, value: unknown): Look | undefined {
  if (at(value, "version") !== VERSION || at(value, "light") !== lightId) return undefined;
  const earlier = at(value, "earlier");
  if (!isObject(earlier) || typeof earlier["on"] !== "boolean") return undefined;
  const brightness = numberAt(earlier, "brightness");
  const xy = parseXy(earlier["xy"]);
  const mirek = numberAt(earlier, "mirek");
  return {
    on: earlier["on"],
    ...(brightness !== undefined && { brightness }),
    ...(mirek !== undefined ? { mirek } : xy && { xy }),
  };
}
