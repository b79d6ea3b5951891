import { pretendFamily, WrongReport } from "../pretend-light";

const LENGTH = 9;
const ALL_LEDS = 0xff;

const press = (event: "pressed" | "released"): Uint8Array =>
  Uint8Array.from([0x83, event === "pressed" ? 0 : 1, 0, 0, 0, 0, 0, 0]);

/** Follows the whole light at once, as we write it. */
export const PRETEND_LUXAFOR = pretendFamily(
  "luxafor",
  (received) => {
    const { transport, bytes } = received;
    const [id, command, leds, red = 0, green = 0, blue = 0, speed = 0, , repeat] = bytes;
    if (transport !== "output" || bytes.length !== LENGTH || id !== 0)
      throw new WrongReport("no report of a Luxafor", received);
    if (leds !== ALL_LEDS) throw new WrongReport("not all LEDs", received);
    const color = { red, green, blue };
    if (command === 1) return { color, effect: "none" };
    if (command === 3 && speed > 0 && repeat === 0) return { color, effect: "blink" };
    throw new WrongReport("a command that is not for us", received);
  },
  { press },
);
