import assert from "node:assert/strict";
import { HueBridge } from "../../../nodes/hue-bridge/bridge";
import { silentLog } from "../../../shared/support/log";

const SETTINGS = {
  // Nobody listens there, so a request that goes out comes back as unreachable, but not because it was closed.
  properties: { host: "127.0.0.1", port: 1, bridgeId: "", tls: "insecure", api: "auto" },
  key: "key",
  certificate: "",
} as const;

const why = (bridge: HueBridge): Promise<string> =>
  bridge.session.readLights(["l1"]).then(
    () => "answered",
    (error: unknown) => /\((.*)\)/.exec(String(error))?.[1] ?? String(error),
  );

describe("a deployed bridge", () => {
  it("keeps its session beyond its own end until the last lamp is done", async () => {
    const bridge = new HueBridge(SETTINGS, silentLog);
    const [first, second] = [bridge.join(), bridge.join()];
    bridge.close();
    first();
    assert.equal(await why(bridge), "ECONNREFUSED");
    second();
    assert.equal(await why(bridge), "connection closed");
  });

  it("ends it at once where no lamp uses it", async () => {
    const bridge = new HueBridge(SETTINGS, silentLog);
    assert.equal(await why(bridge), "ECONNREFUSED");
    bridge.close();
    assert.equal(await why(bridge), "connection closed");
  });

  it("begins nothing after its end", async () => {
    const bridge = new HueBridge(SETTINGS, silentLog);
    bridge.close();
    assert.equal(await why(bridge), "connection closed");
  });
});
