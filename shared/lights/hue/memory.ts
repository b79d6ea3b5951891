import { at, isObject, numberAt } from "./json";
import { parseXy } from "./light-state";
import type { EarlierState } from "./plan";

/** Where a lamp's memory outlives the process, as JSON. `load` resolves to undefined while nothing was saved. */
export interface LampMemory {
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
}

const VERSION = 1;

/** `earlier` undefined: nothing to give back. */
export function formatMemory(lightId: string, earlier: EarlierState | undefined): unknown {
  return { version: VERSION, light: lightId, ...(earlier && { earlier }) };
}

/** What was remembered of this light; undefined for another light's, another version's, or nonsense. */
export function parseMemory(lightId: string, value: unknown): EarlierState | undefined {
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
