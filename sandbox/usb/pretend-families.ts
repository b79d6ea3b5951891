import { PRETEND_BLINK1 } from "./families/blink1";
import { PRETEND_BLINKSTICK } from "./families/blinkstick";
import { PRETEND_LUXAFOR } from "./families/luxafor";
import { PRETEND_MUTEME } from "./families/muteme";
import type { PretendFamily } from "./pretend-light";

/** A pretend light for every family there is an encoder for. */
export const PRETEND_FAMILIES: readonly PretendFamily[] = [
  PRETEND_LUXAFOR,
  PRETEND_BLINK1,
  PRETEND_BLINKSTICK,
  PRETEND_MUTEME,
];
