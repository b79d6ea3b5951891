import { isDeepStrictEqual } from "node:util";
import {
  type CredentialEnd,
  daysLeft,
  expiryText,
  isDue,
  isNear,
  type Told,
} from "../../shared/microsoft/account/credential-expiry";
import type { Clock, Timer } from "../../shared/support/clock";
import type { ProblemText } from "../../shared/support/problem";
import type { NodeStatus, Send } from "../common/node-red";

/** What the attention output tells. */
export interface CredentialExpiring extends ProblemText {
  readonly event: "credential-expiring";
  readonly account: { readonly id: string; readonly name: string };
  /** Whole days that are left; negative once it has ended. */
  readonly days: number;
}

export interface CredentialWatchOptions {
  readonly end: CredentialEnd;
  readonly account: { readonly id: string; readonly name: string };
  /** Outlives the node, so that a deploy does not repeat what was told on the same day. */
  readonly memory: { told?: Told };
  readonly send: Send;
  readonly status: (status: NodeStatus) => void;
  readonly clock: Clock;
  readonly words: (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;
}

/** Timers stand still while a machine sleeps, and long ones are cut short: an hour is soon enough after either. */
const HEARTBEAT_MS = 3_600_000;

/** Tells in time that an application's secret or certificate ends, on the second output and in the status line. */
export class CredentialWatch {
  readonly #options: CredentialWatchOptions;
  #timer: Timer | undefined;
  /** What the node would show if nothing ended. */
  #status: NodeStatus | undefined;
  #hinted: NodeStatus | undefined;

  constructor(options: CredentialWatchOptions) {
    this.#options = options;
  }

  /** To be called once the flows run: a message before that would reach nobody. */
  start(): void {
    this.#look(true);
  }

  close(): void {
    this.#timer?.cancel();
  }

  /** Shows a status, with the end of the credential where it is near and nothing worse is shown. */
  show(status: NodeStatus): void {
    this.#status = status;
    this.#hinted = this.#withHint(status);
    this.#options.status(this.#hinted);
  }

  /** The days have changed: Status nodes hear of it only where that changes what is shown. */
  #showAgain(): void {
    if (this.#status && !isDeepStrictEqual(this.#withHint(this.#status), this.#hinted))
      this.show(this.#status);
  }

  #look(starting: boolean): void {
    this.#announce(starting);
    this.#timer = this.#options.clock.after(HEARTBEAT_MS, () => {
      this.#look(false);
      this.#showAgain();
    });
  }

  #announce(starting: boolean): void {
    const { end, account, memory, send } = this.#options;
    const now = this.#options.clock.now();
    if (!isDue(end, now, { told: memory.told, starting })) return;
    const days = this.#days();
    memory.told = { expiresAt: end.expiresAt, days };
    const payload: CredentialExpiring = {
      event: "credential-expiring",
      account,
      days,
      ...expiryText(end, days, account.name),
    };
    send([null, { topic: payload.event, payload }]);
  }

  /** A dot is what is shown where all is well. */
  #withHint(status: NodeStatus): NodeStatus {
    const days = this.#days();
    if (status.shape !== "dot" || !isNear(days)) return status;
    const { kind } = this.#options.end;
    const key = days < 0 ? `${kind}-ended` : `${kind}-ends`;
    const text = this.#options.words(`presence-poll.status.${key}`, { text: status.text ?? "", days });
    return { fill: "yellow", shape: "ring", text };
  }

  #days(): number {
    return daysLeft(this.#options.end, this.#options.clock.now());
  }
}
