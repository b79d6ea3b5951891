import { asProblem, Problem } from "../../shared/support/problem";
import type { AdminHandler, AdminRequest, AdminResponse, NodeRed } from "./node-red";

/** What a dialog sends: an object whose values are checked where they are used. */
export type Body = Readonly<Record<string, unknown>>;

interface Route {
  readonly method: "get" | "post";
  readonly path: string;
  /** Ends in `.write` for whatever changes something or shows a code; read-only users lack it. */
  readonly permission: string;
  readonly answer: (request: Asked) => Promise<object>;
}

export interface Asked {
  /** The `:id` of the path; empty where the path has none. */
  readonly id: string;
  readonly body: Body;
  /** Of the page that asks, verified to be this server's own; only some requests name it. */
  readonly origin: string | undefined;
  /** Whether whoever asks also has another permission. */
  readonly may: (permission: string) => Promise<boolean>;
}

/** Adds an endpoint of a dialog: permission, same-origin check, JSON in, JSON or `{error}` out. Once per module load. */
export function addRoute(RED: NodeRed, { method, path, permission, answer }: Route): void {
  RED.httpAdmin[method](path, refuseOtherSites, RED.auth.needsPermission(permission), (request, response) => {
    Promise.resolve()
      .then(() =>
        answer({
          id: request.params["id"] ?? "",
          body: bodyOf(request),
          origin: request.headers.origin,
          may: (other) => hasPermission(RED, request, other),
        }),
      )
      .then(
        (result) => response.json(result),
        (error: unknown) => sendProblem(response, asProblem(error)),
      )
      .catch((error: unknown) => RED.log.warn(`${path}: ${asProblem(error).message}`));
  });
}

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

interface PageRoute {
  readonly method: "get" | "post";
  readonly path: string;
  readonly answer: (request: AdminRequest) => Promise<Page>;
}

/**
 * Adds a page that every browser may open: neither a permission nor an origin is asked for, so that it must do nothing
 * without a secret of its own in the request. Once per module load.
 */
export function addPage(RED: NodeRed, { method, path, answer }: PageRoute): void {
  RED.httpAdmin[method](path, (request, response) => {
    Promise.resolve()
      .then(() => answer(request))
      .then(
        ({ status, headers, html }) => response.status(status).set(headers).end(html),
        (error: unknown) => {
          response.status(500).set(PRIVATE).end();
          throw error;
        },
      )
      .catch((error: unknown) => RED.log.warn(`${path}: ${asProblem(error).message}`));
  });
}

/** Asks Node-RED's own check, with a response that nobody reads: it passes the request on, or ends the response. */
function hasPermission(RED: NodeRed, request: AdminRequest, permission: string): Promise<boolean> {
  return new Promise((resolve) => {
    const refuse = (): void => resolve(false);
    const unread = {
      status: () => unread,
      set: () => unread,
      setHeader: () => unread,
      json: refuse,
      end: refuse,
      headersSent: false,
    };
    RED.auth.needsPermission(permission)(request, unread, () => resolve(true));
  });
}

const PRIVATE = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

function sendProblem(response: AdminResponse, problem: Problem): void {
  if (response.headersSent) return;
  response.status(problem.code === "forbidden-origin" ? 403 : 400).json({ error: problem.text });
}

function bodyOf({ method, body }: AdminRequest): Body {
  if (method === "GET") return {};
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Problem({
      code: "bad-request",
      title: "The request is not understood",
      advice: "Send a JSON object.",
    });
  }
  return body as Body;
}

/**
 * Refuses what another web site made a browser send. An `Origin` that is present has to be this server's own; a POST
 * has to have one, and has to be JSON. Browsers send no Sec-Fetch headers to plain-http hosts on a home network, and
 * Node-RED 4 answers preflights with `*`, so nothing less protects.
 */
const refuseOtherSites: AdminHandler = (request, response, next) => {
  response.set(PRIVATE);
  const { origin } = request.headers;
  const isOwn =
    origin === undefined ? request.method === "GET" : ownOrigins(request).includes(origin.toLowerCase());
  const isJson =
    request.method === "GET" || /^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "");
  if (isOwn && isJson) return next();
  sendProblem(
    response,
    new Problem({
      code: "forbidden-origin",
      title: "This request did not come from the editor",
      advice:
        'Open the Node-RED editor itself and try again; behind a proxy, let it pass on the Host header or set "trust proxy".',
    }),
  );
};

/** The origins this request may name: its Host, and the forwarded one where a proxy is configured as trusted. */
function ownOrigins(request: AdminRequest): string[] {
  const hosts = [request.headers.host];
  const trusts = request.app.get("trust proxy fn");
  if (
    typeof trusts === "function" &&
    (trusts as (address: unknown, hop: number) => unknown)(request.socket.remoteAddress, 0)
  ) {
    const forwarded = request.headers["x-forwarded-host"];
    hosts.push((Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(",")[0]?.trim());
  }
  return hosts
    .filter((host) => host !== undefined)
    .map((host) => `${request.protocol}://${host}`.toLowerCase());
}
