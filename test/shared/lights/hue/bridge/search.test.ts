import assert from "node:assert/strict";
import { BridgeCommons } from "../../../../../shared/lights/hue/bridge/bridge-commons";
import { BridgeSession } from "../../../../../shared/lights/hue/bridge/bridge-session";
import type { HomeListener } from "../../../../../shared/lights/hue/home/hue-api";
import type { Place } from "../../../../../shared/lights/hue/wire/problems";
import { unreachable } from "../../../../../shared/lights/hue/wire/problems";
import { silentLog } from "../../../../../shared/support/log";
import { deferred } from "../../../../support/deferred";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { PretendHome } from "../support/pretend-home";

const PLACE: Place = { host: "bridge", port: 443 };
const nothing = (): void => {};

describe("a search for a bridge that is away", () => {
  it("leaves no timer behind where the bridge came and went while it was looked for", async () => {
    const clock = new FakeClock();
    const home = new PretendHome(clock, {});
    const listeners: HomeListener[] = [];
    home.watch = (listener) => {
      listeners.push(listener);
      return { home: undefined, retry: nothing, expectEcho: nothing, close: nothing };
    };
    const { promise, resolve } = deferred();
    let searches = 0;
    const session = new BridgeSession({
      commons: new BridgeCommons("bridge", clock),
      place: PLACE,
      connect: () => home,
      find: async () => {
        searches++;
        await promise;
        return undefined;
      },
      clock,
      log: silentLog,
    });
    session.join({ changed: nothing, up: nothing, down: nothing });
    const [watch] = listeners;
    assert.ok(watch);
    watch.down(unreachable(PLACE, "test"));
    await clock.advance(10_000);
    assert.equal(searches, 1);
    watch.up(await home.readHome());
    watch.down(unreachable(PLACE, "test"));
    resolve();
    await settle();
    assert.equal(clock.pending, 1, "one search is planned");
    session.close();
    assert.equal(clock.pending, 0, "no timer stays");
  });
});
