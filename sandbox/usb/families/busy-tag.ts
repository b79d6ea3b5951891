import { pretendFamily, WrongReport } from "../pretend-light";
import { colorOf, linesOf } from "../text";

/** All seven LEDs at once, as we write it. */
const SOLID_COLOUR = /^AT\+SC=127,([0-9A-F]{6})$/;

export const PRETEND_BUSY_TAG = pretendFamily("busy-tag", (received, _model, before) => {
  let shown = before;
  for (const line of linesOf(received, "\r\n")) {
    const [, hex] = SOLID_COLOUR.exec(line) ?? [];
    if (hex === undefined) throw new WrongReport("a command that is not for us", received);
    shown = { color: colorOf(hex), effect: "none" };
  }
  return shown;
});
