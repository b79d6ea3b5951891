import type { LiveState, SandboxState, WireLine } from "../api/state";

export interface Listener {
  start(state: SandboxState): void;
  state(state: LiveState): void;
  wire(lines: readonly WireLine[]): void;
  /** The sandbox has stopped or started answering. */
  answering(yes: boolean): void;
}

/** A browser gives up for good on some errors; then we begin again after this time, in milliseconds. */
const BEGIN_AGAIN_MS = 2000;

/** Follows the sandbox's events and comes back by itself, however long the sandbox is away. */
export function follow(listener: Listener): void {
  const source = new EventSource("api/events");
  source.addEventListener("start", ({ data }) => {
    const state = parse(data);
    if (!isLive(state) || !("wire" in state) || !isWire(state.wire)) return;
    listener.answering(true);
    listener.start({ ...state, wire: state.wire });
  });
  source.addEventListener("state", ({ data }) => {
    const state = parse(data);
    if (isLive(state)) listener.state(state);
  });
  source.addEventListener("wire", ({ data }) => {
    const lines = parse(data);
    if (isWire(lines)) listener.wire(lines);
  });
  source.addEventListener("error", () => {
    listener.answering(false);
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => follow(listener), BEGIN_AGAIN_MS);
  });
}

function parse(data: unknown): unknown {
  return typeof data === "string" ? JSON.parse(data) : undefined;
}

/** The server is of the same build, so looking at the outline is enough. */
function isLive(value: unknown): value is LiveState {
  return typeof value === "object" && value !== null && "people" in value && Array.isArray(value.people);
}

function isWire(value: unknown): value is readonly WireLine[] {
  return Array.isArray(value);
}

export interface Trouble {
  readonly title: string;
  readonly advice: string;
}

/** Asks the sandbox to do something; resolves to what went wrong, or to undefined. */
export async function order(
  method: "POST" | "DELETE",
  path: string,
  body?: object,
): Promise<Trouble | undefined> {
  try {
    const response = await fetch(`api/${path}`, {
      method,
      ...(method === "POST"
        ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) }
        : {}),
    });
    if (response.ok) return undefined;
    return troubleIn(await response.json());
  } catch {
    return { title: "The sandbox did not answer.", advice: "Is it still running? Try again in a moment." };
  }
}

function troubleIn(answer: unknown): Trouble {
  const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : undefined;
  if (typeof error !== "object" || error === null || !("title" in error) || !("advice" in error)) {
    return { title: "That did not work.", advice: "The sandbox gave no reason." };
  }
  return { title: `${String(error.title)}.`, advice: String(error.advice) };
}
