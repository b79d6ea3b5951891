import assert from "node:assert/strict";
import { DEFAULT_SENSORS } from "../../../homebridge-plugin/sensors/default-sensors";
import type { Sensor, SensorStatus } from "../../../homebridge-plugin/sensors/sensor";
import {
  changesOf,
  detects,
  isAboutSource,
  type Situation,
} from "../../../homebridge-plugin/sensors/sensor-values";
import { STATUSES, type Status } from "../../../shared/presence/presence";
import { presence } from "../../support/presences";
import { seeded } from "../../support/seeded";

const NOTHING: Situation = {
  presence: undefined,
  stale: false,
  signInNeeded: false,
  ignored: false,
  held: false,
};

function sensor(statuses: readonly SensorStatus[], changes: Partial<Sensor> = {}): Sensor {
  return { id: "x", name: "X", kind: "occupancy", statuses, activities: [], invert: false, ...changes };
}

function being(status: Status, changes: Partial<Situation> = {}): Situation {
  return { ...NOTHING, presence: presence(status, { status }), ...changes };
}

const BUSY = sensor(["busy", "in-a-call"]);
const BUSY_OR_SILENT = sensor(["busy", "stale"]);
const SILENT = sensor(["stale", "sign-in-needed"]);
const UNKNOWN = sensor(["unknown"]);
const CALL = sensor([], { activities: ["inacall"] });

const NOT = (each: Sensor): Sensor => ({ ...each, invert: true });

describe("what a sensor detects", () => {
  const stale = { stale: true };
  const ignored = { ignored: true };
  const held = { held: true };
  const signInNeeded = { signInNeeded: true };
  const rows: readonly (readonly [what: string, situation: Situation, detecting: Record<string, boolean>])[] =
    [
      //                                          plain and inverted, as "busy" and "not busy"
      ["busy", being("busy"), { BUSY: true, BUSY_OR_SILENT: true, SILENT: false, UNKNOWN: false }],
      [
        "available",
        being("available"),
        { BUSY: false, BUSY_OR_SILENT: false, SILENT: false, UNKNOWN: false },
      ],
      [
        "busy, but silent for too long",
        being("busy", stale),
        { BUSY: false, BUSY_OR_SILENT: true, SILENT: true, UNKNOWN: true },
      ],
      [
        "busy, while somebody has to sign in",
        being("busy", signInNeeded),
        { BUSY: true, BUSY_OR_SILENT: true, SILENT: true, UNKNOWN: false },
      ],
      [
        "busy, but ignored",
        being("busy", ignored),
        { BUSY: false, BUSY_OR_SILENT: false, SILENT: false, UNKNOWN: false },
      ],
      [
        "busy, silent for too long and ignored",
        being("busy", { ...stale, ...ignored }),
        { BUSY: false, BUSY_OR_SILENT: false, SILENT: true, UNKNOWN: false },
      ],
      [
        "busy and left so outside hours, silent for too long",
        being("busy", { ...stale, ...held }),
        { BUSY: true, BUSY_OR_SILENT: true, SILENT: true, UNKNOWN: false },
      ],
      [
        "available and left so outside hours, silent for too long",
        being("available", { ...stale, ...held }),
        { BUSY: false, BUSY_OR_SILENT: false, SILENT: true, UNKNOWN: false },
      ],
      ["unknown", being("unknown"), { BUSY: false, BUSY_OR_SILENT: false, SILENT: false, UNKNOWN: true }],
      ["never heard", NOTHING, { BUSY: false, BUSY_OR_SILENT: false, SILENT: false, UNKNOWN: true }],
    ];
  const sensors = { BUSY, BUSY_OR_SILENT, SILENT, UNKNOWN };
  for (const [what, situation, expected] of rows)
    it(`of somebody who is ${what}`, () => {
      const found = Object.entries(sensors).map(([name, each]) => [name, detects(each, situation)]);
      assert.deepEqual(Object.fromEntries(found), expected);
    });

  const inverted: readonly (readonly [string, Sensor, Situation, boolean])[] = [
    ["is not busy", BUSY, being("available"), true],
    ["is busy", BUSY, being("busy"), false],
    ["is not known to be busy: the network is down", BUSY, being("available", stale), false],
    ["was never heard", BUSY, NOTHING, false],
    ["is ignored", BUSY, being("available", ignored), false],
    ["is known", UNKNOWN, being("busy"), true],
    ["is unknown", UNKNOWN, being("unknown"), false],
    ["is well heard", SILENT, being("busy"), true],
    ["is well heard and ignored", SILENT, being("busy", ignored), true],
    ["is silent", SILENT, being("busy", stale), false],
  ];
  for (const [what, each, situation, expected] of inverted)
    it(`inverted, of somebody who ${what}`, () => assert.equal(detects(NOT(each), situation), expected));

  it("is an activity too, in whatever casing, as long as it is known", () => {
    assert.equal(detects(CALL, being("in-a-call")), true);
    assert.equal(detects(CALL, being("busy")), false);
    assert.equal(detects(CALL, being("in-a-call", stale)), false);
    assert.equal(detects({ ...CALL, statuses: ["away"] }, being("away")), true);
    assert.equal(detects(NOT(CALL), being("busy")), true);
  });

  for (const status of STATUSES)
    it(`is ${status} where that is all it is about, and nothing else`, () => {
      const detected = STATUSES.filter((each) => detects(sensor([status]), being(each)));
      assert.deepEqual(detected, [status]);
    });

  const about: readonly (readonly [Sensor, boolean])[] = [
    [SILENT, true],
    [sensor(["stale"]), true],
    [BUSY_OR_SILENT, false],
    [sensor(["stale"], { activities: ["InACall"] }), false],
  ];
  for (const [each, expected] of about)
    it(`${expected ? "is" : "is not"} about the source alone for ${[...each.statuses, ...each.activities].join(", ")}`, () =>
      assert.equal(isAboutSource(each), expected));
});

