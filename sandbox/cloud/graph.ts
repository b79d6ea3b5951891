import type { Authority } from "../support/certificates";
import type { Fault, Faults } from "../support/faults";
import type { WireLog } from "../support/wire-log";
import type { World } from "../world";
import type { Answer, Request } from "./answer";
import type { AccessGrant, Tokens } from "./entra/tokens";
import { Access } from "./graph/access";
import { errorAnswer, GraphRefused, unauthorized } from "./graph/errors";
import { ownPresence, presenceOf, presencesByUserId } from "./graph/presence";
import { RateLimit } from "./graph/rate-limit";
import { ownProfile, profileOf } from "./graph/users";
import { findRoute } from "./router";
import type { Handler, Route } from "./router";
import { startServer } from "./server";
import type { Outcome } from "./server";
import { COMMON_FAULTS, commonTrouble } from "./trouble";
import type { FailingStatus } from "./trouble";

/**
 * `401`: this once. `401-claims`: until the token has been asked for anew with the claims of the challenge.
 */
export const GRAPH_FAULTS = [...COMMON_FAULTS, "401", "401-claims"] as const;

export interface GraphOptions {
  readonly authority: Authority;
  readonly world: World;
  readonly log: WireLog;
  readonly faults: Faults;
  /** Those Entra gives out. */
  readonly tokens: Tokens;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  /** Reached under this name at port 443, through a proxy; absent: as localhost. */
  readonly name?: string | undefined;
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
}

export interface Graph {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Microsoft Graph docs, "Microsoft Graph service-specific throttling limits": presence, per application and tenant. */
const PRESENCE_REQUESTS = 1500;
const PRESENCE_WINDOW_MS = 30_000;

const TROUBLES: Readonly<Record<FailingStatus, { code: string; text: string }>> = {
  429: { code: "TooManyRequests", text: "Too many requests." },
  500: { code: "InternalServerError", text: "Something went wrong inside the service." },
  503: { code: "ServiceUnavailable", text: "The service is temporarily unavailable." },
};

/** A pretend Microsoft Graph v1.0 on 127.0.0.1: presence, and who people are. */
export async function startGraph({
  authority,
  world,
  log,
  faults,
  tokens,
  ...options
}: GraphOptions): Promise<Graph> {
  const now = options.clock ?? Date.now;
  const access = new Access(tokens, now);
  const presenceLimit = new RateLimit(PRESENCE_REQUESTS, PRESENCE_WINDOW_MS, now);

  /** Authenticates and counts before the handler looks at anything else. */
  function presence(read: (request: Request, world: World, grant: AccessGrant) => Answer): Handler {
    return (request) => {
      const grant = access.authenticate(request);
      const wait = presenceLimit.count(grant.clientId);
      if (wait !== undefined)
        throw new GraphRefused(429, "TooManyRequests", "Too many requests.", { "retry-after": String(wait) });
      return read(request, world, grant);
    };
  }

  const routes: readonly Route[] = [
    { path: "/v1.0/me", methods: { GET: (request) => ownProfile(request, access.authenticate(request)) } },
    {
      path: "/v1.0/users/{id}",
      methods: { GET: (request) => profileOf(request, world, access.authenticate(request)) },
    },
    { path: "/v1.0/me/presence", methods: { GET: presence(ownPresence) } },
    { path: "/v1.0/users/{id}/presence", methods: { GET: presence(presenceOf) } },
    { path: "/v1.0/communications/presences/{id}", methods: { GET: presence(presenceOf) } },
    { path: "/v1.0/communications/getPresencesByUserId", methods: { POST: presence(presencesByUserId) } },
  ];

  function disturb(fault: Fault, request: Request): Outcome | undefined {
    if (fault.kind === "401") throw unauthorized("The access token was refused by order.");
    if (fault.kind === "401-claims") access.challenge(fault, request);
    return commonTrouble(fault, (status) => {
      const { code, text } = TROUBLES[status];
      return errorAnswer(request, now(), new GraphRefused(status, code, text));
    });
  }

  async function answer(request: Request): Promise<Outcome> {
    const fault = faults.take("graph");
    const disturbed = fault && disturb(fault, request);
    if (disturbed !== undefined) return disturbed;
    const found = findRoute(routes, request.method, request.path);
    if (found.kind === "found") return found.handler({ ...request, parameters: found.parameters });
    // Without a token nobody learns which resources exist.
    access.authenticate(request);
    if (found.kind === "nothing")
      throw new GraphRefused(400, "BadRequest", "Resource not found for this path.");
    throw new GraphRefused(405, "Request_BadRequest", "This method is not allowed here.", {
      allow: found.allowed.join(", "),
    });
  }

  async function handle(request: Request): Promise<Outcome> {
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof GraphRefused) return errorAnswer(request, now(), error);
      throw error;
    }
  }

  return startServer({ authority, service: "graph", log, port: options.port, name: options.name, handle });
}
