import type { Target } from "../../../shared/lights/hue/home/targets";

/** What the flow keeps of a target: `targetType` and `target`. */
export interface Choice {
  readonly type: string;
  /** May be empty for the home. */
  readonly id: string;
}

export interface TargetOption {
  readonly value: string;
  readonly text: string;
}

/** A part of the list under a heading of its own, or without one. */
export interface OptionGroup {
  readonly label?: string;
  readonly options: readonly TargetOption[];
}

type Words = (key: string, substitutions?: Record<string, string | number>) => string;

/** A choice as the value of an option. */
export function optionValue({ type, id }: Choice): string {
  return `${type}:${id}`;
}

export function choiceOf(value: string): Choice {
  const [type = "", ...rest] = value.split(":");
  return { type, id: rest.join(":") };
}

/** A bridge has one home, whatever id the flow keeps of it. */
export function isSameChoice(a: Choice, b: Choice): boolean {
  return a.type === b.type && (a.type === "home" || a.id === b.id);
}

/** The list as it is shown, in the order it has: the home, rooms, zones, then lamps by room. */
export function targetOptions(targets: readonly Target[], words: Words): readonly OptionGroup[] {
  const groups = new Map<string, TargetOption[]>();
  for (const target of targets) {
    const heading = headingOf(target, words);
    const options = groups.get(heading) ?? [];
    options.push({ value: optionValue(target), text: textOf(target, words) });
    groups.set(heading, options);
  }
  return [...groups].map(([label, options]) => ({ ...(label && { label }), options }));
}

function headingOf({ type, room }: Target, words: Words): string {
  if (type === "home") return "";
  if (type === "room" || type === "zone") return words(`hue-light.heading.${type}`);
  return room === undefined
    ? words("hue-light.heading.elsewhere")
    : words("hue-light.heading.lamps", { room });
}

/** The name, with what a person should know before choosing it. */
function textOf({ type, name, lights, capabilities }: Target, words: Words): string {
  const shownName = type === "home" ? words("hue-light.target.home") : name;
  const notes = [
    ...(lights === undefined ? [] : [lampCount(lights, words)]),
    ...(capabilities.colour
      ? []
      : [words(capabilities.dimming ? "hue-light.target.white" : "hue-light.target.switch")]),
  ];
  if (notes.length === 0) return shownName;
  return words("hue-light.target.with-notes", { name: shownName, notes: notes.join(", ") });
}

function lampCount(number: number, words: Words): string {
  return number === 1 ? words("hue-light.target.one-lamp") : words("hue-light.target.lamps", { number });
}
