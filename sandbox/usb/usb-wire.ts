import type { Socket } from "node:net";
import { isJsonObject, type JsonObject, parseJsonObject } from "../../shared/support/json-object";
import type { ProblemText } from "../../shared/support/problem";
import type { Received } from "./pretend-light";

/**
 * How a process asks for the pretend lights of another: JSON, one object a line, over TCP on 127.0.0.1. The first line of
 * a client is its `Hello`; then it asks and is answered, and is told of what happens to the lights it has open.
 */
export interface Hello {
  readonly token: string;
}

/** `id`: a number of the client's, another one each time; that of an `open` is the light's as long as it is open. */
export type Ask =
  | { readonly id: number; readonly ask: "list" }
  | { readonly id: number; readonly ask: "open"; readonly path: string }
  | {
      readonly id: number;
      readonly ask: "write";
      readonly light: number;
      readonly transport: Received["transport"];
      readonly hex: string;
    }
  | { readonly id: number; readonly ask: "close"; readonly light: number };

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly problem: ProblemText };

export type Event =
  | { readonly event: "input"; readonly light: number; readonly hex: string }
  | { readonly event: "lost"; readonly light: number; readonly problem: ProblemText };

/** Longer than any list of lights; whoever sends more without an end of line does not speak this. */
const LONGEST_LINE = 256 * 1024;

/** Gives every line that is an object. A peer that sends anything else is cut off. */
export function onMessage(socket: Socket, take: (message: JsonObject) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = parseJsonObject(line);
      if (message && !socket.destroyed) take(message);
      else socket.destroy();
    }
    if (rest.length > LONGEST_LINE) socket.destroy();
  });
}

/** What a socket that is gone is told is lost. */
export function send(socket: Socket, message: Hello | Ask | Answer | Event): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Undefined for what is no question. */
export function parseAsk({ id, ask, path, light, transport, hex }: JsonObject): Ask | undefined {
  if (!isNumber(id)) return undefined;
  if (ask === "list") return { id, ask };
  if (ask === "open") return typeof path === "string" ? { id, ask, path } : undefined;
  if (!isNumber(light)) return undefined;
  if (ask === "close") return { id, ask, light };
  const known = (["output", "feature", "serial"] as const).find((one) => one === transport);
  if (ask !== "write" || !known || typeof hex !== "string") return undefined;
  return { id, ask, light, transport: known, hex };
}

/** Undefined for what is neither an answer nor an event. */
export function parseTold(message: JsonObject): Answer | Event | undefined {
  const { id, event, light, hex, result } = message;
  const problem = problemText(message["problem"]);
  if (isNumber(id)) return problem ? { id, problem } : { id, result };
  if (!isNumber(light)) return undefined;
  if (event === "input" && typeof hex === "string") return { event, light, hex };
  return event === "lost" && problem ? { event, light, problem } : undefined;
}

function problemText(value: unknown): ProblemText | undefined {
  if (!isJsonObject(value)) return undefined;
  const { code, title, advice } = value;
  const isText = typeof code === "string" && typeof title === "string" && typeof advice === "string";
  return isText ? { code, title, advice } : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
