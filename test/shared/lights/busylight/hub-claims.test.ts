import assert from "node:assert/strict";
import { DARK } from "../../../../shared/lights/busylight/light-state";
import type { Wanted } from "../../../../shared/lights/busylight/wanted";
import { settle } from "../../../support/fake-clock";
import { flag, omega } from "./bench";
import { RoughBench } from "./rough-bench";

const RED: Wanted = { ...DARK, color: { red: 255, green: 0, blue: 0 } };
const GREEN: Wanted = { ...DARK, color: { red: 0, green: 255, blue: 0 } };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const ONCE = { ringing: { tone: "ring", volume: 50, endless: false }, times: 1 } as const;
const ENDLESS = { ...ONCE.ringing, endless: true };

let bench: RoughBench;

beforeEach(() => {
  bench = new RoughBench();
});

const isAtRest = (): void => assert.deepEqual([bench.openLights, bench.clock.pending], [0, 0]);

describe("nodes that share USB lights", () => {
  it("leave no timer behind where their light was never found", async () => {
    const [one, two] = [await bench.hold("one"), await bench.hold("two", "all")];
    await bench.ask(one, RED);
    await one.claim.end("off");
    await two.claim.end("linger");
    await bench.hub.stop();
    isAtRest();
  });

  it("are about the same one where they choose alike, whichever is listed first", async () => {
    bench.usb.plug(omega("2-1"));
    const one = await bench.hold("one");
    bench.usb.plug(flag("1-1"));
    const two = await bench.hold("two");
    await bench.ask(one, RED);
    await bench.ask(two, GREEN);
    assert.deepEqual([bench.color("2-1"), bench.color("1-1")], ["0,255,0", "0,0,0"]);
    await two.claim.end("off");
    assert.equal(bench.color("2-1"), "255,0,0");
  });

  it("may end twice, in whatever way, and the process twice, too", async () => {
    bench.usb.plug(flag());
    for (const first of ["off", "leave", "linger"] as const)
      for (const second of ["off", "leave", "linger"] as const) {
        const node = await bench.hold("node");
        await bench.ask(node, RED);
        void node.claim.end(first);
        await node.claim.end(second);
        await bench.clock.advance(MINUTE);
        const isLeft = first === "leave" || (first === "linger" && second === "leave");
        assert.equal(bench.color("1-1"), isLeft ? "255,0,0" : "0,0,0", `${first} ${second}`);
        await Promise.all([bench.hub.stop(), bench.hub.stop()]);
        isAtRest();
      }
  });

  it("hear of no button while a deploy has closed them", async () => {
    bench.usb.plug(flag("1-1", { product: "LUXAFOR MUTE", model: "mute" }));
    const before = await bench.hold("node");
    await before.claim.end("linger");
    bench.usb.press("1-1", "pressed");
    const after = await bench.hold("node");
    bench.usb.press("1-1", "released");
    assert.deepEqual([before.presses, after.presses], [[], ["released 04d8:f372"]]);
  });

  it("that have ended, or were begun anew, ask for nothing any more", async () => {
    bench.usb.plug(flag());
    const before = await bench.hold("node");
    await before.claim.end("linger");
    const after = await bench.hold("node");
    await bench.ask(after, RED);
    assert.equal(await bench.ask(before, GREEN), "superseded");
    assert.equal(bench.color("1-1"), "255,0,0");
    await before.claim.end("off");
    assert.equal(bench.color("1-1"), "255,0,0");
    await after.claim.end("off");
    assert.equal(await bench.ask(after, GREEN), "superseded");
    isAtRest();
  });

  it("may begin after the process was to end, and linger again", async () => {
    bench.usb.plug(flag());
    await bench.hub.stop();
    const node = await bench.hold("node");
    await bench.ask(node, RED);
    await node.claim.end("linger");
    assert.equal(bench.color("1-1"), "255,0,0");
    await bench.hub.stop();
    assert.equal(bench.color("1-1"), "0,0,0");
    isAtRest();
  });

  it("leave nothing open where the process ends while their lights are looked for", async () => {
    bench.usb.plug(flag());
    const node = bench.claim("node");
    void node.claim.ask(RED);
    void node.claim.end("linger");
    await bench.hub.stop();
    await bench.clock.advance(MINUTE);
    isAtRest();
  });

  it("do not show what they want on a light that a deploy has taken from them", async () => {
    bench.usb.plug(flag("1-1"));
    bench.usb.plug(flag("1-2"));
    const before = await bench.hold("node", "04d8:f372@1-1");
    await bench.ask(before, RED);
    await before.claim.end("linger");
    const seen: string[] = [];
    bench.usb.onChange(() => seen.push(bench.color("1-1")));
    const after = bench.claim("node", "04d8:f372@1-2");
    assert.equal(await bench.ask(after, GREEN), "applied");
    assert.deepEqual([bench.color("1-1"), bench.color("1-2")], ["0,0,0", "0,255,0"]);
    assert.ok(!seen.includes("0,255,0"));
  });

  it("show what they want on a light of another one that a deploy has given to them", async () => {
    bench.usb.plug(flag("1-1"));
    bench.usb.plug(flag("1-2"));
    const other = await bench.hold("other", "04d8:f372@1-2");
    const before = await bench.hold("node", "04d8:f372@1-1");
    await bench.ask(other, GREEN);
    await bench.ask(before, RED);
    await before.claim.end("linger");
    await bench.hold("node", "04d8:f372@1-2");
    assert.deepEqual([bench.color("1-1"), bench.color("1-2")], ["0,0,0", "255,0,0"]);
  });

  it("take over a light from one another without closing it", async () => {
    bench.usb.plug(flag("1-1"));
    bench.usb.plug(flag("1-2"));
    const [one, two] = [await bench.hold("one", "04d8:f372@1-1"), await bench.hold("two", "04d8:f372@1-2")];
    await bench.ask(one, RED);
    await bench.ask(two, GREEN);
    await Promise.all([one.claim.end("linger"), two.claim.end("linger")]);
    const seen: string[] = [];
    bench.claim("one", "all");
    bench.usb.onChange(() => seen.push(bench.color("1-1")));
    bench.claim("two", "04d8:f372@1-1");
    await bench.clock.advance(MINUTE);
    assert.deepEqual([bench.color("1-1"), bench.color("1-2")], ["0,255,0", "255,0,0"]);
    assert.ok(!seen.includes("0,0,0"));
    assert.equal(bench.usb.opened, 2);
  });

  it("have what they want shown where a newer one ends and leaves its light", async () => {
    bench.usb.plug(flag());
    const [one, two] = [await bench.hold("one"), await bench.hold("two")];
    await bench.ask(one, RED);
    await bench.ask(two, GREEN);
    await two.claim.end("leave");
    await settle();
    assert.equal(bench.color("1-1"), "255,0,0");
  });

  it("leave their light dark where all end at once", async () => {
    bench.usb.plug(flag());
    const [one, two] = [await bench.hold("one"), await bench.hold("two")];
    await bench.ask(one, RED);
    await bench.ask(two, GREEN);
    await Promise.all([two.claim.end("off"), one.claim.end("off")]);
    assert.equal(bench.color("1-1"), "0,0,0");
    isAtRest();
  });

  it("are told that they were superseded by one that asked while their light was looked for", async () => {
    const [one, two] = [await bench.hold("one"), await bench.hold("two")];
    // The last look was longer ago than one waits before the next.
    await bench.clock.advance(5 * SECOND);
    bench.usb.plug(omega("2-1"));
    const answers = Promise.all([one.claim.ask(RED, ONCE), two.claim.ask(GREEN)]);
    await settle();
    assert.deepEqual(await answers, ["superseded", "applied"]);
    assert.deepEqual([bench.color("2-1"), bench.usb.shown("2-1")?.ringing], ["0,255,0", undefined]);
  });
});

