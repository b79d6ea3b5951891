import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { personAccessories, signInAccessory } from "../../homebridge-plugin/accessories/accessory-plan";
import { Shelf } from "../../homebridge-plugin/accessories/shelf";
import { readConfig } from "../../homebridge-plugin/config/config";
import { Household, type HouseholdOptions } from "../../homebridge-plugin/household";
import type { Service } from "../../homebridge-plugin/homebridge";
import { TrialClient } from "../../homebridge-plugin/trials/trial-client";
import { diskAtRest } from "../support/disk";
import { FakeClock, settle } from "../support/fake-clock";
import { TestHomebridge } from "../support/homebridge-api";
import { Lines } from "../support/lines";
import { presence } from "../support/presences";

/** Wrong, so that nothing is asked of Microsoft: what comes from it is told by hand. */
const WRONG_ACCOUNT = { name: "Work", tenant: "", clientId: "" };

describe("the household", () => {
  let homebridge: TestHomebridge;
  let folder: string;
  let log: Lines;
  let clock: FakeClock;
  let household: Household;

  beforeEach(async () => {
    homebridge = await TestHomebridge.create();
    folder = mkdtempSync(join(tmpdir(), "teams-presence-household-"));
    log = new Lines();
    clock = new FakeClock();
  });
  afterEach(async () => {
    await household.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(people: readonly object[], matter?: HouseholdOptions["matter"]): void {
    const config = readConfig({ accounts: [WRONG_ACCOUNT], people });
    const shelf = new Shelf({ api: homebridge.api, log, version: "1.2.3" });
    shelf.arrange(
      [...config.people.flatMap(personAccessories), ...config.namedAccounts.map(signInAccessory)],
      false,
    );
    const { hap } = homebridge.api;
    household = new Household({ config, hap, shelf, matter, folder, version: "1.2.3", clock, log });
  }

  function service(accessory: string, subtype: string): Service {
    const found = homebridge.accessory(accessory).services.find((each) => each.subtype === subtype);
    assert.ok(found);
    return found;
  }

  function isBusy(accessory: string): unknown {
    const { OccupancyDetected } = homebridge.api.hap.Characteristic;
    return service(accessory, "busy").getCharacteristic(OccupancyDetected).value;
  }

  it("shows everybody what is heard of them, and nobody what is heard of strangers", () => {
    start([{ name: "Alice" }, { name: "Bob" }]);
    household.start();
    household.onPresence("bob", presence("busy"));
    household.onPresence("stranger", presence("busy"));
    household.onLost("stranger");
    assert.deepEqual([isBusy("Alice"), isBusy("Bob")], [0, 1]);
  });

  it("goes on where the code of one person throws, at the start, later, by a timer and at the end", async () => {
    start([{ name: "Alice" }, { name: "Bob" }]);
    service("Alice", "busy").updateCharacteristic = () => assert.fail("broken");
    household.start();
    for (const id of ["alice", "bob"]) household.onPresence(id, presence("busy"));
    assert.equal(isBusy("Bob"), 1);
    for (const id of ["alice", "bob"]) household.onLost(id);
    await clock.advance(900_000);
    assert.equal(isBusy("Bob"), 0);
    await household.close();
    await settle();
    assert.equal(clock.pending, 0);
    assert.match(log.all.join("\n"), /error Something unexpected went wrong\. broken/);
  });

  it("shows in Matter what HomeKit is told, and hears the switch there", () => {
    const told: string[] = [];
    let turn: ((on: boolean) => void) | undefined;
    start([{ name: "Alice", pauseSwitch: true, sensors: [{ name: "Busy", statuses: ["busy"] }] }], {
      show: (seed, on) => void told.push(`${seed.replace("teams-presence:matter:", "")} ${on}`),
      listen: (_seed, onSet) => (turn = onSet),
    });
    household.start();
    told.length = 0;
    household.onPresence("alice", presence("busy"));
    household.onSignInNeeded("work", true);
    turn?.(true);
    assert.equal(isBusy("Alice"), 0);
    assert.deepEqual(told, [
      "person:alice:busy:occupancy true",
      "person:alice:switch:pause:switch false",
      "account:work:sign-in true",
      "person:alice:busy:occupancy false",
      "person:alice:switch:pause:switch true",
    ]);
  });

  it("has a sensor on trial show what it is told to, and says no word of that to anybody else", async () => {
    start([{ name: "Alice" }]);
    household.start();
    log.clear();
    const client = new TrialClient({ folder, clock });
    const outcome = client.start({ target: { person: "alice", sensor: "busy" }, detects: true, seconds: 30 });
    const waiting = new Set([outcome]);
    void outcome.then(() => waiting.clear());
    for (; waiting.size > 0; await diskAtRest()) await clock.advance(125);
    assert.ok("until" in (await outcome));
    assert.equal(isBusy("Alice"), 1);
    household.onPresence("alice", presence("away"));
    assert.equal(isBusy("Alice"), 1);
    await clock.advance(30_000);
    assert.equal(isBusy("Alice"), 0);
    assert.deepEqual(log.shown, [
      "info Alice: Busy detects for 30 s, as a test.",
      "info Alice: Away",
      "info Alice: Busy shows the truth again.",
    ]);
  });

  it("shows a fault of an account that is wrong", () => {
    start([{ name: "Alice" }]);
    const { StatusFault, StatusActive } = homebridge.api.hap.Characteristic;
    const sensor = service("Work sign-in needed", "sign-in-needed");
    assert.equal(sensor.getCharacteristic(StatusFault).value, 1);
    assert.equal(sensor.getCharacteristic(StatusActive).value, false);
  });

  it("keeps no addresses where everybody may read them", () => {
    start([{ name: "Alice" }]);
    household.start();
    household.onPresence(
      "alice",
      presence("busy", { person: { id: "aaaa", slug: "alice", name: "alice@contoso.com" } }),
    );
    for (const accessory of homebridge.registered.values())
      assert.doesNotMatch(JSON.stringify(accessory.context), /@/);
    assert.doesNotMatch(log.all.join("\n"), /@/);
  });
});
