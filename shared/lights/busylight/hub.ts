import { isDeepStrictEqual } from "node:util";
import type { Clock, Timer } from "../../support/clock";
import { inTime } from "../../support/in-time";
import type { Log } from "../../support/log";
import { asProblem, type Problem } from "../../support/problem";
import { chosen, type Present, winner } from "./assignment";
import type { Driver, Listing } from "./driver";
import type { DeviceInfo } from "./family";
import { type Identified, identify, type Mapping } from "./families";
import { KeptLight } from "./kept-light";
import { DARK, type LightState } from "./light-state";
import { lightHangs, lightMissing } from "./problems";
import { type Need, Scanner } from "./scanner";
import { keyOf, selectorFor, type Selector } from "./selector";
import { stateFor, type Wanted, type WantedRinging } from "./wanted";

export type ClaimState =
  /** What it is about is there. */
  | { readonly kind: "ok" }
  /** It is not plugged in, or cannot be opened; it is tried again until it works. */
  | { readonly kind: "missing" | "problem"; readonly problem: Problem };

export interface ClaimOptions {
  /** Who wants the lights: a node's id. */
  readonly owner: string;
  readonly selector: Selector;
  readonly mappings: readonly Mapping[];
  /** Whether colours are sent as they are, not as they look right on the light. */
  readonly plain: boolean;
  readonly onClose: "off" | "leave";
  /** Called when it changes. None of these may throw. */
  readonly onState: (state: ClaimState) => void;
  /** `device` is the text that selects the light. */
  readonly onButton: (event: "pressed" | "released", device: string) => void;
}

export type Answer = "applied" | "unchanged" | "superseded" | "missing";

/** A tone that goes with a state just now, and not again when the light is plugged in anew. */
export interface Ring {
  readonly ringing: WantedRinging;
  /** How often it is played, where it is not endless. */
  readonly times: number;
}

export interface HubOptions {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly log: Log;
}

/** A deploy closes a node and begins it anew within this; meanwhile its lights stay as they are. */
const LINGER_MS = 10_000;

/** Opening takes milliseconds; one that takes so long is held by something. */
const OPENING_MS = 10_000;

interface Wanting {
  readonly options: ClaimOptions;
  /** Absent: nothing is wanted; others may have its lights. */
  state?: Wanted | undefined;
  askedAt: number;
  /** Keys of the lights it is about now. */
  keys: ReadonlySet<string>;
  told?: ClaimState;
  /** Runs while nobody answers for it: a deploy is under way, or it was closed for good. */
  lingering?: Timer;
}

/** A light that somebody claims, and that is plugged in. */
interface Lit extends Present {
  device: DeviceInfo;
  readonly identified: Identified;
  kept?: KeptLight;
  openedAt?: number;
  /** Why it could not be opened. */
  problem?: Problem;
  /** What it was last told, where that was by us, and the asking that it was told for. */
  shown?: LightState | undefined;
  writtenFor?: number | undefined;
}

/**
 * All USB lights of this process, shared by all nodes: each light is open once, and of several nodes that want it the
 * one that was asked last has it. What an earlier one wants comes back when that one wants nothing any more.
 */
export class LightHub {
  readonly #options: HubOptions;
  readonly #scanner: Scanner;
  readonly #claims = new Map<string, Wanting>();
  readonly #lights = new Map<string, Lit>();
  readonly #closing = new Set<Promise<void>>();
  #asked = 0;
  #isStopping = false;

  constructor(options: HubOptions) {
    this.#options = options;
    const { driver, clock } = options;
    this.#scanner = new Scanner({ driver, clock, found: (listing) => this.#take(listing) });
  }

  /** Opens what is meant as soon as it is there; writes nothing before something is asked for. */
  claim(options: ClaimOptions): Claim {
    const before = this.#claims.get(options.owner);
    before?.lingering?.cancel();
    const wanting: Wanting = {
      options,
      state: before?.state,
      askedAt: before?.askedAt ?? 0,
      keys: before?.keys ?? new Set(),
    };
    this.#claims.set(options.owner, wanting);
    void this.#scanner.look();
    return {
      ask: (state, ring) => this.#ask(wanting, state, ring),
      wanted: () => wanting.state,
      end: (how) => this.#end(wanting, how),
    };
  }

  /** Whether a device is open here: nobody else could open it. */
  hasOpen(device: DeviceInfo): boolean {
    return this.#lights.get(keyOf(device))?.kept !== undefined;
  }

