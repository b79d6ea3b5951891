import { setMaxListeners } from "node:events";
import type { Clock } from "../../../support/clock";
import type { Log } from "../../../support/log";
import { TIMEOUT_MS } from "../wire/exchange";
import { isObject } from "../wire/json";
import { keyRefused, type Place } from "../wire/problems";
import type { Failure } from "./trouble";
import type { OldConnection } from "./vendor/node-hue-api";

export interface OldBridgeOptions {
  /** Host name or IP address, without scheme. */
  readonly host: string;
  /** 80 on a real bridge. */
  readonly port: number;
  /** The application key, which the old API calls username. */
  readonly key: string;
  readonly clock: Clock;
  readonly log: Log;
}

export type Outcome<T> = { readonly kind: "answer"; readonly answer: T } | Failure;

type ApiErrorClass = (typeof import("./vendor/node-hue-api"))["ApiError"];

/** It stands in the path of every address. */
const KEY = /^[\w-]+$/;
/** A home as large as a bridge allows is some 100 kB. */
const MAX_ANSWER_BYTES = 5 * 1024 * 1024;

/** How we mark our own words on the way through node-hue-api, which lets nothing but a message pass. */
const MARK = "no answer: ";
const CLOSED: Failure = { kind: "transport", code: "connection closed" };

/** A bridge asked through node-hue-api, which is loaded at the first request. */
export class OldBridge {
  readonly place: Place;
  readonly #options: OldBridgeOptions;
  readonly #closing = new AbortController();
  #connection: Promise<OldConnection> | undefined;
  #apiError: ApiErrorClass | undefined;

  /** Throws the Problem `bridge-key-refused` for a key that cannot stand in an address. */
  constructor(options: OldBridgeOptions) {
    this.place = { host: options.host, port: options.port };
    if (!KEY.test(options.key)) throw keyRefused(this.place);
    this.#options = options;
    // Every request under way listens, and Node 20 calls more than ten of them a leak.
    setMaxListeners(0, this.#closing.signal);
  }

  /** What `send` resolves to, or how it failed. Never rejects. */
  async ask<T>(send: (connection: OldConnection) => Promise<T>): Promise<Outcome<T>> {
    if (this.#closing.signal.aborted) return CLOSED;
    try {
      this.#connection ??= this.#connect();
      return { kind: "answer", answer: await send(await this.#connection) };
    } catch (error) {
      return this.#closing.signal.aborted ? CLOSED : this.#failureOf(error);
    }
  }

  /** Ends every request, also those that wait for their turn; later ones fail at once. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#connection
      ?.then((connection) => connection.close())
      .catch((error: unknown) => this.#debug("An old bridge's connection ended badly", error));
  }

  async #connect(): Promise<OldConnection> {
    const { connect, ApiError } = await import("./vendor/node-hue-api.js");
    this.#apiError = ApiError;
    const { host, port, key } = this.#options;
    return connect({
      baseURL: `http://${host.includes(":") ? `[${host}]` : host}:${port}/api`,
      key,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      guard: (exchange) => this.#guard(exchange),
    });
  }

  /**
   * Lets an exchange take its time and no longer, and ends it when we close. The bundle's own `timeout` would not see
   * an answer that trickles in.
   */
  async #guard<T>(exchange: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const ending = new AbortController();
    const end = () => ending.abort();
    this.#closing.signal.addEventListener("abort", end);
    let late = false;
    const timer = this.#options.clock.after(TIMEOUT_MS, () => {
      late = true;
      end();
    });
    try {
      return await exchange(ending.signal);
    } catch (error) {
      throw late ? marked("timeout") : withoutAddress(error);
    } finally {
      timer.cancel();
      this.#closing.signal.removeEventListener("abort", end);
    }
  }

  #failureOf(error: unknown): Failure {
    if (this.#apiError && error instanceof this.#apiError) {
      const type = error.getHueErrorType();
      const description = error.getHueErrorDescription();
      if (typeof description === "string")
        return { kind: "error", type, description: this.#withoutKey(description) };
      if (type > 0) return { kind: "status", status: type };
      if (error.message.startsWith(MARK))
        return { kind: "transport", code: error.message.slice(MARK.length) };
    }
    this.#debug("An old bridge's answer was not understood", error);
    return { kind: "strange" };
  }

  #debug(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#options.log.debug(`${what}: ${this.#withoutKey(why)}`);
  }

  #withoutKey(text: string): string {
    return text.replaceAll(this.#options.key, "(key)");
  }
}

const marked = (code: string): Error => new Error(`${MARK}${code}`);

/** An axios error holds the address and in it the key. With an answer, node-hue-api itself takes no more than that. */
function withoutAddress(error: unknown): unknown {
  if (!(error instanceof Error)) return marked("unknown");
  if ("response" in error && isObject(error.response)) return error;
  return marked("code" in error && typeof error.code === "string" ? error.code : error.name);
}
