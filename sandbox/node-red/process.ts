/**
 * The process Node-RED runs in, embedded as its documentation ("Embedding into an existing app") describes, so that a
 * door can stand in front of it: neither its editor nor its websocket answers under a foreign name or to a foreign page.
 */
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";
import type { Duplex } from "node:stream";
import { asProblem } from "../../shared/support/problem";
import { listenFrom } from "../support/listen";
import { mayEnter } from "./door";
import { START_FLOWS } from "./messages";
import type { Report, Request } from "./messages";

/** The part of node-red 5 that an embedding application uses. */
interface NodeRed {
  init(server: object, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly httpAdmin: (...call: [...Parameters<RequestListener>, next: () => void]) => void;
  readonly httpNode: RequestListener;
  readonly events: { on(event: string, listener: (event: RuntimeEvent) => void): void };
  readonly runtime: {
    readonly flows: { setFlows(options: { flows: object; deploymentType: "reload" }): Promise<unknown> };
  };
}

interface RuntimeEvent {
  readonly payload?: {
    readonly error?: string;
    readonly types?: readonly string[];
    readonly modules?: readonly { readonly module: string }[];
  };
}

function settings(userDir: string, port: number): object {
  return {
    userDir,
    flowFile: "flows.json",
    uiHost: "127.0.0.1",
    uiPort: port,
    httpAdminRoot: "/",
    httpNodeRoot: "/",
    // Nothing in here is a secret, and the sandbox writes into the file itself.
    credentialSecret: false,
    // The flows wait until the parent has signed the account in: they would begin with a complaint that it is not.
    safeMode: true,
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: {
      page: { title: "Node-RED in the presence sandbox" },
      header: { title: "Presence sandbox" },
      tours: false,
      projects: { enabled: false },
      palette: { catalogues: [] },
    },
    logging: { console: { level: "info", metrics: false, audit: false } },
  };
}

/** Resolves when the flows could run, to nothing, or to what Node-RED misses to let them run. */
function flowsLoaded(RED: NodeRed): Promise<readonly string[]> {
  return new Promise((resolve) => {
    RED.events.on("runtime-event", ({ payload }) => {
      if (payload?.error === "safe-mode") resolve([]);
      if (payload?.error === "missing-types") resolve(payload.types ?? []);
      if (payload?.error === "missing-modules") resolve((payload.modules ?? []).map(({ module }) => module));
    });
  });
}

/** Takes Node-RED out of its safe mode. */
async function startFlows(RED: NodeRed): Promise<void> {
  const started = new Promise<void>((resolve) => RED.events.on("flows:started", () => resolve()));
  await RED.runtime.flows.setFlows({ flows: {}, deploymentType: "reload" });
  await started;
}

async function run({ userDir, port: first }: Request): Promise<void> {
  let port = 0;
  let isOpen = false;
  const inside = createServer();
  // A page elsewhere that may call Node-RED could run whatever it likes on this machine.
  const door = createServer((request, response) => {
    const isOwn = mayEnter(request, port);
    if (isOwn && isOpen) return void inside.emit("request", request, response);
    response.writeHead(isOwn ? 503 : 403, { "content-type": "text/plain; charset=utf-8" });
    response.end(
      isOwn ? "Node-RED is starting.\n" : `Node-RED answers only under http://127.0.0.1:${port}/\n`,
    );
  });
  door.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isOpen && mayEnter(request, port)) inside.emit("upgrade", request, socket, head);
    else socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
  });
  port = await listenFrom(door, first, "--port");

  const RED = require("node-red") as NodeRed;
  RED.init(inside, settings(userDir, port));
  inside.on("request", (request, response) =>
    RED.httpAdmin(request, response, () => RED.httpNode(request, response)),
  );
  const loaded = flowsLoaded(RED);
  await RED.start();
  const missing = await loaded;
  isOpen = true;
  stop = () => RED.stop();
  process.on("message", (message) => {
    if (message === START_FLOWS) startFlows(RED).then(() => report({ kind: "flows-started" }), fail);
  });
  report({ kind: "ready", port, missing });
}

function fail(error: unknown): void {
  console.error(error);
  report({ kind: "failed", problem: asProblem(error).text });
  process.disconnect();
}

function report(message: Report): void {
  process.send?.(message);
}

/** What there is to do before the end; nothing before Node-RED runs. */
let stop: () => Promise<void> = () => Promise.resolve();

process.on("disconnect", () => void stop().finally(() => process.exit(0)));
// Ctrl+C reaches every process of the terminal: this one ends when its parent has done so in order.
for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);

run(JSON.parse(process.argv[2] ?? "{}") as Request).catch(fail);
