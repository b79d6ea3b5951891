import assert from "node:assert/strict";
import {
  pauseSeed,
  personMatter,
  sensorSeeds,
  signInMatter,
  signInSeed,
} from "../../../homebridge-plugin/matter/matter-plan";
import type { Sensor } from "../../../homebridge-plugin/sensors/sensor";
import { alice, sensor } from "../../support/people";

const ALICE = alice(
  sensor("busy", "Busy"),
  sensor("door", "Door", { kind: "contact" }),
  sensor("pause", "Pause", { kind: "motion" }),
);

describe("the Matter accessories that are planned", () => {
  for (const separate of [false, true])
    it(`are one for each sensor and the switch where they are ${separate ? "separate" : "together"} in HomeKit`, () =>
      assert.deepEqual(personMatter({ ...ALICE, separate }), [
        { seed: "teams-presence:matter:person:alice:busy:occupancy", kind: "occupancy", name: "Alice Busy" },
        { seed: "teams-presence:matter:person:alice:door:contact", kind: "contact", name: "Alice Door" },
        {
          seed: "teams-presence:matter:person:alice:pause:occupancy",
          kind: "occupancy",
          name: "Alice Pause",
        },
        {
          seed: "teams-presence:matter:person:alice:switch:pause:switch",
          kind: "switch",
          name: "Alice Ignore Teams",
        },
      ]));

  it("are where they are looked for", () =>
    assert.deepEqual(
      [...sensorSeeds(ALICE).values(), pauseSeed(ALICE)],
      personMatter(ALICE).map(({ seed }) => seed),
    ));

  it("have no switch where none is wanted", () =>
    assert.equal(personMatter({ ...ALICE, pauseSwitch: false }).length, 3));

  it("are others when a sensor becomes one of another kind of Matter's, and only then", () => {
    const seedOf = (kind: Sensor["kind"], name: string): unknown =>
      personMatter({ ...ALICE, name, sensors: [sensor("busy", name, { kind })] })[0]?.seed;
    assert.equal(seedOf("motion", "Bob"), seedOf("occupancy", "Alice"));
    assert.notEqual(seedOf("contact", "Alice"), seedOf("occupancy", "Alice"));
  });

  it("have names without what HomeKit does not take either", () =>
    assert.deepEqual(
      personMatter({ ...ALICE, name: "📞 Alice", sensors: [sensor("on-air", "🔴")] }).map(({ name }) => name),
      ["Alice on-air", "Alice Ignore Teams"],
    ));

  it("have one for an account, that says which", () => {
    const work = { id: "work", name: "Work" };
    assert.deepEqual(signInMatter(work), {
      seed: "teams-presence:matter:account:work:sign-in",
      kind: "occupancy",
      name: "Work sign-in needed",
    });
    assert.equal(signInMatter(work).seed, signInSeed(work));
  });
});
