import assert from "node:assert/strict";
import { HueBridge } from "../../../nodes/hue-bridge/bridge";
import type { BridgeProperties, BridgeSettings } from "../../../nodes/hue-bridge/bridge-properties";
import { leaseSession } from "../../../nodes/hue-bridge/bridge-sessions";
import { silentLog } from "../../../shared/support/log";

// Nobody listens there, so a request that goes out comes back as unreachable, but not because it was closed.
const settings = (key = "key", properties: Partial<BridgeProperties> = {}): BridgeSettings => ({
  properties: { host: "127.0.0.1", port: 1, bridgeId: "", tls: "insecure", api: "auto", ...properties },
  key,
  certificate: "",
});

const why = ({ session }: Pick<HueBridge, "session">): Promise<string> =>
  session.readLights(["l1"]).then(
    () => "answered",
    (error: unknown) => /\((.*)\)/.exec(String(error))?.[1] ?? String(error),
  );

describe("a deployed bridge", () => {
  it("keeps its session beyond its own end until the last lamp is done", async () => {
    const bridge = new HueBridge(settings(), silentLog);
    const [first, second] = [bridge.join(), bridge.join()];
    bridge.close();
    first();
    assert.equal(await why(bridge), "ECONNREFUSED");
    second();
    assert.equal(await why(bridge), "connection closed");
  });

  it("ends it at once where no lamp uses it", async () => {
    const bridge = new HueBridge(settings(), silentLog);
    assert.equal(await why(bridge), "ECONNREFUSED");
    bridge.close();
    assert.equal(await why(bridge), "connection closed");
  });

  it("begins nothing after its end", async () => {
    const bridge = new HueBridge(settings(), silentLog);
    bridge.close();
    assert.equal(await why(bridge), "connection closed");
  });
});

describe("two nodes for one bridge", () => {
  const open: HueBridge[] = [];
  const begin = (...given: Parameters<typeof settings>): HueBridge => {
    const bridge = new HueBridge(settings(...given), silentLog);
    open.push(bridge);
    return bridge;
  };
  afterEach(() => {
    for (const bridge of open.splice(0)) bridge.close();
  });

  it("have one session, until the last of them ends", async () => {
    const [one, two] = [begin(), begin()];
    assert.equal(one.session, two.session);
    one.close();
    assert.equal(await why(two), "ECONNREFUSED");
    two.close();
    assert.equal(await why(two), "connection closed");
    assert.notEqual(begin().session, two.session);
  });

  it("have what matters to the bridge in common even where they were paired one by one", () => {
    const id = { bridgeId: "001788fffe5a4d0b" };
    const [one, two] = [begin("key", id), begin("another key", { ...id, host: "127.0.0.2" })];
    assert.notEqual(one.session, two.session);
    assert.equal(one.session.holders, two.session.holders);
  });

  it("have nothing in common where they are for two", () => {
    const [one, two] = [begin("key", { port: 1 }), begin("key", { port: 2 })];
    assert.notEqual(one.session.holders, two.session.holders);
  });

  it("count the release of one of them once", async () => {
    const bridge = begin();
    const lease = leaseSession(settings(), silentLog);
    lease.release();
    lease.release();
    assert.equal(await why(bridge), "ECONNREFUSED");
  });
});
