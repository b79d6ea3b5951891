import type { ServerResponse } from "node:http";
import type { Clock, Timer } from "../../shared/support/clock";
import { liveStateOf, stateOf } from "./house";
import type { House } from "./house";

/** A listener that has stopped reading is let go at this many bytes; its browser comes back by itself. */
const MOST_UNREAD_BYTES = 1024 * 1024;
/** What the browser waits before it comes back, in milliseconds. */
const COME_BACK_MS = 1000;

/** Some things end by themselves, ordered trouble for one, or do not tell; how often to look for that, in milliseconds. */
const LOOK_MS = 1000;

/**
 * Server-sent events (WHATWG HTML, section "Server-sent events"): `start` with the whole state for
 * everyone who comes, then `state` (without the wire) and `wire` (the new lines only) as things change.
 */
export class EventFeed {
  readonly #house: House;
  readonly #listeners = new Set<ServerResponse>();
  readonly #clock: Clock;
  readonly #unsubscribe: () => void;
  #look: Timer | undefined;
  #pending: NodeJS.Immediate | undefined;
  #lastState = "";
  #lastNumber = 0;

  constructor(house: House, clock: Clock) {
    this.#house = house;
    this.#clock = clock;
    // Many changes of one turn, a whole room switched at once, are told once.
    this.#unsubscribe = house.onChange(() => (this.#pending ??= setImmediate(() => this.#tell())));
  }

  add(response: ServerResponse): void {
    this.#tell();
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(`retry: ${COME_BACK_MS}\n${event("start", JSON.stringify(stateOf(this.#house)))}`);
    this.#listeners.add(response);
    void this.#house.look();
    this.#look ??= this.#clock.after(LOOK_MS, () => this.#lookAgain());
    response.on("close", () => this.#listeners.delete(response));
  }

  close(): void {
    this.#unsubscribe();
    clearImmediate(this.#pending);
    this.#look?.cancel();
    for (const response of this.#listeners) response.end();
  }

  #lookAgain(): void {
    this.#look = undefined;
    if (this.#listeners.size === 0) return;
    this.#tell();
    void this.#house.look();
    this.#look = this.#clock.after(LOOK_MS, () => this.#lookAgain());
  }

  #tell(): void {
    clearImmediate(this.#pending);
    this.#pending = undefined;
    const wire = this.#house.wire().filter(({ number }) => number > this.#lastNumber);
    this.#lastNumber = wire.at(-1)?.number ?? this.#lastNumber;
    if (wire.length > 0) this.#send(event("wire", JSON.stringify(wire)));
    const state = JSON.stringify(liveStateOf(this.#house));
    if (state !== this.#lastState) this.#send(event("state", state));
    this.#lastState = state;
  }

  #send(text: string): void {
    for (const response of this.#listeners) {
      response.write(text);
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    }
  }
}

function event(name: string, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}
