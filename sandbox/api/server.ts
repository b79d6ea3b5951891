import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { systemClock } from "../../shared/support/clock";
import type { Clock } from "../../shared/support/clock";
import { asProblem } from "../../shared/support/problem";
import { listenFrom } from "../support/listen";
import { readJson } from "./body";
import { EventFeed } from "./events";
import { guard } from "./guard";
import type { House } from "./house";
import { Refusal } from "./refusal";
import { findRoute } from "./routes";
import { isPageFile, readPageFile, SAFE_HEADERS } from "./static-page";

const LOOPBACK = "127.0.0.1";

export interface SandboxApiOptions {
  readonly house: House;
  /** The port to start looking at; a taken one moves on to the next. 0 takes any free one. */
  readonly port: number;
  /** Where `index.html`, `page.css` and the bundled `page.js` lie. */
  readonly pageDir: string;
  readonly clock?: Clock;
}

export interface SandboxApi {
  /** The port that was free. */
  readonly port: number;
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the sandbox's page and its API (CONTRACT.md, "Sandbox") on 127.0.0.1 only.
 * @throws Problem `no-free-port` when that many ports in a row are taken; any other trouble with listening as it is
 */
export async function startSandboxApi({
  house,
  port,
  pageDir,
  clock = systemClock,
}: SandboxApiOptions): Promise<SandboxApi> {
  const feed = new EventFeed(house, clock);
  let own = 0;
  const server = createServer((request, response) => {
    answer({ house, feed, pageDir, port: own }, request, response).catch((error: unknown) =>
      refuse(response, error),
    );
  });
  try {
    own = await listenFrom(server, port, "--sandbox-port");
  } catch (error) {
    feed.close();
    throw error;
  }
  return {
    port: own,
    url: `http://${LOOPBACK}:${own}/`,
    close: () =>
      new Promise<void>((resolve) => {
        feed.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Site {
  readonly house: House;
  readonly feed: EventFeed;
  readonly pageDir: string;
  readonly port: number;
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? "GET";
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
  guard({ method, headers: request.headers }, site.port);
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  if (method === "GET" && isPageFile(path)) {
    const { type, content } = await readPageFile(site.pageDir, path);
    response.writeHead(200, { "content-type": type }).end(content);
    return;
  }
  if (method === "GET" && path === "/api/events") {
    site.feed.add(response);
    return;
  }
  const { route, name } = findRoute(method, path);
  const body = method === "POST" ? await readJson(request) : {};
  const call = { house: site.house, name, query: new URLSearchParams(query), body };
  sendJson(response, 200, await route.run(call));
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = asProblem(error);
  if (problem instanceof Refusal) {
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  }
  sendJson(response, problem instanceof Refusal ? problem.status : 500, { error: problem.text });
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(value));
}
