import { BLACK, pretendFamily, type Rgb, type Shown, WrongReport } from "../pretend-light";

const LENGTH = 9;

/** How many tones they have; others are deaf to what is said of sound, and so must be told nothing. */
const TONES: Readonly<Record<string, number>> = { plus: 10, plantronics: 10, mini: 14, wireless: 14 };

/** Follows steady light and the slow flash; the faster ones are too fast for some people's eyes. */
export const PRETEND_BLYNCLIGHT = pretendFamily("blynclight", (received, model) => {
  const tones = TONES[model] ?? 0;
  const { transport, bytes } = received;
  const [id, red = 0, blue = 0, green = 0, control, music = 0, volume = 0, ...end] = bytes;
  if (transport !== "output" || bytes.length !== LENGTH || id !== 0)
    throw new WrongReport("no report of a Blynclight", received);
  if (end[0] !== 0xff || end[1] !== 0x22) throw new WrongReport("another end", received);

  const tone = music & 0x0f;
  const plays = (music & 0x10) !== 0;
  if (music & 0xc0 || volume & 0x70 || (volume & 0x0f) > 10)
    throw new WrongReport("a sound that there is not", received);
  if (plays ? tone < 1 || tone > tones : music !== 0 || volume !== 0)
    throw new WrongReport("a sound that this one has not", received);
  const isHeard = plays && (volume & 0x80) === 0 && volume > 0;

  const light = lightOf({ red, green, blue }, control);
  if (!light) throw new WrongReport("a light that is not for us", received);
  if (!isHeard) return light;
  return { ...light, ringing: { tone, volume: volume * 10, endless: (music & 0x20) !== 0 } };
});

function lightOf(color: Rgb, control: number | undefined): Shown | undefined {
  if (control === 0x00) return { color, effect: "none" };
  if (control === 0x01) return { color: BLACK, effect: "none" };
  return control === 0x0c ? { color, effect: "blink" } : undefined;
}
