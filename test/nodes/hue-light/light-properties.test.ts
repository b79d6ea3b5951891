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
      targetType: "light",
      target: TARGET,
      theme: "",
      person: "",
      transition: 400,
      maxBrightness: 100,
      onlyIfOn: false,
      giveBack: true,
      yieldToManual: true,
    }));

  it("are read as the editor stores them", () =>
    assert.deepEqual(
      read({
        targetType: "zone",
        theme: "t",
        person: " alice ",
        transition: "0",
        maxBrightness: "12.5",
        onlyIfOn: "true",
        giveBack: false,
        yieldToManual: "false",
      }),
      {
        bridge: "b",
        targetType: "zone",
        target: TARGET,
        theme: "t",
        person: "alice",
        transition: 0,
        maxBrightness: 12.5,
        onlyIfOn: true,
        giveBack: false,
        yieldToManual: false,
      },
    ));

  const TARGETS: readonly (readonly [targetType: string, target: unknown, read: string])[] = [
    ...["light", "room", "zone", "home"].flatMap((targetType) => [
      [targetType, TARGET, TARGET] as const,
      [targetType, ` ${TARGET.toUpperCase()} `, TARGET] as const,
      [targetType, "0", "0"] as const,
      [targetType, "9999", "9999"] as const,
    ]),
    ["home", "", ""],
    ["home", undefined, ""],
  ];
  for (const [targetType, target, expected] of TARGETS)
    it(`take ${JSON.stringify(target)} for a ${targetType}`, () => {
      const properties = read({ targetType, target });
      assert.deepEqual([properties.targetType, properties.target], [targetType, expected]);
    });

  const REFUSED: readonly (readonly [properties: object, said: RegExp])[] = [
    [{ bridge: 7 }, /bridge must be a text/],
    ...[undefined, "", 7, "Desk lamp", "12345", "-1", TARGET.slice(1), `${TARGET}/../x`].flatMap((target) =>
      ["light", "room", "zone"].map(
        (targetType) => [{ target, targetType }, /target must be the id of a lamp, room or zone/] as const,
      ),
    ),
    [{ target: "Home", targetType: "home" }, /target must be the id of a lamp, room or zone/],
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
    ...[1, "yes"].map((yieldToManual) => [{ yieldToManual }, /yieldToManual must be true or false/] as const),
  ];
  for (const [properties, said] of REFUSED)
    it(`are refused with ${JSON.stringify(properties)}`, () =>
      assert.throws(
        () => read(properties),
        (error) => error instanceof Problem && error.code === "bad-configuration" && said.test(error.message),
      ));
});
