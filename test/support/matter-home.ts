import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HomebridgeProcess } from "./homebridge";
import { Inbox } from "./inbox";
import type { OwnNetwork } from "./own-network";

/** That of MQTT, which is free in a network of its own. */
export const BROKER_PORT = 1883;

/** Of the broker, in that network. */
export const BROKER_URL = `mqtt://127.0.0.1:${BROKER_PORT}`;

/** A bridged device as a controller sees it. */
export interface Device {
  readonly name: string;
  /** Of Matter's Device Library. */
  readonly deviceType: number;
  /** By attribute. */
  readonly shows: Readonly<Record<string, unknown>>;
}

export type Change = Pick<Device, "name" | "shows">;

export type Order =
  | { readonly do: "start"; readonly storage: string; readonly card: string }
  | { readonly do: "close" }
  | { readonly do: "commission"; readonly passcode: number; readonly discriminator: number }
  | { readonly do: "devices" }
  | { readonly do: "turn"; readonly name: string; readonly command: "on" | "off" | "toggle" }
  | { readonly do: "publish"; readonly topic: string; readonly text: string };

export type Said =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }
  | { readonly change: Change };

/** A home with a real Matter controller, and an MQTT broker to tell presence by, in a network of their own. */
export class MatterHome {
  /** What the controller is told by itself. */
  readonly changes = new Inbox<Change>();
  readonly #said = new Inbox<Exclude<Said, { readonly change: Change }>>();
  readonly #storage = mkdtempSync(join(tmpdir(), "teams-presence-matter-"));
  readonly #network: OwnNetwork;
  #child: ChildProcess;
  #ended: Promise<never>;
  #orders = 0;

  private constructor(network: OwnNetwork) {
    this.#network = network;
    [this.#child, this.#ended] = this.#fork();
  }

  static async start(network: OwnNetwork): Promise<MatterHome> {
    const home = new MatterHome(network);
    await home.#begin();
    return home;
  }

  /** As a hub whose power was off for a moment: it knows its bridge again. What was published is forgotten. */
  async restart(): Promise<void> {
    await this.#end();
    [this.#child, this.#ended] = this.#fork();
    await this.#begin();
  }

  /** Takes the bridge into the home, by the code that Homebridge has made up for it. */
  async commission({ storage, bridge }: HomebridgeProcess): Promise<void> {
    const folder = bridge?.username.replaceAll(":", "") ?? "";
    const file = join(storage, "matter", folder, "credentials.json");
    const { passcode, discriminator } = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
    await this.#order({ do: "commission", passcode: Number(passcode), discriminator: Number(discriminator) });
  }

  async devices(): Promise<readonly Device[]> {
    return (await this.#order({ do: "devices" })) as readonly Device[];
  }

  async turn(name: string, command: "on" | "off" | "toggle"): Promise<void> {
    await this.#order({ do: "turn", name, command });
  }

  /** Retained, by MQTT. */
  async publish(topic: string, text: string): Promise<void> {
    await this.#order({ do: "publish", topic, text });
  }

  async close(): Promise<void> {
    await this.#end();
    rmSync(this.#storage, { recursive: true, force: true });
  }

  #fork(): [ChildProcess, Promise<never>] {
    const [command, ...args] = this.#network.within;
    const child = fork(join(__dirname, "matter-worker.js"), [], {
      execPath: command,
      execArgv: [...args, process.execPath],
    });
    child.on("message", (said: Said) => {
      if ("change" in said) this.changes.add(said.change);
      else this.#said.add(said);
    });
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the home has ended with ${code ?? signal}`);
    });
    ended.catch(() => undefined);
    return [child, ended];
  }

  async #begin(): Promise<void> {
    await this.#order({ do: "start", storage: this.#storage, card: this.#network.card });
  }

  async #end(): Promise<void> {
    await this.#order({ do: "close" });
    this.#child.disconnect();
    await this.#ended.catch(() => undefined);
  }

  async #order(order: Order): Promise<unknown> {
    const id = ++this.#orders;
    const answered = this.#said.next((said) => said.id === id);
    this.#child.send({ id, order });
    const said = await Promise.race([answered, this.#ended]);
    if ("error" in said) throw new Error(said.error);
    return said.result;
  }
}
