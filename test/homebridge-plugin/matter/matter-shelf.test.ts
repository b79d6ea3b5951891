import assert from "node:assert/strict";
import type { PersonSettings } from "../../../homebridge-plugin/config/person-settings";
import type { MatterAccessory } from "../../../homebridge-plugin/homebridge";
import { MATTER_FAILS, MATTER_IS_OFF, NO_MATTER } from "../../../homebridge-plugin/matter/matter-host";
import { personMirror } from "../../../homebridge-plugin/matter/matter-mirrors";
import {
  personMatter,
  type PlannedMatter,
  signInMatter,
  signInSeed,
} from "../../../homebridge-plugin/matter/matter-plan";
import { MatterShelf } from "../../../homebridge-plugin/matter/matter-shelf";
import { FakeClock, settle } from "../../support/fake-clock";
import { TestHomebridge } from "../../support/homebridge-api";
import { Lines } from "../../support/lines";
import { PretendMatter } from "../../support/pretend-matter";
import { alice, sensor } from "../../support/people";

const ALICE = alice(
  sensor("busy", "Busy"),
  sensor("door", "Door", { kind: "contact" }),
  sensor("calls", "Calls", { kind: "motion" }),
);
const WORK = { id: "work", name: "Work" };

const occupied = (on: boolean): object => ({ occupancySensing: { occupancy: { occupied: on } } });
const open = (on: boolean): object => ({ booleanState: { stateValue: !on } });
const turned = (on: boolean): object => ({ onOff: { onOff: on } });