  /** Everything that lingers ends now, and what ends from now on does so at once: the process is about to. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const wanting of this.#claims.values())
      if (wanting.lingering) void this.#end(wanting, wanting.options.onClose);
    await Promise.all(this.#closing);
  }

  async #ask(wanting: Wanting, state: Wanted | undefined, ring?: Ring): Promise<Answer> {
    const asked = ++this.#asked;
    wanting.state = state;
    wanting.askedAt = asked;
    // A light that is there is not kept waiting for a look at others.
    if (!this.#hasLight(wanting)) await this.#scanner.lookAgain();
    if (wanting.askedAt !== asked) return "superseded";
    const lights = this.#lightsOf(wanting);
    const open = lights.filter(({ kept }) => kept);
    if (open.length === 0) {
      const problem = lights.find((light) => light.problem)?.problem;
      if (problem && state) throw problem;
      return state ? "missing" : "unchanged";
    }
    const written = await Promise.all(open.map((light) => this.#refresh(light, ring)));
    if (written.includes("applied")) return "applied";
    if (wanting.askedAt !== asked) return "superseded";
    return written.every((one) => one === "unchanged") ? "unchanged" : "missing";
  }

  /** Brings a light to what is wanted of it now. Never rejects. */
  async #refresh(light: Lit, ring?: Ring): Promise<Answer> {
    const { kept, identified } = light;
    if (!kept) return "missing";
    const claims = [...this.#claims.values()].filter(({ keys }) => keys.has(light.key));
    const wish = winner(claims);
    // What nobody of us has ever lit is not switched off by us either.
    if (!wish?.state && light.shown === undefined) return "unchanged";
    const state = wish?.state ?? DARK;
    const plain = wish?.options.plain === true;
    const wanted = stateFor(state, identified, plain);
    // What was asked for while its light was being looked for has been written by whoever found it.
    if (!ring && isDeepStrictEqual(wanted, light.shown))
      return light.writtenFor === wish?.askedAt ? "applied" : "unchanged";
    light.shown = wanted;
    light.writtenFor = wish?.askedAt;
    const written = await (ring
      ? kept.show(stateFor({ ...state, ringing: ring.ringing }, identified, plain), ring.times)
      : kept.show(wanted));
    if (!wish?.state && light.shown === wanted) light.shown = undefined;
    return written ? "applied" : "superseded";
  }

