import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { refreshedFlow, sandboxAuth, sandboxFlow } from "../../sandbox/flow";
import type { Flow, FlowFile, FlowNode, WorldFacts } from "../../sandbox/flow";
import { root } from "../support/packed";

const EXAMPLE = JSON.parse(
  readFileSync(join(root, "examples", "flows", "01 - My lamp follows my presence.json"), "utf8"),
) as Flow;

const FACTS: WorldFacts = {
  authority: "https://localhost:4001",
  graph: "https://localhost:4002",
  tenant: "c0117050-0000-4000-8000-00000000c0de",
  clientId: "7e5e0ce0-0000-4000-8000-00000000c11e",
  bridge: {
    host: "127.0.0.1",
    port: 4003,
    bridgeId: "001788fffe5a4d0b",
    certificate: "PEM",
    key: "key",
  },
  target: "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01",
};
const LATER: WorldFacts = {
  ...FACTS,
  authority: "https://localhost:5001",
  graph: "https://localhost:5002",
  bridge: { ...FACTS.bridge, port: 5003, certificate: "PEM 2", key: "key 2" },
};

function only(flow: Flow, type: string): FlowNode {
  const [found, ...others] = flow.filter((node) => node.type === type);
  assert.ok(found && others.length === 0, `one ${type}`);
  return found;
}

/** `type.property` of everything that differs. */
function differences(one: Flow, other: Flow): string[] {
  assert.deepEqual(
    one.map(({ id }) => id),
    other.map(({ id }) => id),
  );
  return one.flatMap((node, index) => {
    const changed: FlowNode = other[index] ?? { id: "", type: "" };
    return [...new Set([...Object.keys(node), ...Object.keys(changed)])]
      .filter((property) => JSON.stringify(node[property]) !== JSON.stringify(changed[property]))
      .map((property) => `${node.type}.${property}`);
  });
}

function edited(file: FlowFile, type: string, changes: object): FlowFile {
  return { ...file, flow: file.flow.map((node) => (node.type === type ? { ...node, ...changes } : node)) };
}

describe("the example flow", () => {
  it("has ids as Node-RED makes them", () => {
    for (const { id } of EXAMPLE) assert.match(id, /^[0-9a-f]{16}$/);
  });

  it("is nobody's yet", () => {
    const { tenant, clientId, authority, graph } = only(EXAMPLE, "teams-auth");
    const { host, bridgeId } = only(EXAMPLE, "presence-hue-bridge");
    const { target } = only(EXAMPLE, "presence-hue-light");
    const filledIn = [tenant, clientId, authority, graph, host, bridgeId, target].filter(
      (text) => text !== "",
    );
    assert.deepEqual(filledIn, []);
  });

  it("lies on the editor's grid", () => {
    for (const { type, x, y } of EXAMPLE.filter((node) => "wires" in node))
      assert.deepEqual([Number(x) % 10, Number(y) % 20], [0, 0], type);
  });
});

