import assert from "node:assert/strict";
import { GAMUTS } from "../../../../../shared/lights/hue/colour/colour";
import type { LightState } from "../../../../../shared/lights/hue/home/light-state";
import type { Look } from "../../../../../shared/lights/hue/home/home";
import {
  type Bodies,
  bodiesFor,
  bodiesForRestore,
  type PlanOptions,
  type Wanted,
  wantedLook,
} from "../../../../../shared/lights/hue/lamps/plan";

const OPTIONS: PlanOptions = { maxBrightness: 100, transition: 400, onlyIfOn: false };
const RED = { x: 0.64, y: 0.33 };
const COLOUR = { colour: true, dimming: true, temperature: true };
const WHITE = { colour: false, dimming: true, temperature: false };
const AMBIANCE = { colour: false, dimming: true, temperature: true };
const PLUG = { colour: false, dimming: false, temperature: false };

const redLamp: LightState = { on: true, brightness: 60, xy: RED, gamut: GAMUTS.C, capabilities: COLOUR };
const warmLamp: LightState = {
  on: true,
  brightness: 60,
  mirek: 366,
  xy: { x: 0.45, y: 0.41 },
  capabilities: COLOUR,
};
const off = (state: LightState): LightState => ({ ...state, on: false });
const whiteLamp: LightState = { on: true, brightness: 60, capabilities: WHITE };
const plug: LightState = { on: true, capabilities: PLUG };

const showRed: Wanted = { kind: "show", color: "#ff0000", brightness: 60 };
const redBody = {
  on: { on: true },
  dimming: { brightness: 60 },
  color: { xy: RED },
  dynamics: { duration: 400 },
};
const OFF = { on: { on: false } };
const UNCHANGED: Bodies = [];
const LEFT_OFF = undefined;

type Asked = Wanted | { readonly kind: "restore"; readonly earlier: Look };

interface Row {
  readonly says: string;
  readonly wanted: Asked;
  readonly state: LightState;
  readonly options?: Partial<PlanOptions>;
  /** Undefined: left off. */
  readonly plan: Bodies | undefined;
}

const SHOW: readonly Row[] = [
  {
    says: "a lamp that is off gets on, brightness and colour in one body",
    wanted: showRed,
    state: off(redLamp),
    plan: [redBody],
  },
  { says: "a lamp that shows it already is left alone", wanted: showRed, state: redLamp, plan: UNCHANGED },
  {
    says: "what the lamp rounded counts as shown",
    wanted: showRed,
    state: { ...redLamp, brightness: 60.24, xy: { x: 0.6403, y: 0.3296 } },
    plan: UNCHANGED,
  },
  {
    says: "a visibly different brightness is written",
    wanted: showRed,
    state: { ...redLamp, brightness: 61.5 },
    plan: [redBody],
  },
  { says: "another colour is written", wanted: showRed, state: warmLamp, plan: [redBody] },
  {
    says: "a colour beyond the lamp's gamut becomes the nearest it can make",
    wanted: { kind: "show", color: "#00ff00", brightness: 60 },
    state: { ...redLamp, gamut: GAMUTS.B },
    plan: [{ ...redBody, color: { xy: { x: 0.409, y: 0.518 } } }],
  },
  {
    says: "without a gamut the colour goes as it is",
    wanted: { kind: "show", color: "#0000ff", brightness: 60 },
    state: warmLamp,
    plan: [{ ...redBody, color: { xy: { x: 0.15, y: 0.06 } } }],
  },
  {
    says: "its own transition wins, in steps of 100 ms",
    wanted: { ...showRed, transition: 1234 },
    state: off(redLamp),
    plan: [{ ...redBody, dynamics: { duration: 1200 } }],
  },
  {
    says: "colour without brightness leaves the brightness",
    wanted: { kind: "show", color: "#ff0000" },
    state: off(redLamp),
    plan: [{ on: { on: true }, color: { xy: RED }, dynamics: { duration: 400 } }],
  },
  {
    says: "brightness without colour leaves the colour",
    wanted: { kind: "show", brightness: 20 },
    state: redLamp,
    plan: [{ on: { on: true }, dimming: { brightness: 20 }, dynamics: { duration: 400 } }],
  },
  {
    says: "an effect begins with the steady colour",
    wanted: { ...showRed, effect: "blink" },
    state: off(redLamp),
    plan: [redBody],
  },
  {
    says: "a lamp with a white scale only shows the nearest white",
    wanted: showRed,
    state: { ...off(whiteLamp), capabilities: AMBIANCE, mirekRange: { minimum: 153, maximum: 454 } },
    plan: [
      {
        on: { on: true },
        dimming: { brightness: 60 },
        color_temperature: { mirek: 454 },
        dynamics: { duration: 400 },
      },
    ],
  },
  { says: "black is off", wanted: { kind: "show", color: "#000000" }, state: redLamp, plan: [OFF] },
  {
    says: "the allowed brightness is a cap",
    wanted: { ...showRed, brightness: 90 },
    state: off(redLamp),
    options: { maxBrightness: 40 },
    plan: [{ ...redBody, dimming: { brightness: 40 } }],
  },
  {
    says: "what is wanted darker than the cap stays as wanted",
    wanted: { ...showRed, brightness: 30 },
    state: off(redLamp),
    options: { maxBrightness: 40 },
    plan: [{ ...redBody, dimming: { brightness: 30 } }],
  },
  {
    says: "the cap holds for a brightness that nobody named",
    wanted: { kind: "show", color: "#ff0000" },
    state: redLamp,
    options: { maxBrightness: 40 },
    plan: [{ ...redBody, dimming: { brightness: 40 } }],
  },
  {
    says: "a capped lamp that shows it is left alone",
    wanted: { ...showRed, brightness: 90 },
    state: redLamp,
    options: { maxBrightness: 60 },
    plan: UNCHANGED,
  },
  {
    says: "a lamp that is off is left off when so wished",
    wanted: showRed,
    state: off(redLamp),
    options: { onlyIfOn: true },
    plan: LEFT_OFF,
  },
  {
    says: "a lamp that is on is coloured all the same",
    wanted: showRed,
    state: warmLamp,
    options: { onlyIfOn: true },
    plan: [redBody],
  },
  {
    says: "a white lamp gets brightness only",
    wanted: showRed,
    state: off(whiteLamp),
    plan: [{ on: { on: true }, dimming: { brightness: 60 }, dynamics: { duration: 400 } }],
  },
  { says: "a white lamp of that brightness shows it", wanted: showRed, state: whiteLamp, plan: UNCHANGED },
  {
    says: "a plug is only switched on",
    wanted: showRed,
    state: off(plug),
    options: { maxBrightness: 40 },
    plan: [{ on: { on: true } }],
  },
  { says: "a plug that is on shows it", wanted: showRed, state: plug, plan: UNCHANGED },
];

