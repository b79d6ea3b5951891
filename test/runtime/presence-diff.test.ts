import assert from "node:assert/strict";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { presence } from "../support/presences";

const FLOW = (properties: object = {}) => [
  { id: "tab", type: "tab", label: "Flow" },
  { id: "in", type: "inject", z: "tab", props: [{ p: "payload" }], wires: [["diff"]] },
  { id: "diff", type: "presence-diff", z: "tab", name: "", wires: [["out"]], ...properties },
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
  { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["errors"]] },
  {
    id: "errors",
    type: "debug",
    z: "tab",
    active: true,
    tosidebar: true,
    complete: "error",
    targetType: "msg",
    wires: [],
  },
];

describe(`presence-diff in a real Node-RED ${MAJOR}`, function () {
  this.timeout(20_000);
  let red: NodeRedProcess;
  before(async () => (red = await NodeRedProcess.start()));
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, red.debugs.all, red.statuses.all);
  });
  after(() => red.dispose());

  const inject = async (payload: unknown): Promise<void> => {
    const { status } = await red.admin("POST", "/inject/in", {
      __user_inject_props__: [{ p: "payload", v: JSON.stringify(payload), vt: "json" }],
    });
    assert.equal(status, 200);
  };

  it("passes changes, shows them on the node and answers nonsense with one catchable error", async () => {
    await red.deploy(FLOW());
    await inject(presence("in-a-call"));
    const passed = await red.debugs.find(({ id }) => id === "out");
    assert.equal((JSON.parse(passed.msg) as { change: string }).change, "start");
    const status = await red.statuses.find(({ id, text }) => id === "diff" && text !== undefined);
    assert.deepEqual([status.fill, status.shape, status.text], ["red", "dot", "Busy · in a call"]);
    await inject({ nonsense: true });
    const error = JSON.parse((await red.debugs.find(({ id }) => id === "errors")).msg) as Record<
      string,
      unknown
    >;
    assert.equal(error["code"], "malformed-presence");
    assert.deepEqual(Object.keys(error["cause"] as object).sort(), ["advice", "title"]);
  });

  it("shows a wrong property as a state and reports it once, and is well after the next deploy", async () => {
    red.debugs.clear();
    red.statuses.clear();
    await red.deploy(FLOW({ compare: "colour" }));
    const status = await red.statuses.find(({ id, fill }) => id === "diff" && fill === "red");
    assert.deepEqual([status.shape, status.text], ["ring", '"compare" is not right']);
    const { msg } = await red.debugs.find(({ id }) => id === "errors");
    assert.match(msg, /compare must be one of status, availability, activity, any/);
    red.debugs.clear();
    await red.deploy(FLOW());
    await inject(presence("available"));
    await red.debugs.find(({ id, msg: text }) => id === "out" && text.includes("available"));
  });

  it("remembers over SIGKILL", async () => {
    await red.kill("SIGKILL");
    red.debugs.clear();
    await red.start();
    await inject(presence("away"));
    const passed = JSON.parse((await red.debugs.find(({ id }) => id === "out")).msg) as {
      previous: { status: string };
      change: string;
    };
    assert.deepEqual([passed.change, passed.previous.status], ["start", "available"]);
  });
});
