import assert from "node:assert/strict";
import { DARK, type LightState, type Rgb } from "../../../../shared/lights/busylight/light-state";
import { FakeClock, settle } from "../../../support/fake-clock";
import { BlockedClock, WallClock } from "./clocks";
import { RecordedLight } from "./recorded-light";

const RED: Rgb = { red: 255, green: 0, blue: 0 };
const GREEN: Rgb = { red: 0, green: 255, blue: 0 };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** It was seen to go dark a little over 7 seconds after a keep-alive that came every 10. */
const LONGEST_GAP = 8 * SECOND;

const lit = (color: Rgb, more: Partial<LightState> = {}): LightState => ({ ...DARK, color, ...more });

function longestGap(times: readonly number[]): number {
  assert.ok(times.length > 1, "Too few to have a gap");
  return Math.max(...times.map((at, i) => at - (times[i - 1] ?? at)));
}

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

describe("a light that goes dark by itself", () => {
  const omega = (on: FakeClock | BlockedClock | WallClock = clock, takesMs = 0) =>
    new RecordedLight("kuando", "omega", on, takesMs);

  it("is kept alive all day", async () => {
    const light = omega();
    await light.show(lit(RED));
    await clock.advance(DAY);
    assert.ok(light.keepAlives.length >= DAY / LONGEST_GAP);
    assert.ok(longestGap(light.written.map(({ at }) => at)) <= LONGEST_GAP);
  });

  it("is kept alive all day though Node hangs for two seconds at any moment", async () => {
    const light = omega(new BlockedClock(clock));
    await light.show(lit(RED));
    await clock.advance(DAY);
    const gap = longestGap(light.written.map(({ at }) => at));
    assert.ok(gap > 7 * SECOND && gap <= LONGEST_GAP, `${gap} ms`);
  });

  it("is kept alive while one state follows another all the time", async () => {
    const light = omega(clock, 50);
    for (let i = 0; i < 15_000; i++) {
      await light.show(lit({ ...RED, green: i % 256 }));
      await clock.advance(40);
    }
    assert.ok(light.states.length > 10_000);
    assert.ok(longestGap(light.keepAlives) <= LONGEST_GAP);
  });

  it("is kept alive though it is dark, as long as it sounds", async () => {
    const light = omega();
    await light.show({ ...DARK, ringing: { tone: 1, volume: 50, endless: true } });
    await clock.advance(10 * MINUTE);
    assert.ok(longestGap(light.written.map(({ at }) => at)) <= LONGEST_GAP);
    await light.show(DARK);
    const before = light.written.length;
    await clock.advance(10 * MINUTE);
    assert.equal(light.written.length, before);
  });

  it("is kept alive while the host makes another one blink", async () => {
    const light = omega();
    const other = new RecordedLight("epos", "epos", clock);
    await light.show(lit(RED));
    await other.show(lit(RED, { effect: "blink" }));
    await clock.advance(10 * MINUTE);
    assert.ok(other.states.length > 1_000);
    assert.ok(longestGap(light.written.map(({ at }) => at)) <= LONGEST_GAP);
  });

  it("is kept alive and shown anew when the time of day has jumped, as after sleep", async () => {
    const wall = new WallClock(clock);
    const light = omega(wall);
    await light.show(lit(RED));
    await clock.advance(3 * SECOND);
    wall.jump(HOUR);
    await clock.advance(3 * SECOND);
    assert.deepEqual([light.states.length, light.keepAlives.length], [2, 1]);
    wall.jump(-HOUR);
    await clock.advance(MINUTE);
    assert.deepEqual([light.states.length, longestGap(light.keepAlives) <= LONGEST_GAP], [2, true]);
  });

  it("is sent nothing before it is to show something, while it is dark, and when it is let go", async () => {
    const light = omega();
    await clock.advance(MINUTE);
    assert.equal(light.written.length, 0);
    await light.show(lit(RED));
    await light.show(DARK);
    await clock.advance(HOUR);
    assert.equal(light.keepAlives.length, 0);
    await light.show(lit(RED));
    await clock.advance(MINUTE);
    const { length } = light.keepAlives;
    assert.ok(length > 5);
    await light.kept.close();
    await clock.advance(HOUR);
    assert.equal(light.keepAlives.length, length);
    assert.equal(clock.pending, 0);
  });
});

