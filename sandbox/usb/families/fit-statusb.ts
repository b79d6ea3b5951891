import { BLACK, type PretendFamily, type Rgb, type Shown, WrongReport } from "../pretend-light";
import { colorOf, linesOf } from "../text";

const STEADY = /^#([0-9A-F]{6})$/;
const FADE = /^F(\d{4})$/;
const SEQUENCE = /^B((?:#[0-9A-F]{6}-\d{4}){2})$/;

/** Three flashes in a second are the most that is safe to look at (WCAG 2.2, 2.3.1). */
const SHORTEST_CYCLE_MS = 334;

/** A change as long as this is seen as one. */
const SEEN_MS = 100;

interface Step {
  readonly color: Rgb;
  readonly ms: number;
}

/** Follows sequences of two colours, as we write them. How fast it fades before anybody has said is not known. */
export const PRETEND_FIT_STATUSB: PretendFamily = {
  name: "fit-statusb",
  start() {
    let shown: Shown = { color: BLACK, effect: "none" };
    let fadeMs = Number.NaN;
    return {
      get shown() {
        return shown;
      },
      take(received) {
        for (const line of linesOf(received, "\n")) {
          const [, steady] = STEADY.exec(line) ?? [];
          const [, fade] = FADE.exec(line) ?? [];
          const [, cycle] = SEQUENCE.exec(line) ?? [];
          const sequence = cycle === undefined ? undefined : played(cycle, fadeMs);
          if (steady !== undefined) shown = { color: colorOf(steady), effect: "none" };
          else if (Number(fade) > 0) fadeMs = Number(fade);
          else if (sequence) shown = sequence;
          else throw new WrongReport("a command that is not for us", received);
        }
      },
    };
  },
};

function played(cycle: string, fadeMs: number): Shown | undefined {
  const [high, low] = cycle
    .split("#")
    .slice(1)
    .map((step): Step => ({ color: colorOf(step.slice(0, 6)), ms: Number(step.slice(7)) }));
  if (!high || !low || high.ms + low.ms < SHORTEST_CYCLE_MS) return undefined;
  const isHard = fadeMs < SEEN_MS && high.ms > SEEN_MS && low.ms > SEEN_MS;
  if (isHard && brightest(low) === 0) return { color: high.color, effect: "blink" };
  const isSoft = fadeMs === high.ms && fadeMs === low.ms;
  const isDimmer = brightest(low) > 0 && brightest(low) <= Math.max(1, brightest(high) / 2);
  return isSoft && isDimmer ? { color: high.color, effect: "breathe" } : undefined;
}

function brightest({ color: { red, green, blue } }: Step): number {
  return Math.max(red, green, blue);
}
