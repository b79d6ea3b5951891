import assert from "node:assert/strict";
import { BridgeCommons } from "../../../../../shared/lights/hue/bridge/bridge-commons";
import { BridgeSession } from "../../../../../shared/lights/hue/bridge/bridge-session";
import { silentLog } from "../../../../../shared/support/log";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { PretendHome } from "../support/pretend-home";
import { occasion } from "../wire/https-server";

describe("a bridge's session", () => {
  it("does not tell a new member of trouble from before everybody had left", () => {
    const clock = new FakeClock();
    const home = new PretendHome(clock, { watched: true });
    const place = { host: "bridge", port: 443 };
    const session = new BridgeSession({
      commons: new BridgeCommons("bridge", clock),
      place,
      connect: () => home,
      clock,
      log: silentLog,
    });
    const told: string[] = [];
    const member = {
      changed: () => undefined,
      up: () => void told.push("up"),
      down: () => void told.push("down"),
    };
    const leave = session.join(member);
    home.down();
    leave();
    session.join(member);
    assert.deepEqual(told, ["up", "down", "up"]);
  });

  it("leaves no search behind that began while another was under way", async () => {
    const clock = new FakeClock();
    const home = new PretendHome(clock, { watched: true });
    const { happened, happen } = occasion();
    let searches = 0;
    const find = async (): Promise<undefined> => {
      searches++;
      await happened;
    };
    const place = { host: "bridge", port: 443 };
    const session = new BridgeSession({
      commons: new BridgeCommons("bridge", clock),
      place,
      connect: () => home,
      find,
      clock,
      log: silentLog,
    });
    const member = { changed: () => undefined, up: () => undefined, down: () => undefined };
    session.join(member);
    home.down();
    await clock.advance(10_000);
    assert.equal(searches, 1);
    home.up();
    home.down();
    happen();
    await settle();
    session.close();
    assert.equal(clock.pending, 0);
  });
});
