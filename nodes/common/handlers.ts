import { nodeError } from "./errors";
import type { Message, NodeRedNode, Send } from "./node-red";

export interface Handlers {
  /** Ends when the message is dealt with; what it throws reaches Catch nodes. */
  readonly input?: (msg: Message, send: Send) => Promise<void> | void;
  /** `removed`: the node was deleted or disabled, not just redeployed. */
  readonly close?: (removed: boolean) => Promise<void> | void;
}

/**
 * The one way these nodes listen to Node-RED. Whatever a handler throws or rejects with becomes `done(error)` or a log
 * line: Node-RED ends its whole process on an unhandled rejection.
 */
export function handle(node: NodeRedNode, { input, close }: Handlers): void {
  if (input) {
    node.on("input", (msg, send, done) => {
      Promise.resolve()
        .then(() => input(msg, send))
        .then(
          () => done(),
          (error: unknown) => done(nodeError(error)),
        )
        .catch((error: unknown) => node.error(nodeError(error)));
    });
  }
  if (close) {
    node.on("close", (removed, done) => {
      Promise.resolve()
        .then(() => close(removed))
        .catch((error: unknown) => node.warn(nodeError(error).message))
        .finally(done)
        .catch(() => undefined);
    });
  }
}

/** Runs what no handler waits for; a failure is reported on the node, never thrown. */
export function inBackground(node: NodeRedNode, work: () => Promise<unknown> | void): void {
  Promise.resolve()
    .then(work)
    .catch((error: unknown) => node.error(nodeError(error), { topic: "", payload: null }));
}
