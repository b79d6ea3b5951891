import { statusColourKind } from "../../../../shared/presence/describe";
import type { Presence } from "../../../../shared/presence/presence";
import type { Preview } from "../../model/preview";
import type { Sensor, SensorStatus } from "../../../sensors/sensor";
import { problemWords } from "../problem-words";
import type { Texts } from "../texts";

export function statusWord(texts: Texts, status: SensorStatus): string {
  return texts.say(`status.${status}`);
}

/** The colour of a status' dot; those about the source have none of Teams'. */
export function statusDot(status: SensorStatus): string {
  if (status === "sign-in-needed" || status === "stale") return "amber";
  return statusColourKind(status);
}

/** "In a call or Presenting", or what else a sensor waits for. */
export function sensorWords(
  texts: Texts,
  { statuses, activities, invert }: Pick<Sensor, "statuses" | "activities" | "invert">,
): string {
  const [first, ...others] = statuses.map((status) => statusWord(texts, status));
  const words = [...(first === undefined ? [] : [first]), ...others.map(insideSentence), ...activities];
  if (words.length === 0) return texts.say("sensor.nothing");
  if (!invert) return texts.list(words, "disjunction");
  return texts.say("sensor.not", { list: texts.list(words.map(insideSentence), "disjunction") });
}

/** None of the words for a status begins with a noun, which German would write with a capital everywhere. */
function insideSentence(word: string): string {
  return /^\p{Lu}\p{Ll}*(\s|$)/u.test(word) ? word.charAt(0).toLowerCase() + word.slice(1) : word;
}

/** What is known of somebody, in a line like "In a call · since 14:05", and the dot in front of it. */
export function previewWords(
  texts: Texts,
  preview: Preview | undefined,
  now: number,
): { readonly text: string; readonly dot: string } {
  if (preview === undefined) return { text: texts.say("preview.nobody"), dot: "none" };
  const { presence, state, problem } = preview;
  switch (state) {
    case "live":
      return presence
        ? { text: presenceWords(texts, presence, now), dot: statusColourKind(presence.status) }
        : { text: texts.say("preview.waiting"), dot: "none" };
    case "stale":
      return { text: staleWords(texts, presence), dot: "none" };
    case "sign-in":
      return { text: texts.say("preview.sign-in"), dot: "amber" };
    case "problem":
      return { text: problem ? problemWords(texts, problem).title : "", dot: "amber" };
    case "waiting":
      return { text: texts.say("preview.waiting"), dot: "none" };
  }
}

function presenceWords(
  texts: Texts,
  { status, idle, since }: Presence & { readonly since?: string },
  now: number,
): string {
  const word = statusWord(texts, status);
  const isPlain = status === "available" || status === "busy";
  const idleWord = idle && isPlain ? ` · ${texts.say("preview.idle")}` : "";
  const at = since === undefined ? Number.NaN : Date.parse(since);
  const sinceWord = Number.isNaN(at) ? "" : ` · ${texts.say("preview.since", { time: texts.time(at, now) })}`;
  return `${word}${idleWord}${sinceWord}`;
}

function staleWords(texts: Texts, presence: Presence | undefined): string {
  const last = presence?.stale ? presence.lastStatus : presence?.status;
  return last === undefined || last === "unknown"
    ? texts.say("preview.stale")
    : texts.say("preview.stale-was", { status: statusWord(texts, last) });
}
