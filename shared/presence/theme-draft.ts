import { ACTIONS, type Action, type Colour, type Effect, EFFECTS, PRESETS } from "./appearance";
import type { PresetName, Rule, Sound } from "./appearance";
import { type Fields, isFields } from "./fields";
import { type Status, STATUSES } from "./presence";
import { ANY_STATUS, createTheme, type OwnRule, ruleOver } from "./theme";

/** All that can be chosen for a status, also what its action has no use for at the moment. */
export interface Choice {
  readonly action: Action;
  readonly color: Colour;
  /** Percent, 1 to 100. */
  readonly brightness: number;
  readonly effect: Effect;
  readonly scene: string;
}

const STATUSES_AND_ANY = [...STATUSES, ANY_STATUS] as const;

/** Where neither the person nor the preset has named one. */
const PLAIN_COLOUR: Colour = "#ffffff";
const FULL_PERCENT = 100;

/** A theme while somebody edits it: what each status does, what of it is their own, and what is to be stored. */
export class ThemeDraft {
  #preset: PresetName;
  #any: OwnRule | undefined;
  readonly #own = new Map<Status, OwnRule>();
  #strangers: readonly unknown[] = [];

  /** @param stored `rules` as the flow has it; what is not understood there is kept as it is. */
  constructor(preset: PresetName, stored: unknown) {
    this.#preset = preset;
    for (const value of Array.isArray(stored) ? (stored as readonly unknown[]) : []) {
      const rule = readOwnRule(value);
      if (!rule || (rule.status === ANY_STATUS && lacksScene(rule)))
        this.#strangers = [...this.#strangers, value];
      else if (rule.status === ANY_STATUS) this.#any = rule;
      else this.#own.set(rule.status, rule);
    }
    this.#giveColours(preset);
  }

  /** The rule for every status without one, which only a flow can bring along. */
  get any(): OwnRule | undefined {
    return this.#any;
  }

  /** How many entries of the flow are not understood. */
  get strangers(): number {
    return this.#strangers.length;
  }

  /** What is the person's own stays; a colour that came from the old preset stays where the new one has none. */
  changePreset(preset: PresetName): void {
    this.#giveColours(preset);
    this.#preset = preset;
  }

  choiceOf(status: Status): Choice {
    const own = this.#own.get(status);
    const replaced = own ? PRESETS[this.#preset][status] : this.#fallbackOf(status);
    const { action, color, brightness, effect, scene } = { ...replaced, ...own } as Partial<Choice>;
    return {
      action: action ?? "show",
      color: color ?? PLAIN_COLOUR,
      brightness: brightness ?? FULL_PERCENT,
      effect: effect ?? "none",
      scene: scene ?? "",
    };
  }

  choose(status: Status, choice: Choice): void {
    const presets = PRESETS[this.#preset][status];
    const shown = presets.action === "show" ? presets : undefined;
    const { action, color, brightness, effect, scene } = choice;
    const sound = this.#own.get(status)?.sound;
    // What is as in the preset goes with it when another is chosen.
    this.#own.set(status, {
      status,
      action,
      ...(color === shown?.color ? {} : { color }),
      ...(brightness === (shown?.brightness ?? FULL_PERCENT) ? {} : { brightness }),
      ...(effect === (shown?.effect ?? "none") ? {} : { effect }),
      ...(scene === "" ? {} : { scene }),
      ...(sound === undefined ? {} : { sound }),
    });
  }

