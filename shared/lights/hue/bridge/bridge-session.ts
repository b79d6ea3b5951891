import type { Clock, Timer } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { asProblem, type Problem } from "../../../support/problem";
import type { Home } from "../home/home";
import type { HomeListener, HomeWatch, HueApi, Written } from "../home/hue-api";
import type { LightBody } from "../home/light-body";
import type { LightState } from "../home/light-state";
import type { Place } from "../wire/problems";
import type { BridgeCommons, Holder } from "./bridge-commons";
import type { Kind } from "./pace";

/** Whoever follows the lights of a bridge. None of these may throw. */
export interface Member {
  /** Something about these lights, or about rooms and scenes, has changed. */
  changed(lights: ReadonlySet<string>): void;
  /** The bridge answers, again or for the first time. */
  up(): void;
  /** The bridge cannot be asked at present. */
  down(problem: Problem): void;
}

export interface BridgeSessionOptions {
  /** What it has in common with every other session of this bridge. */
  readonly commons: BridgeCommons;
  /** Where the bridge is said to be. */
  readonly place: Place;
  readonly connect: (place: Place) => HueApi;
  /** Looks in the network where the bridge is now; absent where nothing would prove that it is the same one. Never throws. */
  readonly find?: () => Promise<Place | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A bridge that starts again is back within a minute; one that has moved is not worth a search every second. */
const FIRST_SEARCH_MS = 10_000;
const SEARCH_AGAIN_MS = 5 * 60_000;

/** Rooms and scenes change by hand; a target that they do not name is looked for anew at once. */
const HOME_AGE_MS = 10 * 60_000;

/** What may mean that the bridge has another address now, and another device its old one. */
const MOVED = new Set(["bridge-unreachable", "bridge-certificate"]);

/** One bridge as all lamps share it that use the same key: one connection, one watch. It begins with the first member. */
export class BridgeSession {
  readonly #options: BridgeSessionOptions;
  readonly #members = new Set<Member>();
  #place: Place;
  #api: HueApi | undefined;
  #watch: HomeWatch | undefined;
  #read: { readonly home: Home; readonly at: number } | undefined;
  #trouble: Problem | undefined;
  /** The bridge has refused the key since it last answered anything else. */
  #refused: Problem | undefined;
  #search: Timer | undefined;
  #closed = false;

  constructor(options: BridgeSessionOptions) {
    this.#options = options;
    this.#place = options.place;
  }

  get bridge(): string {
    return this.#options.commons.bridge;
  }

  /** Which of our targets holds a light. */
  get holders(): Map<string, Holder> {
    return this.#options.commons.holders;
  }

  /** Where the bridge is asked now. */
  get place(): Place {
    return this.#place;
  }

