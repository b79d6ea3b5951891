export const FAULT_TARGETS = ["entra", "graph", "hue", "mqtt", "usb"] as const;
export type FaultTarget = (typeof FAULT_TARGETS)[number];

/** Trouble to order: for the next `count` requests (default 1) or for `seconds`, whichever is given. */
export interface Fault {
  readonly target: FaultTarget;
  /** What goes wrong; each service names the kinds it knows. */
  readonly kind: string;
  readonly count?: number;
  readonly seconds?: number;
  /** For kinds that tell the client how long to wait, in seconds. */
  readonly retryAfter?: number;
  /** The slug of the only person it concerns; absent: everybody. */
  readonly person?: string;
  /** The client id of the only application it concerns; absent: every one. */
  readonly app?: string;
  /** The id of the only lamp it concerns; absent: every one. */
  readonly lamp?: string;
  /** The id of the only USB light it concerns; absent: every one. */
  readonly light?: string;
  /** Of an answer that has a number of its own, such as an AADSTS number. */
  readonly code?: string;
}

interface Ordered {
  readonly fault: Fault;
  remaining: number;
  readonly until: number;
}

/** Trouble that has been ordered and not yet been used up. */
export class Faults {
  readonly #ordered: Ordered[] = [];
  readonly #atOnce = new Map<string, (fault: Fault) => void>();
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Makes a kind something that happens when it is ordered, whatever comes next; it never waits for a request. */
  atOnce(target: FaultTarget, kind: string, happen: (fault: Fault) => void): void {
    this.#atOnce.set(`${target} ${kind}`, happen);
  }

  /**
   * Calls back after trouble was ordered or called off, and when it is found to be used up or over, which nobody looks
   * for without being asked; returns how to stop that.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  order(fault: Fault): void {
    const happen = this.#atOnce.get(`${fault.target} ${fault.kind}`);
    if (happen) return happen(fault);
    this.#ordered.push({
      fault,
      remaining: fault.count ?? (fault.seconds === undefined ? 1 : Number.POSITIVE_INFINITY),
      until: fault.seconds === undefined ? Number.POSITIVE_INFINITY : this.#now() + fault.seconds * 1000,
    });
    this.#tell();
  }

  /**
   * The trouble the next request of this service meets, used up by asking; undefined when all is well.
   * @param fits which trouble is meant; absent: any
   */
  take(target: FaultTarget, fits: (fault: Fault) => boolean = () => true): Fault | undefined {
    this.#dropFinished();
    const found = this.#ordered.find(({ fault }) => fault.target === target && fits(fault));
    if (!found) return undefined;
    found.remaining--;
    return found.fault;
  }

  /** What still waits. */
  get active(): readonly Fault[] {
    this.#dropFinished();
    return this.#ordered.map(({ fault }) => fault);
  }

  clear(target?: FaultTarget): void {
    const kept = this.#ordered.filter(({ fault }) => target !== undefined && fault.target !== target);
    this.#ordered.splice(0, this.#ordered.length, ...kept);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #dropFinished(): void {
    const now = this.#now();
    const kept = this.#ordered.filter(({ remaining, until }) => remaining > 0 && until > now);
    if (kept.length === this.#ordered.length) return;
    this.#ordered.splice(0, this.#ordered.length, ...kept);
    this.#tell();
  }
}
