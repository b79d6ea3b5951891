import assert from "node:assert/strict";
import { personAccessories } from "../../../homebridge-plugin/accessories/accessory-plan";
import { PersonServices } from "../../../homebridge-plugin/accessories/person-services";
import { Shelf } from "../../../homebridge-plugin/accessories/shelf";
import type { PersonView } from "../../../homebridge-plugin/people/person-keeper";
import type { Sensor } from "../../../homebridge-plugin/sensors/sensor";
import type { Status } from "../../../shared/presence/presence";
import { TestHomebridge } from "../../support/homebridge-api";
import { Lines } from "../../support/lines";
import { presence } from "../../support/presences";
import { alice, sensor } from "../../support/people";

function detecting(id: string, kind: Sensor["kind"], statuses: Sensor["statuses"]): Sensor {
  return sensor(id, id.toUpperCase(), { kind, statuses });
}

const ALICE = alice(
  detecting("busy", "occupancy", ["busy"]),
  detecting("calls", "contact", ["in-a-call"]),
  detecting("quiet", "motion", ["do-not-disturb", "in-a-call"]),
  detecting("silent", "occupancy", ["stale"]),
);

function view(status: Status | undefined, changes: Partial<PersonView> = {}): PersonView {
  const shown = status && {
    ...presence(status, { status }),
    since: "2026-11-21T09:00:00.000Z",
    previous: null,
  };
  return {
    presence: shown,
    stale: false,
    signInNeeded: false,
    ignored: false,
    held: false,
    paused: false,
    ...changes,
  };
}

