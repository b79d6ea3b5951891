import { type Colour, type PresetName, ruleFor } from "../../shared/presence/appearance";
import type { Presence, Status } from "../../shared/presence/presence";

const TEXTS = ["status", "availability", "activity", "slug", "name", "since", "color"] as const;
const NUMBERS = ["red", "green", "blue", "brightness"] as const;

/** What can stand in braces in a URL or a body. */
export const PLACEHOLDERS = [...TEXTS, ...NUMBERS] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What is filled in, not yet escaped for where it goes. */
export type Values = Readonly<Record<Placeholder, string>>;

/** Only letters: the braces of JSON have a quotation mark or a space behind them. */
const PLACEHOLDER = /\{([A-Za-z]+)\}/g;

/** What stands where a status shows nothing. */
const DARK: Colour = "#000000";

/** A Presence, and since when it lasts; where nobody knows that, it is when it was observed. */
export type ToldPresence = Presence & { readonly since?: string };

export interface Colours {
  readonly colors: PresetName;
  /** The user's own, over those of the preset. */
  readonly statusColors: Partial<Readonly<Record<Status, Colour>>>;
}

/** The first name in braces that is no placeholder, braces included; undefined where there is none. */
export function unknownPlaceholder(template: string): string | undefined {
  return [...template.matchAll(PLACEHOLDER)].find(([, name]) => !isPlaceholder(name))?.[0];
}

export function hasPlaceholder(template: string): boolean {
  return template.search(PLACEHOLDER) >= 0;
}

/** The template with every placeholder in place of what `escape` makes of its value. */
export function fill(template: string, values: Values, escape: (value: string) => string): string {
  return template.replace(PLACEHOLDER, (found, name: string) =>
    isPlaceholder(name) ? escape(values[name]) : found,
  );
}

export function valuesOf(presence: ToldPresence, colours: Colours): Values {
  const { color, brightness } = lookOf(presence.status, colours);
  const channel = (start: number) => String(Number.parseInt(color.slice(start, start + 2), 16));
  return {
    status: presence.status,
    availability: presence.availability,
    activity: presence.activity,
    slug: presence.person.slug,
    name: presence.person.name,
    since: presence.since ?? presence.observedAt,
    color,
    red: channel(1),
    green: channel(3),
    blue: channel(5),
    brightness: String(brightness),
  };
}

/** One for each placeholder, of the kind it stands for, to see whether a template can be right. */
export const SAMPLE_VALUES: Values = {
  status: "text",
  availability: "text",
  activity: "text",
  slug: "text",
  name: "text",
  since: "text",
  color: "text",
  red: "1",
  green: "1",
  blue: "1",
  brightness: "1",
};

/** Brightness in percent; 0 where the status shows nothing. */
function lookOf(status: Status, { colors, statusColors }: Colours): { color: Colour; brightness: number } {
  const own = statusColors[status];
  if (own !== undefined) return { color: own, brightness: own === DARK ? 0 : 100 };
  const rule = ruleFor(colors, status);
  return rule.action === "show" ? rule : { color: DARK, brightness: 0 };
}

function isPlaceholder(name: string | undefined): name is Placeholder {
  return PLACEHOLDERS.some((placeholder) => placeholder === name);
}
