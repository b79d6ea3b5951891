import type { LightSetup } from "./pretend-usb";

/** A pretend light that lies ready to be plugged in. */
export interface ShelfLight {
  /** What scripts call it. */
  readonly slug: string;
  /** What people call it. */
  readonly name: string;
  readonly setup: LightSetup;
  readonly hasButton?: true;
}

/** It has no hardware, so it cannot be unplugged. */
export const VIRTUAL_SLUG = "virtual";

/** What is plugged in from the start. */
export const PLUGGED_AT_START: readonly string[] = [VIRTUAL_SLUG, "kuando-omega"];

const LUXAFOR = { id: "04d8:f372", family: "luxafor", manufacturer: "Microchip Technology Inc." };

/**
 * One of every family, each with a port of its own; the Luxafor Flags are alike but for that. Ids are those of real
 * devices, and so are texts by which one is known; others are made up.
 */
export const SHELF: readonly ShelfLight[] = [
  light(VIRTUAL_SLUG, "Virtual light", {
    id: "0000:0000",
    family: "virtual",
    product: "Virtual light",
    transport: "serial",
    port: "virtual",
  }),
  light("kuando-omega", "Kuando Busylight Omega", {
    id: "27bb:3bcd",
    family: "kuando",
    model: "omega",
    manufacturer: "PLENOM APS",
    product: "BUSYLIGHT",
    port: "1-1.1",
  }),
  light("blynclight-standard", "Embrava Blynclight Standard", {
    id: "2c0d:0001",
    family: "blynclight",
    model: "standard",
    product: "Blynclight Standard",
    port: "1-1.2",
  }),
  light("luxafor-flag", "Luxafor Flag", {
    ...LUXAFOR,
    model: "flag",
    product: "LUXAFOR FLAG",
    port: "1-1.3",
  }),
  light("luxafor-flag-twin", "Luxafor Flag, its twin", {
    ...LUXAFOR,
    model: "flag",
    product: "LUXAFOR FLAG",
    port: "1-1.4",
  }),
  {
    ...light("luxafor-mute", "Luxafor Mute", {
      ...LUXAFOR,
      model: "mute",
      product: "LUXAFOR MUTE",
      port: "1-2.1",
    }),
    hasButton: true,
  },
  light("blink1-mk3", "ThingM blink(1) mk3", {
    id: "27b8:01ed",
    family: "blink1",
    model: "mk3",
    manufacturer: "ThingM",
    product: "blink(1) mk3",
    serialNumber: "3A7F1C02",
    port: "1-2.2",
  }),
  light("blinkstick-square", "BlinkStick Square", {
    id: "20a0:41e5",
    family: "blinkstick",
    model: "square",
    manufacturer: "Agile Innovative Ltd",
    product: "BlinkStick",
    serialNumber: "BS012345-3.0",
    release: 0x0200,
    port: "1-2.3",
  }),
  {
    ...light("muteme", "MuteMe", {
      id: "20a0:42da",
      family: "muteme",
      manufacturer: "muteme.com",
      product: "muteme btn",
      port: "1-2.4",
    }),
    hasButton: true,
  },
  light("fit-statusb", "CompuLab fit-statUSB", {
    id: "2047:03df",
    family: "fit-statusb",
    manufacturer: "Compulab LTD",
    product: "fit_StatUSB",
    transport: "serial",
    port: "1-3.1",
  }),
  light("busy-tag", "Luxafor Busy Tag", {
    id: "303a:81df",
    family: "busy-tag",
    product: "Busy Tag",
    transport: "serial",
    port: "1-3.2",
  }),
  light("epos", "EPOS Busylight", {
    id: "1395:0074",
    family: "epos",
    manufacturer: "EPOS",
    product: "EPOS Busylight",
    port: "1-3.3",
  }),
  light("mutesync", "MuteSync Button", {
    id: "10c4:ea60",
    family: "mutesync",
    manufacturer: "MUTESYNC Inc.",
    product: "mutesync",
    transport: "serial",
    port: "1-3.4",
  }),
  light("blynclight-first", "Embrava Blynclight, first generation", {
    id: "1130:0001",
    family: "blyncusb10",
    manufacturer: "TENX",
    product: "Blync",
    interface: 1,
    port: "1-4.1",
  }),
  light("blynclight-second", "Embrava Blynclight, second generation", {
    id: "1130:1e00",
    family: "blyncusb20",
    manufacturer: "TENX",
    product: "Blync",
    interface: 1,
    port: "1-4.2",
  }),
];

/** A family of one model is called as that. */
function light(
  slug: string,
  name: string,
  setup: Omit<LightSetup, "model"> & Partial<Pick<LightSetup, "model">>,
): ShelfLight {
  return { slug, name, setup: { model: setup.family, ...setup } };
}
