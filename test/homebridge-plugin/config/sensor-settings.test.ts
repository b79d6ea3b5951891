import assert from "node:assert/strict";
import { Complaints } from "../../../homebridge-plugin/config/complaints";
import { readSensors } from "../../../homebridge-plugin/config/sensor-settings";
import { DEFAULT_SENSORS } from "../../../homebridge-plugin/sensors/default-sensors";

const STATUSES =
  "available, busy, in-a-call, in-a-meeting, presenting, do-not-disturb, focusing, be-right-back, away, offline, off-work, out-of-office, unknown, sign-in-needed, stale";

const LEFT_OUT = "Until then the sensor is left out.";

function read(value: unknown) {
  const complaints = new Complaints();
  const sensors = readSensors("sensors", value, complaints);
  return { sensors, complaints: complaints.all.map(({ advice }) => advice) };
}

const PLAIN = {
  id: "on-air",
  name: "On air",
  kind: "occupancy",
  statuses: ["busy"],
  activities: [],
  invert: false,
};
const GIVEN = { name: "On air", statuses: ["busy"] };

describe("a person's sensors of the configuration", () => {
  for (const value of [undefined, null, "", [], [{}], [{ name: "", statuses: [], invert: false }]])
    it(`are those that everybody has where they are ${JSON.stringify(value)}`, () =>
      assert.deepEqual(read(value), { sensors: DEFAULT_SENSORS, complaints: [] }));

  const right: readonly (readonly [object, object])[] = [
    [GIVEN, PLAIN],
    [{ ...GIVEN, kind: "" }, PLAIN],
    [
      { ...GIVEN, kind: "contact" },
      { ...PLAIN, kind: "contact" },
    ],
    [
      { ...GIVEN, kind: "motion" },
      { ...PLAIN, kind: "motion" },
    ],
    [
      { ...GIVEN, invert: true },
      { ...PLAIN, invert: true },
    ],
    [
      { ...GIVEN, invert: "true" },
      { ...PLAIN, invert: true },
    ],
    [
      { ...GIVEN, statuses: ["stale", "sign-in-needed"] },
      { ...PLAIN, statuses: ["stale", "sign-in-needed"] },
    ],
    [
      { ...GIVEN, activities: ["inacall"] },
      { ...PLAIN, activities: ["InACall"] },
    ],
    [
      { ...GIVEN, activities: [" Juggling "] },
      { ...PLAIN, activities: ["Juggling"] },
    ],
    [
      { name: "On air", activities: ["InACall"] },
      { ...PLAIN, statuses: [], activities: ["InACall"] },
    ],
    [
      { ...GIVEN, id: "x" },
      { ...PLAIN, id: "x" },
    ],
  ];
  for (const [given, expected] of right)
    it(`are right as ${JSON.stringify(given)}`, () =>
      assert.deepEqual(read([given]), { sensors: [expected], complaints: [] }));

  const wrong: readonly (readonly [object, object | undefined, string])[] = [
    [
      { kind: "light" },
      PLAIN,
      "sensors[0].kind must be one of occupancy, contact, motion. Until then it is occupancy.",
    ],
    [{ invert: "no" }, PLAIN, "sensors[0].invert must be true or false. Until then it is false."],
    [
      { icon: "x" },
      PLAIN,
      "sensors[0].icon must be left out; known are id, name, kind, statuses, activities, invert.",
    ],
    [{ statuses: "busy" }, undefined, `sensors[0].statuses must be a list. ${LEFT_OUT}`],
    [
      { statuses: ["busy", "Busy"] },
      undefined,
      `sensors[0].statuses[1] must be one of ${STATUSES}. ${LEFT_OUT}`,
    ],
    [{ statuses: [""] }, undefined, `sensors[0].statuses[0] must be one of ${STATUSES}. ${LEFT_OUT}`],
    [
      { statuses: [] },
      undefined,
      `sensors[0].statuses must be a list with at least one of ${STATUSES}. ${LEFT_OUT}`,
    ],
    [{ activities: "InACall" }, undefined, `sensors[0].activities must be a list. ${LEFT_OUT}`],
    [
      { activities: ["in a call"] },
      undefined,
      `sensors[0].activities[0] must be an activity of Microsoft Graph, like InACall. ${LEFT_OUT}`,
    ],
    [
      { activities: [7] },
      undefined,
      `sensors[0].activities[0] must be an activity of Microsoft Graph, like InACall. ${LEFT_OUT}`,
    ],
  ];
  for (const [changes, expected, complaint] of wrong)
    it(`${expected ? "keep" : "leave out"} one with ${JSON.stringify(changes)}, and keep the next`, () => {
      const { sensors, complaints } = read([
        { ...GIVEN, ...changes },
        { ...GIVEN, name: "Next" },
      ]);
      const next = { ...PLAIN, id: "next", name: "Next" };
      assert.deepEqual(sensors, expected ? [expected, next] : [next]);
      assert.deepEqual(complaints, [complaint]);
    });

  it("are as many as HAP has room for beside the information and a switch", () => {
    const many = Array.from({ length: 98 }, (_, index) => ({ name: `Sensor ${index}`, statuses: ["busy"] }));
    const { sensors, complaints } = read(many);
    assert.equal(sensors.length, 97);
    assert.deepEqual(complaints, [
      "sensors must be a list of at most 97. Until then the others are left out.",
    ]);
  });
});
