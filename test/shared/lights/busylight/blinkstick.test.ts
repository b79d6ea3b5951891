import assert from "node:assert/strict";
import { PRETEND_BLINKSTICK } from "../../../../sandbox/usb/families/blinkstick";
import { identify } from "../../../../shared/lights/busylight/families";
import { BLINKSTICK } from "../../../../shared/lights/busylight/families/blinkstick";
import { DARK } from "../../../../shared/lights/busylight/light-state";
import { device } from "./support";

const RED = { red: 255, green: 0, blue: 0 };
const GREEN = { red: 0, green: 255, blue: 0 };

describe("a BlinkStick", () => {
  it("of the original kind goes from red to green and back, which its firmware takes for the same", () => {
    const pretend = PRETEND_BLINKSTICK.start("original");
    for (const color of [RED, GREEN, RED]) {
      for (const report of BLINKSTICK.encode({ ...DARK, color }, "original")) pretend.take(report);
      assert.deepEqual(pretend.shown.color, color);
    }
  });

  for (const [serialNumber, release, model] of [
    ["BS012345-1.4", 0x0200, "original"],
    ["BS012345-2.0", 0x0200, "pro"],
    ["BS012345-3.0", 0x0200, "square"],
    ["BS012345-3.1", 0x0201, "strip"],
    ["BS012345-3.0", 0x0202, "nano"],
    ["BS012345-3.0", 0x0203, "flex"],
    ["BS012345-3.0", 0x0204, "original"],
    ["BS012345-4.0", 0x0200, "original"],
    ["", 0x0200, "original"],
  ] as const)
    it(`"${serialNumber}" of release ${release.toString(16)} is spoken to as ${model}`, () =>
      assert.equal(BLINKSTICK.modelOf(device("20a0:41e5", { serialNumber, release })), model));

  it("is known by its name, or by none where the system does not tell", () => {
    const found = (product: string) => identify(device("20a0:41e5", { product }))?.family;
    assert.equal(found("BlinkStick"), BLINKSTICK);
    assert.equal(found(""), BLINKSTICK);
    assert.equal(found("Key of another maker"), undefined);
  });
});
