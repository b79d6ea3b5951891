import type { Connection } from "../../shared/lights/hue/wire/connection";
import { lookOf } from "../../shared/lights/hue/target/lamp";
import { readLight, writeLight } from "../../shared/lights/hue/home/lights";
import { planWrite, type Wanted } from "../../shared/lights/hue/target/plan";
import type { Colour } from "../../shared/presence/appearance";
import type { Clock } from "../../shared/support/clock";

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
 * Throws what `readLight` and `writeLight` throw.
 */
export async function tryLight({ connection, id, color, maxBrightness, clock }: TryOptions): Promise<void> {
  const options = { maxBrightness, transition: 0, onlyIfOn: false };
  const before = await readLight(connection, id);
  const planFor = (wanted: Wanted) => planWrite(wanted, before, options);
  const show: Wanted = { kind: "show", color, brightness: 100 };
  const wanted: Wanted = "skipped" in planFor(show) ? { kind: "off" } : show;
  const plan = planFor(wanted);
  if ("skipped" in plan) return;
  await writeLight(connection, id, plan.body);
  await pass(clock, SHOWN_MS);

  const after = await readLight(connection, id);
  if (!("skipped" in planWrite(wanted, after, options))) return;
  const back = planWrite({ kind: "restore", earlier: lookOf(before) }, after, options);
  if ("skipped" in back) return;
  await writeLight(connection, id, back.body);
  if (!back.after) return;
  await pass(clock, BETWEEN_WRITES_MS);
  await writeLight(connection, id, back.after);
}

function pass(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
