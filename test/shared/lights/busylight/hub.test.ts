import assert from "node:assert/strict";
import type { Claim, ClaimOptions, LightHub } from "../../../../shared/lights/busylight/hub";
import { BLACK, DARK, type LightState, type Rgb } from "../../../../shared/lights/busylight/light-state";
import { parseSelector } from "../../../../shared/lights/busylight/selector";
import { asProblem } from "../../../../shared/support/problem";
import { settle } from "../../../support/fake-clock";
import { flag, UsbBench } from "./bench";

const RED: Rgb = { red: 255, green: 0, blue: 0 };
const GREEN: Rgb = { red: 0, green: 255, blue: 0 };

const lit = (color: Rgb, more: Partial<LightState> = {}): LightState => ({ ...DARK, color, ...more });

/** A node, and what it was told. */
class Holder {
  readonly told: string[] = [];
  readonly presses: string[] = [];
  readonly claim: Claim;

  constructor(hub: LightHub, device: string, owner: string, more: Partial<ClaimOptions> = {}) {
    const selector = parseSelector(device);
    assert.ok(selector, device);
    this.claim = hub.claim({
      owner,
      selector,
      mappings: [],
      plain: true,
      onClose: "off",
      onState: (state) => void this.told.push(state.kind === "ok" ? "ok" : state.problem.code),
      onButton: (event, light) => void this.presses.push(`${event} ${light}`),
      ...more,
    });
  }
}

class Bench extends UsbBench {
  #holders = 0;

  hold(device = "any", more: Partial<ClaimOptions> & { readonly owner?: string } = {}): Holder {
    return new Holder(this.hub, device, more.owner ?? `node ${this.#holders++}`, more);
  }

  /** Asks, and gives the answer or the code of the problem. */
  async ask({ claim }: Holder, ...asked: Parameters<Claim["ask"]>): Promise<string> {
    const answers: string[] = [];
    claim.ask(...asked).then(
      (answer) => answers.push(answer),
      (error: unknown) => answers.push(asProblem(error).code),
    );
    await settle();
    await settle();
    return answers[0] ?? "nothing yet";
  }
}

