import assert from "node:assert/strict";
import { HOUR, MINUTE, WholeRig } from "../support/whole-rig";

describe("a lamp whose bridge does not take the key any more", () => {
  let rig: WholeRig;

  beforeEach(async () => {
    rig = await WholeRig.start();
  });

  afterEach(() => rig.close());

  for (const waiting of [true, false]) {
    it(`says so once, and is right when the key is valid again, ${waiting ? "with" : "without"} a status that waits`, async () => {
      const lamp = rig.follow();
      await rig.ask(lamp, "busy");
      rig.faults.order({ target: "hue", kind: "revoked", count: 1 });
      const { sent } = rig.wire;
      if (waiting) await rig.ask(lamp, "away");
      await rig.pass(HOUR);
      assert.deepEqual(
        lamp.told.filter((state) => state.startsWith("problem")),
        ["problem bridge-key-refused"],
      );
      assert.equal(lamp.told.at(-1), "problem bridge-key-refused");
      // The watch and a lamp that waits, each every five minutes, and its first ones.
      const most = 2 * (7 + HOUR / (5 * MINUTE)) + 2;
      assert.ok(rig.wire.sent - sent <= most, `${rig.wire.sent - sent} requests`);
      rig.bridge.addKey(rig.key);
      await rig.pass(5 * MINUTE);
      assert.equal(rig.shows(), waiting ? 20 : 60);
      assert.equal(lamp.told.at(-1), "ok");
      assert.equal(rig.bridge.writes(rig.lamp), waiting ? 2 : 1);
      await rig.leave();
    });
  }
});