const ON_OFF: readonly Row[] = [
  { says: "off is sent without transition", wanted: { kind: "off" }, state: redLamp, plan: [OFF] },
  { says: "off is off", wanted: { kind: "off" }, state: off(redLamp), plan: UNCHANGED },
  {
    says: "a lamp that may be touched only while on can be turned off",
    wanted: { kind: "off" },
    state: redLamp,
    options: { onlyIfOn: true },
    plan: [OFF],
  },
  {
    says: "on is on as before",
    wanted: { kind: "on" },
    state: off(redLamp),
    plan: [{ on: { on: true }, dynamics: { duration: 400 } }],
  },
  { says: "on is on", wanted: { kind: "on" }, state: redLamp, plan: UNCHANGED },
  {
    says: "on as before, but not brighter than allowed",
    wanted: { kind: "on" },
    state: off(redLamp),
    options: { maxBrightness: 40 },
    plan: [{ on: { on: true }, dimming: { brightness: 40 }, dynamics: { duration: 400 } }],
  },
  {
    says: "on does not light a lamp that is to be left off",
    wanted: { kind: "on" },
    state: off(redLamp),
    options: { onlyIfOn: true },
    plan: LEFT_OFF,
  },
];

const RESTORE: readonly Row[] = [
  {
    says: "gives back a colour, brighter than the cap too",
    wanted: { kind: "restore", earlier: { on: true, brightness: 80, xy: { x: 0.2, y: 0.3 } } },
    state: redLamp,
    options: { maxBrightness: 40 },
    plan: [
      {
        on: { on: true },
        dimming: { brightness: 80 },
        color: { xy: { x: 0.2, y: 0.3 } },
        dynamics: { duration: 400 },
      },
    ],
  },
  {
    says: "gives back a white as a white",
    wanted: { kind: "restore", earlier: { on: true, brightness: 60, mirek: 366 } },
    state: redLamp,
    plan: [
      {
        on: { on: true },
        dimming: { brightness: 60 },
        color_temperature: { mirek: 366 },
        dynamics: { duration: 400 },
      },
    ],
  },
  {
    says: "writes nothing when all is as it was",
    wanted: { kind: "restore", earlier: { on: true, brightness: 60, mirek: 366 } },
    state: warmLamp,
    plan: UNCHANGED,
  },
  {
    says: "a lamp that was off gets its look back before it goes off",
    wanted: { kind: "restore", earlier: { on: false, brightness: 80, mirek: 366 } },
    state: redLamp,
    plan: [
      { dimming: { brightness: 80 }, color_temperature: { mirek: 366 }, dynamics: { duration: 0 } },
      OFF,
    ],
  },
  {
    says: "a lamp that was off and has its look goes off",
    wanted: { kind: "restore", earlier: { on: false, brightness: 60, xy: RED } },
    state: redLamp,
    plan: [OFF],
  },
  {
    says: "a lamp that was off and is off stays as it is",
    wanted: { kind: "restore", earlier: { on: false, brightness: 80, mirek: 366 } },
    state: off(redLamp),
    plan: UNCHANGED,
  },
  {
    says: "does not light a lamp that somebody turned off, when so wished",
    wanted: { kind: "restore", earlier: { on: true, brightness: 80, mirek: 366 } },
    state: off(redLamp),
    options: { onlyIfOn: true },
    plan: LEFT_OFF,
  },
  {
    says: "a plug that was off goes off",
    wanted: { kind: "restore", earlier: { on: false } },
    state: plug,
    plan: [OFF],
  },
];

describe("the plan for a lamp", () => {
  for (const [title, rows] of Object.entries({ show: SHOW, "on and off": ON_OFF, restore: RESTORE })) {
    describe(title, () => {
      for (const { says, wanted, state, options, plan } of rows) {
        it(says, () => assert.deepEqual(planned(wanted, state, { ...OPTIONS, ...options }), plan));
      }
    });
  }
});

function planned(asked: Asked, state: LightState, options: PlanOptions): Bodies | undefined {
  if (asked.kind === "restore") return bodiesForRestore(asked.earlier, state, options);
  const look = wantedLook(asked, state, options);
  const own = asked.kind === "show" ? asked.transition : undefined;
  return look && bodiesFor(look, state, own ?? options.transition);
}
