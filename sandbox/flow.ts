/** Node-RED's flow file, as far as the sandbox writes into it. */

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

export type Flow = readonly FlowNode[];

/** By node id, as a `flows_cred.json` without a secret has them. */
export type Credentials = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface FlowFile {
  readonly flow: Flow;
  readonly credentials: Credentials;
}

/** What a flow has to know of the pretend world. */
export interface WorldFacts {
  readonly authority: string;
  readonly graph: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly bridge: {
    readonly host: string;
    readonly port: number;
    readonly bridgeId: string;
    /** The leaf, PEM. */
    readonly certificate: string;
    readonly key: string;
  };
  /** The lamp that follows. */
  readonly target: string;
}

/** Short, so that nobody has to wait for a lamp. */
export const INTERVAL_SECONDS = 5;

type Properties = Readonly<Record<string, unknown>>;

/** What follows the same presence as the lamp: whatever USB light is plugged in on the page. */
const BUSYLIGHT = {
  id: "be5d0c17a2f84e69",
  type: "busylight",
  name: "",
  device: "any",
  x: 590,
  y: 240,
  wires: [[], []],
} as const;

/**
 * The example flow as it works in the sandbox: addresses, the registration, the lamp, the interval and the bridge's
 * credentials differ, and there is a USB light beside the lamp. The bridge's certificate is pinned, since no pretend
 * bridge has one from Signify.
 */
export function sandboxFlow(example: Flow, facts: WorldFacts): FlowFile {
  const { host, port, bridgeId } = facts.bridge;
  const changes: Readonly<Record<string, Properties>> = {
    "teams-auth": {
      cloud: "custom",
      authority: facts.authority,
      graph: facts.graph,
      tenant: facts.tenant,
      clientId: facts.clientId,
    },
    "presence-hue-bridge": { host, port, bridgeId, tls: "pinned" },
    "presence-hue-light": { target: facts.target },
    "presence-poll": { interval: INTERVAL_SECONDS },
  };
  const flow = withBusylight(example.map((node) => changedBy(node, changes[node.type])));
  const bridges = example.filter(({ type }) => type === "presence-hue-bridge");
  return { flow, credentials: Object.fromEntries(bridges.map(({ id }) => [id, credentialsOf(facts)])) };
}

/**
 * What the user has made of the flow, with the addresses and credentials of this run. Only the example's own config nodes
 * are touched, and only while they still mean the sandbox: one that was pointed at the real world is left alone.
 */
export function refreshedFlow(saved: FlowFile, example: Flow, facts: WorldFacts): FlowFile {
  const ours = new Set(example.map(({ id }) => id));
  const credentials: Record<string, Readonly<Record<string, string>>> = { ...saved.credentials };
  const flow = saved.flow.map((node) => {
    if (!ours.has(node.id)) return node;
    if (isSandboxAuth(node, facts))
      return changedBy(node, { authority: facts.authority, graph: facts.graph });
    if (!isSandboxBridge(node, facts)) return node;
    credentials[node.id] = { ...credentials[node.id], ...credentialsOf(facts) };
    return changedBy(node, { host: facts.bridge.host, port: facts.bridge.port });
  });
  return { flow, credentials };
}

/** Every change that goes to a lamp goes to the USB light, too. */
function withBusylight(flow: Flow): Flow {
  const change = flow.find(({ type }) => type === "presence-diff");
  if (!change) return flow;
  const [first = []] = change["wires"] as readonly (readonly string[])[];
  const wired = { ...change, wires: [[...first, BUSYLIGHT.id]] };
  const theme = flow.find(({ type }) => type === "presence-theme")?.id ?? "";
  return [...flow.map((node) => (node === change ? wired : node)), { ...BUSYLIGHT, z: change["z"], theme }];
}

/** The account of the example flow, where it is still there, enabled, and one of the sandbox. */
export function sandboxAuth(flow: Flow, example: Flow, facts: WorldFacts): FlowNode | undefined {
  const ours = new Set(example.map(({ id }) => id));
  return flow.find((node) => ours.has(node.id) && node["d"] !== true && isSandboxAuth(node, facts));
}

function isSandboxAuth({ type, cloud, tenant, clientId }: FlowNode, facts: WorldFacts): boolean {
  return (
    type === "teams-auth" && cloud === "custom" && tenant === facts.tenant && clientId === facts.clientId
  );
}

function isSandboxBridge({ type, bridgeId, tls }: FlowNode, { bridge }: WorldFacts): boolean {
  return type === "presence-hue-bridge" && bridgeId === bridge.bridgeId && tls === "pinned";
}

function credentialsOf({ bridge: { key, certificate } }: WorldFacts): Readonly<Record<string, string>> {
  return { key, certificate };
}

/** Properties a node has never had stay away. */
function changedBy(node: FlowNode, changes: Properties = {}): FlowNode {
  return { ...node, ...changes };
}
