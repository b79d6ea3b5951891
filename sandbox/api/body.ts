import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal";

const LARGEST_BODY_BYTES = 16 * 1024;

/**
 * The request's JSON object; an empty body is an empty object.
 * @throws Refusal 413 when it is larger than 16 kB, 400 when it is not a JSON object
 */
export async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) {
      throw new Refusal(
        413,
        { code: "too-large", title: "The request is too large", advice: "Send at most 16 kB." },
        { connection: "close" },
      );
    }
    chunks.push(chunk);
  }
  return parseObject(Buffer.concat(chunks).toString("utf8"));
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notAnObject();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notAnObject();
  return { ...value };
}

function notAnObject(): Refusal {
  return new Refusal(400, {
    code: "bad-json",
    title: "The request's body is not a JSON object",
    advice: 'Send something like {"availability":"Busy","activity":"InACall"}.',
  });
}
