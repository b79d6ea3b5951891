import { setMaxListeners } from "node:events";
import * as https from "node:https";
import type { Clock } from "../../../support/clock";
import { type BridgeAddress, tlsOptions } from "./address";
import { type EventStream, openEventStream, type StreamHandlers } from "./event-stream";
import { exchange, type Exchanged } from "./exchange";
import { isObject, listAt, parseJson, textAt } from "./json";
import { badAnswer, keyRefused, notFound, overloaded, refused, unreachable } from "./problems";

/** More at once and the bridge answers 429 (seen by home-assistant-libs/aiohue). */
const MAX_PARALLEL = 3;

/** The bridge, or something in between, has stumbled; the same request may well succeed a moment later. */
const FAILED: ReadonlySet<number> = new Set([500, 502, 504]);

export interface Answer {
  readonly status: number;
  /** The resources, or what was written. */
  readonly data: readonly unknown[];
  /** What the bridge says beside `data`: "device (light) has communication issues, command (.on.on) may not have effect". */
  readonly warnings: readonly string[];
}

export interface BridgeConnectionOptions {
  readonly address: BridgeAddress;
  /** The application key. */
  readonly key: string;
  readonly clock: Clock;
  /** PEM; other authorities than Signify's, for tests. */
  readonly roots?: readonly string[];
}

const PRINTABLE = /^[\x20-\x7e]*$/;

/** CLIP v2 of one bridge (openhue/openhue-api), over HTTPS connections kept open. */
export class BridgeConnection {
  readonly #address: BridgeAddress;
  readonly #key: string;
  readonly #clock: Clock;
  readonly #agent: https.Agent;
  readonly #closing = new AbortController();

  /**
   * Throws the Problem `bridge-not-paired` when the address lacks what its `tls` needs, and `bridge-key-refused` for a
   * key that cannot stand in a header.
   */
  constructor({ address, key, clock, roots }: BridgeConnectionOptions) {
    if (!PRINTABLE.test(key)) throw keyRefused(address);
    this.#address = address;
    this.#key = key;
    this.#clock = clock;
    // Every request that waits its turn listens, and Node 20 calls more than ten of them a leak.
    setMaxListeners(0, this.#closing.signal);
    // A resumed TLS session would not be verified again.
    this.#agent = new https.Agent({
      ...tlsOptions(address, roots),
      keepAlive: true,
      maxSockets: MAX_PARALLEL,
      maxCachedSessions: 0,
    });
  }

  /**
   * Throws Problem: `bridge-unreachable`, `bridge-certificate`, `bridge-key-refused` (401, 403), `bridge-overloaded`
   * (429, 503), `bridge-not-found` (404), `bridge-bad-answer` (500, 502, 504, or not understood), `bridge-refused` (any
   * other status).
   */
  async request(method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<Answer> {
    if (this.#closing.signal.aborted) throw unreachable(this.#address, "connection closed");
    const exchanged = await exchange({
      place: this.#address,
      agent: this.#agent,
      clock: this.#clock,
      method,
      path: `/clip/v2${path}`,
      headers: { "hue-application-key": this.#key },
      body,
      expected: this.#expected,
      signal: this.#closing.signal,
    });
    return this.#understand(exchanged);
  }

  /**
   * Opens the event stream, over one of the same connections as the requests: while it is open, two are left to them.
   * Whatever goes wrong is told to `handlers`.
   */
  openEventStream(handlers: StreamHandlers): EventStream {
    return openEventStream(
      {
        place: this.#address,
        agent: this.#agent,
        clock: this.#clock,
        key: this.#key,
        expected: this.#expected,
        signal: this.#closing.signal,
      },
      handlers,
    );
  }

  /** Ends every request under way, and the event stream; later ones fail at once. */
  close(): void {
    this.#closing.abort();
    this.#agent.destroy();
  }

  /** CLIP v2 has no error codes of its own: the HTTP status decides, and many error bodies are HTML. */
  #understand({ status, text }: Exchanged): Answer {
    const place = this.#address;
    if (status === 401 || status === 403) throw keyRefused(place);
    if (status === 429 || status === 503) throw overloaded(place);
    if (status === 404) throw notFound(place);
    if (status >= 300 && status < 400) throw badAnswer(place, `redirect ${status}`);
    const answer = parseJson(text);
    const said = listAt(answer, "errors").map((error) => this.#withoutKey(textAt(error, "description")));
    const why = said.join("; ") || `status ${status}`;
    if (FAILED.has(status)) throw badAnswer(place, why);
    if (status < 200 || status >= 400) throw refused(place, why);
    if (!isObject(answer)) throw badAnswer(place, "not JSON");
    return { status, data: listAt(answer, "data"), warnings: said };
  }

  get #expected(): string {
    return `bridge ${this.#address.bridgeId?.toLowerCase() ?? ""}`.trim();
  }

  #withoutKey(description = "no description"): string {
    return this.#key ? description.replaceAll(this.#key, "(key)") : description;
  }
}
