import type { LampAsk, Outcome } from "../../../../../shared/lights/lamp";
import assert from "node:assert/strict";
import { BridgeCommons } from "../../../../../shared/lights/hue/bridge/bridge-commons";
import { BridgeSession } from "../../../../../shared/lights/hue/bridge/bridge-session";
import type { Target } from "../../../../../shared/lights/hue/lamps/target";
import { settle } from "../../../../support/fake-clock";
import { WARM } from "../support/pretend-home";
import {
  AMBER,
  APPLIED,
  available,
  away,
  busy,
  OFF,
  RED,
  RESTORE,
  Rig,
  SUPERSEDED,
  UNCHANGED,
  UNREACHABLE,
  YIELDED,
} from "../support/target-rig";
import { occasion } from "../wire/https-server";

const EARLIER = { on: true, brightness: 35, mirek: 366 };

describe("a lamp", () => {
  let rig: Rig;
  beforeEach(() => (rig = new Rig()));

  /** Keeps every write on its way until what is given back is called. */
  function holdWrites(): () => void {
    const { happened, happen } = occasion();
    const write = rig.home.writeLight.bind(rig.home);
    rig.home.writeLight = (id, body) => {
      rig.home.gate = happened;
      return write(id, body);
    };
    return happen;
  }

  const away503 = (times: number, code = "bridge-unreachable") => {
    rig.home.failures = Array.from({ length: times }, () => code);
  };

  describe("is brought to what is wanted", () => {
    it("after looking at what it shows, in one write", async () => {
      assert.deepEqual(await rig.apply(busy()), APPLIED);
      assert.deepEqual(rig.home.calls, ["GET l1", "PUT l1 red"]);
      assert.deepEqual(rig.home.bodies, [
        {
          on: { on: true },
          dimming: { brightness: 60 },
          color: { xy: { x: 0.64, y: 0.33 } },
          dynamics: { duration: 400 },
        },
      ]);
      assert.deepEqual(rig.told(), ["ok"]);
    });

    it("without a write when it shows it already, after a crash and a deploy too", async () => {
      await rig.apply(busy());
      assert.deepEqual(await rig.apply(busy()), UNCHANGED);
      rig.crash();
      assert.deepEqual(await rig.apply(busy()), UNCHANGED);
      await rig.redeploy();
      assert.deepEqual(await rig.apply(busy()), UNCHANGED);
      assert.deepEqual(rig.home.puts, ["PUT l1 red"]);
    });

    it("without a single request when the bridge tells changes and there are none", async () => {
      rig = new Rig({ watched: true });
      await rig.apply(busy());
      const asked = rig.home.calls.length;
      for (let polls = 0; polls < 20; polls++) assert.deepEqual(await rig.apply(busy()), UNCHANGED);
      assert.equal(rig.home.calls.length, asked);
    });

    it("unless it is off and to be left off", async () => {
      rig.home.lights.set("l1", { ...WARM, on: false });
      const plan = { maxBrightness: 100, transition: 400, onlyIfOn: true };
      const target = rig.newTarget({ plan });
      assert.deepEqual(await rig.apply(busy(), target), { applied: false, skipped: "off" });
      assert.deepEqual(rig.home.puts, []);
    });

    it("also where it rounds what it is given further than a hand would", async () => {
      await rig.apply(busy());
      rig.home.lights.set("l1", { ...rig.home.state(), brightness: 57.5, xy: { x: 0.63, y: 0.335 } });
      for (let polls = 0; polls < 5; polls++) assert.deepEqual(await rig.apply(busy()), UNCHANGED);
    });

    it("when the theme has another colour for the same status now", async () => {
      await rig.apply(busy(RED));
      assert.deepEqual(await rig.apply(busy(AMBER)), APPLIED);
      assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 amber"]);
    });

    it("and the bridge's warnings go to the log", async () => {
      rig.home.warnings = ['device (light) is "soft off", command (.color.xy) may not have effect'];
      assert.deepEqual(await rig.apply(busy()), APPLIED);
      assert.match(rig.logged.join(), /soft off/);
    });

    it("and looks once more before it writes over what it only believes to know", async () => {
      rig = new Rig({ watched: true });
      await rig.apply(busy());
      // The stream says nothing of it.
      rig.home.lights.set("l1", { ...rig.home.state(), xy: { x: 0.16, y: 0.06 } });
      await rig.apply(available());
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(rig.home.look().xy, { x: 0.16, y: 0.06 });
    });
  });

  describe("does one thing at a time", () => {
    it("and only the newest of what was wanted meanwhile", async () => {
      const { happened, happen } = occasion();
      rig.home.gate = happened;
      const first = rig.target.apply(busy());
      await settle();
      const second = rig.target.apply(away());
      const third = rig.target.apply(available());
      assert.deepEqual(await Promise.all([first, second]), [SUPERSEDED, SUPERSEDED]);
      happen();
      assert.deepEqual(await third, APPLIED);
      assert.deepEqual(rig.home.puts, ["PUT l1 green"]);
      assert.equal(rig.home.mostUnderWay, 1);
    });

    it("finishing a write that has begun", async () => {
      const happen = holdWrites();
      const first = rig.target.apply(busy());
      await settle();
      const second = rig.target.apply(away());
      const third = rig.target.apply(available());
      assert.deepEqual(await second, SUPERSEDED);
      happen();
      assert.deepEqual(await first, APPLIED);
      await rig.pass(100);
      assert.deepEqual(await third, APPLIED);
      assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 green"]);
      assert.equal(rig.home.mostUnderWay, 1);
    });

    it("and takes the next at whatever moment it comes after the last", async () => {
      await rig.apply(busy());
      for (let moments = 0; moments < 10; moments++) {
        await rig.target.apply(busy());
        for (let i = 0; i < moments; i++) await Promise.resolve();
        assert.deepEqual(await rig.target.apply(busy()), UNCHANGED);
      }
    });

    it("with at least 100 ms between two writes, also when the wall clock was set back", async () => {
      await rig.target.apply(busy());
      const next = rig.target.apply(available());
      await rig.pass(99);
      assert.equal(rig.home.puts.length, 1);
      await rig.pass(1);
      assert.deepEqual(await next, APPLIED);
      rig.clock.jumpTo("2020-01-01T00:00:00.000Z");
      const back = rig.target.apply(busy());
      await settle();
      await rig.pass(100);
      assert.deepEqual(await back, APPLIED);
    });

    it("and of a thousand in a row writes the first few and the last", async () => {
      const outcomes: Promise<Outcome>[] = [];
      for (let i = 0; i < 999; i++) outcomes.push(rig.target.apply(i % 2 === 0 ? busy() : available()));
      outcomes.push(rig.target.apply(away()));
      await rig.pass(1000);
      assert.deepEqual((await Promise.all(outcomes)).at(-1), APPLIED);
      assert.equal(rig.home.puts.at(-1), "PUT l1 amber");
      assert.ok(rig.home.puts.length <= 3, rig.home.puts.join());
    });
  });

  describe("is left as it is", () => {
    it("instead of what waits for a bridge that is away, and takes the next", async () => {
      away503(1);
      assert.deepEqual(await rig.apply(busy()), UNREACHABLE);
      rig = new Rig();
      away503(3);
      await rig.target.apply(busy());
      rig.target.leave();
      await rig.pass(60_000);
      assert.deepEqual(rig.home.calls, ["GET l1"]);
      assert.equal(rig.clock.pending, 0);
      rig.home.failures = [];
      assert.deepEqual(await rig.apply(available()), APPLIED);
    });

    it("also in the middle of the long wait before a retry", async () => {
      away503(4);
      await rig.target.apply(busy());
      await rig.pass(1000 + 2000 + 4000 + 1500);
      rig.target.leave();
      await settle();
      assert.equal(rig.clock.pending, 0);
      assert.deepEqual(rig.home.puts, []);
    });

    it("instead of what is only being looked at", async () => {
      const { happened, happen } = occasion();
      rig.home.gate = happened;
      const first = rig.target.apply(busy());
      await settle();
      rig.target.leave();
      assert.deepEqual(await first, SUPERSEDED);
      happen();
      await rig.pass(1000);
      assert.deepEqual(rig.home.calls, ["GET l1"]);
    });
  });

  describe("remembers what it showed before", () => {
    it("on disk before the first write, and gives it back", async () => {
      rig.home.failures = [undefined, "bridge-refused"];
      await assert.rejects(rig.apply(busy()), { code: "bridge-refused" });
      assert.deepEqual((rig.saved as { lights: { l1: object } }).lights.l1, {
        earlier: EARLIER,
        set: { on: true, brightness: 60, xy: { x: 0.64, y: 0.33 } },
        sure: false,
      });
      await rig.apply(busy());
      assert.deepEqual(await rig.apply({ ask: RESTORE }), APPLIED);
      assert.deepEqual(rig.home.look(), EARLIER);
      assert.deepEqual(rig.saved, { version: 2, bridge: "bridge", lights: {} });
    });

    it("not what we ourselves wrote, through any crash", async () => {
      for (const one of [busy(), available(), away()]) {
        await rig.apply(one);
        rig.crash();
      }
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(rig.home.look(), EARLIER);
    });

    it("and takes no hand's work for it when it crashed amid a write", async () => {
      await rig.apply(busy());
      const { happened } = occasion();
      const write = rig.home.writeLight.bind(rig.home);
      // The write comes through, and the process is gone before it knows.
      rig.home.writeLight = async (id, body) => {
        await write(id, body);
        await happened;
        return { warnings: [], heard: true };
      };
      void rig.target.apply(available());
      await rig.pass(200);
      assert.equal(rig.home.puts.at(-1), "PUT l1 green");
      rig.home.writeLight = write;
      rig.crash();
      await rig.apply(busy());
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(rig.home.look(), EARLIER);
    });

    it("of another lamp that its node was for, too, which it gives back when it goes on", async () => {
      rig = new Rig({ lights: 2 });
      await rig.apply(busy());
      await rig.target.close();
      const other = rig.newTarget({ target: { type: "light", id: "l2" } });
      assert.deepEqual(await rig.apply(busy(), other), APPLIED);
      assert.deepEqual([rig.home.look("l1"), rig.home.look("l2").xy], [EARLIER, { x: 0.64, y: 0.33 }]);
      await rig.apply({ ask: RESTORE }, other);
      assert.deepEqual(rig.home.look("l2"), EARLIER);
    });

    it("not of a lamp of another bridge, though it is called the same", async () => {
      await rig.apply(busy());
      const { clock, home, log } = rig;
      rig.session = new BridgeSession({
        commons: new BridgeCommons("another", clock),
        place: { host: "another", port: 443 },
        connect: () => home,
        clock,
        log,
      });
      rig.target = rig.newTarget();
      assert.deepEqual(await rig.apply({ ask: RESTORE }), UNCHANGED);
      assert.equal(home.look().xy?.x, 0.64);
    });

    it("also when somebody had only switched it off: it does not stay ours once it is on again", async () => {
      await rig.apply(busy());
      const ours = rig.home.state();
      rig.home.byHand("l1", { on: false });
      assert.deepEqual(await rig.apply({ ask: RESTORE }), UNCHANGED);
      assert.equal(rig.home.state().on, false);
      rig.home.byHand("l1", ours);
      assert.deepEqual(await rig.apply({ ask: RESTORE }), APPLIED);
      assert.deepEqual(rig.home.look(), EARLIER);
    });

    it("saves nothing while nothing changes", async () => {
      await rig.apply(busy());
      const { saves } = rig;
      assert.equal(saves, 2, "once before the write, once when it was taken");
      for (let polls = 0; polls < 10; polls++) await rig.apply(busy());
      assert.equal(rig.saves, saves);
    });

    it("and turns off a lamp that was off, after giving it its look back", async () => {
      rig.home.lights.set("l1", { ...WARM, on: false });
      await rig.apply(busy());
      assert.deepEqual(await rig.apply({ ask: RESTORE }), APPLIED);
      assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 mirek 366", "PUT l1 off"]);
      assert.equal((rig.home.times[2] ?? 0) - (rig.home.times[1] ?? 0), 100);
      assert.deepEqual([rig.home.state().on, rig.home.state().brightness], [false, 35]);
    });

    it("asks the bridge nothing when there is nothing to give back", async () => {
      assert.deepEqual(await rig.apply({ ask: RESTORE }), UNCHANGED);
      assert.deepEqual(rig.home.calls, []);
    });

    const look = { on: true };
    for (const nonsense of [
      null,
      7,
      "earlier",
      [],
      { version: 3, bridge: "bridge", lights: { l1: { earlier: look, set: look, sure: true } } },
      { version: 2, bridge: "another", lights: { l1: { earlier: look, set: look, sure: true } } },
      { version: 2, bridge: "bridge", lights: { l1: { earlier: { on: "yes" }, set: look, sure: true } } },
      { version: 2, bridge: "bridge", lights: [] },
      { version: 2, bridge: "bridge" },
    ]) {
      it(`takes ${JSON.stringify(nonsense)} for nothing remembered`, async () => {
        rig.saved = nonsense;
        assert.deepEqual(await rig.apply({ ask: RESTORE }), UNCHANGED);
        assert.deepEqual(rig.home.calls, []);
      });
    }

    it("works without a disk", async () => {
      const broken = async (): Promise<never> => {
        throw new Error("read-only file system");
      };
      const target = rig.newTarget({ storage: { load: broken, save: broken } });
      assert.deepEqual(await rig.apply(busy(), target), APPLIED);
      assert.deepEqual(await rig.apply({ ask: RESTORE }, target), APPLIED);
      assert.deepEqual(rig.home.look(), EARLIER);
      assert.match(rig.logged.join(), /could not be read.*could not be saved/);
    });
  });

  describe("whose bridge is away", () => {
    it("says so once, and gets what is wanted as soon as the bridge is back", async () => {
      away503(3);
      assert.deepEqual(await rig.target.apply(busy()), UNREACHABLE);
      await rig.pass(1000 + 2000 + 4000);
      assert.deepEqual(rig.home.calls, ["GET l1", "GET l1", "GET l1", "GET l1", "PUT l1 red"]);
      assert.deepEqual(rig.told(), ["unreachable bridge-unreachable", "ok"]);
    });

    it("gets it at once when the watch says that it is back", async () => {
      rig = new Rig({ watched: true });
      rig.home.down();
      away503(6);
      await rig.target.apply(busy());
      await rig.pass(1000 + 2000 + 4000 + 8000 + 16_000 + 5000);
      rig.home.failures = [];
      rig.home.up();
      await rig.pass(0);
      assert.deepEqual(rig.home.puts, ["PUT l1 red"]);
      assert.deepEqual(rig.told(), ["unreachable bridge-unreachable", "ok"]);
    });

    it("says so once without anything being wanted, and that it is back", async () => {
      rig = new Rig({ watched: true });
      rig.home.down();
      rig.home.down();
      rig.home.up();
      assert.deepEqual(rig.told(), ["unreachable bridge-unreachable", "ok"]);
    });

    for (const [code, delays] of [
      ["bridge-unreachable", [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]],
      ["bridge-overloaded", [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]],
      ["bridge-key-refused", [1000, 2000, 4000, 8000, 16_000, 32_000, 300_000, 300_000]],
      ["bridge-certificate", [300_000, 300_000]],
    ] as const) {
      it(`is asked again ever more rarely: ${code}`, async () => {
        away503(delays.length + 1, code);
        await rig.target.apply(busy()).catch(() => undefined);
        for (const [index, delay] of delays.entries()) {
          await settle();
          assert.equal(rig.home.calls.length, index + 1);
          await rig.pass(delay - 1);
          assert.equal(rig.home.calls.length, index + 1, `not before ${delay} ms`);
          await rig.pass(1);
          assert.ok(rig.home.calls.length >= index + 2, `after ${delay} ms`);
        }
      });
    }

    it("begins with short waits again after a success", async () => {
      away503(3);
      await rig.target.apply(busy());
      await rig.pass(7000);
      away503(1);
      await rig.target.apply(available());
      await rig.pass(1000);
      assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 green"]);
    });

    it("does not make something newer wait for the whole back-off", async () => {
      away503(5);
      await rig.target.apply(busy());
      await rig.pass(1000 + 2000 + 4000 + 8000 + 2000);
      assert.deepEqual(await rig.target.apply(available()), APPLIED);
      await rig.pass(60_000);
      assert.deepEqual(rig.home.puts, ["PUT l1 green"]);
    });

    it("is not asked more than once a second, however much is wanted", async () => {
      away503(100);
      await rig.target.apply(busy());
      const more = [rig.target.apply(available()), rig.target.apply(away()), rig.target.apply(busy())];
      await rig.pass(999);
      assert.equal(rig.home.calls.length, 1);
      await rig.pass(1);
      assert.equal(rig.home.calls.length, 2);
      assert.deepEqual(await Promise.all(more), [SUPERSEDED, SUPERSEDED, UNREACHABLE]);
    });

    it("is tried again when a write was lost", async () => {
      rig.home.failures = [undefined, "bridge-overloaded"];
      assert.deepEqual(await rig.target.apply(busy()), UNREACHABLE);
      await rig.pass(1000);
      assert.equal(rig.home.puts.at(-1), "PUT l1 red");
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(rig.home.look(), EARLIER);
    });

    it("and has moved when it is back: what waited comes first, and a hand meanwhile counts", async () => {
      await rig.apply(busy());
      away503(1);
      assert.deepEqual(await rig.target.apply(available()), UNREACHABLE);
      rig.home.byHand("l1", { xy: { x: 0.16, y: 0.06 } });
      await rig.pass(1000);
      assert.equal(rig.home.puts.at(-1), "PUT l1 green");
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(rig.home.look().xy, { x: 0.16, y: 0.06 });
    });
  });

  describe("that does not hear the bridge", () => {
    const deaf = (times: number, says: "truth" | "wish" = "truth") => {
      rig.home.hearing = Array.from({ length: times }, () => says);
    };

    for (const says of ["truth", "wish"] as const) {
      it(`says so once, quietly, and gets what is wanted as soon as it hears; the bridge tells the ${says}`, async () => {
        deaf(3, says);
        assert.deepEqual(await rig.target.apply(busy()), UNREACHABLE);
        await rig.pass(1000 + 2000);
        assert.deepEqual(rig.told(), ["unreachable light-unreachable"]);
        await rig.pass(4000);
        assert.deepEqual(
          rig.home.calls,
          [0, 1, 2, 3].flatMap(() => ["GET l1", "PUT l1 red"]),
        );
        assert.deepEqual(rig.told(), ["unreachable light-unreachable", "ok"]);
        assert.deepEqual(rig.logged, []);
      });

      it(`is not written to again once it heard; the bridge told the ${says}`, async () => {
        deaf(1, says);
        await rig.target.apply(busy());
        await rig.pass(1000);
        assert.deepEqual(await rig.apply(busy()), UNCHANGED);
        await rig.pass(600_000);
        assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 red"]);
      });

      it(`is not turned off in our colour; the bridge tells the ${says}`, async () => {
        rig.home.lights.set("l1", { ...WARM, on: false });
        await rig.apply(busy());
        deaf(1, says);
        assert.deepEqual(await rig.target.apply({ ask: RESTORE }), UNREACHABLE);
        await rig.pass(1000);
        await rig.pass(200);
        assert.deepEqual([rig.home.state().on, rig.home.state().brightness], [false, 35]);
        assert.deepEqual(rig.saved, { version: 2, bridge: "bridge", lights: {} });
      });
    }

    it("is asked for the newest only", async () => {
      deaf(1);
      await rig.target.apply(busy());
      const next = rig.target.apply(available());
      await rig.pass(1000);
      assert.deepEqual(await next, APPLIED);
      await rig.pass(60_000);
      assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 green"]);
    });

    it("is turned off once more when it did not hear that", async () => {
      deaf(1, "wish");
      assert.deepEqual(await rig.target.apply(busy(OFF)), UNREACHABLE);
      await rig.pass(1000);
      assert.deepEqual(rig.home.puts, ["PUT l1 off", "PUT l1 off"]);
      assert.deepEqual(await rig.apply(busy(OFF)), UNCHANGED);
    });

    it("is written to the moment the bridge hears of it again", async () => {
      rig = new Rig({ watched: true });
      rig.home.byHand("l1", { reachable: false });
      assert.deepEqual(await rig.target.apply(busy()), UNREACHABLE);
      await rig.pass(1000 + 2000 + 4000 + 8000 + 16_000 + 5000);
      const tried = rig.home.puts.length;
      rig.home.byHand("l1", { reachable: true });
      await rig.pass(0);
      assert.equal(rig.home.puts.length, tried + 1);
      assert.equal(rig.told().at(-1), "ok");
    });

    it("tells each change of trouble", async () => {
      deaf(2);
      await rig.target.apply(busy());
      rig.home.failures = ["bridge-unreachable"];
      await rig.pass(1000);
      await rig.pass(2000);
      assert.deepEqual(rig.told(), [
        "unreachable light-unreachable",
        "unreachable bridge-unreachable",
        "unreachable light-unreachable",
      ]);
    });
  });

  describe("that needs a person", () => {
    for (const code of ["bridge-refused", "light-not-found"])
      it(`says ${code} and does not try again`, async () => {
        rig.home.failures = [code];
        await assert.rejects(rig.apply(busy()), { code });
        assert.deepEqual(rig.told(), [`problem ${code}`]);
        assert.equal(rig.clock.pending, 0);
      });

    it("says when the bridge no longer knows it", async () => {
      rig.home.lights.clear();
      await assert.rejects(rig.apply(busy()), { code: "light-not-found" });
    });

    it("is right again by itself when the key counts again, as after the bridge has started", async () => {
      away503(1, "bridge-key-refused");
      await assert.rejects(rig.target.apply(busy()), { code: "bridge-key-refused" });
      await rig.pass(300_000);
      assert.deepEqual(rig.home.puts, ["PUT l1 red"]);
      assert.deepEqual(rig.told(), ["problem bridge-key-refused", "ok"]);
    });

    it("survives a listener that throws", async () => {
      const onState = () => assert.fail("broken listener");
      assert.deepEqual(await rig.apply(busy(), rig.newTarget({ onState })), APPLIED);
      assert.match(rig.logged.join(), /broken listener/);
    });
  });

  describe("that is closed", () => {
    it("drops what waits for the bridge", async () => {
      away503(2);
      await rig.target.apply(busy());
      const next = rig.target.apply(available());
      await rig.target.close();
      assert.deepEqual(await next, SUPERSEDED);
      assert.equal(rig.clock.pending, 0);
      assert.deepEqual(rig.home.calls, ["GET l1"]);
    });

    it("writes nothing more, not even what it was just about to", async () => {
      const { happened, happen } = occasion();
      rig.home.gate = happened;
      const pending = rig.target.apply(busy());
      await settle();
      const closed = rig.target.close();
      assert.deepEqual(await pending, SUPERSEDED);
      happen();
      await closed;
      assert.deepEqual(rig.home.calls, ["GET l1"]);
      assert.deepEqual(rig.told(), []);
    });

    it("does not wait for the pace", async () => {
      await rig.target.apply(busy());
      const pending = rig.target.apply(available());
      await settle();
      await rig.target.close();
      assert.deepEqual(await pending, SUPERSEDED);
      assert.deepEqual(rig.home.puts, ["PUT l1 red"]);
    });

    it("leaves no timer behind", async () => {
      await rig.target.apply(busy());
      await rig.target.close();
      rig.session.close();
      assert.equal(rig.clock.pending, 0);
    });
  });

  it("that is given back gets its earlier look and is closed", async () => {
    await rig.apply(busy());
    assert.equal(await rig.target.holdsAnything(), true);
    assert.deepEqual(await rig.target.giveBack(), APPLIED);
    assert.deepEqual(rig.home.look(), EARLIER);
    assert.equal(await rig.target.holdsAnything(), false);
    assert.deepEqual(await rig.target.apply(busy()), SUPERSEDED);
  });

  describe("that blinks or breathes", () => {
    const blinking = (color: string, effect: "blink" | "breathe" = "blink"): LampAsk => ({
      kind: "show",
      color,
      brightness: 60,
      effect,
    });

    it("shows the steady colour first and blinks in it by itself", async () => {
      await rig.apply(busy(blinking("#ff0000")));
      assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 on_off_color"]);
      assert.deepEqual(await rig.apply(busy(blinking("#ff0000"))), UNCHANGED);
    });

    it("stops before it shows the next", async () => {
      await rig.apply(busy(blinking("#ff0000", "breathe")));
      rig.crash();
      await rig.apply(available());
      assert.deepEqual(rig.home.puts.slice(2), ["PUT l1 no_signal", "PUT l1 green"]);
      await rig.apply(busy(blinking("#ff0000")));
      await rig.apply({ ask: RESTORE });
      assert.deepEqual(rig.home.puts.slice(-2), ["PUT l1 no_signal", "PUT l1 mirek 366"]);
    });

    it("only changes how it moves where the colour stays", async () => {
      await rig.apply(busy(RED));
      await rig.apply({ ask: blinking("#ff0000"), status: "presenting" });
      assert.deepEqual(rig.home.puts, ["PUT l1 red", "PUT l1 on_off_color"]);
      await rig.apply(busy(RED));
      assert.deepEqual(rig.home.puts.slice(2), ["PUT l1 no_signal"]);
    });
  });

  describe("that two nodes share", () => {
    let other: Target;
    let otherSaved: unknown;
    beforeEach(() => {
      otherSaved = undefined;
      other = rig.newTarget({
        storage: {
          load: async () => otherSaved,
          save: async (value) => void (otherSaved = structuredClone(value)),
        },
      });
    });

    it("shows the newest, and gets back what was there before both", async () => {
      await rig.apply(busy());
      assert.deepEqual(await rig.apply(available(), other), APPLIED);
      // The first one has nothing to give back any more.
      assert.deepEqual(await rig.apply({ ask: RESTORE }), UNCHANGED);
      assert.equal(rig.home.puts.at(-1), "PUT l1 green");
      await rig.apply({ ask: RESTORE }, other);
      assert.deepEqual(rig.home.look(), EARLIER);
    });

    it("is not fought over", async () => {
      await rig.apply(busy());
      await rig.apply(available(), other);
      const written = rig.home.puts.length;
      for (let polls = 0; polls < 5; polls++) {
        assert.deepEqual(await rig.apply(busy()), YIELDED);
        assert.deepEqual(await rig.apply(available(), other), UNCHANGED);
      }
      assert.equal(rig.home.puts.length, written);
      assert.deepEqual(await rig.apply(away()), APPLIED);
    });

    it("also over a restart", async () => {
      await rig.apply(busy());
      await rig.apply(available(), other);
      rig.crash();
      assert.deepEqual(await rig.apply(busy()), YIELDED);
    });
  });
});
