import type { DeviceCodeSignIn, SignInResult } from "../../shared/microsoft/sign-in/sign-in";
import type { Clock, Timer } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { asProblem } from "../../shared/support/problem";
import { nextCodeAt } from "./code-plan";

export interface LogSignInOptions {
  /** What the log calls the account. */
  readonly name: string;
  /** Asks Microsoft for a code. Throws a Problem where it gives none. */
  readonly begin: () => Promise<DeviceCodeSignIn>;
  /** Stores who has signed in. Throws a Problem such as `wrong-account`. */
  readonly adopt: (result: SignInResult) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Signs in by codes in the log, which is all that everybody who runs Homebridge can look at. */
export class LogSignIn {
  readonly #options: LogSignInOptions;
  #isNeeded = false;
  #unanswered = 0;
  #pending: DeviceCodeSignIn | undefined;
  #timer: Timer | undefined;
  /** Raised when a sign-in is no longer needed: what comes of an earlier one is dropped. */
  #generation = 0;

  constructor(options: LogSignInOptions) {
    this.#options = options;
  }

  /** Shows a code, and others later while nobody enters one. */
  need(): void {
    if (this.#isNeeded) return;
    this.#isNeeded = true;
    this.#unanswered = 0;
    this.#plan();
  }

  /** Somebody is signed in, or the account is closed. */
  end(): void {
    this.#isNeeded = false;
    this.#generation++;
    this.#timer?.cancel();
    this.#pending?.cancel();
    this.#pending = undefined;
  }

  #plan(): void {
    const { clock } = this.#options;
    const now = clock.now();
    const at = nextCodeAt(this.#unanswered, now);
    const generation = this.#generation;
    // A long timer is cut short by the clock: it is asked again whether it is time.
    const wait = (): void => {
      const left = at - clock.now();
      if (left <= 0) void this.#ask(generation);
      else this.#timer = clock.after(left, wait);
    };
    if (at <= now) void this.#ask(generation);
    else this.#timer = clock.after(at - now, wait);
  }

  /** Never rejects. */
  async #ask(generation: number): Promise<void> {
    const { name, begin, adopt, log } = this.#options;
    try {
      const pending = await begin();
      if (generation !== this.#generation) return pending.cancel();
      this.#pending = pending;
      const { verificationUri, userCode, expiresAt } = pending;
      log.warn(
        `${name}: sign in at ${verificationUri} with the code ${userCode}, until ${timeOf(expiresAt)}.`,
      );
      const result = await pending.result;
      if (generation !== this.#generation) return;
      await adopt(result);
      log.info(`${name}: ${calledWithoutAddress(result)} is signed in.`);
      if (generation === this.#generation) this.#watch();
    } catch (error) {
      if (generation === this.#generation) this.#failed(asProblem(error).message);
    }
  }

  /** Whoever has signed in may not be in for long, or not be allowed what it takes: nobody else looks after that. */
  #watch(): void {
    this.#pending = undefined;
    this.#unanswered = 1;
    this.#plan();
  }

  #failed(why: string): void {
    const { name, clock, log } = this.#options;
    this.#pending = undefined;
    this.#unanswered++;
    const next = timeOf(nextCodeAt(this.#unanswered, clock.now()));
    log.warn(
      `${name}: ${why} The next code comes at ${next}; restart Homebridge, or its child bridge, for one at once.`,
    );
    this.#plan();
  }
}

/** An account without a name of its own is called by its address, which is nobody's business in a log. */
function calledWithoutAddress({ account: { name } }: SignInResult): string {
  return name.includes("@") ? "somebody" : name;
}

/** Local time, to the minute, with the date: `2026-11-30 14:05`. */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
