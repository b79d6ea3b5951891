import type { Problem } from "../../shared/support/problem";
import type { Message, Send } from "../common/node-red";

/** A message that waits for a presence. */
export interface Asked {
  readonly msg: Message;
  readonly send: Send;
  readonly resolve: () => void;
  readonly reject: (problem: Problem) => void;
}

/**
 * The messages that wait for an answer: for the poll under way, or, where nobody is signed in, for the sign-in. Of the
 * latter only the newest waits, since it can take days and the others would get the same answer.
 */
export class AskedMessages {
  #polling: Asked[] = [];
  #held: Asked | undefined;

  /** Resolves when the message is answered or no longer wanted. */
  wait(msg: Message, send: Send, { untilSignedIn }: { readonly untilSignedIn: boolean }): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = { msg, send, resolve, reject };
      if (untilSignedIn) this.#hold(asked);
      else this.#polling.push(asked);
    });
  }

  /** The poll found nobody signed in. */
  holdNewest(): void {
    const newest = this.#polling.pop();
    for (const { resolve } of this.takePolling()) resolve();
    if (newest) this.#hold(newest);
  }

  /** Those of the poll under way. */
  takePolling(): Asked[] {
    const asked = this.#polling;
    this.#polling = [];
    return asked;
  }

  takeAll(): Asked[] {
    const held = this.#held ? [this.#held] : [];
    this.#held = undefined;
    return [...this.takePolling(), ...held];
  }

  #hold(asked: Asked): void {
    this.#held?.resolve();
    this.#held = asked;
  }
}
