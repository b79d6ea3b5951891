import assert from "node:assert/strict";
import { busylightProperties, type BusylightProperties } from "../../../nodes/busylight/busylight-properties";
import { Problem } from "../../../shared/support/problem";

const read = (properties: object = {}): BusylightProperties =>
  busylightProperties({ id: "light", type: "busylight", ...properties });

describe("a busylight's properties", () => {
  it("need nothing", () =>
    assert.deepEqual(read(), {
      device: "any",
      theme: "",
      person: "",
      maxBrightness: 100,
      onClose: "off",
      volume: 50,
      protocols: [],
      plainColors: false,
    }));

  for (const device of ["any", "all", "virtual", "27bb:3bcd", "27bb:3bcd:00 1:2", "04d8:f372@1-1.4"])
    it(`take the light ${device}`, () => assert.equal(read({ device }).device, device));

  it("are read as the editor stores them", () =>
    assert.deepEqual(
      read({
        device: " 27BB:3BCD ",
        maxBrightness: "40",
        volume: "0",
        onClose: "leave",
        plainColors: true,
        protocols: [{ id: "27BB:3BD0", as: "kuando" }],
      }),
      {
        ...read(),
        device: "27BB:3BCD",
        maxBrightness: 40,
        volume: 0,
        onClose: "leave",
        plainColors: true,
        protocols: [{ id: "27bb:3bd0", as: "kuando" }],
      },
    ));

  const REFUSED: readonly (readonly [properties: object, said: RegExp])[] = [
    ...["some", "27bb", "27bb:3bcd:", "27bb:3bcd@", "27bb-3bcd", "0000:0000", 7].map(
      (device) => [{ device }, /device must be any, all, virtual/] as const,
    ),
    [{ person: "Alice B" }, /person must be a short name/],
    [{ maxBrightness: 0 }, /maxBrightness must be a number of percent from 1 to 100/],
    [{ volume: 101 }, /volume must be a number of percent from 0 to 100/],
    [{ onClose: "blink" }, /onClose must be one of off, leave/],
    [{ plainColors: "maybe" }, /plainColors must be true or false/],
    [{ protocols: "27bb:3bcd" }, /protocols must be a list/],
    [{ protocols: [{ id: "27bb", as: "kuando" }] }, /protocols\[0\]\.id must be a light's ids/],
    [{ protocols: [{ id: "27bb:3bd0", as: "virtual" }] }, /protocols\[0\]\.as must be one of kuando/],
  ];
  for (const [properties, said] of REFUSED)
    it(`are refused with ${JSON.stringify(properties)}`, () =>
      assert.throws(
        () => read(properties),
        (error) => error instanceof Problem && error.code === "bad-configuration" && said.test(error.message),
      ));
});
