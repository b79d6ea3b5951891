import {
  BLACK,
  type PretendFamily,
  type PretendLight,
  type Received,
  type Rgb,
  type Shown,
  WrongReport,
} from "../pretend-light";

const LENGTH = 9;
const LINES = 32;

/**
 * Plays what its memory holds, both LEDs alike. An mk1 takes the fade alone: whatever else it is told is kept in its
 * EEPROM, or is nothing to it.
 */
export const PRETEND_BLINK1: PretendFamily = {
  name: "blink1",
  start(model) {
    return new PretendBlink1(model !== "mk1");
  },
};

class PretendBlink1 implements PretendLight {
  shown: Shown = { color: BLACK, effect: "none" };
  readonly #playsFromMemory: boolean;
  readonly #lines: Rgb[] = [];
  /** The one that lines are written for; 0 is both. Who knows what was played before. */
  #led = 1;

  constructor(playsFromMemory: boolean) {
    this.#playsFromMemory = playsFromMemory;
  }

  take(received: Received): void {
    const { transport, bytes } = received;
    if (transport !== "feature" || bytes.length !== LENGTH || bytes[0] !== 1)
      throw new WrongReport("no report of a blink(1)", received);
    const letter = String.fromCharCode(bytes[1] ?? 0);
    if (letter === "c") this.#fade(received);
    else if (letter === "l" && this.#playsFromMemory) this.#led = bytes[2] ?? 0;
    else if (letter === "P" && this.#playsFromMemory) this.#write(received);
    else if (letter === "p" && this.#playsFromMemory) this.#play(received);
    else throw new WrongReport("a command that is not for us", received);
  }

  /** Ends what is played. */
  #fade(received: Received): void {
    const [, , red = 0, green = 0, blue = 0, , , led] = received.bytes;
    if (led !== 0) throw new WrongReport("not both LEDs", received);
    this.shown = { color: { red, green, blue }, effect: "none" };
  }

  #write(received: Received): void {
    const [, , red = 0, green = 0, blue = 0, high = 0, low = 0, position = LINES] = received.bytes;
    if (this.#led !== 0) throw new WrongReport("a line that is not for both LEDs", received);
    if (position >= LINES) throw new WrongReport("a line that there is not", received);
    if (high === 0 && low === 0) throw new WrongReport("a line that takes no time", received);
    this.#lines[position] = { red, green, blue };
  }

  #play(received: Received): void {
    const [, , isOn, first = 0, last = 0, count] = received.bytes;
    if (isOn !== 1 || count !== 0) throw new WrongReport("not to be played for ever", received);
    const lines = Array.from({ length: last - first + 1 }, (_, i) => this.#lines[first + i]);
    const known = lines.filter((line) => line !== undefined);
    // An end of 0 is all lines.
    if (last === 0 || known.length < 2 || known.length < lines.length)
      throw new WrongReport("lines that nobody wrote", received);
    const color = known.reduce((brightest, line) => (sum(line) > sum(brightest) ? line : brightest));
    this.shown = { color, effect: known.some((line) => sum(line) === 0) ? "blink" : "breathe" };
  }
}

function sum({ red, green, blue }: Rgb): number {
  return red + green + blue;
}
