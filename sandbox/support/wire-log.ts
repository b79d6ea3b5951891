import { EventEmitter } from "node:events";

export type Service = "entra" | "graph" | "hue";

/** One request that reached a pretend service. Never holds a header, a body or a token. */
export interface WireEntry {
  readonly number: number;
  readonly at: string;
  readonly service: Service;
  readonly method: string;
  /** Without the query, which may carry secrets. */
  readonly path: string;
  readonly status: number;
  /** What the service thought, in a few words: "authorization_pending", "lamp set". */
  readonly note?: string;
}

const KEPT_ENTRIES = 200;

/** What went over the wire, for the page and for tests; emits `entry`. */
export class WireLog extends EventEmitter<{ entry: [WireEntry] }> {
  readonly #entries: WireEntry[] = [];
  readonly #counts: Record<Service, number> = { entra: 0, graph: 0, hue: 0 };
  #number = 0;

  add(entry: Omit<WireEntry, "at" | "number">): void {
    const complete = { ...entry, number: ++this.#number, at: new Date().toISOString() };
    this.#counts[entry.service]++;
    this.#entries.push(complete);
    if (this.#entries.length > KEPT_ENTRIES) this.#entries.shift();
    this.emit("entry", complete);
  }

  /** The newest entries, oldest first. */
  get entries(): readonly WireEntry[] {
    return this.#entries;
  }

  /** How many requests each service has had since the start. */
  get counts(): Readonly<Record<Service, number>> {
    return { ...this.#counts };
  }
}
