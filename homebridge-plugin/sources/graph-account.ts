import type { AccountFiles } from "../../shared/microsoft/account/account-file";
import { MicrosoftAccount } from "../../shared/microsoft/account/microsoft-account";
import { GraphClient } from "../../shared/microsoft/graph/graph-client";
import { scopesFor } from "../../shared/microsoft/graph/graph-scopes";
import { AccountPace } from "../../shared/microsoft/polling/account-pace";
import type { Attention, PollerState } from "../../shared/microsoft/polling/poll-listener";
import { PresencePoller } from "../../shared/microsoft/polling/presence-poller";
import { endpoints } from "../../shared/microsoft/registration/registration";
import { permissionsOf, scopesOf } from "../../shared/microsoft/registration/sign-in-settings";
import { startDeviceCode } from "../../shared/microsoft/sign-in/device-code";
import type { Presence } from "../../shared/presence/presence";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import type { Problem } from "../../shared/support/problem";
import type { AccountSettings } from "../config/account-settings";
import type { PersonSettings } from "../config/person-settings";
import { type PolledPeople, polledPeople, presenceOf } from "./graph-people";
import { LogSignIn } from "./log-sign-in";
import type { SourceListener } from "./source-listener";

/** Who hears of an account besides what it reads. */
export interface AccountListener extends SourceListener {
  onSignInNeeded(account: string, needed: boolean): void;
  /** What everybody should know who looks at this account; `about` is empty, or whom of several it is about; undefined: all is well. */
  onAttention(account: string, about: string, attention: Attention | undefined): void;
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
  /** Microsoft's own connections where absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** What is over, and needs nobody's attention any more. */
const GOOD_NEWS: ReadonlySet<Attention["event"]> = new Set(["signed-in", "recovered"]);

/** One account: its sign-in, its tokens and whom it reads. Its trouble is its own. */
export class GraphAccount {
  readonly #options: GraphAccountOptions;
  readonly #tokens: MicrosoftAccount;
  readonly #signIn: LogSignIn;
  readonly #pollers: readonly PresencePoller[];
  #signInNeeded: boolean | undefined;
  /** What the log has told of each poller, so that two do not tell the same, and the end is worth a line. */
  readonly #troubles = new Map<PolledPeople, string>();

  constructor(options: GraphAccountOptions) {
    const { account, files, clock, log, people, fetch } = options;
    const network = fetch && { fetch };
    const { registration } = account.signIn;
    this.#options = options;
    this.#tokens = new MicrosoftAccount({ id: account.id, registration, files, log, clock, ...network });
    const scopes = scopesOf(account.signIn, permissionsOf(account.signIn));
    this.#signIn = new LogSignIn({
      name: account.name,
      begin: () => startDeviceCode({ registration, scopes, clock, log: quiet(log), ...network }),
      adopt: (result) => this.#tokens.adopt(result),
      clock,
      log,
    });
    const pace = new AccountPace();
    const polled = polledPeople(account.id, people);
    // An account that nobody is read from is signed in all the same: its sensor says whether it is.
    const wanted = polled.length > 0 ? polled : [{ listed: [], of: () => [] }];
    this.#pollers = wanted.map((each) => this.#createPoller(each, pace));
  }

  start(): void {
    for (const poller of this.#pollers) poller.start();
  }

  async close(): Promise<void> {
    this.#signIn.end();
    for (const poller of this.#pollers) poller.stop();
    await this.#tokens.close();
  }

  #createPoller(polled: PolledPeople, pace: AccountPace): PresencePoller {
    const { account, interval, grace, clock, log, fetch } = this.#options;
    const graph = new GraphClient({
      ...(fetch && { fetch }),
      origin: endpoints(account.signIn.registration).graph,
      tokens: this.#tokens,
      scopes: scopesFor(account.signIn),
      clock,
    });
    return new PresencePoller({
      tokens: this.#tokens,
      graph,
      access: { own: true, others: account.signIn.readOthers },
      people: polled.listed,
      listener: {
        onPresences: (presences) => this.#heard(polled, presences),
        onAttention: (attention) => this.#attend(polled, attention),
        onState: (state) => this.#stated(state),
        onTrouble: (problem) => this.#troubled(polled, problem),
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
    const { account, listener, log } = this.#options;
    if (attention.event === "sign-in-needed") this.#need(true);
    if (attention.event === "signed-in") this.#need(false);
    if (attention.event === "recovered" && this.#troubles.delete(polled) && this.#troubles.size === 0)
      log.info(`${account.name}: presence is read again.`);
    const isOver = GOOD_NEWS.has(attention.event);
    listener.onAttention(account.id, attention.person?.id ?? "", isOver ? undefined : attention);
  }

  /** Only what is certain: a start, or an outage, says nothing about the sign-in. */
  #stated({ kind, troubles }: PollerState): void {
    // Trouble with people of their own comes from an answer of Graph.
    const isCertain = kind === "ok" || (kind === "trouble" && troubles !== undefined);
    if (isCertain && this.#signInNeeded === undefined) this.#need(false);
  }

  #troubled(polled: PolledPeople, problem: Problem): void {
    const { account, log } = this.#options;
    // That one is told with a code to enter.
    if (problem.code === "sign-in-needed") return log.debug(`${account.name}: ${problem.message}`);
    const isTold = [...this.#troubles.values()].includes(problem.message);
    this.#troubles.set(polled, problem.message);
    if (!isTold) log.warn(`${account.name}: ${problem.message}`);
  }

  #need(needed: boolean): void {
    if (this.#signInNeeded === needed) return;
    this.#signInNeeded = needed;
    if (needed) this.#signIn.need();
    else this.#signIn.end();
    this.#options.listener.onSignInNeeded(this.#options.account.id, needed);
  }
}

/** What is going well, step by step, is for those who look for a fault. */
function quiet(log: Log): Log {
  return {
    ...log,
    debug: (text) => log.debug(text),
    info: (text) => log.debug(text),
    warn: (text) => log.warn(text),
    error: (text) => log.error(text),
  };
}
