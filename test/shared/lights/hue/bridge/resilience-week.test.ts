import assert from "node:assert/strict";
import { DAY, HOUR, MINUTE, SECOND, status, WholeRig } from "../support/whole-rig";

const CHECKS_AN_HOUR = 12;

describe("a steady presence", () => {
  let rig: WholeRig;

  beforeEach(async () => {
    rig = await WholeRig.start();
  });

  afterEach(() => rig.close());

  it("costs no write and twelve small requests an hour, on a day on which nothing happens", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    rig.bridge.resetTraffic();
    await rig.pass(DAY);
    const traffic = rig.bridge.traffic();
    assert.equal(traffic.lightWrites, 0);
    assert.ok(traffic.requests <= 24 * CHECKS_AN_HOUR, `${traffic.requests} requests`);
    assert.ok(traffic.requests >= 24 * CHECKS_AN_HOUR - 1, "it is not deaf");
    assert.equal(rig.wire.sent, 4 + traffic.requests);
    await rig.leave();
  }).timeout(30_000);

  it("costs no write in a week of polls, and hardly a request while the home lives", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    rig.bridge.resetTraffic();
    const shelf = rig.bridge.lamps()[1];
    assert.ok(shelf);
    for (let at = 0; at < 7 * DAY; at += 30 * SECOND) {
      lamp.ask(status("busy"));
      const hour = Math.floor((at % DAY) / HOUR);
      const somebody = hour >= 6 && at % (4 * MINUTE) === 0;
      if (somebody) rig.byHand({ on: (at / (4 * MINUTE)) % 2 === 0 }, shelf.id);
      // No timer, no request.
      const isIdle = !somebody && (rig.clock.nextIn ?? 0) > 30 * SECOND;
      await (isIdle ? rig.clock.advance(30 * SECOND) : rig.pass(30 * SECOND));
    }
    const traffic = rig.bridge.traffic();
    assert.equal(traffic.lightWrites, 0);
    assert.ok(traffic.requests <= 7 * 6 * CHECKS_AN_HOUR, `${traffic.requests} requests`);
    assert.ok(lamp.outcomes.slice(1).every((outcome) => outcome === "unchanged"));
    assert.deepEqual(lamp.told, ["ok"]);
    await rig.leave();
  }).timeout(60_000);

  it("costs no write in fifty deploys, and leaves nothing behind", async () => {
    const lamps = rig.bridge.lamps().map(({ id }) => rig.follow({ id }));
    for (const lamp of lamps) lamp.ask(status("busy"));
    await rig.pass(5 * SECOND);
    const before = JSON.stringify(rig.bridge.lamps());
    rig.bridge.resetTraffic();
    for (let deploys = 0; deploys < 50; deploys++) {
      await rig.redeploy();
      for (const lamp of lamps) lamp.ask(status("busy"));
      await rig.pass(5 * SECOND);
    }
    const traffic = rig.bridge.traffic();
    assert.equal(traffic.lightWrites + traffic.groupWrites + traffic.sceneRecalls, 0);
    // The stream, the home, and each lamp once.
    assert.ok(traffic.requests <= 50 * (2 + lamps.length), `${traffic.requests} requests`);
    assert.equal(JSON.stringify(rig.bridge.lamps()), before);
    assert.ok(rig.bridge.openStreams() <= 1);
    await rig.leave();
  }).timeout(30_000);

  it("leaves nothing behind where deploys interrupt what is under way", async () => {
    const lamp = rig.follow();
    for (let deploys = 0; deploys < 20; deploys++) {
      lamp.ask(status(deploys % 2 === 0 ? "busy" : "away"));
      await rig.clock.advance(deploys);
      await rig.redeploy();
    }
    await rig.ask(lamp, "available");
    assert.equal(rig.shows(), 40);
    await rig.leave();
  });
});
