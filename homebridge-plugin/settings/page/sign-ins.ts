import { readConfig } from "../../config/config";
import type { Fields } from "../model/fields";
import type { Server } from "./server";

/** Who is signed in to an account, as far as other parts of the page need to know. */
export interface SignInNews {
  readonly state: "signed-out" | "pending" | "signed-in" | "failed";
  readonly account?: { readonly id: string; readonly name: string; readonly username: string };
  /** It waits for an answer whether it may take another one's place. */
  readonly kept?: false;
}

/** Somebody who types a name has come to an end by then. */
const SETTLE_MS = 600;

/** Who is signed in to each account of the block. */
export class SignIns {
  readonly #server: Server;
  readonly #block: () => Fields;
  readonly #news: (account: string, before: SignInNews | undefined, now: SignInNews) => void;
  readonly #known = new Map<string, SignInNews>();
  readonly #asked = new Map<string, string>();
  #timer = 0;

  /** @param news called when something else is known of an account, by its id */
  constructor(
    server: Server,
    block: () => Fields,
    news: (account: string, before: SignInNews | undefined, now: SignInNews) => void,
  ) {
    this.#server = server;
    this.#block = block;
    this.#news = news;
    server.on("sign-in", ({ account }) => {
      if (typeof account === "string") void this.#ask(account);
    });
  }

  of(account: string): SignInNews | undefined {
    return this.#known.get(account);
  }

  /** Asks for accounts that have become right, or other ones. */
  use(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#askForNew(), SETTLE_MS);
  }

  /** The same at once. */
  #askForNew(): void {
    for (const { id, signIn } of readConfig(this.#block()).accounts) {
      const registration = JSON.stringify(signIn.registration);
      if (this.#asked.get(id) === registration) continue;
      this.#asked.set(id, registration);
      void this.#ask(id);
    }
  }

  async #ask(account: string): Promise<void> {
    try {
      const now = await this.#server.ask<SignInNews>("/sign-in", { block: this.#block(), account });
      const before = this.#known.get(account);
      this.#known.set(account, now);
      this.#news(account, before, now);
    } catch {
      // The panel of the account says what is wrong.
    }
  }
}
