import assert from "node:assert/strict";
import {
  PAUSE_SUBTYPE,
  personAccessories,
  placeOf,
  signInAccessory,
} from "../../../homebridge-plugin/accessories/accessory-plan";
import { alice, sensor } from "../../support/people";

const ALICE = alice(sensor("busy", "Busy"), sensor("pause", "Pause", { kind: "contact" }));

describe("the accessories that are planned", () => {
  it("are one for a person, with all sensors and the switch", () => {
    const [accessory, ...others] = personAccessories(ALICE);
    assert.deepEqual(others, []);
    assert.equal(accessory?.seed, "teams-presence:person:alice");
    assert.equal(accessory?.name, "Alice");
    assert.deepEqual(
      accessory?.services.map(({ kind, name }) => [kind, name]),
      [
        ["occupancy", "Busy"],
        ["contact", "Pause"],
        ["switch", "Ignore Teams"],
      ],
    );
  });

  it("are one for each sensor and the switch where they are separate, each called after the person", () => {
    const accessories = personAccessories({ ...ALICE, separate: true });
    assert.deepEqual(
      accessories.map(({ seed, name }) => [seed, name]),
      [
        ["teams-presence:person:alice:sensor:busy", "Alice Busy"],
        ["teams-presence:person:alice:sensor:pause", "Alice Pause"],
        ["teams-presence:person:alice:pause", "Alice Ignore Teams"],
      ],
    );
    // Home shows the name of the only service, and "Busy" of three people would be three times the same.
    assert.deepEqual(
      accessories.flatMap(({ services }) => services.map(({ name }) => name)),
      ["Alice Busy", "Alice Pause", "Alice Ignore Teams"],
    );
  });

  for (const separate of [false, true])
    it(`have every service where it is looked for, ${separate ? "separate" : "together"}`, () => {
      const person = { ...ALICE, separate };
      const places = personAccessories(person).flatMap(({ seed, services }) =>
        services.map(({ subtype }) => ({ seed, subtype })),
      );
      assert.deepEqual(places, [
        placeOf(person, "busy"),
        placeOf(person, "pause"),
        placeOf(person, PAUSE_SUBTYPE),
      ]);
      assert.equal(new Set(places.map((place) => JSON.stringify(place))).size, 3);
    });

  it("keep their seeds whatever things are called", () => {
    const renamed = {
      ...ALICE,
      name: "Bob",
      sensors: [sensor("busy", "Occupied"), sensor("pause", "Break")],
    };
    for (const separate of [false, true])
      assert.deepEqual(
        personAccessories({ ...renamed, separate }).map(({ seed }) => seed),
        personAccessories({ ...ALICE, separate }).map(({ seed }) => seed),
      );
  });

  it("have one for an account, that says which", () => {
    const { seed, name, services } = signInAccessory({ id: "work", name: "Work" });
    assert.deepEqual([seed, name], ["teams-presence:account:work:sign-in", "Work sign-in needed"]);
    assert.deepEqual(
      services.map(({ kind, name: called }) => [kind, called]),
      [["occupancy", "Work sign-in needed"]],
    );
  });
});
