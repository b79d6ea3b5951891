import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import type { Clock } from "../../support/clock";
import { parseJsonObject, type JsonObject } from "../../support/json-object";
import { AnswerTooLarge, boundedText } from "../network/bounded-text";
import { connectionTrouble, errorCode } from "../network/connection-trouble";
import { firstLine, LONGEST_LINE, numbersNamedIn } from "./description";
import { isTransient } from "./entra-codes";
import type { EntraFailure } from "./entra-problem";
import { type Fetch, microsoftFetch } from "../network/microsoft-fetch";
import { retryAfterSeconds } from "../network/retry-after";

/** Entra answers within a second or two; a connection that hangs must not block the account's queue for long. */
const TIMEOUT_MS = 30_000;

/** Form fields of our requests that no text may repeat. */
const SECRET_FIELDS = [
  "refresh_token",
  "device_code",
  "code",
  "code_verifier",
  "client_secret",
  "client_assertion",
];

/** A JSON web token, or an opaque refresh token of Entra (version 0 or 1 prefix and a long tail). */
const TOKEN_LIKE = /eyJ[\w-]{8,}(\.[\w-]*)*|\b[01]\.A[\w.-]{40,}/g;

export interface EntraNetworkOptions {
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
  /** Ends every request under way. */
  readonly signal?: AbortSignal;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: JsonObject;
}

/** Thrown to MSAL, which makes its `network_error` of it; the failure itself is kept by the network. */
export class EntraFailureError extends Error {
  override readonly name = "EntraFailureError";
  constructor(readonly failure: EntraFailure) {
    super(failure.kind);
  }
}

/**
 * What MSAL speaks through: a fetch bounded in time and size, and a memory for the last failure, since MSAL loses the
 * AADSTS numbers. Answers that say "not now" (429, 5xx, no JSON) are thrown instead of handed on, and Retry-After is
 * withheld: MSAL would otherwise refuse equal requests by itself, by its own clock. Bodies are never logged.
 */
export class EntraNetwork implements INetworkModule {
  readonly #clock: Clock;
  readonly #fetch: Fetch;
  readonly #signal: AbortSignal | undefined;
  #failure: EntraFailure | undefined;
  #throttled: { readonly at: number; readonly seconds: number } | undefined;

  constructor({ clock, fetch, signal }: EntraNetworkOptions) {
    this.#clock = clock;
    this.#fetch = fetch ?? microsoftFetch;
    this.#signal = signal;
  }

  /** The failure of the last request, if it failed. */
  get failure(): EntraFailure | undefined {
    return this.#failure;
  }

  forgetFailure(): void {
    this.#failure = undefined;
  }

  sendGetRequestAsync<T>(
    url: string,
    options?: NetworkRequestOptions,
    timeout?: number,
  ): Promise<NetworkResponse<T>> {
    return this.#exchange<T>("GET", url, options, Math.min(timeout ?? TIMEOUT_MS, TIMEOUT_MS));
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#exchange<T>("POST", url, options, TIMEOUT_MS);
  }

