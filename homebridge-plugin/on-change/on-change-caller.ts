import type { Clock, Timer } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { type Call, changeCall, offCall } from "./call";
import type { OnChange } from "./on-change-settings";
import type { ToldPresence } from "./placeholders";
import { repeatAfter } from "./repeat";
import { failureOf, lateness, type Trouble, troubleOf } from "./trouble";

/** A light in the house answers in well under a second; a newer presence should not wait long for one that does not. */
const TIMEOUT_MS = 5_000;

export interface OnChangeCallerOptions {
  readonly settings: OnChange;
  readonly clock: Clock;
  readonly log: Log;
  /** Whose presence it is, for the log. */
  readonly name: string;
  /** The platform's own where absent, which asks no company proxy: what is called stands in the house. */
  readonly fetch?: typeof globalThis.fetch;
}

interface Order {
  /** As configured: with its placeholders, which is how the log knows it. */
  readonly url: string;
  readonly call: () => Call;
}

/**
 * Calls a person's URL when the presence changes: one call at a time, and after it only the newest of what came
 * meanwhile. A call that fails is repeated while nothing newer comes. Trouble goes to the log when it begins, when it is
 * no longer one that can pass by itself, and when it is over. Throws nothing.
 */
export class OnChangeCaller {
  readonly #options: OnChangeCallerOptions;
  readonly #closing = new AbortController();
  /** What is wrong, by URL, as it was told. */
  readonly #troubles = new Map<string, Trouble>();
  /** Undefined where nothing is to be called. */
  #newest: Order | undefined;
  /** How often the newest was repeated. */
  #repeats = 0;
  #repeat: Timer | undefined;
  #calling = false;

  constructor(options: OnChangeCallerOptions) {
    this.#options = options;
  }

  /** The presence is now this one. */
  changed(presence: ToldPresence): void {
    const { settings } = this.#options;
    this.#order({ url: settings.url, call: () => changeCall(settings, presence) });
  }

  /** The presence is no longer followed: outside working hours, or while paused. */
  ended(): void {
    const { settings } = this.#options;
    const { offUrl } = settings;
    this.#order(offUrl === undefined ? undefined : { url: offUrl, call: () => offCall(offUrl, settings) });
  }

  /** Gives up what is under way and what waits; nothing is called from now on. */
  close(): void {
    this.#order(undefined);
    this.#closing.abort();
  }

  #order(order: Order | undefined): void {
    if (this.#closing.signal.aborted) return;
    this.#repeat?.cancel();
    this.#repeats = 0;
    this.#newest = order;
    if (!this.#calling) void this.#callNewest();
  }

  async #callNewest(): Promise<void> {
    let called: Order | undefined;
    let trouble: Trouble | undefined;
    this.#calling = true;
    while (this.#newest !== undefined && this.#newest !== called) {
      called = this.#newest;
      trouble = await this.#call(called);
      if (!this.#closing.signal.aborted) this.#tell(called.url, trouble);
    }
    this.#calling = false;
    if (this.#newest !== undefined && trouble?.passes) this.#callAgain();
  }

  #callAgain(): void {
    const ms = repeatAfter(this.#repeats);
    if (ms === undefined) return;
    this.#repeats++;
    this.#repeat = this.#options.clock.after(ms, () => void this.#callNewest());
  }

  /** What went wrong; undefined where nothing did. Never rejects. */
  async #call(order: Order): Promise<Trouble | undefined> {
    const late = new AbortController();
    const timer = this.#options.clock.after(TIMEOUT_MS, () => late.abort());
    try {
      const { url, ...request } = order.call();
      const fetch = this.#options.fetch ?? globalThis.fetch;
      const answer = await fetch(url, {
        ...request,
        redirect: "manual",
        signal: AbortSignal.any([late.signal, this.#closing.signal]),
      });
      // Nothing in it matters, and it may never end.
      answer.body?.cancel().catch(() => undefined);
      return troubleOf(answer.status);
    } catch (error) {
      return late.signal.aborted ? lateness(TIMEOUT_MS) : failureOf(error);
    } finally {
      timer.cancel();
    }
  }

  /** While a light starts, one trouble follows another. */
  #tell(url: string, trouble: Trouble | undefined): void {
    const { log, name } = this.#options;
    const before = this.#troubles.get(url);
    if (trouble?.text === before?.text || (trouble?.passes && before?.passes)) return;
    if (trouble === undefined) {
      this.#troubles.delete(url);
      log.info(`${name}: ${withoutQuery(url)} works again.`);
    } else {
      this.#troubles.set(url, trouble);
      log.warn(`${name}: ${withoutQuery(url)} ${trouble.text}.`);
    }
  }
}

/** A query may be a secret. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "");
}
