import assert from "node:assert/strict";
import { RetryWait } from "../../../../../shared/lights/hue/lamps/retry-wait";
import { Problem } from "../../../../../shared/support/problem";
import { FakeClock, settle } from "../../../../support/fake-clock";

const problem = (code: string) => new Problem({ code, title: code, advice: "" });

describe("what is tried again", () => {
  /** After how many milliseconds it is tried, where there is reason to hurry after `hurryAt`. */
  async function waited(code: string, hurryAt?: number): Promise<number> {
    const clock = new FakeClock();
    const wait = new RetryWait(clock);
    const start = clock.now();
    const triedAt: number[] = [];
    void wait.after(problem(code), () => true).then(() => triedAt.push(clock.now()));
    if (hurryAt !== undefined) clock.after(hurryAt, () => wait.hurry());
    await settle();
    while (clock.nextIn !== undefined) await clock.advance(clock.nextIn);
    const [at] = triedAt;
    assert.ok(at !== undefined);
    return at - start;
  }

  for (const [what, code, hurryAt, expected] of [
    ["waits its time", "bridge-certificate", undefined, 300_000],
    ["goes at once when there is reason to", "bridge-certificate", 20_000, 20_000],
    ["after a short pause where that comes right after it failed", "bridge-certificate", 400, 1_000],
    ["and pauses after an overload", "bridge-overloaded", 100, 500],
  ] as const) {
    it(what, async () => assert.equal(await waited(code, hurryAt), expected));
  }

  it("gives a refused key six chances within a minute, as a bridge that starts refuses it too", async () => {
    const clock = new FakeClock();
    const wait = new RetryWait(clock);
    const waits: number[] = [];
    async function refused(): Promise<void> {
      const start = clock.now();
      const over = wait.after(problem("bridge-key-refused"), () => true);
      void over.then(() => waits.push((clock.now() - start) / 1000));
      await settle();
      while (clock.nextIn !== undefined) await clock.advance(clock.nextIn);
    }
    for (let i = 0; i < 8; i++) await refused();
    wait.succeeded();
    await refused();
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 300, 300, 1]);
  });
});
