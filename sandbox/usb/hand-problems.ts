import { Problem } from "../../shared/support/problem";

/** Why a hand cannot do with a USB light what it was asked to, and why an order makes no sense. */

export const ordered = (): Problem =>
  new Problem({
    code: "usb-ordered",
    title: "Ordered trouble keeps the light as it is",
    advice: "Clear the trouble of USB first.",
  });

export const noHardware = (): Problem =>
  new Problem({
    code: "no-hardware",
    title: "The virtual light cannot be unplugged",
    advice: "It has no hardware; unplug another one.",
  });

export const notPlugged = (): Problem =>
  new Problem({ code: "not-plugged", title: "The light is not plugged in", advice: "Plug it in first." });

export const noButton = (): Problem =>
  new Problem({
    code: "no-button",
    title: "The light has no button",
    advice: "Press one of those that have: luxafor-mute or muteme.",
  });

export function badLight(rule: string): Problem {
  return new Problem({ code: "bad-light", title: '"light" is wrong', advice: `"light" ${rule}.` });
}

export const uncounted = (): Problem =>
  new Problem({
    code: "bad-order",
    title: "Trouble of USB lights is not counted in requests",
    advice: 'Leave "count" out: it ends after "seconds", or when it is cleared.',
  });
