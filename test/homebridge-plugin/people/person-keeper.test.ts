import assert from "node:assert/strict";
import type { SensorHours } from "../../../homebridge-plugin/config/config";
import {
  type KeeperOptions,
  PersonKeeper,
  type PersonView,
} from "../../../homebridge-plugin/people/person-keeper";
import { markStale } from "../../../shared/presence/parse";
import type { Presence, Status } from "../../../shared/presence/presence";
import { FakeClock } from "../../support/fake-clock";
import { ALICE, BOB, presence } from "../../support/presences";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const WHOLE = { passed: presence("busy"), since: "2026-11-21T09:00:00.000Z", previous: null };

/** What a view comes to, in one line. */
function line({ presence: shown, stale, signInNeeded, ignored, held, paused }: PersonView): string {
  const marks = Object.entries({ stale, signInNeeded, ignored, held, paused }).filter(([, is]) => is);
  return [shown?.status ?? "nothing", ...marks.map(([mark]) => mark)].join(" ");
}

class Setup {
  readonly views: PersonView[] = [];
  /** How far the wall clock has moved away from the timers', in milliseconds. */
  moved = 0;
  remembered: unknown;
  saves = 0;
  keeper: PersonKeeper;
  readonly #options: Partial<KeeperOptions>;
  #source: string | undefined = "work";

  constructor(
    options: Partial<KeeperOptions> = {},
    readonly clock = new FakeClock(),
  ) {
    this.#options = options;
    this.remembered = options.remembered;
    this.keeper = this.#create();
    this.keeper.start();
  }

  #create(): PersonKeeper {
    return new PersonKeeper({
      source: this.#source,
      settle: 0,
      grace: 900,
      hours: undefined,
      mayPause: true,
      clock: {
        now: () => this.clock.now() + this.moved,
        after: (ms, run) => this.clock.after(ms, run),
      },
      memory: {
        save: (value) => {
          this.saves++;
          this.remembered = JSON.parse(JSON.stringify(value)) as unknown;
          return Promise.resolve();
        },
      },
      onView: (view) => void this.views.push(view),
      ...this.#options,
      remembered: this.remembered,
    });
  }

  /** As Homebridge that starts again: what was saved is all that is left. */
  restart(): void {
    this.restartFrom(this.#source);
  }

  /** The same with another source. */
  restartFrom(source: string | undefined): void {
    this.#source = source;
    this.keeper.close();
    this.views.length = 0;
    this.keeper = this.#create();
    this.keeper.start();
  }

  hears(status: Status, changes: Partial<Presence> = {}): void {
    const observedAt = new Date(this.clock.now() + this.moved).toISOString();
    this.keeper.heard(presence(status, { observedAt, ...changes }));
  }

  get told(): readonly string[] {
    return this.views.map(line);
  }

  get last(): string {
    return this.told.at(-1) ?? "";
  }
}