describe("an effect that the light does not do itself", () => {
  const epos = (takesMs = 0) => new RecordedLight("epos", "epos", clock, takesMs);

  it("blinks once a second", async () => {
    const light = epos();
    await light.show(lit(RED, { effect: "blink" }));
    await clock.advance(10 * SECOND);
    assert.equal(light.changes.length, 20);
    assert.deepEqual(new Set(light.colors), new Set(["255,0,0", "0,0,0"]));
  });

  it("breathes between its colour and a darker one", async () => {
    const light = epos();
    await light.show(lit(RED, { effect: "breathe", brightness: 50 }));
    await clock.advance(6 * SECOND);
    assert.deepEqual(light.colors, ["128,0,0", "38,0,0", "128,0,0", "38,0,0", "128,0,0"]);
  });

  for (const takesMs of [0, 90, 300, 490, 499])
    it(`changes at most three times in any second where a report takes ${takesMs} ms`, async () => {
      const light = epos(takesMs);
      await light.show(lit(RED, { effect: "blink" }));
      await clock.advance(MINUTE);
      const { changes } = light;
      const inOneSecond = changes.map((at) => changes.filter((one) => one >= at && one < at + SECOND).length);
      assert.ok(changes.length > 30 && Math.max(...inOneSecond) <= 3, `${Math.max(...inOneSecond)}`);
    });

  it("ends in its steady colour after half an hour", async () => {
    for (const effect of ["blink", "breathe"] as const) {
      const light = epos();
      await light.show(lit(RED, { effect }));
      await clock.advance(30 * MINUTE);
      const { length } = light.states;
      await clock.advance(DAY);
      assert.deepEqual([light.states.length, light.colors.at(-1)], [length, "255,0,0"]);
    }
  });

  it("ends with the next state", async () => {
    const light = epos();
    await light.show(lit(RED, { effect: "blink" }));
    await clock.advance(700);
    await light.show(lit(GREEN));
    await clock.advance(DAY);
    assert.deepEqual(light.colors, ["255,0,0", "0,0,0", "0,255,0"]);
  });

  it("misses turns where the light is slow, so that the next state is not late", async () => {
    const light = epos(1_300);
    await light.show(lit(RED, { effect: "blink" }));
    await clock.advance(MINUTE);
    await light.show(lit(GREEN));
    await clock.advance(2 * 1_300);
    assert.equal(light.colors.at(-1), "0,255,0");
  });

  it("is in its brighter half where the light is let go and left as it is", async () => {
    const light = epos();
    await light.show(lit(RED, { effect: "blink" }));
    await clock.advance(700);
    await light.kept.close();
    assert.deepEqual(light.colors, ["255,0,0", "0,0,0", "255,0,0"]);
    assert.deepEqual([light.isClosed, clock.pending], [true, 0]);
  });

  for (const [name, model, effect, byHost] of [
    ["luxafor", "flag", "blink", false],
    ["luxafor", "flag", "breathe", true],
    ["kuando", "omega", "breathe", false],
    ["blink1", "mk1", "blink", true],
    ["blink1", "mk2", "blink", false],
    ["muteme", "muteme", "blink", true],
    ["muteme", "muteme", "breathe", false],
  ] as const)
    it(`${byHost ? "is ours" : "is not ours"}: ${name} ${model}, ${effect}`, async () => {
      const light = new RecordedLight(name, model, clock);
      await light.show(lit(RED, { effect }));
      await clock.advance(0);
      const { length } = light.states;
      await clock.advance(MINUTE);
      assert.equal(light.states.length > length, byHost);
    });
});

