import type { Connection } from "../../shared/lights/hue/connection";
import { lookOf } from "../../shared/lights/hue/lamp";
import { type LightBody, readLight, writeLight } from "../../shared/lights/hue/lights";
import { planWrite, type Wanted } from "../../shared/lights/hue/plan";
import type { Colour } from "../../shared/presence/appearance";
import type { Clock } from "../../shared/support/clock";
import { Problem } from "../../shared/support/problem";

const SHOWN_MS = 2_000;
/** As lamps are paced elsewhere: about ten commands a second. */
const BETWEEN_WRITES_MS = 100;

export interface TryOptions {
  readonly connection: Connection;
  /** Resource id of the light. */
  readonly id: string;
  readonly color: Colour;
  /** Percent. */
  readonly maxBrightness: number;
  readonly clock: Clock;
}

/**
 * Shows a colour for two seconds and gives back what was there; a lamp that shows just this already goes dark instead.
 * What somebody else sets meanwhile stays. Nothing is remembered.
 * Throws what `readLight` throws, and the Problem `light-unreachable` when the lamp does not hear the bridge.
 */
export async function tryLight({ connection, id, color, maxBrightness, clock }: TryOptions): Promise<void> {
  const options = { maxBrightness, transition: 0, onlyIfOn: false };
  const before = await readLight(connection, id);
  const planFor = (wanted: Wanted) => planWrite(wanted, before, options);
  const show: Wanted = { kind: "show", color, brightness: 100 };
  const wanted: Wanted = "skipped" in planFor(show) ? { kind: "off" } : show;
  const plan = planFor(wanted);
  if ("skipped" in plan) return;
  await write(connection, id, plan.body);
  await pass(clock, SHOWN_MS);

  const after = await readLight(connection, id);
  if (!("skipped" in planWrite(wanted, after, options))) return;
  const back = planWrite({ kind: "restore", earlier: lookOf(before) }, after, options);
  if ("skipped" in back) return;
  await write(connection, id, back.body);
  if (!back.after) return;
  await pass(clock, BETWEEN_WRITES_MS);
  await write(connection, id, back.after);
}

async function write(connection: Connection, id: string, body: LightBody): Promise<void> {
  const warnings = await writeLight(connection, id, body);
  if (warnings.length > 0) throw unreachable();
}

function unreachable(): Problem {
  return new Problem({
    code: "light-unreachable",
    title: "The bridge cannot reach this lamp",
    advice: "Check that the lamp has power, at the wall switch too, and is not too far away.",
  });
}

function pass(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
