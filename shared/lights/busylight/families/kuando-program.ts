import { isDark, type LightState, type Rgb, type Ringing } from "../light-state";
import { output, type Report } from "../report";

/** First byte of a step, with the number of the next one. Those for a reset and for the boot loader are nowhere here. */
const JUMP = 0x10;

/** Last byte of a step: with its highest bit it sets the sound, and stops it where the volume is 0. */
const SOUND = 0x80;
const SILENCE = 0x80;
const SOUND_AS_IT_IS = 0x00;
const LOUDEST = 7;

interface Tone {
  /** The device's own number. */
  readonly number: number;
  /** How long it plays, in tenths of a second. */
  readonly plays: number;
}

/**
 * The maker's tones in its order, OpenOffice to Buzz. A tone begins anew by itself, so one that is to be heard once has
 * to be stopped in time; a device that lacks one stays silent.
 *
 * Numbers: porsager/busylight. How long: @pureit/busylight 1.0.11 (npm), for which the last one is an instant message.
 */
export const TONES: readonly Tone[] = [
  { number: 1, plays: 24 },
  { number: 2, plays: 24 },
  { number: 3, plays: 30 },
  { number: 4, plays: 45 },
  { number: 5, plays: 39 },
  { number: 6, plays: 35 },
  { number: 7, plays: 22 },
  { number: 8, plays: 22 },
  { number: 11, plays: 24 },
];

/** Tenths of a second lit and dark; both 0 is steady. */
const STEADY = { on: 0, off: 0 };
const BLINK = { on: 5, off: 5 };
const BREATH = { on: 5, off: 0 };

/** A breath, as parts of the full brightness: closer together where it is dim, for the eye sees ratios. */
const LEVELS = [1, 0.55, 0.25, 0.1, 0.25, 0.55];

const STEPS_LENGTH = 56;
/** What the Kuando Box listens for, which we leave at 0, and three bytes that are always so. */
const PADDING = [0, 0, 0, 0xff, 0xff, 0xff];

/** What a light shows is to go on for 15 seconds, the longest that can be asked for. */
export const KEEP_ALIVE: Report = report([0x80 | 15]);

interface Look {
  /** Percent each. */
  readonly color: Rgb;
  readonly on: number;
  readonly off: number;
}

interface Step extends Look {
  readonly times: number;
  readonly sound: number;
}

/**
 * A program of at most 7 steps. The sound begins in steps of its own, carried out once: there a light that blinks does so
 * for whole blinks, one that breathes stays at its brightest. Steps that go round for ever follow. They stop the sound,
 * or leave it as it is, so that it does not begin anew with each of them.
 *
 * Form: "Busylight/Kuando Box HID communication protocol specification", rev. 2.2 (Plenom; in porsager/busylight).
 */
export function program(state: LightState): Report {
  const round = looks(state);
  const begin = soundBegins(round, state.ringing);
  const then = begin.length > 0 && state.ringing?.endless ? SOUND_AS_IT_IS : SILENCE;
  const steps = [...begin, ...round.map((look) => ({ ...look, times: 1, sound: then }))];
  return report(
    steps.flatMap(({ color: { red, green, blue }, on, off, times, sound }, i) => {
      const next = i + 1 < steps.length ? i + 1 : begin.length;
      return [JUMP | next, times, red, green, blue, on, off, sound];
    }),
  );
}

function looks(state: LightState): readonly Look[] {
  const color = inPercent(state);
  if (state.effect === "blink" && !isDark(state)) return [{ color, ...BLINK }];
  if (state.effect === "breathe" && !isDark(state))
    return LEVELS.map((level) => ({
      color: eachChannel(color, (part) => Math.round(part * level)),
      ...BREATH,
    }));
  return [{ color, ...STEADY }];
}

/** Nothing for what is not heard. */
function soundBegins([first]: readonly Look[], ringing: Ringing | undefined): readonly Step[] {
  const tone = ringing && TONES[ringing.tone - 1];
  if (!first || !tone || ringing.volume <= 0) return [];
  const volume = Math.max(1, Math.round((ringing.volume * LOUDEST) / 100));
  const sound = SOUND | (tone.number << 3) | volume;
  if (first.off === 0) return [{ ...first, on: tone.plays, times: 1, sound }];
  const blinks = Math.round(tone.plays / (first.on + first.off));
  return [
    { ...first, times: 1, sound },
    { ...first, times: blinks - 1, sound: SOUND_AS_IT_IS },
  ];
}

/** What is lit keeps at least 1 percent. */
function inPercent({ color, brightness }: LightState): Rgb {
  return eachChannel(color, (part) => (part === 0 ? 0 : Math.max(1, Math.round((part * brightness) / 255))));
}

function eachChannel({ red, green, blue }: Rgb, make: (part: number) => number): Rgb {
  return { red: make(red), green: make(green), blue: make(blue) };
}

function report(steps: readonly number[]): Report {
  const unused = Array.from({ length: STEPS_LENGTH - steps.length }, () => 0);
  const bytes = [...steps, ...unused, ...PADDING];
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  return output([0x00, ...bytes, sum >> 8, sum & 0xff]);
}
