import assert from "node:assert/strict";
import { createTheme, DEFAULT_THEME } from "../../../nodes/presence-theme/theme";
import { PRESET_NAMES, ruleFor } from "../../../shared/presence/appearance";
import { STATUSES } from "../../../shared/presence/presence";
import { Problem } from "../../../shared/support/problem";

const theme = (properties: object = {}) =>
  createTheme({ id: "theme", type: "presence-theme", name: "", ...properties });

describe("a theme", () => {
  for (const preset of PRESET_NAMES)
    it(`answers as the preset ${preset} for every status`, () => {
      const { ruleFor: answer } = theme({ preset });
      for (const status of STATUSES) assert.deepEqual(answer(status), ruleFor(preset, status));
    });

  it("is a traffic light unless a preset is chosen, as lamps without a theme are", () => {
    for (const { ruleFor: answer } of [theme(), theme({ preset: "" }), DEFAULT_THEME])
      assert.deepEqual(answer("in-a-call"), ruleFor("traffic-light", "in-a-call"));
  });

  for (const neutral of [
    { rules: [] },
    { rules: null },
    { hours: { enabled: false, start: "09:00", end: "17:00", days: [1, 2], outside: "off" } },
    { hours: { enabled: "false" } },
    { hours: "" },
  ])
    it(`takes ${JSON.stringify(neutral)}, which changes nothing`, () => assert.ok(theme(neutral)));

  const REFUSED: readonly (readonly [properties: object, said: RegExp])[] = [
    [{ preset: "rainbow" }, /preset must be one of traffic-light, colour-blind-safe, presencelight, /],
    [{ preset: 1 }, /preset must be one of/],
    [{ preset: ["traffic-light"] }, /preset must be one of/],
    [{ rules: [{ status: "busy", action: "off" }] }, /"rules" is not available in this version/],
    [{ rules: "none" }, /"rules" is not available in this version/],
    [{ hours: { enabled: true } }, /"hours" is not available in this version/],
    [{ hours: {} }, /"hours" is not available in this version/],
    [{ hours: "09:00-17:00" }, /"hours" is not available in this version/],
  ];
  for (const [properties, said] of REFUSED)
    it(`refuses ${JSON.stringify(properties)}`, () =>
      assert.throws(
        () => theme(properties),
        (error) => error instanceof Problem && error.code === "bad-configuration" && said.test(error.message),
      ));
});
