import type { Timer } from "../../support/clock";
import { chosen, winner } from "./assignment";
import type { ClaimOptions, ClaimState } from "./claim";
import type { DeviceInfo } from "./family";
import { idOf } from "./families";
import { type Found, lightsAmong } from "./found";
import { keyOf } from "./selector";
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

  /** Takes over what its owner has wanted so far, where there is such. */
  begin(options: ClaimOptions): Wanting {
    const before = this.#byOwner.get(options.owner);
    before?.lingering?.cancel();
    const wanting: Wanting = {
      options,
      state: before?.state,
      askedAt: before?.askedAt ?? 0,
      keys: before?.keys ?? new Set(),
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

  /**
   * Gives each its lights among the devices that are there.
   * @returns all lights that are claimed now, each once; and the keys of those that somebody is no longer about
   */
  assign(
    devices: readonly DeviceInfo[],
    isInTrouble: (key: string) => boolean,
  ): { readonly claimed: readonly Found[]; readonly gone: readonly string[] } {
    const claimed = new Map<string, Found>();
    const gone: string[] = [];
    for (const wanting of this.all) {
      const { selector, mappings } = wanting.options;
      const present = lightsAmong(devices, mappings).map((found) => ({
        ...found,
        isInTrouble: isInTrouble(found.key),
      }));
      const lights = chosen(selector, present, wanting.keys);
      gone.push(...keep(wanting, new Set(lights.map(({ key }) => key))));
      for (const found of lights) {
        // Whoever says what a light is knows better than those who do not.
        const isSaid = mappings.some(({ id }) => id === idOf(found.device));
        if (isSaid || !claimed.has(found.key)) claimed.set(found.key, found);
      }
    }
    return { claimed: [...claimed.values()], gone };
  }

  /** Lights that a node was about and that a deploy has taken from it, by their keys; devices are those that are open. */
  takenFrom(wanting: Wanting, devices: readonly DeviceInfo[]): readonly string[] {
    const { selector, mappings } = wanting.options;
    const isMeant = (device: DeviceInfo): boolean =>
      chosen(selector, lightsAmong([device], mappings), wanting.keys).length > 0;
    const others = new Set(devices.filter((device) => !isMeant(device)).map(keyOf));
    return keep(wanting, new Set([...wanting.keys].filter((key) => !others.has(key))));
  }
}

/** Leaves it these keys; returns the others. */
function keep(wanting: Wanting, keys: ReadonlySet<string>): readonly string[] {
  const gone = [...wanting.keys].filter((key) => !keys.has(key));
  wanting.keys = keys;
  return gone;
}
