import assert from "node:assert/strict";
import type { DebugEvent, NodeRedProcess } from "./node-red";

export const TAB = { id: "tab", type: "tab", label: "Flow" };

/** A debug node; `complete` is the property it shows, "true" for the whole message. */
export function debugNode(id: string, complete = "payload"): object {
  return {
    id,
    type: "debug",
    z: TAB.id,
    active: true,
    tosidebar: true,
    complete,
    targetType: complete === "true" ? "full" : "msg",
    wires: [],
  };
}

export function injectNode(id: string, ...to: readonly string[]): object {
  return { id, type: "inject", z: TAB.id, props: [{ p: "payload" }], wires: [to] };
}

/** A Catch node for everything, whose messages the debug node `id` shows whole. */
export function catchNodes(id: string): object[] {
  return [
    { id: `catch-${id}`, type: "catch", z: TAB.id, scope: null, uncaught: false, wires: [[id]] },
    debugNode(id, "true"),
  ];
}

/** Sends a payload through an inject node. */
export async function inject(red: NodeRedProcess, id: string, payload: unknown): Promise<void> {
  const { status } = await red.admin("POST", `/inject/${id}`, {
    __user_inject_props__: [{ p: "payload", v: JSON.stringify(payload), vt: "json" }],
  });
  assert.equal(status, 200);
}

/** What a Catch node's message says. */
export interface Caught {
  readonly topic?: unknown;
  readonly payload?: unknown;
  readonly error: {
    readonly message: string;
    readonly code?: unknown;
    readonly cause?: unknown;
    readonly stack?: unknown;
    readonly source: { readonly id: string };
  };
}

export function caught({ msg }: DebugEvent): Caught {
  return JSON.parse(msg) as Caught;
}
