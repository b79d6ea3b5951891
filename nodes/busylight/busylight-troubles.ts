import type { ShortTroubles } from "../common/lamp-status";

const red = (code: string) => ({ key: `busylight.trouble.${code}`, fill: "red" }) as const;

/** A light that somebody has unplugged is everyday life, not something broken. */
export const BUSYLIGHT_TROUBLES: ShortTroubles = {
  "light-missing": { key: "busylight.trouble.light-missing", fill: "yellow" },
  "usb-gone": { key: "busylight.trouble.light-missing", fill: "yellow" },
  "usb-permission": red("usb-permission"),
  "usb-busy": red("usb-busy"),
  "usb-failed": red("usb-failed"),
  "usb-library-missing": red("usb-library-missing"),
};
