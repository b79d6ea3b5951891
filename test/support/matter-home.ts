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

export type Order =
  | { readonly do: "begin"; readonly storage: string; readonly card: string }
  | { readonly do: "sleep" | "wake" }
  | { readonly do: "commission"; readonly passcode: number; readonly discriminator: number }
  | { readonly do: "devices" }
  | { readonly do: "turn"; readonly name: string; readonly command: "on" | "off" | "toggle" }
  | { readonly do: "publish"; readonly topic: string; readonly text: string };

type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

/** `news`: the controller was told by itself that something has changed. */
export type Said = Answer | { readonly news: true };

/** A home with a real Matter controller, and an MQTT broker to tell presence by, in a network of their own. */
export class MatterHome {
  readonly #news = new Inbox<true>();
  readonly #answers = new Inbox<Answer>();
  readonly #storage = mkdtempSync(join(tmpdir(), "teams-presence-matter-"));
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;
  #orders = 0;

  private constructor({ within: [command, ...args] }: OwnNetwork) {
    this.#child = fork(join(__dirname, "matter-worker.js"), [], {
      execPath: command,
      execArgv: [...args, process.execPath],
    });
    this.#child.on("message", (said: Said) => {
      if ("news" in said) this.#news.add(said.news);
      else this.#answers.add(said);
    });
    this.#ended = once(this.#child, "exit").then(([code, signal]) => {
      throw new Error(`the home has ended with ${code ?? signal}`);
    });
    this.#ended.catch(() => undefined);
  }

  static async start(network: OwnNetwork): Promise<MatterHome> {
    const home = new MatterHome(network);
    await home.#order({ do: "begin", storage: home.#storage, card: network.card });
    return home;
  }

  /**
   * As a hub that is off: one that stays on looks for a bridge that has gone only after a while, and takes a while to find
   * it again.
   */
  async sleep(): Promise<void> {
    await this.#order({ do: "sleep" });
  }

  /** It knows its bridge again. */
  async wake(): Promise<void> {
    await this.#order({ do: "wake" });
  }

  /** Takes the bridge into the home, by the code that Homebridge has made up for it. */
  async commission({ storage, bridge }: HomebridgeProcess): Promise<void> {
    const folder = bridge?.username.replaceAll(":", "") ?? "";
    const file = join(storage, "matter", folder, "credentials.json");
    const { passcode, discriminator } = JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
    await this.#order({ do: "commission", passcode: Number(passcode), discriminator: Number(discriminator) });
  }

  /** As the controller knows them, without asking the bridge. */
  async devices(): Promise<readonly Device[]> {
    return (await this.#order({ do: "devices" })) as readonly Device[];
  }

  /** Resolves when the controller has been told what fits. */
  async until(fits: (devices: readonly Device[]) => boolean): Promise<void> {
    for (;;) {
      const news = this.#news.next();
      if (fits(await this.devices())) return;
      await news;
    }
  }

  async turn(name: string, command: "on" | "off" | "toggle"): Promise<void> {
    await this.#order({ do: "turn", name, command });
  }

  /** Retained, by MQTT. */
  async publish(topic: string, text: string): Promise<void> {
    await this.#order({ do: "publish", topic, text });
  }

  async close(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended.catch(() => undefined);
    rmSync(this.#storage, { recursive: true, force: true });
  }

  async #order(order: Order): Promise<unknown> {
    const id = ++this.#orders;
    const answered = this.#answers.next((answer) => answer.id === id);
    this.#child.send({ id, order });
    const answer = await Promise.race([answered, this.#ended]);
    if ("error" in answer) throw new Error(answer.error);
    return answer.result;
  }
}
