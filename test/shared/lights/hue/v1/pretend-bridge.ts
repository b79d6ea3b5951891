import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isObject, parseJson } from "../../../../../shared/lights/hue/wire/json";
import { listen } from "../wire/https-server";

export const KEY = "key-that-nobody-may-see-in-any-message-00";

export interface Asked {
  readonly method: string;
  /** What follows `/api/<key>`. */
  readonly path: string;
  readonly body: unknown;
}

export type Answering = (asked: Asked, request: IncomingMessage, response: ServerResponse) => void;

export interface PretendBridge {
  readonly port: number;
  readonly asked: readonly Asked[];
  /** Lights, groups and scenes, by what follows the key; to be changed at will. */
  readonly resources: Record<string, Record<string, unknown>>;
  /** Answers in place of the bridge from now on; undefined: the bridge again. */
  answering: Answering | undefined;
  close(): Promise<void>;
}

const BULB = {
  state: {
    on: true,
    bri: 144,
    hue: 13088,
    sat: 212,
    xy: [0.5128, 0.4147],
    ct: 467,
    alert: "none",
    effect: "none",
    colormode: "xy",
    reachable: true,
  },
  type: "Extended color light",
  name: "Desk",
  modelid: "LCT001",
  uniqueid: "00:17:88:01:00:b5:a1:2c-0b",
};

/** What each parameter may be (Hue API v1, "Set light state", "Set group state"). */
const RULES: Readonly<Record<string, (value: unknown) => boolean>> = {
  on: (value) => typeof value === "boolean",
  bri: (value) => isWhole(value, 1, 254),
  ct: (value) => isWhole(value, 153, 500),
  xy: (value) => Array.isArray(value) && value.length === 2 && value.every((part) => part >= 0 && part <= 1),
  transitiontime: (value) => isWhole(value, 0, 65_535),
  alert: (value) => value === "none" || value === "select" || value === "lselect",
};
const LOOK = new Set(["bri", "ct", "xy"]);

const isWhole = (value: unknown, low: number, high: number): boolean =>
  Number.isInteger(value) && Number(value) >= low && Number(value) <= high;

const failed = (type: number, address: string, description: string) => ({
  error: { type, address, description },
});

/** A bridge of the first generation as far as we speak with it: plain HTTP on 127.0.0.1, strict about what it is told. */
export async function startPretendBridge(): Promise<PretendBridge> {
  const asked: Asked[] = [];
  const resources: Record<string, Record<string, unknown>> = {
    lights: { "1": structuredClone(BULB) },
    groups: {},
    scenes: {},
  };
  const bridge = {
    asked,
    resources,
    answering: undefined as Answering | undefined,
    port: 0,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [, api, key, ...rest] = (request.url ?? "").split("/");
      const text = Buffer.concat(chunks).toString("utf8");
      const body = text === "" ? undefined : parseJson(text);
      const told: Asked = { method: request.method ?? "", path: rest.join("/"), body };
      asked.push(told);
      if (bridge.answering) return bridge.answering(told, request, response);
      if (api !== "api" || key !== KEY) return answer(response, [failed(1, "/", "unauthorized user")]);
      if (text !== "" && !isObject(body))
        return answer(response, [failed(2, "/", "body contains invalid json")]);
      answer(response, told.method === "PUT" ? written(resources, rest, body) : read(resources, rest));
    });
  });
  bridge.port = await listen(server);
  return bridge;
}

export function answer(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function read(resources: PretendBridge["resources"], [kind = "", id]: readonly string[]): unknown {
  const list = resources[kind];
  const found = id === undefined ? list : list?.[id];
  const address = `/${id === undefined ? kind : `${kind}/${id}`}`;
  return found ?? [failed(3, address, `resource, ${address}, not available`)];
}

function written(
  resources: PretendBridge["resources"],
  [kind = "", id = "", part = ""]: readonly string[],
  body: unknown,
): unknown {
  assert.equal(`${kind}/${part}`, kind === "lights" ? "lights/state" : "groups/action");
  const address = `/${kind}/${id}/${part}`;
  const known = resources[kind]?.[id] ?? (kind === "groups" && id === "0" ? {} : undefined);
  if (!known) return [failed(3, `/${kind}/${id}`, `resource, /${kind}/${id}, not available`)];
  if (!isObject(body)) return [failed(5, address, "invalid/missing parameters in body")];
  const state = isObject(known) && isObject(known["state"]) ? known["state"] : undefined;
  const dark = (body["on"] ?? state?.["on"]) === false;
  return Object.entries(body).map(([name, value]) => {
    const whole = `${address}/${name}`;
    const fits = name === "scene" ? resources["scenes"]?.[String(value)] !== undefined : RULES[name]?.(value);
    if (fits === undefined) return failed(6, whole, `parameter, ${name}, not available`);
    if (!fits) return failed(7, whole, `invalid value, ${String(value)}, for parameter, ${name}`);
    if (dark && LOOK.has(name))
      return failed(201, whole, `parameter, ${name}, is not modifiable. Device is set to off.`);
    return { success: { [whole]: value } };
  });
}
