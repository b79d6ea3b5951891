import { BLACK, type PretendFamily, type Shown, WrongReport } from "../pretend-light";

const LENGTH = 9;
const ALL_LEDS = 0xff;

/** Follows the whole light at once, as we write it. */
export const PRETEND_LUXAFOR: PretendFamily = {
  name: "luxafor",
  start() {
    let shown: Shown = { color: BLACK, effect: "none" };
    return {
      get shown() {
        return shown;
      },
      take(received) {
        const { transport, bytes } = received;
        const [id, command, leds, red = 0, green = 0, blue = 0, speed = 0, , repeat] = bytes;
        if (transport !== "output" || bytes.length !== LENGTH || id !== 0)
          throw new WrongReport("no report of a Luxafor", received);
        if (leds !== ALL_LEDS) throw new WrongReport("not all LEDs", received);
        const color = { red, green, blue };
        if (command === 1) shown = { color, effect: "none" };
        else if (command === 3 && speed > 0 && repeat === 0) shown = { color, effect: "blink" };
        else throw new WrongReport("a command that is not for us", received);
      },
      press: (event) => Uint8Array.from([0x83, event === "pressed" ? 0 : 1, 0, 0, 0, 0, 0, 0]),
    };
  },
};
