import type { Presence } from "../../presence/presence";
import type { Log } from "../../support/log";
import type { Problem } from "../../support/problem";
import type { News } from "./last-heard";
import { troubleChanges, type PersonTrouble } from "./person-trouble";
import { type Attention, type PollListener, tellSafely } from "./poll-listener";
import {
  attentionOf,
  type Event,
  recoveredAttention,
  type Situation,
  stalenessAttention,
  stateOf,
  troubleAttention,
} from "./poll-report";

export interface PollTellerOptions {
  readonly listener: PollListener;
  readonly log: Log;
  /** How the poller is doing; undefined when it no longer runs, so that nothing is told any more. */
  readonly situation: () => Situation | undefined;
}

/** Tells a listener what there is to tell, in the words of poll-report. */
export class PollTeller {
  readonly #options: PollTellerOptions;

  constructor(options: PollTellerOptions) {
    this.#options = options;
  }

  event(event: Event): void {
    this.#attend((situation) => attentionOf(event, situation));
  }

  presences(presences: readonly Presence[]): void {
    if (presences.length > 0) this.#tell((listener) => listener.onPresences(presences));
  }

  trouble(problem: Problem, manual: boolean): void {
    this.#tell((listener) => listener.onTrouble(problem, manual));
  }

  state(): void {
    this.#tell((listener, situation) => listener.onState(stateOf(situation)));
  }

  /** Who became stale, and who came back; `recovered`: that everybody did has been told already. */
  staleness(news: readonly News[], recovered: boolean): void {
    for (const each of news) {
      if (recovered && !each.after?.stale) continue;
      this.#attend((situation) => stalenessAttention(each, situation));
    }
  }

  /**
   * What has changed of people's own troubles, except of those who came back from being stale, which has been told;
   * somebody who is `waiting` is told in any case.
   */
  personTroubles(
    before: readonly PersonTrouble[],
    after: readonly PersonTrouble[],
    news: readonly News[],
    waiting: boolean,
  ): void {
    const { begun, over } = troubleChanges(before, after);
    const back = new Set(news.filter((each) => each.before?.stale).map(({ person }) => person.id));
    for (const { person } of over)
      if (!back.has(person.id)) this.#attend((situation) => recoveredAttention(person, situation));
    for (const trouble of begun) {
      this.#attend((situation) => troubleAttention(trouble, situation));
      this.trouble(trouble.problem, waiting);
    }
    const [first] = after;
    if (waiting && first && begun.length === 0) this.trouble(first.problem, true);
  }

  #attend(word: (situation: Situation) => Attention | undefined): void {
    this.#tell((listener, situation) => {
      const attention = word(situation);
      return attention && listener.onAttention(attention);
    });
  }

  #tell(say: (listener: PollListener, situation: Situation) => unknown): void {
    const { listener, log, situation } = this.#options;
    const now = situation();
    if (now) tellSafely(() => say(listener, now), log);
  }
}