describe("what is known of a person", () => {
  it("is nothing at first, and then what is heard, each once", () => {
    const setup = new Setup();
    setup.hears("busy");
    setup.hears("busy");
    setup.hears("in-a-call");
    assert.deepEqual(setup.told, ["nothing", "busy", "in-a-call"]);
  });

  it("says since when, and what was before", async () => {
    const setup = new Setup();
    setup.hears("busy");
    await setup.clock.advance(MINUTE);
    setup.hears("away");
    const shown = setup.views.at(-1)?.presence;
    assert.equal(shown?.since, "2026-11-21T09:01:00.000Z");
    assert.deepEqual(shown.previous, {
      status: "busy",
      availability: "Busy",
      activity: "Busy",
      since: "2026-11-21T09:00:00.000Z",
    });
  });

  it("hears a source whose sequence has begun anew, since sources put their own in order", () => {
    const setup = new Setup();
    setup.hears("busy", { sequence: "AF9" });
    setup.hears("away", { sequence: "AA1" });
    assert.equal(setup.last, "away");
  });

  it("is told nothing more, and has no timer left, once it is closed", async () => {
    const hours: SensorHours = {
      timezone: "UTC",
      days: [0, 1, 2, 3, 4, 5, 6],
      start: "08:00",
      end: "10:00",
      outside: "off",
    };
    const setup = new Setup({ settle: 60, hours });
    setup.hears("busy");
    setup.hears("away");
    setup.keeper.lost();
    setup.keeper.close();
    const told = setup.views.length;
    setup.hears("busy");
    setup.keeper.lost();
    setup.keeper.setPaused(true);
    setup.keeper.setSignInNeeded(true);
    await setup.clock.advance(24 * HOUR);
    assert.equal(setup.views.length, told);
    assert.equal(setup.clock.pending, 0);
  });

  it("has no timer while nothing comes with time", () => {
    const setup = new Setup();
    setup.hears("busy");
    assert.equal(setup.clock.pending, 0);
  });

  describe("that has to settle", () => {
    it("counts when it has lasted", async () => {
      const setup = new Setup({ settle: 10 });
      setup.hears("available");
      setup.hears("busy");
      await setup.clock.advance(10 * SECOND - 1);
      assert.deepEqual(setup.told, ["nothing", "available"]);
      await setup.clock.advance(1);
      assert.deepEqual(setup.told, ["nothing", "available", "busy"]);
      assert.equal(setup.clock.pending, 0);
    });

    it("does not count when it goes back in time", async () => {
      const setup = new Setup({ settle: 10 });
      setup.hears("available");
      setup.hears("busy");
      await setup.clock.advance(9 * SECOND);
      setup.hears("available");
      await setup.clock.advance(MINUTE);
      assert.deepEqual(setup.told, ["nothing", "available"]);
    });

    it("waits no longer when the clock is set back", async () => {
      const setup = new Setup({ settle: 10 });
      setup.hears("available");
      setup.hears("busy");
      setup.moved = -HOUR;
      await setup.clock.advance(20 * SECOND);
      assert.equal(setup.last, "busy");
    });
  });

  describe("whose source is silent", () => {
    it("counts through the grace, and then no longer", async () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.lost();
      setup.keeper.lost();
      await setup.clock.advance(900 * SECOND - 1);
      assert.deepEqual(setup.told, ["nothing", "busy"]);
      await setup.clock.advance(1);
      assert.deepEqual(setup.told, ["nothing", "busy", "busy stale"]);
      assert.equal(setup.clock.pending, 0);
    });

    it("counts on when it is back in time, and its next silence has a grace of its own", async () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.lost();
      await setup.clock.advance(800 * SECOND);
      setup.hears("busy");
      setup.keeper.lost();
      await setup.clock.advance(800 * SECOND);
      assert.deepEqual(setup.told, ["nothing", "busy"]);
    });

    it("counts again when it is back", async () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.lost();
      await setup.clock.advance(HOUR);
      setup.hears("busy");
      assert.deepEqual(setup.told, ["nothing", "busy", "busy stale", "busy"]);
    });

    it("counts no longer when the source itself gives it up", () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.heard(markStale(presence("busy"), setup.clock.now()));
      setup.hears("away");
      assert.deepEqual(setup.told, ["nothing", "busy", "busy stale", "away"]);
    });

    it("has its grace from the start, where nothing was ever heard", async () => {
      const setup = new Setup();
      await setup.clock.advance(899 * SECOND);
      setup.keeper.lost();
      await setup.clock.advance(SECOND);
      assert.deepEqual(setup.told, ["nothing", "nothing stale"]);
    });

    it("has the rest of its grace after the machine has slept", async () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.lost();
      await setup.clock.advance(MINUTE - 1);
      setup.moved = 8 * HOUR;
      await setup.clock.advance(MINUTE);
      assert.deepEqual(setup.told, ["nothing", "busy"]);
      await setup.clock.advance(900 * SECOND);
      assert.equal(setup.last, "busy stale");
    });

    it("has it also where something else comes before the timer that is late", async () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.lost();
      setup.moved = 8 * HOUR;
      setup.keeper.setSignInNeeded(true);
      assert.deepEqual(setup.told, ["nothing", "busy", "busy signInNeeded"]);
      await setup.clock.advance(910 * SECOND);
      assert.equal(setup.last, "busy stale signInNeeded");
    });

    it("waits no longer when the clock is set back", async () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.lost();
      setup.moved = -24 * HOUR;
      await setup.clock.advance(HOUR);
      assert.equal(setup.last, "busy stale");
    });
  });

  it("knows whether somebody has to sign in", () => {
    const setup = new Setup();
    setup.hears("busy");
    setup.keeper.setSignInNeeded(true);
    setup.keeper.setSignInNeeded(true);
    setup.keeper.setSignInNeeded(false);
    assert.deepEqual(setup.told, ["nothing", "busy", "busy signInNeeded", "busy"]);
  });

  describe("after a restart", () => {
    it("is what was remembered, until it is heard again", () => {
      const setup = new Setup();
      setup.hears("available");
      setup.hears("busy");
      setup.restart();
      assert.deepEqual(setup.told, ["busy"]);
      assert.equal(setup.views[0]?.presence?.previous?.status, "available");
      setup.hears("busy");
      assert.deepEqual(setup.told, ["busy"]);
      setup.hears("away");
      assert.deepEqual(setup.told, ["busy", "away"]);
    });

    it("is heard also where the source's sequence has begun anew", () => {
      const setup = new Setup();
      setup.hears("busy", { sequence: "AF9" });
      setup.restart();
      setup.hears("away", { sequence: "AA1" });
      assert.equal(setup.last, "away");
    });

    it("has the grace once more before it no longer counts", async () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.restart();
      await setup.clock.advance(900 * SECOND);
      assert.deepEqual(setup.told, ["busy", "busy stale"]);
    });

    it("is not back from where it no longer counted", async () => {
      const setup = new Setup();
      setup.hears("in-a-call");
      setup.keeper.lost();
      await setup.clock.advance(900 * SECOND);
      setup.restart();
      assert.deepEqual(setup.told, ["in-a-call stale"]);
      setup.hears("in-a-call");
      assert.equal(setup.last, "in-a-call");
      setup.restart();
      assert.deepEqual(setup.told, ["in-a-call"]);
    });

    it("is nobody else's who comes from another source now", () => {
      const setup = new Setup();
      setup.hears("in-a-call");
      setup.keeper.setPaused(true);
      setup.restartFrom("home");
      assert.deepEqual(setup.told, ["nothing ignored paused"]);
    });

    it("no longer counts where the configuration names no source, and is still there when it does again", () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.restartFrom(undefined);
      assert.deepEqual(setup.told, ["busy stale"]);
      setup.restartFrom("work");
      assert.deepEqual(setup.told, ["busy stale"]);
      setup.hears("busy");
      assert.equal(setup.last, "busy");
    });

    it("forgets what had not settled", async () => {
      const setup = new Setup({ settle: 60 });
      setup.hears("busy");
      setup.hears("away");
      setup.restart();
      await setup.clock.advance(2 * MINUTE);
      assert.deepEqual(setup.told, ["busy"]);
    });

    it("is paused as before", () => {
      const setup = new Setup();
      setup.hears("busy");
      setup.keeper.setPaused(true);
      setup.restart();
      assert.deepEqual(setup.told, ["busy ignored paused"]);
      setup.keeper.setPaused(false);
      setup.restart();
      assert.deepEqual(setup.told, ["busy"]);
    });

    it("is not paused where there is no switch any more to end that", () => {
      const setup = new Setup({
        mayPause: false,
        remembered: { source: "work", state: WHOLE, paused: true },
      });
      assert.deepEqual(setup.told, ["busy"]);
    });

    for (const remembered of [
      null,
      7,
      "busy",
      [],
      {},
      { source: "work", state: null, paused: "yes" },
      { source: "work", state: { ...WHOLE, passed: null } },
      { source: "work", state: { ...WHOLE, since: "yesterday" } },
      { source: "work", state: { ...WHOLE, passed: { ...presence("busy"), person: 7 } } },
      { source: "work", state: { ...WHOLE, previous: "busy" } },
    ])
      it(`begins with nothing where it remembers ${JSON.stringify(remembered)?.slice(0, 60)}`, () => {
        const setup = new Setup({ remembered });
        assert.deepEqual(setup.told, ["nothing"]);
        setup.hears("away");
        assert.equal(setup.last, "away");
      });

    it("is remembered with every change, and without one not at all", () => {
      const setup = new Setup();
      setup.hears("busy");
      const { saves } = setup;
      for (let count = 0; count < 5; count++) setup.hears("busy", { sequence: `A${count}` });
      assert.equal(setup.saves, saves);
      setup.hears("away");
      assert.equal(setup.saves, saves + 1);
    });
  });

  it("is somebody else's where another account has taken its place", () => {
    const setup = new Setup({ settle: 60 });
    setup.hears("busy", { person: ALICE });
    setup.hears("away", { person: BOB, accountChanged: true });
    // Not even for as long as something new has to settle.
    assert.equal(setup.views.at(-1)?.presence?.person.name, "Bob");
    assert.equal(setup.views.at(-1)?.presence?.previous, null);
  });

  describe("with working hours", () => {
    // 2026-11-20 is a Friday; the window of that night ends on Saturday.
    const NIGHT: SensorHours = { timezone: "UTC", days: [5], start: "22:00", end: "02:00", outside: "off" };
    const begin = (hours: SensorHours, at: string): Setup => new Setup({ hours }, new FakeClock(at));

    it("is ignored outside them, over midnight too", async () => {
      const setup = begin(NIGHT, "2026-11-20T21:59:00.000Z");
      setup.hears("busy");
      assert.deepEqual(setup.told, ["nothing ignored", "busy ignored"]);
      await setup.clock.advance(MINUTE - 1);
      assert.equal(setup.last, "busy ignored");
      await setup.clock.advance(1);
      assert.equal(setup.last, "busy");
      await setup.clock.advance(4 * HOUR - 1);
      assert.equal(setup.last, "busy");
      await setup.clock.advance(1);
      assert.equal(setup.last, "busy ignored");
      assert.equal(setup.views.length, 4);
    });

    it("shows within them what came outside", async () => {
      const setup = begin(NIGHT, "2026-11-20T21:59:00.000Z");
      setup.hears("busy");
      setup.hears("away");
      await setup.clock.advance(MINUTE);
      assert.equal(setup.last, "away");
    });

    it("begins and ends them within a minute of a clock that jumps", async () => {
      const setup = begin(NIGHT, "2026-11-20T21:00:00.000Z");
      setup.hears("busy");
      setup.moved = 2 * HOUR;
      await setup.clock.advance(MINUTE);
      assert.equal(setup.last, "busy");
      setup.moved = 0;
      await setup.clock.advance(MINUTE);
      assert.equal(setup.last, "busy ignored");
    });

    it("stays paused over their beginning, and is back when somebody ends that", async () => {
      const setup = begin(NIGHT, "2026-11-20T21:59:00.000Z");
      setup.hears("busy");
      setup.keeper.setPaused(true);
      await setup.clock.advance(HOUR);
      assert.equal(setup.last, "busy ignored paused");
      setup.keeper.setPaused(false);
      assert.equal(setup.last, "busy");
      setup.keeper.setPaused(true);
      await setup.clock.advance(6 * HOUR);
      setup.keeper.setPaused(false);
      assert.equal(setup.last, "busy ignored");
    });

    describe("that leave things as they are", () => {
      const LEAVE: SensorHours = { ...NIGHT, outside: "leave" };
      const within = "2026-11-20T23:00:00.000Z";

      it("stays what it was at their end, until they begin again", async () => {
        const setup = begin({ ...LEAVE, days: [5, 6] }, within);
        setup.hears("busy");
        await setup.clock.advance(3 * HOUR);
        setup.hears("away");
        await setup.clock.advance(20 * HOUR - 1);
        assert.equal(setup.last, "busy held");
        await setup.clock.advance(1);
        assert.equal(setup.last, "away");
      });

      it("stays so over a restart", async () => {
        const setup = begin(LEAVE, within);
        setup.hears("busy");
        await setup.clock.advance(3 * HOUR);
        setup.hears("away");
        setup.restart();
        assert.deepEqual(setup.told, ["busy held"]);
      });

      it("is ignored while paused, and held again after that", async () => {
        const setup = begin(LEAVE, within);
        setup.hears("busy");
        await setup.clock.advance(3 * HOUR);
        setup.keeper.setPaused(true);
        assert.equal(setup.last, "busy ignored held paused");
        setup.keeper.setPaused(false);
        assert.equal(setup.last, "busy held");
      });
    });
  });
});
