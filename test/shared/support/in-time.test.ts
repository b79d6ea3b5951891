import assert from "node:assert/strict";
import { inTime } from "../../../shared/support/in-time";
import { FakeClock, settle } from "../../support/fake-clock";

describe("work that has to end in time", () => {
  const late = (): Error => new Error("late");

  it("gives what it gives, and leaves no timer", async () => {
    const clock = new FakeClock();
    assert.equal(await inTime(clock, 5, Promise.resolve("done"), late), "done");
    await assert.rejects(inTime(clock, 5, Promise.reject(new Error("failed")), late), /failed/);
    assert.equal(clock.pending, 0);
  });

  it("is given up where it takes longer, and may fail after that", async () => {
    const clock = new FakeClock();
    let fail = (_error: Error): void => undefined;
    const work = new Promise<never>((_resolve, reject) => (fail = reject));
    const given = assert.rejects(inTime(clock, 5, work, late), /late/);
    await clock.advance(4);
    assert.equal(clock.pending, 1);
    await clock.advance(1);
    await given;
    fail(new Error("failed"));
    await settle();
    assert.equal(clock.pending, 0);
  });

  it("is not late where it has ended while the process hung, which hears of its timers first", async () => {
    const clock = new FakeClock();
    const given = inTime(clock, 5, Promise.resolve("done"), late);
    const turning = clock.advance(5);
    assert.equal(await given, "done");
    await turning;
    assert.equal(clock.pending, 0);
  });
});
