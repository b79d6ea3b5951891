import type { AccountFiles } from "../../../../shared/microsoft/account/account-file";
import type { AccountPace } from "../../../../shared/microsoft/polling/account-pace";
import type { Clock, Timer } from "../../../../shared/support/clock";
import { silentLog } from "../../../../shared/support/log";
import { noSignIn } from "../../../sources/account-sign-in";
import { GraphAccount } from "../../../sources/graph-account";
import type { News } from "./news";
import type { GraphPlan } from "./preview-plan";

export interface GraphWatchOptions {
  readonly plan: GraphPlan;
  readonly files: AccountFiles;
  /** Of the account, over all its watches. */
  readonly pace: AccountPace;
  /** Told of an origin. */
  readonly tell: (origin: string, news: News) => void;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Whoever types makes a new watch with every other letter: Graph is asked no more often than this, in milliseconds. */
const SPACING_MS = 5000;

/** Reads people of one account while the page is open; who signs in is others' business. */
export class GraphWatch {
  readonly #account: GraphAccount;
  #timer: Timer | undefined;

  constructor({ plan, files, pace, tell, clock, fetch }: GraphWatchOptions) {
    const { people } = plan;
    this.#account = new GraphAccount({
      ...plan,
      files,
      pace,
      clock,
      fetch,
      // All that is worth a line is on the page.
      log: silentLog,
      signIn: noSignIn,
      listener: {
        onPresence: (origin, presence) => tell(origin, { presence }),
        onLost: () => undefined,
        onAttention: () => undefined,
        onTrouble: (origin, problem) => tell(origin, { problem }),
        onSignInNeeded: (_account, signInNeeded) => {
          for (const { id } of people) tell(id, { signInNeeded });
        },
      },
    });
    const last = pace.lastPollAt(clock.now()) ?? Number.NEGATIVE_INFINITY;
    const wait = last + SPACING_MS - clock.now();
    if (wait > 0) this.#timer = clock.after(wait, () => this.#account.start());
    else this.#account.start();
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#account.close();
  }
}
