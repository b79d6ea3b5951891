import { randomBytes, randomUUID } from "node:crypto";
import { isRecord } from "./validation";

/** How long a press of the link button counts. */
export const LINK_WINDOW_MS = 30_000;

/** Applications ask again and again: one that has not for so long has given up. */
const WANTED_MS = 30_000;

const LONGEST_APP = 20;
const LONGEST_INSTANCE = 19;

interface PairingError {
  readonly error: { readonly type: number; readonly address: string; readonly description: string };
}

/** The one-element answer of the old API, always with HTTP status 200. */
export type PairingAnswer = readonly [
  { readonly success: { readonly username: string; readonly clientkey?: string } } | PairingError,
];

/** The link button and the keys it has led to. */
export class Pairing {
  readonly #applicationIds = new Map<string, string>();
  readonly #now: () => number;
  readonly #onWanted: () => void;
  #pressedAt = Number.NEGATIVE_INFINITY;
  #wantedAt = Number.NEGATIVE_INFINITY;

  /** @param onWanted called when `isWanted` may have changed, except by time */
  constructor(now: () => number, onWanted: () => void) {
    this.#now = now;
    this.#onWanted = onWanted;
  }

  /** Somebody has just been told to press the link button, and nobody has. */
  get isWanted(): boolean {
    return this.#now() - this.#wantedAt < WANTED_MS;
  }

  pressButton(): void {
    this.#pressedAt = this.#now();
    this.#want(Number.NEGATIVE_INFINITY);
  }

  addKey(key: string = randomBytes(30).toString("base64url")): string {
    this.#applicationIds.set(key, randomUUID());
    return key;
  }

  /** What `/auth/v1` calls the application behind a key; undefined for a key nobody has. */
  applicationId(key: string): string | undefined {
    return this.#applicationIds.get(key);
  }

  forgetKeys(): void {
    this.#applicationIds.clear();
  }

  /**
   * Answers `POST /api`; error types as in the Hue API v1 documentation, "Error messages".
   * @param hasClientKeys false for a bridge that is too old for them: it gives none, and does not mind being asked
   */
  pair(text: string, hasClientKeys: boolean): PairingAnswer {
    const asked = parseRequest(text);
    if ("error" in asked) return [asked];
    if (this.#now() - this.#pressedAt >= LINK_WINDOW_MS) {
      this.#want(this.#now());
      return [problem(101, "", "link button not pressed")];
    }
    const username = this.addKey();
    if (!asked.wantsClientKey || !hasClientKeys) return [{ success: { username } }];
    return [{ success: { username, clientkey: randomBytes(16).toString("hex").toUpperCase() } }];
  }

  #want(at: number): void {
    this.#wantedAt = at;
    this.#onWanted();
  }
}

function parseRequest(text: string): { readonly wantsClientKey: boolean } | PairingError {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return problem(2, "", "body contains invalid json");
  }
  if (!isRecord(body) || body["devicetype"] === undefined) {
    return problem(5, "", "invalid/missing parameters in body");
  }
  for (const [key, value] of Object.entries(body)) {
    const isValid = PARAMETERS.get(key);
    if (!isValid) return problem(6, `/${key}`, `parameter, ${key}, not available`);
    if (!isValid(value)) return problem(7, `/${key}`, `invalid value, for parameter, ${key}`);
  }
  return { wantsClientKey: body["generateclientkey"] === true };
}

function problem(type: number, address: string, description: string): PairingError {
  return { error: { type, address, description } };
}

const PARAMETERS = new Map<string, (value: unknown) => boolean>([
  ["devicetype", isDeviceType],
  ["generateclientkey", (value) => value === true],
]);

/** `application#instance`, with room for 20 and 19 characters. */
function isDeviceType(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const [app = "", instance = "", ...more] = value.split("#");
  const fits = app.length <= LONGEST_APP && instance.length <= LONGEST_INSTANCE;
  return app !== "" && instance !== "" && more.length === 0 && fits;
}
