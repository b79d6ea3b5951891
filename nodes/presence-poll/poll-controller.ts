import type { PendingSignIn } from "../../shared/microsoft/sign-in/sign-in";
import type { Attention, PollerState, PollListener } from "../../shared/microsoft/polling/poll-listener";
import { type ListedPerson, PEOPLE_EXPECTED, readPeople } from "../../shared/microsoft/polling/people-list";
import type { Presence } from "../../shared/presence/presence";
import { Problem } from "../../shared/support/problem";
import { nodeError } from "../common/errors";
import type { Handlers } from "../common/handlers";
import type { Message, NodeStatus, Send } from "../common/node-red";
import { AskedMessages } from "./asked-messages";
import { pollStatus } from "./poll-status";
import { SignInAnnouncer } from "./sign-in-announcer";

/** The poller as this node drives it. */
export interface Poller {
  start(): void;
  stop(): void;
  pollNow(): "polling" | "too-soon" | "waiting";
  pause(): void;
  resume(): void;
  setPeople(people: readonly ListedPerson[]): void;
}

export interface PollOutlets {
  readonly createPoller: (listener: PollListener) => Poller;
  /** Opens a sign-in that a person then finishes elsewhere. */
  readonly signIn: () => Promise<PendingSignIn>;
  readonly account: () => Promise<{ readonly id: string; readonly name: string } | undefined>;
  /** Resolves when a sign-in made before the deploy is in place. */
  readonly ready: Promise<void>;
  readonly send: Send;
  readonly clone: (msg: Message) => Message;
  readonly status: (status: NodeStatus) => void;
  /** For Catch nodes: trouble that no message asked for. */
  readonly error: (error: Error, msg: Message) => void;
  readonly now: () => number;
  readonly words: (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;
}

/** Turns messages into orders for the poller, and what the poller tells into messages, status and errors. */
export class PollController implements Handlers, PollListener {
  readonly #outlets: PollOutlets;
  readonly #poller: Poller;
  readonly #announcer: SignInAnnouncer;
  readonly #asked = new AskedMessages();
  #closed = false;
  #signedOut = false;
  #shown = "";

  constructor(outlets: PollOutlets) {
    this.#outlets = outlets;
    this.#announcer = new SignInAnnouncer({ ...outlets, failed: (problem) => this.#report(problem) });
    this.#poller = outlets.createPoller(this);
  }

  /** Polls from now on, as soon as the account is ready. */
  async start(): Promise<void> {
    await this.#outlets.ready;
    if (!this.#closed) this.#poller.start();
  }

  readonly input = async (msg: Message, send: Send): Promise<void> => {
    const people = msg["people"] === undefined ? undefined : peopleIn(msg["people"]);
    await this.#outlets.ready;
    if (this.#closed) return;
    if (people) this.#poller.setPeople(people);
    if (msg.payload === "pause") return this.#poller.pause();
    if (msg.payload === "resume") return this.#poller.resume();
    if (msg.payload === "sign-in") return this.#startSignIn(msg, send);
    const isPolling = this.#poller.pollNow() === "polling";
    if (isPolling || this.#signedOut) await this.#asked.wait(msg, send, { untilSignedIn: !isPolling });
  };

  readonly close = (): void => {
    this.#closed = true;
    this.#poller.stop();
    for (const { resolve } of this.#asked.takeAll()) resolve();
  };

  onPresences(presences: readonly Presence[]): void {
    // What only says that there is no news is no answer to somebody who waits for a sign-in.
    const isNews = presences.some(({ stale }) => !stale);
    const asked = isNews ? this.#asked.takeAll() : this.#asked.takePolling();
    const [first] = asked;
    const send = first?.send ?? this.#outlets.send;
    const incoming = first?.msg ?? {};
    // Clones are made before the message itself is changed: they carry what came in with it.
    const messages = presences.map((_, index) => (index === 0 ? incoming : this.#outlets.clone(incoming)));
    for (const [index, presence] of presences.entries()) {
      const msg = Object.assign(messages[index] ?? {}, { topic: presence.person.slug, payload: presence });
      send([msg, null]);
    }
    for (const { resolve } of asked) resolve();
  }

  onAttention(attention: Attention): void {
    this.#outlets.send([null, { topic: attention.event, payload: attention }]);
  }

  onState(state: PollerState): void {
    this.#signedOut = state.kind === "sign-in-needed";
    // A pause or a stop drops the poll that somebody waits for.
    if (state.kind === "paused") for (const { resolve } of this.#asked.takeAll()) resolve();
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
    if (problem.code === "sign-in-needed") return this.#awaitSignIn(problem);
    const asked = this.#asked.takePolling();
    for (const { reject } of asked) reject(problem);
    if (!manual || asked.length === 0) this.#report(problem);
  }

  /** Whoever asks while nobody is signed in gets the answer afterwards; that it is needed is told once. */
  #awaitSignIn(problem: Problem): void {
    this.#asked.holdNewest();
    if (!this.#signedOut) this.#report(problem);
  }

  /** A page or a chat that asked gets its own message back, to be answered with what is told. */
  async #startSignIn(msg: Message, send: Send): Promise<void> {
    const started = await this.#announcer.begin();
    send([null, Object.assign(msg, { topic: started.event, payload: started })]);
  }

  #report(problem: Problem): void {
    if (!this.#closed) this.#outlets.error(nodeError(problem), { topic: "", payload: null });
  }
}

function peopleIn(value: unknown): readonly ListedPerson[] {
  const refuse = (property: string, expected: string): Problem =>
    new Problem({
      code: "bad-input",
      title: `msg.${property} is not right`,
      advice: `msg.${property} must be ${expected}.`,
    });
  if (!Array.isArray(value)) throw refuse("people", PEOPLE_EXPECTED);
  return readPeople(value, refuse);
}
