import type { PendingSignIn } from "../../shared/microsoft/sign-in";
import type { Attention, PollerState, PollListener } from "../../shared/microsoft/poll-listener";
import type { Presence } from "../../shared/presence/presence";
import { asProblem, Problem } from "../../shared/support/problem";
import { nodeError } from "../common/errors";
import type { Handlers } from "../common/handlers";
import type { Message, NodeStatus, Send } from "../common/node-red";
import { pollStatus } from "./poll-status";

/** The poller as this node drives it. */
export interface Poller {
  start(): void;
  stop(): void;
  pollNow(): "polling" | "too-soon" | "waiting";
  pause(): void;
  resume(): void;
}

export interface PollOutlets {
  readonly createPoller: (listener: PollListener) => Poller;
  /** Opens a sign-in that a person then finishes elsewhere. */
  readonly signIn: () => Promise<PendingSignIn>;
  readonly account: () => Promise<{ readonly id: string; readonly name: string } | undefined>;
  /** Resolves when a sign-in made before the deploy is in place. */
  readonly ready: Promise<void>;
  readonly send: Send;
  readonly status: (status: NodeStatus) => void;
  /** For Catch nodes: trouble that no message asked for. */
  readonly error: (error: Error, msg: Message) => void;
  readonly now: () => number;
  readonly words: (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;
}

interface Asked {
  readonly msg: Message;
  readonly send: Send;
  readonly resolve: () => void;
  readonly reject: (problem: Problem) => void;
}

/** What an attention message may tell besides the poller's own events. */
type NodeAttention =
  | Attention
  | (Omit<Attention, "event"> & { readonly event: "sign-in-started" } & SignInLink);

interface SignInLink {
  readonly url: string;
  readonly userCode?: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Turns messages into orders for the poller, and what the poller tells into messages, status and errors. */
export class PollController implements Handlers, PollListener {
  readonly #outlets: PollOutlets;
  readonly #poller: Poller;
  /** Messages whose poll is under way; the first is sent on with the presence. */
  #asked: Asked[] = [];
  #closed = false;
  #announced: PendingSignIn | undefined;
  #shown = "";

  constructor(outlets: PollOutlets) {
    this.#outlets = outlets;
    this.#poller = outlets.createPoller(this);
  }

  /** Polls from now on, as soon as the account is ready. */
  async start(): Promise<void> {
    await this.#outlets.ready;
    if (!this.#closed) this.#poller.start();
  }

  readonly input = async (msg: Message, send: Send): Promise<void> => {
    if (msg["people"] !== undefined) throw peopleNotYet();
    await this.#outlets.ready;
    if (this.#closed) return;
    if (msg.payload === "pause") return this.#poller.pause();
    if (msg.payload === "resume") return this.#poller.resume();
    if (msg.payload === "sign-in") return this.#startSignIn(send);
    if (this.#poller.pollNow() !== "polling") return;
    await new Promise<void>((resolve, reject) => this.#asked.push({ msg, send, resolve, reject }));
  };

  readonly close = (): void => {
    this.#closed = true;
    this.#poller.stop();
    for (const { resolve } of this.#takeAsked()) resolve();
  };

  onPresence(presence: Presence): void {
    const [first, ...others] = this.#takeAsked();
    const send = first?.send ?? this.#outlets.send;
    send([Object.assign(first?.msg ?? {}, { topic: presence.person.slug, payload: presence }), null]);
    for (const { resolve } of first ? [first, ...others] : []) resolve();
  }

  onAttention(attention: Attention): void {
    this.#attend(attention, this.#outlets.send);
  }

  onState(state: PollerState): void {
    // A pause or a stop drops the poll that somebody waits for.
    if (state.kind === "paused") for (const { resolve } of this.#takeAsked()) resolve();
    this.#show(pollStatus(state, this.#outlets.now(), this.#outlets.words));
  }

  /** Status nodes and every open editor hear of each one, so the same is not said again at every poll. */
  #show(status: NodeStatus): void {
    const shown = JSON.stringify(status);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#outlets.status(status);
  }

  onTrouble(problem: Problem, manual: boolean): void {
    const asked = this.#takeAsked();
    for (const { reject } of asked) reject(problem);
    if (!manual || asked.length === 0) this.#outlets.error(nodeError(problem), { topic: "", payload: null });
  }

  async #startSignIn(send: Send): Promise<void> {
    const pending = await this.#outlets.signIn();
    const account = await this.#outlets.account().catch(() => undefined);
    const link: SignInLink = {
      ...(pending.method === "device-code"
        ? { url: pending.verificationUri, userCode: pending.userCode }
        : { url: pending.url }),
      expiresAt: new Date(pending.expiresAt).toISOString(),
    };
    this.#attend(
      {
        event: "sign-in-started",
        ...(account && { account: { id: account.id, name: account.name } }),
        ...link,
      },
      send,
    );
    if (this.#announced === pending) return;
    this.#announced = pending;
    // How it ends is told by the poller; only a sign-in that fails has nobody else to say so.
    pending.result.catch((error: unknown) => {
      if (this.#closed) return;
      const problem = asProblem(error);
      if (problem.code !== "sign-in-cancelled")
        this.#outlets.error(nodeError(problem), { topic: "", payload: null });
    });
  }

  #attend(attention: NodeAttention, send: Send): void {
    send([null, { topic: attention.event, payload: attention }]);
  }

  #takeAsked(): Asked[] {
    const asked = this.#asked;
    this.#asked = [];
    return asked;
  }
}

function peopleNotYet(): Problem {
  return new Problem({
    code: "bad-input",
    title: "msg.people is not available in this version",
    advice: "Remove people from the message; the signed-in account is polled.",
  });
}
