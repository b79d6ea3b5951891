import type { SensorState } from "../api/state";
import { sensorsIn } from "./accessories";

/** The bridge on this machine answers from memory. */
const LONGEST_MS = 3000;

/** What the sandbox asks a bridge that lets it without pairing. */
export class BridgeClient {
  readonly #url: string;
  readonly #pin: string;

  constructor(port: number, pin: string) {
    this.#url = `http://127.0.0.1:${port}/`;
    this.#pin = pin;
  }

  /** Throws an Error where there is no answer. */
  async sensors(): Promise<readonly SensorState[]> {
    const response = await this.#ask("accessories");
    return sensorsIn(await response.json());
  }

  /**
   * Flips a switch as a controller would.
   * @param id `SensorState.id`
   * @throws Error where the bridge does not do it
   */
  async setSwitch(id: string, on: boolean): Promise<void> {
    const [aid, iid] = id.split(".").map(Number);
    const body = JSON.stringify({ characteristics: [{ aid, iid, value: on }] });
    // Who writes without pairing says the pairing code (HAP-NodeJS, HAPServer.handleCharacteristics).
    const headers = { authorization: this.#pin, "content-type": "application/hap+json" };
    await this.#ask("characteristics", { method: "PUT", headers, body });
  }

  async #ask(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${this.#url}${path}`, { ...init, signal: AbortSignal.timeout(LONGEST_MS) });
    // 207 comes with a status for each characteristic, one of which is bad.
    if (!response.ok || response.status === 207) throw new Error(`The bridge answers ${response.status}`);
    return response;
  }
}
