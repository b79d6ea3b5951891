import type { AskFor, LampAsk, LampState, Outcome } from "../../../../../shared/lights/lamp";
import { BridgeCommons } from "../../../../../shared/lights/hue/bridge/bridge-commons";
import { BridgeSession } from "../../../../../shared/lights/hue/bridge/bridge-session";
import type { HueApi } from "../../../../../shared/lights/hue/home/hue-api";
import { Target, type TargetOptions } from "../../../../../shared/lights/hue/lamps/target";
import type { Log } from "../../../../../shared/support/log";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { PretendHome } from "./pretend-home";

export const RED: LampAsk = { kind: "show", color: "#ff0000", brightness: 60 };
export const GREEN: LampAsk = { kind: "show", color: "#00ff00", brightness: 60 };
export const AMBER: LampAsk = { kind: "show", color: "#ffbf00", brightness: 60 };
export const OFF: LampAsk = { kind: "off" };
export const RESTORE: LampAsk = { kind: "restore" };

export const busy = (ask: LampAsk = RED): AskFor => ({ ask, status: "busy" });
export const available = (ask: LampAsk = GREEN): AskFor => ({ ask, status: "available" });
export const away = (ask: LampAsk = AMBER): AskFor => ({ ask, status: "away" });
export const directly = (ask: LampAsk): AskFor => ({ ask });

export const UNCHANGED: Outcome = { applied: false, skipped: "unchanged" };
export const YIELDED: Outcome = { applied: false, skipped: "yielded" };
export const SUPERSEDED: Outcome = { applied: false, skipped: "superseded" };
export const UNREACHABLE: Outcome = { applied: false, skipped: "unreachable" };
export const APPLIED: Outcome = { applied: true };

interface RigOptions {
  readonly lights?: number;
  /** Whether the bridge tells changes. */
  readonly watched?: boolean;
}

/** A target with a home behind it, a clock that stands still, and a disk that survives it. */
export class Rig {
  readonly clock = new FakeClock();
  readonly home: PretendHome;
  session: BridgeSession;
  target: Target;
  /** What is on disk. */
  saved: unknown;
  saves = 0;
  states: LampState[] = [];
  readonly logged: string[] = [];
  readonly #more: Partial<TargetOptions>;

  readonly log: Log = {
    debug: () => {},
    info: () => {},
    warn: (text) => void this.logged.push(text),
    error: (text) => void this.logged.push(text),
  };

  constructor(options: RigOptions = {}, more: Partial<TargetOptions> = {}) {
    this.home = new PretendHome(this.clock, options);
    this.#more = more;
    this.session = this.newSession();
    this.target = this.newTarget();
  }

  newSession(api: HueApi = this.home): BridgeSession {
    const { clock, log } = this;
    return new BridgeSession({
      commons: new BridgeCommons("bridge", clock),
      place: { host: "bridge", port: 443 },
      connect: () => api,
      clock,
      log,
    });
  }

  newTarget(more: Partial<TargetOptions> = {}): Target {
    return new Target({
      session: this.session,
      target: { type: "light", id: "l1" },
      plan: { maxBrightness: 100, transition: 400, onlyIfOn: false },
      yields: true,
      storage: {
        load: async () => this.saved,
        save: async (value) => {
          this.saves++;
          this.saved = JSON.parse(JSON.stringify(value));
        },
      },
      clock: this.clock,
      log: this.log,
      onState: (state) => void this.states.push(state),
      ...this.#more,
      ...more,
    });
  }

  /** As Node-RED does at a deploy: everything anew, only the disk stays. */
  async redeploy(): Promise<void> {
    await this.target.close();
    this.session.close();
    this.session = this.newSession();
    this.target = this.newTarget();
  }

  /** The process is gone without a word; only the disk stays. */
  crash(): void {
    this.session = this.newSession();
    this.target = this.newTarget();
  }

  /** Asks, and turns the clock until there is an answer. */
  async apply(asked: AskFor, target: Target = this.target): Promise<Outcome> {
    const answers: (Outcome | { readonly failure: unknown })[] = [];
    target.apply(asked).then(
      (outcome) => answers.push(outcome),
      (failure: unknown) => answers.push({ failure }),
    );
    await settle();
    for (let turns = 0; answers.length === 0 && turns < 100; turns++) await this.clock.advance(100);
    const [outcome] = answers;
    if (!outcome) throw new Error("There was no answer within ten seconds");
    if ("failure" in outcome) throw outcome.failure;
    // What comes next shall not meet a lamp that is still fading.
    await this.clock.advance(4000);
    return outcome;
  }

  /** Lets what is under way come to its next wait, then turns the clock. */
  async pass(ms: number): Promise<void> {
    await settle();
    await this.clock.advance(ms);
  }

  /** Kinds and codes of the states told so far. */
  told(): readonly string[] {
    return this.states.map((state) =>
      state.kind === "ok" ? (state.byHand ? "by hand" : "ok") : `${state.kind} ${state.problem.code}`,
    );
  }
}