for (const separate of [false, true])
  describe(`a person's services, ${separate ? "an accessory for each" : "in one accessory"}`, () => {
    let homebridge: TestHomebridge;
    let services: PersonServices;
    let pauses: boolean[];
    /** Changes as HomeKit is told of them. */
    let events: string[];
    /** The same as whoever mirrors it is told. */
    let mirrored: string[];

    beforeEach(async () => {
      homebridge = await TestHomebridge.create();
      const shelf = new Shelf({ api: homebridge.api, log: new Lines(), version: "1.2.3" });
      const person = { ...ALICE, separate };
      shelf.arrange(personAccessories(person), true);
      pauses = [];
      events = [];
      mirrored = [];
      services = new PersonServices(homebridge.api.hap, shelf, person, (paused) => void pauses.push(paused), {
        detect: (id, detects) => void mirrored.push(`${id} ${detects}`),
        pause: (paused) => void mirrored.push(`pause ${paused}`),
      });
      const { OccupancyDetected, ContactSensorState, MotionDetected } = homebridge.api.hap.Characteristic;
      for (const { subtype, service } of all())
        for (const type of [OccupancyDetected, ContactSensorState, MotionDetected])
          if (service.testCharacteristic(type))
            service.getCharacteristic(type).on("change", ({ oldValue, newValue }) => {
              if (newValue !== oldValue) events.push(`${subtype} ${JSON.stringify(newValue)}`);
            });
    });

    function all() {
      return [...homebridge.registered.values()].flatMap((accessory) =>
        accessory.services.flatMap((service) =>
          service.subtype === undefined ? [] : [{ subtype: service.subtype, service }],
        ),
      );
    }

    /** By subtype: what it detects, whether it is active, whether it has a fault. */
    function values(): Record<string, readonly unknown[]> {
      const { Characteristic } = homebridge.api.hap;
      const { OccupancyDetected, ContactSensorState, MotionDetected, On, StatusActive, StatusFault } =
        Characteristic;
      return Object.fromEntries(
        all().map(({ subtype, service }) => {
          const types = [
            OccupancyDetected,
            ContactSensorState,
            MotionDetected,
            On,
            StatusActive,
            StatusFault,
          ];
          const there = types.filter((type) => service.testCharacteristic(type));
          return [subtype.replace("switch:", ""), there.map((type) => service.getCharacteristic(type).value)];
        }),
      );
    }

    it("show what each detects, in its kind's own words", () => {
      services.show(view("in-a-call"));
      assert.deepEqual(values(), {
        busy: [0, true, 0],
        calls: [1, true, 0],
        quiet: [true, true, 0],
        silent: [0, true, 0],
        pause: [false],
      });
    });

    it("are not active as long as nothing is known, but for what is about the source", () => {
      services.show(view(undefined));
      assert.deepEqual(values(), {
        busy: [0, false, 0],
        calls: [0, false, 0],
        quiet: [false, false, 0],
        silent: [0, true, 0],
        pause: [false],
      });
    });

    it("have a fault while the source is silent, and none when it is back", () => {
      services.show(view("in-a-call", { stale: true }));
      assert.deepEqual(values(), {
        busy: [0, false, 1],
        calls: [0, false, 1],
        quiet: [false, false, 1],
        silent: [1, true, 1],
        pause: [false],
      });
      services.show(view("busy"));
      assert.deepEqual(values()["busy"], [1, true, 0]);
    });

    it("are not active, and have no fault, while ignored", () => {
      services.show(view("in-a-call", { ignored: true, paused: true }));
      assert.deepEqual(values(), {
        busy: [0, false, 0],
        calls: [0, false, 0],
        quiet: [false, false, 0],
        silent: [0, true, 0],
        pause: [true],
      });
    });

    it("tell whoever mirrors them the same, in the same order", () => {
      services.show(view("busy"));
      mirrored.length = 0;
      services.show(view("in-a-call", { paused: true }));
      assert.deepEqual(mirrored, ["busy false", "calls true", "quiet true", "pause true"]);
    });

    it("tell nothing twice, and end before they begin", () => {
      services.show(view("busy"));
      services.show(view("busy", { signInNeeded: true }));
      services.show(view("in-a-call"));
      assert.deepEqual(events, ["busy 1", "busy 0", "calls 1", "quiet true"]);
    });

    describe("of which one is on trial", () => {
      const detection = (id: string): unknown => values()[id]?.[0];

      it("show in it what they are told to, and the truth in the others", () => {
        services.show(view("busy"));
        services.force("busy", false);
        services.force("quiet", true);
        assert.deepEqual(events, ["busy 1", "busy 0", "quiet true"]);
        services.show(view("in-a-call"));
        assert.deepEqual(["busy", "calls", "quiet"].map(detection), [0, 1, true]);
      });

      it("show the truth of the moment afterwards, and nothing twice", () => {
        services.show(view("busy"));
        services.force("calls", true);
        services.show(view("in-a-call"));
        services.force("calls", undefined);
        assert.deepEqual(events, ["busy 1", "calls 1", "busy 0", "quiet true"]);
        services.force("busy", true);
        services.force("busy", undefined);
        assert.deepEqual(events.slice(4), ["busy 1", "busy 0"]);
      });

      it("show it while nothing else is detected: ignored, unknown, lost", () => {
        services.force("busy", true);
        for (const changes of [{ ignored: true }, { stale: true }])
          for (const status of ["busy", undefined] as const) {
            services.show(view(status, changes));
            assert.equal(detection("busy"), 1);
          }
        const [, active, fault] = values()["busy"] ?? [];
        assert.deepEqual([active, fault], [false, 1], "which is told truthfully");
      });

      it("know which sensors there are", () =>
        assert.deepEqual(
          ["busy", "nothing"].map((id) => services.has(id)),
          [true, false],
        ));
    });

    it("hear the switch", async () => {
      const pause = all().find(({ service }) => service.UUID === homebridge.api.hap.Service.Switch.UUID);
      const on = pause?.service.getCharacteristic(homebridge.api.hap.Characteristic.On);
      await on?.handleSetRequest(true);
      await on?.handleSetRequest(false);
      assert.deepEqual(pauses, [true, false]);
    });

    it("tell HAP nothing that it warns of", () => {
      for (const status of ["busy", "in-a-call", undefined] as const)
        for (const stale of [false, true]) services.show(view(status, { stale, paused: stale }));
      assert.deepEqual(homebridge.warnings, []);
    });
  });

describe("a person whose accessories could not be made", () => {
  it("shows nothing, and fails nowhere", async () => {
    const homebridge = await TestHomebridge.create();
    const shelf = new Shelf({ api: homebridge.api, log: new Lines(), version: "1.2.3" });
    const services = new PersonServices(homebridge.api.hap, shelf, ALICE, () => assert.fail());
    services.show(view("busy"));
    assert.equal(homebridge.registered.size, 0);
  });
});
