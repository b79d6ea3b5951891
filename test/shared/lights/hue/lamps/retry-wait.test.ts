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
    ["waits its time", "bridge-key-refused", undefined, 300_000],
    ["goes at once when there is reason to", "bridge-key-refused", 20_000, 20_000],
    ["after a short pause where that comes right after it failed", "bridge-key-refused", 400, 1_000],
    ["and pauses after an overload", "bridge-overloaded", 100, 500],
  ] as const) {
    it(what, async () => assert.equal(await waited(code, hurryAt), expected));
  }
});
