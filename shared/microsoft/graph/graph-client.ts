import type { Client } from "@microsoft/microsoft-graph-client";
import { isJsonObject } from "../../support/json-object";
import type { Clock } from "../../support/clock";
import { Authentication, BoundedFetch, ErrorCarrier } from "./graph-middleware";
import { GraphProblem, graphProblem } from "./graph-problem";
import type { ScopesFor } from "./graph-scopes";
import { type Fetch, microsoftFetch } from "../network/microsoft-fetch";
import { isObjectId } from "../polling/people-list";
import type { GraphPermission } from "../registration/sign-in-settings";
import type { TokenProvider } from "../account/token-provider";

export interface GraphClientOptions {
  /** The cloud's Graph origin, like `https://graph.microsoft.com`. */
  readonly origin: string;
  readonly tokens: Pick<TokenProvider, "getToken">;
  /** What the token for a call is asked with: never more than the call needs. */
  readonly scopes: ScopesFor;
  readonly clock: Clock;
  readonly fetch?: Fetch;
}

/** Who a user principal name belongs to. */
export interface GraphUser {
  /** Object id, lower case. */
  readonly id: string;
  readonly displayName?: string;
}

/** Microsoft Graph docs, "cloudCommunications: getPresencesByUserId". */
const MOST_IDS = 650;

/**
 * Microsoft Graph v1.0 for one account. One call is one attempt: waiting and retrying belong to the caller. Every call
 * throws a Problem: one of the codes of GraphProblem, or what the token provider threw.
 */
export class GraphClient {
  readonly #options: GraphClientOptions;
  readonly #clients = new Map<GraphPermission, Promise<Client>>();

  constructor(options: GraphClientOptions) {
    this.#options = options;
  }

  /** `GET /me/presence`: the raw presence resource of the signed-in person, without query options, which it refuses. */
  async myPresence(): Promise<unknown> {
    return this.#call("Presence.Read", (client) => client.api("/me/presence").get());
  }

  /**
   * `POST /communications/getPresencesByUserId`: raw presence resources of the people with these object ids, in no
   * order, each with its `id`. What becomes of an id that nobody has is not documented: it may be missing.
   */
  async presences(ids: readonly string[]): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    for (let from = 0; from < ids.length; from += MOST_IDS) {
      found.push(...(await this.#presences(ids.slice(from, from + MOST_IDS))));
    }
    return found;
  }

  /**
   * `GET /users/{userPrincipalName}`; `person-not-found` where nobody has the name. It needs User.ReadBasic.All
   * (Graph docs, "Get a user"), which no sign-in of ours asks for: Entra puts every permission that was once granted
   * for Graph into the token, so it works where somebody has granted it, and is `permission-missing` elsewhere.
   */
  async resolveUser(upn: string): Promise<GraphUser> {
    const path = `/users/${encodeURIComponent(upn)}?$select=id,displayName,userPrincipalName`;
    const user = await this.#call("Presence.Read.All", (client) => client.api(path).get());
    const id = isJsonObject(user) && typeof user["id"] === "string" ? user["id"].toLowerCase() : "";
    if (!isJsonObject(user) || !isObjectId(id)) throw badAnswer("no user");
    const { displayName } = user;
    return { id, ...(typeof displayName === "string" ? { displayName } : {}) };
  }

  async #presences(ids: readonly string[]): Promise<readonly unknown[]> {
    const path = "/communications/getPresencesByUserId";
    const answer = await this.#call("Presence.Read.All", (client) => client.api(path).post({ ids }));
    if (!isJsonObject(answer) || !Array.isArray(answer["value"])) throw badAnswer("no list of presences");
    const presences: readonly unknown[] = answer["value"];
    return presences;
  }

  async #call(permission: GraphPermission, request: (client: Client) => Promise<unknown>): Promise<unknown> {
    try {
      return await request(await this.#clientWith(permission));
    } catch (error) {
      throw graphProblem(error, this.#options.clock.now());
    }
  }

  #clientWith(permission: GraphPermission): Promise<Client> {
    const known = this.#clients.get(permission);
    if (known) return known;
    const client = connect(this.#options, permission).catch((error: unknown) => {
      // A disk that does not give a library at once may do so later.
      this.#clients.delete(permission);
      throw error;
    });
    this.#clients.set(permission, client);
    return client;
  }
}

function badAnswer(detail: string): GraphProblem {
  return new GraphProblem("graph-bad-answer", { detail });
}

async function connect(
  { origin, tokens, scopes, clock, fetch }: GraphClientOptions,
  permission: GraphPermission,
): Promise<Client> {
  const { Client, GraphClientError } = await import("@microsoft/microsoft-graph-client");
  return Client.initWithMiddleware({
    baseUrl: origin,
    defaultVersion: "v1.0",
    middleware: [
      new ErrorCarrier((error) => Object.assign(new GraphClientError(), { customError: error })),
      new Authentication({ origin, scopes: scopes(permission), tokens, clock }),
      new BoundedFetch(fetch ?? microsoftFetch, clock),
    ],
  });
}
