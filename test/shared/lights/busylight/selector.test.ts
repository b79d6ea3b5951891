import assert from "node:assert/strict";
import type { DeviceInfo } from "../../../../shared/lights/busylight/family";
import { fits, parseSelector, selectorFor } from "../../../../shared/lights/busylight/selector";

const device = (more: Partial<DeviceInfo> = {}): DeviceInfo => ({
  transport: "hid",
  vendorId: 0x27bb,
  productId: 0x3bcd,
  path: "/dev/hidraw0",
  serialNumber: "",
  manufacturer: "",
  product: "",
  release: 0,
  ...more,
});

const VIRTUAL = device({ vendorId: 0, productId: 0, path: "virtual" });

describe("the text that selects a light", () => {
  for (const [text, selector] of [
    ["any", { kind: "any" }],
    ["all", { kind: "all" }],
    ["virtual", { kind: "virtual" }],
    ["27bb:3bcd", { kind: "id", id: "27bb:3bcd" }],
    ["27BB:3BCD", { kind: "id", id: "27bb:3bcd" }],
    ["27bb:3bcd:0001", { kind: "serial", id: "27bb:3bcd", serial: "0001" }],
    ["27BB:3bcd:aB:c", { kind: "serial", id: "27bb:3bcd", serial: "aB:c" }],
    ["27bb:3bcd:@1", { kind: "serial", id: "27bb:3bcd", serial: "@1" }],
    ["27bb:3bcd@1-1.4", { kind: "port", id: "27bb:3bcd", port: "1-1.4" }],
    ["", undefined],
    ["ANY", undefined],
    ["27bb", undefined],
    ["27bb:", undefined],
    ["27bb:3bc", undefined],
    ["27bb:3bcg", undefined],
    ["27bb:3bcd1", undefined],
    ["27bb:3bcd:", undefined],
    ["27bb:3bcd@", undefined],
    [" 27bb:3bcd", undefined],
    ["27bb:3bcd ", undefined],
    ["0000:0000", undefined],
    ["0000:0000:1", undefined],
  ] as const)
    it(`"${text}"`, () => assert.deepEqual(parseSelector(text), selector));

  const OMEGA = device({ serialNumber: "1", port: "1-1" });
  for (const [text, one, isMeant] of [
    ["any", OMEGA, true],
    ["any", VIRTUAL, false],
    ["all", OMEGA, true],
    ["all", VIRTUAL, false],
    ["virtual", OMEGA, false],
    ["virtual", VIRTUAL, true],
    ["27bb:3bcd", OMEGA, true],
    ["27bb:3bca", OMEGA, false],
    ["27bb:3bcd:1", OMEGA, true],
    ["27bb:3bcd:2", OMEGA, false],
    ["27bb:3bca:1", OMEGA, false],
    ["27bb:3bcd:1", device(), false],
    ["27bb:3bcd@1-1", OMEGA, true],
    ["27bb:3bcd@1-2", OMEGA, false],
    ["27bb:3bca@1-1", OMEGA, false],
    ["27bb:3bcd@1-1", device(), false],
  ] as const)
    it(`"${text}" ${isMeant ? "means" : "does not mean"} ${JSON.stringify([one.path, one.serialNumber, one.port])}`, () => {
      const selector = parseSelector(text);
      assert.ok(selector);
      assert.equal(fits(selector, one), isMeant);
    });

  for (const [what, mine, others, text] of [
    ["the only one without anything", device(), [], "27bb:3bcd"],
    ["the only one in a port", device({ port: "1-1" }), [], "27bb:3bcd"],
    ["the only one with a serial number", device({ serialNumber: "1" }), [], "27bb:3bcd:1"],
    [
      "one of two with serial numbers",
      device({ serialNumber: "1", port: "1-1" }),
      [device({ path: "b", serialNumber: "2", port: "1-2" })],
      "27bb:3bcd:1",
    ],
    [
      "one of two with the same serial number",
      device({ serialNumber: "1", port: "1-1" }),
      [device({ path: "b", serialNumber: "1", port: "1-2" })],
      "27bb:3bcd@1-1",
    ],
    [
      "one of two without one",
      device({ port: "1-1" }),
      [device({ path: "b", port: "1-2" })],
      "27bb:3bcd@1-1",
    ],
    ["one of two that nothing tells apart", device(), [device({ path: "b" })], "27bb:3bcd"],
    [
      "one that is listed twice",
      device({ serialNumber: "1", port: "1-1" }),
      [device({ path: "b", serialNumber: "1", port: "1-1", interface: 1 })],
      "27bb:3bcd:1",
    ],
    ["one beside one of another kind", device(), [device({ productId: 0x3bca, path: "b" })], "27bb:3bcd"],
    ["the virtual one", VIRTUAL, [device()], "virtual"],
  ] as const)
    it(`for ${what}`, () => {
      const written = selectorFor(mine, [...others, mine]);
      assert.equal(written, text);
      const selector = parseSelector(written);
      assert.ok(selector && fits(selector, mine));
    });
});