  /** Whether a status does anything else than without a rule of its own. */
  isOwn(status: Status): boolean {
    const own = this.#own.get(status);
    if (!own) return false;
    return !isSame(ruleOf(PRESETS[this.#preset][status], own), this.#fallbackOf(status));
  }

  reset(status: Status): void {
    this.#own.delete(status);
  }

  /** Leaves nothing but the preset. */
  resetAll(): void {
    this.#own.clear();
    this.#any = undefined;
    this.#strangers = [];
  }

  /** `rules` as the flow is to store it: only what differs, and of that only what its action has a use for. */
  toRules(): readonly unknown[] {
    const own = STATUSES.filter((status) => this.isOwn(status)).flatMap(
      (status) => this.#own.get(status) ?? [],
    );
    return [...this.#strangers, ...(this.#any ? [this.#any] : []), ...own.map(usedParts)];
  }

  /** Makes the shown colour a rule's own where this preset has none that it could take. */
  #giveColours(preset: PresetName): void {
    for (const [status, rule] of this.#own)
      if (lacksColour(rule, PRESETS[preset][status]))
        this.#own.set(status, { ...rule, color: this.choiceOf(status).color });
  }

  #fallbackOf(status: Status): Rule {
    return createTheme({ preset: this.#preset, rules: this.#any ? [this.#any] : [] }).ruleFor(status);
  }
}

/** The number of the first stored entry that is not right over this preset, counted from 0; -1 where all are. */
export function firstWrong(preset: PresetName, stored: readonly unknown[]): number {
  return stored.findIndex((value) => {
    const rule = readOwnRule(value);
    if (!rule) return true;
    if (lacksScene(rule)) return true;
    return rule.status !== ANY_STATUS && lacksColour(rule, PRESETS[preset][rule.status]);
  });
}

function lacksScene({ action, scene = "" }: OwnRule): boolean {
  return action === "scene" && scene.trim() === "";
}

function lacksColour({ action, color }: OwnRule, replaced: Rule): boolean {
  return action === "show" && color === undefined && replaced.action !== "show";
}

/** A rule as a flow has it; undefined where any part of it is not understood. */
function readOwnRule(value: unknown): OwnRule | undefined {
  if (!isFields(value)) return undefined;
  const status = STATUSES_AND_ANY.find((one) => one === value.status);
  const action = ACTIONS.find((one) => one === (value.action ?? "show"));
  if (status === undefined || action === undefined) return undefined;
  const parts = {
    color: given(value, "color", (color) =>
      typeof color === "string" && /^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : undefined,
    ),
    brightness: given(value, "brightness", (brightness) => {
      const percent = typeof brightness === "string" ? Number(brightness.trim() || Number.NaN) : brightness;
      return typeof percent === "number" && percent >= 1 && percent <= 100 ? percent : undefined;
    }),
    effect: given(value, "effect", (effect) => EFFECTS.find((one) => one === effect)),
    scene: given(value, "scene", (scene) => (typeof scene === "string" ? scene : undefined)),
    sound: given(value, "sound", (sound) => (isFields(sound) ? sound : undefined)),
  };
  if (Object.values(parts).includes(NOT_UNDERSTOOD)) return undefined;
  const read = Object.entries(parts).filter(([, part]) => part !== undefined);
  return { status, action, ...(Object.fromEntries(read) as Parts) };
}

interface Parts {
  readonly color?: Colour;
  readonly brightness?: number;
  readonly effect?: Effect;
  readonly scene?: string;
  readonly sound?: Sound;
}

const NOT_UNDERSTOOD = Symbol("not understood");

function given<T>(
  fields: Fields,
  name: string,
  read: (value: unknown) => T | undefined,
): T | typeof NOT_UNDERSTOOD | undefined {
  const value = fields[name];
  return value === undefined || value === null || value === "" ? undefined : (read(value) ?? NOT_UNDERSTOOD);
}

/** The rule as lights will have it; a scene that has no name yet is one all the same. */
function ruleOf(replaced: Rule, own: OwnRule): Rule {
  return own.action === "scene"
    ? { action: "scene", scene: own.scene ?? "" }
    : ruleOver(replaced, own, "rule");
}

function isSame(a: Rule, b: Rule): boolean {
  const shown = ({ action, color, brightness, effect, scene, sound }: Partial<OwnRule>): string =>
    JSON.stringify([action, color, brightness, effect, scene, sound]);
  return shown(a) === shown(b);
}

function usedParts({ status, action, scene, color, brightness, effect, sound }: OwnRule): object {
  if (action === "scene") return { status, action, scene: scene ?? "" };
  if (action !== "show") return { status, action };
  return Object.fromEntries(
    Object.entries({ status, action, color, brightness, effect, sound }).filter(
      ([, part]) => part !== undefined,
    ),
  );
}
