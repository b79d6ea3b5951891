import type { IncomingMessage } from "node:http";
import * as https from "node:https";
import { asProblem, type Problem } from "../../../support/problem";
import type { Clock } from "../../../support/clock";
import { EventStreamParser } from "./event-stream-parser";
import { mayRepeat, TIMEOUT_MS, transportProblem } from "./exchange";
import { keyRefused, noEvents, overloaded, type Place, unreachable } from "./problems";

/**
 * A bridge sends nothing while nothing changes (100 s of silence measured by ShawnMcCool/hue-ex), so only TCP itself can
 * notice that the other side is gone.
 */
const KEEP_ALIVE_MS = 30_000;

const PATH = "/eventstream/clip/v2";

/** What a stream tells; nothing any more once it has ended or was closed. Never called before `openEventStream` returns. */
export interface StreamHandlers {
  /** From now on nothing is missed. */
  opened(): void;
  /** The data of one event, as it came. */
  event(data: string): void;
  /**
   * It is over, or did not come about: a Problem as a request throws it, or `bridge-no-events` where the bridge
   * answered with something else than a stream.
   */
  ended(problem: Problem): void;
}

export interface EventStream {
  /** Closes its connection; no handler is called any more. */
  close(): void;
}

export interface StreamRequest {
  readonly place: Place;
  readonly agent: https.Agent;
  readonly clock: Clock;
  /** The application key. */
  readonly key: string;
  /** Who should answer, for the message when TLS says it is someone else. */
  readonly expected: string;
  /** Ends it, with `bridge-unreachable`. */
  readonly signal: AbortSignal;
}

/** Asks a bridge for its event stream (openhue/openhue-api, `/eventstream/clip/v2`). */
export function openEventStream(asked: StreamRequest, handlers: StreamHandlers): EventStream {
  const stream = new OpenStream(asked, handlers);
  stream.ask();
  return stream;
}

class OpenStream implements EventStream {
  readonly #asked: StreamRequest;
  readonly #handlers: StreamHandlers;
  #isOver = false;
  #giveUp = () => {};

  constructor(asked: StreamRequest, handlers: StreamHandlers) {
    this.#asked = asked;
    this.#handlers = handlers;
  }

  /** Node throws at once for an address that makes no sense, here maybe out of a timer, where nobody would catch it. */
  ask(): void {
    try {
      this.#ask();
    } catch (error) {
      const problem = error instanceof Error ? transportProblem(error, this.#asked) : asProblem(error);
      queueMicrotask(() => this.#end(problem));
    }
  }

  #ask(): void {
    const { place, agent, clock, key, signal } = this.#asked;
    const request = https.request({
      host: place.host,
      port: place.port,
      agent,
      path: PATH,
      headers: { accept: "text/event-stream", "hue-application-key": key },
      signal,
    });
    const timer = clock.after(TIMEOUT_MS, () => this.#end(unreachable(place, "timeout")));
    this.#giveUp = () => {
      timer.cancel();
      request.destroy();
    };
    request.on("error", (error) => {
      timer.cancel();
      if (this.#isOver) return;
      if (mayRepeat(request, error)) this.ask();
      else this.#end(transportProblem(error, this.#asked));
    });
    request.on("response", (response) => {
      timer.cancel();
      this.#answered(response);
    });
    request.end();
  }

  close(): void {
    this.#isOver = true;
    this.#giveUp();
  }

  #end(problem: Problem): void {
    if (this.#isOver) return;
    this.close();
    this.#handlers.ended(problem);
  }

  #answered(response: IncomingMessage): void {
    const { place } = this.#asked;
    response.on("error", (error) => this.#end(transportProblem(error, this.#asked)));
    response.on("close", () => this.#end(unreachable(place, "event stream ended")));
    const refusal = refusalOf(response, place);
    if (refusal) return this.#end(refusal);
    response.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const parser = new EventStreamParser(place);
    response.on("data", (bytes: Buffer) => this.#take(parser, bytes));
    this.#handlers.opened();
  }

  #take(parser: EventStreamParser, bytes: Buffer): void {
    try {
      for (const { data } of parser.push(bytes)) {
        if (this.#isOver) return;
        this.#handlers.event(data);
      }
    } catch (error) {
      this.#end(asProblem(error));
    }
  }
}

/** Why an answer is no event stream; undefined where it is one. */
function refusalOf({ statusCode = 0, headers }: IncomingMessage, place: Place): Problem | undefined {
  if (statusCode === 401 || statusCode === 403) return keyRefused(place);
  if (statusCode === 429 || statusCode === 503) return overloaded(place);
  if (statusCode !== 200) return noEvents(place, `status ${statusCode}`);
  const type = headers["content-type"] ?? "no content type";
  return /^text\/event-stream\b/i.test(type) ? undefined : noEvents(place, type);
}
