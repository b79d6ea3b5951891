import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import type { Clock, Timer } from "../../support/clock";
import { AnswerTooLarge, boundedText } from "../network/bounded-text";
import { challengedClaims } from "./claims-challenge";
import { GraphProblem, unreachable } from "./graph-problem";
import type { Fetch, FetchInit } from "../network/microsoft-fetch";
import type { TokenProvider, TokenRequest } from "../account/token-provider";

const REQUEST_LIMIT_MS = 20_000;
/** Getting a token may take several requests to Entra, but must not hang for ever: MSAL itself sets no limit. */
const TOKEN_LIMIT_MS = 60_000;
/** What Graph has just refused although it was issued for it will not be issued any better: as long as polls back off. */
const IN_VAIN_MS = 300_000;
/** A presence is a few kilobytes at most, a status message included, and one answer has up to 650 of them. */
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;

/** What is kept of an answer's headers. */
const KEPT_HEADERS = ["retry-after", "date", "www-authenticate"] as const;

abstract class Link implements Middleware {
  #next: Middleware | undefined;

  setNext(next: Middleware): void {
    this.#next = next;
  }

  abstract execute(context: Context): Promise<void>;

  protected async pass(context: Context): Promise<void> {
    await this.#next?.execute(context);
  }
}

/**
 * Carries errors of the later links through the Graph client, which turns every foreign error into a GraphError of
 * its own and loses the cause. `wrap` makes the one kind it lets pass: a GraphClientError.
 */
export class ErrorCarrier extends Link {
  readonly #wrap: (error: unknown) => Error;

  constructor(wrap: (error: unknown) => Error) {
    super();
    this.#wrap = wrap;
  }

  async execute(context: Context): Promise<void> {
    try {
      await this.pass(context);
    } catch (error) {
      throw this.#wrap(error);
    }
  }
}

type AnswerTo401 = "claims" | "refresh";

export interface AuthenticationOptions {
  /** The only origin that is ever asked and that the token ever goes to. */
  readonly origin: string;
  readonly scopes: readonly string[];
  readonly tokens: Pick<TokenProvider, "getToken">;
  readonly clock: Clock;
}

/**
 * Adds the bearer token. A 401 that asks for claims is answered once with those claims, any other 401 once with a
 * fresh token; after that it is `graph-unauthorized`, and for five minutes a refusal of the same kind is not answered
 * again. What the token provider throws passes unchanged.
 */
export class Authentication extends Link {
  readonly #options: AuthenticationOptions;
  /** When an answer of a kind was refused as well; milliseconds since 1970. */
  readonly #inVain = new Map<AnswerTo401, number>();

  constructor(options: AuthenticationOptions) {
    super();
    this.#options = options;
  }

  async execute(context: Context): Promise<void> {
    if (new URL(urlOf(context)).origin !== new URL(this.#options.origin).origin) {
      throw new GraphProblem("graph-refused", { detail: "not the configured Graph address" });
    }
    let response = await this.#send(context, {});
    const tried = new Set<AnswerTo401>();
    while (response?.status === 401) {
      const claims = challengedClaims(response.headers.get("www-authenticate"));
      const answer = claims === undefined ? "refresh" : "claims";
      if (tried.has(answer)) this.#inVain.set(answer, this.#options.clock.now());
      if (tried.has(answer) || this.#isInVain(answer))
        throw new GraphProblem("graph-unauthorized", { detail: "HTTP 401" });
      tried.add(answer);
      response = await this.#send(context, claims === undefined ? { forceRefresh: true } : { claims });
    }
    this.#inVain.clear();
    if (response) context.response = response;
  }

  #isInVain(answer: AnswerTo401): boolean {
    const at = this.#inVain.get(answer);
    return at !== undefined && Math.abs(this.#options.clock.now() - at) < IN_VAIN_MS;
  }

  /** The token lives only in the copy of the context that goes down the chain. */
  async #send(context: Context, extra: Omit<TokenRequest, "scopes">): Promise<Response | undefined> {
    const { clock, scopes, tokens } = this.#options;
    const { token } = await within(clock, TOKEN_LIMIT_MS, () => tokens.getToken({ scopes, ...extra }));
    const headers = new Headers(context.options?.headers);
    headers.set("authorization", `Bearer ${token}`);
    const sent: Context = { ...context, options: { ...context.options, headers } };
    await this.pass(sent);
    return sent.response;
  }
}

/**
 * The last link: one request, bounded in time and size, no redirects followed. Leaves either a JSON answer or, for a
 * status of 400 and above, Graph's error code; text of strangers (a proxy's page) goes no further.
 * Throws GraphProblem: `graph-unreachable`, `graph-bad-answer`; Problem: `proxy-failed`, `certificate-untrusted`.
 */
export class BoundedFetch implements Middleware {
  readonly #fetch: Fetch;
  readonly #clock: Clock;

