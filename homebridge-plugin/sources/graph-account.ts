import type { AccountFiles } from "../../shared/microsoft/account/account-file";
import { MicrosoftAccount } from "../../shared/microsoft/account/microsoft-account";
import type { Account } from "../../shared/microsoft/account/token-provider";
import { SIGN_IN_NEEDED } from "../../shared/microsoft/entra/entra-problem";
import { GraphClient } from "../../shared/microsoft/graph/graph-client";
import { scopesFor } from "../../shared/microsoft/graph/graph-scopes";
import { AccountPace } from "../../shared/microsoft/polling/account-pace";
import type { Attention, PollerState } from "../../shared/microsoft/polling/poll-listener";
import { PresencePoller } from "../../shared/microsoft/polling/presence-poller";
import { endpoints } from "../../shared/microsoft/registration/registration";
import { startDeviceCode } from "../../shared/microsoft/sign-in/device-code";
import type { SignInResult } from "../../shared/microsoft/sign-in/sign-in";
import type { Presence } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { asProblem, Problem } from "../../shared/support/problem";
import { safeFileName } from "../../shared/support/safe-name";
import type { AccountSettings } from "../config/account-settings";
import type { PersonSettings } from "../config/person-settings";
import { STORAGE_FOLDER } from "../settings";
import { type AccountSignIn, type CreateSignIn, signInScopes } from "./account-sign-in";
import { AccountTroubles } from "./account-troubles";
import { type PolledPeople, polledPeople, presenceOf } from "./graph-people";
import { SignInWatch } from "./sign-in-watch";
import type { SourceListener } from "./source-listener";
import { nameOf, wordsOf } from "./words";

/** Who hears of an account besides what it reads. */
export interface AccountListener extends SourceListener {
  onSignInNeeded(account: string, needed: boolean): void;
  /** What everybody should know who looks at this account; `about` tells apart what may last at a time; undefined: all is well. */
  onAttention(account: string, about: string, attention: Attention | undefined): void;
  /** After every poll: why this person was not read; undefined: well, or there is no answer yet. */
  onTrouble?(person: string, problem: Problem | undefined): void;
}

export interface GraphAccountOptions {
  readonly account: AccountSettings;
  /** Everybody; only those of this account are read. */
  readonly people: readonly PersonSettings[];
  readonly files: AccountFiles;
  /** Seconds. */
  readonly interval: number;
  /** Seconds. */
  readonly grace: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener: AccountListener;
  /** Makes what is told when a sign-in is needed, and when it no longer is. */
  readonly signIn: CreateSignIn;
  /** Of whoever else asks Graph with this account. */
  readonly pace?: AccountPace;
  /** Microsoft's own connections where absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** What is over, and needs nobody's attention any more. */
const GOOD_NEWS: ReadonlySet<Attention["event"]> = new Set(["signed-in", "recovered"]);

/** Where all that is known of an account is a mailbox address. */
const SOMEBODY_ELSE = "the one who signed in first";

interface Reader {
  readonly tokens: MicrosoftAccount;
  readonly poller: PresencePoller;
}

/** One account: its sign-in, its tokens and whom it reads. Its trouble is its own. */
export class GraphAccount {
  readonly #options: GraphAccountOptions;
  readonly #signIn: AccountSignIn;
  readonly #readers: readonly Reader[];
  readonly #watch: SignInWatch;
  #signInNeeded: boolean | undefined;
  /** Those that wait for a sign-in, and why, as far as that is worth a line. */
  readonly #waiting = new Map<PolledPeople, string>();
  readonly #troubles: AccountTroubles;