describe("the shelf of Matter accessories", () => {
  let matter: PretendMatter;
  let log: Lines;
  let clock: FakeClock;
  let shelf: MatterShelf;
  let pauses: boolean[];

  beforeEach(async () => {
    const { api } = await TestHomebridge.create();
    matter = new PretendMatter(api.hap.uuid);
    clock = new FakeClock();
    begin();
  });

  function begin(restored: readonly MatterAccessory[] = []): void {
    log = new Lines();
    pauses = [];
    shelf = new MatterShelf({ api: matter.host, log, version: "1.2.3", clock });
    for (const accessory of restored) shelf.restore(accessory);
  }

  const planOf = (...people: readonly PersonSettings[]): readonly PlannedMatter[] => [
    ...people.flatMap(personMatter),
    signInMatter(WORK),
  ];
  const mirrorOf = (person: PersonSettings) =>
    personMirror(shelf, person, (paused) => void pauses.push(paused));

  describe("adds", () => {
    it("what is planned, which shows nothing as long as nothing is known", async () => {
      shelf.arrange(planOf(ALICE), true);
      await clock.advance(1000);
      assert.deepEqual(matter.shown, {
        "Alice Busy": occupied(false),
        "Alice Door": open(false),
        "Alice Calls": occupied(false),
        "Alice Ignore Teams": turned(false),
        "Work sign-in needed": occupied(false),
      });
      assert.deepEqual([log.shown, matter.changes, clock.pending], [[], [], 0]);
    });

    it("with what was remembered, so that nothing changes", async () => {
      const mirror = mirrorOf(ALICE);
      mirror.detect("busy", true);
      mirror.detect("door", true);
      mirror.pause(true);
      shelf.show(signInSeed(WORK), true);
      shelf.arrange(planOf(ALICE), true);
      await clock.advance(1000);
      assert.deepEqual(matter.shown, {
        "Alice Busy": occupied(true),
        "Alice Door": open(true),
        "Alice Calls": occupied(false),
        "Alice Ignore Teams": turned(true),
        "Work sign-in needed": occupied(true),
      });
      assert.deepEqual(matter.changes, []);
    });

    it("says of each whose it is, within the limits of Matter", () => {
      shelf.arrange(planOf({ ...ALICE, name: "A".repeat(64) }), true);
      for (const { accessory } of matter.nodes.values()) {
        assert.equal(accessory.serialNumber.length, 32);
        for (const text of [accessory.displayName, accessory.manufacturer, accessory.model])
          assert.ok(text.length > 0 && text.length <= 32, text);
        assert.equal(accessory.firmwareRevision, "1.2.3");
        assert.doesNotMatch(JSON.stringify(accessory.context), /@|Alice/);
      }
      const serials = [...matter.nodes.values()].map(({ accessory }) => accessory.serialNumber);
      assert.equal(new Set(serials).size, serials.length);
    });

    it("with what has changed while Homebridge was slow", async () => {
      matter.isSlow = true;
      const mirror = mirrorOf(ALICE);
      shelf.arrange(planOf(ALICE), true);
      mirror.detect("busy", true);
      await clock.advance(5000);
      assert.deepEqual(matter.shown, {});
      matter.catchUp();
      await clock.advance(1000);
      assert.deepEqual(matter.shown["Alice Busy"], occupied(true));
      assert.deepEqual(log.shown, []);
    });
  });

  describe("once arranged", () => {
    it("tells only changes, in their order", async () => {
      const mirror = mirrorOf(ALICE);
      shelf.arrange(planOf(ALICE), true);
      await clock.advance(1000);
      matter.calls.length = 0;
      mirror.detect("busy", true);
      mirror.detect("busy", true);
      mirror.pause(false);
      mirror.detect("busy", false);
      mirror.detect("door", true);
      mirror.detect("stranger", true);
      assert.deepEqual(matter.changes, [
        'Alice Busy {"occupancy":{"occupied":true}}',
        'Alice Busy {"occupancy":{"occupied":false}}',
        'Alice Door {"stateValue":false}',
      ]);
      // The switch is told that it is off once, since nobody had said so before.
      assert.equal(matter.calls.filter((call) => call.startsWith("tell")).length, 4);
    });

    it("passes on what its switch is told", async () => {
      mirrorOf(ALICE);
      shelf.arrange(planOf(ALICE), true);
      const handlers = matter.node("Alice Ignore Teams").accessory.handlers?.onOff;
      await handlers?.on?.(undefined);
      await handlers?.off?.(undefined);
      assert.deepEqual(pauses, [true, false]);
      // Matter toggles by turning on or off.
      await handlers?.toggle?.(undefined);
      assert.deepEqual(pauses, [true, false]);
      assert.equal(matter.node("Alice Busy").accessory.handlers, undefined);
    });

    it("keeps no timer after it is closed", () => {
      const mirror = mirrorOf(ALICE);
      shelf.arrange(planOf(ALICE), true);
      shelf.close();
      mirror.detect("busy", true);
      assert.equal(clock.pending, 0);
    });
  });

  describe("after a restart", () => {
    beforeEach(async () => {
      mirrorOf(ALICE).detect("busy", true);
      shelf.arrange(planOf(ALICE), true);
      await clock.advance(1000);
      begin(matter.afterRestart());
    });

    it("goes on with the same accessories, without a change where nothing has changed", async () => {
      const before = [...matter.nodes.keys()];
      mirrorOf(ALICE).detect("busy", true);
      shelf.arrange(planOf(ALICE), true);
      await clock.advance(1000);
      assert.deepEqual([...matter.nodes.keys()], before);
      assert.deepEqual(matter.changes, []);
      assert.deepEqual(log.shown, []);
    });

    it("puts right at once what has changed meanwhile", async () => {
      mirrorOf(ALICE).detect("calls", true);
      shelf.arrange(planOf(ALICE), true);
      assert.deepEqual(matter.changes, [
        'Alice Busy {"occupancy":{"occupied":false}}',
        'Alice Calls {"occupancy":{"occupied":true}}',
      ]);
      await clock.advance(1000);
      assert.equal(clock.pending, 0);
    });

    it("has Homebridge keep every change, since a power cut asks nobody", async () => {
      const mirror = mirrorOf(ALICE);
      shelf.arrange(planOf(ALICE), true);
      await clock.advance(1000);
      const before = matter.saves;
      mirror.detect("calls", true);
      await clock.advance(1000);
      assert.ok(matter.saves > before);
    });

    it("removes what is gone from the configuration, and says so", async () => {
      shelf.arrange(planOf({ ...ALICE, pauseSwitch: false, sensors: ALICE.sensors.slice(1) }), true);
      await clock.advance(1000);
      assert.deepEqual(Object.keys(matter.shown), ["Alice Door", "Alice Calls", "Work sign-in needed"]);
      assert.deepEqual(log.shown, [
        "info Alice Busy is gone from the configuration, and from Matter.",
        "info Alice Ignore Teams is gone from the configuration, and from Matter.",
      ]);
    });

    it("removes everything when Matter is wanted no more, and then has nothing to do with it", async () => {
      shelf.arrange(undefined, true);
      await settle();
      assert.deepEqual(matter.shown, {});
      begin(matter.afterRestart());
      shelf.arrange(undefined, true);
      assert.deepEqual([matter.calls, log.all], [[], []]);
    });

    it("keeps what a mistake in the configuration leaves out, which detects nothing", async () => {
      shelf.arrange([], false);
      await clock.advance(1000);
      assert.equal(matter.nodes.size, 5);
      assert.deepEqual(matter.shown["Alice Busy"], occupied(false));
      assert.deepEqual(matter.shown["Alice Door"], open(false));
      assert.deepEqual(log.shown, [
        "info Kept in Matter as well: Alice Busy, Alice Door, Alice Calls, Alice Ignore Teams, Work sign-in needed. They detect nothing.",
      ]);
      // Homebridge would forget whose they are where nobody registers them.
      assert.match(matter.calls[0] ?? "", /^register Alice Busy/);
    });

    it("leaves alone what it does not know again", async () => {
      const [first, ...others] = matter.afterRestart();
      assert.ok(first);
      begin([{ ...first, context: { kind: "toString" } }, ...others]);
      shelf.arrange([], false);
      await clock.advance(1000);
      assert.deepEqual(matter.shown["Alice Busy"], occupied(true));
    });

    it("gives new names, but not to what somebody has named in a controller", async () => {
      const { uuid } = matter.host.hap;
      const [door] = personMatter(ALICE).slice(1);
      const chosen = matter.nodes.get(uuid.generate(door?.seed ?? ""));
      assert.ok(chosen);
      chosen.clusters = { ...chosen.clusters, bridgedDeviceBasicInformation: { nodeLabel: "Office door" } };
      shelf.arrange(planOf({ ...ALICE, name: "Alicia" }), true);
      await clock.advance(1000);
      assert.deepEqual(Object.keys(matter.shown), [
        "Alicia Busy",
        "Office door",
        "Alicia Calls",
        "Alicia Ignore Teams",
        "Work sign-in needed",
      ]);
    });
  });

  describe("says once what is missing, and does no more", () => {
    it("in a Homebridge without Matter", () => {
      shelf = new MatterShelf({ api: { hap: matter.host.hap }, log, version: "1.2.3", clock });
      shelf.arrange(planOf(ALICE), true);
      assert.deepEqual(log.shown, [`warn ${NO_MATTER}`]);
    });

    it("where Matter is off for the bridge", () => {
      matter.isEnabled = false;
      shelf.arrange(planOf(ALICE), true);
      assert.deepEqual(log.shown, [`warn ${MATTER_IS_OFF}`]);
      assert.deepEqual(matter.calls, []);
    });

    for (const mood of ["throws", "rejects"] as const)
      it(`where Matter ${mood}`, async () => {
        matter.mood = mood;
        const mirror = mirrorOf(ALICE);
        shelf.arrange(planOf(ALICE), true);
        await settle();
        mirror.detect("busy", true);
        await clock.advance(120_000);
        assert.deepEqual(log.shown, [`error ${MATTER_FAILS}`]);
        assert.equal(clock.pending, 0);
      });

    for (const [what, change] of [
      ["never answers", () => (matter.mood = "hangs")],
      ["takes accessories and shows none", () => (matter.isSlow = true)],
    ] as const)
      it(`where Matter ${what}`, async () => {
        change();
        shelf.arrange(planOf(ALICE), true);
        await clock.advance(120_000);
        const [line = "", ...others] = log.shown;
        assert.match(line, /^error .*: Alice Busy, Alice Door, .*Externals Only/);
        assert.deepEqual(others, []);
        assert.equal(clock.pending, 0);
      });

    it("where Matter breaks after a restart, with something to remove and rename", async () => {
      shelf.arrange(planOf(ALICE), true);
      begin(matter.afterRestart());
      matter.mood = "rejects";
      shelf.arrange(planOf({ ...ALICE, name: "Alicia", sensors: [] }), true);
      await clock.advance(120_000);
      assert.deepEqual(
        log.shown.filter((line) => line.startsWith("error")),
        [`error ${MATTER_FAILS}`],
      );
    });
  });
});
