import { fits, type Selector } from "./selector";
import type { DeviceInfo } from "./family";
import type { Wanted } from "./wanted";

/** A light that is there. */
export interface Present {
  readonly key: string;
  readonly device: DeviceInfo;
  /** Whether it was not to be opened, or took nothing, the last time. */
  readonly isInTrouble?: boolean;
}

/**
 * The lights that a selector is about. All but `all` mean one light, and go on meaning the same one while it is there
 * and works; else the first that works, in an order that does not depend on which was listed first.
 * @param before keys of those it was about
 */
export function chosen<T extends Present>(
  selector: Selector,
  present: readonly T[],
  before: ReadonlySet<string>,
): readonly T[] {
  const fitting = present.filter(({ device }) => fits(selector, device));
  if (selector.kind === "all") return fitting;
  const rank = ({ key, isInTrouble }: Present): number =>
    (isInTrouble === true ? 2 : 0) + (before.has(key) ? 0 : 1);
  return fitting.toSorted((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1)).slice(0, 1);
}

/** What one node wants of the lights it is about. */
export interface Wish {
  /** Absent: nothing; others may have the light. */
  readonly state?: Wanted | undefined;
  /** Counts up with everything that is asked for. */
  readonly askedAt: number;
}

/** Of several nodes for one light the one that was asked last has it; undefined where none wants it. */
export function winner<T extends Wish>(wishes: readonly T[]): T | undefined {
  return wishes
    .filter(({ state }) => state !== undefined)
    .reduce<T | undefined>((best, one) => (best && best.askedAt > one.askedAt ? best : one), undefined);
}
