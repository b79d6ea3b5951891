import assert from "node:assert/strict";
import type { Listing } from "../../../../shared/lights/busylight/driver";
import { type Need, nextLook, Scanner } from "../../../../shared/lights/busylight/scanner";
import { FakeClock } from "../../../support/fake-clock";

const NOTHING: Listing = { devices: [], problems: [] };

describe("when it is looked again what is plugged in", () => {
  for (const [need, misses, ms] of [
    ["nothing", 0, undefined],
    ["nothing", 9, undefined],
    ["open", 0, 30_000],
    ["open", 9, 30_000],
    ["missing", 1, 2_000],
    ["missing", 2, 4_000],
    ["missing", 3, 8_000],
    ["missing", 4, 16_000],
    ["missing", 5, 30_000],
    ["missing", 6, 30_000],
    ["missing", 1_000_000, 30_000],
  ] as const)
    it(`${need}, missed ${misses} times`, () => assert.equal(nextLook(need, misses), ms));
});

describe("looking what is plugged in", () => {
  const clock = new FakeClock();
  let looks: number[] = [];
  let need: Need = "missing";
  /** What happens at the moment when everything has been dealt with. */
  let last = (): void => undefined;
  let scanner: Scanner;

  beforeEach(() => {
    looks = [];
    need = "missing";
    last = () => undefined;
    scanner = new Scanner({
      clock,
      driver: {
        list: async () => {
          looks.push(clock.now());
          return NOTHING;
        },
      },
      found: () => {
        const dealt = Promise.resolve();
        void dealt.then(() => last());
        return dealt;
      },
      need: () => need,
    });
  });
  afterEach(() => scanner.rest());

  const waits = (): readonly number[] => looks.slice(1).map((at, i) => at - (looks[i] ?? 0));

  it("goes on, less and less often, while a light is missing", async () => {
    await scanner.look();
    await clock.advance(120_000);
    assert.deepEqual(waits(), [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it("is done once by all who ask at the same time, and once more for who asks meanwhile", async () => {
    const first = scanner.look();
    await Promise.all([first, scanner.look(), scanner.look()]);
    assert.equal(looks.length, 2);
  });

  it("is done for a state that comes right after the last look, but not at once and only once", async () => {
    need = "nothing";
    await scanner.look();
    await scanner.lookAgain();
    await clock.advance(1_000);
    await scanner.lookAgain();
    assert.equal(looks.length, 1);
    await clock.advance(60_000);
    assert.deepEqual(waits(), [3_000]);
    await scanner.lookAgain();
    assert.equal(looks.length, 3);
  });

  it("begins soon after a light was there for long, and later for one that comes and goes", async () => {
    need = "nothing";
    await scanner.look();
    scanner.lost(60_000);
    await clock.advance(60_000);
    for (let i = 0; i < 3; i++) {
      scanner.lost(1_000);
      await clock.advance(60_000);
    }
    assert.deepEqual(waits(), [2_000, 62_000, 64_000, 68_000]);
    scanner.lost(-1);
    await clock.advance(2_000);
    assert.equal(looks.length, 6);
  });

  it("is not given up where a light goes at the last moment", async () => {
    need = "nothing";
    last = () => (need = "missing");
    await scanner.look();
    await clock.advance(2_000);
    assert.equal(looks.length, 2);
  });

  it("ends, and leaves no timer", async () => {
    await scanner.look();
    scanner.rest();
    assert.equal(clock.pending, 0);
  });
});