  constructor(fetch: Fetch, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  async execute(context: Context): Promise<void> {
    const controller = new AbortController();
    const body = context.options?.body;
    try {
      context.response = await within(this.#clock, REQUEST_LIMIT_MS, () =>
        this.#exchange(urlOf(context), {
          method: context.options?.method ?? "GET",
          ...(context.options?.headers ? { headers: context.options.headers } : {}),
          ...(typeof body === "string" ? { body } : {}),
          redirect: "manual",
          signal: controller.signal,
        }),
      );
    } catch (error) {
      if (error instanceof AnswerTooLarge)
        throw new GraphProblem("graph-bad-answer", { detail: "answer too large" });
      throw error instanceof GraphProblem ? error : unreachable(error);
    } finally {
      controller.abort();
    }
  }

  async #exchange(url: string, init: FetchInit): Promise<Response> {
    const answer = await this.#fetch(url, init);
    const detail = `HTTP ${answer.status}`;
    if (isStrangers(answer)) throw new GraphProblem("graph-bad-answer", { detail });
    if (answer.status >= 400) return rebuilt(answer, JSON.stringify({ error: await errorIn(answer) }));
    if (!answer.ok || !isJson(answer)) throw new GraphProblem("graph-bad-answer", { detail });
    return rebuilt(answer, await boundedText(answer, LARGEST_ANSWER_BYTES));
  }
}

/** Graph sends no web pages: a proxy or firewall does, and its 403 or 404 says nothing about permissions or people. */
function isStrangers({ status, headers }: Response): boolean {
  const meansTheSame = status === 401 || status === 429 || status >= 500;
  return !meansTheSame && mediaType(headers) === "text/html";
}

function urlOf(context: Context): string {
  const request: unknown = context.request;
  if (typeof request === "string") return request;
  throw new TypeError("Requests to Graph are made by address");
}

function isJson({ headers }: Response): boolean {
  return mediaType(headers) === "application/json";
}

function mediaType(headers: Headers): string | undefined {
  return headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
}

function rebuilt(answer: Response, body: string): Response {
  const headers = new Headers({ "content-type": "application/json" });
  for (const name of KEPT_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(body, { status: answer.status, headers });
}

/** Graph's error resource without its message: `{error: {code, message, innerError}}` (Graph docs, "Error responses"). */
async function errorIn(answer: Response): Promise<{ code: string; message: string }> {
  let code = "";
  try {
    const body: unknown = isJson(answer) ? JSON.parse(await boundedText(answer)) : undefined;
    if (isRecord(body) && isRecord(body["error"]) && typeof body["error"]["code"] === "string") {
      code = body["error"]["code"];
    }
  } catch {
    // The status alone says enough: a broken body must not hide it.
  }
  return { code, message: "" };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The result of `work`, or `graph-unreachable` when it takes longer than `ms` milliseconds. */
async function within<T>(clock: Clock, ms: number, work: () => Promise<T>): Promise<T> {
  let timer: Timer | undefined;
  const late = new Promise<never>((_, reject) => {
    const problem = new GraphProblem("graph-unreachable", { detail: `no answer in ${ms / 1000} seconds` });
    timer = clock.after(ms, () => reject(problem));
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    timer?.cancel();
  }
}
