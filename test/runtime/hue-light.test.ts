import assert from "node:assert/strict";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { type Authority, createAuthority } from "../../sandbox/support/certificates";
import { Faults } from "../../sandbox/support/faults";
import { WireLog } from "../../sandbox/support/wire-log";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { ALICE, BOB, presence } from "../support/presences";

const BRIDGE = "a1b2c3d4e5f60001";
const LIGHT = "a1b2c3d4e5f60002";
const DESK_LAMP = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";

const debug = (id: string, complete: string) => ({
  id,
  type: "debug",
  z: "tab",
  active: true,
  tosidebar: true,
  complete,
  targetType: "msg",
  wires: [],
});

const FRAME = [
  { id: "tab", type: "tab", label: "Flow" },
  { id: "in", type: "inject", z: "tab", props: [{ p: "payload" }], wires: [[LIGHT]] },
  debug("out", "light"),
  { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["errors"]] },
  debug("errors", "error"),
];

interface Paired {
  readonly state: string;
  readonly bridgeId: string;
  readonly key: string;
  readonly certificate?: string;
}

interface Refusal {
  readonly error: { readonly code: string; readonly advice: string };
}

describe(`a Hue lamp in a real Node-RED ${MAJOR}`, function () {
  this.timeout(40_000);
  let authority: Authority;
  let bridge: Bridge;
  /** Others, closed at the end whatever becomes of their tests: an open one would keep the run alive. */
  const more: Bridge[] = [];
  let log: WireLog;
  let faults: Faults;
  let red: NodeRedProcess;
  let key: string;

  before(async () => {
    authority = await createAuthority("CN=Test CA");
    log = new WireLog();
    faults = new Faults();
    bridge = await startBridge({ authority, log, faults });
    red = await NodeRedProcess.start();
  });
  afterEach(function () {
    if (this.currentTest?.isFailed())
      console.error(red.output, red.debugs.all, red.statuses.all, log.entries);
  });
  after(async () => {
    await red.dispose();
    for (const each of [bridge, ...more]) await each.close();
  });
  beforeEach(() => {
    red.debugs.clear();
    red.statuses.clear();
  });

  const address = (tls = "insecure", at: Bridge = bridge) => ({ host: at.host, port: at.port, tls });
  const flow = (light: object = {}, of: object = {}) => [
    ...FRAME,
    { id: BRIDGE, type: "presence-hue-bridge", ...address(), bridgeId: bridge.bridgeId, ...of },
    {
      id: LIGHT,
      type: "presence-hue-light",
      z: "tab",
      bridge: BRIDGE,
      targetType: "light",
      target: DESK_LAMP,
      wires: [["out"]],
      ...light,
    },
  ];
  const inject = async (payload: unknown): Promise<void> => {
    const { status } = await red.admin("POST", "/inject/in", {
      __user_inject_props__: [{ p: "payload", v: JSON.stringify(payload), vt: "json" }],
    });
    assert.equal(status, 200);
  };
  /** What `msg.light` says of a message. */
  const injected = async (payload: unknown): Promise<object> => {
    const passed = red.debugs.next(({ id }) => id === "out");
    await inject(payload);
    return JSON.parse((await passed).msg) as object;
  };
  const lamp = () => bridge.lamps().find(({ id }) => id === DESK_LAMP);
  const ask = async <T>(path: string, body: object): Promise<T> => {
    const answer = await red.admin("POST", `/${path}`, body);
    return answer.body as T;
  };
  const pair = (body: object) => ask<Paired & Refusal>(`presence-hue-bridge/${BRIDGE}/pair`, body);
  const unchanged = { target: DESK_LAMP, applied: false, skipped: "unchanged" };

  it("is found by pairing, before anything is deployed", async () => {
    assert.deepEqual(await pair(address()), { state: "press-button" });
    bridge.pressButton();
    const paired = await pair(address());
    assert.deepEqual([paired.state, paired.bridgeId], ["paired", bridge.bridgeId]);
    key = paired.key;
    const targets = await ask<readonly object[]>(`presence-hue-bridge/${BRIDGE}/targets`, {
      ...address(),
      bridgeId: bridge.bridgeId,
      credentials: { key },
    });
    assert.deepEqual(
      targets.find((target) => "id" in target && target.id === DESK_LAMP),
      {
        type: "light",
        id: DESK_LAMP,
        name: "Desk lamp",
        room: "Office",
        capabilities: { colour: true, dimming: true, temperature: true },
      },
    );
  });

  const NO_PAIRING: readonly (readonly [what: string, body: object, code: string])[] = [
    ["with a bridge that is none of the maker's", { tls: "verified" }, "bridge-certificate"],
    ["where nobody answers", { port: 1 }, "bridge-unreachable"],
    ["with an address that is more than an address", { host: "https://127.0.0.1" }, "bad-configuration"],
    ["with what only the environment knows", { host: "${HOME}" }, "deploy-first"],
  ];
  for (const [what, body, code] of NO_PAIRING)
    it(`is not paired ${what}`, async () => {
      const { error } = await pair({ ...address(), ...body });
      assert.equal(error.code, code);
    });

  it("shows a presence, and the same one again without a write", async () => {
    await red.deploy(flow({}, { credentials: { key } }));
    const before = bridge.writes(DESK_LAMP);
    assert.deepEqual(await injected(presence("in-a-call")), { target: DESK_LAMP, applied: true });
    assert.deepEqual([lamp()?.on, lamp()?.color, lamp()?.brightness], [true, "#ff0000", 100]);
    const { fill, shape, text } = await red.statuses.find(
      ({ id, text }) => id === LIGHT && text !== undefined,
    );
    assert.deepEqual([fill, shape, text], ["red", "dot", "In a call"]);
    assert.deepEqual(await injected(presence("in-a-call")), unchanged);
    assert.equal(bridge.writes(DESK_LAMP), before + 1);
  });

  it("is not written to after a deploy with the same presence", async () => {
    const before = bridge.writes(DESK_LAMP);
    await red.deploy(flow());
    assert.deepEqual(await injected(presence("in-a-call")), unchanged);
    assert.equal(bridge.writes(DESK_LAMP), before);
  });

  it("is not written to after SIGKILL and a restart with the same presence", async () => {
    const before = bridge.writes(DESK_LAMP);
    await red.kill("SIGKILL");
    await red.start();
    assert.deepEqual(await injected(presence("in-a-call")), unchanged);
    assert.equal(bridge.writes(DESK_LAMP), before);
  });

  it("says once that its bridge is away, and recovers by itself", async () => {
    faults.order({ target: "hue", kind: "offline", seconds: 3600 });
    const said = red.statuses.next(({ id, fill }) => id === LIGHT && fill === "red");
    assert.deepEqual(await injected(presence("available")), { ...unchanged, skipped: "unreachable" });
    const { shape, text } = await said;
    assert.deepEqual([shape, text], ["ring", "bridge does not answer"]);
    assert.deepEqual(await injected(presence("available")), { ...unchanged, skipped: "unreachable" });
    const recovered = red.statuses.next(({ id, fill }) => id === LIGHT && fill === "green");
    faults.clear("hue");
    assert.equal((await recovered).text, "Available");
    assert.equal(lamp()?.color, "#00ff00");
    const errors = red.debugs.all.filter(({ id }) => id === "errors");
    assert.deepEqual(
      errors.map(({ msg }) => (JSON.parse(msg) as { code: string }).code),
      ["bridge-unreachable"],
    );
  });

  it("says once that its lamp does not hear, and recovers by itself", async () => {
    const before = lamp();
    faults.order({ target: "hue", kind: "unreachable", seconds: 3600 });
    const said = red.statuses.next(({ id, fill }) => id === LIGHT && fill === "yellow");
    const skipped = { ...unchanged, skipped: "unreachable" };
    assert.deepEqual(await injected(presence("in-a-call")), skipped);
    const { shape, text } = await said;
    assert.deepEqual([shape, text], ["ring", "lamp does not hear"]);
    assert.deepEqual(await injected(presence("in-a-call")), skipped);
    assert.deepEqual(lamp(), before);
    const recovered = red.statuses.next(
      ({ id, fill, shape }) => id === LIGHT && `${fill} ${shape}` === "red dot",
    );
    faults.clear("hue");
    assert.equal((await recovered).text, "In a call");
    assert.equal(lamp()?.color, "#ff0000");
    const errors = red.debugs.all.filter(({ id }) => id === "errors");
    assert.deepEqual(
      errors.map(({ msg }) => (JSON.parse(msg) as { code: string }).code),
      ["light-unreachable"],
    );
    assert.deepEqual(await injected(presence("in-a-call")), unchanged);
    assert.deepEqual(await injected(presence("available")), { target: DESK_LAMP, applied: true });
  });

  it("answers what it cannot follow with a catchable error", async () => {
    await inject("no such colour");
    const { msg } = await red.debugs.find(({ id }) => id === "errors");
    const { code, cause } = JSON.parse(msg) as { code: string; cause: object };
    assert.deepEqual([code, Object.keys(cause).sort()], ["bad-input", ["advice", "title"]]);
  });

  it("flashes when it is tried, and shows afterwards what it showed before", async () => {
    const before = lamp();
    const seen: unknown[] = [];
    const stop = bridge.onChange(() => seen.push(lamp()?.color));
    const tried = await ask(`presence-hue-light/${LIGHT}/try`, {
      bridge: BRIDGE,
      target: DESK_LAMP,
      ...address(),
      bridgeId: bridge.bridgeId,
      credentials: { key: "__PWRD__" },
      color: "blue",
    });
    stop();
    assert.deepEqual(tried, { target: DESK_LAMP });
    assert.equal(seen.length, 2, JSON.stringify(seen));
    assert.notEqual(seen[0], before?.color);
    assert.deepEqual(lamp(), before);
    assert.deepEqual(await injected(presence("available")), unchanged);
  });

  it("keeps the stored key from any other bridge", async () => {
    const elsewhere = new WireLog();
    const other = await startBridge({ authority, log: elsewhere, faults: new Faults() });
    const body = {
      ...address("insecure", other),
      bridgeId: bridge.bridgeId,
      credentials: { key: "__PWRD__" },
    };
    const targets = await ask<Refusal>(`presence-hue-bridge/${BRIDGE}/targets`, body);
    const tried = await ask<Refusal>(`presence-hue-light/${LIGHT}/try`, {
      ...body,
      bridge: BRIDGE,
      target: DESK_LAMP,
    });
    await other.close();
    assert.deepEqual([targets.error.code, tried.error.code], ["credentials-needed", "credentials-needed"]);
    assert.deepEqual(elsewhere.entries, []);
  });

  it("uses the stored key for its own bridge, as the dialog of a lamp does", async () => {
    const body = { ...address(), bridgeId: bridge.bridgeId, credentials: { key: "__PWRD__" } };
    const targets = await ask<readonly { readonly type: string }[]>(
      `presence-hue-bridge/${BRIDGE}/targets`,
      body,
    );
    assert.equal(targets.filter(({ type }) => type === "light").length, bridge.lamps().length);
  });

  it("follows its theme and its person", async () => {
    await red.deploy([
      ...flow({ theme: "theme", person: BOB.slug }),
      { id: "theme", type: "presence-theme", preset: "presence-switch" },
    ]);
    const of = (person: typeof ALICE | typeof BOB) => presence("offline", { person });
    assert.deepEqual(await injected(of(ALICE)), { ...unchanged, skipped: "other-person" });
    assert.deepEqual(await injected(of(BOB)), { target: DESK_LAMP, applied: true });
    assert.equal(lamp()?.on, false);
  });

  it("shows a wrong configuration as a state, and is well after the next deploy", async () => {
    await red.deploy(flow({ targetType: "lamp" }));
    const { shape, text } = await red.statuses.find(({ id, fill }) => id === LIGHT && fill === "red");
    assert.deepEqual([shape, text], ["ring", '"targetType" is not right']);
    await red.debugs.find(({ id, msg }) => id === "errors" && msg.includes("bad-configuration"));
    await red.deploy(flow());
    assert.deepEqual(await injected("busy"), { target: DESK_LAMP, applied: true });
  });

  it("tells that its key is no longer accepted, to the message that found out", async () => {
    faults.order({ target: "hue", kind: "revoked" });
    await inject("available");
    const { msg } = await red.debugs.find(({ id }) => id === "errors");
    assert.equal((JSON.parse(msg) as { code: string }).code, "bridge-key-refused");
    const { text } = await red.statuses.find(
      ({ id, fill, shape }) => id === LIGHT && fill === "red" && shape === "ring",
    );
    assert.equal(text, "pair the bridge again");
    faults.clear();
    bridge.addKey(key);
    assert.deepEqual(await injected("available"), { target: DESK_LAMP, applied: true });
  });

  it("is given back when its node is disabled, and when it is deleted", async () => {
    await injected("restore");
    bridge.setByHand(DESK_LAMP, { brightness: 40, mirek: 300 });
    const before = lamp();
    for (const gone of [flow({ d: true }), FRAME]) {
      await red.deploy(flow());
      assert.deepEqual(await injected("busy"), { target: DESK_LAMP, applied: true });
      assert.equal(lamp()?.color, "#ff0000");
      await red.deploy(gone);
      assert.deepEqual(lamp(), before);
    }
  });

  it("still knows its earlier look when its deletion, while the bridge was away, is undone", async () => {
    const deployed = flow({}, { credentials: { key } });
    await red.deploy(deployed);
    const before = lamp();
    assert.deepEqual(await injected("in-a-call"), { target: DESK_LAMP, applied: true });
    faults.order({ target: "hue", kind: "503", seconds: 600 });
    await red.deploy(FRAME);
    faults.clear();
    await red.deploy(deployed);
    assert.deepEqual(await injected("available"), { target: DESK_LAMP, applied: true });
    await injected("restore");
    assert.deepEqual(lamp(), before);
  });

  it("answers over a pinned certificate, and only over that one", async () => {
    const options = { authority, log, faults: new Faults(), selfSigned: true };
    const pinned = await startBridge(options);
    more.push(pinned);
    const impostor = await startBridge(options);
    more.push(impostor);
    pinned.pressButton();
    const paired = await pair(address("pinned", pinned));
    assert.equal(paired.certificate?.trim(), pinned.certificate.trim());
    const credentials = { key: paired.key, certificate: paired.certificate };
    await red.deploy(flow({}, { ...address("pinned", pinned), credentials }));
    assert.deepEqual(await injected("busy"), { target: DESK_LAMP, applied: true });
    assert.equal(pinned.lamps().find(({ id }) => id === DESK_LAMP)?.color, "#ff0000");

    const before = log.counts.hue;
    await red.deploy(flow({}, { ...address("pinned", impostor), credentials }));
    await inject("available");
    const { msg } = await red.debugs.find(({ id }) => id === "errors");
    assert.equal((JSON.parse(msg) as { code: string }).code, "bridge-certificate");
    assert.equal(log.counts.hue, before, "the impostor gets no request");
  });
});