  constructor(options: GraphAccountOptions) {
    const { account, clock, files, log, people, fetch, pace = new AccountPace() } = options;
    const { registration } = account.signIn;
    this.#options = options;
    this.#troubles = new AccountTroubles(account.name, log);
    const scopes = signInScopes(account.signIn);
    this.#signIn = options.signIn({
      name: account.name,
      begin: () => startDeviceCode({ registration, scopes, clock, log: quiet(log), ...(fetch && { fetch }) }),
      adopt: (result) => this.#adopt(result),
      clock,
      log,
    });
    const polled = polledPeople(account.id, people);
    // An account that nobody is read from is signed in all the same: its sensor says whether it is.
    const wanted = polled.length > 0 ? polled : [{ listed: [], of: () => [], people: [] }];
    this.#readers = wanted.map((each) => this.#createReader(each, pace));
    this.#watch = new SignInWatch({
      name: account.name,
      accounts: this.#readers.map(({ tokens }) => tokens),
      paths: files.filesOf(account.id),
      clock,
      log,
    });
  }

  start(): void {
    for (const { poller } of this.#readers) poller.start();
    this.#watch.start();
  }

  async close(): Promise<void> {
    this.#watch.close();
    this.#signIn.end();
    for (const { poller } of this.#readers) poller.stop();
    await Promise.all(this.#readers.map(({ tokens }) => tokens.close()));
  }

  /** Stores who has signed in, for all who read with it. */
  async #adopt(result: SignInResult): Promise<void> {
    try {
      await this.#readers[0]?.tokens.adopt(result);
    } catch (error) {
      const problem = asProblem(error);
      throw problem.code === "wrong-account" ? await this.#wrongAccount(result.account, problem) : problem;
    }
    await this.#watch.signedIn();
  }

  async #wrongAccount(given: Account, { code }: Problem): Promise<Problem> {
    const { id } = this.#options.account;
    const stored = await this.#readers[0]?.tokens.account();
    const file = `${safeFileName(id)}.json`;
    const owner = stored ? nameOf(stored, SOMEBODY_ELSE) : SOMEBODY_ELSE;
    return new Problem({
      code,
      title: `This is ${nameOf(given, "somebody")}, but the sign-in belongs to ${owner}`,
      advice: `Sign in as ${owner}, or stop Homebridge, delete ${file} and ${file}.previous in its ${STORAGE_FOLDER} folder, and start it to sign in as somebody else.`,
    });
  }

  /**
   * Whoever reads others reads by a sign-in of its own, from the same file: a consent that is missing for them ends that
   * one only, and one's own presence is read all the same.
   */
  #createReader(polled: PolledPeople, pace: AccountPace): Reader {
    const { account, files, clock, log, fetch } = this.#options;
    const { registration } = account.signIn;
    const network = fetch && { fetch };
    const tokens = new MicrosoftAccount({ id: account.id, registration, files, log, clock, ...network });
    return { tokens, poller: this.#createPoller(polled, tokens, pace) };
  }

  #createPoller(polled: PolledPeople, tokens: MicrosoftAccount, pace: AccountPace): PresencePoller {
    const { account, interval, grace, clock, log, fetch } = this.#options;
    const readOthers = polled.listed.length > 0;
    const graph = new GraphClient({
      ...(fetch && { fetch }),
      origin: endpoints(account.signIn.registration).graph,
      tokens,
      scopes: scopesFor({ ...account.signIn, readOthers }),
      clock,
    });
    return new PresencePoller({
      tokens,
      graph,
      access: { own: true, others: account.signIn.readOthers },
      people: polled.listed,
      listener: {
        onPresences: (presences) => this.#heard(polled, presences),
        onAttention: (attention) => this.#attend(polled, attention),
        onState: (state) => this.#stated(polled, state),
        onTrouble: (problem) => this.#troubles.begun(polled, problem),
      },
      clock,
      log: quiet(log),
      interval,
      staleAfter: grace,
      statusMessage: false,
      pace,
    });
  }

  #heard(polled: PolledPeople, presences: readonly Presence[]): void {
    for (const presence of presences)
      for (const person of polled.of(presence))
        this.#options.listener.onPresence(person.id, presenceOf(presence, person));
  }

  #attend(polled: PolledPeople, attention: Attention): void {
    const { account, listener } = this.#options;
    // Somebody has replaced it on purpose, which is no trouble, and no end of any.
    if (attention.event === "account-changed") return;
    if (attention.event === "sign-in-needed") this.#wait(polled, attention);
    if (attention.event === "signed-in") this.#goOn(polled);
    if (attention.event === "recovered") this.#troubles.over(polled);
    const isOver = GOOD_NEWS.has(attention.event);
    const everybody = polled.listed.length > 0 ? "others" : "";
    listener.onAttention(account.id, attention.person?.id ?? everybody, isOver ? undefined : attention);
  }

  /** Why a sign-in is needed is told before the code for it, unless it is that nobody has ever signed in. */
  #wait(polled: PolledPeople, { title = "", advice = "" }: Attention): void {
    const { account, log } = this.#options;
    const why = title === SIGN_IN_NEEDED.title ? "" : wordsOf({ title, advice });
    const isTold = why === "" || [...this.#waiting.values()].includes(why);
    this.#waiting.set(polled, why);
    if (!isTold) log.warn(`${account.name}: ${why}`);
    this.#need(true);
  }

  #goOn(polled: PolledPeople): void {
    this.#waiting.delete(polled);
    if (this.#waiting.size === 0) this.#need(false);
  }

  /** Only what is certain: a start, or an outage, says nothing about the sign-in. */
  #stated(polled: PolledPeople, state: PollerState): void {
    // Trouble with people of their own comes from an answer of Graph.
    const isCertain = state.kind === "ok" || (state.kind === "trouble" && state.troubles !== undefined);
    if (isCertain && this.#signInNeeded === undefined) this.#need(false);
    this.#troubles.polled(polled, state);
    const { listener } = this.#options;
    for (const person of polled.people) listener.onTrouble?.(person.id, troubleOf(person, polled, state));
  }

  #need(needed: boolean): void {
    if (this.#signInNeeded === needed) return;
    this.#signInNeeded = needed;
    if (needed) this.#signIn.need();
    else this.#signIn.end();
    this.#options.listener.onSignInNeeded(this.#options.account.id, needed);
  }
}

/** Trouble of the whole poll, which is what a next try is told with, is everybody's. */
function troubleOf(
  person: PersonSettings,
  polled: PolledPeople,
  { problem, retryAt, troubles = [] }: PollerState,
): Problem | undefined {
  if (retryAt !== undefined) return problem;
  return troubles.find((each) => polled.of(each).includes(person))?.problem;
}

/** What is going well, step by step, is for those who look for a fault. */
function quiet(log: Log): Log {
  return {
    debug: (text) => log.debug(text),
    info: (text) => log.debug(text),
    warn: (text) => log.warn(text),
    error: (text) => log.error(text),
  };
}
