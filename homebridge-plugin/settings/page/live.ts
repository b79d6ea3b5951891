import type { ProblemText } from "../../../shared/support/problem";
import { type Config, readConfig } from "../../config/config";
import { type Heard, heardAfter, type Preview, previewOf } from "../model/preview";
import type { Fields } from "../model/fields";
import type { Server } from "./server";

/** Somebody who types has come to an end by then. */
const SETTLE_MS = 1000;

/** Working hours begin and end, and "since" becomes a day ago. */
const LOOK_AGAIN_MS = 30_000;

type Told = Heard & { readonly person: string; readonly asked: number };

/** Everybody's presence while the page is open, and what their sensors make of it. */
export class Live {
  readonly #server: Server;
  readonly #news: () => void;
  readonly #heard = new Map<string, Heard>();
  /** Why the server tells nothing of anybody. */
  #trouble: ProblemText | undefined;
  #config: Config = readConfig({});
  /** Where each person's presence comes from, in whatever words. */
  readonly #origins = new Map<string, string>();
  #asked = "";
  /** How often the server was asked. */
  #asks = 0;
  /** From which answer on what is told of a person is of where they come from now. */
  readonly #since = new Map<string, number>();
  #timer = 0;

  /** @param news called when anything of a preview may have changed */
  constructor(server: Server, news: () => void) {
    this.#server = server;
    this.#news = news;
    server.on("presence", (data) => {
      const { person, asked, ...told } = data as unknown as Told;
      if (asked < (this.#since.get(person) ?? 0)) return;
      this.#heard.set(person, heardAfter(this.#heard.get(person), told));
      news();
    });
    window.setInterval(news, LOOK_AGAIN_MS);
  }

  /** The block has changed; the server hears of it when it is about where presence comes from. */
  use(block: Fields): void {
    this.#config = readConfig(block);
    const { accounts, people, mqtt } = this.#config;
    const sources = people.map(({ id, source }) => [id, source]);
    for (const { id, source } of people)
      this.#comesFrom(
        id,
        JSON.stringify([
          source,
          source?.kind === "mqtt"
            ? mqtt
            : accounts.find((each) => each.id === source?.account)?.signIn.registration,
        ]),
      );
    const wanted = JSON.stringify([accounts.map(({ signIn }) => signIn), sources, mqtt]);
    if (wanted === this.#asked) return;
    const isFirst = this.#asked === "";
    this.#asked = wanted;
    window.clearTimeout(this.#timer);
    if (sources.length === 0 && isFirst) return;
    this.#timer = window.setTimeout(() => void this.#ask(block), isFirst ? 0 : SETTLE_MS);
  }

  /** What was heard from elsewhere may be of somebody else. */
  #comesFrom(id: string, origin: string): void {
    if (this.#origins.get(id) === origin) return;
    this.#origins.set(id, origin);
    this.#heard.delete(id);
    this.#since.set(id, this.#asks + 1);
  }

  async #ask(block: Fields): Promise<void> {
    try {
      await this.#server.ask("/preview", { block, asked: ++this.#asks });
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = error as ProblemText;
    }
    this.#news();
  }

  /** The plugin's reading of the block. */
  get config(): Config {
    return this.#config;
  }

  /** Undefined while the plugin would have no such person. */
  previewOf(id: string, now: number): Preview | undefined {
    const person = this.#config.people.find((each) => each.id === id);
    const heard = this.#trouble ? { problem: this.#trouble } : this.#heard.get(id);
    return person && previewOf(person, heard, this.#config.hours, now);
  }
}
