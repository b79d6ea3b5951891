import assert from "node:assert/strict";
import { Pace } from "../../../../../shared/lights/hue/bridge/pace";
import { tryLook } from "../../../../../shared/lights/hue/lamps/try-look";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { PretendHome } from "../support/pretend-home";
import { RED } from "../support/target-rig";

const EARLIER = { on: true, brightness: 35, mirek: 366 };

describe("trying a look", () => {
  let clock: FakeClock;
  let home: PretendHome;
  beforeEach(() => {
    clock = new FakeClock();
    home = new PretendHome(clock, { lights: 2 });
  });

  async function tryRed(type: "light" | "room"): Promise<unknown> {
    const id = type === "room" ? "r1" : "l1";
    const pace = new Pace(clock);
    const tried = tryLook({
      api: home,
      target: { type, id },
      ask: RED,
      maxBrightness: 100,
      clock,
      turn: (kind) => pace.turn(kind),
    }).then(
      () => "done",
      (error: unknown) => error,
    );
    await settle();
    await clock.advance(2000);
    assert.ok(home.puts.some((put) => put.endsWith("red")));
    await clock.advance(10_000);
    return tried;
  }

  it("gives back what was there", async () => {
    assert.equal(await tryRed("room"), "done");
    for (const id of ["l1", "l2"]) assert.deepEqual(home.look(id), EARLIER);
    assert.equal(clock.pending, 0);
  });

  it("gives back what was there also where the bridge was busy in between", async () => {
    // The state before, the colour, the state after.
    home.failures = [undefined, undefined, "bridge-overloaded"];
    assert.equal(await tryRed("light"), "done");
    assert.deepEqual(home.look(), EARLIER);
  });

  it("gives back what it has shown already where it comes no further", async () => {
    const { service: _, ...loose } = home.groups.get("r1") ?? assert.fail();
    home.groups.set("r1", loose);
    // The home, its lights, the first lamp, the second.
    home.failures = [undefined, undefined, undefined, "bridge-overloaded"];
    assert.equal(((await tryRed("room")) as { code?: string }).code, "bridge-overloaded");
    for (const id of ["l1", "l2"]) assert.deepEqual(home.look(id), EARLIER);
  });
});