describe("what HomeKit is told of a change", () => {
  /** Tells the changes to `shown`, and gives them as `+busy` and `-busy`. */
  function tell(situation: Situation, shown: Map<string, boolean>): readonly string[] {
    return changesOf(DEFAULT_SENSORS, situation, shown).map(({ id, detects: is }) => {
      shown.set(id, is);
      return `${is ? "+" : "-"}${id}`;
    });
  }

  it("is everything at first", () => {
    assert.deepEqual(tell(being("in-a-call"), new Map()), [
      "-available",
      "-do-not-disturb",
      "-away",
      "+busy",
      "+in-a-call",
    ]);
  });

  const changes: readonly (readonly [from: Status, to: Status, told: readonly string[]])[] = [
    ["available", "available", []],
    ["available", "busy", ["-available", "+busy"]],
    ["busy", "in-a-call", ["+in-a-call"]],
    ["in-a-call", "busy", ["-in-a-call"]],
    ["in-a-call", "presenting", ["+do-not-disturb"]],
    ["in-a-call", "do-not-disturb", ["-in-a-call", "+do-not-disturb"]],
    ["presenting", "available", ["-busy", "-in-a-call", "-do-not-disturb", "+available"]],
    ["in-a-call", "away", ["-busy", "-in-a-call", "+away"]],
    ["away", "offline", ["-away"]],
  ];
  for (const [from, to, told] of changes)
    it(`is ${told.join(" ") || "nothing"} from ${from} to ${to}`, () => {
      const shown = new Map<string, boolean>();
      tell(being(from), shown);
      assert.deepEqual(tell(being(to), shown), told);
    });

  it("never ends what goes on, and ends before it begins, whatever follows what", () => {
    const random = seeded(20_261_130);
    const shown = new Map<string, boolean>();
    const some = (): Status => STATUSES[Math.floor(random() * STATUSES.length)] ?? "unknown";
    for (let round = 0; round < 500; round++) {
      const situation = being(some(), {
        stale: random() < 0.1,
        ignored: random() < 0.1,
        held: random() < 0.1,
      });
      const told = tell(situation, shown);
      const sides = told.map((each) => each[0]).join("");
      assert.match(sides, /^-*\+*$/);
      assert.equal(new Set(told.map((each) => each.slice(1))).size, told.length);
      for (const each of DEFAULT_SENSORS) assert.equal(shown.get(each.id), detects(each, situation));
    }
  });
});
