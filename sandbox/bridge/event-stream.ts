import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Updates } from "./home";

/**
 * The open event streams. A bridge greets with `: hi` and then is silent until something changes:
 * no keep-alive, and a frame may arrive in pieces.
 */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();
  readonly #now: () => number;
  #second = 0;
  #numberInSecond = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  open(response: ServerResponse): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
    });
    response.write(": hi\n\n");
    this.#open.add(response);
    response.on("close", () => this.#open.delete(response));
  }

  /** One frame; each list of resources becomes one `update` within it. */
  publish(updates: Updates): void {
    const creationtime = new Date(this.#now()).toISOString().replace(/\.\d+Z$/, "Z");
    const events = updates.map((data) => ({ creationtime, data, id: randomUUID(), type: "update" }));
    const frame = Buffer.from(`id: ${this.#nextId()}\ndata: ${JSON.stringify(events)}\n\n`);
    const middle = frame.length >> 1;
    for (const response of this.#open) {
      response.write(frame.subarray(0, middle));
      response.write(frame.subarray(middle));
    }
  }

  /** Breaks every stream off. */
  drop(): void {
    for (const response of this.#open) response.destroy();
  }

  #nextId(): string {
    const second = Math.floor(this.#now() / 1000);
    this.#numberInSecond = second === this.#second ? this.#numberInSecond + 1 : 0;
    this.#second = second;
    return `${second}:${this.#numberInSecond}`;
  }
}
