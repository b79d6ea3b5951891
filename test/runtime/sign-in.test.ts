import assert from "node:assert/strict";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { signIn, signInState } from "../support/sign-in";

const AUTH = "a1b2c3d4e5f60718";

const FLOW = (registration: object) => [
  { id: "tab", type: "tab", label: "Flow" },
  { id: AUTH, type: "teams-auth", name: "Work", ...registration },
  {
    id: "poll",
    type: "presence-poll",
    z: "tab",
    auth: AUTH,
    interval: 5,
    staleAfter: 900,
    wires: [["out"], ["attention"]],
  },
  {
    id: "out",
    type: "debug",
    z: "tab",
    active: true,
    tosidebar: true,
    complete: "payload",
    targetType: "msg",
    wires: [],
  },
  {
    id: "attention",
    type: "debug",
    z: "tab",
    active: true,
    tosidebar: true,
    complete: "payload",
    targetType: "msg",
    wires: [],
  },
];

describe(`a sign-in in a real Node-RED ${MAJOR}`, function () {
  this.timeout(90_000);
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  before(async () => {
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({ env: microsoft.env });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed())
      console.error(red.output, red.debugs.all, red.statuses.all, microsoft.log.entries);
  });
  after(async () => {
    await red.dispose();
    await microsoft.close();
  });

  it("is made before the first deploy and kept with Done", async () => {
    const state = await signIn(red, microsoft, AUTH, { ...microsoft.registration, dialog: true });
    assert.deepEqual([state.state, state.account?.name], ["signed-in", "Alice Example"]);
    await red.admin("POST", `/teams-auth/${AUTH}/sign-in/keep`, {});
  });

  it("serves the polls of the flow that is deployed then", async () => {
    microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
    await red.deploy(FLOW(microsoft.registration));
    const { msg } = await red.debugs.find(({ id }) => id === "out");
    const { status, person } = JSON.parse(msg) as { status: string; person: { slug: string } };
    assert.deepEqual([status, person.slug], ["in-a-call", "alice-example"]);
    await red.statuses.find(
      ({ id, text, shape }) => id === "poll" && text === "Busy · in a call" && shape === "dot",
    );
  });

  it("survives SIGKILL and a restart", async () => {
    await red.kill("SIGKILL");
    red.debugs.clear();
    red.statuses.clear();
    await red.start();
    const { msg } = await red.debugs.find(({ id }) => id === "out");
    assert.equal((JSON.parse(msg) as { status: string }).status, "in-a-call");
    assert.equal((await signInState(red, AUTH)).state, "signed-in");
    assert.equal(
      red.statuses.all.some(({ text }) => text === "sign in needed"),
      false,
    );
  });

  it("that is gone shows up once in the debug sidebar, where no Catch node takes it", async () => {
    red.debugs.clear();
    await red.admin("POST", `/teams-auth/${AUTH}/sign-out`, {});
    const { msg } = await red.debugs.find(({ id, format }) => id === "poll" && format === "error");
    assert.match(msg, /"cause":"Nobody is signed in\./);
    assert.equal(red.debugs.all.filter(({ id }) => id === "poll").length, 1);
  });
});
