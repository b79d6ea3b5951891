import { pretendFamily, WrongReport } from "../pretend-light";

const LENGTH = 13;
const SET = 65;

/** Follows all four LEDs in one colour, as we write it. */
export const PRETEND_MUTESYNC = pretendFamily("mutesync", (received) => {
  const { transport, bytes } = received;
  const [command, red = 0, green = 0, blue = 0] = bytes;
  if (transport !== "serial" || bytes.length !== LENGTH || command !== SET)
    throw new WrongReport("no command of a MuteSync", received);
  if (bytes.some((byte, at) => at > 3 && byte !== bytes[at - 3]))
    throw new WrongReport("not all LEDs alike", received);
  return { color: { red, green, blue }, effect: "none" };
});
