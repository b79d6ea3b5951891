import { PRETEND_BLINK1 } from "./families/blink1";
import { PRETEND_BLINKSTICK } from "./families/blinkstick";
import { PRETEND_BLYNCLIGHT } from "./families/blynclight";
import { PRETEND_BLYNCUSB10 } from "./families/blyncusb10";
import { PRETEND_BLYNCUSB20 } from "./families/blyncusb20";
import { PRETEND_BUSY_TAG } from "./families/busy-tag";
import { PRETEND_EPOS } from "./families/epos";
import { PRETEND_FIT_STATUSB } from "./families/fit-statusb";
import { PRETEND_KUANDO } from "./families/kuando";
import { PRETEND_LUXAFOR } from "./families/luxafor";
import { PRETEND_MUTEME } from "./families/muteme";
import { PRETEND_MUTESYNC } from "./families/mutesync";
import { PRETEND_VIRTUAL } from "./families/virtual";
import type { PretendFamily } from "./pretend-light";

/** A pretend light for every family there is an encoder for. */
export const PRETEND_FAMILIES: readonly PretendFamily[] = [
  PRETEND_LUXAFOR,
  PRETEND_BLINK1,
  PRETEND_BLINKSTICK,
  PRETEND_MUTEME,
  PRETEND_FIT_STATUSB,
  PRETEND_BUSY_TAG,
  PRETEND_BLYNCUSB10,
  PRETEND_BLYNCUSB20,
  PRETEND_EPOS,
  PRETEND_MUTESYNC,
  PRETEND_VIRTUAL,
  PRETEND_KUANDO,
  PRETEND_BLYNCLIGHT,
];
