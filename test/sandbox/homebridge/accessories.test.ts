import assert from "node:assert/strict";
import { sensorsIn } from "../../../sandbox/homebridge/accessories";

const named = (type: string, value: string) => ({ iid: 3, type, value });
const information = (name: string) => ({ type: "3E", characteristics: [named("23", name)] });

/** A service as a bridge answers it: its type, and what its characteristics show, by type, which numbers them here. */
function service(type: string, shown: Readonly<Record<string, unknown>>): object {
  const characteristics = Object.entries(shown).map(([own, value]) => ({
    iid: Number.parseInt(own, 16),
    type: own,
    value,
  }));
  return { type, characteristics };
}

const accessory = (aid: number, ...services: readonly object[]) => ({ aid, services });

describe("what a HomeKit bridge answers", () => {
  for (const [kind, type, shows, yes, no] of [
    ["occupancy", "86", "71", 1, 0],
    ["contact", "80", "6A", 1, 0],
    ["motion", "85", "22", true, false],
    ["motion", "85", "22", 1, 0],
    ["switch", "49", "25", 1, 0],
  ] as const)
    it(`says yes by ${yes} and no by ${no}, kind: ${kind}`, () => {
      const services = [yes, no, null].map((value) => service(type, { "23": "A name", [shows]: value }));
      const sensors = sensorsIn({ accessories: [accessory(2, information("Alice"), ...services)] });
      assert.deepEqual(
        sensors.map(({ value }) => value),
        [true, false, false],
      );
      assert.deepEqual(sensors[0], {
        id: `2.${Number.parseInt(shows, 16)}`,
        name: "A name",
        kind,
        value: true,
        accessory: { id: 2, name: "Alice" },
        active: true,
        fault: false,
      });
    });

  it("tells what a sensor says of itself", () => {
    const states = [{}, { "75": 1, "77": 0 }, { "75": false, "77": 1 }];
    const services = states.map((state) => service("86", { "71": 0, ...state }));
    assert.deepEqual(
      sensorsIn({ accessories: [accessory(2, information("Alice"), ...services)] }).map(
        ({ active, fault }) => [active, fault],
      ),
      [
        [true, false],
        [true, false],
        [false, true],
      ],
    );
  });

  it("names a sensor as the user has, else as it calls itself, else as its accessory", () => {
    const services = [{ "23": "Own", E3: "User's" }, { "23": "Own", E3: "" }, {}].map((names) =>
      service("86", { "71": 0, ...names }),
    );
    assert.deepEqual(
      sensorsIn({ accessories: [accessory(2, information("Alice"), ...services)] }).map(({ name }) => name),
      ["User's", "Own", "Alice"],
    );
  });

  it("is nothing to look at where there is no sensor in it, or no sense", () => {
    const bridge = accessory(1, information("Bridge"), service("A2", { "37": "1.1.0" }));
    for (const answer of [{ accessories: [bridge] }, { accessories: 7 }, { status: -70401 }, [], undefined])
      assert.deepEqual(sensorsIn(answer), []);
  });
});
