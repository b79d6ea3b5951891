import type { ProblemText } from "../../../shared/support/problem";
import { isJsonObject, type JsonObject } from "../../../shared/support/json-object";
import type { HomebridgeUi } from "./homebridge";

/** The page's own server, which runs while the page is open. */
export class Server {
  readonly #homebridge: HomebridgeUi;

  constructor(homebridge: HomebridgeUi) {
    this.#homebridge = homebridge;
  }

  /** Rejects with a ProblemText. */
  async ask<T = unknown>(path: string, body: object): Promise<T> {
    try {
      return (await this.#homebridge.request(path, body)) as T;
    } catch (error) {
      throw problemOf(error);
    }
  }

  /** What the server tells of itself, as the protocol of the two says. The answer ends the listening. */
  on(event: string, heard: (data: JsonObject) => void): () => void {
    const listen = (told: Event): void => {
      if (told instanceof MessageEvent && isJsonObject(told.data)) heard(told.data);
    };
    this.#homebridge.addEventListener(event, listen);
    return () => this.#homebridge.removeEventListener(event, listen);
  }
}

/** What `homebridge.request` rejects with: `{message, error: {code, title, advice}}`, or anything where no server runs. */
export function problemOf(error: unknown): ProblemText {
  const told = isJsonObject(error) ? error : {};
  const inner = isJsonObject(told["error"]) ? told["error"] : told;
  const { code, title, advice, key, reference } = inner;
  const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
  return {
    code: text(code, "no-server"),
    title: text(title, text(told["message"], "")),
    advice: text(advice, ""),
    ...(typeof key === "string" ? { key } : {}),
    ...(typeof reference === "string" ? { reference } : {}),
  };
}
