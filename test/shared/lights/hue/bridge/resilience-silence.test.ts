import assert from "node:assert/strict";
import { HOUR, MINUTE, RESTORE, SECOND, status, WholeRig } from "../support/whole-rig";

/** The stream is compared with the lamps when it has told nothing for five minutes. */
const CHECKS_AN_HOUR = 12;

/** Deep blue, where the looks of a status are red, green and amber. */
const BLUE = { brightness: 75, xy: { x: 0.16, y: 0.08 } };

describe("a lamp whose bridge tells nothing any more", () => {
  let rig: WholeRig;

  beforeEach(async () => {
    rig = await WholeRig.start();
  });

  afterEach(() => rig.close());

  it("is known to be changed by hand within five minutes, and gets that back at the end", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    rig.order("stream-silent", HOUR / SECOND);
    rig.bridge.resetTraffic();
    await rig.pass(10 * SECOND);
    rig.byHand(BLUE);
    assert.deepEqual(lamp.told, ["ok"]);
    await rig.pass(5 * MINUTE);
    assert.deepEqual(lamp.told, ["ok", "by hand"]);
    await rig.ask(lamp, "busy");
    assert.equal(rig.shows(), 75, "the same status leaves it");
    await rig.ask(lamp, "away");
    assert.equal(rig.shows(), 20, "another one writes");
    await rig.pass(50 * MINUTE);
    lamp.ask(RESTORE);
    await rig.pass(5 * SECOND);
    assert.equal(rig.shows(), 75);
    // Its own reads and writes, and the stream and the home anew each time the stream was found dead.
    const most = CHECKS_AN_HOUR + 3 * 2 + 3 * 2 + 3;
    const { requests } = rig.bridge.traffic();
    assert.ok(requests <= most, `${requests} of ${most} requests`);
    await rig.leave();
  });

  it("is never written over what a hand chose and nobody has heard of yet", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    rig.order("stream-silent", HOUR / SECOND);
    await rig.pass(10 * SECOND);
    rig.byHand(BLUE);
    await rig.ask(lamp, "away");
    assert.equal(rig.shows(), 20);
    lamp.ask(RESTORE);
    await rig.pass(5 * SECOND);
    assert.equal(rig.shows(), 75);
    await rig.leave();
  });

  it("shows the newest of several statuses of which nobody has heard yet, and what was there before at the end", async () => {
    const before = rig.shows();
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    await rig.pass(MINUTE);
    rig.order("stream-silent", HOUR / SECOND);
    for (const name of ["away", "busy", "available", "busy"] as const) {
      lamp.ask(status(name));
      await rig.pass(SECOND);
    }
    assert.equal(rig.shows(), 60);
    lamp.ask(RESTORE);
    await rig.pass(SECOND);
    assert.equal(rig.shows(), before);
    await rig.leave();
  });

  it("is not taken for changed by hand because nobody has heard of our own write", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    await rig.pass(MINUTE);
    rig.order("stream-silent", HOUR / SECOND);
    for (const name of ["away", "available"] as const) {
      await rig.ask(lamp, name);
      await rig.pass(MINUTE);
    }
    assert.deepEqual(lamp.told, ["ok"]);
    rig.byHand(BLUE);
    await rig.pass(5 * MINUTE);
    assert.deepEqual(lamp.told, ["ok", "by hand"]);
    await rig.leave();
  });

  it("costs twelve small requests an hour where nothing changes", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    await rig.pass(MINUTE);
    rig.order("stream-silent", HOUR / SECOND);
    rig.bridge.resetTraffic();
    await rig.pass(HOUR);
    assert.ok(rig.bridge.traffic().requests <= CHECKS_AN_HOUR);
    await rig.leave();
  });

  it("stays known as changed by hand where the stream is given up, and that is said once", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    rig.order("stream-silent", (3 * HOUR) / SECOND);
    await rig.pass(10 * SECOND);
    for (let i = 0; i < 30; i++) {
      rig.byHand({ ...BLUE, brightness: 70 + i });
      await rig.pass(5 * MINUTE);
    }
    assert.deepEqual(lamp.told, ["ok", "by hand"]);
    assert.equal(rig.logged.length, 1);
    assert.match(rig.logged[0] ?? "", /tells no changes: its event stream is open but tells nothing/);
    await rig.leave();
  });
});
