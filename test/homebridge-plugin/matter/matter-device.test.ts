import assert from "node:assert/strict";
import {
  isMatterKind,
  matterDevice,
  matterKindOf,
  type MatterKind,
} from "../../../homebridge-plugin/matter/matter-device";

describe("what Matter says", () => {
  const cases: readonly (readonly [kind: MatterKind, on: boolean, cluster: string, attributes: object])[] = [
    ["occupancy", true, "occupancySensing", { occupancy: { occupied: true } }],
    ["occupancy", false, "occupancySensing", { occupancy: { occupied: false } }],
    // A contact sensor detects by being open, and Matter says whether it is closed.
    ["contact", true, "booleanState", { stateValue: false }],
    ["contact", false, "booleanState", { stateValue: true }],
    ["switch", true, "onOff", { onOff: true }],
    ["switch", false, "onOff", { onOff: false }],
  ];
  for (const [kind, on, cluster, attributes] of cases)
    it(`of ${kind === "switch" ? "a switch" : `${kind} that is`} ${on ? "on" : "off"} is ${JSON.stringify(attributes)}, and is read back`, () => {
      const device = matterDevice(kind);
      assert.equal(device.cluster, cluster);
      assert.deepEqual(device.attributes(on), attributes);
      assert.equal(device.isOn({ ...attributes, featureMap: {} }), on);
    });

  for (const kind of ["occupancy", "contact", "switch"] as const)
    it(`says nothing of ${kind} where nothing is said`, () => {
      for (const attributes of [
        {},
        { occupancy: 1 },
        { occupancy: null },
        { stateValue: null },
        { onOff: 1 },
      ])
        assert.equal(matterDevice(kind).isOn(attributes), undefined);
    });

  it("has one kind for occupancy and motion", () =>
    assert.deepEqual((["occupancy", "motion", "contact"] as const).map(matterKindOf), [
      "occupancy",
      "occupancy",
      "contact",
    ]));

  it("knows its kinds again", () =>
    assert.deepEqual(
      ["occupancy", "contact", "switch", "motion", "toString", 1, undefined].filter(isMatterKind),
      ["occupancy", "contact", "switch"],
    ));
});
