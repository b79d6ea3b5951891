import assert from "node:assert/strict";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { type Authority, createAuthority } from "../../sandbox/support/certificates";
import { Faults } from "../../sandbox/support/faults";
import { WireLog } from "../../sandbox/support/wire-log";
import { catchNodes, caught, debugNode, inject, injectNode, TAB } from "../support/flow";
import { MAJOR, NodeRedProcess, type NodeStatusEvent } from "../support/node-red";
import { presence } from "../support/presences";

const BRIDGE = "a1b2c3d4e5f60001";
const ROOM = "a1b2c3d4e5f60002";
const LAMP = "a1b2c3d4e5f60003";
const THEME = "a1b2c3d4e5f60004";
const DESK_LAMP = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";
const SHELF = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a02";

interface Target {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly lights?: number;
}

describe(`a home of Hue lamps in a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  let authority: Authority;
  let bridge: Bridge;
  let log: WireLog;
  let faults: Faults;
  let red: NodeRedProcess;
  let key: string;
  let office: string;
  /** What else was started, ended whatever becomes of its test. */
  const more: Bridge[] = [];

  before(async () => {
    authority = await createAuthority("CN=Test CA");
    log = new WireLog();
    faults = new Faults();
    bridge = await startBridge({ authority, log, faults });
    key = bridge.addKey();
    red = await NodeRedProcess.start();
    const { body } = await red.admin("POST", `/presence-hue-bridge/${BRIDGE}/targets`, {
      ...address(),
      credentials: { key },
    });
    const found = (body as readonly Target[]).find(({ type, name }) => type === "room" && name === "Office");
    assert.ok(found, JSON.stringify(body));
    office = found.id;
  });
  afterEach(function () {
    if (this.currentTest?.isFailed())
      console.error(red.output.slice(-4000), red.debugs.all.slice(-5), red.statuses.all.slice(-5));
  });
  after(async () => {
    await red?.dispose();
    for (const each of [bridge, ...more]) await each?.close();
  });
  beforeEach(() => {
    red.debugs.clear();
    red.statuses.clear();
  });

  const address = (at: Bridge = bridge) => ({
    host: at.host,
    port: at.port,
    bridgeId: at.bridgeId,
    tls: "insecure",
  });
  const light = (id: string, changes: object) => ({
    id,
    type: "presence-hue-light",
    z: TAB.id,
    bridge: BRIDGE,
    theme: THEME,
    wires: [["out"]],
    ...changes,
  });
  const flow = (
    changes: { readonly room?: object; readonly theme?: object; readonly lamp?: object } = {},
  ) => [
    TAB,
    injectNode("in", ROOM),
    debugNode("out", "light"),
    ...catchNodes("errors"),
    { id: BRIDGE, type: "presence-hue-bridge", ...address(), credentials: { key } },
    { id: THEME, type: "presence-theme", preset: "traffic-light", rules: [], ...changes.theme },
    light(ROOM, { targetType: "room", target: office, ...changes.room }),
    ...(changes.lamp ? [injectNode("lamp-in", LAMP), light(LAMP, changes.lamp)] : []),
  ];
  const injected = async (payload: unknown, into = "in"): Promise<object> => {
    const passed = red.debugs.next(({ id }) => id === "out");
    await inject(red, into, payload);
    return JSON.parse((await passed).msg) as object;
  };
  const nextStatus = (fits: (status: NodeStatusEvent) => boolean) =>
    red.statuses.next((status) => status.id === ROOM && fits(status));
  const looks = () => bridge.lamps().map(({ name, on, color, brightness }) => [name, on, color, brightness]);
  const applied = () => ({ target: office, applied: true });
  const skipped = (why: string) => ({ target: office, applied: false, skipped: why });

  it("colours a room at once, and only once", async () => {
    await red.deploy(flow());
    bridge.resetTraffic();
    assert.deepEqual(await injected(presence("in-a-call")), applied());
    assert.equal(bridge.traffic().groupWrites, 1);
    const { lightWrites } = bridge.traffic();
    assert.ok(
      bridge.lamps().every(({ on }) => on),
      "every lamp is on",
    );
    assert.deepEqual(await injected(presence("in-a-call")), skipped("unchanged"));
    assert.deepEqual([bridge.traffic().groupWrites, bridge.traffic().lightWrites], [1, lightWrites]);
    assert.equal(bridge.traffic().refused429, 0);
  });

  it("says at once when somebody changes a lamp of it, and gives way until the next status", async () => {
    const said = nextStatus(({ text }) => text === "In a call, changed by hand");
    bridge.setByHand(SHELF, { on: false });
    const { fill, shape } = await said;
    assert.deepEqual([fill, shape], ["red", "ring"]);
    assert.deepEqual(await injected(presence("in-a-call")), skipped("yielded"));
    assert.equal(bridge.lamps().find(({ id }) => id === SHELF)?.on, false);
    assert.deepEqual(await injected(presence("available")), applied());
    assert.equal(bridge.lamps().find(({ id }) => id === SHELF)?.on, true);
  });

  it("gives every lamp back as it was, the one that somebody had switched off too", async () => {
    await injected("restore");
    bridge.setByHand(DESK_LAMP, { brightness: 40, xy: { x: 0.3, y: 0.3 } });
    bridge.setByHand(SHELF, { on: false });
    const before = looks();
    assert.deepEqual(await injected(presence("in-a-call")), applied());
    await red.kill("SIGKILL");
    await red.start();
    assert.deepEqual(await injected(presence("offline")), applied());
    assert.deepEqual(looks(), before);
  });

  it("recalls a scene by its name, and gives back what was there", async () => {
    // As somebody types it who has the Hue app before them.
    const rule = { status: "in-a-meeting", action: "scene", scene: " grüne stunde" };
    await red.deploy(flow({ theme: { rules: [rule] } }));
    const before = looks();
    bridge.resetTraffic();
    assert.deepEqual(await injected("in-a-meeting"), applied());
    assert.equal(bridge.traffic().sceneRecalls, 1);
    assert.deepEqual(await injected("in-a-meeting"), skipped("unchanged"));
    assert.deepEqual(await injected(presence("offline")), applied());
    assert.deepEqual(looks(), before);
  });

  it("says that the bridge has no such scene, in words and as an error", async () => {
    await red.deploy(
      flow({ theme: { rules: [{ status: "in-a-meeting", action: "scene", scene: "Nowhere" }] } }),
    );
    await inject(red, "in", "in-a-meeting");
    const { error } = caught(await red.debugs.find(({ id }) => id === "errors"));
    assert.equal(error.code, "scene-not-found");
    await red.statuses.find(({ id, text }) => id === ROOM && text === "scene not found");
  });

  it("follows nobody outside working hours, and leaves alone what it has not touched", async () => {
    const today = new Date().getUTCDay();
    const hours = { enabled: true, timezone: "UTC", days: [(today + 3) % 7], start: "03:00", end: "03:01" };
    await red.deploy(flow({ theme: { hours: { ...hours, outside: "off" } } }));
    const before = looks();
    assert.deepEqual(await injected(presence("in-a-call")), skipped("outside-hours"));
    assert.deepEqual(looks(), before);
    await red.statuses.find(({ id, text }) => id === ROOM && text === "In a call, outside hours");
  });

  it("ends at the start what should have ended while nobody watched", async () => {
    await red.deploy(flow());
    const before = looks();
    assert.deepEqual(await injected(presence("in-a-call")), applied());
    const today = new Date().getUTCDay();
    const restored = new Promise<void>((resolve) => {
      const stop = bridge.onChange(() => {
        if (JSON.stringify(looks()) !== JSON.stringify(before)) return;
        stop();
        resolve();
      });
    });
    const hours = { enabled: true, timezone: "UTC", days: [(today + 3) % 7], start: "03:00", end: "03:01" };
    await red.deploy(flow({ theme: { hours: { ...hours, outside: "restore" } } }));
    await restored;
  });

  it("shows one rule of a theme for two seconds, on all of it", async () => {
    await red.deploy(flow());
    const before = looks();
    const seen: string[] = [];
    const stop = bridge.onChange(() => seen.push(JSON.stringify(looks())));
    const { body } = await red.admin("POST", `/presence-hue-light/${ROOM}/try`, {
      bridge: BRIDGE,
      targetType: "room",
      target: office,
      rule: { status: "busy", action: "show", color: "#0000ff", brightness: 30, effect: "blink" },
    });
    stop();
    assert.deepEqual(body, { target: office });
    assert.ok(seen.some((looks) => looks.includes("true")));
    assert.deepEqual(looks(), before);
  });

  for (const [rule, code] of [
    [{ action: "restore" }, "bad-input"],
    [{ action: "show" }, "bad-configuration"],
    [{ action: "scene", scene: "Nowhere" }, "scene-not-found"],
  ] as const)
    it(`says why a rule cannot be tried: ${JSON.stringify(rule)}`, async () => {
      const { body } = await red.admin("POST", `/presence-hue-light/${ROOM}/try`, {
        bridge: BRIDGE,
        targetType: "room",
        target: office,
        rule,
      });
      assert.equal((body as { error: { code: string } }).error.code, code);
    });

  it("lets two nodes share a lamp: the newest wins, and what was there before both comes back", async () => {
    const lamp = { targetType: "light", target: DESK_LAMP };
    await red.deploy(flow({ lamp }));
    const before = looks();
    assert.deepEqual(await injected(presence("in-a-call")), applied());
    assert.deepEqual(await injected(presence("available"), "lamp-in"), { target: DESK_LAMP, applied: true });
    assert.deepEqual(await injected(presence("in-a-call")), skipped("yielded"));
    await injected("restore", "lamp-in");
    await injected("restore");
    assert.deepEqual(looks(), before);
  });

  it("is not written to by fifty deploys with the same presence", async function () {
    this.timeout(120_000);
    await red.deploy(flow());
    await injected(presence("in-a-call"));
    const shown = looks();
    bridge.resetTraffic();
    for (let deploys = 0; deploys < 50; deploys++) {
      await red.deploy(flow());
      assert.deepEqual(await injected(presence("in-a-call")), skipped("unchanged"));
    }
    const { lightWrites, groupWrites, refused429 } = bridge.traffic();
    assert.deepEqual([lightWrites, groupWrites, refused429], [0, 0, 0]);
    assert.deepEqual(looks(), shown);
    await injected("restore");
  });

  it("works with the old round bridge, where that is chosen", async () => {
    const old = await startBridge({ authority, log: new WireLog(), faults: new Faults(), model: "BSB001" });
    more.push(old);
    const oldKey = old.addKey();
    const chosen = { host: old.host, port: old.port, bridgeId: old.bridgeId, api: "v1" };
    const { body } = await red.admin("POST", `/presence-hue-bridge/${BRIDGE}/targets`, {
      ...chosen,
      credentials: { key: oldKey },
    });
    const targets = body as readonly Target[];
    const desk = targets.find(({ name }) => name === "Desk lamp");
    assert.ok(desk, JSON.stringify(body));
    await red.deploy([
      TAB,
      injectNode("in", ROOM),
      debugNode("out", "light"),
      ...catchNodes("errors"),
      { id: BRIDGE, type: "presence-hue-bridge", ...chosen, credentials: { key: oldKey } },
      { id: THEME, type: "presence-theme", preset: "traffic-light" },
      light(ROOM, { targetType: "light", target: desk.id }),
    ]);
    const lamp = () => old.lamps().find(({ name }) => name === "Desk lamp");
    const before = lamp();
    assert.deepEqual(await injected(presence("in-a-call")), { target: desk.id, applied: true });
    assert.equal(lamp()?.color, "#ff0000");
    assert.deepEqual(await injected(presence("in-a-call")), {
      target: desk.id,
      applied: false,
      skipped: "unchanged",
    });
    assert.deepEqual(await injected(presence("offline")), { target: desk.id, applied: true });
    assert.deepEqual(lamp(), before);
  });
});
