import { BLACK, pretendFamily, type Received, type Rgb, type Shown, WrongReport } from "../pretend-light";

const LENGTH = 65;
const STEPS = 7;
const LOUDEST = 7;

/** Tones are counted as the maker lists them: its numbers 9 and 10 are not among them. */
const TONE_OF: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 11: 9 };

interface Step {
  readonly next: number;
  readonly color: Rgb;
  /** Tenths of a second. */
  readonly on: number;
  readonly off: number;
  /** The tone's number and volume, 0 to 7; absent: it goes on as it is. */
  readonly sound?: { readonly number: number; readonly volume: number };
}

/** Follows the steps to where they go round, and takes what is shown there for what it shows. */
export const PRETEND_KUANDO = pretendFamily("kuando", (received, _model, before) => {
  const bytes = opened(received);
  if (isKeepAlive(bytes)) return before;
  const steps = Array.from({ length: STEPS }, (_none, i) => step(bytes.subarray(i * 8, i * 8 + 8), received));
  const { way, round } = follow(steps, received);
  const ringing = heard(way, before.ringing);
  return { ...look(way, round), ...(ringing && { ringing }) };
});

/** The 62 bytes before the checksum. */
function opened(received: Received): Uint8Array {
  const { transport, bytes } = received;
  if (transport !== "output" || bytes.length !== LENGTH || bytes[0] !== 0)
    throw new WrongReport("no report of a Kuando", received);
  const content = bytes.subarray(1, 63);
  const sum = content.reduce((total, byte) => total + byte, 0);
  if (bytes[63] !== sum >> 8 || bytes[64] !== (sum & 0xff)) throw new WrongReport("a wrong sum", received);
  if (content.subarray(59).some((byte) => byte !== 0xff)) throw new WrongReport("other padding", received);
  return content;
}

function isKeepAlive(bytes: Uint8Array): boolean {
  const seconds = (bytes[0] ?? 0) & 0x0f;
  return (
    ((bytes[0] ?? 0) & 0xf0) === 0x80 && seconds > 0 && bytes.subarray(1, 56).every((byte) => byte === 0)
  );
}

/** Undefined: not used. Anything but a jump is refused in each of them, reached or not. */
function step(bytes: Uint8Array, received: Received): Step | undefined {
  if (bytes.every((byte) => byte === 0)) return undefined;
  const [command = 0, times, red = 0, green = 0, blue = 0, on = 0, off = 0, audio = 0] = bytes;
  const next = command & 0x0f;
  if ((command & 0xf0) !== 0x10 || next >= STEPS)
    throw new WrongReport("a command that is not for us", received);
  if (times === 0) throw new WrongReport("a step that is never carried out", received);
  if (Math.max(red, green, blue) > 100) throw new WrongReport("more than 100 percent", received);
  const base = { next, color: { red, green, blue }, on, off };
  if (audio < 0x80) {
    if (audio > 0) throw new WrongReport("a sound that is ignored", received);
    return base;
  }
  const sound = { number: (audio >> 3) & 0x0f, volume: audio & 0x07 };
  if (sound.volume > 0 && !TONE_OF[sound.number]) throw new WrongReport("a tone that there is not", received);
  return { ...base, sound };
}

/** All steps that are carried out, and those of them that are carried out again and again. */
function follow(steps: readonly (Step | undefined)[], received: Received) {
  const way: Step[] = [];
  let at = steps[0];
  while (at && !way.includes(at)) {
    way.push(at);
    at = steps[at.next];
  }
  if (!at) throw new WrongReport("a jump into nothing", received);
  return { way, round: way.slice(way.indexOf(at)) };
}

/** A round that is neither steady light nor a blink nor a breath is told by its very first step. */
function look([first]: readonly Step[], round: readonly Step[]): Shown {
  const [brightest] = round.toSorted((one, other) => brightness(other) - brightness(one));
  const isBreath =
    brightest &&
    round.every((one) => isOfHue(one, brightest)) &&
    round.some((one) => brightness(one) < brightness(brightest));
  const step = isBreath || round.length === 1 ? brightest : first;
  if (!step || brightness(step) === 0) return { color: BLACK, effect: "none" };
  const full = (percent: number): number => Math.round((percent * 255) / 100);
  const { red, green, blue } = step.color;
  return {
    color: { red: full(red), green: full(green), blue: full(blue) },
    effect: isBreath ? "breathe" : step.off > 0 ? "blink" : "none",
  };
}

/** Whether it is steady for a while, and in the same hue as far as whole percents go. */
function isOfHue(step: Step, brightest: Step): boolean {
  const part = brightness(step) / brightness(brightest);
  const isIn = (channel: keyof Rgb): boolean =>
    Math.abs(step.color[channel] - brightest.color[channel] * part) <= 1;
  return step.on > 0 && step.off === 0 && isIn("red") && isIn("green") && isIn("blue");
}

function brightness({ color: { red, green, blue } }: Step): number {
  return Math.max(red, green, blue);
}

/** What is to be heard first. Tones begin anew by themselves, until a step says otherwise. */
function heard(way: readonly Step[], before: Shown["ringing"]): Shown["ringing"] {
  const from = way.findIndex(({ sound }) => sound);
  const starts = way[from];
  if (!starts?.sound) return before;
  const { number, volume } = starts.sound;
  const rest = way.slice(from + 1);
  const ends = rest.some(({ sound }) => sound?.volume === 0);
  const tone = TONE_OF[number];
  if (volume === 0 || !tone || (ends && starts.on + starts.off === 0)) return undefined;
  return { tone, volume: Math.round((volume * 100) / LOUDEST), endless: !ends };
}