describe("a tone", () => {
  const ONCE = { tone: 1, volume: 50, endless: false };
  const ENDLESS = { ...ONCE, endless: true };
  const plus = (on: FakeClock | WallClock = clock) => new RecordedLight("blynclight", "plus", on);

  it("is not touched by our effect, which begins when it is over", async () => {
    const light = plus();
    await light.show(lit(RED, { effect: "breathe", ringing: ONCE }));
    await clock.advance(5 * SECOND);
    assert.equal(light.states.length, 1);
    await clock.advance(MINUTE);
    assert.ok(light.states.length > 30);
    assert.equal(light.tones, 1);
  });

  it("that never ends is not touched by our effect at all", async () => {
    const light = plus();
    await light.show(lit(RED, { effect: "breathe", ringing: ENDLESS }));
    await clock.advance(10 * MINUTE);
    assert.deepEqual([light.states.length, light.tones], [1, 1]);
    await light.show(lit(RED, { effect: "breathe" }));
    await clock.advance(MINUTE);
    assert.ok(light.states.length > 30);
    assert.equal(light.tones, 1);
  });

  for (const [name, model] of [
    ["blynclight", "plus"],
    ["kuando", "omega"],
    ["virtual", "virtual"],
  ] as const)
    for (const effect of ["none", "blink", "breathe"] as const)
      it(`is played as often as is asked for: ${name}, ${effect}`, async () => {
        const light = new RecordedLight(name, model, clock);
        await light.show(lit(RED, { effect, ringing: ONCE }), 3);
        await clock.advance(14 * SECOND);
        assert.equal(light.tones, 3);
        await clock.advance(20 * MINUTE);
        assert.equal(light.tones, 3);
      });

  it("of many does not make an effect longer", async () => {
    const light = plus();
    await light.show(lit(RED, { effect: "breathe", ringing: ONCE }), 300);
    await clock.advance(30 * MINUTE);
    const { length } = light.states;
    await clock.advance(HOUR);
    assert.deepEqual([light.states.length, light.tones, light.colors.at(-1)], [length, 300, "255,0,0"]);
  });

  it("ends with the next state, however often it was to be played", async () => {
    const light = plus();
    await light.show(lit(RED, { ringing: ONCE }), 5);
    await clock.advance(SECOND);
    await light.show(lit(GREEN));
    await clock.advance(MINUTE);
    assert.deepEqual([light.states.length, light.tones], [2, 1]);
  });

  for (const [ringing, tones] of [
    [ONCE, 1],
    [ENDLESS, 2],
  ] as const)
    it(`${ringing.endless ? "that never ends is begun" : "is not played"} again after sleep`, async () => {
      const wall = new WallClock(clock);
      const light = plus(wall);
      await clock.advance(27 * SECOND);
      await light.show(lit(RED, { ringing }));
      await clock.advance(SECOND);
      wall.jump(HOUR);
      await clock.advance(MINUTE);
      assert.deepEqual([light.states.length, light.tones], [2, tones]);
    });

  it("that never ends is silenced where the light is let go and left as it is", async () => {
    const light = plus();
    await light.show(lit(RED, { ringing: ENDLESS }));
    await clock.advance(SECOND);
    await light.kept.close();
    assert.deepEqual(light.colors, ["255,0,0", "255,0,0"]);
    assert.equal(light.states.at(-1)?.shown.ringing, undefined);
  });
});

describe("a state", () => {
  it("is written where it is asked for at the very moment when another one has been written", async () => {
    const light = new RecordedLight("epos", "epos", clock);
    assert.equal(await light.kept.show(lit(RED)), true);
    void light.kept.show(lit(GREEN));
    await settle();
    assert.deepEqual(light.colors, ["255,0,0", "0,255,0"]);
  });

  it("that waits is written before the light is let go and left as it is", async () => {
    const light = new RecordedLight("epos", "epos", clock, 100);
    void light.kept.show(lit(RED));
    void light.kept.show(lit(GREEN));
    void light.kept.close();
    await clock.advance(SECOND);
    assert.deepEqual([light.colors.at(-1), light.isClosed], ["0,255,0", true]);
  });

  it("comes too late when the light is being let go", async () => {
    const light = new RecordedLight("epos", "epos", clock, 100);
    await light.show(lit(RED));
    void light.kept.close(DARK);
    assert.equal(await light.kept.show(lit(GREEN)), false);
    await clock.advance(SECOND);
    assert.equal(light.colors.at(-1), "0,0,0");
  });
});