  /** Throws what `connect` throws: `bridge-not-paired`, `bridge-key-refused`. */
  get api(): HueApi {
    this.#api ??= this.#options.connect(this.#place);
    // Every request over it fails, as after the end of one that was open before.
    if (this.#closed) this.#api.close();
    return this.#api;
  }

  /** What is known without asking; undefined while the bridge tells no changes. */
  get live(): Home | undefined {
    return this.#watch?.home;
  }

  /** Tells `member` from now on, first what is known already; returns how to stop that. */
  join(member: Member): () => void {
    this.#members.add(member);
    if (this.#trouble) member.down(this.#trouble);
    this.#begin();
    return () => {
      this.#members.delete(member);
      if (this.#members.size > 0) return;
      this.#end();
      // Whoever comes next finds out anew.
      this.#trouble = undefined;
    };
  }

  /** `fresh` where the one that is known does not do. Throws as HueApi does. */
  async home({ fresh = false } = {}): Promise<Home> {
    const { clock } = this.#options;
    if (this.live) return this.live;
    const age = this.#read ? clock.now() - this.#read.at : Number.POSITIVE_INFINITY;
    if (this.#read && !fresh && age >= 0 && age < HOME_AGE_MS) return this.#read.home;
    const home = await this.#asked(this.api.readHome());
    this.#read = { home, at: clock.now() };
    return home;
  }

  /** Also says which of them are without power, as far as the watch knows: a bridge tells that elsewhere than with the light. */
  async readLights(ids: readonly string[]): Promise<ReadonlyMap<string, LightState>> {
    const states = await this.#asked(this.api.readLights(ids));
    const known = this.live?.lights;
    return new Map(
      [...states].map(([id, state]): [string, LightState] => {
        const reachable = known?.get(id)?.state.reachable;
        return [id, reachable === undefined ? state : { ...state, reachable }];
      }),
    );
  }

  async writeLight(id: string, body: LightBody): Promise<Written> {
    return this.#asked(this.api.writeLight(id, body));
  }

  async writeGroup(service: string, body: LightBody): Promise<Written> {
    return this.#asked(this.api.writeGroup(service, body));
  }

  async recallScene(id: string, duration: number): Promise<Written> {
    return this.#asked(this.api.recallScene(id, duration));
  }

  /** Resolves when the next write of this kind may go out; at once where `signal` is aborted. */
  turn(kind: Kind, signal?: AbortSignal): Promise<void> {
    return this.#options.commons.pace.turn(kind, signal);
  }

  /** We have written to these lights: a watch that hears nothing of it is dead. */
  wrote(lights: readonly string[]): void {
    this.#options.commons.wrote(lights);
    this.#watch?.expectEcho(lights);
  }

  /** Whether what is known without asking can be believed of these lights: not right after a write of ours, nor without a watch. */
  hasTold(lights: readonly string[]): boolean {
    return this.live !== undefined && !lights.some((light) => this.wroteLately(light));
  }

  /** Whether one of us has just written to a light, so that what was read of it may be older. */
  wroteLately(light: string): boolean {
    return this.#options.commons.wroteLately(light);
  }

  close(): void {
    this.#closed = true;
    this.#end();
    this.#api?.close();
  }

  #begin(): void {
    if (this.#watch || this.#closed) return;
    try {
      this.#watch = this.api.watch?.(this.#listener());
    } catch (error) {
      this.#down(asProblem(error));
    }
  }

  #end(): void {
    this.#watch?.close();
    this.#watch = undefined;
    this.#search?.cancel();
    this.#search = undefined;
  }

  #listener(): HomeListener {
    return {
      up: () => this.#up(),
      changed: (_home, lights) => this.#tell((member) => member.changed(lights)),
      down: (problem) => this.#down(problem),
      silent: () => this.#up(),
    };
  }

  #up(): void {
    this.#trouble = undefined;
    this.#refused = undefined;
    this.#search?.cancel();
    this.#search = undefined;
    this.#tell((member) => member.up());
  }

  #down(problem: Problem): void {
    this.#trouble = problem;
    // One that does not know us any more hangs up, too.
    const told = (problem.code === "bridge-unreachable" && this.#refused) || problem;
    this.#tell((member) => member.down(told));
    this.#searchLater(problem, FIRST_SEARCH_MS);
  }

  #tell(tell: (member: Member) => void): void {
    for (const member of this.#members) tell(member);
  }

  /** A bridge whose changes nobody watches shows only here that it is away. */
  async #asked<T>(request: Promise<T>): Promise<T> {
    try {
      const answer = await request;
      if (!this.#watch) this.#trouble = undefined;
      this.#refused = undefined;
      return answer;
    } catch (error) {
      const problem = asProblem(error);
      if (!this.#watch) {
        this.#trouble = problem;
        this.#searchLater(problem, FIRST_SEARCH_MS);
      } else if (problem.code === "bridge-key-refused") {
        // A bridge that starts refuses every key for a while: the watch has more patience, and tells when it is for good.
        if (this.#trouble && !this.#refused) throw this.#trouble;
        this.#refused = problem;
      }
      throw problem;
    }
  }

  #searchLater({ code }: Problem, ms: number): void {
    const { find, clock } = this.#options;
    if (!find || this.#search || this.#closed || !MOVED.has(code)) return;
    this.#search = clock.after(ms, () => void this.#lookFor(find));
  }

  async #lookFor(find: () => Promise<Place | undefined>): Promise<void> {
    const searched = this.#api;
    const search = this.#search;
    const found = await find().catch(() => undefined);
    // Trouble has ended meanwhile; where it has begun anew, another search is due.
    if (this.#search !== search) return;
    this.#search = undefined;
    if (this.#closed || !this.#trouble || this.#api !== searched || this.#members.size === 0) return;
    // It may be back where it was, on a network that does not tell.
    const next = found ?? this.#options.place;
    if (next.host !== this.#place.host || next.port !== this.#place.port) this.#moveTo(next);
    if (this.#trouble) this.#searchLater(this.#trouble, SEARCH_AGAIN_MS);
  }

  /** Who answers there still has to prove that it is the bridge, before it gets the key. */
  #moveTo(place: Place): void {
    const { host, port } = this.#place;
    this.#options.log.warn(
      `The Hue bridge that was at ${host}:${port} is looked for at ${place.host}:${place.port} now. Enter that address in its dialog.`,
    );
    this.#end();
    this.#api?.close();
    this.#api = undefined;
    this.#place = place;
    this.#begin();
    if (!this.#watch) this.#tell((member) => member.up());
  }
}
