import assert from "node:assert/strict";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { createAuthority } from "../../sandbox/support/certificates";
import { Faults } from "../../sandbox/support/faults";
import { WireLog } from "../../sandbox/support/wire-log";
import { until } from "../shared/lights/hue/support/wire";
import { MAJOR, NodeRedProcess } from "../support/node-red";

const BRIDGES = ["a1b2c3d4e5f60a01", "a1b2c3d4e5f60a02"] as const;

describe(`one Hue bridge behind two nodes in a real Node-RED ${MAJOR}`, function () {
  this.timeout(40_000);
  let bridge: Bridge;
  let red: NodeRedProcess;
  const log = new WireLog();

  before(async () => {
    bridge = await startBridge({ authority: await createAuthority("CN=Test CA"), log, faults: new Faults() });
    red = await NodeRedProcess.start();
  });
  after(async () => {
    await red.dispose();
    await bridge.close();
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, red.debugs.all, red.statuses.all);
  });

  const lamps = () => bridge.lamps().slice(0, 2);
  const look = (id: string) => bridge.lamps().find((lamp) => lamp.id === id);

  /** A lamp behind each bridge node, and an inject node before each. */
  async function deploy(keys: readonly string[], targets: readonly string[]): Promise<void> {
    const { host, port, bridgeId } = bridge;
    await red.deploy([
      { id: "tab", type: "tab", label: "Flow" },
      ...keys.flatMap((key, i) => [
        {
          id: BRIDGES[i],
          type: "presence-hue-bridge",
          host,
          port,
          tls: "insecure",
          bridgeId,
          credentials: { key },
        },
        { id: `in${i}`, type: "inject", z: "tab", props: [{ p: "payload" }], wires: [[`lamp${i}`]] },
        {
          id: `lamp${i}`,
          type: "presence-hue-light",
          z: "tab",
          bridge: BRIDGES[i],
          targetType: "light",
          target: targets[i],
          wires: [[`out${i}`]],
        },
        { id: `out${i}`, type: "debug", z: "tab", active: true, complete: "true", targetType: "full" },
      ]),
    ]);
  }

  async function inject(lamp: number, payload: string): Promise<void> {
    await red.admin("POST", `/inject/in${lamp}`, { __user_inject_props__: [{ p: "payload", v: payload }] });
  }

  /** Asks, and waits for the answer. */
  async function ask(lamp: number, payload: string): Promise<void> {
    const answer = red.debugs.next(({ id, msg }) => id === `out${lamp}` && msg.includes(`"${payload}"`));
    await inject(lamp, payload);
    await answer;
  }

  it("costs one event stream, and takes a burst through both without a refusal", async () => {
    const key = bridge.addKey();
    const [one, two] = lamps().map(({ id }) => id);
    assert.ok(one && two);
    await deploy([key, key], [one, two]);
    await Promise.all([ask(0, "busy"), ask(1, "busy")]);
    bridge.resetTraffic();
    for (let i = 0; i < 40; i++) {
      const status = i % 2 === 0 ? "available" : "away";
      await Promise.all([inject(0, status), inject(1, status)]);
    }
    await Promise.all([ask(0, "in-a-call"), ask(1, "in-a-call")]);
    assert.deepEqual([look(one)?.color, look(two)?.color], ["#ff0000", "#ff0000"]);
    await until(() => bridge.openStreams() > 0, "the event stream is open");
    assert.equal(bridge.openStreams(), 1);
    const { refused429, mostParallel } = bridge.traffic();
    assert.equal(refused429, 0);
    assert.ok(mostParallel <= 3, `${mostParallel} at once`);
  });

  it("gives a lamp back as it was before both, also where each has a key of its own", async () => {
    const [lamp] = lamps().map(({ id }) => id);
    assert.ok(lamp);
    await Promise.all([ask(0, "restore"), ask(1, "restore")]);
    await deploy([bridge.addKey(), bridge.addKey()], [lamp, lamp]);
    bridge.setByHand(lamp, { brightness: 40, mirek: 300 });
    const before = look(lamp);
    await ask(0, "busy");
    await ask(1, "available");
    assert.equal(look(lamp)?.color, "#00ff00");
    await ask(0, "restore");
    assert.equal(look(lamp)?.color, "#00ff00", "it is no longer the first one's");
    await ask(1, "restore");
    assert.deepEqual(look(lamp), before);
  });
});
