import type { AskFor, LampAsk, LampState, Outcome } from "../../../../../shared/lights/lamp";
import assert from "node:assert/strict";
import { type Bridge, type HandChange, startBridge } from "../../../../../sandbox/bridge/bridge";
import type { RateLimits } from "../../../../../sandbox/bridge/limits";
import type { LampSetup } from "../../../../../sandbox/bridge/models";
import type { HueFault } from "../../../../../sandbox/bridge/trouble";
import { type Authority, createAuthority } from "../../../../../sandbox/support/certificates";
import { Faults } from "../../../../../sandbox/support/faults";
import { WireLog } from "../../../../../sandbox/support/wire-log";
import { BridgeCommons } from "../../../../../shared/lights/hue/bridge/bridge-commons";
import { BridgeSession } from "../../../../../shared/lights/hue/bridge/bridge-session";
import { ClipApi } from "../../../../../shared/lights/hue/home/clip-api";
import { Target, type TargetOptions } from "../../../../../shared/lights/hue/lamps/target";
import type { TargetName } from "../../../../../shared/lights/hue/lamps/target-view";
import type { Place } from "../../../../../shared/lights/hue/wire/problems";
import type { Log } from "../../../../../shared/support/log";
import { asProblem } from "../../../../../shared/support/problem";
import { FakeClock } from "../../../../support/fake-clock";
import { Line } from "./line";
import { until, Wire } from "./wire";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Told apart by their brightness. */
const LOOKS: Readonly<Record<string, LampAsk>> = {
  busy: { kind: "show", color: "#ff0000", brightness: 60 },
  available: { kind: "show", color: "#00ff00", brightness: 40 },
  away: { kind: "show", color: "#ffbf00", brightness: 20 },
};

export const STATUSES = ["busy", "available", "away"] as const;
export type Status = (typeof STATUSES)[number];

export function status(name: Status): AskFor {
  const ask = LOOKS[name];
  assert.ok(ask);
  return { ask, status: name };
}

export const RESTORE: AskFor = { ask: { kind: "restore" }, status: "offline" };

export interface WholeRigOptions {
  readonly lights?: readonly LampSetup[];
  readonly limits?: Partial<RateLimits>;
}

/** A lamp, room or zone of ours, with what was told of it and its disk. */
export class Follower {
  readonly states: LampState[] = [];
  /** How each request ended, in the order of their ends: what was done, or a Problem's code. */
  readonly outcomes: string[] = [];
  readonly #options: Omit<TargetOptions, "storage" | "onState" | "session">;
  #target: Target;
  #saved: unknown;

  constructor(options: Omit<TargetOptions, "storage" | "onState" | "session">, session: BridgeSession) {
    this.#options = options;
    this.#target = this.#begin(session);
  }

  get target(): Target {
    return this.#target;
  }

  ask(asked: AskFor): void {
    void this.#target.apply(asked).then(
      (outcome) => this.outcomes.push(inWords(outcome)),
      (error: unknown) => this.outcomes.push(asProblem(error).code),
    );
  }

  /** As at a deploy: only the disk stays. The old one has to be closed already. */
  anew(session: BridgeSession): void {
    this.#target = this.#begin(session);
  }

  /** Kinds and codes of the states told so far. */
  get told(): readonly string[] {
    return this.states.map((state) =>
      state.kind === "ok" ? (state.byHand ? "by hand" : "ok") : `${state.kind} ${state.problem.code}`,
    );
  }

  #begin(session: BridgeSession): Target {
    return new Target({
      ...this.#options,
      session,
      storage: {
        load: async () => this.#saved,
        save: async (value) => void (this.#saved = JSON.parse(JSON.stringify(value))),
      },
      onState: (state) => void this.states.push(state),
    });
  }
}

interface Parts {
  readonly clock: FakeClock;
  readonly faults: Faults;
  readonly authority: Authority;
  readonly wireLog: WireLog;
  readonly bridge: Bridge;
  readonly line: Line;
}

/**
 * All of it: targets of one session, over TLS and real sockets, to the sandbox's bridge. Time stands still until a test
 * turns it, for the bridge too.
 */
export class WholeRig {
  readonly clock: FakeClock;
  readonly faults: Faults;
  readonly bridge: Bridge;
  /** What reached the bridge. */
  readonly wireLog: WireLog;
  readonly authority: Authority;
  /** Where our side finds the bridge. */
  readonly line: Line;
  readonly wire = new Wire();
  readonly key: string;
  readonly followers: Follower[] = [];
  /** Warnings and errors. */
  readonly logged: string[] = [];
  /** Where the network says that the bridge is now; absent: nobody looks. */
  found: (() => Place | undefined) | undefined;
  /** How often somebody looked. */
  searches = 0;
  session: BridgeSession;
  readonly #others: (() => Promise<void>)[] = [];

  readonly log: Log = {
    debug: () => {},
    info: () => {},
    warn: (text) => void this.logged.push(text),
    error: (text) => void this.logged.push(text),
  };

