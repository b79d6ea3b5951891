import { offsetAt } from "./timezone";

/** What becomes of a light outside working hours. */
export const OUTSIDE_ACTIONS = ["off", "restore", "leave"] as const;
export type OutsideAction = (typeof OUTSIDE_ACTIONS)[number];

/**
 * When lights follow a presence. A window that crosses midnight belongs to its start day; one that ends when it starts
 * lasts until the same time on the next day.
 */
export interface Hours {
  /** IANA name; empty = the host's. */
  readonly timezone: string;
  /** 0 is Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`, local time. */
  readonly start: string;
  readonly end: string;
  readonly outside: OutsideAction;
}

/** From `start` up to, but not including, `end`; milliseconds since 1970. */
interface Window {
  readonly start: number;
  readonly end: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** A change to summer time can swallow the only window of a week; the week after has it again. */
const FARTHEST_DAYS = 15;

/** Whether lights follow a presence at this time (milliseconds since 1970). */
export function isWithinHours(hours: Hours, at: number): boolean {
  const today = localDay(hours.timezone, at);
  // A clock that is put back over midnight gives yesterday's date to what tomorrow's window has already reached.
  return [today - 1, today, today + 1].some((day) => {
    const window = windowOf(hours, day);
    return window !== undefined && window.start <= at && at < window.end;
  });
}

/**
 * When `isWithinHours` will next give another answer than it gives at this time; both in milliseconds since 1970.
 * Undefined where it never will: no days, or all of them around the clock.
 */
export function nextHoursChange(hours: Hours, at: number): number | undefined {
  if (hours.days.length === 0) return undefined;
  const today = localDay(hours.timezone, at);
  let insideUntil: number | undefined;
  for (let day = today - 1; day <= today + FARTHEST_DAYS; day++) {
    const window = windowOf(hours, day);
    if (window === undefined || window.end <= at) continue;
    if (insideUntil === undefined) {
      if (window.start > at) return window.start;
      insideUntil = window.end;
    } else if (window.start > insideUntil) return insideUntil;
    else insideUntil = Math.max(insideUntil, window.end);
  }
  return undefined;
}

/** The window that starts on a local day, counted from 1970-01-01; undefined where there is none. */
function windowOf({ timezone, days, start, end }: Hours, day: number): Window | undefined {
  if (!days.includes(weekdayOf(day))) return undefined;
  const from = minutesOf(start);
  const until = minutesOf(end);
  const endDay = until <= from ? day + 1 : day;
  const window = {
    start: instantOf(timezone, day * DAY_MS + from * MINUTE_MS),
    end: instantOf(timezone, endDay * DAY_MS + until * MINUTE_MS),
  };
  // Both ends can fall into one gap.
  return window.start < window.end ? window : undefined;
}

/** The windows of a few days are asked for again and again, minute by minute. */
const instants = new Map<string, number>();
const MOST_INSTANTS = 500;

function instantOf(timezone: string, local: number): number {
  const key = `${timezone} ${local}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const found = findInstant(timezone, local);
  if (instants.size >= MOST_INSTANTS) instants.clear();
  instants.set(key, found);
  return found;
}

/**
 * The instant at which clocks of a zone show a local time, given as if it were UTC. A time that is shown twice is its
 * first occurrence, one that is skipped the first instant after the gap. Takes one change of the clocks in two days,
 * which no zone exceeds.
 */
function findInstant(timezone: string, local: number): number {
  // No zone is more than 14 hours from UTC, so these lie before and after the instant, and any change near it.
  const before = offsetAt(timezone, local - DAY_MS);
  const after = offsetAt(timezone, local + DAY_MS);
  if (before === after) return local - before;
  const shown = [local - before, local - after].filter((at) => at + offsetAt(timezone, at) === local);
  if (shown.length > 0) return Math.min(...shown);
  return firstInstantOf(timezone, after, local - DAY_MS, local + DAY_MS);
}

/** When a zone takes an offset that it has at `late` and not yet at `early`. */
function firstInstantOf(timezone: string, offset: number, early: number, late: number): number {
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (offsetAt(timezone, middle) === offset) late = middle;
    else early = middle;
  }
  return late;
}

/** Days from 1970-01-01 to the date that clocks of a zone show. */
function localDay(timezone: string, at: number): number {
  return Math.floor((at + offsetAt(timezone, at)) / DAY_MS);
}

function weekdayOf(day: number): number {
  return (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
}

/** Minutes since midnight of a time as `HH:MM`. */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
