import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { handle, type Handlers, inBackground } from "../../../nodes/common/handlers";
import type { Done, Message, NodeRedNode } from "../../../nodes/common/node-red";
import { Problem } from "../../../shared/support/problem";
import { settle } from "../../support/fake-clock";

const PROBLEM = new Problem({ code: "bad-input", title: "Not understood", advice: "Send something else." });

/** Speaks to a node's listeners as Node-RED does, and remembers what the node says. */
function setUp(handlers?: Handlers) {
  const events = new EventEmitter();
  const errors: (readonly [unknown, Message | undefined])[] = [];
  const warnings: string[] = [];
  const parts = {
    id: "n",
    type: "t",
    on: (event: string, listener: (...values: unknown[]) => void) => void events.on(event, listener),
    error: (error: unknown, msg?: Message) => void errors.push([error, msg]),
    warn: (text: string) => void warnings.push(text),
  };
  const node = parts as unknown as NodeRedNode;
  if (handlers) handle(node, handlers);
  const ended: unknown[][] = [];
  const done = (...values: unknown[]): void => void ended.push(values);
  return {
    ended,
    errors,
    node,
    warnings,
    input: async (msg: Message = {}, onDone: Done = done): Promise<void> => {
      events.emit("input", msg, () => {}, onDone);
      await settle();
    },
    close: async (removed = false): Promise<void> => {
      events.emit("close", removed, done);
      await settle();
    },
  };
}

describe("the handlers of a node", () => {
  const WAYS: readonly (readonly [string, NonNullable<Handlers["input"]>])[] = [
    [
      "throws",
      () => {
        throw PROBLEM;
      },
    ],
    ["rejects", () => Promise.reject(PROBLEM)],
    [
      "rejects later",
      async () => {
        await settle();
        throw PROBLEM;
      },
    ],
  ];
  for (const [way, input] of WAYS) {
    it(`ends a message whose handler ${way} once, with the error`, async () => {
      const { ended, errors, ...node } = setUp({ input });
      await node.input();
      await settle();
      assert.deepEqual(
        ended.map(([error]) => (error as { code?: unknown }).code),
        ["bad-input"],
      );
      assert.deepEqual(errors, []);
    });

    it(`closes where the handler ${way}, with a warning`, async () => {
      const { ended, warnings, ...node } = setUp({ close: () => input({}, () => {}) });
      await node.close();
      await settle();
      assert.deepEqual([ended, warnings], [[[]], [PROBLEM.message]]);
    });
  }

  for (const [way, input] of [
    ["at once", () => {}],
    ["later", () => settle()],
  ] as const) {
    it(`ends a message that is dealt with ${way} once, without an error`, async () => {
      const { ended, ...node } = setUp({ input });
      await node.input();
      await settle();
      assert.deepEqual(ended, [[]]);
    });
  }

  it("hands over message and send, and whether the node is removed", async () => {
    const seen: unknown[] = [];
    const { input, close } = setUp({
      input: (msg, send) => void seen.push(msg.payload, typeof send),
      close: (removed) => void seen.push(removed),
    });
    await input({ payload: 1 });
    await close(true);
    assert.deepEqual(seen, [1, "function", true]);
  });

  it("reports a done that throws instead of rejecting into the void", async () => {
    const { errors, input } = setUp({ input: () => {} });
    await input({}, () => {
      throw new Error("a complete node failed");
    });
    assert.match(String(errors[0]?.[0]), /a complete node failed/);
  });

  it("reports what fails in the background on the node", async () => {
    for (const [, work] of WAYS) {
      const { errors, node } = setUp();
      inBackground(node, () => work({}, () => {}));
      await settle();
      await settle();
      assert.deepEqual(
        errors.map(([error, msg]) => [(error as { code?: unknown }).code, msg]),
        [["bad-input", { topic: "", payload: null }]],
      );
    }
  });
});
