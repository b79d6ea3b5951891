import { join } from "node:path";
import { AccountFiles } from "../shared/microsoft/account/account-file";
import type { SignInSettings } from "../shared/microsoft/registration/sign-in-settings";
import type { Attention } from "../shared/microsoft/polling/poll-listener";
import type { Presence } from "../shared/presence/presence";
import type { Clock } from "../shared/support/clock";
import type { Log } from "../shared/support/log";
import { MemoryFile } from "../shared/support/memory-file";
import { PersonServices } from "./accessories/person-services";
import type { Shelf } from "./accessories/shelf";
import { SignInService } from "./accessories/sign-in-service";
import type { Config } from "./config/config";
import { guard } from "./guard";
import type { HAP } from "./homebridge";
import { personMirror } from "./matter/matter-mirrors";
import { signInSeed } from "./matter/matter-plan";
import type { MatterShelf } from "./matter/matter-shelf";
import { OnChangeCaller } from "./on-change/on-change-caller";
import { Person } from "./people/person";
import type { CreateSignIn } from "./sources/account-sign-in";
import { type AccountListener, GraphAccount } from "./sources/graph-account";
import { LogSignIn } from "./sources/log-sign-in";
import { Mqtt } from "./sources/mqtt";
import { PageSignIn } from "./sources/page-sign-in";
import { findSensor } from "./trials/find-sensor";
import { Trials } from "./trials/trials";

export interface HouseholdOptions {
  readonly config: Config;
  readonly hap: HAP;
  readonly shelf: Shelf;
  /** Absent: in HomeKit only. */
  readonly matter?: Pick<MatterShelf, "show" | "listen"> | undefined;
  /** Where the plugin keeps its files. */
  readonly folder: string;
  /** Of this package. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Everybody of the configuration and where their presence comes from: brings the two together. */
export class Household implements AccountListener {
  readonly #options: HouseholdOptions;
  readonly #people: ReadonlyMap<string, Person>;
  readonly #signIns: ReadonlyMap<string, SignInService>;
  readonly #accounts: readonly GraphAccount[];
  readonly #mqtt: Mqtt | undefined;
  readonly #trials: Trials;
  /** What accounts want somebody to look at, the oldest first. */
  readonly #attentions = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(options: HouseholdOptions) {
    const { config, hap, shelf, matter, folder, version, clock, log } = options;
    this.#options = options;
    const allServices = new Map<string, PersonServices>();
    this.#people = new Map(
      config.people.map((settings) => {
        const pause = (paused: boolean): void =>
          guard(log, () => this.#people.get(settings.id)?.setPaused(paused));
        const mirror = matter && personMirror(matter, settings, pause);
        const services = new PersonServices(hap, shelf, settings, pause, mirror);
        allServices.set(settings.id, services);
        const memory = new MemoryFile(join(folder, "state"), settings.id, log);
        const { name, onChange } = settings;
        const caller = onChange && new OnChangeCaller({ settings: onChange, clock, log, name });
        return [settings.id, new Person({ settings, config, services, caller, memory, clock, log })];
      }),
    );
    this.#signIns = new Map(
      config.namedAccounts.map((account) => {
        const mirror = matter && ((needed: boolean): void => matter.show(signInSeed(account), needed));
        return [account.id, new SignInService(hap, shelf, account, mirror)];
      }),
    );
    const right = new Set(config.accounts.map(({ id }) => id));
    for (const [id, signIn] of this.#signIns) if (!right.has(id)) signIn.fault(true);
    const files = new AccountFiles({ directory: folder, secret: undefined, clock, log });
    const { interval, grace, people } = config;
    this.#accounts = config.accounts.map(
      (account) =>
        new GraphAccount({
          account,
          people,
          files,
          interval,
          grace,
          clock,
          log,
          listener: this,
          signIn: signInBy(account.signIn),
        }),
    );
    const { mqtt } = config;
    this.#mqtt = mqtt && new Mqtt({ settings: mqtt, people, folder, version, clock, log, listener: this });
    const sensors = { config, services: allServices, signIns: this.#signIns };
    this.#trials = new Trials({ folder, clock, log, find: (target) => findSensor(target, sensors) });
  }

  start(): void {
    const { log } = this.#options;
    for (const person of this.#people.values()) guard(log, () => person.start());
    for (const account of this.#accounts) guard(log, () => account.start());
    guard(log, () => this.#mqtt?.start());
    guard(log, () => this.#trials.start());
  }

  async close(): Promise<void> {
    guard(this.#options.log, () => this.#trials.close());
    for (const person of this.#people.values()) guard(this.#options.log, () => person.close());
    const sources = [...this.#accounts, ...(this.#mqtt ? [this.#mqtt] : [])];
    await Promise.allSettled(sources.map((source) => source.close()));
  }

  onPresence(person: string, presence: Presence): void {
    const known = this.#people.get(person);
    guard(this.#options.log, () => known?.heard(presence));
    if (known?.settings.source?.kind === "graph")
      guard(this.#options.log, () => this.#mqtt?.publish(presence));
  }

  onLost(person: string): void {
    guard(this.#options.log, () => this.#people.get(person)?.lost());
  }

  onSignInNeeded(account: string, needed: boolean): void {
    guard(this.#options.log, () => this.#signIns.get(account)?.show(needed));
    for (const person of this.#people.values()) {
      const { source } = person.settings;
      if (source?.kind === "graph" && source.account === account)
        guard(this.#options.log, () => person.setSignInNeeded(needed));
    }
  }

  onAttention(account: string, about: string, attention: Attention | undefined): void {
    const key = `${account} ${about}`;
    const known = this.#options.config.accounts.find(({ id }) => id === account);
    if (attention === undefined) this.#attentions.delete(key);
    // As the configuration calls it: who has signed in is nobody's business on a broker.
    else this.#attentions.set(key, { ...attention, account: { id: account, name: known?.name ?? account } });
    const [first] = this.#attentions.values();
    guard(this.#options.log, () => this.#mqtt?.attention(first));
  }
}

function signInBy({ method }: SignInSettings): CreateSignIn {
  return (means) => (method === "auth-code" ? new PageSignIn(means) : new LogSignIn(means));
}
