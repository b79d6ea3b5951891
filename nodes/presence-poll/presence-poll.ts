import { GraphClient } from "../../shared/microsoft/graph-client";
import { PresencePoller } from "../../shared/microsoft/presence-poller";
import { systemClock } from "../../shared/support/clock";
import { Problem } from "../../shared/support/problem";
import { inBackground } from "../common/handlers";
import { nodeLog } from "../common/node-log";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { runNode } from "../common/run-node";
import { TeamsAuth, type TeamsAuthNode } from "../teams-auth/teams-auth-account";
import { PollController } from "./poll-controller";
import { type PollProperties, pollProperties } from "./poll-properties";

export = (RED: NodeRed): void => {
  RED.nodes.registerType("presence-poll", function (config) {
    RED.nodes.createNode(this, config);
    runNode(RED, this, () => {
      const properties = pollProperties(config);
      const controller = createController(RED, this, properties, accountOf(RED, properties.auth));
      inBackground(this, () => controller.start());
      return controller;
    });
  });
};

function createController(
  RED: NodeRed,
  node: NodeRedNode,
  properties: PollProperties,
  auth: TeamsAuth,
): PollController {
  const { interval, staleAfter } = properties;
  const graph = new GraphClient({ origin: auth.graph, tokens: auth.tokens, clock: systemClock });
  return new PollController({
    createPoller: (listener) =>
      new PresencePoller({
        tokens: auth.tokens,
        graph,
        listener,
        clock: systemClock,
        log: nodeLog(node),
        interval,
        staleAfter,
        statusMessage: false,
        pace: auth.pace,
      }),
    signIn: () => auth.signIn(),
    account: () => auth.account(),
    ready: auth.ready,
    send: (messages) => node.send(messages),
    status: (status) => node.status(status),
    error: (error, msg) => node.error(error, msg),
    now: () => systemClock.now(),
    words: (key, substitutions) => RED._(key, substitutions),
  });
}

/** @throws Problem where no account is chosen, it is not deployed, or its own configuration is wrong. */
function accountOf(RED: NodeRed, id: string): TeamsAuth {
  const node = RED.nodes.getNode(id) as TeamsAuthNode | null;
  if (node?.auth instanceof TeamsAuth) return node.auth;
  if (node?.problem instanceof Problem) throw node.problem;
  throw new Problem({
    code: "no-account",
    title: "No account is chosen",
    advice:
      "Open this node, choose or add an account and sign in; if one is chosen, it may be disabled or missing.",
  });
}
