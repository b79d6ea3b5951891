import { FAULT_TARGETS } from "../support/faults";
import type { Fault, FaultTarget } from "../support/faults";
import { LIGHT_TROUBLES, type LightTrouble } from "../usb/light-trouble";
import { Refusal } from "./refusal";
import type { HandOrder } from "./state";

/** What a request's body asks for, parsed once. Every function throws Refusal 400 naming the property. */

type Body = Readonly<Record<string, unknown>>;

const LONGEST_WORD = 64;
const MOST_REQUESTS = 10_000;
/** Longer trouble than a day is a mistake. */
const LONGEST_SECONDS = 86_400;

export function presenceOrder(body: Body): { availability: string; activity: string } {
  return { availability: word(body, "availability"), activity: word(body, "activity") };
}

export function handOrder(body: Body): HandOrder {
  const { on } = body;
  const brightness = whole(body, "brightness", 100);
  const color = colour(body, "color");
  if (on === undefined && brightness === undefined && color === undefined) throw bad("on", "true or false");
  if (on !== undefined && typeof on !== "boolean") throw bad("on", "true or false");
  return {
    ...(on === undefined ? {} : { on }),
    ...(brightness === undefined ? {} : { brightness }),
    ...(color === undefined ? {} : { color }),
  };
}

export function switchOrder({ on }: Body): boolean {
  if (typeof on !== "boolean") throw bad("on", "true or false");
  return on;
}

/** @param kinds the kinds of trouble each service knows */
export function faultOrder(
  body: Body,
  kinds: Readonly<Partial<Record<FaultTarget, readonly string[]>>>,
): Fault {
  const target = faultTarget(body.target);
  const known = kinds[target] ?? [];
  const kind = known.find((kind) => kind === body.kind);
  if (kind === undefined) {
    throw bad("kind", known.length > 0 ? `one of: ${known.join(", ")}` : `left: ${target} knows no trouble`);
  }
  const count = whole(body, "count", MOST_REQUESTS);
  const seconds = whole(body, "seconds", LONGEST_SECONDS);
  const retryAfter = whole(body, "retryAfter", LONGEST_SECONDS);
  const [person, app, lamp, light, code] = ["person", "app", "lamp", "light", "code"].map((property) =>
    name(body, property),
  );
  return {
    target,
    kind,
    ...(count === undefined ? {} : { count }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(person === undefined ? {} : { person }),
    ...(app === undefined ? {} : { app }),
    ...(lamp === undefined ? {} : { lamp }),
    ...(light === undefined ? {} : { light }),
    ...(code === undefined ? {} : { code }),
  };
}

/** Undefined: the trouble is to end. */
export function lightTroubleOrder({ kind }: Body): LightTrouble | undefined {
  if (kind === null) return undefined;
  const known = LIGHT_TROUBLES.find((one) => one === kind);
  if (known === undefined) throw bad("kind", `null, or one of: ${LIGHT_TROUBLES.join(", ")}`);
  return known;
}

export function faultTarget(value: unknown): FaultTarget {
  const target = FAULT_TARGETS.find((target) => target === value);
  if (target === undefined) throw bad("target", `one of: ${FAULT_TARGETS.join(", ")}`);
  return target;
}

function word(body: Body, property: string): string {
  const value = body[property];
  if (typeof value !== "string" || value.trim() === "" || value.length > LONGEST_WORD) {
    throw bad(property, `a word of at most ${LONGEST_WORD} letters, as Microsoft Graph says it`);
  }
  return value.trim();
}

/** A name or a number as text. */
function name(body: Body, property: string): string | undefined {
  const value = body[property];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value)) return String(value);
  if (typeof value === "string" && value !== "" && value.length <= LONGEST_WORD) return value;
  throw bad(property, `a text of at most ${LONGEST_WORD} letters, or a number`);
}

function whole(body: Body, property: string, most: number): number | undefined {
  const value = body[property];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > most) {
    throw bad(property, `a whole number from 1 to ${most}`);
  }
  return value;
}

function colour(body: Body, property: string): string | undefined {
  const value = body[property];
  if (value === undefined) return undefined;
  if (typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value) && value !== "#000000")
    return value.toLowerCase();
  throw bad(property, "a colour as #rrggbb, and not black");
}

function bad(property: string, allowed: string): Refusal {
  return new Refusal(400, {
    code: "bad-value",
    title: `"${property}" is missing or wrong`,
    advice: `"${property}" must be ${allowed}.`,
  });
}
