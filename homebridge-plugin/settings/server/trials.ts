import type { Clock, Timer } from "../../../shared/support/clock";
import type { JsonObject } from "../../../shared/support/json-object";
import { Problem, type ProblemText } from "../../../shared/support/problem";
import { number, readProperty, textThat } from "../../../shared/support/properties";
import type { TrialClient, TrialOutcome } from "../../trials/trial-client";
import { LONGEST_S, SHORTEST_S, type TrialTarget } from "../../trials/trial-messages";
import { textOf } from "./request";

export interface PageTrialsOptions {
  readonly client: Pick<TrialClient, "start" | "end">;
  /** A trial is over; must not throw. */
  readonly onEnd: (id: string) => void;
  readonly clock: Clock;
}

export interface Begun {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

type Trouble = Extract<TrialOutcome, { readonly problem: string }>["problem"];

const SAVE_FIRST = "Save the settings, restart Homebridge, or the plugin's child bridge, and try again.";

const TROUBLES: Readonly<Record<Trouble, Omit<ProblemText, "code">>> = {
  "no-answer": {
    title: "The plugin does not answer",
    advice: "Start Homebridge, or the plugin's child bridge, and try again once it runs.",
  },
  "not-written": {
    title: "The plugin cannot be asked",
    advice:
      "Check that Homebridge's storage directory belongs to the user it runs as, and that the disk is not full.",
  },
  "unknown-person": { title: "The plugin that runs does not know this person", advice: SAVE_FIRST },
  "unknown-sensor": { title: "The plugin that runs does not know this sensor", advice: SAVE_FIRST },
  "unknown-account": { title: "The plugin that runs does not know this account", advice: SAVE_FIRST },
  "not-running": { title: "HomeKit does not have this sensor", advice: SAVE_FIRST },
};

const seconds = number(SHORTEST_S, LONGEST_S, undefined, "seconds");

const id = textThat((value) => /^[a-z0-9-]{1,40}$/.test(value), "an id of the configuration");

/** The trials that the page has asked for, of which it is told when each is over. */
export class PageTrials {
  readonly #options: PageTrialsOptions;
  readonly #running = new Map<string, { readonly target: string; readonly timer: Timer }>();

  constructor(options: PageTrialsOptions) {
    this.#options = options;
  }

  /** Of `{person, sensor, seconds}` or `{account, seconds}`. Rejects with a Problem where there is none. */
  async begin(fields: JsonObject): Promise<Begun> {
    const { client, clock } = this.#options;
    const target = targetOf(fields);
    const lasting = readProperty("seconds", fields["seconds"], seconds);
    const outcome = await client.start({ target, detects: true, seconds: lasting });
    if (!("until" in outcome)) throw troubleOf(outcome);
    const { id, until } = outcome;
    const key = JSON.stringify(target);
    // Another one of the same sensor takes its place.
    for (const [before, running] of this.#running) if (running.target === key) this.#over(before);
    this.#running.set(id, { target: key, timer: clock.after(until - clock.now(), () => this.#over(id)) });
    return { id, until };
  }

  /** Ends it, and with it all others, which is all that the plugin can be asked for. Rejects with a Problem. */
  async end(fields: JsonObject): Promise<object> {
    if (!this.#running.has(textOf(fields, "id"))) return {};
    const outcome = await this.#options.client.end();
    if ("problem" in outcome) throw troubleOf(outcome);
    for (const id of this.#running.keys()) this.#over(id);
    return {};
  }

  #over(id: string): void {
    this.#running.get(id)?.timer.cancel();
    if (this.#running.delete(id)) this.#options.onEnd(id);
  }
}

/** What it names is for the plugin to know. */
function targetOf(fields: JsonObject): TrialTarget {
  const read = (name: string): string => readProperty(name, fields[name], id);
  if (fields["account"] !== undefined) return { account: read("account") };
  return { person: read("person"), sensor: read("sensor") };
}

function troubleOf(outcome: TrialOutcome): Problem {
  const code: Trouble = "problem" in outcome ? outcome.problem : "no-answer";
  return new Problem({ code, ...TROUBLES[code] });
}
