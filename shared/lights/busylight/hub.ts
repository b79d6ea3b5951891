import type { Clock } from "../../support/clock";
import type { Log } from "../../support/log";
import { asProblem, type Problem } from "../../support/problem";
import type { Answer, Claim, ClaimOptions, ClaimState, Ring } from "./claim";
import { Claims, type Wanting } from "./claims";
import type { Driver, Listing } from "./driver";
import { transportOf } from "./families";
import type { DeviceInfo } from "./family";
import { type Found, lightsAmong } from "./found";
import { Lights } from "./lights";
import { lightMissing } from "./problems";
import { type Need, Scanner } from "./scanner";
import { keyOf, selectorFor } from "./selector";
import type { Wanted } from "./wanted";

export type { Answer, Claim, ClaimOptions, ClaimState, Ring } from "./claim";

export interface HubOptions {
  readonly driver: Driver;
  readonly clock: Clock;
  readonly log: Log;
}

/** A deploy closes a node and begins it anew within this; meanwhile its lights stay as they are. */
const LINGER_MS = 10_000;

/**
 * All USB lights of this process, shared by all nodes: each light is open once, and of several nodes that want it the
 * one that was asked last has it. What an earlier one wants comes back when that one wants nothing any more.
 */
export class LightHub {
  readonly #options: HubOptions;
  readonly #scanner: Scanner;
  readonly #lights: Lights;
  readonly #claims = new Claims();
  readonly #closing = new Set<Promise<unknown>>();
  /** What was listed last. */
  #devices: readonly DeviceInfo[] = [];
  #asked = 0;
  #isStopping = false;

