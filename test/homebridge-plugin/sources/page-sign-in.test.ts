import assert from "node:assert/strict";
import { PageSignIn } from "../../../homebridge-plugin/sources/page-sign-in";
import { FakeClock } from "../../support/fake-clock";
import { Lines } from "../../support/lines";

const DAY = 24 * 3_600_000;
const LINE =
  "warn Work: a sign-in is needed. Open the plugin's settings in Homebridge's UI and sign in there.";

describe("a sign-in on the settings page", () => {
  let clock: FakeClock;
  let log: Lines;
  let signIn: PageSignIn;
  beforeEach(() => {
    clock = new FakeClock();
    log = new Lines();
    signIn = new PageSignIn({ name: "Work", clock, log });
  });

  it("is asked for once, and once more every day", async () => {
    signIn.need();
    signIn.need();
    assert.deepEqual(log.all, [LINE]);
    for (const days of [1, 2]) {
      await clock.advance(DAY - 1);
      assert.equal(log.all.length, days);
      await clock.advance(1);
      assert.equal(log.all.length, days + 1);
    }
  });

  it("is not asked for any more when it is no longer needed, and at once when it is needed again", async () => {
    signIn.need();
    signIn.end();
    signIn.end();
    assert.equal(clock.pending, 0);
    signIn.need();
    assert.deepEqual(log.all, [LINE, LINE]);
  });
});
