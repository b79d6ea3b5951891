import { asProblem, Problem } from "../../shared/support/problem";
import type { HomebridgeState, SensorState } from "../api/state";
import type { BridgeClient } from "./bridge-client";

/** Where the bridge listens, and what a controller is told to pair. */
export interface PairableBridge {
  readonly port: number;
  readonly pairingCode: string;
}

/** How it is asked. */
export type BridgeAnswers = Pick<BridgeClient, "sensors" | "setSwitch">;

/** What is known of Homebridge and of what it shows in HomeKit. */
export class HomeKit {
  #state: HomebridgeState = { state: "starting" };
  #sensors: readonly SensorState[] = [];
  #bridge: (PairableBridge & { readonly client: BridgeAnswers }) | undefined;
  #looking: Promise<void> | undefined;
  readonly #listeners = new Set<() => void>();

  get state(): HomebridgeState {
    return this.#state;
  }

  /** From when it has been started until it ends. */
  get bridge(): PairableBridge | undefined {
    return this.#bridge;
  }

  /** As they were at the last look. */
  get sensors(): readonly SensorState[] {
    return this.#sensors;
  }

  /** Homebridge has been started there. */
  started(client: BridgeAnswers, bridge: PairableBridge): void {
    this.#bridge = { ...bridge, client };
  }

  /** It answers, or tells that a controller has paired or gone. */
  running(paired: boolean): void {
    const state = this.#state;
    if (!this.#bridge || state.state === "ended") return;
    if (state.state === "running" && state.paired === paired) return;
    const { port, pairingCode } = this.#bridge;
    this.#state = { state: "running", port, pairingCode, paired };
    this.#tell();
    void this.look();
  }

  /** It will not come back in this run. */
  ended(error: unknown): void {
    const { title, advice } = asProblem(error).text;
    this.#bridge = undefined;
    this.#sensors = [];
    this.#state = { state: "ended", title, advice };
    this.#tell();
  }

  /** Reads the sensors once, also for those who come meanwhile. Never rejects: before and after its life Homebridge is silent. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Throws an Error where the bridge does not do it, or there is none. */
  async setSwitch(id: string, on: boolean): Promise<void> {
    if (!this.#bridge)
      throw new Problem({
        code: "no-homebridge",
        title: "Homebridge is not running",
        advice: "Start the sandbox without --no-homebridge.",
      });
    await this.#bridge.client.setSwitch(id, on);
    // A look that began before would still show it as it was.
    await this.#looking;
    await this.look();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #look(): Promise<void> {
    const bridge = this.#bridge;
    if (!bridge) return;
    const sensors = await bridge.client.sensors().catch(() => undefined);
    if (!sensors || this.#bridge !== bridge) return;
    const isNew = JSON.stringify(sensors) !== JSON.stringify(this.#sensors);
    this.#sensors = sensors;
    // Where mDNS does not work, nothing else tells that it runs.
    if (this.#state.state === "starting") this.running(false);
    else if (isNew) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