describe("ids that a node maps", () => {
  const STRANGE = flag("3-1", { id: "1234:5678", product: "Strange" });

  it("are lights to that node alone", async () => {
    bench.usb.plug(STRANGE);
    const other = await bench.hold("other", "all");
    const chooser = await bench.hold("chooser", "1234:5678");
    const mapper = await bench.hold("mapper", "all", { mappings: [{ id: "1234:5678", as: "luxafor" }] });
    await bench.ask(other, RED);
    assert.deepEqual(
      [other.told, chooser.told, mapper.told, bench.color("3-1")],
      [["light-missing"], ["light-missing"], ["ok"], "0,0,0"],
    );
    await bench.ask(mapper, GREEN);
    assert.equal(bench.color("3-1"), "0,255,0");
  });

  it("count when a deploy has changed nothing but them", async () => {
    bench.usb.plug(STRANGE);
    const before = await bench.hold("node", "all", { mappings: [{ id: "1234:5678", as: "epos" }] });
    void before.claim.ask(RED).catch(() => undefined);
    await settle();
    assert.equal(bench.color("3-1"), "0,0,0");
    await before.claim.end("linger");
    await bench.hold("node", "all", { mappings: [{ id: "1234:5678", as: "luxafor" }] });
    await bench.clock.advance(30 * SECOND);
    assert.equal(bench.color("3-1"), "255,0,0");
  });

  it("do not change what a light is to a node that chose it, where nobody uses it who maps it", async () => {
    bench.usb.plug(flag());
    const one = await bench.hold("one", "04d8:f372");
    await bench.hold("two", "27bb:3bcd", { mappings: [{ id: "04d8:f372", as: "epos" }] });
    assert.equal(await bench.ask(one, RED), "applied");
    assert.equal(bench.color("1-1"), "255,0,0");
  });
});

