/** What may be wrong with a light that is plugged in. */
export const LIGHT_TROUBLES = [
  /** It is listed without its texts, and cannot be opened. */
  "no-permission",
  /** By another program: it cannot be opened. Whoever has it open keeps it. */
  "held",
  "write-fails",
  /** Until the light is closed. */
  "write-hangs",
] as const;
export type LightTrouble = (typeof LIGHT_TROUBLES)[number];

/** The kinds of trouble that can be ordered for one light or for all of them. */
export const USB_FAULTS = ["unplugged", ...LIGHT_TROUBLES] as const;
