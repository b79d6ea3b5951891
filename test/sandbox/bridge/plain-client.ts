import { request } from "node:http";
import { replyTo } from "./bridge-client";
import type { Reply } from "./bridge-client";

/** One request over plain HTTP; the body is sent as JSON. */
export function sendPlain(port: number, method: string, path: string, body?: unknown): Promise<Reply> {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-length": Buffer.byteLength(text) };
  const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false });
  const reply = replyTo(outgoing);
  outgoing.end(text);
  return reply;
}