describe("status lights that nodes share", () => {
  let bench: Bench;
  beforeEach(() => (bench = new Bench()));

  it("are not touched before somebody asks for something", async () => {
    bench.usb.plug(flag());
    const node = bench.hold();
    await settle();
    assert.deepEqual(node.told, ["ok"]);
    assert.equal(bench.openLights, 1);
    await node.claim.end("off");
    assert.equal(bench.openLights, 0);
    assert.equal(bench.clock.pending, 0);
  });

  it("show what is asked for, and take the same again without a write", async () => {
    bench.usb.plug(flag());
    const node = bench.hold();
    await settle();
    assert.equal(await bench.ask(node, lit(RED)), "applied");
    assert.equal(bench.color(), "255,0,0");
    assert.equal(await bench.ask(node, lit(RED)), "unchanged");
    assert.equal(await bench.ask(node, lit(RED, { effect: "blink" })), "applied");
    assert.equal(bench.color(), "255,0,0 blink");
    assert.equal(await bench.ask(node, DARK), "applied");
    assert.equal(bench.color(), "0,0,0");
  });

  it("that are not plugged in yet show it as soon as they are", async () => {
    const node = bench.hold();
    await settle();
    assert.deepEqual(node.told, ["light-missing"]);
    assert.equal(await bench.ask(node, lit(RED)), "missing");
    bench.usb.plug(flag());
    await bench.clock.advance(30_000);
    assert.equal(bench.color(), "255,0,0");
    assert.deepEqual(node.told, ["light-missing", "ok"]);
  });

  it("are looked for at once when somebody asks, however long they have been missing", async () => {
    const node = bench.hold();
    await bench.clock.advance(600_000);
    void node.claim.ask(lit(GREEN));
    await settle();
    bench.usb.plug(flag());
    assert.equal(await bench.ask(node, lit(RED)), "missing", "it was looked for a moment ago");
    await bench.clock.advance(2_000);
    assert.equal(bench.color(), "255,0,0");
  });

  it("show the same again when they are plugged in anew, in another port too", async () => {
    bench.usb.plug(flag());
    const node = bench.hold();
    await settle();
    await bench.ask(node, lit(RED));
    bench.usb.unplug("1-1");
    await settle();
    assert.deepEqual(node.told, ["ok", "light-missing"]);
    await bench.clock.advance(60_000);
    bench.usb.plug(flag("1-2"));
    await bench.clock.advance(30_000);
    assert.equal(bench.color("1-2"), "255,0,0");
    assert.deepEqual(node.told, ["ok", "light-missing", "ok"]);
  });

  it("that were found but may not be used say so, and are right once they may", async () => {
    bench.usb.plug(flag());
    bench.usb.trouble("1-1", "no-permission");
    const node = bench.hold();
    await settle();
    assert.deepEqual(node.told, ["usb-permission"]);
    assert.equal(await bench.ask(node, lit(RED)), "usb-permission");
    bench.usb.trouble("1-1", undefined);
    await bench.clock.advance(30_000);
    assert.deepEqual(node.told, ["usb-permission", "ok"]);
    assert.equal(bench.color(), "255,0,0");
  });

  for (const trouble of ["write-fails", "write-hangs"] as const)
    it(`are tried again where a ${trouble.replace("-", " ")}`, async () => {
      bench.usb.plug(flag());
      const node = bench.hold();
      await settle();
      bench.usb.trouble("1-1", trouble);
      void node.claim.ask(lit(RED));
      await bench.clock.advance(60_000);
      assert.equal(bench.color(), "0,0,0");
      bench.usb.trouble("1-1", undefined);
      await bench.clock.advance(60_000);
      assert.equal(bench.color(), "255,0,0");
      await node.claim.end("off");
      assert.deepEqual([bench.openLights, bench.clock.pending], [0, 0]);
    });

  it("are one node's that was asked last; when it wants nothing any more the other one has them", async () => {
    bench.usb.plug(flag());
    const [one, two] = [bench.hold(), bench.hold()];
    await settle();
    await bench.ask(one, lit(RED));
    await bench.ask(two, lit(GREEN));
    assert.equal(bench.color(), "0,255,0");
    await bench.ask(two, undefined);
    assert.equal(bench.color(), "255,0,0");
    await bench.ask(one, undefined);
    assert.equal(bench.color(), "0,0,0");
    assert.equal(bench.openLights, 1);
  });

  it("have no dark moment where a deploy begins their node anew", async () => {
    bench.usb.plug(flag());
    const before = bench.hold("any", { owner: "node" });
    await settle();
    await bench.ask(before, lit(RED));
    const seen: string[] = [];
    bench.usb.onChange(() => seen.push(bench.color()));
    await before.claim.end("linger");
    const after = bench.hold("any", { owner: "node" });
    await bench.clock.advance(60_000);
    assert.deepEqual(seen, []);
    assert.equal(bench.color(), "255,0,0");
    assert.equal(await bench.ask(after, lit(RED)), "unchanged");
    assert.equal(bench.usb.opened, 1);
  });

  it("go dark where the node of a deploy does not come back, and where the process ends", async () => {
    bench.usb.plug(flag());
    const node = bench.hold();
    await settle();
    await bench.ask(node, lit(RED));
    await node.claim.end("linger");
    await bench.clock.advance(9_000);
    assert.equal(bench.color(), "255,0,0");
    await bench.clock.advance(2_000);
    assert.equal(bench.color(), "0,0,0");
    const other = bench.hold();
    await settle();
    await bench.ask(other, lit(GREEN));
    await other.claim.end("linger");
    await bench.hub.stop();
    assert.equal(bench.color(), "0,0,0");
    assert.deepEqual([bench.openLights, bench.clock.pending], [0, 0]);
  });

  it("stay as they are where that is wished for the end", async () => {
    bench.usb.plug(flag());
    const node = bench.hold("any", { onClose: "leave" });
    await settle();
    await bench.ask(node, lit(RED));
    await bench.hub.stop();
    await node.claim.end("linger");
    assert.equal(bench.color(), "255,0,0");
    assert.deepEqual([bench.openLights, bench.clock.pending], [0, 0]);
  });

  it("are left by a node that chooses another one", async () => {
    bench.usb.plug(flag("1-1"));
    bench.usb.plug(flag("1-2"));
    const before = bench.hold("04d8:f372@1-1", { owner: "node" });
    await settle();
    await bench.ask(before, lit(RED));
    await before.claim.end("linger");
    bench.hold("04d8:f372@1-2", { owner: "node" });
    await settle();
    assert.deepEqual([bench.color("1-1"), bench.color("1-2")], ["0,0,0", "255,0,0"]);
  });

  it("that are equal are told apart by their port, by their serial number, and not at all where one will do", async () => {
    bench.usb.plug(flag("1-1", { serialNumber: "A" }));
    bench.usb.plug(flag("1-2", { serialNumber: "B" }));
    const port = bench.hold("04d8:f372@1-2");
    const serial = bench.hold("04d8:f372:A");
    await settle();
    await bench.ask(port, lit(RED));
    await bench.ask(serial, lit(GREEN));
    assert.deepEqual([bench.color("1-1"), bench.color("1-2")], ["0,255,0", "255,0,0"]);
    const all = bench.hold("all");
    await settle();
    await bench.ask(all, lit({ red: 0, green: 0, blue: 9 }));
    assert.deepEqual([bench.color("1-1"), bench.color("1-2")], ["0,0,9", "0,0,9"]);
    bench.usb.plug(flag("1-3"));
    await bench.clock.advance(30_000);
    assert.equal(bench.color("1-3"), "0,0,9");
  });

  it("tell of their buttons", async () => {
    bench.usb.plug(flag("1-1", { serialNumber: "A" }));
    const node = bench.hold();
    await settle();
    bench.usb.press("1-1", "pressed");
    bench.usb.press("1-1", "released");
    assert.deepEqual(node.presses, ["pressed 04d8:f372:A", "released 04d8:f372:A"]);
  });

  it("are right again after the machine has slept", async () => {
    bench.usb.plug(flag());
    const node = bench.hold();
    await settle();
    await bench.ask(node, lit(RED));
    bench.usb.forget("1-1");
    bench.clock.jumpTo("2026-11-22T09:00:00.000Z");
    await bench.clock.advance(30_000);
    assert.equal(bench.color(), "255,0,0");
  });

  it("are right, and nothing is left behind, after being plugged in a thousand times", async () => {
    const node = bench.hold();
    await settle();
    for (let i = 0; i < 1_000; i++) {
      bench.usb.plug(flag());
      const color = i % 2 === 0 ? RED : GREEN;
      void node.claim.ask(lit(color));
      await bench.clock.advance(i % 3 === 0 ? 0 : 2_000);
      bench.usb.unplug("1-1");
    }
    bench.usb.plug(flag());
    await bench.clock.advance(30_000);
    assert.equal(bench.color(), "0,255,0");
    assert.equal(bench.openLights, 1);
    await node.claim.end("off");
    assert.deepEqual([bench.color(), bench.openLights, bench.clock.pending], ["0,0,0", 0, 0]);
  });

  it("end in the newest of many states that come at once", async () => {
    bench.usb.plug(flag());
    const node = bench.hold();
    await settle();
    const answers = Array.from({ length: 1_000 }, (_, i) =>
      node.claim.ask(lit({ ...BLACK, red: 1 + (i % 255) })),
    );
    const counts = new Map<string, number>();
    for (const answer of await Promise.all(answers)) counts.set(answer, (counts.get(answer) ?? 0) + 1);
    assert.equal(bench.color(), `${1 + (999 % 255)},0,0`);
    assert.ok((counts.get("superseded") ?? 0) > 900, JSON.stringify([...counts]));
  });
});
