import assert from "node:assert/strict";
import { StringDecoder } from "node:string_decoder";
import type { IncomingMessage } from "node:http";
import { parsed, responseTo } from "./bridge-client";
import type { Json, Rig } from "./bridge-client";

/** An open stream: `frame()` gives the next block of lines, `ended` resolves when the bridge breaks it off. */
export interface Stream {
  readonly response: IncomingMessage;
  /** All that has come so far, as it was cut on the way. */
  readonly pieces: readonly Buffer[];
  frame(): Promise<string>;
  readonly ended: Promise<void>;
}

export async function openStream(rig: Rig, key = rig.key): Promise<Stream> {
  const headers = { accept: "text/event-stream", "hue-application-key": key };
  const request = rig.open("GET", "/eventstream/clip/v2", { headers });
  request.end();
  const response = await responseTo(request);
  const decoder = new StringDecoder("utf8");
  const waiting: ((frame: string) => void)[] = [];
  const frames: string[] = [];
  const pieces: Buffer[] = [];
  let rest = "";
  response.on("data", (piece: Buffer) => {
    pieces.push(piece);
    const blocks = (rest + decoder.write(piece)).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const taker = waiting.shift();
      if (taker) taker(block);
      else frames.push(block);
    }
  });
  response.on("error", () => {});
  return {
    response,
    pieces,
    ended: new Promise((resolve) => response.once("close", resolve)),
    frame: () => {
      const next = frames.shift();
      return next === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(next);
    },
  };
}

export function eventsOf(frame: string): { readonly id: string; readonly events: Json } {
  const match = /^id: (\d+:\d+)\ndata: (.*)$/.exec(frame);
  assert.ok(match, frame);
  return { id: match[1] ?? "", events: parsed(match[2] ?? "") };
}
