import assert from "node:assert/strict";
import { PRETEND_MUTEME } from "../../../../sandbox/usb/families/muteme";
import { identify } from "../../../../shared/lights/busylight/families";
import { MUTEME } from "../../../../shared/lights/busylight/families/muteme";
import type { LightState } from "../../../../shared/lights/busylight/light-state";
import { device } from "./support";

/** red, green, blue, brightness, effect: the byte. */
const SHOWN = `
amber as people write it | 255 126   0 100 none    | 03
amber                    | 255 191   0 100 none    | 03
orange-red               | 255  69   0 100 none    | 01
vermillion               | 213  94   0 100 none    | 01
reddish purple           | 204 121 167 100 none    | 05
teal                     |   0 160 150 100 none    | 06
a violet blue            |  80  60 220 100 none    | 04
a pale red               | 255 200 200 100 none    | 07
grey                     | 140 140 140 100 none    | 07
dark red                 | 100   0   0 100 none    | 11
red at half              | 255   0   0  50 none    | 01
red at less              | 255   0   0  49 none    | 11
red that breathes        | 255   0   0  20 breathe | 31
red that blinks          | 255   0   0 100 blink   | 01
black that breathes      |   0   0   0  20 breathe | 00
`;

describe("a MuteMe", () => {
  for (const line of SHOWN.trim().split("\n")) {
    const [name = "", asked = "", byte] = line.split("|").map((part) => part.trim());
    it(`makes ${byte} of ${name}`, () => {
      const [red = 0, green = 0, blue = 0, brightness = 0] = asked.split(/\s+/).map(Number);
      const effect = asked.split(/\s+/)[4] as LightState["effect"];
      const [report] = MUTEME.encode({ color: { red, green, blue }, brightness, effect }, "muteme");
      assert.equal(Buffer.from(report?.bytes ?? []).toString("hex"), `00${byte}`);
    });
  }

  it("tells a touch and its end, and nothing while it lasts", () => {
    const pretend = PRETEND_MUTEME.start("muteme");
    for (const event of ["pressed", "released"] as const)
      assert.equal(MUTEME.button?.(pretend.press?.(event) ?? new Uint8Array()), event);
    assert.equal(MUTEME.button?.(Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 0])), undefined);
    assert.equal(MUTEME.button?.(new Uint8Array(8)), undefined);
  });

  it("with the id that anybody may use is known by its name only", () => {
    assert.equal(identify(device("16c0:27db", { product: "MuteMe" }))?.family, MUTEME);
    assert.equal(identify(device("16c0:27db", { product: "somebody's keyboard" })), undefined);
    assert.equal(identify(device("16c0:27db")), undefined);
  });

  it("of the Click kind is none of these", () => assert.equal(identify(device("3603:0005")), undefined));
});
