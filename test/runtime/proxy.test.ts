import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { createAuthority } from "../../sandbox/support/certificates";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { catchNodes, caught, debugNode, TAB } from "../support/flow";
import { type ForwardProxy, startForwardProxy } from "../support/forward-proxy";
import { type Inspection, startInspection } from "../support/inspection";
import { type DebugEvent, MAJOR, NodeRedProcess } from "../support/node-red";
import { signIn } from "../support/sign-in";

const AUTH = "c1b2c3d4e5f60001";
const BRIDGE = "c1b2c3d4e5f60002";
const LIGHT = "c1b2c3d4e5f60003";
const RED = "#ff0000";

const ENTRA = "login.corp.test";
const GRAPH = "graph.corp.test";
const CREDENTIALS = { user: "DOMAIN\\alice", password: "p@ss:w/rd%" };
const IN_ADDRESS = "DOMAIN%5Calice:p%40ss%3Aw%2Frd%25";

describe(`a company's network around a real Node-RED ${MAJOR}`, function () {
  this.timeout(90_000);
  let microsoft: TestCloud;
  let bridge: Bridge;
  let target: string;
  let routes: Record<string, number>;
  const endings: (() => Promise<unknown>)[] = [];
  before(async () => {
    microsoft = await startTestCloud({ names: { entra: ENTRA, graph: GRAPH }, accessTokenSeconds: 60 });
    const { authority, cloud, faults, log } = microsoft;
    routes = { [ENTRA]: cloud.entra.port, [GRAPH]: cloud.graph.port };
    bridge = await startBridge({ authority, faults, log });
    target = bridge.lamps().find(({ name }) => name === "Desk lamp")?.id ?? "";
  });
  after(async () => {
    for (const end of endings.toReversed()) await end();
    await bridge.close();
    await microsoft.close();
  });

  async function start(env: Record<string, string>): Promise<NodeRedProcess> {
    // Whoever runs the tests may be behind a proxy.
    const none = { http_proxy: "", https_proxy: "", no_proxy: "" };
    const red = await NodeRedProcess.start({ env: { ...none, ...microsoft.env, ...env } });
    endings.push(() => red.dispose());
    return red;
  }

  const flow = () => [
    TAB,
    { id: AUTH, type: "teams-auth", ...microsoft.registration },
    {
      id: BRIDGE,
      type: "presence-hue-bridge",
      host: bridge.host,
      port: bridge.port,
      bridgeId: bridge.bridgeId,
      tls: "pinned",
      credentials: { key: bridge.addKey(), certificate: bridge.certificate },
    },
    {
      id: "poll",
      type: "presence-poll",
      z: TAB.id,
      auth: AUTH,
      interval: 5,
      wires: [[LIGHT], ["attention"]],
    },
    { id: LIGHT, type: "presence-hue-light", z: TAB.id, bridge: BRIDGE, target, wires: [[]] },
    debugNode("attention"),
    ...catchNodes("errors"),
  ];

  function lampTurns(wanted: string): Promise<void> {
    const turned = () => bridge.lamps().some(({ id, color }) => id === target && color === wanted);
    if (turned()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = bridge.onChange(() => {
        if (!turned()) return;
        stop();
        resolve();
      });
    });
  }

  const codeOf = (event: DebugEvent): unknown => caught(event).error.code;

  describe("with a proxy that asks who is there", () => {
    let proxy: ForwardProxy;
    let red: NodeRedProcess;
    before(async () => {
      proxy = await startForwardProxy({ credentials: CREDENTIALS, routes });
      const address = `http://${IN_ADDRESS}@127.0.0.1:${proxy.port}`;
      // Node itself then takes the proxy for all that has no agent of its own, loopback too.
      red = await start({ https_proxy: address, NODE_USE_ENV_PROXY: "1" });
    });
    after(() => proxy.close());
    afterEach(function () {
      if (this.currentTest?.isFailed()) console.error(red.output, red.debugs.all, proxy.asked);
    });

    it("signs in with a code and brings presence to the lamp", async () => {
      microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
      const state = await signIn(red, microsoft, AUTH, { ...microsoft.registration, dialog: true });
      assert.equal(state.state, "signed-in");
      await red.admin("POST", `/teams-auth/${AUTH}/sign-in/keep`, {});
      await red.deploy(flow());
      await lampTurns(RED);
    });

    it("asks the proxy for Microsoft only: the bridge is reached directly", () => {
      assert.deepEqual([...new Set(proxy.asked)].toSorted(), [`${GRAPH}:443`, `${ENTRA}:443`]);
      assert.deepEqual(proxy.asked, proxy.opened);
    });

    it("names a proxy that is gone, and never asks for a sign-in", async () => {
      red.debugs.clear();
      await proxy.close();
      const failed = await red.debugs.find(
        (event) => event.id === "errors" && codeOf(event) === "proxy-failed",
      );
      const { error } = caught(failed);
      assert.ok(error.message.includes(`127.0.0.1:${proxy.port}`), error.message);
    });

    it("goes on by itself when the proxy is back", async () => {
      red.statuses.clear();
      proxy = await startForwardProxy({ credentials: CREDENTIALS, routes, port: proxy.port });
      await red.statuses.find(({ id, shape }) => id === "poll" && shape === "dot");
      assert.ok(proxy.opened.length > 0);
      assert.equal(
        red.debugs.all.some((event) => event.id === "errors" && codeOf(event) === "sign-in-needed"),
        false,
      );
    });

    it("keeps the proxy's credentials to itself", () => {
      const said = `${red.output}${red.heard}`;
      for (const secret of [CREDENTIALS.password, IN_ADDRESS, "DOMAIN", "Basic "])
        assert.equal(said.includes(secret), false, secret);
    });
  });

  it("leaves out of the proxy what NO_PROXY names", async () => {
    const proxy = await startForwardProxy({ routes });
    endings.push(() => proxy.close());
    const red = await start({ https_proxy: proxy.url, no_proxy: ".corp.test" });
    const { body } = await red.admin("POST", `/teams-auth/${AUTH}/sign-in`, microsoft.registration);
    const { error } = body as { error: { code: string; advice: string } };
    // Without the proxy nobody knows these names.
    assert.equal(error.code, "microsoft-unreachable");
    assert.match(error.advice, /ENOTFOUND|EAI_AGAIN/);
    assert.deepEqual(proxy.asked, []);
  });

  describe("that inspects TLS", () => {
    const inspections: Inspection[] = [];
    let folder: string;
    let caFile: string;
    let proxy: ForwardProxy;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "teams-presence-inspection-"));
      caFile = join(folder, "company.pem");
      const company = await createAuthority("CN=Company Inspection CA");
      writeFileSync(caFile, company.certificate);
      const inspected: Record<string, number> = {};
      for (const [name, port] of Object.entries(routes)) {
        const inspection = await startInspection(company, { authority: microsoft.authority, name, port });
        inspections.push(inspection);
        inspected[name] = inspection.port;
      }
      proxy = await startForwardProxy({ routes: inspected });
    });
    after(async () => {
      await proxy.close();
      for (const inspection of inspections) await inspection.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("works once its authority is in NODE_EXTRA_CA_CERTS", async () => {
      const red = await start({ https_proxy: proxy.url, NODE_EXTRA_CA_CERTS: caFile });
      const state = await signIn(red, microsoft, AUTH, { ...microsoft.registration, dialog: true });
      assert.equal(state.state, "signed-in");
      await red.admin("POST", `/teams-auth/${AUTH}/sign-in/keep`, {});
      await red.deploy(flow());
      await red.statuses.find(({ id, shape }) => id === "poll" && shape === "dot");
      assert.deepEqual([...new Set(proxy.opened)].toSorted(), [`${GRAPH}:443`, `${ENTRA}:443`]);
    });

    it("is told as an untrusted certificate without", async () => {
      const red = await start({ https_proxy: proxy.url });
      const { body } = await red.admin("POST", `/teams-auth/${AUTH}/sign-in`, microsoft.registration);
      const { error } = body as { error: { code: string; advice: string } };
      assert.equal(error.code, "certificate-untrusted");
      assert.match(error.advice, /NODE_EXTRA_CA_CERTS/);
    });
  });
});
