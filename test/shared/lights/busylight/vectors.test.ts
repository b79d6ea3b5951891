import assert from "node:assert/strict";
import { PRETEND_FAMILIES } from "../../../../sandbox/usb/pretend-families";
import type { Shown } from "../../../../sandbox/usb/pretend-light";
import type { DeviceInfo } from "../../../../shared/lights/busylight/family";
import { identify } from "../../../../shared/lights/busylight/families";
import { DARK, type LightState } from "../../../../shared/lights/busylight/light-state";
import type { Report } from "../../../../shared/lights/busylight/report";
import { device } from "./support";
import { SOURCES, type Vector, VECTORS } from "./vectors";

const RED: LightState = { ...DARK, color: { red: 255, green: 0, blue: 0 } };
const STATES: Readonly<Record<Exclude<Vector["action"], "keep-alive" | "example">, LightState>> = {
  red: RED,
  green: { ...DARK, color: { red: 0, green: 255, blue: 0 } },
  off: DARK,
  "red-blink": { ...RED, effect: "blink" },
};

/** What tells devices apart that share an id. */
const STRINGS: Readonly<Record<string, Partial<DeviceInfo>>> = {
  "BlinkStick Flex": { product: "BlinkStick", serialNumber: "BS012345-3.0", release: 0x0203 },
  "BlinkStick Nano": { product: "BlinkStick", serialNumber: "BS012345-3.0", release: 0x0202 },
  "BlinkStick Square/Strip": { product: "BlinkStick", serialNumber: "BS012345-3.0", release: 0x0200 },
  "Luxafor Bluetooth": { product: "LUXAFOR BT" },
  "Luxafor Flag": { product: "LUXAFOR FLAG" },
  "Luxafor Mute": { product: "LUXAFOR MUTE" },
  "Luxafor Orb": { product: "LUXAFOR ORB" },
  "MuteMe Original (prototype)": { manufacturer: "muteme.com", product: "MuteMe" },
  "MuteSync Button": { product: "mutesync" },
};

/** Vectors that are not followed, and why; they are here so that nobody takes them up again. */
const NOT_TAKEN: readonly { readonly device: string; readonly id: string; readonly why: string }[] = [
  ...["1130:0001", "1130:0002"].map((id) => ({
    device: "Embrava BLYNCUSB10",
    id,
    why: "a feature report is a misreading: the capture in ticapix/blynux, its source, shows output reports",
  })),
  {
    device: "Kuando Busylight Alpha",
    id: "04d8:f848",
    why: "padding and steps are not as the maker writes them, and sound is not stopped; it gets what the others get",
  },
];

/** What a maker's own example shows first. It is for no state of ours, so it tells of the pretend light instead. */
const EXAMPLES: Readonly<Record<string, Shown>> = {
  // Blue, 51 percent, half a second on and off; the sound is stopped, and begins two steps later only.
  kuando: { color: { red: 0, green: 0, blue: 130 }, effect: "blink" },
};

const isTaken = ({ device, id }: Vector): boolean =>
  !NOT_TAKEN.some((one) => one.device === device && one.id === id);

const inHex = ({ transport, bytes }: Report) => `${transport} ${Buffer.from(bytes).toString("hex")}`;

describe("what a status light is sent", () => {
  for (const vector of VECTORS.filter(isTaken)) {
    const { family, device: name, id, action, transport, hex, source } = vector;
    if (action === "example") continue;
    it(`to show ${action} on ${name} (${id}) is what ${SOURCES[source]} says`, () => {
      const info = device(id, {
        ...(transport === "serial" && { transport }),
        ...STRINGS[name],
      });
      const found = identify(info);
      assert.equal(found?.family.name, family);
      const reports =
        action === "keep-alive"
          ? found.family.keepAlive?.reports
          : found.family.encode(STATES[action], found.model);
      assert.deepEqual(
        reports?.map(inHex),
        hex.map((bytes) => `${transport} ${bytes}`),
      );
    });
  }

  for (const { family, id, transport, hex, source } of VECTORS.filter(({ action }) => action === "example"))
    it(`is understood by the pretend light in the example of ${SOURCES[source]}`, () => {
      const model = identify(device(id))?.model;
      const pretend = PRETEND_FAMILIES.find(({ name }) => name === family)?.start(model ?? "");
      for (const bytes of hex) pretend?.take({ transport, bytes: Buffer.from(bytes, "hex") });
      assert.ok(EXAMPLES[family]);
      assert.deepEqual(pretend?.shown, EXAMPLES[family]);
    });
});
