import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import type { TestCloud } from "../support/cloud";
import type { HapHome } from "../support/hap-home";
import { type HomebridgeProcess, MAJOR } from "../support/homebridge";
import {
  CODE,
  detecting,
  isCode,
  platformBlock,
  remembered,
  startInACall,
  tidyUp,
  UNREACHABLE,
} from "../support/homekit-bench";

const ALICE = { id: "alice", name: "Alice", account: "work" };
const DESK = {
  id: "desk",
  name: "Desk",
  account: "work",
  separate: true,
  pauseSwitch: true,
  sensors: [{ id: "talking", name: "Talking", kind: "contact", statuses: ["in-a-call"] }],
};
const SIGN_IN = "Work sign-in needed";

/**
 * What people's automations hang on, for ever: what HAP-NodeJS makes of `teams-presence:person:alice`,
 * `…:person:desk:sensor:talking`, `…:person:desk:pause` and `teams-presence:account:work:sign-in`.
 */
const UUIDS = {
  alice: "1fa035c1-5549-4052-907b-9f82d869c906",
  talking: "1c821f6d-38ed-488f-84b4-d64bf1ce114d",
  pause: "6945f91e-1c69-4734-907b-8e4a9f8a7bd4",
  signIn: "2d32f968-4fcf-4e73-9355-fd8bcc7e41fc",
};

describe(`a restart of a real Homebridge ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  before(async () => {
    ({ microsoft, homebridge, home } = await startInACall({ people: [ALICE, DESK] }));
  });
  tidyUp(() => ({ homebridge, home, microsoft }));

  /** Which number each accessory, service and characteristic has. */
  const numbers = async (): Promise<readonly unknown[]> => {
    const services = await home.services();
    return services.map(({ accessory, type, aid, iid, ids }) => ({ accessory, type, aid, iid, ids }));
  };
  const uuids = (): readonly string[] =>
    homebridge
      .cachedAccessories()
      .map(({ UUID }) => UUID)
      .toSorted();

  async function startAgain(people?: readonly object[]): Promise<void> {
    if (people) homebridge.configure(platformBlock(microsoft, { people }));
    await homebridge.start();
    await home.reconnect();
  }

  it("after a power cut shows at once what it showed before, with Microsoft out of reach", async () => {
    const before = await numbers();
    await Promise.all(["alice", "desk"].map((id) => remembered(homebridge, id, "in-a-call")));
    await homebridge.kill();
    for (const target of ["entra", "graph"] as const)
      microsoft.faults.order({ target, kind: "offline", seconds: 3600 });
    await startAgain();
    assert.deepEqual(
      [await detecting(home, "Alice"), await detecting(home, "Desk Talking"), await detecting(home, SIGN_IN)],
      [["Busy", "In a call"], ["Desk Talking"], []],
    );
    assert.equal(await home.read("Alice", "Busy", "status-fault"), 0);
    assert.deepEqual(await numbers(), before);
  });

  it("reads presence again by itself when Microsoft can be reached, without a new sign-in", async () => {
    const codes = homebridge.lines.all.filter(isCode).length;
    await home.subscribe();
    microsoft.world.setPresence("alice", { availability: "Away", activity: "Away" });
    microsoft.faults.clear();
    await home.becomes("Alice", "Away", "occupancy-detected", 1);
    assert.deepEqual([await detecting(home, "Alice"), await detecting(home, "Desk Talking")], [["Away"], []]);
    assert.equal(homebridge.lines.all.filter(isCode).length, codes);
  });

  it("keeps accessories, and names given in Home, when people are renamed and put in another order", async () => {
    assert.deepEqual(uuids(), Object.values(UUIDS).toSorted());
    const before = await home.services();
    await home.write("Alice", "Busy", "configured-name", "Not now");
    await homebridge.stop();
    await startAgain([DESK, { ...ALICE, name: "Alice at work" }]);
    assert.deepEqual(uuids(), Object.values(UUIDS).toSorted());
    const after = await home.services();
    assert.deepEqual(
      after.map(({ ids }) => ids),
      before.map(({ ids }) => ids),
    );
    const names = after.filter(({ accessory }) => accessory === "Alice").map(({ name }) => name);
    assert.ok(names.includes("Not now"), names.join(", "));
  });

  it("keeps a name that was given in Home just before a power cut", async () => {
    await home.write("Alice", "Away", "configured-name", "Gone");
    await homebridge.kill();
    await startAgain();
    assert.ok(await home.service("Alice", "Gone"));
  });

  it("keeps whether Teams is ignored", async () => {
    await home.write("Desk Ignore Teams", "Desk Ignore Teams", "on", 1);
    await remembered(homebridge, "desk", '"paused":true');
    await homebridge.kill();
    await startAgain();
    assert.equal(await home.read("Desk Ignore Teams", "Desk Ignore Teams", "on"), 1);
  });

  it("throws nobody away while something in the configuration is wrong", async () => {
    await homebridge.kill();
    await startAgain([ALICE, { ...DESK, id: "Desk!" }]);
    assert.deepEqual(uuids(), Object.values(UUIDS).toSorted());
  });

  it("takes away who is gone from the configuration", async () => {
    await homebridge.kill();
    await startAgain([ALICE]);
    assert.deepEqual(await home.accessories(), ["Alice", SIGN_IN]);
    assert.deepEqual(uuids(), [UUIDS.alice, UUIDS.signIn].toSorted());
  });

  it("makes the same accessories again when the file that Homebridge keeps them in is broken", async () => {
    const before = await numbers();
    await homebridge.kill();
    for (const file of [homebridge.cacheFile, `${homebridge.cacheFile.replace(/(\w+)$/, ".$1")}.bak`])
      writeFileSync(file, '[{"plugin":"homebridge-teams-pres');
    await startAgain();
    assert.deepEqual(uuids(), [UUIDS.alice, UUIDS.signIn].toSorted());
    assert.deepEqual(await numbers(), before);
    assert.deepEqual(await detecting(home, "Alice"), ["Away"]);
  });

  it("is told of no other trouble", () => {
    assert.deepEqual(homebridge.troubles(CODE, UNREACHABLE, /people\[1\]\.id/, /cached accessories/), []);
  });
});
