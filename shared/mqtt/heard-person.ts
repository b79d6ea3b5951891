import { isDeepStrictEqual } from "node:util";
import type { Person, Presence } from "../presence/presence";
import type { Clock, Timer } from "../support/clock";
import type { Log } from "../support/log";
import type { Problem } from "../support/problem";
import type { Format, Listening, Said } from "./formats/format";
import { OWN_FORMAT } from "./formats/own";
import { TEAMS_FOR_LINUX_FORMAT } from "./formats/teams-for-linux";
import { TEAMS2HA_FORMAT } from "./formats/teams2ha";
import { nothingHeard } from "./source-problems";

export interface SubscribedPerson {
  readonly id: string;
  /** The prefix of what is published about the person; its format is found out from what arrives. */
  readonly topic: string;
  readonly name: string;
}

export interface PresenceListener {
  /** A presence that differs from the last one, or the first after `onLost`. */
  onPresence(personId: string, presence: Presence): void;
  /** Nothing is known any more, or not yet; once for each change of the reason. */
  onLost(personId: string, problem: Problem): void;
}

export interface HeardPersonOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: PresenceListener;
}

/** After a connect the retained messages come one by one; nothing is told of the first before the last can be there. */
const RETAINED_MS = 500;

/** A change that comes in several messages is told as one: they follow each other within milliseconds. */
const PIECES_MS = 150;

/** Whoever has published nothing by then, retained or new, is missing. */
const SILENCE_MS = 10_000;

/** One format, and what was heard in it. */
interface Ear {
  readonly filters: readonly string[];
  readonly inPieces: boolean;
  /** Whether the message changes what is known. */
  hear(message: { readonly topic: string; readonly text: string }, who: Listening): boolean;
  say(who: Listening): Said;
  reconnected(): void;
}

function earFor<S>(format: Format<S>, topic: string): Ear {
  let heard = format.silence;
  return {
    filters: format.filters(topic),
    inPieces: format.inPieces,
    hear(message, who) {
      const last = heard;
      heard = format.hear(heard, message, who);
      return heard !== last;
    },
    say: (who) => format.say(heard, who),
    reconnected: () => void (heard = format.afterReconnect(heard)),
  };
}

/** What is told: a presence, or why there is none. */
type Told = { readonly presence: Presence } | { readonly problem: Problem };

/** What is heard about one person, in whichever format, and what of it has been told. */
export class HeardPerson {
  readonly filters: readonly string[];
  readonly #person: Person;
  readonly #topic: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listener: PresenceListener;
  readonly #ears: readonly Ear[];
  #told: Told | undefined;
  #online = false;
  #heardSince = 0;
  #next: { readonly at: number; readonly timer: Timer } | undefined;

  constructor({ id, topic, name }: SubscribedPerson, { clock, log, listener }: HeardPersonOptions) {
    this.#person = { id, slug: id, name };
    this.#topic = topic;
    this.#clock = clock;
    this.#log = log;
    this.#listener = listener;
    this.#ears = [
      earFor(OWN_FORMAT, topic),
      earFor(TEAMS2HA_FORMAT, topic),
      earFor(TEAMS_FOR_LINUX_FORMAT, topic),
    ];
    this.filters = this.#ears.flatMap(({ filters }) => filters);
  }

  hear(topic: string, text: string): void {
    const who = this.#who();
    for (const ear of this.#ears) {
      if (!ear.hear({ topic, text }, who) || !this.#online) continue;
      const settled = who.now - this.#heardSince >= RETAINED_MS;
      if (settled) this.#lookIn(ear.inPieces ? PIECES_MS : 0);
    }
  }

  connected(): void {
    for (const ear of this.#ears) ear.reconnected();
    this.#online = true;
    this.#heardSince = this.#clock.now();
    this.stop();
    this.#lookIn(RETAINED_MS);
  }

  disconnected(problem: Problem): void {
    this.#online = false;
    this.stop();
    this.#tell({ problem });
  }

  stop(): void {
    this.#next?.timer.cancel();
    this.#next = undefined;
  }

  /** Looks at all that was heard in `ms` milliseconds, unless that is done earlier anyway. */
  #lookIn(ms: number): void {
    const at = this.#clock.now() + ms;
    if (this.#next && this.#next.at <= at) return;
    this.stop();
    if (ms === 0) return this.#look();
    this.#next = { at, timer: this.#clock.after(ms, () => this.#look()) };
  }

  #look(): void {
    this.#next = undefined;
    const who = this.#who();
    const said = this.#ears.map((ear) => ear.say(who));
    // What is live wins over what another program has once left behind at the same place.
    const best =
      said.find(({ kind }) => kind === "presence") ?? said.find(({ kind }) => kind === "lost") ?? said[0];
    if (best?.kind === "presence") {
      this.#tell({ presence: best.presence });
      if (best.until !== undefined) this.#lookIn(Math.max(1, best.until - who.now));
      return;
    }
    if (best?.kind === "lost") return this.#tell({ problem: best.problem });
    const silentMs = who.now - this.#heardSince;
    if (silentMs >= SILENCE_MS) this.#tell({ problem: nothingHeard(this.#topic) });
    else this.#lookIn(SILENCE_MS - silentMs);
  }

  #tell(news: Told): void {
    if (this.#told && sameNews(this.#told, news)) return;
    this.#told = news;
    try {
      if ("presence" in news) this.#listener.onPresence(this.#person.id, news.presence);
      else this.#listener.onLost(this.#person.id, news.problem);
    } catch (error) {
      this.#log.error(`Unexpected: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #who(): Listening {
    return { topic: this.#topic, person: this.#person, now: this.#clock.now() };
  }
}

/** When and in which order something was observed is no news. */
function sameNews(one: Told, other: Told): boolean {
  if ("problem" in one || "problem" in other)
    return "problem" in one && "problem" in other && one.problem.code === other.problem.code;
  const [first, second] = [one.presence, other.presence].map((presence) => ({
    ...presence,
    observedAt: "",
    sequence: "",
  }));
  return isDeepStrictEqual(first, second);
}
