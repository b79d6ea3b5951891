import type { Client } from "@microsoft/microsoft-graph-client";
import type { Clock } from "../support/clock";
import { Authentication, BoundedFetch, ErrorCarrier } from "./graph-middleware";
import { graphProblem } from "./graph-problem";
import { type Fetch, microsoftFetch } from "./microsoft-fetch";
import type { TokenProvider } from "./token-provider";

export interface GraphClientOptions {
  /** The cloud's Graph origin, like `https://graph.microsoft.com`. */
  readonly origin: string;
  readonly tokens: Pick<TokenProvider, "getToken">;
  readonly clock: Clock;
  readonly fetch?: Fetch;
}

/** Microsoft Graph v1.0 for one account. One call is one attempt: waiting and retrying belong to the caller. */
export class GraphClient {
  readonly #options: GraphClientOptions;
  #client: Promise<Client> | undefined;

  constructor(options: GraphClientOptions) {
    this.#options = options;
  }

  /**
   * `GET /me/presence`: the raw presence resource of the signed-in person, without query options, which it refuses.
   * Throws a Problem: one of the codes of GraphProblem, or what the token provider threw.
   */
  async myPresence(): Promise<unknown> {
    return this.#get("/me/presence");
  }

  async #get(path: string): Promise<unknown> {
    try {
      this.#client ??= connect(this.#options);
      const client = await this.#client;
      const answer: unknown = await client.api(path).get();
      return answer;
    } catch (error) {
      throw graphProblem(error, this.#options.clock.now());
    }
  }
}

/** Scopes carry the host of Graph, because tokens of national clouds are for their own Graph only. */
async function connect({ origin, tokens, clock, fetch }: GraphClientOptions): Promise<Client> {
  const { Client, GraphClientError } = await import("@microsoft/microsoft-graph-client");
  const scopes = [`${origin}/Presence.Read`];
  return Client.initWithMiddleware({
    baseUrl: origin,
    defaultVersion: "v1.0",
    middleware: [
      new ErrorCarrier((error) => Object.assign(new GraphClientError(), { customError: error })),
      new Authentication({ origin, scopes, tokens, clock }),
      new BoundedFetch(fetch ?? microsoftFetch, clock),
    ],
  });
}
