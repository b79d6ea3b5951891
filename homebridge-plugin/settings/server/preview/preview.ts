import type { AccountFiles } from "../../../../shared/microsoft/account/account-file";
import { AccountPace } from "../../../../shared/microsoft/polling/account-pace";
import type { Clock } from "../../../../shared/support/clock";
import type { JsonObject } from "../../../../shared/support/json-object";
import { GraphWatch } from "./graph-watch";
import { MqttWatch } from "./mqtt-watch";
import { type Known, type News, NOTHING_KNOWN, type PresenceEvent, presenceEvent } from "./news";
import { type PreviewPerson, previewPlan } from "./preview-plan";

export interface PreviewOptions {
  readonly files: AccountFiles;
  /** What all who ask Graph with this account share. */
  readonly paceOf: (account: string) => AccountPace;
  /** Must not throw. */
  readonly tell: (event: PresenceEvent) => void;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Watches everybody of the page's block, and tells the page what their presence is, and why it is not known. */
export class Preview {
  readonly #options: PreviewOptions;
  readonly #graph = new Map<string, GraphWatch>();
  readonly #known = new Map<string, Known>();
  #mqtt: { readonly key: string; readonly watch: MqttWatch } | undefined;
  #people: readonly PreviewPerson[] = [];
  #asked = 0;

  constructor(options: PreviewOptions) {
    this.#options = options;
  }

  /**
   * Watches these from now on. What has not changed goes on, and what is known of everybody is told again. `asked` is
   * a number of the page's, and comes back with what is told.
   */
  show(block: JsonObject, asked: number): void {
    this.#asked = asked;
    const { people, graph, mqtt } = previewPlan(block);
    this.#people = people;
    const origins = new Set(people.map(({ origin }) => origin));
    for (const origin of this.#known.keys()) if (!origins.has(origin)) this.#known.delete(origin);
    for (const [key, watch] of this.#graph)
      if (!graph.has(key)) {
        this.#graph.delete(key);
        closed(watch);
      }
    for (const [key, plan] of graph) {
      if (this.#graph.has(key)) continue;
      const pace = this.#options.paceOf(plan.account.id);
      const watch = new GraphWatch({
        ...this.#options,
        plan,
        pace,
        tell: (origin, news) => this.#hear(origin, news),
      });
      this.#graph.set(key, watch);
    }
    this.#watchMqtt(mqtt);
    for (const person of people) this.#tell(person);
  }

  async close(): Promise<void> {
    this.#people = [];
    const watches = [...this.#graph.values(), ...(this.#mqtt ? [this.#mqtt.watch] : [])];
    await Promise.allSettled(watches.map((watch) => watch.close()));
  }

  #watchMqtt(mqtt: ReturnType<typeof previewPlan>["mqtt"]): void {
    if (this.#mqtt && this.#mqtt.key !== mqtt?.key) {
      closed(this.#mqtt.watch);
      this.#mqtt = undefined;
    }
    if (!mqtt) return;
    const { key, plan } = mqtt;
    this.#mqtt ??= {
      key,
      watch: new MqttWatch({
        settings: plan.settings,
        tell: (origin, news) => this.#hear(origin, news),
        clock: this.#options.clock,
      }),
    };
    this.#mqtt.watch.watch(plan.topics);
  }

  /** A watch that was closed may still have something to say, of origins that others watch now. */
  #hear(origin: string, news: News): void {
    const people = this.#people.filter((person) => person.origin === origin);
    if (people.length === 0) return;
    const before = this.#known.get(origin) ?? NOTHING_KNOWN;
    const after = { ...before, ...news };
    this.#known.set(origin, after);
    const isNews =
      before.presence !== after.presence ||
      before.signInNeeded !== after.signInNeeded ||
      before.problem?.message !== after.problem?.message;
    if (isNews) for (const person of people) this.#tell(person);
  }

  #tell(person: PreviewPerson): void {
    const known = this.#known.get(person.origin ?? "") ?? NOTHING_KNOWN;
    this.#options.tell(presenceEvent(person, known, this.#asked));
  }
}

/** In its own time. */
function closed(watch: { close(): Promise<void> }): void {
  watch.close().catch(() => undefined);
}
