/** node-red-node-test-helper with the types these tests use: loads one node into a Node-RED without package or editor. */
import type { Message, NodeStatus } from "../../nodes/common/node-red";

export interface HelperNode {
  receive(message: Message): void;
  on(event: string, listener: (...values: never[]) => void): void;
  readonly id: string;
}

interface Helper {
  init(nodeRed: string): void;
  load(nodes: unknown, flow: readonly object[]): Promise<void>;
  unload(): Promise<void>;
  startServer(done?: () => void): void;
  stopServer(done?: () => void): void;
  getNode(id: string): HelperNode & { status: { readonly args: readonly (readonly [NodeStatus])[] } };
  settings(settings: object): void;
}

const helper = require("node-red-node-test-helper") as Helper;
helper.init(require.resolve("node-red"));

export { helper };
