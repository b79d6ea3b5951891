import { relatedId } from "./resources";
import type { Group, Lamp } from "./resources";

/** The whole home, one room with every lamp, a zone of the coloured ones, and a room nobody has furnished yet. */
export function groupsOf(bridgeId: string, lamps: readonly Lamp[]): readonly Group[] {
  const everything = lamps.map(({ id }) => id);
  const coloured = lamps.filter(({ model }) => model.gamut).map(({ id }) => id);
  const group = (type: Group["type"], name: string, number: number, lights: readonly string[]): Group => {
    return { id: relatedId(bridgeId, name), type, name, number, lights };
  };
  return [
    group("bridge_home", "Home", 0, everything),
    group("room", "Office", 1, everything),
    group("room", "Attic", 2, []),
    group("zone", "Desk corner", 3, coloured),
  ];
}
