import assert from "node:assert/strict";
import { PretendUsb } from "../../sandbox/usb/pretend-usb";
import { serveUsb, type UsbServer } from "../../sandbox/usb/usb-server";
import { flag, omega } from "../shared/lights/busylight/bench";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { presence } from "../support/presences";

const LIGHT = "a1b2c3d4e5f60b01";
const MUTE = { product: "LUXAFOR MUTE", model: "mute", serialNumber: "M1" } as const;

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

describe(`a USB light in a real Node-RED ${MAJOR}`, function () {
  this.timeout(40_000);
  let usb: PretendUsb;
  let server: UsbServer;
  let red: NodeRedProcess;

  before(async () => {
    usb = new PretendUsb();
    server = await serveUsb(usb);
    red = await NodeRedProcess.start({ env: server.environment });
  });
  after(async () => {
    await red.dispose();
    await server.close();
  });
  beforeEach(() => {
    red.debugs.clear();
    red.statuses.clear();
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, red.debugs.all, red.statuses.all);
    for (const { setup } of usb.lights()) usb.unplug(setup.port);
  });

  const flow = (light: object = {}) => [
    { id: "tab", type: "tab", label: "Flow" },
    { id: "in", type: "inject", z: "tab", props: [{ p: "payload" }], wires: [[LIGHT]] },
    { id: LIGHT, type: "busylight", z: "tab", wires: [["out"], ["button"]], ...light },
    debug("out", "light"),
    debug("button", "payload"),
    { id: "catch", type: "catch", z: "tab", scope: null, uncaught: false, wires: [["errors"]] },
    debug("errors", "error"),
  ];
  const inject = (payload: unknown) =>
    red.admin("POST", "/inject/in", {
      __user_inject_props__: [{ p: "payload", v: JSON.stringify(payload), vt: "json" }],
    });
  /** What `msg.light` says of a message. */
  const injected = async (payload: unknown): Promise<object> => {
    const passed = red.debugs.next(({ id }) => id === "out");
    await inject(payload);
    return JSON.parse((await passed).msg) as object;
  };
  const color = (port: string): string => {
    const { red: r = 0, green = 0, blue = 0 } = usb.shown(port)?.color ?? {};
    return `${r},${green},${blue}`;
  };
  /** Resolves when a light shows a colour. */
  const shows = (port: string, wanted: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (color(port) !== wanted) return;
        stop();
        resolve();
      };
      const stop = usb.onChange(look);
      look();
    });
  const status = (fill: string, shape: string) =>
    red.statuses.find((one) => one.id === LIGHT && one.fill === fill && one.shape === shape);

  it("shows a presence, and the same one again without a write", async () => {
    usb.plug(omega("2-1"));
    await red.deploy(flow());
    assert.deepEqual(await injected(presence("in-a-call")), { target: "any", applied: true });
    assert.equal(color("2-1"), "255,0,0");
    assert.equal((await status("red", "dot")).text, "In a call");
    assert.deepEqual(await injected(presence("in-a-call")), {
      target: "any",
      applied: false,
      skipped: "unchanged",
    });
  });

  it("does not go dark for a moment when it is deployed", async () => {
    usb.plug(omega("2-1"));
    await red.deploy(flow());
    await injected("busy");
    const seen = new Set<string>();
    const stop = usb.onChange(() => seen.add(color("2-1")));
    const { opened } = usb;
    for (let i = 0; i < 3; i++) await red.deploy(flow({ name: `Deploy ${i}` }));
    stop();
    assert.deepEqual(
      [...seen].filter((one) => one !== "255,0,0"),
      [],
    );
    assert.equal(usb.opened, opened);
  });

  it("that is missing says so once, and shows the newest when it is plugged in", async () => {
    await red.deploy(flow());
    assert.equal((await status("yellow", "ring")).text, "not plugged in");
    const { skipped } = (await injected("busy")) as { skipped?: string };
    assert.equal(skipped, "unreachable");
    usb.plug(flag());
    await inject("available");
    await shows("1-1", "0,255,0");
    assert.equal((await status("green", "dot")).text, "Available");
    const missing = red.statuses.next((one) => one.id === LIGHT && one.fill === "yellow");
    usb.unplug("1-1");
    assert.equal((await missing).shape, "ring");
    const codes = red.debugs.all
      .filter(({ id }) => id === "errors")
      .map(({ msg }) => (JSON.parse(msg) as { code: string }).code);
    assert.ok(codes.length >= 1 && codes.every((code) => code === "light-missing"), JSON.stringify(codes));
  });

  it("that may not be opened says what to do", async () => {
    usb.plug(flag());
    usb.trouble("1-1", "no-permission");
    await red.deploy(flow());
    assert.equal((await status("red", "ring")).text, "no permission");
    const { msg } = await red.debugs.find(({ id }) => id === "errors");
    assert.equal((JSON.parse(msg) as { code: string }).code, "usb-permission");
  });

  it("tells of its button on the second output", async () => {
    usb.plug(flag("1-1", MUTE));
    await red.deploy(flow());
    await injected("available");
    const pressed = red.debugs.next(({ id }) => id === "button");
    usb.press("1-1", "pressed");
    assert.deepEqual(JSON.parse((await pressed).msg), { event: "pressed", device: "04d8:f372:M1" });
  });

  it("is told about and tried from the dialog, also before anything is deployed", async () => {
    await red.deploy([]);
    usb.plug(flag());
    const { body } = await red.admin("POST", "/busylight/devices", {});
    const { lights } = body as { lights: readonly { device: string; name: string; problem?: object }[] };
    assert.deepEqual(
      lights.map(({ device, name, problem }) => [device, name, problem]),
      [
        ["04d8:f372", "LUXAFOR FLAG", undefined],
        ["virtual", "Virtual light", undefined],
      ],
    );
    const shown = shows("1-1", "0,0,255");
    const tried = red.admin("POST", `/busylight/${LIGHT}/try`, { device: "any", color: "blue" });
    await shown;
    assert.deepEqual((await tried).body, { target: "any" });
    assert.equal(color("1-1"), "0,0,0");
  });

  it("needs no hardware where it is a virtual one", async () => {
    await red.deploy(flow({ device: "virtual" }));
    assert.deepEqual(await injected("busy"), { target: "virtual", applied: true });
    assert.equal((await status("red", "dot")).text, "Busy");
  });

  it("shows a wrong configuration as a state", async () => {
    await red.deploy(flow({ device: "the red one" }));
    assert.match((await status("red", "ring")).text ?? "", /"device" is not right/);
  });

  it("goes dark when its node is deleted, and when Node-RED ends", async () => {
    usb.plug(flag());
    await red.deploy(flow());
    await injected("busy");
    await red.deploy([]);
    await shows("1-1", "0,0,0");
    await red.deploy(flow());
    await injected("busy");
    assert.equal(color("1-1"), "255,0,0");
    await red.kill("SIGTERM");
    await shows("1-1", "0,0,0");
    await red.start();
  });

  // What else Node-RED takes for an end: a terminal that is closed, nodemon, and the message of PM2.
  for (const signal of ["SIGINT", "SIGHUP", "SIGUSR2", "shutdown"] as const)
    it(`goes dark when ${signal} ends Node-RED`, async () => {
      usb.plug(flag());
      await red.deploy(flow());
      await injected("busy");
      await red.kill(signal);
      assert.equal(color("1-1"), "0,0,0");
      await red.start();
    });

  it("stays as it is at the end where that is wished", async () => {
    usb.plug(flag());
    await red.deploy(flow({ onClose: "leave" }));
    await injected("busy");
    await red.kill("SIGTERM");
    assert.equal(color("1-1"), "255,0,0");
    await red.start();
  });
});
