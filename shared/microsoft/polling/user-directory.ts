import { Problem } from "../../support/problem";
import type { GraphUser } from "../graph/graph-client";

/** What is remembered of one user principal name. */
export interface Looked {
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  /** Whose name it is, or why nobody was found. */
  readonly answer: GraphUser | Problem;
  /** The answer is used, but may no longer be true. */
  readonly doubtful?: boolean;
}

/** People change their names seldom. */
const GOOD_FOR_MS = 86_400_000;
/** Only a person's hand changes the answer: asking often changes nothing. */
const ASK_AGAIN_MS = 900_000;

/** Whoever names other people all the time must not fill the memory. */
const MOST_REMEMBERED = 10_000;

/** Whether to ask again. A clock that was set back makes everything old. */
export function isDue({ askedAt, answer, doubtful = false }: Looked, now: number): boolean {
  if (askedAt > now) return true;
  return now - askedAt >= (doubtful || answer instanceof Problem ? ASK_AGAIN_MS : GOOD_FOR_MS);
}

/** Object ids of user principal names, looked up once and remembered while the program runs. */
export class UserDirectory {
  readonly #resolve: (upn: string) => Promise<GraphUser>;
  readonly #looked = new Map<string, Looked>();
  /** A refusal is about all names: the others are not tried for a while either. */
  #refusal: Looked | undefined;
  /** Somebody known has been looked up again in this round. */
  #hasRenewed = false;

  constructor(resolve: (upn: string) => Promise<GraphUser>) {
    this.#resolve = resolve;
  }

  /**
   * Another look at a whole list begins. Of the names that are known one is looked up again per round: the others' answers
   * are good enough meanwhile, and nobody waits for hundreds of look-ups, or for one timeout after the other.
   */
  beginRound(): void {
    this.#hasRenewed = false;
  }

  /**
   * Who has this name, or the Problem that only a person can help with: `permission-missing`, `person-not-found`.
   * `now` in milliseconds since 1970. Throws what may pass by itself, unless the answer is known from before.
   */
  async find(upn: string, now: number): Promise<GraphUser | Problem> {
    const looked = this.#looked.get(upn);
    if (looked && !isDue(looked, now)) return looked.answer;
    const known = looked?.answer instanceof Problem ? undefined : looked?.answer;
    if (this.#refusal && !isDue(this.#refusal, now)) return known ?? this.#refusal.answer;
    if (known && this.#hasRenewed) return known;
    this.#hasRenewed ||= known !== undefined;
    try {
      return this.#keep(upn, { askedAt: now, answer: await this.#resolve(upn) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return this.#failed(upn, known, error, now);
    }
  }

  /** Graph no longer knows the id of this name: it is looked up again, if that was not done just now. */
  doubt(upn: string): void {
    const looked = this.#looked.get(upn);
    if (looked) this.#looked.set(upn, { ...looked, doubtful: true });
  }

  /** Somebody has signed in: what failed before may work now. */
  accountChanged(): void {
    this.#refusal = undefined;
    for (const [upn, { answer }] of this.#looked) if (answer instanceof Problem) this.#looked.delete(upn);
  }

  #failed(upn: string, known: GraphUser | undefined, problem: Problem, now: number): GraphUser | Problem {
    switch (problem.code) {
      // What Graph does not take for a name is nobody's.
      case "person-not-found":
      case "graph-refused":
        return this.#keep(upn, { askedAt: now, answer: problem });
      case "permission-missing":
        this.#refusal = { askedAt: now, answer: problem };
        return known ?? problem;
      // The pause that is asked for concerns everything.
      case "graph-throttled":
        throw problem;
      default:
        if (known) return this.#keep(upn, { askedAt: now, answer: known, doubtful: true });
        throw problem;
    }
  }

  #keep(upn: string, looked: Looked): GraphUser | Problem {
    this.#looked.set(upn, looked);
    for (const oldest of this.#looked.keys()) {
      if (this.#looked.size <= MOST_REMEMBERED) break;
      this.#looked.delete(oldest);
    }
    return looked.answer;
  }
}
