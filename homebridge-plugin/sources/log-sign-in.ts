import type { DeviceCodeSignIn } from "../../shared/microsoft/sign-in/sign-in";
import type { Timer } from "../../shared/support/clock";
import { asProblem, type Problem } from "../../shared/support/problem";
import type { AccountSignIn, SignInMeans } from "./account-sign-in";
import { afterEnding, type CodeEnding, type CodePlan, endingOf, FIRST_CODE } from "./code-plan";
import { wordsOf } from "./words";

/** Signs in by codes in the log, which is all that everybody who runs Homebridge can look at. */
export class LogSignIn implements AccountSignIn {
  readonly #means: SignInMeans;
  #isNeeded = false;
  #plan = FIRST_CODE;
  /** The code of the trouble that the log has told since it showed a code. */
  #told = "";
  #pending: DeviceCodeSignIn | undefined;
  #timer: Timer | undefined;
  /** Raised when a sign-in is no longer needed: what comes of an earlier one is dropped. */
  #generation = 0;

  constructor(means: SignInMeans) {
    this.#means = means;
  }

  /** Shows a code, and others later while nobody enters one. */
  need(): void {
    if (this.#isNeeded) return;
    this.#isNeeded = true;
    this.#told = "";
    this.#follow(FIRST_CODE);
  }

  /** Somebody is signed in, or the account is closed. */
  end(): void {
    this.#isNeeded = false;
    this.#generation++;
    this.#timer?.cancel();
    this.#pending?.cancel();
    this.#pending = undefined;
  }

  #follow(plan: CodePlan): void {
    const { clock } = this.#means;
    this.#plan = plan;
    const at = clock.now() + plan.waitMs;
    const generation = this.#generation;
    // A long timer is cut short by the clock: it is asked again whether it is time.
    const wait = (): void => {
      const left = at - clock.now();
      if (left <= 0) void this.#ask(generation);
      else this.#timer = clock.after(left, wait);
    };
    wait();
  }

  /** Never rejects. */
  async #ask(generation: number): Promise<void> {
    const { name, begin, adopt, log } = this.#means;
    try {
      const pending = await begin();
      if (generation !== this.#generation) return pending.cancel();
      this.#pending = pending;
      const { verificationUri, userCode, expiresAt } = pending;
      this.#told = "";
      log.warn(
        `${name}: sign in at ${verificationUri} with the code ${userCode}, until ${timeOf(expiresAt)}.`,
      );
      const result = await pending.result;
      if (generation !== this.#generation) return;
      await adopt(result);
      // Nobody else looks after whether whoever has signed in is in for long.
      if (generation === this.#generation) this.#end("signed-in");
    } catch (error) {
      if (generation === this.#generation) this.#failed(asProblem(error));
    }
  }

  #end(ending: CodeEnding, retryAfter?: number): void {
    this.#pending = undefined;
    this.#follow(afterEnding(this.#plan, ending, retryAfter));
  }

  #failed(problem: Problem): void {
    const ending = endingOf(problem.code);
    this.#tell(problem, ending);
    const retryAfter = "retryAfter" in problem ? problem.retryAfter : undefined;
    this.#end(ending, typeof retryAfter === "number" ? retryAfter : undefined);
  }

  /** Once for each change of trouble, however often no code is to be had. */
  #tell(problem: Problem, ending: CodeEnding): void {
    const { name, log } = this.#means;
    const isTold = this.#told === problem.code;
    this.#told = problem.code;
    if (!isTold) log.warn(`${name}: ${wordsOf(problem)}${this.#whatFollows(ending)}`);
  }

  #whatFollows(ending: CodeEnding): string {
    switch (ending) {
      case "unanswered": {
        const { waitMs } = afterEnding(this.#plan, ending);
        const next = timeOf(this.#means.clock.now() + waitMs);
        return ` The next code comes at ${next}; restart Homebridge, or its child bridge, for one at once.`;
      }
      case "configuration":
        return " It is tried again every hour, and at once when Homebridge, or its child bridge, is restarted.";
      case "trouble":
        return " A code is shown as soon as there is one.";
      case "wrong-account":
      case "signed-in":
        return "";
    }
  }
}

/** Local time, to the minute, with the date: `2026-11-30 14:05`. */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
