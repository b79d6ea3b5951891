import assert from "node:assert/strict";
import { identify } from "../../../../shared/lights/busylight/families";
import type { DeviceInfo, FamilyName } from "../../../../shared/lights/busylight/family";
import { device } from "./support";

interface Case {
  readonly what: string;
  readonly id: string;
  readonly says: Partial<DeviceInfo>;
  readonly is: FamilyName | undefined;
}

const SERIAL = { transport: "serial" } as const;

const CASES: readonly Case[] = [
  {
    what: "a MuteSync by its product",
    id: "10c4:ea60",
    says: { ...SERIAL, product: "MuteSync" },
    is: "mutesync",
  },
  {
    what: "a MuteSync by its maker",
    id: "10c4:ea60",
    says: { ...SERIAL, manufacturer: "MUTESYNC Inc." },
    is: "mutesync",
  },
  { what: "a serial chip that says nothing", id: "10c4:ea60", says: SERIAL, is: undefined },
  {
    what: "a serial chip in something else",
    id: "10c4:ea60",
    says: { ...SERIAL, manufacturer: "Vutility", product: "VoltDrop Calibration Cradle" },
    is: undefined,
  },
  { what: "a MuteSync's id on a HID", id: "10c4:ea60", says: { product: "MuteSync" }, is: undefined },
  {
    what: "a fit-statUSB",
    id: "2047:03df",
    says: { ...SERIAL, manufacturer: "Compulab LTD", product: "fit_StatUSB - Compulab fit_StatUSB" },
    is: "fit-statusb",
  },
  { what: "a first Blync", id: "1130:0001", says: { interface: 1 }, is: "blyncusb10" },
  { what: "the keyboard of a barcode reader", id: "1130:0001", says: { interface: 0 }, is: undefined },
  {
    what: "a second Blync, the interface not told",
    id: "1130:1e00",
    says: { manufacturer: "TENX", product: "Blync" },
    is: "blyncusb20",
  },
  { what: "a second Blync without permission", id: "1130:1e00", says: { interface: 1 }, is: "blyncusb20" },
  { what: "the other interface of a second Blync", id: "1130:1e00", says: { interface: 0 }, is: undefined },
  {
    what: "something else of Tenx",
    id: "1130:1e00",
    says: { interface: 1, manufacturer: "TENX", product: "Foot Pedal" },
    is: undefined,
  },
];

describe("an id that other things have too", () => {
  for (const { what, id, says, is } of CASES)
    it(`is ${is ?? "no light"} for ${what}`, () => {
      assert.equal(identify(device(id, says))?.family.name, is);
    });
});
