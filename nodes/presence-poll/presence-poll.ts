import type { Told } from "../../shared/microsoft/account/credential-expiry";
import { GraphClient } from "../../shared/microsoft/graph/graph-client";
import { scopesFor } from "../../shared/microsoft/graph/graph-scopes";
import { PresencePoller } from "../../shared/microsoft/polling/presence-poller";
import { systemClock } from "../../shared/support/clock";
import { Problem } from "../../shared/support/problem";
import { isDeleted } from "../common/data-folder";
import { type Handlers, inBackground } from "../common/handlers";
import { nodeLog } from "../common/node-log";
import type { NodeConfig, NodeRed, NodeRedNode, NodeStatus } from "../common/node-red";
import { runNode } from "../common/run-node";
import { TeamsAuth, type TeamsAuthNode } from "../teams-auth/teams-auth-account";
import { CredentialWatch } from "./credential-watch";
import { PollController } from "./poll-controller";
import { type PollProperties, pollProperties } from "./poll-properties";

export = (RED: NodeRed): void => {
  const credentialMemories = new Map<string, { told?: Told }>();

  function build(node: NodeRedNode, config: NodeConfig): Handlers {
    const properties = pollProperties(config);
    const auth = accountOf(RED, properties.auth);
    const memory = credentialMemories.get(node.id) ?? {};
    credentialMemories.set(node.id, memory);
    const watch = createWatch(RED, node, auth, memory);
    const controller = createController(RED, node, properties, auth, (status) =>
      watch ? watch.show(status) : node.status(status),
    );
    inBackground(node, () => controller.start());
    const stopWatching = watch && startWithFlows(RED, watch);
    return {
      input: controller.input,
      close(removed) {
        stopWatching?.();
        if (removed && isDeleted(RED, node.id)) credentialMemories.delete(node.id);
        controller.close();
      },
    };
  }

  RED.nodes.registerType("presence-poll", function (config) {
    RED.nodes.createNode(this, config);
    runNode(RED, this, () => build(this, config));
  });
};

/** Nothing is watched where an account has no credential of its own, or nobody knows when it ends. */
function createWatch(
  RED: NodeRed,
  node: NodeRedNode,
  { application, credentialEnd: end }: TeamsAuth,
  memory: { told?: Told },
): CredentialWatch | undefined {
  if (!application || !end) return undefined;
  const { id, name } = application.identity;
  return new CredentialWatch({
    end,
    account: { id, name },
    memory,
    send: (messages) => node.send(messages),
    status: (status) => node.status(status),
    clock: systemClock,
    words: (key, substitutions) => RED._(key, substitutions),
  });
}

/** Gives what ends the watch. */
function startWithFlows(RED: NodeRed, watch: CredentialWatch): () => void {
  const start = (): void => watch.start();
  RED.events.once("flows:started", start);
  return () => {
    RED.events.removeListener("flows:started", start);
    watch.close();
  };
}

function createController(
  RED: NodeRed,
  node: NodeRedNode,
  properties: PollProperties,
  auth: TeamsAuth,
  status: (status: NodeStatus) => void,
): PollController {
  const { people, interval, staleAfter } = properties;
  const { method, readOthers } = auth.settings;
  const isApp = method === "app";
  const scopes = scopesFor(auth.settings);
  const graph = new GraphClient({ origin: auth.graph, tokens: auth.tokens, scopes, clock: systemClock });
  return new PollController({
    createPoller: (listener) =>
      new PresencePoller({
        tokens: auth.tokens,
        graph,
        access: { own: !isApp, others: isApp || readOthers },
        people,
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
    clone: (msg) => RED.util.cloneMessage(msg),
    status,
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
