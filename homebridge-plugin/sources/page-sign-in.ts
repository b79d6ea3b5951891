import type { Timer } from "../../shared/support/clock";
import type { AccountSignIn, SignInMeans } from "./account-sign-in";

/** Who looks at the log only now and then is to find it; more often it would be in the way. */
const TOLD_AGAIN_MS = 24 * 3_600_000;

/** Sends to the plugin's settings page, for accounts that are signed in to by the browser. */
export class PageSignIn implements AccountSignIn {
  readonly #means: Pick<SignInMeans, "name" | "clock" | "log">;
  #timer: Timer | undefined;

  constructor(means: Pick<SignInMeans, "name" | "clock" | "log">) {
    this.#means = means;
  }

  need(): void {
    if (!this.#timer) this.#tell();
  }

  end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tell(): void {
    const { name, clock, log } = this.#means;
    log.warn(
      `${name}: a sign-in is needed. Open the plugin's settings in Homebridge's UI and sign in there.`,
    );
    this.#timer = clock.after(TOLD_AGAIN_MS, () => this.#tell());
  }
}
