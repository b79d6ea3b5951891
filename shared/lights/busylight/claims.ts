import { isDeepStrictEqual } from "node:util";
import type { Timer } from "../../support/clock";
import { chosen, winner } from "./assignment";
import type { ClaimOptions, ClaimState } from "./claim";
import type { DeviceInfo } from "./family";
import { idOf } from "./families";
import { type Found, lightsAmong } from "./found";
import { fits, keyOf } from "./selector";
import type { Wanted } from "./wanted";

/** What one node wants. */
export interface Wanting {
  readonly options: ClaimOptions;
  /** Absent: nothing; others may have its lights. */
  state?: Wanted | undefined;
  askedAt: number;
  /** Keys of the lights it is about now. */
  keys: ReadonlySet<string>;
  told?: ClaimState;
  /** Runs while nobody answers for it: a deploy is under way, or it was closed for good. */
  lingering?: Timer;
}

/** Who wants which lights. */
export class Claims {
  readonly #byOwner = new Map<string, Wanting>();

  get all(): readonly Wanting[] {
    return [...this.#byOwner.values()];
  }

  /**
   * Takes over what its owner has wanted so far, where there is such, but not the lights that a deploy has taken from it.
   * A new one that chooses as another one does is about the same lights: two nodes for any light do not take two.
   * @param open the devices that are open
   */
  begin(options: ClaimOptions, open: readonly DeviceInfo[]): Wanting {
    const before = this.#byOwner.get(options.owner);
    const alike = this.all.find((other) => isDeepStrictEqual(other.options.selector, options.selector));
    before?.lingering?.cancel();
    const others = new Set(open.filter((device) => !isMeant(options, device)).map(keyOf));
    const wanting: Wanting = {
      options,
      state: before?.state,
      askedAt: before?.askedAt ?? 0,
      keys: new Set([...((before ?? alike)?.keys ?? [])].filter((key) => !others.has(key))),
    };
    this.#byOwner.set(options.owner, wanting);
    return wanting;
  }

  end(wanting: Wanting): void {
    wanting.lingering?.cancel();
    if (this.isCurrent(wanting)) this.#byOwner.delete(wanting.options.owner);
  }

  /** Whether it has neither ended nor been begun anew. */
  isCurrent(wanting: Wanting): boolean {
    return this.#byOwner.get(wanting.options.owner) === wanting;
  }

  /** Those that are about a light. */
  about(key: string): readonly Wanting[] {
    return this.all.filter(({ keys }) => keys.has(key));
  }

  /** Whose state a light shows. */
  winner(key: string): Wanting | undefined {
    return winner(this.about(key));
  }

  /** Gives each its lights among the devices that are there; returns all that are claimed now, each once. */
  assign(devices: readonly DeviceInfo[], isInTrouble: (key: string) => boolean): ReadonlyMap<string, Found> {
    const claimed = new Map<string, Found>();
    for (const wanting of this.all) {
      const { selector, mappings } = wanting.options;
      const present = lightsAmong(devices, mappings).map((found) => ({
        ...found,
        isInTrouble: isInTrouble(found.key),
      }));
      const lights = chosen(selector, present, wanting.keys);
      wanting.keys = new Set(lights.map(({ key }) => key));
      for (const found of lights) {
        // Whoever says what a light is knows better than those who do not.
        const isSaid = mappings.some(({ id }) => id === idOf(found.device));
        if (isSaid || !claimed.has(found.key)) claimed.set(found.key, found);
      }
    }
    return claimed;
  }
}

/** Whether a device may be one of a node's lights. */
function isMeant({ selector, mappings }: ClaimOptions, device: DeviceInfo): boolean {
  return lightsAmong([device], mappings).some((found) => fits(selector, found.device));
}
