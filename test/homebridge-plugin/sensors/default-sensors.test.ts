import assert from "node:assert/strict";
import { DEFAULT_SENSORS } from "../../../homebridge-plugin/sensors/default-sensors";
import { STATUSES } from "../../../shared/presence/presence";

const occupancy = { kind: "occupancy", activities: [], invert: false };

describe("the sensors of somebody who configures none", () => {
  it("are the five of the contract, whose ids are in people's automations", () => {
    assert.deepEqual(DEFAULT_SENSORS, [
      { id: "available", name: "Available", statuses: ["available"], ...occupancy },
      {
        id: "busy",
        name: "Busy",
        statuses: ["busy", "in-a-call", "in-a-meeting", "presenting", "do-not-disturb", "focusing"],
        ...occupancy,
      },
      { id: "in-a-call", name: "In a call", statuses: ["in-a-call", "presenting"], ...occupancy },
      {
        id: "do-not-disturb",
        name: "Do not disturb",
        statuses: ["do-not-disturb", "presenting", "focusing"],
        ...occupancy,
      },
      { id: "away", name: "Away", statuses: ["away", "be-right-back"], ...occupancy },
    ]);
  });

  it("leave to nobody what is not there: offline, off work, out of office and unknown", () => {
    const covered = new Set(DEFAULT_SENSORS.flatMap(({ statuses }) => statuses));
    assert.deepEqual(
      STATUSES.filter((status) => !covered.has(status)),
      ["offline", "off-work", "out-of-office", "unknown"],
    );
  });
});
