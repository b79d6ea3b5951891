import { isDeepStrictEqual } from "node:util";
import type { Sound } from "../../presence/appearance";
import type { AskFor, Lamp, LampAsk, LampState, Outcome, Show } from "../lamp";
import type { Answer, Claim, ClaimOptions, ClaimState, LightHub, Ring } from "./hub";
import { DARK, isDark, type Rgb } from "./light-state";
import type { Wanted } from "./wanted";

export interface UsbLampOptions extends Omit<ClaimOptions, "onState"> {
  readonly hub: Pick<LightHub, "claim">;
  /** Percent: a cap, not a scale. */
  readonly maxBrightness: number;
  /** Percent; for a sound that does not say how loud. */
  readonly volume: number;
  readonly onState: (state: LampState) => void;
}

/** What "on" shows before anything else was shown. */
const WHITE: Wanted = { color: { red: 255, green: 255, blue: 255 }, brightness: 100, effect: "none" };

/** USB lights as a lamp: what is asked of it becomes what they show. Nothing of theirs can be read or remembered. */
export class UsbLamp implements Lamp {
  readonly #options: UsbLampOptions;
  readonly #claim: Claim;
  /** What was shown last that was not dark. */
  #lit: Wanted | undefined;
  /** What it last showed a status for. */
  #status: string | undefined;
  /** What was wanted before a deploy, until something is asked for. */
  #before: Wanted | undefined;

  constructor(options: UsbLampOptions) {
    this.#options = options;
    const { hub, onState, ...claim } = options;
    this.#claim = hub.claim({ ...claim, onState: (state) => onState(lampState(state)) });
    const wanted = this.#claim.wanted();
    if (wanted && !isDark(wanted)) this.#lit = wanted;
    this.#before = wanted;
  }

  async apply({ ask, status }: AskFor): Promise<Outcome> {
    const [before, lastStatus] = [this.#before, this.#status];
    this.#before = undefined;
    this.#status = status;
    if (ask.kind === "scene" || isNothingToEnd(ask, this.#claim.wanted()))
      return { applied: false, skipped: "unchanged" };
    const state = this.#stateFor(ask);
    // A deploy forgets the status, but what looks the same after it most likely is.
    const isSame = status === lastStatus || (before !== undefined && isDeepStrictEqual(before, state));
    const isRepeated = status !== undefined && isSame;
    if (state && !isDark(state)) this.#lit = state;
    const ring = ask.kind === "show" && ask.sound ? this.#ringFor(ask.sound) : undefined;
    if (ring?.ringing.endless && state)
      return outcome(await this.#claim.ask({ ...state, ringing: ring.ringing }));
    return outcome(await this.#claim.ask(state, isRepeated ? undefined : ring));
  }

  /** What is plugged in later goes on to show what was asked for: nobody has written anything that could be dropped. */
  leave(): void {
    this.#status = undefined;
    this.#before = undefined;
  }

  async giveBack(): Promise<Outcome> {
    await this.#claim.end("off");
    return { applied: true };
  }

  close(): Promise<void> {
    return this.#claim.end("linger");
  }

  /** Undefined: nothing any more. */
  #stateFor(ask: Exclude<LampAsk, { readonly kind: "scene" }>): Wanted | undefined {
    switch (ask.kind) {
      case "show":
        return this.#capped(this.#shown(ask));
      case "on":
        return this.#capped(this.#lit ?? WHITE);
      case "off":
        return DARK;
      case "restore":
        return undefined;
      case "outside":
        return ask.action === "off" ? DARK : undefined;
    }
  }

  #shown(show: Show): Wanted {
    const { color, brightness, effect = "none" } = show;
    if (isOnlySound(show)) return this.#claim.wanted() ?? DARK;
    const before = this.#lit ?? WHITE;
    const rgb = color === undefined ? before.color : rgbOf(color);
    return { color: rgb, brightness: brightness ?? before.brightness, effect };
  }

  #capped(state: Wanted): Wanted {
    return { ...state, brightness: Math.min(state.brightness, this.#options.maxBrightness) };
  }

  #ringFor({ tone, volume, repeat, until }: Sound): Ring {
    const ringing = { tone, volume: volume ?? this.#options.volume, endless: until === "next" };
    return { ringing, times: repeat ?? 1 };
  }
}

/** After work only what a status has begun is ended; a light that nobody has asked for is left alone. */
function isNothingToEnd(ask: LampAsk, wanted: Wanted | undefined): boolean {
  return ask.kind === "outside" && (ask.action === "leave" || wanted === undefined);
}

/** What rings is no reason to light up, nor to end an effect. */
function isOnlySound({ sound, color, brightness, effect }: Show): boolean {
  return sound !== undefined && [color, brightness, effect].every((part) => part === undefined);
}

function rgbOf(color: string): Rgb {
  const channel = (at: number): number => Number.parseInt(color.slice(at, at + 2), 16);
  return { red: channel(1), green: channel(3), blue: channel(5) };
}

function outcome(answer: Answer): Outcome {
  if (answer === "applied") return { applied: true };
  return { applied: false, skipped: answer === "missing" ? "unreachable" : answer };
}

/** One that is not plugged in is found again by itself; what keeps one from being opened, somebody has to change. */
function lampState(state: ClaimState): LampState {
  if (state.kind === "ok") return { kind: "ok", byHand: false };
  return { kind: state.kind === "missing" ? "unreachable" : "problem", problem: state.problem };
}
