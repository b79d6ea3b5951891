import type { Clock, Timer } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { asProblem, type Problem } from "../../../support/problem";
import type { EventStream, StreamHandlers } from "../wire/event-stream";
import { parseJson } from "../wire/json";
import { NO_EVENTS, overloaded, type Place } from "../wire/problems";
import { agree } from "./agreement";
import type { Home } from "./home";
import type { HomeListener, HomeWatch } from "./hue-api";
import type { LightState } from "./light-state";
import { afterTrouble, isBelieved, NO_OUTAGE, SILENT_WAIT_MS } from "./reconnect-policy";
import { ResourceStore } from "./resource-store";
import { StreamVigil } from "./stream-vigil";

/** What a watch needs of a bridge. Requests throw Problem. */
export interface WatchedBridge {
  /** Every resource. */
  readAll(): Promise<readonly unknown[]>;
  /** These lights, or all. */
  readLights(ids?: readonly string[]): Promise<ReadonlyMap<string, LightState>>;
  /** The smallest request there is. */
  ping(): Promise<unknown>;
  openEventStream(handlers: StreamHandlers): EventStream;
}

export interface ClipWatchOptions {
  readonly bridge: WatchedBridge;
  readonly place: Place;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: HomeListener;
}

/** Only a watch that held so long makes earlier trouble forgotten: one that ends at once would else be opened every second. */
const STEADY_MS = 60_000;

/** Whoever asks impatiently does not make it more. */
const RETRY_MS = 1_000;

/** What may come in while the home is read, which takes seconds at most; a bridge tells a few events a second. */
const MAX_BUFFERED = 1_000;

/** Streams that open but never tell anything: behind something that swallows events, say. */
const DEAF_STREAMS = 3;

/** One stream, from asking for it to its end. */
interface Attempt {
  stream?: EventStream;
  /** Events that came while the home was being read; undefined once the watch is up. */
  buffered: unknown[] | undefined;
  /** How many events it has told. */
  heard: number;
  vigil?: StreamVigil;
  steady?: Timer;
}

/**
 * Follows the home of a bridge through its event stream: opens the stream, keeps what it tells while the whole home is
 * read, replays that, and from then on merges every event. Never more than one attempt is under way.
 *
 * Trouble ends an attempt, and the next one follows as `reconnect-policy` says. A stream that was up and ends is no
 * trouble yet: bridges close theirs now and then, and take the next one. In peace it costs at most twelve
 * requests an hour, each for the lights alone (see StreamVigil); a stream that has died without a word is noticed by
 * them five minutes after it last told anything, or ten seconds after our own next write.
 */
export class ClipWatch implements HomeWatch {
  readonly #bridge: WatchedBridge;
  readonly #place: Place;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listener: HomeListener;
  readonly #store = new ResourceStore();
  #attempt: Attempt | undefined;
  #triedAt = 0;
  #next: Timer | undefined;
  #outage = NO_OUTAGE;
  #deafStreams = 0;
  /** What the listener was told last: a code of trouble, `up` or `silent`. */
  #told: string | undefined;
  /** How the latest stream that was up ended, until the next try tells what that means. */
  #ending: Problem | undefined;
  #isClosed = false;

  constructor({ bridge, place, clock, log, listener }: ClipWatchOptions) {
    this.#bridge = bridge;
    this.#place = place;
    this.#clock = clock;
    this.#log = log;
    this.#listener = listener;
    this.#try();
  }

  get home(): Home | undefined {
    return this.#attempt && !this.#attempt.buffered ? this.#store.home() : undefined;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  retry(): void {
    if (!this.#next) return;
    const sinceLast = this.#clock.now() - this.#triedAt;
    const wait = sinceLast >= 0 ? RETRY_MS - sinceLast : RETRY_MS;
    if (wait > 0) this.#tryAfter(wait);
    else this.#try();
  }

  expectEcho(lights: readonly string[]): void {
    this.#attempt?.vigil?.expectEcho(lights);
  }

  close(): void {
    this.#isClosed = true;
    this.#next?.cancel();
    this.#next = undefined;
    this.#endAttempt();
  }

  #tryAfter(wait: number): void {
    this.#next?.cancel();
    this.#next = this.#clock.after(wait, () => this.#try());
  }

