import { BLACK, type PretendFamily, type Rgb, type Shown, WrongReport } from "../pretend-light";

const LENGTH = 65;
const RESET = 0x73;

const COLOURS: ReadonlyMap<number, Rgb> = new Map([
  [0x07, { red: 255, green: 255, blue: 255 }],
  [0x17, { red: 0, green: 255, blue: 255 }],
  [0x20, { red: 255, green: 0, blue: 255 }],
  [0x35, { red: 0, green: 0, blue: 255 }],
  [0x40, { red: 255, green: 255, blue: 0 }],
  [0x60, { red: 255, green: 0, blue: 0 }],
  [0xd8, { red: 0, green: 255, blue: 0 }],
]);

/** Takes a colour only when it has just been reset. */
export const PRETEND_BLYNCUSB20: PretendFamily = {
  name: "blyncusb20",
  start() {
    let shown: Shown = { color: BLACK, effect: "none" };
    let isReset = false;
    return {
      get shown() {
        return shown;
      },
      take(received) {
        const { transport, bytes } = received;
        const [id, code = 0, ...rest] = bytes;
        if (transport !== "output" || bytes.length !== LENGTH || id !== 0 || rest.some((byte) => byte !== 0))
          throw new WrongReport("no report of a BLYNCUSB20", received);
        const color = code === RESET ? BLACK : COLOURS.get(code);
        if (!color) throw new WrongReport("no colour it knows", received);
        if (code !== RESET && !isReset) throw new WrongReport("a colour without a reset before", received);
        shown = { color, effect: "none" };
        isReset = code === RESET;
      },
    };
  },
};
