import assert from "node:assert/strict";
import { DAY, MINUTE, SECOND, status, WholeRig } from "../support/whole-rig";

/** The watch over the bridge tries after 1, 2, 4 … 60 s, and so does each lamp that waits. */
const DOUBLING_TRIES = 6;
const MINUTES_A_DAY = 24 * 60;

describe("a lamp whose bridge goes away", () => {
  let rig: WholeRig;

  beforeEach(async () => {
    rig = await WholeRig.start();
  });

  afterEach(() => rig.close());

  it("shows the newest status once the bridge has started again", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    assert.equal(rig.shows(), 60);
    const { sent } = rig.wire;
    await rig.line.cut();
    await rig.pass(5 * SECOND);
    await rig.ask(lamp, "away");
    await rig.ask(lamp, "available");
    await rig.pass(35 * SECOND);
    rig.order("boot-403", 90);
    await rig.line.mend();
    await rig.pass(85 * SECOND);
    assert.equal(rig.shows(), 60, "it still starts");
    await rig.pass(65 * SECOND);
    assert.equal(rig.shows(), 40);
    assert.deepEqual(lamp.told, ["ok", "unreachable bridge-unreachable", "ok"]);
    assert.deepEqual(lamp.outcomes, ["applied", "unreachable", "unreachable"]);
    assert.equal(rig.bridge.writes(rig.lamp), 2);
    // Both had the same minutes to try in; at the end the stream, the home, the lamp and its write.
    const most = 2 * (DOUBLING_TRIES + 3) + 2 + 4;
    assert.ok(rig.wire.sent - sent <= most, `${rig.wire.sent - sent} requests`);
    await rig.leave();
  });

  it("says nothing of a bridge that breaks every connection now and then, and shows what came meanwhile", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    for (const name of ["away", "available", "busy"] as const) {
      await rig.pass(10 * MINUTE);
      await rig.line.cut();
      await rig.line.mend();
      lamp.ask(status(name));
      await rig.pass(5 * SECOND);
      assert.equal(rig.bridge.openStreams(), 1);
    }
    assert.equal(rig.shows(), 60);
    assert.deepEqual(lamp.told, ["ok"]);
    assert.deepEqual(lamp.outcomes, Array(4).fill("applied"));
    assert.equal(rig.searches, 0);
    assert.deepEqual(rig.logged, []);
    await rig.leave();
  });

  it("does not ask for another key where the bridge breaks the connection and starts without having been away", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    await rig.line.cut();
    rig.order("boot-403", 6);
    await rig.line.mend();
    await rig.pass(1_500);
    await rig.ask(lamp, "away");
    await rig.pass(MINUTE);
    assert.equal(rig.shows(), 20);
    assert.deepEqual(lamp.told, ["ok", "unreachable bridge-unreachable", "ok"]);
    assert.deepEqual(lamp.outcomes, ["applied", "unreachable"]);
    await rig.leave();
  });

  it("is right within half a minute of the end where the bridge starts for as long, and no other key is asked for", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    rig.order("boot-403", 30);
    await rig.pass(2 * SECOND);
    await rig.ask(lamp, "away");
    await rig.pass(22 * SECOND);
    assert.equal(rig.shows(), 60, "it still starts");
    await rig.pass(36 * SECOND);
    assert.equal(rig.shows(), 20);
    assert.deepEqual(lamp.told, ["ok", "unreachable bridge-unreachable", "ok"]);
    assert.deepEqual(lamp.outcomes, ["applied", "unreachable"]);
    await rig.leave();
  });

  it("is left alone where it shows already what it should", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    await rig.line.cut();
    await rig.pass(MINUTE);
    await rig.line.mend();
    await rig.pass(2 * MINUTE);
    await rig.ask(lamp, "busy");
    assert.equal(rig.bridge.writes(rig.lamp), 1);
    assert.deepEqual(lamp.told, ["ok", "unreachable bridge-unreachable", "ok"]);
    assert.deepEqual(lamp.outcomes, ["applied", "unchanged"]);
    await rig.leave();
  });

  it("is written again where the bridge went away amid the write", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    rig.faults.order({ target: "hue", kind: "reset", count: 1 });
    await rig.ask(lamp, "away");
    await rig.pass(MINUTE);
    assert.equal(rig.shows(), 20);
    assert.deepEqual(lamp.told.at(-1), "ok");
    await rig.leave();
  });

  it("waits a day for it, two tries a minute at most", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    const { sent } = rig.wire;
    await rig.line.cut();
    await rig.pass(SECOND);
    await rig.ask(lamp, "away");
    await rig.pass(DAY - 6 * SECOND);
    const most = 2 * (DOUBLING_TRIES + MINUTES_A_DAY);
    assert.ok(rig.wire.sent - sent <= most, `${rig.wire.sent - sent} of ${most} requests`);
    assert.ok(rig.wire.sent - sent > MINUTES_A_DAY, "it has not given up");
    assert.deepEqual(lamp.told, ["ok", "unreachable bridge-unreachable"]);
    assert.ok(rig.searches <= 1 + MINUTES_A_DAY / 5, `${rig.searches} searches`);
    await rig.line.mend();
    await rig.pass(MINUTE);
    assert.equal(rig.shows(), 20);
    assert.deepEqual(lamp.told, ["ok", "unreachable bridge-unreachable", "ok"]);
    await rig.leave();
  }).timeout(90_000);
});
