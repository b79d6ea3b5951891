import { parseGraphPresence } from "../../presence/parse";
import { personOf } from "../../presence/person";
import type { Person, Presence } from "../../presence/presence";
import type { Clock } from "../../support/clock";
import { Problem } from "../../support/problem";
import type { GraphClient } from "../graph/graph-client";
import { graphProblem } from "../graph/graph-problem";
import { type Found, type Identified, identifiedPeople } from "./identified-people";
import { isObjectId, type ListedPerson } from "./people-list";
import {
  choosePeople,
  namesRefused,
  othersNotAsked,
  othersRefused,
  type PersonTrouble,
  unknownPerson,
} from "./person-trouble";
import { PresenceQuery } from "./presence-query";
import type { Account, TokenProvider } from "../account/token-provider";
import { UserDirectory } from "./user-directory";

/** Whose presence the account can read: its own, which an application does not have, and that of others. */
export interface PresenceAccess {
  readonly own: boolean;
  readonly others: boolean;
}

export interface PresenceSourceOptions {
  readonly tokens: Pick<TokenProvider, "account">;
  readonly clock: Pick<Clock, "now">;
  readonly graph: Pick<GraphClient, "myPresence" | "presences" | "resolveUser">;
  readonly access: PresenceAccess;
  /** Empty: the signed-in account. */
  readonly people: readonly ListedPerson[];
  /** Whether status messages, which are personal, are kept. */
  readonly statusMessage: boolean;
}

/** What one poll has brought. */
export interface Reading {
  /** In the order of the list; slugs are unique. */
  readonly presences: readonly Presence[];
  readonly troubles: readonly PersonTrouble[];
}

const SOURCE = "graph-poll";

/** Asks Graph once for everybody of the list, with no more permission than that takes. */
export class PresenceSource {
  readonly #options: PresenceSourceOptions;
  readonly #directory: UserDirectory;
  readonly #query: PresenceQuery;
  /** Who was meant when it was known last, as listed. */
  readonly #known = new Map<string, Person>();
  #people: readonly ListedPerson[];

  constructor(options: PresenceSourceOptions) {
    this.#options = options;
    this.#people = options.people;
    this.#query = new PresenceQuery(options.graph);
    this.#directory = new UserDirectory((upn) => options.graph.resolveUser(upn));
  }

  get people(): readonly ListedPerson[] {
    return this.#people;
  }

  /** Takes another list; gives the object ids, as far as they are known, of whom it names. */
  replacePeople(people: readonly ListedPerson[]): ReadonlySet<string> {
    const ids = people.map(({ id }) => this.#known.get(id)?.id ?? id);
    this.#people = people;
    this.#known.clear();
    return new Set(ids);
  }

  accountChanged(): void {
    this.#directory.accountChanged();
    this.#query.forget();
  }

  /**
   * One attempt, after `onAccount` has been told whose it is; undefined when meanwhile somebody else has signed in,
   * whom the answer does not concern. Throws a Problem for trouble that concerns everybody.
   */
  async read(onAccount: (account: Account) => void): Promise<Reading | undefined> {
    const { tokens } = this.#options;
    const account = await tokens.account();
    if (!account) throw nobodySignedIn();
    onAccount(account);
    const reading = await this.#read(account);
    const after = await tokens.account();
    return after?.id === account.id ? reading : undefined;
  }

  async #read(account: Account): Promise<Reading> {
    const { access, graph } = this.#options;
    const people = this.#people;
    if (people.every((listed) => this.#isSelf(listed, account))) {
      if (!access.own) throw choosePeople();
      const listed = people.length === 0 ? [{ id: account.id }] : people;
      const [self] = identifiedPeople(listed.map((each) => ({ listed: each, known: selfOf(account) })));
      const raw = await graph.myPresence();
      return { presences: self ? [this.#parse(raw, self.person)] : [], troubles: [] };
    }
    if (!access.others) throw othersNotAsked();
    const { found, troubles } = await this.#find(people, account);
    // Whom nobody finds any more still has a slug, or somebody of the same name would get another one.
    const asked = new Set(found.map(({ known }) => known.id));
    const identified = identifiedPeople([...found, ...this.#lost(people, troubles)]).filter(({ person }) =>
      asked.has(person.id),
    );
    for (const { listed, person } of identified) this.#known.set(listed, person);
    return this.#sort(identified, await this.#ask(identified), troubles);
  }

  #isSelf({ id }: ListedPerson, account: Account): boolean {
    return this.#options.access.own && (id === account.id || id === account.username.toLowerCase());
  }

  async #find(
    people: readonly ListedPerson[],
    account: Account,
  ): Promise<{ readonly found: readonly Found[]; readonly troubles: readonly PersonTrouble[] }> {
    const found: Found[] = [];
    const troubles: PersonTrouble[] = [];
    this.#directory.beginRound();
    for (const listed of people) {
      const known = this.#isSelf(listed, account) ? selfOf(account) : await this.#lookUp(listed.id);
      if (known instanceof Problem) {
        const person = this.#known.get(listed.id) ?? personOf({ ...listed, upn: listed.id });
        troubles.push({ listed: listed.id, person, problem: known });
      } else found.push({ listed, known });
    }
    return { found, troubles };
  }

  /** Those in trouble of whom it is known from before whose name theirs was. */
  #lost(people: readonly ListedPerson[], troubles: readonly PersonTrouble[]): Found[] {
    const inTrouble = new Set(troubles.map(({ listed }) => listed));
    return people.flatMap((listed) => {
      const person = inTrouble.has(listed.id) ? this.#known.get(listed.id) : undefined;
      return person ? [{ listed, known: { id: person.id, displayName: person.name } }] : [];
    });
  }

  async #lookUp(id: string): Promise<Found["known"] | Problem> {
    if (isObjectId(id)) return { id };
    const user = await this.#directory.find(id, this.#now());
    if (!(user instanceof Problem)) return { ...user, upn: id };
    if (user.code === "permission-missing") return namesRefused(id, !this.#options.access.own, user);
    return unknownPerson(id, user);
  }

  async #ask(identified: readonly Identified[]): Promise<ReadonlyMap<string, unknown>> {
    const ids = identified.map(({ person }) => person.id);
    try {
      return await this.#query.ask(ids, this.#now());
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "permission-missing") throw error;
      throw othersRefused(!this.#options.access.own, error);
    }
  }

  #sort(
    identified: readonly Identified[],
    answers: ReadonlyMap<string, unknown>,
    earlier: readonly PersonTrouble[],
  ): Reading {
    const presences: Presence[] = [];
    const troubles = [...earlier];
    for (const { listed, person } of identified) {
      const raw = answers.get(person.id);
      if (raw === undefined) {
        this.#directory.doubt(listed);
        troubles.push({ listed, person, problem: unknownPerson(listed) });
        continue;
      }
      try {
        presences.push(this.#parse(raw, person));
      } catch (error) {
        troubles.push({ listed, person, problem: graphProblem(error, this.#now()) });
      }
    }
    return { presences, troubles };
  }

  #parse(raw: unknown, person: Person): Presence {
    const { statusMessage } = this.#options;
    return parseGraphPresence(raw, { person, source: SOURCE, now: this.#now(), statusMessage });
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

function selfOf({ id, name, username }: Account): Found["known"] {
  return { id, displayName: name, upn: username };
}

function nobodySignedIn(): Problem {
  return new Problem({
    code: "sign-in-needed",
    title: "Nobody is signed in",
    advice: "Sign in with the work or school account whose presence is to be shown",
  });
}
