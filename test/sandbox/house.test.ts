import assert from "node:assert/strict";
import { startBridge } from "../../sandbox/bridge/bridge";
import type { Bridge } from "../../sandbox/bridge/bridge";
import { APP_REGISTRATION, APP_SECRET, DEFAULT_REGISTRATION } from "../../sandbox/cloud";
import { SandboxHouse } from "../../sandbox/house";
import { Problem } from "../../shared/support/problem";
import { createAuthority } from "../../sandbox/support/certificates";
import { Faults } from "../../sandbox/support/faults";
import { WireLog } from "../../sandbox/support/wire-log";
import { UsbLights } from "../../sandbox/usb/usb-lights";
import { World } from "../../sandbox/world";
import { FakeClock } from "../support/fake-clock";

describe("the sandbox's house", () => {
  const world = new World();
  const log = new WireLog();
  const faults = new Faults();
  const lights = new UsbLights(faults, new FakeClock());
  let bridge: Bridge;
  let house: SandboxHouse;
  let changes = 0;
  before(async () => {
    bridge = await startBridge({ authority: await createAuthority("CN=Test CA"), log, faults });
    const links = () => ({ nodeRed: "http://127.0.0.1/" });
    house = new SandboxHouse({ world, bridge, lights, log, faults, links });
    house.onChange(() => changes++);
  });
  beforeEach(() => (changes = 0));
  after(() => bridge.close());

  it("shows people as presences, with the status the nodes would give them", () => {
    house.setPresence("alice", { availability: "BusyIdle", activity: "InACall" });
    const [alice] = house.people();
    assert.deepEqual(alice?.person, {
      id: world.person("alice").oid,
      slug: "alice",
      name: "Alice Example",
    });
    assert.deepEqual([alice.availability, alice.activity], ["BusyIdle", "InACall"]);
    assert.deepEqual([alice.status, alice.idle, alice.outOfOffice], ["in-a-call", true, false]);
    assert.equal(changes, 1);
  });

  it("lets Teams refuse a presence it does not know", () => {
    assert.throws(() => house.setPresence("alice", { availability: "Dancing", activity: "InACall" }), {
      code: "invalid-presence",
    });
    assert.equal(changes, 0);
  });

  it("lets somebody at the switch change a lamp", () => {
    const [lamp] = house.lamps();
    assert.ok(lamp?.on);
    house.handOnSwitch(lamp.id, { on: false });
    assert.equal(house.lamps()[0]?.on, false);
    assert.ok(changes > 0);
    assert.throws(() => house.handOnSwitch("no such lamp", { on: true }));
  });

  it("tells what can be set on each lamp, and lets somebody with the Hue app do it", () => {
    const [desk, , ceiling, plug] = house.lamps();
    assert.ok(desk && ceiling && plug);
    assert.deepEqual(
      [desk, ceiling, plug].map(({ abilities }) => [abilities?.brightness, abilities?.color]),
      [
        [true, true],
        [true, false],
        [false, false],
      ],
    );
    house.handOnSwitch(desk.id, { brightness: 40, color: "#ff0000" });
    const { on, brightness, color } = house.lamps()[0] ?? desk;
    assert.deepEqual([on, brightness, color], [true, 40, "#ff0000"]);
    assert.throws(() => house.handOnSwitch(ceiling.id, { color: "#ff0000" }), /color, is not supported/);
    assert.throws(() => house.handOnSwitch(plug.id, { brightness: 40 }), /dimming, is not supported/);
  });

  it("takes trouble for one lamp only where there is one, and where it means something", () => {
    const [desk] = house.lamps();
    assert.ok(desk);
    house.orderFault({ target: "hue", kind: "unreachable", lamp: desk.id });
    assert.equal(house.faults()[0]?.lamp, desk.id);
    house.clearFaults();
    for (const fault of [
      { target: "hue", kind: "unreachable", lamp: "no such lamp" },
      { target: "hue", kind: "429", lamp: desk.id },
      { target: "graph", kind: "429", lamp: desk.id },
    ] as const)
      assert.throws(() => house.orderFault(fault), { code: "bad-lamp" });
    assert.deepEqual(house.faults(), []);
  });

  it("plugs USB lights in, and tells of it and of what they show", async () => {
    house.plugLight("luxafor-mute");
    assert.equal(changes, 1);
    const light = () => house.busylights().find(({ id }) => id === "luxafor-mute");
    assert.equal(light()?.plugged, true);
    house.troubleLight("luxafor-mute", "held");
    assert.equal(light()?.trouble, "held");
    house.pressLight("luxafor-mute");
    house.unplugLight("luxafor-mute");
    assert.deepEqual([light()?.plugged, light()?.trouble], [false, undefined]);
  });

  it("takes trouble for one USB light only where there is one, and where it means something", () => {
    house.orderFault({ target: "usb", kind: "held", light: "kuando-omega", seconds: 30 });
    assert.equal(house.busylights().find(({ id }) => id === "kuando-omega")?.trouble, "held");
    house.clearFaults("usb");
    for (const [fault, code] of [
      [{ target: "usb", kind: "held", light: "no such light" }, "bad-light"],
      [{ target: "hue", kind: "429", light: "kuando-omega" }, "bad-light"],
      [{ target: "usb", kind: "held", lamp: "kuando-omega" }, "bad-lamp"],
      [{ target: "usb", kind: "unplugged", light: "virtual" }, "no-hardware"],
      [{ target: "usb", kind: "held", count: 3 }, "bad-order"],
      [{ target: "usb", kind: "held", person: "alice" }, "bad-order"],
    ] as const)
      assert.throws(() => house.orderFault(fault), { code });
    assert.deepEqual(house.faults(), []);
  });

  it("tells of requests, ordered trouble and its end", () => {
    log.add({ service: "graph", method: "GET", path: "/v1.0/me/presence", status: 200 });
    assert.equal(house.requests()["graph"], 1);
    assert.equal(house.wire().at(-1)?.path, "/v1.0/me/presence");
    house.orderFault({ target: "graph", kind: "429", count: 2 });
    assert.equal(house.faults().length, 1);
    house.clearFaults("graph");
    assert.equal(house.faults().length, 0);
    assert.equal(changes, 3);
  });

  it("makes a revoked sign-in nothing that waits for a request", () => {
    let revoked = 0;
    faults.atOnce("entra", "revoked", () => revoked++);
    house.orderFault({ target: "entra", kind: "revoked", count: 3 });
    assert.deepEqual([revoked, house.faults()], [1, []]);
  });

  it("takes orders for a person and a number only where something comes of them", () => {
    house.orderFault({ target: "entra", kind: "refused", person: "alice", code: "53003" });
    assert.equal(house.faults().length, 1);
    house.clearFaults();
    const senseless = [
      { target: "entra", kind: "refused" },
      { target: "entra", kind: "refused", code: "1" },
      { target: "entra", kind: "refused", code: "53003", person: "carol" },
      { target: "entra", kind: "revoked", person: "carol" },
      { target: "entra", kind: "revoked", code: "53003" },
      { target: "entra", kind: "500", person: "alice" },
      { target: "graph", kind: "500", app: "x" },
    ] as const;
    for (const fault of senseless)
      assert.throws(() => house.orderFault(fault), Problem, JSON.stringify(fault));
    assert.deepEqual(house.faults(), []);
    assert.ok(house.refusals().some(({ code, personal }) => code === "53003" && personal));
    assert.ok(house.refusals().some(({ code, personal }) => code === "7000222" && !personal));
  });

  it("tells which applications are registered, with a secret that is still good", () => {
    const [first, ...others] = house.applications();
    assert.deepEqual(first, { name: DEFAULT_REGISTRATION.name, clientId: DEFAULT_REGISTRATION.clientId });
    const app = others.find(({ clientId }) => clientId === APP_REGISTRATION.clientId);
    assert.equal(app?.secret, APP_SECRET);
  });

  it("knows the trouble each service can make", () => {
    const { entra, graph, hue, usb, mqtt } = house.faultKinds();
    assert.ok(entra?.includes("revoked") && graph?.includes("401-claims") && hue?.includes("unreachable"));
    assert.ok(usb?.includes("unplugged") && usb.includes("write-hangs"));
    assert.equal(mqtt, undefined);
  });

  it("no longer tells those who do not want to know", () => {
    let told = 0;
    const stop = house.onChange(() => told++);
    house.changed();
    stop();
    house.changed();
    assert.equal(told, 1);
  });
});
