import assert from "node:assert/strict";
import { busy, directly, GREEN, Rig, UNCHANGED } from "../support/target-rig";

describe("a steady presence", () => {
  for (const watched of [true, false])
    it(`writes nothing in a week, ${watched ? "with" : "without"} an event stream`, async () => {
      const rig = new Rig({ watched });
      await rig.apply(busy());
      const { calls } = rig.home;
      const [asked, written] = [calls.length, rig.home.puts.length];
      const polls = (7 * 24 * 3600) / 30;
      for (let poll = 0; poll < polls; poll++) {
        const answer = rig.target.apply(busy());
        await rig.clock.advance(30_000);
        assert.deepEqual(await answer, UNCHANGED);
        calls.length = Math.min(calls.length, asked + 1);
      }
      assert.equal(rig.home.puts.length, written);
      assert.equal(calls.length, watched ? asked : asked + 1);
    }).timeout(60_000);

  it("writes nothing over fifty deploys, and nothing changes on the lamp", async () => {
    const rig = new Rig({ watched: true });
    await rig.apply(directly(GREEN));
    await rig.apply(busy());
    const look = rig.home.look();
    const written = rig.home.puts.length;
    for (let deploys = 0; deploys < 50; deploys++) {
      await rig.redeploy();
      assert.deepEqual(await rig.apply(busy()), UNCHANGED);
      assert.deepEqual(rig.home.look(), look);
    }
    assert.equal(rig.home.puts.length, written);
    assert.equal(rig.clock.pending, 0);
  });
});
