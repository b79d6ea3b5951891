import type { PersonMirror } from "../accessories/person-services";
import type { PersonSettings } from "../config/person-settings";
import { pauseSeed, sensorSeeds } from "./matter-plan";
import type { MatterShelf } from "./matter-shelf";

/** Shows in Matter what HomeKit is told of a person, and passes on what its switch in Matter is told. */
export function personMirror(
  shelf: Pick<MatterShelf, "show" | "listen">,
  person: PersonSettings,
  onPause: (paused: boolean) => void,
): PersonMirror {
  const seeds = sensorSeeds(person);
  const pause = pauseSeed(person);
  shelf.listen(pause, onPause);
  return {
    detect(id, detects) {
      const seed = seeds.get(id);
      if (seed !== undefined) shelf.show(seed, detects);
    },
    pause: (paused) => shelf.show(pause, paused),
  };
}
