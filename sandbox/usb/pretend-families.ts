import { PRETEND_BLYNCLIGHT } from "./families/blynclight";
import { PRETEND_KUANDO } from "./families/kuando";
import { PRETEND_LUXAFOR } from "./families/luxafor";
import type { PretendFamily } from "./pretend-light";

/** A pretend light for every family there is an encoder for. */
export const PRETEND_FAMILIES: readonly PretendFamily[] = [
  PRETEND_KUANDO,
  PRETEND_BLYNCLIGHT,
  PRETEND_LUXAFOR,
];
