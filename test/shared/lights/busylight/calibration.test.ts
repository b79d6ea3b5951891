import assert from "node:assert/strict";
import { BLYNCLIGHT } from "../../../../shared/lights/busylight/families/blynclight";
import { BLACK, DARK, isDark, type Rgb } from "../../../../shared/lights/busylight/light-state";
import { seeded } from "../../../support/seeded";

const MODELS = ["standard", "plus", "mini", "wireless", "embedded", "plantronics"] as const;
type Model = (typeof MODELS)[number];

/** Embrava's library, by model; `others` are all that have no column. */
const TABLE: readonly {
  readonly screen: string;
  readonly others: string;
  readonly mini: string;
  readonly wireless: string;
}[] = [
  { screen: "255,0,0", others: "255,0,0", mini: "128,0,0", wireless: "128,0,0" },
  { screen: "255,165,0", others: "255,15,0", mini: "90,20,0", wireless: "100,15,0" },
  { screen: "255,255,0", others: "255,60,0", mini: "90,60,0", wireless: "100,60,0" },
  { screen: "0,255,0", others: "0,150,0", mini: "0,150,0", wireless: "0,150,0" },
  { screen: "0,255,255", others: "0,255,255", mini: "0,255,255", wireless: "0,255,255" },
  { screen: "0,0,255", others: "0,0,150", mini: "0,0,150", wireless: "0,0,150" },
  { screen: "255,0,255", others: "128,0,128", mini: "128,0,128", wireless: "68,0,128" },
  { screen: "255,255,255", others: "255,125,50", mini: "255,125,50", wireless: "255,125,50" },
];

const AMBER = { red: 255, green: 191, blue: 0 };

describe("calibrated colours of a Blynclight", () => {
  for (const model of MODELS) {
    it(`are the maker's own where it has one (${model})`, () => {
      for (const row of TABLE) {
        const wanted = model === "mini" || model === "wireless" ? row[model] : row.others;
        assert.deepEqual(shown(rgb(row.screen), model), rgb(wanted), row.screen);
      }
    });

    it(`of amber lie between orange and yellow (${model})`, () => {
      const amber = greenness(AMBER, model);
      assert.ok(greenness(rgb("255,165,0"), model) < amber);
      assert.ok(amber < greenness(rgb("255,255,0"), model));
    });

    it(`are whole numbers from 0 to 255, and black for black alone (${model})`, () => {
      assert.deepEqual(shown(BLACK, model), BLACK);
      for (const color of samples()) {
        const calibrated = shown(color, model);
        const said = JSON.stringify({ color, calibrated });
        for (const channel of Object.values(calibrated))
          assert.ok(Number.isInteger(channel) && channel >= 0 && channel <= 255, said);
        assert.equal(isDark({ ...DARK, color: calibrated }), isDark({ ...DARK, color }), said);
      }
    });
  }

  for (const model of ["standard", "plus", "embedded", "plantronics"] as const)
    it(`have less than 0.3 of green in amber (${model})`, () => {
      assert.ok(greenness(AMBER, model) < 0.3);
    });

  it("are half as bright for a colour that is", () => {
    assert.deepEqual(shown(rgb("102,66,0"), "standard"), rgb("102,6,0"));
  });

  it("lie halfway to the maker's white for a colour that is half as pale", () => {
    assert.deepEqual(shown(rgb("255,128,128"), "mini"), rgb("192,63,25"));
  });
});

function shown(color: Rgb, model: Model): Rgb {
  const calibrated = BLYNCLIGHT.calibrate?.(color, model);
  assert.ok(calibrated);
  return calibrated;
}

function greenness(color: Rgb, model: Model): number {
  const { red, green } = shown(color, model);
  return green / red;
}

function rgb(text: string): Rgb {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = text.split(",").map(Number);
  return { red, green, blue };
}

/** All corners, the faintest among them, and a seeded sample. */
function* samples(): Iterable<Rgb> {
  const corners = [0, 1, 2, 254, 255];
  for (const red of corners)
    for (const green of corners) for (const blue of corners) yield { red, green, blue };
  const random = seeded(2);
  const channel = (): number => Math.floor(random() * 256);
  for (let i = 0; i < 1000; i++) yield { red: channel(), green: channel(), blue: channel() };
}