  async #end(wanting: Wanting, how: "off" | "leave" | "linger"): Promise<void> {
    const { owner, onClose } = wanting.options;
    if (this.#claims.get(owner) !== wanting) return;
    if (how === "linger" && !this.#isStopping) {
      wanting.lingering?.cancel();
      wanting.lingering = this.#options.clock.after(LINGER_MS, () => void this.#end(wanting, onClose));
      return;
    }
    wanting.lingering?.cancel();
    this.#claims.delete(owner);
    if (this.#claims.size === 0) this.#scanner.rest();
    const isOff = how === "off" || (how === "linger" && onClose === "off");
    const ended = this.#letGo(wanting.keys, isOff);
    this.#closing.add(ended);
    await ended;
    this.#closing.delete(ended);
  }

  /** Lights that a claim is no longer about: they are somebody else's, or nobody's. Never rejects. */
  async #letGo(keys: Iterable<string>, isOff: boolean): Promise<void> {
    await Promise.all(
      [...keys].map(async (key) => {
        const light = this.#lights.get(key);
        if (!light) return;
        const isClaimed = [...this.#claims.values()].some((claim) => claim.keys.has(key));
        if (isClaimed) return void (isOff && (await this.#refresh(light)));
        this.#lights.delete(key);
        await light.kept?.close(isOff && light.shown ? DARK : undefined);
      }),
    );
  }

  async #take({ devices, problems }: Listing): Promise<Need> {
    const mappings = [...this.#claims.values()].flatMap(({ options }) => options.mappings);
    const listed = devices.flatMap((device) => {
      const identified = identify(device, mappings);
      return identified ? [{ key: keyOf(device), device, identified }] : [];
    });
    const keys = new Set(listed.map(({ key }) => key));
    const unlisted = [...this.#lights.values()].filter(({ key }) => !keys.has(key));
    // Where not everything could be listed, what is open is still there.
    const isWhole = problems.length === 0;
    if (isWhole) for (const light of unlisted) this.#forget(light);
    const present = isWhole ? listed : [...listed, ...unlisted];
    for (const wanting of this.#claims.values()) {
      const before = wanting.keys;
      const lights = chosen(wanting.options.selector, present, before);
      wanting.keys = new Set(lights.map(({ key }) => key));
      const gone = [...before].filter((key) => !wanting.keys.has(key));
      await this.#letGo(gone, true);
    }
    const claimed = new Set([...this.#claims.values()].flatMap((wanting) => [...wanting.keys]));
    await Promise.all(present.filter(({ key }) => claimed.has(key)).map((light) => this.#open(light)));
    for (const wanting of this.#claims.values()) this.#tell(wanting, problems);
    return this.#need();
  }

  /** Never rejects. */
  async #open({ key, device, identified }: Present & Pick<Lit, "identified">): Promise<void> {
    const light: Lit = this.#lights.get(key) ?? { key, device, identified };
    this.#lights.set(key, light);
    if (light.kept) return;
    light.device = device;
    try {
      const kept = await this.#openNow(light);
      if (this.#lights.get(key) !== light) {
        await kept.close();
        return;
      }
      light.kept = kept;
      light.openedAt = this.#options.clock.now();
      delete light.problem;
    } catch (error) {
      light.problem = asProblem(error);
      return;
    }
    await this.#refresh(light);
  }

  async #openNow(light: Lit): Promise<KeptLight> {
    const { driver, clock } = this.#options;
    const { device, identified } = light;
    const { family, model } = identified;
    let kept: KeptLight | undefined;
    let gone: Problem | undefined;
    const lost = (problem: Problem): void => {
      gone = problem;
      kept?.lost(problem);
    };
    const opening = driver.open(
      device,
      { input: (bytes) => this.#onInput(light, bytes), lost },
      family.baudRate === undefined ? {} : { baudRate: family.baudRate },
    );
    const open = await inTime(clock, OPENING_MS, opening, () => {
      opening.then((late) => late.close()).catch(() => undefined);
      return lightHangs();
    });
    if (gone) {
      await open.close();
      throw gone;
    }
    return (kept = new KeptLight({
      light: open,
      family,
      model,
      clock,
      onLost: (problem) => this.#onLost(light, problem),
    }));
  }

  #onLost(light: Lit, problem: Problem): void {
    this.#options.log.debug(`A status light is gone: ${problem.message}`);
    this.#forget(light);
    for (const wanting of this.#claims.values()) if (wanting.keys.has(light.key)) this.#tell(wanting, []);
    this.#scanner.lost(this.#options.clock.now() - (light.openedAt ?? 0));
  }

  /** It is not there any more; what it showed is not known when it comes back. */
  #forget(light: Lit): void {
    if (this.#lights.get(light.key) === light) this.#lights.delete(light.key);
    void light.kept?.close();
    delete light.kept;
  }

  #onInput(light: Lit, bytes: Uint8Array): void {
    const event = light.identified.family.button?.(bytes);
    if (!event) return;
    const devices = [...this.#lights.values()].map(({ device }) => device);
    for (const { keys, options, lingering } of this.#claims.values())
      if (keys.has(light.key) && !lingering) options.onButton(event, selectorFor(light.device, devices));
  }

  #tell(wanting: Wanting, problems: readonly Problem[]): void {
    const state = this.#stateOf(wanting, problems);
    if (wanting.lingering || isSame(state, wanting.told)) return;
    wanting.told = state;
    wanting.options.onState(state);
  }

  #stateOf(wanting: Wanting, problems: readonly Problem[]): ClaimState {
    if (this.#hasLight(wanting)) return { kind: "ok" };
    const problem = this.#lightsOf(wanting).find((light) => light.problem)?.problem;
    const missing = problem ?? problems[0];
    return missing ? { kind: "problem", problem: missing } : { kind: "missing", problem: lightMissing() };
  }

  #need(): Need {
    const claims = [...this.#claims.values()];
    if (claims.some((wanting) => !this.#hasLight(wanting))) return "missing";
    return claims.some(({ options }) => options.selector.kind === "all") ? "open" : "nothing";
  }

  #hasLight(wanting: Wanting): boolean {
    return this.#lightsOf(wanting).some(({ kept }) => kept);
  }

  #lightsOf({ keys }: Wanting): readonly Lit[] {
    return [...keys].flatMap((key) => this.#lights.get(key) ?? []);
  }
}

/** A node's hold on the lights it is about. */
export interface Claim {
  /**
   * Shows a state until another one is asked for; undefined: whoever was asked before may have the lights, else they go
   * dark. Where they are not plugged in (`missing`) it is shown as soon as they are.
   * Rejects with the Problem that keeps them from being opened.
   */
  ask(state: Wanted | undefined, ring?: Ring): Promise<Answer>;
  /** What was asked for last, also before a deploy. */
  wanted(): Wanted | undefined;
  /** `linger`: a deploy may bring it back at once, so nothing changes for some seconds. Never rejects. */
  end(how: "off" | "leave" | "linger"): Promise<void>;
}

function isSame(a: ClaimState, b: ClaimState | undefined): boolean {
  if (!b || a.kind !== b.kind) return false;
  return a.kind === "ok" || b.kind === "ok" || a.problem.code === b.problem.code;
}