  #try(): void {
    this.#next?.cancel();
    this.#next = undefined;
    this.#triedAt = this.#clock.now();
    const attempt: Attempt = { buffered: [], heard: 0 };
    this.#attempt = attempt;
    attempt.stream = this.#bridge.openEventStream({
      opened: () => void this.#whileCurrent(attempt, () => this.#begin(attempt)),
      event: (data) => this.#take(attempt, data),
      ended: (problem) => void this.#whileCurrent(attempt, () => this.#ended(attempt, problem)),
    });
  }

  /** Runs a step of an attempt; a step that fails ends it. */
  async #whileCurrent(attempt: Attempt, step: () => Promise<void>): Promise<void> {
    try {
      if (this.#attempt === attempt) await step();
    } catch (error) {
      if (this.#attempt === attempt) this.#lose(asProblem(error));
    }
  }

  async #begin(attempt: Attempt): Promise<void> {
    const resources = await this.#bridge.readAll();
    const { buffered } = attempt;
    if (this.#attempt !== attempt || !buffered) return;
    if (buffered.length > MAX_BUFFERED) throw overloaded(this.#place);
    this.#store.replaceAll(resources);
    for (const event of buffered) this.#store.apply(event);
    const home = this.#store.home();
    attempt.buffered = undefined;
    attempt.steady = this.#clock.after(STEADY_MS, () => (this.#outage = NO_OUTAGE));
    attempt.vigil = new StreamVigil({
      clock: this.#clock,
      check: (lights) => this.#whileCurrent(attempt, () => this.#check(attempt, lights)),
    });
    this.#ending = undefined;
    this.#told = "up";
    this.#tell((listener) => listener.up(home));
  }

  /** What cannot be read is passed over; the vigil notices if it mattered. */
  #take(attempt: Attempt, data: string): void {
    if (this.#attempt !== attempt) return;
    attempt.heard++;
    attempt.vigil?.heard();
    this.#deafStreams = 0;
    const event = parseJson(data);
    if (attempt.buffered) {
      if (attempt.buffered.length <= MAX_BUFFERED) attempt.buffered.push(event);
      return;
    }
    const { changed, lights } = this.#store.apply(event);
    if (!changed) return;
    const home = this.#store.home();
    this.#tell((listener) => listener.changed(home, lights));
  }

  /**
   * What the end of one that was up means, the next try tells. One that is refused while the bridge answers else is
   * missing for good; else the bridge itself is in trouble.
   */
  async #ended(attempt: Attempt, problem: Problem): Promise<void> {
    if (!attempt.buffered) {
      this.#ending = problem;
      return this.#tryAgain(problem);
    }
    if (problem.code !== NO_EVENTS) throw problem;
    await this.#bridge.ping();
    if (this.#attempt === attempt) this.#fallSilent(problem.title);
  }

  /**
   * Compares what the bridge says with what its stream has told. What it tells while it is being asked proves it alive;
   * a change that it tells only right after that costs one needless opening.
   */
  async #check(attempt: Attempt, lights?: readonly string[]): Promise<void> {
    const { heard } = attempt;
    const known = this.#known(lights);
    try {
      const told = await this.#bridge.readLights(lights);
      if (this.#attempt !== attempt || attempt.heard > heard || agree(known, told)) return;
    } catch (error) {
      // It answers, though not now.
      if (asProblem(error).code === "bridge-overloaded") return;
      throw error;
    }
    if (heard === 0) this.#deafStreams++;
    if (this.#deafStreams >= DEAF_STREAMS)
      return this.#fallSilent("its event stream is open but tells nothing");
    this.#log.info(`The event stream of the Hue bridge at ${this.#place.host} had died without a word`);
    this.#endAttempt();
    this.#try();
  }

  #known(ids?: readonly string[]): ReadonlyMap<string, LightState> {
    const { lights } = this.#store.home();
    const asked = ids === undefined ? [...lights.values()] : ids.flatMap((id) => lights.get(id) ?? []);
    return new Map(asked.map(({ id, state }) => [id, state]));
  }

  #lose(problem: Problem): void {
    this.#tryAgain(problem);
    // A bridge that starts refuses every key: that its stream is gone is all there is to tell.
    const trouble = isBelieved(problem.code, this.#outage) ? problem : this.#ending;
    this.#ending = undefined;
    if (!trouble || this.#told === trouble.code) return;
    this.#told = trouble.code;
    this.#tell((listener) => listener.down(trouble));
  }

  #tryAgain({ code }: Problem): void {
    this.#endAttempt();
    const { outage, wait } = afterTrouble(this.#outage, code);
    this.#outage = outage;
    this.#tryAfter(wait);
  }

  #fallSilent(why: string): void {
    this.#endAttempt();
    this.#outage = NO_OUTAGE;
    this.#ending = undefined;
    this.#tryAfter(SILENT_WAIT_MS);
    if (this.#told === "silent") return;
    this.#told = "silent";
    // One that opens, and stays deaf, is the same trouble again.
    if (this.#deafStreams <= DEAF_STREAMS)
      this.#log.warn(`The Hue bridge at ${this.#place.host} tells no changes: ${why}`);
    this.#tell((listener) => listener.silent());
  }

  #endAttempt(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.stream?.close();
    attempt?.vigil?.stop();
    attempt?.steady?.cancel();
  }

  /** A listener's own trouble is not the watch's. */
  #tell(call: (listener: HomeListener) => unknown): void {
    void (async () => call(this.#listener))().catch((error: unknown) =>
      this.#log.error(`What follows a Hue bridge failed: ${asProblem(error).message}`),
    );
  }
}
