import { createServer as createPlainServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Leaf } from "../support/certificates";
import type { Fault, Faults } from "../support/faults";
import type { WireLog } from "../support/wire-log";
import { html, moved, refused, tooMany, unknownKey } from "./answers";
import type { Answer } from "./answers";
import type { EventStreams } from "./event-stream";
import { Listener } from "./listener";
import { oldKeyOf } from "./old-api";
import { answer, EVENT_STREAM_PATH, RESOURCE_PATH } from "./router";
import type { Parts } from "./router";
import { isOn, takeTrouble, troubledAnswer } from "./trouble";

export interface ServerParts extends Parts {
  readonly leaf: Leaf;
  readonly streams: EventStreams;
  readonly faults: Faults;
  readonly log: WireLog;
}

/** Where a bridge listens. */
export interface Place {
  /** An address of this machine. */
  readonly host: string;
  /** Of the API; 0 takes any free one. */
  readonly port: number;
  /** Of plain HTTP beside HTTPS; undefined: none. */
  readonly httpPort: number | undefined;
}

/** Through which door a request came: with CLIP v2 behind it, with the old API alone, or one that only shows the way. */
type Door = "modern" | "old-api" | "moved";

/** A bridge takes its time; without any, requests would never meet and the limit on parallel ones never bite. */
const ANSWER_AFTER_MS = 5;

const NO_ANSWER = 0;

/** The network side of the bridge: doors, limits and ordered trouble around the router. */
export class BridgeServer {
  readonly #parts: ServerParts;
  readonly #main: Listener;
  readonly #plain: Listener | undefined;
  #place: Place = { host: "127.0.0.1", port: 0, httpPort: undefined };

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const { isModern, plain } = parts.personality;
    const { key, certificate: cert } = parts.leaf;
    this.#main = this.#listener(
      isModern
        ? createSecureServer({ key, cert, minVersion: "TLSv1.2" }, this.#door("modern"))
        : createPlainServer(this.#door("old-api")),
    );
    this.#plain = isModern ? this.#listener(createPlainServer(this.#door(plain))) : undefined;
  }

  get place(): Place {
    return this.#place;
  }

  /** Resolves once it listens; rejects when a port is taken. */
  async listen({ host, port, httpPort }: Place): Promise<void> {
    const own = await this.#main.listen(port, host);
    this.#place = { host, port: own, httpPort };
    if (httpPort === undefined || !this.#plain) return;
    try {
      this.#place = { host, port: own, httpPort: await this.#plain.listen(httpPort, host) };
    } catch (error) {
      await this.#main.close();
      throw error;
    }
  }

  /** Breaks every connection and stops listening; it may listen again. */
  async close(): Promise<void> {
    await Promise.all([this.#main.close(), this.#plain?.close()]);
  }

  /** Breaks every connection. */
  cutAll(): void {
    this.#main.cutAll();
    this.#plain?.cutAll();
  }

  #listener(server: Server): Listener {
    const { faults, traffic } = this.#parts;
    return new Listener(server, {
      mayConnect() {
        traffic.connected();
        if (!isOn(faults, "offline")) return true;
        faults.take("hue", ({ kind }) => kind === "offline");
        return false;
      },
      disconnected: () => traffic.disconnected(),
    });
  }

  #door(door: Door): RequestListener {
    return (request, response) => {
      this.#serve(door, request, response).catch((error: unknown) => this.#fail(request, response, error));
    };
  }

  async #serve(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { limits, radio, traffic } = this.#parts;
    const path = pathOf(request);
    const ended = traffic.began();
    response.once("prefinish", ended).once("close", ended);
    if (!isOurHost(request.headers.host, this.#parts.personality.bridgeId)) {
      return this.#send(request, response, html(421, "This is not the host you asked for"));
    }
    radio.update();
    if (door === "moved") return this.#send(request, response, moved(this.#place, request.url ?? "/"));
    const isModern = door === "modern";
    if (isModern && path === EVENT_STREAM_PATH) return this.#serveStream(request, response);
    const leave = limits.enter(this.#clientOf(request));
    if (!leave) return this.#tooMany(request, response);
    // With the answer, before the client can have read it: its next request has to find the place free.
    response.once("prefinish", leave).once("close", leave);
    const body = await readBody(request);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_AFTER_MS));
    if (response.destroyed) return;
    const purpose = path.startsWith(RESOURCE_PATH) ? "resources" : "other";
    const fault = takeTrouble(this.#parts.faults, purpose);
    if (fault && this.#troubled(request, response, fault)) return;
    const call = { method: request.method ?? "", path, key: keyOf(request), body, isModern };
    this.#send(request, response, answer(this.#parts, call));
  }

  #serveStream(request: IncomingMessage, response: ServerResponse): void {
    const { faults, limits, pairing, streams } = this.#parts;
    const fault = takeTrouble(faults, "stream");
    if (fault && this.#troubled(request, response, fault)) return;
    const key = keyOf(request);
    if (key === undefined || pairing.applicationId(key) === undefined) {
      return this.#send(request, response, unknownKey());
    }
    if (request.method !== "GET") return this.#send(request, response, refused(405, "method not allowed"));
    if (!request.headers.accept?.includes("text/event-stream")) {
      return this.#send(request, response, refused(406, "only text/event-stream is served here"));
    }
    streams.endOf(key);
    const leave = limits.enter(key);
    if (!leave) return this.#tooMany(request, response);
    response.once("prefinish", leave).once("close", leave);
    this.#note(request, 200, "event stream opened");
    streams.open(response, key, fault?.kind === "stream-silent");
  }

  #tooMany(request: IncomingMessage, response: ServerResponse): void {
    this.#parts.traffic.refused();
    this.#send(request, response, tooMany("Too many requests at once"));
  }

  /** A key the bridge knows; everybody else is one client. */
  #clientOf(request: IncomingMessage): string {
    const key = keyOf(request) ?? oldKeyOf(pathOf(request));
    return key !== undefined && this.#parts.pairing.applicationId(key) !== undefined ? key : "";
  }