  /** One request and its answer. Throws EntraFailureError for answers that say nothing about the account. */
  async #exchange<T>(
    method: "GET" | "POST",
    url: string,
    options: NetworkRequestOptions | undefined,
    timeoutMs: number,
  ): Promise<NetworkResponse<T>> {
    this.#failure = undefined;
    try {
      this.#refuseWhileThrottled();
      const { status, headers, body } = await this.#send(method, url, options, timeoutMs);
      const refusal = refusalOf(status, body, options?.body);
      if (refusal) {
        this.#failure = refusal;
        if (isTransient(refusal.numbers, refusal.error)) throw new EntraFailureError(refusal);
        if (status >= 500) throw unreachable(`HTTP ${status}`);
      }
      return { status, headers, body: asMsalWants<T>(body) };
    } catch (error) {
      if (error instanceof EntraFailureError) this.#failure = error.failure;
      throw error;
    }
  }

  /** Requests inside a Retry-After would only prolong it. Where the clock was set back, it counts from now. */
  #refuseWhileThrottled(): void {
    if (!this.#throttled) return;
    const now = this.#clock.now();
    if (now < this.#throttled.at) this.#throttled = { ...this.#throttled, at: now };
    const leftMs = this.#throttled.at + this.#throttled.seconds * 1000 - now;
    if (leftMs <= 0) return;
    throw new EntraFailureError({
      kind: "throttled",
      retryAfterSeconds: Math.ceil(leftMs / 1000),
    });
  }

  /** Remembers a failure that did not come over the wire; the error is to be thrown. */
  protected fail(failure: EntraFailure): EntraFailureError {
    this.#failure = failure;
    return new EntraFailureError(failure);
  }

  async #send(
    method: string,
    url: string,
    options: NetworkRequestOptions | undefined,
    timeoutMs: number,
  ): Promise<Answer> {
    const timeout = new AbortController();
    const timer = this.#clock.after(timeoutMs, () => timeout.abort());
    // AbortSignal.any would leave a little behind in the long-lived signal with every request.
    const ending = new AbortController();
    const end = (): void => ending.abort();
    const signals = this.#signal ? [timeout.signal, this.#signal] : [timeout.signal];
    for (const signal of signals) {
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    }
    try {
      const response = await this.#fetch(url, {
        method,
        headers: options?.headers ?? {},
        ...(method === "POST" ? { body: options?.body ?? "" } : {}),
        // A redirect would carry refresh tokens to whoever it names.
        redirect: "manual",
        signal: ending.signal,
      });
      const body = parseJsonObject(await boundedText(response));
      const now = this.#clock.now();
      const seconds = retryAfterSeconds(response.headers, now);
      if (response.status === 429 || (response.status >= 500 && seconds !== undefined)) {
        this.#throttled = { at: now, seconds: seconds ?? 0 };
        throw new EntraFailureError({ kind: "throttled", retryAfterSeconds: seconds });
      }
      if (!body) throw unreachable(`HTTP ${response.status} without JSON`);
      const headers = Object.fromEntries(response.headers);
      delete headers["retry-after"];
      return { status: response.status, headers, body };
    } catch (error) {
      if (error instanceof EntraFailureError) throw error;
      throw timeout.signal.aborted ? unreachable("no answer in time") : broken(error);
    } finally {
      timer.cancel();
      for (const signal of signals) signal.removeEventListener("abort", end);
    }
  }
}

/** INetworkModule promises whatever shape its caller hopes for; MSAL checks it itself. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function asMsalWants<T>(body: JsonObject): T {
  return body as T;
}

function unreachable(reason: string): EntraFailureError {
  return new EntraFailureError({ kind: "unreachable", reason });
}

function broken(error: unknown): EntraFailureError {
  if (error instanceof AnswerTooLarge) return unreachable("answer too large");
  const trouble = connectionTrouble(error);
  const failure = { kind: "unreachable", reason: errorCode(error) } as const;
  return new EntraFailureError(trouble ? { ...failure, trouble } : failure);
}

function refusalOf(
  status: number,
  body: JsonObject,
  request: string | undefined,
): Extract<EntraFailure, { kind: "refused" }> | undefined {
  const error = textOf(body, "error");
  if (!error && status < 400) return undefined;
  const description = textOf(body, "error_description");
  return {
    kind: "refused",
    error: redact(error || `http_${status}`, request),
    subError: redact(textOf(body, "suberror"), request),
    numbers: numbersOf(body, description),
    line: redact(firstLine(description), request).slice(0, LONGEST_LINE),
    correlationId: redact(textOf(body, "correlation_id"), request),
    timestamp: redact(textOf(body, "timestamp"), request),
  };
}

function numbersOf(body: JsonObject, description: string): number[] {
  const given = body["error_codes"];
  const numbers = Array.isArray(given)
    ? given.filter((each): each is number => typeof each === "number")
    : [];
  return [...numbers, ...numbersNamedIn(description)];
}

/** Whatever answers in Entra's place may repeat what it was sent. */
function redact(text: string, request: string | undefined): string {
  const sent = new URLSearchParams(request ?? "");
  let clean = text;
  for (const field of SECRET_FIELDS) {
    const secret = sent.get(field);
    if (secret) clean = clean.replaceAll(secret, "…");
  }
  return clean.replace(TOKEN_LIKE, "…");
}

function textOf(body: JsonObject, key: string): string {
  const value = body[key];
  return typeof value === "string" ? value : "";
}
