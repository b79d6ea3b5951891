import type { Colour } from "./appearance";
import { CSS_COLOURS } from "./css-colours";

/** Not a CSS name, but what the middle of a traffic light is called. */
const AMBER: Colour = "#ffbf00";

/**
 * The colour as `#rrggbb`, from "#rgb", "#rrggbb", "r,g,b" (0 to 255 each), a CSS colour name or "amber", in any
 * casing; undefined for anything else.
 */
export function parseColour(text: string): Colour | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === "amber") return AMBER;
  return fromHex(plain) ?? fromChannels(plain) ?? CSS_COLOURS.get(plain);
}

function fromHex(text: string): Colour | undefined {
  if (/^#[0-9a-f]{6}$/.test(text)) return `#${text.slice(1)}`;
  return /^#[0-9a-f]{3}$/.test(text) ? `#${text.slice(1).replaceAll(/./g, "$&$&")}` : undefined;
}

function fromChannels(text: string): Colour | undefined {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length !== 3 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined;
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}
