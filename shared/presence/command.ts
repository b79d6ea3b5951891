import { Problem } from "../support/problem";
import { EFFECTS, TONES } from "./appearance";
import type { Appearance, Effect, Sound } from "./appearance";
import { parseColour } from "./colour";
import { isFields } from "./fields";
import type { Fields } from "./fields";
import { parsePresence } from "./parse";
import { STATUSES } from "./presence";
import type { Presence, Status } from "./presence";

/** What a message asks of a light. `attention` is meant for people: ignored by lights. */
export type LampCommand =
  | { readonly kind: "presence"; readonly presence: Presence }
  | { readonly kind: "status"; readonly status: Status }
  | { readonly kind: "appearance"; readonly appearance: Appearance }
  | { readonly kind: "on" | "off" | "restore" | "attention" };

/** The longest `dynamics.duration` a Hue bridge takes (openhue/openhue-api); no other light fades for longer. */
const LONGEST_TRANSITION_MS = 6_000_000;

const COMMANDS = ["on", "off", "restore"] as const;
const PROPERTIES = ["on", "color", "brightness", "effect", "transition", "sound"] as const;
const SOUND_PROPERTIES = ["tone", "volume", "repeat", "until"] as const;

const HIGHEST_TONE = 16;
const MOST_REPEATS = 10;

const COLOUR_FORMS = '"#rrggbb", "r,g,b" with 0 to 255 each, a CSS colour name or "amber"';

/**
 * The command in a message's payload. The first that fits counts:
 * 1. null, or an object with `event`: attention;
 * 2. true is on, false is off;
 * 3. text, in any casing: "on", "off" or "restore"; a status, such as "offline"; a colour;
 * 4. an object with `person`, `availability` or `activity`: a Presence, or one of Graph;
 * 5. any other object: an appearance, with at least one property and none unknown; numbers may be text.
 * Throws the Problem `bad-input`, which names the property and what it may be, and `malformed-presence` for 4.
 */
export function parseCommand(payload: unknown, now: number): LampCommand {
  if (payload === null) return { kind: "attention" };
  if (typeof payload === "boolean") return { kind: payload ? "on" : "off" };
  if (typeof payload === "string") return fromText(payload);
  if (!isFields(payload)) throw unusable();
  if (typeof payload.event === "string") return { kind: "attention" };
  if ("person" in payload || "availability" in payload || "activity" in payload) {
    return { kind: "presence", presence: parsePresence(payload, now) };
  }
  return { kind: "appearance", appearance: parseAppearance(payload) };
}

function fromText(payload: string): LampCommand {
  const text = payload.trim().toLowerCase();
  const command = COMMANDS.find((one) => one === text);
  if (command !== undefined) return { kind: command };
  const status = STATUSES.find((one) => one === text);
  if (status !== undefined) return { kind: "status", status };
  const color = parseColour(text);
  if (color !== undefined) return { kind: "appearance", appearance: { color } };
  throw unusable();
}

function parseAppearance(fields: Fields): Appearance {
  const given = Object.keys(fields).filter((key) => fields[key] !== undefined);
  if (given.length === 0) throw unusable();
  const unknown = given.find((key) => !PROPERTIES.some((property) => property === key));
  if (unknown !== undefined) {
    throw badInput(`"${unknown.slice(0, 40)}" is not a property of a light; use ${PROPERTIES.join(", ")}.`);
  }
  const { on, color, brightness, effect, transition, sound } = fields;
  return {
    ...(on === undefined ? {} : { on: flag(on) }),
    ...(color === undefined ? {} : { color: colour(color) }),
    ...(brightness === undefined
      ? {}
      : { brightness: numberWithin("brightness", brightness, 1, 100, "percent") }),
    ...(effect === undefined ? {} : { effect: effectNamed(effect) }),
    ...(transition === undefined
      ? {}
      : { transition: numberWithin("transition", transition, 0, LONGEST_TRANSITION_MS, "milliseconds") }),
    ...(sound === undefined ? {} : { sound: parseSound(sound) }),
  };
}

function parseSound(value: unknown): Sound {
  if (!isFields(value)) throw badInput(`"sound" must be an object with ${SOUND_PROPERTIES.join(", ")}.`);
  const unknown = Object.keys(value).find((key) => !SOUND_PROPERTIES.some((property) => property === key));
  if (unknown !== undefined)
    throw badInput(
      `"sound.${unknown.slice(0, 40)}" is not known; a sound has ${SOUND_PROPERTIES.join(", ")}.`,
    );
  const { tone, volume, repeat, until } = value;
  if (until !== undefined && until !== "next") throw badInput('"sound.until" must be "next", or absent.');
  return {
    tone: TONES.find((one) => one === tone) ?? wholeTone(tone),
    ...(volume === undefined ? {} : { volume: numberWithin("sound.volume", volume, 0, 100, "percent") }),
    ...(repeat === undefined
      ? {}
      : { repeat: Math.round(numberWithin("sound.repeat", repeat, 1, MOST_REPEATS, "times")) }),
    ...(until === undefined ? {} : { until }),
  };
}

function wholeTone(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 1 && number <= HIGHEST_TONE)
    return number;
  throw badInput(
    `"sound.tone" must be one of ${TONES.join(", ")}, or a whole number from 1 to ${HIGHEST_TONE}.`,
  );
}

function flag(value: unknown): boolean {
  if (typeof value !== "boolean") throw badInput('"on" must be true or false.');
  return value;
}

function colour(value: unknown) {
  const found = typeof value === "string" ? parseColour(value) : undefined;
  if (found === undefined) throw badInput(`"color" must be ${COLOUR_FORMS}.`);
  return found;
}

function effectNamed(value: unknown): Effect {
  const found = EFFECTS.find((effect) => effect === value);
  if (found === undefined) throw badInput(`"effect" must be one of ${EFFECTS.join(", ")}.`);
  return found;
}

function numberWithin(property: string, value: unknown, least: number, most: number, unit: string): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !(number >= least && number <= most)) {
    throw badInput(`"${property}" must be a number from ${least} to ${most} (${unit}).`);
  }
  return number;
}

function unusable(): Problem {
  return badInput(
    `"payload" must be a Presence; a status (${STATUSES.join(", ")}); an object with any of ${PROPERTIES.join(", ")}; ` +
      `a colour (${COLOUR_FORMS}); "on", "off" or "restore"; true or false.`,
  );
}

function badInput(advice: string): Problem {
  return new Problem({ code: "bad-input", title: "The light cannot follow this message", advice });
}
