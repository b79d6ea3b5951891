import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";

interface Named {
  readonly name: string;
  readonly modelid: string;
}

/** The part of a connected node-hue-api that is used here; its own types are anything. */
interface HueApi {
  readonly users: { createUser(app: string, device: string): Promise<{ readonly username: string }> };
  readonly configuration: { getConfiguration(): Promise<Named> };
  readonly capabilities: { getAll(): Promise<unknown> };
  readonly lights: {
    getAll(): Promise<readonly Named[]>;
    getLight(id: number): Promise<Named>;
    setLightState(id: number, state: object): Promise<boolean>;
  };
  readonly groups: {
    getAll(): Promise<readonly Named[]>;
    setGroupState(id: number, state: object): Promise<boolean>;
  };
  readonly scenes: { getAll(): Promise<readonly Named[]> };
}

interface NodeHueApi {
  readonly v3: {
    readonly api: {
      createInsecureLocal(host: string, port: number): { connect(key?: string): Promise<HueApi> };
    };
  };
}

// Else it prints, at every connection, that plain HTTP is insecure.
process.env["NODE_HUE_API_USE_INSECURE_CONNECTION"] = "1";
const { v3 } = createRequire(__filename)("node-hue-api") as NodeHueApi;

/** Real time: its own limiter waits between commands, which no clock of ours turns. */
describe("the pretend round bridge as node-hue-api sees it", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ model: "BSB001" });
  });
  afterEach(() => rig.bridge.close());

  const connect = (key?: string) => v3.api.createInsecureLocal(rig.bridge.host, rig.bridge.port).connect(key);

  it("is paired with", async () => {
    const api = await connect();
    rig.bridge.pressButton();
    const { username } = await api.users.createUser("teams-presence", "kitchen");
    const own = await connect(username);
    const { modelid } = await own.configuration.getConfiguration();
    assert.equal(modelid, "BSB001");
  });

  it("tells its lights, groups and scenes", async () => {
    const api = await connect(rig.key);
    assert.deepEqual(
      (await api.lights.getAll()).map(({ name }) => name),
      rig.bridge.lamps().map(({ name }) => name),
    );
    assert.equal((await api.lights.getLight(1)).modelid, "LCA001");
    assert.ok((await api.groups.getAll()).some(({ name }) => name === "Office"));
    assert.equal((await api.scenes.getAll()).length, 4);
    await api.capabilities.getAll();
  });

  it("does what it is told", async () => {
    const api = await connect(rig.key);
    assert.equal(await api.lights.setLightState(1, { on: true, bri: 127, xy: [0.64, 0.33] }), true);
    assert.equal(rig.bridge.lamps()[0]?.color, "#ff0000");
    await api.groups.setGroupState(0, { on: false });
    assert.ok(rig.bridge.lamps().every(({ on }) => !on));
    await assert.rejects(api.lights.setLightState(1, { bri: 10 }), /Device is set to off/);
  });
});