describe("the sound of a USB light", () => {
  const rings = (port = "2-1"): boolean => bench.usb.shown(port)?.ringing !== undefined;

  it("that is played once is not played again where the light is plugged in anew", async () => {
    bench.usb.plug(omega());
    const node = await bench.hold("node");
    await bench.ask(node, RED, ONCE);
    assert.ok(rings());
    bench.usb.unplug("2-1");
    await bench.clock.advance(SECOND);
    bench.usb.plug(omega());
    await bench.clock.advance(30 * SECOND);
    assert.deepEqual([bench.color("2-1"), rings()], ["255,0,0", false]);
  });

  it("that is played once is not played again where its state is asked for without", async () => {
    bench.usb.plug(omega());
    const node = await bench.hold("node");
    await bench.ask(node, RED, ONCE);
    const { writes } = bench.driver;
    assert.equal(await bench.ask(node, RED), "unchanged");
    assert.equal(bench.driver.writes, writes);
  });

  it("that is played once is so too where it comes in the state itself", async () => {
    bench.usb.plug(omega());
    const node = await bench.hold("node");
    await bench.ask(node, { ...RED, ringing: ONCE.ringing });
    assert.deepEqual([bench.color("2-1"), rings()], ["255,0,0", false]);
  });

  it("that never ends goes on where the same is asked for, and where the light is plugged in anew", async () => {
    bench.usb.plug(omega());
    const node = await bench.hold("node");
    await bench.ask(node, { ...RED, ringing: ENDLESS });
    assert.equal(await bench.ask(node, { ...RED, ringing: ENDLESS }), "unchanged");
    bench.usb.unplug("2-1");
    await bench.clock.advance(SECOND);
    bench.usb.plug(omega());
    await bench.clock.advance(30 * SECOND);
    assert.ok(rings());
    await bench.ask(node, RED);
    assert.deepEqual([bench.color("2-1"), rings()], ["255,0,0", false]);
  });

  it("changes nothing for a light that has none", async () => {
    bench.usb.plug(flag());
    const node = await bench.hold("node");
    const blinking: Wanted = { ...RED, effect: "blink" };
    await bench.ask(node, blinking);
    const { writes } = bench.driver;
    assert.equal(await bench.ask(node, blinking, { ...ONCE, times: 3 }), "unchanged");
    assert.equal(await bench.ask(node, { ...blinking, ringing: ENDLESS }), "unchanged");
    await bench.clock.advance(MINUTE);
    assert.equal(bench.driver.writes, writes);
  });

  it("is played again where it is asked for again", async () => {
    bench.usb.plug(omega());
    const node = await bench.hold("node");
    await bench.ask(node, RED, ONCE);
    await bench.clock.advance(HOUR);
    const { writes } = bench.driver;
    assert.equal(await bench.ask(node, RED, ONCE), "applied");
    assert.equal(bench.driver.writes, writes + 1);
  });
});
