import type { WatchedBridge } from "../../../../../shared/lights/hue/home/clip-watch";
import { parseLightState, type LightState } from "../../../../../shared/lights/hue/home/light-state";
import type { EventStream, StreamHandlers } from "../../../../../shared/lights/hue/wire/event-stream";
import { textAt } from "../../../../../shared/lights/hue/wire/json";
import { Problem } from "../../../../../shared/support/problem";
import { event, light } from "./clip-resources";

export const problem = (code: string) => new Problem({ code, title: code, advice: "" });

/** A bridge with two lights and no wire: streams open and end when a test says so. */
export class PretendBridge implements WatchedBridge {
  readonly lights = new Map([
    ["l1", true],
    ["l2", true],
  ]);
  /** What was asked, in order. */
  readonly calls: string[] = [];
  /** Codes that requests fail with, until taken back. */
  failure: string | undefined;
  /** While set, requests wait for it. */
  gate: Promise<void> | undefined;
  /** How the next streams go by themselves: open, or end with this code; undefined: as the test says. */
  streams: string | undefined = "open";
  /** The handlers of every stream so far; undefined once it was closed. */
  readonly opened: (StreamHandlers | undefined)[] = [];

  get openStreams(): number {
    return this.opened.filter((handlers) => handlers !== undefined).length;
  }

  get stream(): StreamHandlers {
    const handlers = this.opened.at(-1);
    if (!handlers) throw new Error("No stream is open");
    return handlers;
  }

  /** Somebody switches a light; the stream tells unless it is dead. */
  switch(id: string, on: boolean, tell = true): void {
    this.lights.set(id, on);
    if (tell) this.stream.event(JSON.stringify(event("update", { type: "light", id, on: { on } })));
  }

  openEventStream(handlers: StreamHandlers): EventStream {
    this.calls.push("stream");
    const index = this.opened.push(handlers) - 1;
    const planned = this.streams;
    queueMicrotask(() => {
      const stream = this.opened[index];
      if (planned === "open") stream?.opened();
      else if (planned !== undefined) this.end(planned);
    });
    return { close: () => void (this.opened[index] = undefined) };
  }

  end(code: string): void {
    const { stream } = this;
    this.opened[this.opened.length - 1] = undefined;
    stream.ended(problem(code));
  }

  async readAll(): Promise<readonly unknown[]> {
    await this.#asked("all");
    return this.#resources();
  }

  async readLights(ids?: readonly string[]): Promise<ReadonlyMap<string, LightState>> {
    await this.#asked(`lights${ids ? ` ${ids.join(" ")}` : ""}`);
    const found = new Map<string, LightState>();
    for (const resource of this.#resources()) {
      const id = textAt(resource, "id") ?? "";
      const state = parseLightState(resource);
      if (state && (!ids || ids.includes(id))) found.set(id, state);
    }
    return found;
  }

  ping(): Promise<void> {
    return this.#asked("ping");
  }

  #resources(): readonly unknown[] {
    return [...this.lights].map(([id, on]) => light(id, `device of ${id}`, { on: { on } }));
  }

  async #asked(what: string): Promise<void> {
    this.calls.push(what);
    await this.gate;
    if (this.failure !== undefined) throw problem(this.failure);
  }
}
