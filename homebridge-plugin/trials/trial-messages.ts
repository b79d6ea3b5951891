/**
 * What the settings page and the plugin that runs, two processes, say to each other about trials: sensors that show for a
 * while what they are told, so that automations can be tried without Teams. Pure.
 */

import { join } from "node:path";
import { isJsonObject, parseJsonObject } from "../../shared/support/json-object";

/** Below the plugin's own folder. */
const TRIAL_FOLDER = "trial";

/** Long enough for Home to run an automation, and no longer than somebody stands before the lamp. */
export const SHORTEST_S = 5;
export const LONGEST_S = 120;

/** Whoever asked longer ago waits no longer. */
const LONGEST_AGO_MS = 30_000;

/** Those of the configuration, and what our own page makes up for a request. */
const ID = /^[\w-]{1,64}$/;

/** A sensor of a person, or the one that says that an account needs a sign-in; ids are those of the configuration. */
export type TrialTarget = { readonly person: string; readonly sensor: string } | { readonly account: string };

export interface Trial {
  readonly target: TrialTarget;
  readonly detects: boolean;
  /** 5 to 120. */
  readonly seconds: number;
}

export interface TrialRequest {
  /** Made up for each request; answers carry it. */
  readonly id: string;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  /** `end`: all that are under way. */
  readonly wish: Trial | "end";
}

export const TRIAL_PROBLEMS = ["unknown-person", "unknown-sensor", "unknown-account", "not-running"] as const;

/** Why there is no trial; `not-running`: HomeKit has no such sensor, whatever the configuration says. */
export type TrialProblem = (typeof TRIAL_PROBLEMS)[number];

export type TrialAnswer =
  /** It has begun, and lasts until then, in milliseconds since 1970. */
  | { readonly id: string; readonly until: number }
  | { readonly id: string; readonly problem: TrialProblem }
  /** It is over, or all are that were to end. */
  | { readonly id: string; readonly ended: true };

/** Where requests and answers are. `folder`: where the plugin keeps its files. */
export function trialFiles(folder: string): { readonly request: string; readonly answer: string } {
  const name = (file: string): string => join(folder, TRIAL_FOLDER, file);
  return { request: name("request.json"), answer: name("answer.json") };
}

/** `{id, at, person, sensor, detects, seconds}`, `{…, account, detects, seconds}` or `{id, at, end: true}`. */
export function requestText({ id, at, wish }: TrialRequest): string {
  if (wish === "end") return JSON.stringify({ id, end: true, at });
  const { target, detects, seconds } = wish;
  return JSON.stringify({ id, ...target, detects, seconds, at });
}

/** Undefined where a text is no request of ours. Never throws. */
export function parseRequest(text: string): TrialRequest | undefined {
  const { id, at, end, detects, seconds, ...named } = parseJsonObject(text) ?? {};
  if (!isId(id) || !isTime(at)) return undefined;
  if (end === true) return { id, at, wish: "end" };
  const target = end === undefined ? targetOf(named) : undefined;
  if (!target || typeof detects !== "boolean" || typeof seconds !== "number") return undefined;
  if (!(seconds >= SHORTEST_S && seconds <= LONGEST_S)) return undefined;
  return { id, at, wish: { target, detects, seconds } };
}

/** Whether anybody waits for it: not one that an earlier run has left, nor one of another time. */
export function isCurrent(
  { at }: TrialRequest,
  { startedAt, now }: { startedAt: number; now: number },
): boolean {
  return at >= startedAt && Math.abs(now - at) <= LONGEST_AGO_MS;
}

/** Undefined where a text is no answer of ours. Never throws. */
export function parseAnswer(text: string): TrialAnswer | undefined {
  const { id, until, problem, ended } = parseJsonObject(text) ?? {};
  if (!isId(id)) return undefined;
  if (ended === true) return { id, ended };
  if (isTime(until)) return { id, until };
  const known = TRIAL_PROBLEMS.find((each) => each === problem);
  return known && { id, problem: known };
}

function targetOf(named: unknown): TrialTarget | undefined {
  if (!isJsonObject(named)) return undefined;
  const { person, sensor, account, ...others } = named;
  if (Object.keys(others).length > 0) return undefined;
  if (account === undefined) return isId(person) && isId(sensor) ? { person, sensor } : undefined;
  return isId(account) && person === undefined && sensor === undefined ? { account } : undefined;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
