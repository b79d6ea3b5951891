import { type Hours, OUTSIDE_ACTIONS } from "../../../shared/presence/hours";
import { isTimezone } from "../../../shared/presence/timezone";
import { isFromEnvironment } from "../../common/environment";
import { asText, options } from "../../editor/fields";

/** Working hours as the flow stores them. */
export interface StoredHours extends Hours {
  readonly enabled: boolean;
}

export const DEFAULT_HOURS: StoredHours = {
  enabled: false,
  timezone: "",
  days: [1, 2, 3, 4, 5],
  start: "09:00",
  end: "17:00",
  outside: "restore",
};

/** As they are shown: weeks begin on Monday, day 0 is Sunday. */
const WEEK: readonly number[] = [1, 2, 3, 4, 5, 6, 0];

const TIMES = ["start", "end"] as const;

/** The part of a theme's dialog that is about working hours, with a sentence that says what they mean. */
export class HoursPanel {
  readonly #node: EditorNode;
  readonly #stored: StoredHours;

  constructor(node: EditorNode) {
    this.#node = node;
    this.#stored = hoursOf(node["hours"]);
    const { enabled, timezone, days, outside } = this.#stored;
    field("enabled").prop("checked", enabled);
    field("timezone").val(timezone);
    field("outside").append(options(node, OUTSIDE_ACTIONS, "presence-theme.outside", outside));
    for (const time of TIMES) field(time).val(this.#stored[time]);
    for (const day of WEEK) this.#addDay(day, days.includes(day));
    offerTimezones();
    $("#presence-theme-hours-enabled, #presence-theme-hours").on("change input", () => this.#show());
    this.#show();
  }

  /** `hours` as the flow is to store it. */
  values(): StoredHours {
    const time = (name: "start" | "end"): string => {
      const value = asText(field(name).val());
      // A field for times shows nothing of a name in the environment.
      return value === "" && isFromEnvironment(this.#stored[name]) ? this.#stored[name] : value;
    };
    return {
      enabled: field("enabled").is(":checked"),
      timezone: asText(field("timezone").val()),
      days: [...WEEK].sort((a, b) => a - b).filter((day) => field(`day-${day}`).is(":checked")),
      start: time("start"),
      end: time("end"),
      outside: OUTSIDE_ACTIONS.find((one) => one === field("outside").val()) ?? "restore",
    };
  }

  #addDay(day: number, isTicked: boolean): void {
    const id = `presence-theme-hours-day-${day}`;
    $("<label>")
      .attr("for", id)
      .append(
        $('<input type="checkbox">').attr("id", id).prop("checked", isTicked),
        $("<span>").text(this.#node._(`presence-theme.day.${day}`)),
      )
      .appendTo("#presence-theme-hours-days");
  }

  #show(): void {
    const hours = this.values();
    $("#presence-theme-hours").toggle(hours.enabled);
    const wrong = wrongParts(hours);
    for (const part of ["timezone", ...TIMES] as const)
      field(part)
        .toggleClass("input-error", wrong.includes(part))
        .attr("aria-invalid", String(wrong.includes(part)));
    $("#presence-theme-hours-words").text(inWords(this.#node, hours));
  }
}

/** What the flow stores, with the usual values for what it lacks. */
function hoursOf(value: unknown): StoredHours {
  const stored =
    typeof value === "object" && value !== null ? (value as Partial<Record<string, unknown>>) : {};
  const text = (name: "timezone" | "start" | "end"): string => asText(stored[name] ?? DEFAULT_HOURS[name]);
  return {
    enabled: stored["enabled"] === true || stored["enabled"] === "true",
    timezone: text("timezone"),
    days: Array.isArray(stored["days"]) ? stored["days"].map(Number) : DEFAULT_HOURS.days,
    start: text("start"),
    end: text("end"),
    outside: OUTSIDE_ACTIONS.find((one) => one === stored["outside"]) ?? DEFAULT_HOURS.outside,
  };
}

/** The first part of stored hours that is wrong, where they are enabled. */
export function wrongPartOf(value: unknown): "timezone" | "start" | "end" | undefined {
  const hours = hoursOf(value);
  return hours.enabled ? wrongParts({ ...hours, ...(value as Partial<StoredHours>) })[0] : undefined;
}

function wrongParts(hours: StoredHours): readonly ("timezone" | "start" | "end")[] {
  const isRight = {
    timezone: isTimezone(hours.timezone),
    start: isTime(hours.start),
    end: isTime(hours.end),
  };
  return (["timezone", ...TIMES] as const).filter(
    (part) => !isRight[part] && !isFromEnvironment(hours[part]),
  );
}

function inWords(node: EditorNode, hours: StoredHours): string {
  const { enabled, timezone, days, start, end, outside } = hours;
  const say = (key: string, values: Record<string, string> = {}): string =>
    node._(`presence-theme.hours-words.${key}`, values);
  if (!enabled || (days.length === WEEK.length && start === end)) return say("always");
  if (wrongParts(hours).length > 0) return say("incomplete");
  const kind = days.length === 0 ? "never" : start === end ? "around" : start < end ? "day" : "night";
  const zone = timezone === "" ? say("host-zone") : timezone;
  const follows = say(kind, { days: daysInWords(node, days), start, end, zone });
  return [follows, node._(`presence-theme.outside-words.${outside}`)].join(" ");
}

/** Days in a row as "Mon–Fri", others one by one. */
function daysInWords(node: EditorNode, days: readonly number[]): string {
  if (days.length === WEEK.length) return node._("presence-theme.hours-words.every-day");
  const runs: number[][] = [];
  for (const day of WEEK.filter((one) => days.includes(one))) {
    const run = runs.at(-1);
    if (run && days.includes(dayBefore(day)) && day !== WEEK[0]) run.push(day);
    else runs.push([day]);
  }
  const name = (day = 0): string => node._(`presence-theme.day.${day}`);
  return runs
    .map((run) =>
      run.length < 3 ? run.map((day) => name(day)).join(", ") : `${name(run[0])}–${name(run.at(-1))}`,
    )
    .join(", ");
}

function dayBefore(day: number): number {
  return (day + WEEK.length - 1) % WEEK.length;
}

function isTime(value: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}

function offerTimezones(): void {
  const list = $("#presence-theme-timezones");
  for (const name of Intl.supportedValuesOf("timeZone")) $("<option>").val(name).appendTo(list);
}

function field(name: string): JQuery {
  return $(`#presence-theme-hours-${name}`);
}
