import { pretendFamily, type Shown, WrongReport } from "../pretend-light";

const LENGTH = 2;

/** By the bits 4 and 5. The fast pulse is missing: nobody knows how fast it is. */
const MODES: Readonly<Record<number, { readonly level: number; readonly effect: Shown["effect"] }>> = {
  0: { level: 255, effect: "none" },
  1: { level: 128, effect: "none" },
  3: { level: 255, effect: "breathe" },
};

const press = (event: "pressed" | "released"): Uint8Array =>
  Uint8Array.from([0, 0, 0, event === "pressed" ? 4 : 2, 0, 0, 0, 0]);

/** Each of three LEDs is on or off, all of them full or dim: we say half. */
export const PRETEND_MUTEME = pretendFamily(
  "muteme",
  (received) => {
    const { transport, bytes } = received;
    const [id, command = 0] = bytes;
    if (transport !== "output" || bytes.length !== LENGTH || id !== 0)
      throw new WrongReport("no report of a MuteMe", received);
    const mode = MODES[command >> 4];
    if ((command & 0x08) !== 0 || !mode) throw new WrongReport("a command that is not for us", received);
    const led = (bit: number): number => ((command & bit) === 0 ? 0 : mode.level);
    const color = { red: led(1), green: led(2), blue: led(4) };
    return { color, effect: (command & 0x07) === 0 ? "none" : mode.effect };
  },
  { press },
);
