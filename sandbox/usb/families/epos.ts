import { pretendFamily, WrongReport } from "../pretend-light";

const LENGTH = 10;

/** Report id and command. */
const HEAD = "011202";

/** Follows both LEDs in one colour, as we write it. */
export const PRETEND_EPOS = pretendFamily("epos", (received) => {
  const { transport, bytes } = received;
  const [, , , red = 0, green = 0, blue = 0, ...rest] = bytes;
  const [red2, green2, blue2, on] = rest;
  const head = Buffer.from(bytes.subarray(0, 3)).toString("hex");
  if (transport !== "output" || bytes.length !== LENGTH || head !== HEAD)
    throw new WrongReport("no report of an EPOS Busylight", received);
  if (red2 !== red || green2 !== green || blue2 !== blue)
    throw new WrongReport("not both LEDs alike", received);
  if (on !== (red + green + blue > 0 ? 1 : 0))
    throw new WrongReport("on without a colour, or a colour that is not on", received);
  return { color: { red, green, blue }, effect: "none" };
});
