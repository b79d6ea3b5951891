import assert from "node:assert/strict";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { catchNodes, TAB } from "../support/flow";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { signIn } from "../support/sign-in";

const AUTH = "b1b2c3d4e5f60001";
const BRIDGE = "b1b2c3d4e5f60002";
const LIGHT = "b1b2c3d4e5f60003";
const RED = "#ff0000";
const GREEN = "#00ff00";

describe(`from Teams to a lamp in a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let bridge: Bridge;
  let red: NodeRedProcess;
  let target: string;

  before(async () => {
    microsoft = await startTestCloud();
    const { authority, faults, log } = microsoft;
    bridge = await startBridge({ authority, faults, log });
    target = bridge.lamps().find(({ name }) => name === "Desk lamp")?.id ?? "";
    red = await NodeRedProcess.start({ env: microsoft.env });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, red.statuses.all, microsoft.log.entries);
  });
  after(async () => {
    await red.dispose();
    await bridge.close();
    await microsoft.close();
  });

  const flow = () => [
    TAB,
    { id: AUTH, type: "teams-auth", name: "", ...microsoft.registration },
    {
      id: BRIDGE,
      type: "presence-hue-bridge",
      host: bridge.host,
      port: bridge.port,
      bridgeId: bridge.bridgeId,
      tls: "pinned",
      credentials: { key: bridge.addKey(), certificate: bridge.certificate },
    },
    { id: "poll", type: "presence-poll", z: TAB.id, auth: AUTH, interval: 5, wires: [["diff"], []] },
    { id: "diff", type: "presence-diff", z: TAB.id, wires: [[LIGHT]] },
    { id: LIGHT, type: "presence-hue-light", z: TAB.id, bridge: BRIDGE, target, wires: [[]] },
    ...catchNodes("errors"),
  ];

  const colour = (): string | undefined => bridge.lamps().find(({ id }) => id === target)?.color;

  /** Resolves when the bridge has the lamp in this colour. */
  function lampTurns(wanted: string): Promise<void> {
    if (colour() === wanted) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = bridge.onChange(() => {
        if (colour() !== wanted) return;
        stop();
        resolve();
      });
    });
  }

  it("turns the lamp to what the person is when the flow is deployed", async () => {
    await signIn(red, microsoft, AUTH, microsoft.registration);
    await red.deploy(flow());
    await lampTurns(GREEN);
    await red.statuses.find(({ id, text }) => id === LIGHT && text === "Available");
  });

  it("follows a change within the interval", async () => {
    const turned = lampTurns(RED);
    microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
    await turned;
    await red.statuses.find(({ id, text }) => id === "poll" && text === "Busy · in a call");
  });

  it("writes nothing while nothing changes, and nothing at a redeploy", async () => {
    const writes = bridge.writes(target);
    const polled = nextPolls(2);
    await polled;
    const after = red.statuses.next(({ id, text }) => id === LIGHT && text === "In a call");
    await red.deploy(flow());
    await after;
    assert.equal(bridge.writes(target), writes);
  });

  it("goes on after SIGKILL without a new sign-in and without touching the lamp", async () => {
    const writes = bridge.writes(target);
    await red.kill("SIGKILL");
    red.statuses.clear();
    red.debugs.clear();
    await red.start();
    await red.statuses.find(({ id, text }) => id === LIGHT && text === "In a call");
    assert.equal(bridge.writes(target), writes);
    const turned = lampTurns(GREEN);
    microsoft.world.setPresence("alice", { availability: "Available", activity: "Available" });
    await turned;
    assert.equal(
      red.statuses.all.some(({ text }) => text === "sign in needed"),
      false,
    );
    assert.deepEqual(red.debugs.all, []);
  });

  it("shows whose account has taken another's place, also when that one has been here before", async () => {
    const replace = async (slug: string): Promise<void> => {
      await red.admin("POST", `/teams-auth/${AUTH}/sign-out`, {});
      assert.equal((await signIn(red, microsoft, AUTH, {}, slug)).state, "signed-in");
    };
    microsoft.world.setPresence("bob", { availability: "Busy", activity: "InACall" });
    const toBob = lampTurns(RED);
    await replace("bob");
    await toBob;
    const green = lampTurns(GREEN);
    await replace("alice");
    await green;
    const toBobAgain = lampTurns(RED);
    await replace("bob");
    await toBobAgain;
    const back = lampTurns(GREEN);
    await replace("alice");
    await back;
    red.debugs.clear();
  });

  it("gives the lamp back when the working day ends", async () => {
    microsoft.world.setPresence("alice", { availability: "Offline", activity: "OffWork" });
    await new Promise<void>((resolve) => {
      const stop = bridge.onChange(() => {
        if ([RED, GREEN].includes(colour() ?? "")) return;
        stop();
        resolve();
      });
    });
    await red.statuses.find(({ id, text }) => id === LIGHT && text === "Off work");
  });

  /** Resolves when Graph has been asked this many times more. */
  function nextPolls(count: number): Promise<void> {
    let left = count;
    return new Promise((resolve) => {
      const listen = ({ service }: { readonly service: string }): void => {
        if (service !== "graph" || --left > 0) return;
        microsoft.log.off("entry", listen);
        resolve();
      };
      microsoft.log.on("entry", listen);
    });
  }
});
