/**
 * What the pollers of one account share: when Graph was asked last, and how long it wants to be left alone. It outlives
 * a poller that is stopped and made anew. Times are milliseconds since 1970.
 */
export class AccountPace {
  #polledAt: number | undefined;
  #pause: { readonly at: number; readonly ms: number } | undefined;

  polled(now: number): void {
    this.#polledAt = now;
  }

  /** A pause that is shorter than the one that runs changes nothing. */
  pauseUntil(notBefore: number, now: number): void {
    if (notBefore > (this.notBefore(now) ?? now)) this.#pause = { at: now, ms: notBefore - now };
  }

  /** Undefined too where the clock was set back to before it. */
  lastPollAt(now: number): number | undefined {
    return this.#polledAt !== undefined && this.#polledAt <= now ? this.#polledAt : undefined;
  }

  /** Undefined where no pause runs. One that began in what is now the future begins again. */
  notBefore(now: number): number | undefined {
    if (!this.#pause) return undefined;
    if (this.#pause.at > now) this.#pause = { ...this.#pause, at: now };
    const until = this.#pause.at + this.#pause.ms;
    if (until <= now) this.#pause = undefined;
    return until <= now ? undefined : until;
  }
}
