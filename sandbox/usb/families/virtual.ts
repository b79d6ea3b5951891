import { EFFECTS } from "../../../shared/presence/appearance";
import { isJsonObject, type JsonObject, parseJsonObject } from "../../../shared/support/json-object";
import { pretendFamily, type Shown, WrongReport } from "../pretend-light";
import { colorOf, linesOf } from "../text";

const TONES = 16;

/** A light without hardware: one line of JSON is what it shows. What is not exactly that it refuses. */
export const PRETEND_VIRTUAL = pretendFamily("virtual", (received, _model, before) => {
  let shown = before;
  for (const line of linesOf(received, "\n")) {
    const understood = shownBy(parseJsonObject(line) ?? {});
    if (!understood) throw new WrongReport("no state of a virtual light", received);
    shown = understood;
  }
  return shown;
});

function shownBy(line: JsonObject): Shown | undefined {
  const { color, effect, ringing, ...rest } = line;
  const known = EFFECTS.find((one) => one === effect);
  if (Object.keys(rest).length > 0 || known === undefined) return undefined;
  if (typeof color !== "string" || !/^#[0-9a-f]{6}$/.test(color)) return undefined;
  if (color === "#000000" && known !== "none") return undefined;
  const shown = { color: colorOf(color.slice(1)), effect: known };
  if (!("ringing" in line)) return shown;
  const sound = soundOf(ringing);
  return sound && { ...shown, ringing: sound };
}

function soundOf(value: unknown): Shown["ringing"] {
  if (!isJsonObject(value)) return undefined;
  const { tone, volume, endless, ...rest } = value;
  if (Object.keys(rest).length > 0 || typeof endless !== "boolean") return undefined;
  if (typeof tone !== "number" || !Number.isInteger(tone) || tone < 1 || tone > TONES) return undefined;
  if (typeof volume !== "number" || volume <= 0 || volume > 100) return undefined;
  return { tone, volume, endless };
}
