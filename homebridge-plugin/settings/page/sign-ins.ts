import type { State } from "../../../shared/microsoft/dialog/sign-in-state";
import { readConfig } from "../../config/config";
import type { Fields } from "../model/fields";
import type { Server } from "./server";

/** Somebody who types a name has come to an end by then. */
const SETTLE_MS = 600;

/** The server tells when a sign-in moves on; Homebridge's UI writes every question into its log. */
const PENDING_GOOD_MS = 30_000;

interface Known {
  readonly state: State;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Who is signed in to each account of the block, asked no more often than it can change. */
export class SignIns {
  readonly #server: Server;
  readonly #block: () => Fields;
  readonly #news: (account: string, now: State, before: State | undefined) => void;
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<State>>();
  /** The registrations that were asked about. */
  readonly #asked = new Map<string, string>();
  #timer = 0;

  /** @param news called with whatever is answered about an account, by its id */
  constructor(
    server: Server,
    block: () => Fields,
    news: (account: string, now: State, before: State | undefined) => void,
  ) {
    this.#server = server;
    this.#block = block;
    this.#news = news;
    server.on("sign-in", ({ account }) => {
      if (typeof account === "string") this.moved(account);
    });
  }

  of(account: string): State | undefined {
    return this.#known.get(account)?.state;
  }

  /** Asks for accounts that have become right, or other ones. */
  use(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#askForNew(), SETTLE_MS);
  }

  /** How the sign-in of an account is. Rejects with a ProblemText. */
  get(account: string): Promise<State> {
    const known = this.#known.get(account);
    const isFresh = known?.state.state === "pending" && Date.now() - known.at < PENDING_GOOD_MS;
    const asking = this.#asking.get(account);
    if (asking) return asking;
    return isFresh ? Promise.resolve(known.state) : this.#ask(account);
  }

  /** It is another one now: what is known does not count. */
  moved(account: string): void {
    this.#asking.delete(account);
    // The panel of the account says what is wrong.
    this.#ask(account).catch(() => undefined);
  }

  #askForNew(): void {
    for (const { id, signIn } of readConfig(this.#block()).accounts) {
      const registration = JSON.stringify(signIn.registration);
      if (this.#asked.get(id) === registration) continue;
      this.#asked.set(id, registration);
      this.get(id).catch(() => undefined);
    }
  }

  #ask(account: string): Promise<State> {
    const asking = this.#fetch(account).finally(() => {
      if (this.#asking.get(account) === asking) this.#asking.delete(account);
    });
    this.#asking.set(account, asking);
    return asking;
  }

  async #fetch(account: string): Promise<State> {
    const state = await this.#server.ask<State>("/sign-in", { block: this.#block(), account });
    const before = this.#known.get(account)?.state;
    this.#known.set(account, { state, at: Date.now() });
    this.#news(account, state, before);
    return state;
  }
}
