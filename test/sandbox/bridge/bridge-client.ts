import { request as httpsRequest } from "node:https";
import type { RequestOptions } from "node:https";
import type { ClientRequest, IncomingMessage } from "node:http";
import { createAuthority } from "../../../sandbox/support/certificates";
import type { Authority } from "../../../sandbox/support/certificates";
import { Faults } from "../../../sandbox/support/faults";
import { WireLog } from "../../../sandbox/support/wire-log";
import { startBridge } from "../../../sandbox/bridge/bridge";
import type { Bridge, BridgeOptions } from "../../../sandbox/bridge/bridge";
import { FakeClock } from "../../support/fake-clock";

export const DESK_LAMP = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";
export const SHELF = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a02";
export const CEILING = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a03";
export const FAIRY_LIGHTS = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a04";
export const FLOOR_LAMP = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a05";
export const STRIP = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a06";
export const UNKNOWN = "00000000-0000-4000-8000-000000000000";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

type Options = Omit<RequestOptions, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** A bridge with what a test needs around it; every reply comes over a connection of its own. */
export interface Rig {
  readonly bridge: Bridge;
  readonly authority: Authority;
  readonly log: WireLog;
  readonly faults: Faults;
  readonly clock: FakeClock;
  readonly key: string;
  open(method: string, path: string, options?: Options): ClientRequest;
  send(method: string, path: string, body?: unknown, options?: Options): Promise<Reply>;
  /** PUT to a resource: "light/<id>". */
  put(resource: string, body: unknown): Promise<Reply>;
  /** The one resource at this path, parsed. */
  get(resource: string): Promise<Json>;
}

/** Parsed JSON, to be asked deeper: `json.at("data", 0, "on")`. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(...path: readonly (string | number)[]): unknown {
    return path.reduce<unknown>((inner, key) => {
      if (typeof inner !== "object" || inner === null) return undefined;
      return new Map<string, unknown>(Object.entries(inner)).get(String(key));
    }, this.value);
  }

  /** The elements of the list at this path; none when there is no list. */
  list(...path: readonly (string | number)[]): readonly Json[] {
    const value = this.at(...path);
    return Array.isArray(value) ? value.map((inner) => new Json(inner)) : [];
  }

  /** The names at this path, sorted. */
  keysAt(...path: readonly (string | number)[]): readonly string[] {
    const value = this.at(...path);
    return typeof value === "object" && value !== null ? Object.keys(value).sort() : [];
  }
}

export const parsed = (text: string): Json => new Json(JSON.parse(text));

export async function startRig(
  options: Omit<BridgeOptions, "authority" | "log" | "faults" | "now"> = {},
): Promise<Rig> {
  const authority = await createAuthority("CN=root-bridge, O=Philips Hue, C=NL");
  const clock = new FakeClock();
  const log = new WireLog();
  const faults = new Faults(() => clock.now());
  const bridge = await startBridge({ authority, log, faults, now: () => clock.now(), ...options });
  const key = bridge.addKey();

  const open: Rig["open"] = (method, path, extra = {}) =>
    httpsRequest({
      host: bridge.host,
      port: bridge.port,
      ca: authority.certificate,
      servername: bridge.bridgeId,
      agent: false,
      method,
      path,
      ...extra,
      headers: { "hue-application-key": key, ...extra.headers },
    });
  const send: Rig["send"] = (method, path, body, extra) => {
    const request = open(method, path, extra);
    const reply = replyTo(request);
    request.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
    return reply;
  };
  return {
    bridge,
    authority,
    log,
    faults,
    clock,
    key,
    open,
    send,
    put: (resource, body) => send("PUT", `/clip/v2/resource/${resource}`, body),
    async get(resource) {
      const { text } = await send("GET", `/clip/v2/resource/${resource}`);
      return new Json(parsed(text).at("data", 0));
    },
  };
}

export function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
}

export async function replyTo(request: ClientRequest): Promise<Reply> {
  const response = await responseTo(request);
  const pieces: Buffer[] = [];
  for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(pieces).toString("utf8"),
  };
}

/** The code of the error a promise rejects with; undefined when it does not. */
export async function errorCode(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}
