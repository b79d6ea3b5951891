import assert from "node:assert/strict";
import { GAMUTS } from "../../../../../shared/lights/hue/colour/colour";
import type { LightBody } from "../../../../../shared/lights/hue/home/light-body";
import { gamutOfModel } from "../../../../../shared/lights/hue/v1/models";
import { oldSceneState, oldState, parseOldLight } from "../../../../../shared/lights/hue/v1/translate";

const GREEN = { x: 0.17, y: 0.7 };
const xy = GREEN;

describe("what an old bridge is told", () => {
  const bodies: readonly (readonly [LightBody, unknown])[] = [
    [{}, {}],
    [{ on: { on: true } }, { on: true }],
    [{ on: { on: false } }, { on: false }],
    [{ dimming: { brightness: 100 } }, { bri: 254 }],
    [{ dimming: { brightness: 50 } }, { bri: 127 }],
    [{ dimming: { brightness: 0.2 } }, { bri: 1 }],
    [{ dimming: { brightness: 0 } }, { bri: 1 }],
    [{ dimming: { brightness: 130 } }, { bri: 254 }],
    [{ color: { xy } }, { xy: [0.17, 0.7] }],
    [{ color_temperature: { mirek: 366 } }, { ct: 366 }],
    [{ color_temperature: { mirek: 50 } }, { ct: 153 }],
    [{ color_temperature: { mirek: 1000 } }, { ct: 500 }],
    [{ color: { xy }, color_temperature: { mirek: 366 } }, { xy: [0.17, 0.7] }],
    [{ dynamics: { duration: 400 } }, { transitiontime: 4 }],
    [{ dynamics: { duration: 0 } }, { transitiontime: 0 }],
    [{ dynamics: { duration: 160 } }, { transitiontime: 2 }],
    [{ dynamics: { duration: 99_999_999 } }, { transitiontime: 65_535 }],
    [{ alert: { action: "breathe" } }, { alert: "lselect" }],
    [{ signaling: { signal: "on_off", duration: 3000 } }, { alert: "lselect" }],
    [{ signaling: { signal: "on_off_color", duration: 3000, colors: [{ xy }] } }, { alert: "lselect" }],
    [{ signaling: { signal: "alternating", duration: 3000, colors: [] } }, { alert: "lselect" }],
    [{ signaling: { signal: "no_signal", duration: 1000 } }, { alert: "none" }],
    [{ signaling: { signal: "no_signal", duration: 1000 }, alert: { action: "breathe" } }, { alert: "none" }],
    [
      {
        on: { on: true },
        dimming: { brightness: 75 },
        color: { xy },
        dynamics: { duration: 1000 },
      },
      { on: true, bri: 191, xy: [0.17, 0.7], transitiontime: 10 },
    ],
    [
      { on: { on: false }, dimming: { brightness: 75 }, color: { xy }, dynamics: { duration: 1000 } },
      { on: false, transitiontime: 10 },
    ],
    [{ on: { on: false }, color_temperature: { mirek: 200 } }, { on: false }],
  ];
  for (const [body, told] of bodies)
    it(`${JSON.stringify(body)} as ${JSON.stringify(told)}`, () => assert.deepEqual(oldState(body), told));

  it("a colour that the lamp can show, the nearest where it cannot", () => {
    assert.deepEqual(oldState({ color: { xy: GREEN } }, GAMUTS.C), { xy: [0.17, 0.7] });
    assert.deepEqual(oldState({ color: { xy: GREEN } }, GAMUTS.B), { xy: [0.409, 0.518] });
  });

  it("a scene by its id", () => {
    assert.deepEqual(oldSceneState("ab12", 1500), { scene: "ab12", transitiontime: 15 });
  });
});