  /** Makes the ordered trouble; false when the request goes on as usual afterwards. */
  #troubled(request: IncomingMessage, response: ServerResponse, fault: Fault): boolean {
    const reply = troubledAnswer(fault);
    if (reply) {
      this.#send(request, response, reply);
      return true;
    }
    if (fault.kind === "revoked") {
      this.#parts.pairing.forgetKeys();
      this.#parts.streams.drop();
      return false;
    }
    if (fault.kind === "stream-silent") return false;
    this.#note(request, NO_ANSWER, `ordered: ${fault.kind}`);
    if (fault.kind === "reset") request.socket.destroy();
    if (fault.kind === "offline") this.cutAll();
    return true;
  }

  #send(request: IncomingMessage, response: ServerResponse, { status, headers, body, note }: Answer): void {
    this.#note(request, status, note);
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
  }

  /** A client that went away is its own business; anything else is a defect here and should be seen. */
  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.destroyed || response.headersSent) return void response.destroy();
    this.#send(request, response, refused(500, error instanceof Error ? error.message : String(error)));
  }

  #note(request: IncomingMessage, status: number, note: string | undefined): void {
    const method = request.method ?? "";
    const path = this.#withoutKeys(pathOf(request));
    this.#parts.log.add({ service: "hue", method, path, status, ...(note !== undefined && { note }) });
  }

  /** The old API carries the key in the path; it may also slip in anywhere by mistake. */
  #withoutKeys(path: string): string {
    const { pairing } = this.#parts;
    return path
      .replace(/^\/api\/(?!config$|0\/config$)[^/]+/, "/api/***")
      .split("/")
      .map((part) =>
        pairing.applicationId(part) !== undefined || LOOKS_LIKE_A_KEY.test(part) ? "***" : part,
      )
      .join("/");
  }
}

const LOOKS_LIKE_A_KEY = /^[\w-]{40}$/;

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}

function keyOf({ headers }: IncomingMessage): string | undefined {
  const key = headers["hue-application-key"];
  return typeof key === "string" ? key : undefined;
}

/** Only names that mean this machine, so that no web page can talk its way in through a name of its own. */
function isOurHost(host: string | undefined, bridgeId: string): boolean {
  const name = host?.replace(/:\d+$/, "").toLowerCase();
  return /^127(\.\d{1,3}){3}$/.test(name ?? "") || name === "localhost" || name === bridgeId;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