  private constructor({ clock, faults, authority, wireLog, bridge, line }: Parts) {
    this.clock = clock;
    this.faults = faults;
    this.authority = authority;
    this.wireLog = wireLog;
    this.bridge = bridge;
    this.line = line;
    this.key = bridge.addKey();
    this.session = this.#newSession();
  }

  static async start({ lights, limits }: WholeRigOptions = {}): Promise<WholeRig> {
    const clock = new FakeClock();
    const now = (): number => clock.now();
    const faults = new Faults(now);
    const authority = await createAuthority("CN=root");
    const wireLog = new WireLog();
    const bridge = await startBridge({
      authority,
      faults,
      log: wireLog,
      now,
      ...(lights && { lights }),
      ...(limits && { limits }),
    });
    return new WholeRig({ clock, faults, authority, wireLog, bridge, line: await Line.to(bridge.port) });
  }

  /** One that follows `id`, or the first lamp. */
  follow({ type = "light", id = this.lamp }: Partial<TargetName> = {}): Follower {
    const { clock, log } = this;
    const follower = new Follower(
      {
        target: { type, id },
        plan: { maxBrightness: 100, transition: 400, onlyIfOn: false },
        yields: true,
        clock,
        log,
      },
      this.session,
    );
    this.followers.push(follower);
    return follower;
  }

  /** Id of the first lamp. */
  get lamp(): string {
    const [first] = this.bridge.lamps();
    assert.ok(first);
    return first.id;
  }

  /** What a lamp shows: its brightness in percent, or `off`. */
  shows(id: string = this.lamp): number | "off" {
    const lamp = this.bridge.lamps().find((one) => one.id === id);
    assert.ok(lamp);
    return lamp.on ? lamp.brightness : "off";
  }

  /** Somebody in the room does it. */
  byHand(change: HandChange, id: string = this.lamp): void {
    this.bridge.setByHand(id, change);
  }

  order(kind: HueFault, seconds: number): void {
    this.faults.order({ target: "hue", kind, seconds });
  }

  /** Turns the clock, and lets all that goes over the wire come to its end before the next timer runs. */
  async pass(ms: number): Promise<void> {
    const { clock, wire } = this;
    await wire.quiet();
    const end = clock.now() + ms;
    for (let next = clock.nextIn; next !== undefined && clock.now() + next <= end; next = clock.nextIn) {
      await clock.advance(Math.max(0, next));
      await wire.quiet();
    }
    await clock.advance(end - clock.now());
  }

  /** Asks, and lets it be carried out. */
  async ask(follower: Follower, name: Status): Promise<void> {
    follower.ask(status(name));
    await this.pass(5 * SECOND);
  }

  /** As Node-RED does at a deploy: everything anew, only the disk stays. */
  async redeploy(): Promise<void> {
    await Promise.all(this.followers.map(({ target }) => target.close()));
    this.session.close();
    this.session = this.#newSession();
    for (const follower of this.followers) follower.anew(this.session);
  }

  /** Another bridge in the network: its own certificate, and no key of ours. */
  async another(): Promise<{ readonly port: number; readonly wireLog: WireLog }> {
    const wireLog = new WireLog();
    const authority = await createAuthority("CN=another root");
    const bridge = await startBridge({ authority, faults: new Faults(), log: wireLog });
    this.#others.push(() => bridge.close());
    return { port: bridge.port, wireLog };
  }

  /** Another address of the bridge. */
  async secondLine(): Promise<Line> {
    const line = await Line.to(this.bridge.port);
    this.#others.push(() => line.cut());
    return line;
  }

  /** Ends our side and sees that nothing is left of it: no timer, no connection, no event stream. */
  async leave(): Promise<void> {
    await Promise.all(this.followers.map(({ target }) => target.close()));
    this.session.close();
    await this.wire.quiet();
    assert.equal(this.clock.pending, 0, "no timer stays");
    await until(() => this.bridge.openStreams() === 0, "the event stream is closed");
    await until(() => this.bridge.traffic().openConnections === 0, "every connection is closed");
  }

  /** After `leave`. */
  async close(): Promise<void> {
    this.wire.close();
    await this.line.cut();
    for (const close of this.#others) await close();
    await this.bridge.close();
  }

  #newSession(): BridgeSession {
    const { clock, log, key, authority, line } = this;
    const { bridgeId } = this.bridge;
    return new BridgeSession({
      commons: new BridgeCommons("bridge", clock),
      place: { host: "127.0.0.1", port: line.port },
      connect: (place) =>
        new ClipApi({
          address: { ...place, bridgeId, tls: "verified" },
          roots: [authority.certificate],
          key,
          clock,
          log,
        }),
      find: async () => {
        this.searches++;
        return this.found?.();
      },
      clock,
      log,
    });
  }
}

function inWords({ applied, skipped }: Outcome): string {
  return applied ? "applied" : (skipped ?? "nothing");
}