describe("a light of an old bridge", () => {
  const colour = {
    on: true,
    bri: 254,
    xy: [0.5, 0.4],
    ct: 300,
    colormode: "xy",
    alert: "none",
    reachable: true,
  };
  const corners = [
    [0.7, 0.3],
    [0.2, 0.7],
    [0.1, 0.05],
  ];
  const ofControl = (control: unknown) => parseOldLight({ state: colour, capabilities: { control } });

  it("is nothing without a state", () => {
    for (const strange of [undefined, null, "text", [], {}, { state: {} }, { state: { on: "yes" } }])
      assert.equal(parseOldLight(strange), undefined);
  });

  it("can do what its state names", () => {
    assert.deepEqual(parseOldLight({ state: { on: false, reachable: false } }), {
      on: false,
      reachable: false,
      capabilities: { colour: false, dimming: false, temperature: false },
    });
    assert.deepEqual(parseOldLight({ state: { on: true, bri: 127, alert: "none" }, modelid: "LWB004" }), {
      on: true,
      brightness: 50,
      signals: ["no_signal", "on_off"],
      capabilities: { colour: false, dimming: true, temperature: false },
    });
    assert.deepEqual(parseOldLight({ state: { on: true, bri: 254, ct: 366, colormode: "ct" } }), {
      on: true,
      brightness: 100,
      mirek: 366,
      capabilities: { colour: false, dimming: true, temperature: true },
    });
    assert.deepEqual(parseOldLight({ state: colour, modelid: "LCT001" }), {
      on: true,
      brightness: 100,
      xy: { x: 0.5, y: 0.4 },
      gamut: GAMUTS.B,
      signals: ["no_signal", "on_off"],
      reachable: true,
      capabilities: { colour: true, dimming: true, temperature: true },
    });
  });

  it("keeps a level to two decimals", () => {
    assert.equal(parseOldLight({ state: { on: true, bri: 1 } })?.brightness, 0.39);
    assert.equal(parseOldLight({ state: { on: true, bri: 144 } })?.brightness, 56.69);
  });

  it("shows a white only while it says so", () => {
    const mirek = (colormode: string) => parseOldLight({ state: { ...colour, colormode } })?.mirek;
    assert.deepEqual(["ct", "xy", "hs"].map(mirek), [300, undefined, undefined]);
  });

  it("has the corners it says, else those of its type, else those of its model", () => {
    const own = { red: { x: 0.7, y: 0.3 }, green: { x: 0.2, y: 0.7 }, blue: { x: 0.1, y: 0.05 } };
    const nought = [
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    assert.deepEqual(ofControl({ colorgamut: corners, colorgamuttype: "C" })?.gamut, own);
    assert.deepEqual(ofControl({ colorgamuttype: "C" })?.gamut, GAMUTS.C);
    assert.deepEqual(ofControl({ colorgamut: nought, colorgamuttype: "A" })?.gamut, GAMUTS.A);
    assert.equal(ofControl({ colorgamut: nought, colorgamuttype: "other" })?.gamut, undefined);
    assert.equal(ofControl({ colorgamut: corners.slice(1) })?.gamut, undefined);
  });

  it("has a white scale no wider than the old API", () => {
    assert.deepEqual(ofControl({ ct: { min: 153, max: 454 } })?.mirekRange, { minimum: 153, maximum: 454 });
    assert.deepEqual(ofControl({ ct: { min: 50, max: 65_535 } })?.mirekRange, { minimum: 153, maximum: 500 });
    assert.equal(ofControl({ ct: {} })?.mirekRange, undefined);
  });

  const models = [
    ["LLC010", GAMUTS.A],
    ["LST001", GAMUTS.A],
    ["LCT003", GAMUTS.B],
    ["LCT007", GAMUTS.B],
    ["lct010", GAMUTS.C],
    ["LCT016", GAMUTS.C],
    ["LST002", GAMUTS.C],
    ["LLC020", GAMUTS.C],
    ["LCA001", GAMUTS.C],
    ["LCG002", GAMUTS.C],
    ["LCB001", GAMUTS.C],
    ["LCT999", undefined],
    ["LWB004", undefined],
    ["", undefined],
  ] as const;
  for (const [model, gamut] of models)
    it(`${model || "of no model"} can show ${gamut ? `gamut ${Object.entries(GAMUTS).find(([, known]) => known === gamut)?.[0]}` : "what we do not know"}`, () =>
      assert.equal(gamutOfModel(model), gamut));
});
