import assert from "node:assert/strict";
import { SIGN_IN_SUBTYPE, signInAccessory } from "../../../homebridge-plugin/accessories/accessory-plan";
import { Shelf } from "../../../homebridge-plugin/accessories/shelf";
import { SignInService } from "../../../homebridge-plugin/accessories/sign-in-service";
import type { Service } from "../../../homebridge-plugin/homebridge";
import { TestHomebridge } from "../../support/homebridge-api";
import { Lines } from "../../support/lines";

const WORK = { id: "work", name: "Work" };

describe("the sensor that says when to sign in", () => {
  let homebridge: TestHomebridge;
  let service: Service;
  let signIn: SignInService;
  beforeEach(async () => {
    homebridge = await TestHomebridge.create();
    const shelf = new Shelf({ api: homebridge.api, log: new Lines(), version: "1.2.3" });
    shelf.arrange([signInAccessory(WORK)], true);
    const found = homebridge
      .accessory("Work sign-in needed")
      .services.find(({ subtype }) => subtype === SIGN_IN_SUBTYPE);
    assert.ok(found);
    service = found;
    signIn = new SignInService(homebridge.api.hap, shelf, WORK);
  });

  const detects = (): unknown =>
    service.getCharacteristic(homebridge.api.hap.Characteristic.OccupancyDetected).value;

  it("detects when it is needed", () => {
    signIn.show(true);
    assert.equal(detects(), 1);
    signIn.show(false);
    assert.equal(detects(), 0);
  });

  it("shows on trial what it is told to, and afterwards the truth of that moment", () => {
    signIn.show(false);
    signIn.force(true);
    assert.equal(detects(), 1);
    signIn.force(false);
    signIn.show(true);
    assert.equal(detects(), 0);
    signIn.force(undefined);
    assert.equal(detects(), 1);
  });

  it("shows after a trial what it showed before, where nothing is known yet", () => {
    service.updateCharacteristic(homebridge.api.hap.Characteristic.OccupancyDetected, 1);
    signIn.force(false);
    signIn.force(undefined);
    assert.equal(detects(), 1);
  });

  it("is not there where its accessory could not be made", () => {
    const bare = new Shelf({ api: homebridge.api, log: new Lines(), version: "1.2.3" });
    const none = new SignInService(homebridge.api.hap, bare, { id: "club", name: "Club" });
    none.show(true);
    assert.deepEqual([signIn.isThere, none.isThere], [true, false]);
  });
});
