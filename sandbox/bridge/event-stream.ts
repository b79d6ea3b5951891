import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Updates } from "./home";
import type { Resource } from "./resources";

/**
 * How frames reach a client: in two halves, byte by byte, or a frame for every kind of resource and all of them at once.
 * A bridge does any of it, as the network pleases.
 */
export type StreamSplit = "halves" | "bytes" | "together";

export interface EventStreamOptions {
  readonly now: () => number;
  readonly split: StreamSplit;
  /** Comes with every change, for clients to pass over. */
  readonly unknown: Resource;
}

interface Stream {
  readonly client: string;
  /** Gets nothing any more, as when a router in between has forgotten the connection. */
  deaf: boolean;
}

/**
 * The open event streams, one for each client. A bridge greets with `: hi` and then is silent until something changes:
 * no keep-alive, and a frame may arrive in pieces.
 */
export class EventStreams {
  readonly #options: EventStreamOptions;
  readonly #open = new Map<ServerResponse, Stream>();
  #second = 0;
  #numberInSecond = 0;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#open.size;
  }

  open(response: ServerResponse, client: string, deaf = false): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
    });
    response.write(": hi\n\n");
    this.#open.set(response, { client, deaf });
    response.on("close", () => this.#open.delete(response));
  }

  /** Ends the stream a client has, if any: a second one takes its place. */
  endOf(client: string): void {
    for (const [response, stream] of this.#open) {
      if (stream.client !== client) continue;
      this.#open.delete(response);
      response.end();
    }
  }

  /** Streams that are open now stay so, and never get anything again. */
  deafen(): void {
    for (const stream of this.#open.values()) stream.deaf = true;
  }

  /** Each list of resources becomes one `update`. */
  publish(updates: Updates): void {
    const { now, split, unknown } = this.#options;
    const creationtime = new Date(now()).toISOString().replace(/\.\d+Z$/, "Z");
    const events = [...updates, [unknown]].map((data) => {
      return { creationtime, data, id: randomUUID(), type: "update" };
    });
    const pieces = inPieces(
      split === "together" ? events.map((event) => this.#frame([event])).join("") : this.#frame(events),
      split,
    );
    for (const [response, { deaf }] of this.#open) {
      if (!deaf) for (const piece of pieces) response.write(piece);
    }
  }

  /** Breaks every stream off. */
  drop(): void {
    for (const response of this.#open.keys()) response.destroy();
  }

  #frame(events: readonly object[]): string {
    return `id: ${this.#nextId()}\ndata: ${JSON.stringify(events)}\n\n`;
  }

  #nextId(): string {
    const second = Math.floor(this.#options.now() / 1000);
    this.#numberInSecond = second === this.#second ? this.#numberInSecond + 1 : 0;
    this.#second = second;
    return `${second}:${this.#numberInSecond}`;
  }
}

function inPieces(text: string, split: StreamSplit): readonly Buffer[] {
  const whole = Buffer.from(text);
  switch (split) {
    case "together":
      return [whole];
    case "halves":
      return [whole.subarray(0, whole.length >> 1), whole.subarray(whole.length >> 1)];
    case "bytes":
      return Array.from(whole, (byte) => Buffer.of(byte));
  }
}
