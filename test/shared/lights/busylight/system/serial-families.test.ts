import assert from "node:assert/strict";
import { PRETEND_FAMILIES } from "../../../../../sandbox/usb/pretend-families";
import { ALL_FAMILIES } from "../../../../../shared/lights/busylight/families";
import { LightHub } from "../../../../../shared/lights/busylight/hub";
import { DARK, type LightState } from "../../../../../shared/lights/busylight/light-state";
import { parseSelector } from "../../../../../shared/lights/busylight/selector";
import { loadSerialPort } from "../../../../../shared/lights/busylight/system/libraries";
import { THIS_SYSTEM } from "../../../../../shared/lights/busylight/system/system";
import { systemClock } from "../../../../../shared/support/clock";
import { silentLog } from "../../../../../shared/support/log";
import { device } from "../support";
import { describeOverPty } from "./pty";
import { driverOf } from "./support";

const TEXTS: Readonly<Record<string, object>> = { mutesync: { product: "mutesync" } };

const STATES: readonly LightState[] = [
  { ...DARK, color: { red: 255, green: 0, blue: 0 } },
  { color: { red: 0, green: 255, blue: 0 }, brightness: 50, effect: "none" },
  { color: { red: 255, green: 191, blue: 0 }, brightness: 100, effect: "none" },
  DARK,
];

describeOverPty("every family of serial lights", (start) => {
  for (const family of ALL_FAMILIES.filter(
    ({ transport, name }) => transport === "serial" && name !== "virtual",
  ))
    it(`shows what it is asked for over the line: ${family.name}`, async () => {
      const [known] = family.ids;
      const pretend = PRETEND_FAMILIES.find(({ name }) => name === family.name);
      assert.ok(known && pretend);
      const pty = await start();
      const id = [known.vendorId, known.productId]
        .map((part) => part.toString(16).padStart(4, "0"))
        .join(":");
      const light = device(id, { transport: "serial", path: pty.path, ...TEXTS[family.name] });
      const driver = driverOf({ loadSerialPort, look: THIS_SYSTEM.look });
      const hub = new LightHub({
        driver: { ...driver, list: () => Promise.resolve({ devices: [light], problems: [] }) },
        clock: systemClock,
        log: silentLog,
      });
      const claim = hub.claim({
        owner: "node",
        selector: parseSelector(id) ?? assert.fail(id),
        mappings: [],
        plain: true,
        onClose: "off",
        onState: () => undefined,
        onButton: () => undefined,
      });
      const model = family.modelOf(light);
      let told = 0;
      for (const state of STATES) {
        assert.equal(await claim.ask(state), "applied");
        const shown = pretend.start(model);
        for (const { bytes } of family.encode(state, model)) {
          const before = told;
          told += bytes.length;
          const line = (await pty.received(told)).slice(2 * before, 2 * told);
          shown.take({ transport: "serial", bytes: Buffer.from(line, "hex") });
        }
        const wanted = (channel: number) => Math.round((channel * state.brightness) / 100);
        const { red, green, blue } = state.color;
        assert.deepEqual(shown.shown.color, { red: wanted(red), green: wanted(green), blue: wanted(blue) });
      }
      await claim.end("off");
    });
});
