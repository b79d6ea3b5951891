import assert from "node:assert/strict";
import { readConfig } from "../../../homebridge-plugin/config/config";
import { findSensor } from "../../../homebridge-plugin/trials/find-sensor";
import type { TrialTarget } from "../../../homebridge-plugin/trials/trial-messages";
import { ACCOUNT } from "../config/support";

describe("the sensor that a trial is about", () => {
  const shown: unknown[] = [];
  const config = readConfig({
    accounts: [ACCOUNT, { ...ACCOUNT, name: "Club", tenant: "" }],
    people: [
      { name: "Alice", account: "work" },
      { name: "Bob", account: "work" },
    ],
  });
  const services = new Map([
    [
      "alice",
      { has: (id: string) => id !== "away", force: (...told: readonly unknown[]) => void shown.push(told) },
    ],
  ]);
  const signIns = new Map([
    ["work", { isThere: true, force: (...told: readonly unknown[]) => void shown.push(told) }],
    ["club", { isThere: false, force: () => assert.fail() }],
  ]);
  const find = (target: TrialTarget) => findSensor(target, { config, services, signIns });

  const cases: readonly (readonly [TrialTarget, string])[] = [
    [{ person: "carol", sensor: "busy" }, "unknown-person"],
    [{ person: "alice", sensor: "nothing" }, "unknown-sensor"],
    [{ person: "alice", sensor: "away" }, "not-running"],
    [{ person: "bob", sensor: "busy" }, "not-running"],
    [{ account: "home" }, "unknown-account"],
    [{ account: "club" }, "not-running"],
  ];
  for (const [target, problem] of cases)
    it(`is ${problem} for ${JSON.stringify(target)}`, () => assert.equal(find(target), problem));

  it("is known by its name, and shows what it is told to", () => {
    for (const [target, name] of [
      [{ person: "alice", sensor: "in-a-call" }, "Alice: In a call"],
      [{ account: "work" }, "Work: Sign-in needed"],
    ] as const) {
      const found = find(target);
      assert.ok(typeof found !== "string");
      assert.equal(found.name, name);
      found.force(true);
    }
    assert.deepEqual(shown, [["in-a-call", true], [true]]);
  });
});
