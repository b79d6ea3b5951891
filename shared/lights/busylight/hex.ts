import type { Rgb } from "./light-state";

/** `RRGGBB`, upper case. */
export function hexOf({ red, green, blue }: Rgb): string {
  return [red, green, blue]
    .map((channel) => channel.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}