describe("the sandbox's flow", () => {
  it("is the example but for the registration, the addresses, the lamp and the interval", () => {
    const { flow } = sandboxFlow(EXAMPLE, FACTS);
    const beside = flow.filter(({ type }) => type !== "busylight");
    assert.deepEqual(differences(EXAMPLE, beside), [
      "teams-auth.cloud",
      "teams-auth.authority",
      "teams-auth.graph",
      "teams-auth.tenant",
      "teams-auth.clientId",
      "presence-hue-bridge.host",
      "presence-hue-bridge.port",
      "presence-hue-bridge.bridgeId",
      "presence-hue-bridge.tls",
      "presence-poll.interval",
      "presence-diff.wires",
      "presence-hue-light.target",
    ]);
  });

  it("has a USB light beside the lamp, which is told the same", () => {
    const { flow } = sandboxFlow(EXAMPLE, FACTS);
    const light = only(flow, "busylight");
    const [targets] = only(flow, "presence-diff")["wires"] as readonly (readonly string[])[];
    assert.deepEqual(targets, [only(flow, "presence-hue-light").id, light.id]);
    assert.equal(light["z"], only(flow, "tab").id);
    assert.equal(light["theme"], only(flow, "presence-theme").id);
  });

  it("says there what the pretend world is, and keeps the key out of the flow", () => {
    const { flow, credentials } = sandboxFlow(EXAMPLE, FACTS);
    const auth = only(flow, "teams-auth");
    assert.deepEqual(
      [auth["cloud"], auth["authority"], auth["graph"]],
      ["custom", FACTS.authority, FACTS.graph],
    );
    const bridge = only(flow, "presence-hue-bridge");
    assert.deepEqual([bridge["host"], bridge["port"], bridge["tls"]], ["127.0.0.1", 4003, "pinned"]);
    assert.equal(only(flow, "presence-hue-light")["target"], FACTS.target);
    assert.equal(only(flow, "presence-poll")["interval"], 5);
    assert.deepEqual(credentials, { [bridge.id]: { key: "key", certificate: "PEM" } });
    assert.ok(!JSON.stringify(flow).includes("PEM"));
  });

  it("leaves the example as it was", () => {
    const before = structuredClone(EXAMPLE);
    sandboxFlow(EXAMPLE, FACTS);
    assert.deepEqual(EXAMPLE, before);
  });
});

describe("a flow of an earlier run", () => {
  const first = sandboxFlow(EXAMPLE, FACTS);

  it("gets this run's addresses and credentials, and keeps everything else", () => {
    const saved = edited(first, "presence-poll", { interval: 60, name: "Mine" });
    const { flow, credentials } = refreshedFlow(saved, EXAMPLE, LATER);
    assert.deepEqual(differences(saved.flow, flow), [
      "teams-auth.authority",
      "teams-auth.graph",
      "presence-hue-bridge.port",
    ]);
    assert.deepEqual(Object.values(credentials), [{ key: "key 2", certificate: "PEM 2" }]);
    assert.equal(sandboxAuth(flow, EXAMPLE, LATER)?.["authority"], LATER.authority);
  });

  it("stays as it is when nothing has moved", () => {
    assert.deepEqual(refreshedFlow(first, EXAMPLE, FACTS), first);
  });

  it("keeps an account that was pointed at another cloud, and nobody signs it in", () => {
    const saved = edited(first, "teams-auth", { cloud: "global", authority: "", graph: "" });
    const { flow } = refreshedFlow(saved, EXAMPLE, LATER);
    assert.deepEqual(only(flow, "teams-auth"), only(saved.flow, "teams-auth"));
    assert.equal(sandboxAuth(flow, EXAMPLE, LATER), undefined);
  });

  it("keeps a bridge that was pointed at a real one, and its key", () => {
    const saved = edited(first, "presence-hue-bridge", { bridgeId: "001788fffe000001", tls: "verified" });
    assert.deepEqual(refreshedFlow(saved, EXAMPLE, LATER).credentials, first.credentials);
    assert.deepEqual(
      only(refreshedFlow(saved, EXAMPLE, LATER).flow, "presence-hue-bridge"),
      only(saved.flow, "presence-hue-bridge"),
    );
  });

  it("keeps nodes and credentials that are the user's own", () => {
    const own = { ...only(first.flow, "teams-auth"), id: "0123456789abcdef" };
    const saved = {
      flow: [...first.flow, own],
      credentials: { ...first.credentials, "0123456789abcdef": { password: "x" } },
    };
    const { flow, credentials } = refreshedFlow(saved, EXAMPLE, LATER);
    assert.deepEqual(flow.at(-1), own);
    assert.deepEqual(credentials["0123456789abcdef"], { password: "x" });
  });

  it("may have lost or disabled its account", () => {
    const without = first.flow.filter(({ type }) => type !== "teams-auth");
    assert.equal(sandboxAuth(without, EXAMPLE, FACTS), undefined);
    assert.equal(sandboxAuth(edited(first, "teams-auth", { d: true }).flow, EXAMPLE, FACTS), undefined);
    assert.ok(sandboxAuth(first.flow, EXAMPLE, FACTS));
  });
});
