import assert from "node:assert/strict";
import type { LampSetup } from "../../../../../sandbox/bridge/models";
import { seeded } from "../../../../support/seeded";
import {
  type Follower,
  MINUTE,
  RESTORE,
  SECOND,
  status,
  type Status,
  STATUSES,
  WholeRig,
} from "../support/whole-rig";

describe("a bridge that has too much to do", () => {
  let rig: WholeRig;

  beforeEach(async () => {
    rig = await WholeRig.start();
  });

  afterEach(() => rig.close());

  /**
   * A lamp that waits tries after 0.5, 1, 2 … 32 and then every 60 s: its own and sixteen more in ten minutes. The watch
   * tries after 1, 2 … 32 and then every 60 s: as many at most, or two checks where its stream stays open.
   */
  const TRIES_IN_TEN_MINUTES = 17;

  for (const stream of ["stays open", "is refused too"]) {
    it(`shows the newest status after ten minutes of 503, and is hardly asked meanwhile, where its stream ${stream}`, async () => {
      const lamp = rig.follow();
      await rig.ask(lamp, "busy");
      const { sent } = rig.wire;
      if (stream === "is refused too") await rig.line.cut();
      rig.order("503", 600);
      if (stream === "is refused too") await rig.line.mend();
      await rig.ask(lamp, "available");
      await rig.ask(lamp, "away");
      await rig.pass(9 * MINUTE + 45 * SECOND);
      const most = (stream === "stays open" ? 1 : 2) * TRIES_IN_TEN_MINUTES + 1 + 2;
      const asked = rig.wire.sent - sent;
      assert.ok(asked <= most, `${asked} of ${most} requests`);
      assert.equal(rig.shows(), 60);
      await rig.pass(MINUTE + 10 * SECOND);
      assert.equal(rig.shows(), 20);
      assert.deepEqual(lamp.told, ["ok", "unreachable bridge-overloaded", "ok"]);
      assert.deepEqual(lamp.outcomes, ["applied", "unreachable", "unreachable"]);
      await rig.leave();
    });
  }
});

/** By what a lamp shows, in percent. */
const BRIGHT: Readonly<Record<Status, number>> = { busy: 60, available: 40, away: 20 };

const LAMPS: readonly LampSetup[] = Array.from({ length: 10 }, (_, index) => ({
  id: `5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6b${String(index).padStart(2, "0")}`,
  name: `Lamp ${index}`,
  // The zone "Desk corner" has the coloured ones.
  model: index < 6 ? "ambiance" : "colour-c",
  on: index % 2 === 0,
}));

describe("a thousand changes of presence at once", function () {
  this.timeout(60_000);

  let rig: WholeRig;

  beforeEach(async () => {
    rig = await WholeRig.start({
      lights: LAMPS,
      limits: { lightWritesPerSecond: 10, groupWritesPerSecond: 1 },
    });
  });

  afterEach(() => rig.close());

  async function zone(): Promise<string> {
    const { groups } = await rig.session.home();
    const found = [...groups.values()].find(({ type }) => type === "zone");
    assert.ok(found);
    return found.id;
  }

  /** Asks for this many statuses of these, at random; resolves to the last of each. */
  async function change(
    followers: readonly Follower[],
    changes: number,
    between: () => Promise<void>,
  ): Promise<ReadonlyMap<Follower, Status>> {
    const random = seeded(20261121);
    const last = new Map<Follower, Status>();
    for (let i = 0; i < changes; i++) {
      const follower = followers[Math.floor(random() * followers.length)];
      const name = STATUSES[Math.floor(random() * STATUSES.length)];
      assert.ok(follower && name);
      last.set(follower, name);
      follower.ask(status(name));
      await between();
    }
    return last;
  }

  for (const [bridge, changes, ms] of [
    ["a bridge that takes its time", 1000, 5],
    ["a quick bridge", 250, 60],
  ] as const) {
    it(`end as the last ones say with ${bridge}, and never go beyond what it can bear`, async () => {
      const singles = LAMPS.slice(0, 6).map(({ id }) => rig.follow({ id }));
      const all: readonly Follower[] = [...singles, rig.follow({ type: "zone", id: await zone() })];
      await rig.pass(SECOND);
      // The clock runs on while requests are under way, or waits for them.
      const isSlow = bridge !== "a quick bridge";
      const last = await change(all, changes, () => (isSlow ? rig.clock.advance(ms) : rig.pass(ms)));
      await rig.pass(30 * SECOND);
      for (const [index, follower] of all.entries()) {
        const lamps = index < 6 ? LAMPS.slice(index, index + 1) : LAMPS.slice(6);
        for (const lamp of lamps) assert.equal(rig.shows(lamp.id), BRIGHT[last.get(follower) ?? "busy"]);
        assert.equal(follower.told.at(-1), "ok");
      }
      const outcomes = all.flatMap((follower) => follower.outcomes);
      assert.equal(outcomes.length, changes, "everybody gets an answer");
      const traffic = rig.bridge.traffic();
      assert.equal(traffic.refused429, 0);
      assert.ok(traffic.mostParallel <= 3, `${traffic.mostParallel} at once`);
      await rig.leave();
    });
  }

  it("end as it was before, once nobody shows anything any more, even where a room and its lamps are asked alike", async () => {
    const before = rig.bridge.lamps();
    const singles = LAMPS.slice(0, 6).map(({ id }) => rig.follow({ id }));
    const { groups } = await rig.session.home();
    const office = [...groups.values()].find(({ type, lights }) => type === "room" && lights.length > 0);
    assert.ok(office);
    const all = [...singles, rig.follow({ type: "room", id: office.id })];
    await change(all, 200, () => rig.pass(60));
    await rig.pass(10 * SECOND);
    assert.notDeepEqual(rig.bridge.lamps(), before);
    for (const follower of all) follower.ask(RESTORE);
    await rig.pass(30 * SECOND);
    assert.deepEqual(rig.bridge.lamps(), before);
    assert.equal(rig.bridge.traffic().refused429, 0);
    await rig.leave();
  });
});
