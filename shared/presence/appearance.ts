import type { Status } from "./presence";

export const EFFECTS = ["none", "breathe", "blink"] as const;
export type Effect = (typeof EFFECTS)[number];

/** `#rrggbb`, lower case. */
export type Colour = `#${string}`;

/** How a light shall look; what is absent stays as it is. */
export interface Appearance {
  readonly on?: boolean;
  readonly color?: Colour;
  /** Percent, 1 to 100. */
  readonly brightness?: number;
  readonly effect?: Effect;
  /** Milliseconds. */
  readonly transition?: number;
  /** Only lights that have sound play it. */
  readonly sound?: Sound;
}

export const ACTIONS = ["show", "off", "leave", "restore", "scene"] as const;
export type Action = (typeof ACTIONS)[number];

export const TONES = ["ring", "chime", "alert", "buzz"] as const;

/** What a light that has sound plays; what is absent is up to the light. */
export interface Sound {
  /** By name, or by number as the device counts them, 1 to 16. */
  readonly tone: (typeof TONES)[number] | number;
  /** Percent, 0 to 100. */
  readonly volume?: number;
  /** How often, 1 to 10. */
  readonly repeat?: number;
  /** Until the next rule applies. */
  readonly until?: "next";
}

/**
 * What a light does for a status. `restore` gives it back as it was before, `leave` touches nothing, `scene` recalls a
 * scene of the light's own system, by name or id; a light that knows no scenes takes it for `leave`.
 */
export type Rule =
  | {
      readonly action: "show";
      readonly color: Colour;
      readonly brightness: number;
      readonly effect: Effect;
      /** Only lights that have sound play it. */
      readonly sound?: Sound;
    }
  | { readonly action: "scene"; readonly scene: string }
  | { readonly action: "off" | "leave" | "restore" };

export const PRESET_NAMES = [
  "traffic-light",
  "colour-blind-safe",
  "presencelight",
  "presence-switch",
] as const;
export type PresetName = (typeof PRESET_NAMES)[number];
export type Preset = Readonly<Record<Status, Rule>>;

const OFF: Rule = { action: "off" };
const LEAVE: Rule = { action: "leave" };
const RESTORE: Rule = { action: "restore" };

const GREEN = show("#00ff00");
const RED = show("#ff0000");
const AMBER = show("#ffbf00");

/**
 * Vermillion, blue and reddish purple of Okabe and Ito's "Color Universal Design" palette. Someone who cannot tell red
 * from green sees the first as yellow, the second as blue and the third as a pale in-between. A light shows hue far
 * better than lightness, so orange beside yellow, or green beside orange, would not do.
 *
 * What holds: each two of them, equally bright, stay at least 10 apart by CIEDE2000 as seen without red-sensitive and
 * without green-sensitive cones, on a lamp of any gamut. Blue and purple without red-sensitive cones are the nearest,
 * just above 10; all others are beyond 18. Red, amber and green of the traffic light are then below 3.
 */
const VERMILLION = show("#d55e00");
const BLUE = show("#0072b2");
const REDDISH_PURPLE = show("#cc79a7");

/**
 * Each two statuses that a preset colours differently can be told apart on any lamp: their colours, equally bright, are
 * at least 10 apart by CIEDE2000, even on lamps of gamut B, whose green is a lime not far from yellow. Where another
 * tool's colours do not hold that, the least was changed that does.
 */
export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  "traffic-light": {
    ...busyKinds(RED),
    ...absences(RESTORE),
    available: GREEN,
    away: AMBER,
    "be-right-back": AMBER,
    unknown: LEAVE,
  },
  "colour-blind-safe": {
    ...busyKinds(VERMILLION),
    ...absences(RESTORE),
    available: BLUE,
    away: REDDISH_PURPLE,
    "be-right-back": REDDISH_PURPLE,
    unknown: LEAVE,
  },
  /**
   * The default colours of isaacrlevin/presencelight (PresenceLightSettings.json), but for three things. Away is gold,
   * there yellow (#ffff00), which is 3 from its green on a lamp of gamut B. Out of office is a violet nearer to blue,
   * there #ae00ff, which is 6 from the purple of do not disturb on any lamp. Unknown touches nothing, there it is white.
   */
  presencelight: {
    available: show("#00ff55"),
    busy: show("#ff3300"),
    "in-a-call": show("#ff00d4"),
    "in-a-meeting": show("#ff3300"),
    presenting: show("#b03cde"),
    "do-not-disturb": show("#b03cde"),
    focusing: show("#b03cde"),
    away: show("#ffd700"),
    "be-right-back": show("#ffd700"),
    offline: show("#ffffff"),
    "off-work": show("#ffffff"),
    "out-of-office": show("#8000ff"),
    unknown: LEAVE,
  },
  /**
   * The colours in the documentation of estruyf/homebridge-presence-switch-msgraph, with one red in place of two: do not
   * disturb is a darker red there (149, 0, 0) than busy (179, 0, 0), and that is the same colour for a lamp, whose
   * brightness is set apart from it.
   */
  "presence-switch": {
    ...busyKinds(show("#b30000")),
    ...absences(OFF),
    available: show("#009000"),
    away: show("#ffbf00"),
    "be-right-back": show("#ffbf00"),
    unknown: LEAVE,
  },
};

/** What the preset does for a status, before any rule of the user's own. */
export function ruleFor(preset: PresetName, status: Status): Rule {
  return PRESETS[preset][status];
}

function show(color: Colour): Rule {
  return { action: "show", color, brightness: 100, effect: "none" };
}

function busyKinds(rule: Rule) {
  return {
    busy: rule,
    "in-a-call": rule,
    "in-a-meeting": rule,
    presenting: rule,
    "do-not-disturb": rule,
    focusing: rule,
  };
}

function absences(rule: Rule) {
  return { offline: rule, "off-work": rule, "out-of-office": rule };
}
