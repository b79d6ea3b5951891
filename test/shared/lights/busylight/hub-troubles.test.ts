import assert from "node:assert/strict";
import { BLACK, DARK, type Rgb } from "../../../../shared/lights/busylight/light-state";
import type { Wanted } from "../../../../shared/lights/busylight/wanted";
import { Problem } from "../../../../shared/support/problem";
import { settle } from "../../../support/fake-clock";
import { flag, omega } from "./bench";
import { RoughBench } from "./rough-bench";

const RED: Wanted = { ...DARK, color: { red: 255, green: 0, blue: 0 } };
const GREEN: Wanted = { ...DARK, color: { red: 0, green: 255, blue: 0 } };
const blue = (level: number): Rgb => ({ ...BLACK, blue: level });

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Node-RED waits 15 seconds for a node to close. */
const CLOSED_MS = 7 * SECOND;

describe("USB lights in trouble", () => {
  let bench: RoughBench;
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown): void => void unhandled.push(error);

  before(() => process.on("unhandledRejection", onUnhandled));
  after(() => process.off("unhandledRejection", onUnhandled));
  beforeEach(() => {
    bench = new RoughBench();
  });
  afterEach(async () => {
    await settle();
    assert.deepEqual(unhandled.splice(0), []);
    assert.equal(bench.driver.overlaps, 0);
  });

  /** Nothing is open, and no timer runs. */
  const isAtRest = (): void => assert.deepEqual([bench.openLights, bench.clock.pending], [0, 0]);

  describe("where a library is missing that only some of them need", () => {
    const missing = new Problem({ code: "usb-library-missing", title: "Serial lights need it", advice: "" });
    beforeEach(() => {
      bench.driver.lacking = { problems: [missing], about: new Map([[missing, "serial"]]) };
    });

    const TOLD = [
      ["27bb:3bcd", "light-missing", "a light that does not need it is just not plugged in"],
      ["2047:03df", "usb-library-missing", "one that does cannot be found"],
      ["any", "usb-library-missing", "any light may be such a one"],
    ] as const;
    for (const [device, code, why] of TOLD)
      it(`say of ${device} ${code}: ${why}`, async () => {
        assert.deepEqual((await bench.hold("node", device)).told, [code]);
      });

    it("are gone all the same when those that do not need it are no longer listed", async () => {
      bench.usb.plug(omega("2-1"));
      bench.driver.isSilent = true;
      const node = await bench.hold("node", "27bb:3bcd");
      await bench.hold("other", "2047:03df");
      bench.usb.unplug("2-1");
      await bench.clock.advance(MINUTE);
      assert.deepEqual(node.told, ["ok", "light-missing"]);
    });
  });

  it("are kept for all though a node throws when it is told something", async () => {
    bench.usb.plug(flag("1-1", { product: "LUXAFOR MUTE", model: "mute" }));
    const fails = (): never => {
      throw new Error("A log that cannot be written");
    };
    const broken = await bench.hold("broken", "any", { onState: fails, onButton: fails });
    const node = await bench.hold("node");
    assert.equal(await bench.ask(broken, RED), "applied");
    bench.usb.press("1-1", "pressed");
    assert.deepEqual([node.told, node.presses], [["ok"], ["pressed 04d8:f372"]]);
    bench.usb.unplug("1-1");
    bench.usb.plug(flag());
    await bench.clock.advance(30 * SECOND);
    assert.equal(bench.color("1-1"), "255,0,0");
  });

  describe("that are listed wrongly", () => {
    for (const listing of ["hangs", "rejects", "throws"] as const)
      it(`are found when a list that ${listing} works again`, async () => {
        bench.usb.plug(flag());
        bench.driver.listing = listing;
        const node = bench.claim("node");
        void node.claim.ask(RED);
        await bench.clock.advance(MINUTE);
        bench.driver.listing = "works";
        bench.driver.answer();
        await bench.clock.advance(30 * SECOND);
        assert.equal(bench.color("1-1"), "255,0,0");
        await node.claim.end("off");
        isAtRest();
      });

    it("are not listed once more while a list hangs, as each takes one of Node's few threads", async () => {
      bench.driver.listing = "hangs";
      bench.claim("node");
      await bench.clock.advance(HOUR);
      assert.equal(bench.driver.lists, 1);
    });

    for (const listing of ["hangs", "rejects", "throws"] as const)
      it(`stay as they are while a list ${listing}`, async () => {
        bench.usb.plug(flag());
        const node = await bench.hold("node", "all");
        await bench.ask(node, RED);
        bench.driver.listing = listing;
        await bench.clock.advance(10 * MINUTE);
        assert.equal(await bench.ask(node, GREEN), "applied");
        assert.deepEqual([bench.color("1-1"), node.told, bench.usb.opened], ["0,255,0", ["ok"], 1]);
      });

    it("are looked for again where one went while the list was read", async () => {
      bench.usb.plug(flag());
      bench.driver.listed = (devices) => {
        bench.usb.unplug("1-1");
        bench.driver.listed = (others) => others;
        return devices;
      };
      const node = await bench.hold("node");
      assert.deepEqual(node.told, ["light-missing"]);
      bench.usb.plug(flag());
      await bench.clock.advance(30 * SECOND);
      assert.deepEqual(node.told, ["light-missing", "ok"]);
    });

    for (const port of ["1-1", undefined])
      it(`are opened once where each interface is listed, ${port ? "with" : "without"} a port`, async () => {
        bench.usb.plug(flag("1-1", { serialNumber: "A", interface: 0 }));
        bench.driver.listed = (devices) =>
          devices
            .flatMap((device) => [{ ...device, path: `${device.path}b`, interface: 1 }, device])
            .map(({ port: known, ...device }) => (port && known ? { ...device, port } : device));
        const node = await bench.hold("node", "all");
        assert.equal(await bench.ask(node, RED), "applied");
        assert.deepEqual([bench.color("1-1"), bench.driver.opens, node.told], ["255,0,0", 1, ["ok"]]);
        bench.usb.press("1-1", "pressed");
        assert.deepEqual(node.presses, ["pressed 04d8:f372:A"]);
        await node.claim.end("off");
        isAtRest();
      });

    it("are told apart where two have the same serial number", async () => {
      bench.usb.plug(flag("1-1", { serialNumber: "A" }));
      bench.usb.plug(flag("1-2", { serialNumber: "A" }));
      const one = await bench.hold("one", "04d8:f372@1-1");
      const two = await bench.hold("two", "04d8:f372@1-2");
      await bench.ask(one, RED);
      await bench.ask(two, GREEN);
      assert.deepEqual([bench.color("1-1"), bench.color("1-2")], ["255,0,0", "0,255,0"]);
      bench.usb.press("1-2", "pressed");
      assert.deepEqual([one.presses, two.presses], [[], ["pressed 04d8:f372@1-2"]]);
    });

    it("are called by their port where an equal one is plugged in that nobody uses", async () => {
      bench.usb.plug(flag("1-1"));
      bench.usb.plug(flag("1-2"));
      const node = await bench.hold("node", "04d8:f372@1-2");
      bench.usb.press("1-2", "pressed");
      assert.deepEqual(node.presses, ["pressed 04d8:f372@1-2"]);
    });
  });

  describe("that cannot be opened", () => {
    it("are opened once where opening hangs, and let go where it comes late", async () => {
      bench.usb.plug(flag());
      bench.driver.hanging.add("1-1");
      const node = await bench.hold("node");
      assert.equal(await bench.isDone(node.claim.ask(RED), HOUR), "usb-failed");
      assert.deepEqual([node.told, bench.driver.opens], [["usb-failed"], 1]);
      bench.driver.answer();
      await bench.clock.advance(MINUTE);
      assert.deepEqual([bench.color("1-1"), node.told], ["255,0,0", ["usb-failed", "ok"]]);
      await node.claim.end("off");
      isAtRest();
    });

    it("are not left open where the node ends before they have opened", async () => {
      bench.usb.plug(flag());
      bench.driver.hanging.add("1-1");
      const node = await bench.hold("node");
      assert.equal(await bench.isDone(node.claim.end("off")), "done");
      bench.driver.answer();
      await settle();
      await bench.clock.advance(MINUTE);
      isAtRest();
    });

    it("do not keep others waiting", async () => {
      bench.usb.plug(flag("1-1"));
      bench.usb.plug(flag("1-2"));
      bench.driver.hanging.add("1-1");
      const one = await bench.hold("one", "04d8:f372@1-1");
      const two = await bench.hold("two", "04d8:f372@1-2");
      await bench.clock.advance(10 * SECOND);
      assert.deepEqual([one.told, two.told], [["usb-failed"], ["ok"]]);
      assert.equal(await bench.ask(two, RED), "applied");
    });

    it("are passed over where any light will do, and one that works stays", async () => {
      bench.usb.plug(flag("1-1"));
      bench.usb.plug(omega("2-1"));
      bench.usb.trouble("1-1", "held");
      const node = await bench.hold("node");
      await bench.ask(node, RED);
      await bench.clock.advance(MINUTE);
      assert.deepEqual([bench.color("2-1"), node.told.at(-1)], ["255,0,0", "ok"]);
      bench.usb.trouble("1-1", undefined);
      await bench.clock.advance(HOUR);
      assert.deepEqual([bench.color("1-1"), bench.color("2-1")], ["0,0,0", "255,0,0"]);
    });

    it("do not count where all are meant and others can be opened; they follow when they can", async () => {
      bench.usb.plug(flag("1-1"));
      bench.usb.plug(flag("1-2"));
      bench.usb.trouble("1-1", "no-permission");
      const node = await bench.hold("node", "all");
      assert.equal(await bench.ask(node, RED), "applied");
      assert.deepEqual([bench.color("1-1"), bench.color("1-2"), node.told], ["0,0,0", "255,0,0", ["ok"]]);
      bench.usb.trouble("1-1", undefined);
      await bench.clock.advance(30 * SECOND);
      assert.deepEqual([bench.color("1-1"), node.told], ["255,0,0", ["ok"]]);
    });

    it("are not taken for held by others where we are just closing them ourselves", async () => {
      bench.usb.plug(omega("2-1"));
      const before = await bench.hold("before");
      await bench.ask(before, RED);
      void before.claim.end("off");
      const node = bench.claim("after");
      void node.claim.ask(GREEN);
      await bench.clock.advance(SECOND);
      assert.deepEqual([node.told, bench.color("2-1")], [["ok"], "0,255,0"]);
    });
  });

  describe("that do not take what they are sent", () => {
    it("are named as what they are, not as unplugged", async () => {
      bench.usb.plug(flag());
      const node = await bench.hold("node");
      bench.usb.trouble("1-1", "write-hangs");
      assert.equal(await bench.isDone(node.claim.ask(RED), 6 * SECOND), "usb-failed");
      assert.deepEqual(node.told, ["ok", "usb-failed"]);
      bench.usb.unplug("1-1");
      await bench.clock.advance(MINUTE);
      assert.deepEqual(node.told, ["ok", "usb-failed", "light-missing"]);
    });

    for (const isWanted of [true, false])
      it(`go dark once they do, where ${isWanted ? "their node ends then" : "nobody wants them any more"}`, async () => {
        bench.usb.plug(flag());
        const node = await bench.hold("node");
        await bench.ask(node, RED);
        bench.usb.trouble("1-1", "write-fails");
        assert.equal(await bench.ask(node, GREEN), "usb-failed");
        bench.usb.trouble("1-1", "held");
        if (!isWanted) await bench.ask(node, undefined);
        await bench.clock.advance(MINUTE);
        bench.usb.trouble("1-1", undefined);
        await bench.clock.advance(MINUTE);
        if (isWanted) await node.claim.end("off");
        assert.equal(bench.color("1-1"), "0,0,0");
      });

    it("are let go in time", async () => {
      for (const how of ["off", "leave"] as const) {
        bench.usb.plug(flag());
        const node = await bench.hold("node");
        bench.usb.trouble("1-1", "write-hangs");
        void node.claim.ask(RED).catch(() => undefined);
        await bench.clock.advance(0);
        assert.equal(await bench.isDone(node.claim.end(how), CLOSED_MS), "done");
        bench.usb.unplug("1-1");
        await bench.clock.advance(MINUTE);
        isAtRest();
      }
    });

    for (const closing of ["hangs", "rejects", "throws"] as const)
      it(`are let go in time where closing ${closing}`, async () => {
        bench.usb.plug(flag());
        const node = await bench.hold("node");
        await bench.ask(node, RED);
        bench.driver.closing = closing;
        assert.equal(await bench.isDone(node.claim.end("off"), CLOSED_MS), "done");
        assert.equal(bench.color("1-1"), "0,0,0");
      });

    for (const closing of ["rejects", "throws"] as const)
      it(`are found again where closing ${closing} when they are unplugged`, async () => {
        bench.usb.plug(flag());
        const node = await bench.hold("node");
        await bench.ask(node, RED);
        bench.driver.closing = closing;
        bench.usb.unplug("1-1");
        await bench.clock.advance(SECOND);
        bench.usb.plug(flag());
        await bench.clock.advance(30 * SECOND);
        assert.equal(bench.color("1-1"), "255,0,0");
      });

    it("are shown it when they are plugged in anew in the middle of it", async () => {
      bench.usb.plug(flag());
      const node = await bench.hold("node");
      void node.claim.ask(RED);
      bench.usb.unplug("1-1");
      await bench.clock.advance(SECOND);
      bench.usb.plug(flag());
      await bench.clock.advance(30 * SECOND);
      assert.deepEqual([bench.color("1-1"), node.told], ["255,0,0", ["ok", "light-missing", "ok"]]);
    });
  });

  describe("that vanish", () => {
    it("are noticed where nobody tells, as soon as something is listed", async () => {
      bench.usb.plug(flag("1-1"));
      bench.usb.plug(flag("1-2"));
      bench.driver.isSilent = true;
      const node = await bench.hold("node", "all");
      const one = await bench.hold("one", "04d8:f372@1-1");
      await bench.ask(node, RED);
      bench.usb.unplug("1-1");
      await bench.clock.advance(30 * SECOND);
      assert.deepEqual([one.told, node.told], [["ok", "light-missing"], ["ok"]]);
      bench.usb.plug(flag("1-1"));
      await bench.clock.advance(30 * SECOND);
      assert.deepEqual([one.told.at(-1), bench.color("1-1")], ["ok", "255,0,0"]);
    });

    it("and come back between two looks are opened anew where nobody tells", async () => {
      bench.usb.plug(flag("1-1"));
      bench.driver.isSilent = true;
      const node = await bench.hold("node", "all");
      await bench.ask(node, RED);
      bench.usb.unplug("1-1");
      bench.usb.plug(flag("1-1"));
      await bench.clock.advance(30 * SECOND);
      assert.deepEqual([bench.color("1-1"), bench.openLights], ["255,0,0", 1]);
    });

    it("are replaced where any will do, and have lost their place when they come back", async () => {
      bench.usb.plug(flag("1-1"));
      bench.usb.plug(omega("2-1"));
      const node = await bench.hold("node");
      await bench.ask(node, RED);
      assert.deepEqual([bench.color("1-1"), bench.color("2-1")], ["255,0,0", "0,0,0"]);
      bench.usb.unplug("1-1");
      await bench.clock.advance(30 * SECOND);
      assert.deepEqual([bench.color("1-1"), bench.color("2-1")], ["no light", "255,0,0"]);
      bench.usb.plug(flag("1-1"));
      await bench.clock.advance(HOUR);
      assert.deepEqual([bench.color("1-1"), bench.color("2-1")], ["0,0,0", "255,0,0"]);
    });

    it("with the machine's sleep are right again whether its time jumps forward or back", async () => {
      bench.usb.plug(flag("1-1"));
      const node = await bench.hold("node");
      await bench.ask(node, RED);
      for (const jump of [HOUR, -2 * HOUR]) {
        bench.wall.jump(jump);
        bench.usb.unplug("1-1");
        await bench.clock.advance(SECOND);
        bench.usb.plug(flag("1-1"));
        await bench.clock.advance(30 * SECOND);
        assert.equal(bench.color("1-1"), "255,0,0");
        assert.equal(await bench.ask(node, { ...DARK, color: blue(Math.abs(jump) % 7) }), "applied");
        await bench.ask(node, RED);
      }
    });
  });
});
