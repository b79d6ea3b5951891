import type { Log } from "../../../support/log";
import { asProblem } from "../../../support/problem";
import type { Look } from "../home/home";
import { parseXy } from "../home/light-state";
import { at, isObject, numberAt, textAt } from "../wire/json";
import type { Remembered, Shown } from "./ownership";

/** Where a target's memory outlives the process, as JSON. `load` resolves to undefined while nothing was saved. */
export interface TargetStorage {
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
}

/** What is remembered of a target. */
export interface TargetMemory {
  /** The status that was shown last; undefined after it was ended, and for what was no status. */
  readonly status?: string | undefined;
  /** The lights that are ours, by id. */
  readonly lights: ReadonlyMap<string, Remembered>;
}

const VERSION = 2;
const NOTHING: TargetMemory = { lights: new Map() };

/**
 * A target's memory, in the process and on disk. Trouble with the disk is logged, never thrown. It belongs to one bridge,
 * not to one target: where another lamp of the bridge is chosen, the former one is still known and can be given back.
 */
export class Keepsake {
  readonly #bridge: string;
  readonly #storage: TargetStorage;
  readonly #log: Log;
  #memory: TargetMemory | undefined;
  #saved = "";

  /** `bridge` names it: what is on disk of another one is not of this one. */
  constructor(bridge: string, storage: TargetStorage, log: Log) {
    this.#bridge = bridge;
    this.#storage = storage;
    this.#log = log;
  }

  async get(): Promise<TargetMemory> {
    if (this.#memory) return this.#memory;
    try {
      const saved = await this.#storage.load();
      this.#memory ??= parseMemory(this.#bridge, saved);
      this.#saved = JSON.stringify(formatMemory(this.#bridge, this.#memory));
    } catch (error) {
      this.#warn("read", error);
    }
    return (this.#memory ??= NOTHING);
  }

  /** What is known without asking the disk. */
  get now(): TargetMemory {
    return this.#memory ?? NOTHING;
  }

  /** Writes nothing where nothing has changed. */
  async set(memory: TargetMemory): Promise<void> {
    this.#memory = memory;
    const value = formatMemory(this.#bridge, memory);
    const text = JSON.stringify(value);
    if (text === this.#saved) return;
    try {
      await this.#storage.save(value);
      this.#saved = text;
    } catch (error) {
      this.#warn("saved", error);
    }
  }

  #warn(done: string, error: unknown): void {
    this.#log.warn(
      `Hue bridge ${this.#bridge}: what its lamps showed before us could not be ${done}: ${asProblem(error).message}`,
    );
  }
}

function formatMemory(bridge: string, { status, lights }: TargetMemory): unknown {
  return {
    version: VERSION,
    bridge,
    ...(status !== undefined && { status }),
    lights: Object.fromEntries([...lights].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** What was remembered of this bridge's lights; nothing for another one's, another version's, or nonsense. */
function parseMemory(bridge: string, value: unknown): TargetMemory {
  if (at(value, "version") !== VERSION || at(value, "bridge") !== bridge) return NOTHING;
  const status = textAt(value, "status");
  const lights = at(value, "lights");
  if (!isObject(lights)) return NOTHING;
  const parsed = Object.entries(lights).flatMap(([id, one]): [string, Remembered][] => {
    const remembered = parseRemembered(one);
    return remembered ? [[id, remembered]] : [];
  });
  return { ...(status !== undefined && { status }), lights: new Map(parsed) };
}

function parseRemembered(value: unknown): Remembered | undefined {
  if (value === "taken") return value;
  const earlier = parseLook(at(value, "earlier"));
  const set = parseShown(at(value, "set"));
  return earlier && set ? { earlier, set, sure: at(value, "sure") === true } : undefined;
}

function parseLook(value: unknown): Look | undefined {
  const on = at(value, "on");
  if (typeof on !== "boolean") return undefined;
  const brightness = numberAt(value, "brightness");
  const xy = parseXy(at(value, "xy"));
  const mirek = numberAt(value, "mirek");
  return {
    on,
    ...(brightness !== undefined && { brightness }),
    ...(mirek !== undefined ? { mirek } : xy && { xy }),
  };
}

function parseShown(value: unknown): Shown | undefined {
  const look = parseLook(value);
  const effect = textAt(value, "effect");
  const scene = textAt(value, "scene");
  return (
    look && {
      ...look,
      ...((effect === "breathe" || effect === "blink") && { effect }),
      ...(scene !== undefined && { scene }),
    }
  );
}