  constructor(options: HubOptions) {
    this.#options = options;
    const { driver, clock } = options;
    this.#scanner = new Scanner({
      driver,
      clock,
      found: (listing) => this.#take(listing),
      need: () => this.#need(),
    });
    this.#lights = new Lights({
      driver,
      clock,
      onLost: (...lost) => this.#onLost(...lost),
      onButton: (...pressed) => this.#onButton(...pressed),
    });
  }

  /** Opens what is meant as soon as it is there; writes nothing before something is asked for. */
  claim(options: ClaimOptions): Claim {
    this.#isStopping = false;
    const wanting = this.#claims.begin(options, this.#lights.devices());
    void this.#scanner.look();
    return {
      ask: (state, ring) => this.#ask(wanting, state, ring),
      wanted: () => wanting.state,
      end: (how) => this.#end(wanting, how),
    };
  }

  /** What is plugged in. Never rejects, and does not wait for a system that hangs. */
  list(): Promise<Listing> {
    return this.#scanner.list();
  }

  /** What keeps a light from being used, if anything: one that is not open here is opened for a moment. Never rejects. */
  async probe(found: Found): Promise<Problem | undefined> {
    return this.#lights.isOpen(found.key) ? undefined : this.#lights.probe(found);
  }

  /** Everything that lingers ends now, and what ends from now on does so at once: the process is about to. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const wanting of this.#claims.all)
      if (wanting.lingering) void this.#end(wanting, wanting.options.onClose);
    await Promise.all(this.#closing);
  }

  async #ask(wanting: Wanting, asked: Wanted | undefined, ring?: Ring): Promise<Answer> {
    if (!this.#claims.isCurrent(wanting)) return "superseded";
    const askedAt = ++this.#asked;
    const state = asked && lasting(asked);
    wanting.state = state;
    wanting.askedAt = askedAt;
    // A light that is there is not kept waiting for a look at others.
    if (!this.#hasLight(wanting)) await this.#scanner.lookAgain();
    if (wanting.askedAt !== askedAt || !this.#claims.isCurrent(wanting)) return "superseded";
    const open = [...wanting.keys].filter((key) => this.#lights.isOpen(key));
    const answers = await Promise.all(
      open.map(async (key): Promise<Answer> => {
        const isOurs = !state || this.#claims.winner(key) === wanting;
        return isOurs ? this.#refresh(key, state && ring) : "superseded";
      }),
    );
    const answer = (["applied", "superseded", "unchanged", "missing"] as const).find((one) =>
      answers.includes(one),
    );
    if (answer && answer !== "missing") return answer;
    const problem = this.#problemOf(wanting);
    if (problem && state) throw problem;
    return state ? "missing" : "unchanged";
  }

  async #end(wanting: Wanting, how: "off" | "leave" | "linger"): Promise<void> {
    if (!this.#claims.isCurrent(wanting)) return;
    const { onClose } = wanting.options;
    wanting.lingering?.cancel();
    if (how === "linger" && !this.#isStopping) {
      wanting.lingering = this.#options.clock.after(LINGER_MS, () => void this.#end(wanting, onClose));
      return;
    }
    this.#claims.end(wanting);
    if (this.#claims.all.length === 0) this.#scanner.rest();
    await this.#letGo(wanting.keys, how === "off" || (how === "linger" && onClose === "off"));
  }

  /** Lights that a claim is no longer about: they are somebody else's, or nobody's. Never rejects. */
  async #letGo(keys: Iterable<string>, isOff: boolean): Promise<void> {
    const closing = Promise.all(
      [...keys].map(async (key) => {
        const isClaimed = this.#claims.about(key).length > 0;
        if (!isClaimed) await this.#lights.letGo(key, isOff);
        else if (isOff || this.#claims.winner(key)) await this.#refresh(key);
      }),
    );
    this.#closing.add(closing);
    await closing;
    this.#closing.delete(closing);
  }

  async #take(listing: Listing): Promise<void> {
    const { devices, problems, about } = listing;
    const keys = new Set(devices.map(keyOf));
    // Where not everything could be listed, what is open is still there.
    const unlisted = this.#lights.devices().filter((device) => !keys.has(keyOf(device)));
    const mayBeThere = ({ transport }: DeviceInfo): boolean =>
      problems.some((one) => isAbout(one, transport, about));
    this.#devices = [...devices, ...unlisted.filter(mayBeThere)];
    this.#lights.keepOnly(new Set(this.#devices.map(keyOf)));
    const isInTrouble = (key: string): boolean => this.#lights.problem(key) !== undefined;
    // One that begins while these lights are opened has its turn with the next look.
    const wantings = this.#claims.all;
    const claimed = this.#claims.assign(this.#devices, isInTrouble);
    const open = this.#lights.devices().map(keyOf);
    void this.#letGo(
      open.filter((key) => !claimed.has(key)),
      true,
    );
    await Promise.all(
      [...claimed.values()].map(async (found) => {
        await this.#lights.open(found);
        await this.#refresh(found.key);
        for (const wanting of this.#claims.about(found.key))
          this.#tell(wanting, problemsFor(wanting, listing));
      }),
    );
    for (const wanting of wantings) this.#tell(wanting, problemsFor(wanting, listing));
  }

  #refresh(key: string, ring?: Ring): Promise<Answer> {
    const wish = this.#claims.winner(key);
    const { state } = wish ?? {};
    return this.#lights.show(
      key,
      wish && state && { state, plain: wish.options.plain, askedAt: wish.askedAt },
      ring,
    );
  }

  #onLost(key: string, problem: Problem, afterMs: number): void {
    this.#options.log.debug(`A status light is gone: ${problem.message}`);
    for (const wanting of this.#claims.about(key)) this.#tell(wanting, []);
    this.#scanner.lost(afterMs);
  }

  #onButton(event: "pressed" | "released", { key, device }: Found): void {
    for (const { options, lingering } of this.#claims.about(key)) {
      const devices = lightsAmong(this.#devices, options.mappings).map((found) => found.device);
      if (!lingering) this.#call(() => options.onButton(event, selectorFor(device, devices)));
    }
  }

  #tell(wanting: Wanting, problems: readonly Problem[]): void {
    const state = this.#stateOf(wanting, problems);
    if (wanting.lingering || !this.#claims.isCurrent(wanting) || isSame(state, wanting.told)) return;
    wanting.told = state;
    this.#call(() => wanting.options.onState(state));
  }

  /** What one node throws keeps no light from the others. */
  #call(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#options.log.error(`A status light: ${asProblem(error).message}`);
    }
  }

  #stateOf(wanting: Wanting, problems: readonly Problem[]): ClaimState {
    if (this.#hasLight(wanting)) return { kind: "ok" };
    const problem = this.#problemOf(wanting) ?? problems[0];
    return problem ? { kind: "problem", problem } : { kind: "missing", problem: lightMissing() };
  }

  #need(): Need {
    const claims = this.#claims.all;
    if (claims.some((wanting) => !this.#hasLight(wanting))) return "missing";
    return claims.some(({ options }) => options.selector.kind === "all") ? "open" : "nothing";
  }

  #hasLight({ keys }: Wanting): boolean {
    return [...keys].some((key) => this.#lights.isOpen(key));
  }

  #problemOf({ keys }: Wanting): Problem | undefined {
    return [...keys].map((key) => this.#lights.problem(key)).find((problem) => problem);
  }
}

/** A tone that is played once is no part of what goes on. */
function lasting({ ringing, ...state }: Wanted): Wanted {
  return { ...state, ...(ringing?.endless === true && { ringing }) };
}

function isSame(a: ClaimState, b: ClaimState | undefined): boolean {
  if (!b || a.kind !== b.kind) return false;
  return a.kind === "ok" || b.kind === "ok" || a.problem.code === b.problem.code;
}

/** Why a node's lights may be missing from a listing. What can be any light may miss any of them. */
function problemsFor(
  { options: { selector, mappings } }: Wanting,
  { problems, about }: Listing,
): readonly Problem[] {
  const transport = "id" in selector ? transportOf(selector.id, mappings) : undefined;
  return problems.filter((problem) => isAbout(problem, transport, about));
}

function isAbout(
  problem: Problem,
  transport: DeviceInfo["transport"] | undefined,
  about: Listing["about"],
): boolean {
  const only = about?.get(problem);
  return only === undefined || transport === undefined || only === transport;
}
