import assert from "node:assert/strict";
import { lightProperties } from "../../../nodes/hue-light/light-properties";
import { Problem } from "../../../shared/support/problem";

const TARGET = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";

const read = (properties: object = {}) =>
  lightProperties({ id: "light", type: "presence-hue-light", bridge: "b", target: TARGET, ...properties });

describe("a light's properties", () => {
  it("need no more than a bridge and a lamp", () =>
    assert.deepEqual(read(), {
      bridge: "b",
      target: TARGET,
      theme: "",
      person: "",
      transition: 400,
      maxBrightness: 100,
      onlyIfOn: false,
      giveBack: true,
    }));

  it("are read as the editor stores them", () =>
    assert.deepEqual(
      read({
        targetType: "light",
        theme: "t",
        person: " alice ",
        transition: "0",
        maxBrightness: "12.5",
        onlyIfOn: "true",
        giveBack: false,
        yieldToManual: false,
      }),
      {
        bridge: "b",
        target: TARGET,
        theme: "t",
        person: "alice",
        transition: 0,
        maxBrightness: 12.5,
        onlyIfOn: true,
        giveBack: false,
      },
    ));

  const REFUSED: readonly (readonly [properties: object, said: RegExp])[] = [
    [{ bridge: 7 }, /bridge must be a text/],
    ...[undefined, "", 7, "Desk lamp", TARGET.slice(1), `${TARGET}/../x`].map(
      (target) => [{ target }, /target must be the id of a lamp/] as const,
    ),
    ...["room", "zone", "home"].map(
      (targetType) =>
        [{ targetType }, new RegExp(`"targetType" ${targetType} is not available in this version`)] as const,
    ),
    ...["lamp", 1].map(
      (targetType) => [{ targetType }, /targetType must be one of light, room, zone, home/] as const,
    ),
    [{ theme: {} }, /theme must be a text/],
    ...["Alice", "alice b", "zoë", 7].map((person) => [{ person }, /person must be a short name/] as const),
    ...[-1, 60_001, 0.5, "soon", true, Number.POSITIVE_INFINITY].map(
      (transition) =>
        [{ transition }, /transition must be a (whole )?number of milliseconds from 0 to 60000/] as const,
    ),
    ...[0, 101, "bright", [50]].map(
      (maxBrightness) =>
        [{ maxBrightness }, /maxBrightness must be a number of percent from 1 to 100/] as const,
    ),
    ...[1, "yes"].map((onlyIfOn) => [{ onlyIfOn }, /onlyIfOn must be true or false/] as const),
    ...[0, {}].map((giveBack) => [{ giveBack }, /giveBack must be true or false/] as const),
    ...[true, "yes"].map(
      (yieldToManual) => [{ yieldToManual }, /"yieldToManual" is not available in this version/] as const,
    ),
  ];
  for (const [properties, said] of REFUSED)
    it(`are refused with ${JSON.stringify(properties)}`, () =>
      assert.throws(
        () => read(properties),
        (error) => error instanceof Problem && error.code === "bad-configuration" && said.test(error.message),
      ));
});
