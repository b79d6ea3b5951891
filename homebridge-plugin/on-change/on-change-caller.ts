import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { type Call, changeCall, offCall } from "./call";
import type { OnChange } from "./on-change-settings";
import type { ToldPresence } from "./placeholders";

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
 * meanwhile. Trouble goes to the log when it begins, when it becomes another and when it is over. Throws nothing.
 */
export class OnChangeCaller {
  readonly #options: OnChangeCallerOptions;
  readonly #closing = new AbortController();
  /** What is wrong, by URL. */
  readonly #troubles = new Map<string, string>();
  #waiting: Order | undefined;
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

  /** Gives up what is under way; nothing is called from now on. */
  close(): void {
    this.#closing.abort();
    this.#waiting = undefined;
  }

  #order(order: Order | undefined): void {
    if (this.#closing.signal.aborted) return;
    this.#waiting = order;
    if (!this.#calling) void this.#callAll();
  }

  async #callAll(): Promise<void> {
    this.#calling = true;
    for (let order = this.#take(); order !== undefined; order = this.#take()) {
      const trouble = await this.#call(order);
      if (!this.#closing.signal.aborted) this.#tell(order.url, trouble);
    }
    this.#calling = false;
  }

  #take(): Order | undefined {
    const order = this.#waiting;
    this.#waiting = undefined;
    return order;
  }

  /** What went wrong, as the end of "<URL> …"; undefined where nothing did. Never rejects. */
  async #call(order: Order): Promise<string | undefined> {
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
      return late.signal.aborted ? `did not answer within ${TIMEOUT_MS / 1000} seconds` : failureOf(error);
    } finally {
      timer.cancel();
    }
  }

  #tell(url: string, trouble: string | undefined): void {
    const { log, name } = this.#options;
    const before = this.#troubles.get(url);
    if (trouble === before) return;
    if (trouble === undefined) {
      this.#troubles.delete(url);
      log.info(`${name}: ${withoutQuery(url)} works again.`);
    } else {
      this.#troubles.set(url, trouble);
      log.warn(`${name}: ${withoutQuery(url)} ${trouble}.`);
    }
  }
}

function troubleOf(status: number): string | undefined {
  if (status >= 300 && status < 400)
    return `answers with a redirect (status ${status}), which is not followed: configure the address it leads to`;
  return status >= 200 && status < 300 ? undefined : `answers with status ${status}`;
}

/** The message of an error may hold the whole URL; the code of what is beneath it holds nothing secret. */
function failureOf(error: unknown): string {
  const beneath: unknown = error instanceof Error ? error.cause : undefined;
  if (!(beneath instanceof Error)) return "cannot be called";
  // Not by its code, which some versions of Node leave out.
  if (beneath.name === "HTTPParserError") return "does not answer in HTTP";
  const code: unknown = Reflect.get(beneath, "code");
  return typeof code === "string" ? `cannot be reached (${code})` : "cannot be reached";
}

/** A query may be a secret. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "");
}
