import { isFromEnvironment } from "../../common/environment";
import type { FamilyName } from "../../../shared/lights/busylight/family";

/** A light that is plugged in, as Node-RED tells it. */
export interface PluggedLight {
  /** The text that selects it. */
  readonly device: string;
  /** `vid:pid`. */
  readonly id: string;
  readonly name: string;
  readonly family: FamilyName;
  /** How many; 0: no sound. */
  readonly tones: number;
  readonly isExperimental: boolean;
  /** Why it cannot be used. */
  readonly problem?: { readonly code: string; readonly title: string; readonly advice: string };
}

export interface LightOption {
  readonly value: string;
  readonly text: string;
}

/** A part of the list under a heading of its own, or without one. */
export interface OptionGroup {
  readonly label?: string;
  readonly options: readonly LightOption[];
}

export type Words = (key: string, substitutions?: Record<string, string | number>) => string;

const VIRTUAL = "virtual";
const WORDS: ReadonlySet<string> = new Set(["any", "all", VIRTUAL]);
const ID_LENGTH = "vvvv:pppp".length;

/**
 * The list as it is shown: the words, what is plugged in, and what is chosen where that is none of these.
 * @param chosen the `device` of the flow; its option has just this value
 * @param lights undefined: not known yet
 */
export function lightOptions(
  chosen: string,
  lights: readonly PluggedLight[] | undefined,
  words: Words,
): readonly OptionGroup[] {
  const word = (value: string): LightOption => ({ value, text: words(`busylight.light.${value}`) });
  const real = realLights(lights ?? []);
  const plugged = real
    .filter(({ device }, index) => real.findIndex((one) => one.device === device) === index)
    .map((light) => ({
      value: isSame(light.device, chosen) ? chosen : light.device,
      text: textOf(light, real, words),
    }))
    .sort((a, b) => a.text.localeCompare(b.text));
  const isListed = WORDS.has(chosen) || plugged.some(({ value }) => value === chosen);
  return [
    { options: [word("any"), word("all")] },
    ...(plugged.length > 0 ? [{ label: words("busylight.light.plugged-in"), options: plugged }] : []),
    { options: [...(isListed ? [] : [unlisted(chosen, lights, words)]), word(VIRTUAL)] },
  ];
}

/** The lights that a `device` of the flow may be about, of those that are plugged in. */
export function lightsMeant(chosen: string, lights: readonly PluggedLight[]): readonly PluggedLight[] {
  if (chosen === VIRTUAL) return lights.filter(({ device }) => device === VIRTUAL);
  const real = realLights(lights);
  if (WORDS.has(chosen)) return real;
  const exact = real.filter(({ device }) => isSame(device, chosen));
  if (exact.length > 0) return exact;
  // An id alone is the first with that id. One that is listed by its id alone may have any number or port.
  const id = chosen.slice(0, ID_LENGTH).toLowerCase();
  return real.filter((light) => light.id === id && (chosen.length === ID_LENGTH || light.device === id));
}

/** Those that have hardware. */
export function realLights(lights: readonly PluggedLight[]): readonly PluggedLight[] {
  return lights.filter(({ device }) => device !== VIRTUAL);
}

/** Whether a `device` can name lights. */
export function isDevice(text: string): boolean {
  return (
    WORDS.has(text) || (/^[0-9a-f]{4}:[0-9a-f]{4}([:@].+)?$/i.test(text) && !text.startsWith("0000:0000"))
  );
}

/** The name, with what a person should know before choosing it. */
function textOf(light: PluggedLight, lights: readonly PluggedLight[], words: Words): string {
  const plain = nameOf(light, words);
  const hasTwin = lights.filter((one) => nameOf(one, words) === plain).length > 1;
  return nameOf(light, words, [
    ...(hasTwin ? [mark(light.device, words)] : []),
    ...(light.isExperimental ? [words("busylight.light.experimental")] : []),
    ...(light.problem?.code === "usb-permission" ? [words("busylight.light.no-permission")] : []),
  ]);
}

/** What it calls itself, with its family where that says more, and notes. */
function nameOf({ name, family }: PluggedLight, words: Words, notes: readonly string[] = []): string {
  const known = words(`busylight.family.${family}`);
  const holds = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
  if (holds(name, known)) return withNotes(name, notes, words);
  if (holds(known, name)) return withNotes(known, notes, words);
  return withNotes(name, [known, ...notes], words);
}

function withNotes(name: string, notes: readonly string[], words: Words): string {
  if (notes.length === 0) return name;
  return words("busylight.light.with-notes", { name, notes: notes.join(", ") });
}

/** What tells a light from its twin: its serial number or its port, or else its id. */
function mark(device: string, words: Words): string {
  const value = device.slice(ID_LENGTH + 1);
  if (value === "") return device;
  return words(`busylight.light.${device[ID_LENGTH] === "@" ? "port" : "serial"}`, { value });
}

/** What is chosen and not in the list. */
function unlisted(chosen: string, lights: readonly PluggedLight[] | undefined, words: Words): LightOption {
  if (isFromEnvironment(chosen) || !isDevice(chosen)) return { value: chosen, text: chosen };
  const id = chosen.slice(0, ID_LENGTH).toLowerCase();
  const equal = realLights(lights ?? []).find((light) => light.id === id);
  const notes = chosen.length > ID_LENGTH ? [mark(chosen, words)] : [];
  const name = equal
    ? nameOf(equal, words, notes)
    : withNotes(words("busylight.light.with-id", { id }), notes, words);
  const isMissing = lights !== undefined && lightsMeant(chosen, lights).length === 0;
  return { value: chosen, text: isMissing ? words("busylight.light.missing", { name }) : name };
}

/** Ids are the same in capital and small letters. */
function isSame(device: string, chosen: string): boolean {
  return (
    device.slice(0, ID_LENGTH) === chosen.slice(0, ID_LENGTH).toLowerCase() &&
    device.slice(ID_LENGTH) === chosen.slice(ID_LENGTH)
  );
}
