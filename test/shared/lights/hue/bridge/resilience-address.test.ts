import assert from "node:assert/strict";
import { MINUTE, SECOND, WholeRig } from "../support/whole-rig";

describe("a lamp whose bridge has another address now", () => {
  let rig: WholeRig;

  beforeEach(async () => {
    rig = await WholeRig.start();
  });

  afterEach(() => rig.close());

  it("shows the newest status there, where nobody answers at the old one", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    const elsewhere = await rig.secondLine();
    rig.found = () => ({ host: "127.0.0.1", port: elsewhere.port });
    await rig.line.cut();
    await rig.pass(SECOND);
    await rig.ask(lamp, "away");
    assert.equal(rig.shows(), 60);
    await rig.pass(MINUTE);
    assert.equal(rig.shows(), 20);
    assert.equal(rig.searches, 1);
    assert.equal(rig.session.place.port, elsewhere.port);
    assert.deepEqual(lamp.told, ["ok", "unreachable bridge-unreachable", "ok"]);
    assert.equal(rig.logged.length, 1);
    assert.match(rig.logged[0] ?? "", new RegExp(`looked for at 127.0.0.1:${elsewhere.port} now`));
    await rig.leave();
  });

  it("and whose old one another bridge has: that never gets the key", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    const impostor = await rig.another();
    await rig.line.cut();
    await rig.line.mend(impostor.port);
    await rig.pass(SECOND);
    await rig.ask(lamp, "away");
    await rig.pass(6 * MINUTE);
    assert.equal(rig.shows(), 60);
    assert.equal(rig.searches, 2, "after ten seconds and five minutes later");
    const elsewhere = await rig.secondLine();
    rig.found = () => ({ host: "127.0.0.1", port: elsewhere.port });
    await rig.pass(5 * MINUTE);
    assert.equal(rig.shows(), 20);
    assert.deepEqual(impostor.wireLog.entries, [], "not one request");
    assert.deepEqual(lamp.told, ["ok", "problem bridge-certificate", "ok"]);
    await rig.leave();
  });

  it("is not led to a bridge that cannot prove who it is", async () => {
    const lamp = rig.follow();
    await rig.ask(lamp, "busy");
    const impostor = await rig.another();
    rig.found = () => ({ host: "127.0.0.1", port: impostor.port });
    await rig.line.cut();
    await rig.pass(SECOND);
    await rig.ask(lamp, "away");
    await rig.pass(MINUTE);
    assert.equal(rig.session.place.port, impostor.port);
    assert.deepEqual(impostor.wireLog.entries, [], "not one request");
    // Nobody is found any more: it may be back where it was.
    rig.found = undefined;
    await rig.line.mend();
    await rig.pass(6 * MINUTE);
    assert.equal(rig.session.place.port, rig.line.port);
    assert.equal(rig.shows(), 20);
    assert.equal(lamp.told.at(-1), "ok");
    await rig.leave();
  });
});
