import { readFileSync } from "node:fs";
import type { LightTrouble } from "../../sandbox/usb/light-trouble";
import { type LightSetup, PretendUsb } from "../../sandbox/usb/pretend-usb";
import type { Driver } from "../../shared/lights/busylight/driver";

/** Names the file that says what is plugged in: JSON, read anew at every look. */
export const LIGHTS_FILE = "PRETEND_LIGHTS";

export type PluggedIn = LightSetup & { readonly trouble?: LightTrouble };

const usb = new PretendUsb();

/** For a Node-RED in a process of its own, which loads this module by `TEAMS_PRESENCE_USB_DRIVER`. */
export const driver: Driver = {
  async list() {
    const wanted = JSON.parse(readFileSync(process.env[LIGHTS_FILE] ?? "", "utf8")) as readonly PluggedIn[];
    for (const { setup } of usb.lights())
      if (!wanted.some(({ port }) => port === setup.port)) usb.unplug(setup.port);
    for (const light of wanted) {
      if (!usb.shown(light.port)) usb.plug(light);
      usb.trouble(light.port, light.trouble);
    }
    return usb.list();
  },
  open: (device, handlers) => usb.open(device, handlers),
};
