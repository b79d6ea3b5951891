import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** Turns of the event loop in which nothing went out before the wire counts as quiet: what a server tells is in by then. */
const QUIET_TURNS = 12;

/** Real time, for a request that hangs: the clock of the test stands still meanwhile. */
const LONGEST_MS = 8_000;

const STREAM = "/eventstream/";

/** The requests that this process sends over real sockets, so that a clock that a test turns waits for them. */
export class Wire {
  /** How many were sent, also to where nobody listens. */
  sent = 0;
  readonly #running = new Set<ClientRequest>();

  constructor() {
    subscribe("http.client.request.created", this.#created);
  }

  close(): void {
    unsubscribe("http.client.request.created", this.#created);
  }

  /** Resolves when no request is under way; an event stream that is open is none. Throws where one hangs. */
  async quiet(): Promise<void> {
    const since = Date.now();
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await turn();
      if (this.#running.size > 0) turns = 0;
      if (Date.now() - since > LONGEST_MS) throw new Error(`Still waiting for ${this.#paths()}`);
    }
  }

  readonly #created = (message: unknown): void => {
    const { request } = message as { readonly request: ClientRequest };
    this.sent++;
    this.#running.add(request);
    const over = (): void => void this.#running.delete(request);
    request.once("close", over);
    if (request.path.startsWith(STREAM)) request.once("response", over);
  };

  #paths(): string {
    return [...this.#running].map(({ method, path }) => `${method} ${path}`).join(", ");
  }
}

/** Resolves once `holds`, which real I/O brings about; throws where it does not within seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const since = Date.now();
  while (!holds()) {
    if (Date.now() - since > LONGEST_MS) throw new Error(`It did not come about that ${what}`);
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
