import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../support/clock";
import { asProblem, Problem } from "../../support/problem";
import type { Answer, Ring } from "./claim";
import type { Driver } from "./driver";
import type { DeviceInfo } from "./family";
import type { Found } from "./found";
import { KeptLight } from "./kept-light";
import { DARK, type LightState } from "./light-state";
import { Opener } from "./opener";
import { stateFor, type Wanted } from "./wanted";

export interface LightsOptions {
  readonly driver: Driver;
  readonly clock: Clock;
  /** One that was open is gone, or does not take what it is sent. `afterMs`: how long it was there, in milliseconds. */
  readonly onLost: (key: string, problem: Problem, afterMs: number) => void;
  readonly onButton: (event: "pressed" | "released", found: Found) => void;
}

interface Lit {
  readonly found: Found;
  kept?: KeptLight | undefined;
  openedAt: number;
  /** Why it could not be opened or written to. */
  problem?: Problem;
  /** What it was last told, where that was by us, and the asking that it was told for. */
  shown?: LightState | undefined;
  writtenFor?: number | undefined;
  /** Whether it is for us to make it dark again. */
  isOurs: boolean;
}

/** What somebody wants of a light. */
export interface LightWish {
  readonly state: Wanted;
  /** Whether the colour is sent as it is. */
  readonly plain: boolean;
  /** Counts up with everything that is asked for. */
  readonly askedAt: number;
}

/** The lights that somebody claims, by their keys. Each is open once. */
export class Lights {
  readonly #options: LightsOptions;
  readonly #lights = new Map<string, Lit>();
  readonly #opener: Opener;

  constructor(options: LightsOptions) {
    this.#options = options;
    this.#opener = new Opener(options);
  }

  isOpen(key: string): boolean {
    return this.#lights.get(key)?.kept !== undefined;
  }

  problem(key: string): Problem | undefined {
    return this.#lights.get(key)?.problem;
  }

  device(key: string): DeviceInfo | undefined {
    return this.#lights.get(key)?.found.device;
  }

  devices(): readonly DeviceInfo[] {
    return [...this.#lights.values()].map(({ found }) => found.device);
  }

  /** All others are not there any more; what they showed is not known when they come back. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const lit of this.#lights.values()) if (!keys.has(lit.found.key)) this.#forget(lit);
  }

  /** Opens it unless it is open; writes nothing. Never rejects. */
  async open(found: Found): Promise<void> {
    const before = this.#lights.get(found.key);
    const isSame = before && isSamePlug(before.found, found);
    if (isSame && before.kept) return;
    if (before && !isSame) this.#forget(before);
    const lit = isSame ? before : { found, openedAt: 0, isOurs: false };
    this.#lights.set(found.key, lit);
    try {
      await this.#openNow(lit);
    } catch (error) {
      this.#fail(lit, asProblem(error));
    }
  }

  /** Opens one for a moment that is not open; what it tells is what keeps it from that. Never rejects. */
  async probe(found: Found): Promise<Problem | undefined> {
    return this.#opener.probe(found).then(
      () => undefined,
      (error: unknown) => asProblem(error),
    );
  }

  /** Brings a light to what is wanted of it; undefined: nobody wants anything. Never rejects. */
  async show(key: string, wish: LightWish | undefined, ring?: Ring): Promise<Answer> {
    const lit = this.#lights.get(key);
    const kept = lit?.kept;
    if (!kept) return "missing";
    // What nobody of us has ever lit is not switched off by us either.
    if (!wish && !lit.isOurs) return "unchanged";
    const { identified } = lit.found;
    const { state, plain } = wish ?? { state: DARK, plain: true };
    const wanted = stateFor(state, identified, plain);
    const rung = ring && stateFor({ ...state, ringing: ring.ringing }, identified, plain);
    // What was asked for while its light was being looked for has been written by whoever found it.
    if (!rung?.ringing && isDeepStrictEqual(wanted, lit.shown))
      return lit.writtenFor === wish?.askedAt ? "applied" : "unchanged";
    lit.shown = wanted;
    lit.writtenFor = wish?.askedAt;
    lit.isOurs = true;
    const written = await (rung?.ringing ? kept.show(rung, ring?.times) : kept.show(wanted));
    if (written) {
      if (!wish && lit.shown === wanted) lit.isOurs = false;
      return "applied";
    }
    return lit.kept === kept ? "superseded" : "missing";
  }

  /** Nobody claims it any more. Never rejects. */
  async letGo(key: string, isOff: boolean): Promise<void> {
    const lit = this.#lights.get(key);
    if (!lit) return;
    this.#lights.delete(key);
    if (lit.kept) await this.#finish(lit, lit.kept.close(isOff && lit.isOurs ? DARK : undefined));
  }

  async #openNow(lit: Lit): Promise<void> {
    const { clock } = this.#options;
    const { device, identified } = lit.found;
    const { family, model } = identified;
    let gone: Problem | undefined;
    const light = await this.#opener.open(lit.found, {
      input: (bytes) => this.#onInput(lit, bytes),
      lost(problem) {
        gone = problem;
        lit.kept?.lost(problem);
      },
    });
    if (gone || !this.#isThere(lit)) {
      this.#opener.close(device.path, light);
      if (gone) throw gone;
      return;
    }
    delete lit.problem;
    lit.openedAt = clock.now();
    lit.kept = new KeptLight({
      light,
      family,
      model,
      clock,
      onLost: (problem) => this.#onLost(lit, problem),
    });
  }

  #onInput(lit: Lit, bytes: Uint8Array): void {
    const event = lit.found.identified.family.button?.(bytes);
    if (event && this.#isThere(lit)) this.#options.onButton(event, lit.found);
  }

  #onLost(lit: Lit, problem: Problem): void {
    if (!this.#isThere(lit)) return;
    this.#abandon(lit);
    this.#fail(lit, problem);
    this.#options.onLost(lit.found.key, problem, this.#options.clock.now() - lit.openedAt);
  }

  /** One that was unplugged is merely missing. */
  #fail(lit: Lit, problem: Problem): void {
    if (problem.code === "usb-gone") this.#forget(lit);
    else lit.problem = problem;
  }

  #forget(lit: Lit): void {
    if (this.#isThere(lit)) this.#lights.delete(lit.found.key);
    this.#abandon(lit);
  }

  #abandon(lit: Lit): void {
    if (lit.kept) void this.#finish(lit, lit.kept.abandon());
    lit.kept = undefined;
    lit.shown = undefined;
  }

  #isThere(lit: Lit): boolean {
    return this.#lights.get(lit.found.key) === lit;
  }

  #finish({ found }: Lit, work: Promise<void>): Promise<void> {
    return this.#opener.finish(found.device.path, work);
  }
}

/** A light that has another path was plugged in anew, though nobody has told; one may also be taken for another kind. */
function isSamePlug(a: Found, b: Found): boolean {
  return a.device.path === b.device.path && a.identified.family === b.identified.family;
}
