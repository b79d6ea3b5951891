import { pretendFamily, WrongReport } from "../pretend-light";

const LENGTH = 9;

/** Report id and what each report begins with. */
const HEAD = "0055534243004002";

/** In the last byte; 0 lights them. The other bits are 1: an i-Buddy figure has its heart and its motors there. */
const RED = 0x10;
const GREEN = 0x20;
const BLUE = 0x40;
const OTHERS = 0x8f;

export const PRETEND_BLYNCUSB10 = pretendFamily("blyncusb10", (received) => {
  const { transport, bytes } = received;
  const head = Buffer.from(bytes.subarray(0, LENGTH - 1)).toString("hex");
  const last = bytes[LENGTH - 1] ?? 0;
  if (transport !== "output" || bytes.length !== LENGTH || head !== HEAD)
    throw new WrongReport("no report of a BLYNCUSB10", received);
  if ((last & OTHERS) !== OTHERS) throw new WrongReport("more than a colour", received);
  const lit = (bit: number): number => ((last & bit) === 0 ? 255 : 0);
  return { color: { red: lit(RED), green: lit(GREEN), blue: lit(BLUE) }, effect: "none" };
});
