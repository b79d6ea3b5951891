import assert from "node:assert/strict";
import { personAccessories, signInAccessory } from "../../../homebridge-plugin/accessories/accessory-plan";
import { Shelf } from "../../../homebridge-plugin/accessories/shelf";
import { SignInService } from "../../../homebridge-plugin/accessories/sign-in-service";
import type { PersonSettings } from "../../../homebridge-plugin/config/person-settings";
import type { Service } from "../../../homebridge-plugin/homebridge";
import type { Sensor } from "../../../homebridge-plugin/sensors/sensor";
import { TestHomebridge } from "../../support/homebridge-api";
import { Lines } from "../../support/lines";

function sensor(id: string, changes: Partial<Sensor> = {}): Sensor {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  return { id, name, kind: "occupancy", statuses: ["busy"], activities: [], invert: false, ...changes };
}

const ALICE: PersonSettings = {
  id: "alice",
  name: "Alice",
  source: undefined,
  separate: false,
  pauseSwitch: false,
  onChange: undefined,
  sensors: [sensor("busy"), sensor("away")],
};
const WORK = { id: "work", name: "Work" };

describe("the shelf of accessories", () => {
  let homebridge: TestHomebridge;
  let log: Lines;
  let shelf: Shelf;

  beforeEach(async () => {
    homebridge = await TestHomebridge.create();
    log = new Lines();
    shelf = new Shelf({ api: homebridge.api, log, version: "1.2.3" });
  });

  function arrange(
    people: readonly PersonSettings[],
    mayRemove = true,
    accounts = [WORK],
  ): readonly string[] {
    return shelf.arrange([...people.flatMap(personAccessories), ...accounts.map(signInAccessory)], mayRemove);
  }

  function restart(): void {
    const restored = homebridge.afterRestart();
    shelf = new Shelf({ api: homebridge.api, log, version: "1.2.3" });
    for (const accessory of restored) shelf.restore(accessory);
  }

  /** Each service of an accessory but its information, as Home shows it. */
  function shown(name: string): readonly string[] {
    const { Service, Characteristic } = homebridge.api.hap;
    return homebridge
      .accessory(name)
      .services.filter(({ UUID }) => UUID !== Service.AccessoryInformation.UUID)
      .map((service) => {
        const called = service.getCharacteristic(Characteristic.ConfiguredName).value;
        const fault = service.getCharacteristic(Characteristic.StatusFault).value === 1 ? " (fault)" : "";
        return `${service.constructor.name} ${called as string}${fault}`;
      });
  }

  function service(name: string, subtype: string): Service {
    const found = homebridge.accessory(name).services.find((each) => each.subtype === subtype);
    assert.ok(found, `${name} has no ${subtype}`);
    return found;
  }

  function called(name: string, subtype: string): unknown {
    return service(name, subtype).getCharacteristic(homebridge.api.hap.Characteristic.ConfiguredName).value;
  }

  /** As Home does when somebody types another name. */
  function rename(name: string, subtype: string, to: string): void {
    service(name, subtype).getCharacteristic(homebridge.api.hap.Characteristic.ConfiguredName).setValue(to);
  }

  it("adds what is planned", () => {
    arrange([ALICE]);
    assert.deepEqual(homebridge.orders, ["add Alice", "add Work sign-in needed"]);
    assert.deepEqual(shown("Alice"), ["OccupancySensor Busy", "OccupancySensor Away"]);
    assert.deepEqual(shown("Work sign-in needed"), ["OccupancySensor Work sign-in needed"]);
  });

  it("leaves everything as it is after a restart, and stores nothing", () => {
    arrange([ALICE]);
    restart();
    arrange([ALICE]);
    assert.deepEqual(homebridge.orders, []);
    assert.deepEqual(shown("Alice"), ["OccupancySensor Busy", "OccupancySensor Away"]);
  });

  it("leaves everything as it is where a sensor has the id of the switch", () => {
    const alice = { ...ALICE, pauseSwitch: true, sensors: [sensor("pause")] };
    arrange([alice]);
    restart();
    arrange([alice]);
    assert.deepEqual(homebridge.orders, []);
    assert.deepEqual(shown("Alice"), ["OccupancySensor Pause", "Switch Ignore Teams"]);
  });

  it("adds a sensor, and takes one away", () => {
    arrange([ALICE]);
    restart();
    arrange([{ ...ALICE, sensors: [sensor("away"), sensor("calls")] }]);
    assert.deepEqual(homebridge.orders, ["save Alice"]);
    assert.deepEqual(shown("Alice"), ["OccupancySensor Away", "OccupancySensor Calls"]);
  });

  it("makes another service of a sensor whose kind has changed, and gives it its name", () => {
    arrange([ALICE]);
    restart();
    arrange([
      { ...ALICE, sensors: [sensor("busy", { kind: "contact" }), sensor("away", { kind: "motion" })] },
    ]);
    assert.deepEqual(shown("Alice"), ["ContactSensor Busy", "MotionSensor Away"]);
  });

  it("gives a sensor that comes back its name again", () => {
    arrange([ALICE]);
    restart();
    arrange([{ ...ALICE, sensors: [sensor("away")] }]);
    restart();
    arrange([ALICE]);
    assert.deepEqual(shown("Alice"), ["OccupancySensor Away", "OccupancySensor Busy"]);
  });

  it("makes separate accessories of one, and one of them", () => {
    arrange([ALICE]);
    restart();
    arrange([{ ...ALICE, separate: true }]);
    assert.deepEqual(homebridge.orders, ["add Alice Busy", "add Alice Away", "remove Alice"]);
    restart();
    arrange([ALICE]);
    assert.deepEqual(homebridge.orders, ["add Alice", "remove Alice Busy", "remove Alice Away"]);
    assert.match(log.shown.join("\n"), /Alice Busy is gone from the configuration/);
  });

  it("removes nothing while the configuration has a mistake; what nobody plans shows a fault", () => {
    arrange([{ ...ALICE, pauseSwitch: true }]);
    restart();
    arrange([{ ...ALICE, sensors: [sensor("away")] }], false, []);
    assert.deepEqual(homebridge.orders, []);
    assert.deepEqual(shown("Alice"), [
      "OccupancySensor Busy (fault)",
      "OccupancySensor Away",
      "Switch Ignore Teams",
    ]);
    assert.deepEqual(shown("Work sign-in needed"), ["OccupancySensor Work sign-in needed (fault)"]);
  });

  it("names what nobody plans while the configuration has a mistake, and nothing of it detects any longer", () => {
    const { OccupancyDetected, ContactSensorState, MotionDetected } = homebridge.api.hap.Characteristic;
    const sensors = [
      sensor("busy"),
      sensor("call", { kind: "contact" }),
      sensor("quiet", { kind: "motion" }),
      sensor("away"),
    ];
    const people = [
      { ...ALICE, sensors },
      { ...ALICE, id: "bob", name: "Bob", sensors, pauseSwitch: true },
    ];
    const detected = (name: string): readonly unknown[] => [
      service(name, "busy").getCharacteristic(OccupancyDetected).value,
      service(name, "call").getCharacteristic(ContactSensorState).value,
      service(name, "quiet").getCharacteristic(MotionDetected).value,
      service(name, "away").getCharacteristic(OccupancyDetected).value,
    ];
    assert.deepEqual(arrange(people), []);
    for (const name of ["Alice", "Bob"]) {
      for (const id of ["busy", "away"]) service(name, id).updateCharacteristic(OccupancyDetected, 1);
      service(name, "call").updateCharacteristic(ContactSensorState, 1);
      service(name, "quiet").updateCharacteristic(MotionDetected, true);
    }
    restart();
    assert.deepEqual(detected("Bob"), [1, 1, true, 1]);
    const kept = arrange([{ ...ALICE, name: "Alice two", sensors: [sensor("away")] }], false);
    assert.deepEqual(kept, ["Alice two: Busy", "Alice two: Call", "Alice two: Quiet", "Bob"]);
    assert.deepEqual(detected("Alice"), [0, 0, false, 1]);
    assert.deepEqual(detected("Bob"), [0, 0, false, 0]);
    assert.deepEqual(homebridge.warnings, []);
    restart();
    assert.deepEqual(arrange(people), []);
  });

  it("takes the fault from the sensor of an account that is there again", () => {
    arrange([ALICE]);
    restart();
    arrange([ALICE], false, []);
    restart();
    arrange([ALICE]);
    new SignInService(homebridge.api.hap, shelf, WORK).show(false);
    assert.deepEqual(shown("Work sign-in needed"), ["OccupancySensor Work sign-in needed"]);
    const { StatusActive } = homebridge.api.hap.Characteristic;
    const sensors = service("Work sign-in needed", "sign-in-needed");
    assert.equal(sensors.getCharacteristic(StatusActive).value, true);
  });

  it("changes all sensors' kinds where a person has as many as HAP allows", () => {
    const many = (kind: Sensor["kind"]): PersonSettings => ({
      ...ALICE,
      pauseSwitch: true,
      sensors: Array.from({ length: 97 }, (_, index) => sensor(`sensor-${index}`, { kind })),
    });
    arrange([many("occupancy")]);
    restart();
    arrange([many("contact")]);
    assert.equal(shown("Alice").filter((each) => each.startsWith("ContactSensor")).length, 97);
    assert.equal(shown("Alice").length, 98);
    assert.deepEqual(log.shown, []);
  });

  it("arranges the others where one has no room for what is new", () => {
    const many = (kind: Sensor["kind"]): PersonSettings => ({
      ...ALICE,
      sensors: Array.from({ length: 97 }, (_, index) => sensor(`sensor-${index}`, { kind })),
    });
    arrange([many("occupancy")]);
    restart();
    arrange([many("contact"), { ...ALICE, id: "bob", name: "Bob" }], false);
    assert.deepEqual(shown("Bob"), ["OccupancySensor Busy", "OccupancySensor Away"]);
    assert.match(log.shown.join("\n"), /error Alice: .*100 services/);
  });

  it("adds no more accessories than a bridge takes, and says so once", () => {
    const people = Array.from({ length: 160 }, (_, index) => ({
      ...ALICE,
      id: `p${index}`,
      name: `P${index}`,
    }));
    arrange(people);
    assert.equal(homebridge.registered.size, 149);
    assert.equal(log.shown.length, 1);
    assert.match(log.shown[0] ?? "", /^error 12 accessories .*149/);
  });

  it("survives a bridge that takes no more", () => {
    homebridge.full = new Error("Cannot Bridge more than 149 Accessories");
    arrange([ALICE]);
    assert.match(log.shown.join("\n"), /error .*Cannot Bridge more than 149 Accessories/);
  });

  for (const [index, context] of [
    null,
    "names",
    7,
    [],
    { names: null },
    { names: "busy" },
    { names: 7 },
  ].entries())
    it(`survives a context that somebody has damaged (${index})`, () => {
      arrange([ALICE]);
      homebridge.accessory("Alice").context = context as never;
      restart();
      arrange([ALICE]);
      assert.deepEqual(shown("Alice"), ["OccupancySensor Busy", "OccupancySensor Away"]);
      assert.deepEqual(log.shown, []);
    });

  describe("where somebody gives names in Home", () => {
    beforeEach(() => {
      arrange([ALICE]);
      rename("Alice", "busy", "Do not enter");
    });

    it("stores them at once, for a power cut comes unannounced", () =>
      assert.deepEqual(homebridge.orders.slice(2), ["save Alice"]));

    it("keeps them after a restart", () => {
      restart();
      arrange([ALICE]);
      assert.deepEqual(shown("Alice"), ["OccupancySensor Do not enter", "OccupancySensor Away"]);
    });

    it("keeps them whatever the configuration calls the sensors later", () => {
      restart();
      arrange([{ ...ALICE, sensors: [sensor("busy", { name: "Occupied" }), sensor("away")] }]);
      restart();
      arrange([{ ...ALICE, sensors: [sensor("busy", { name: "Taken" }), sensor("away")] }]);
      assert.equal(called("Alice", "busy"), "Do not enter");
    });

    it("follows the configuration for the others", () => {
      restart();
      arrange([{ ...ALICE, sensors: [sensor("busy"), sensor("away", { name: "Gone" })] }]);
      assert.equal(called("Alice", "away"), "Gone");
      assert.deepEqual(homebridge.orders.at(-1), "save Alice");
    });
  });

  it("tells HAP nothing it warns of, the longest ids and names included", () => {
    const long = "x".repeat(40);
    const alice = {
      ...ALICE,
      id: long,
      name: "n".repeat(64),
      sensors: [sensor(long, { name: "s".repeat(64) })],
    };
    arrange([alice, { ...alice, id: `y${long.slice(1)}`, separate: true, pauseSwitch: true }]);
    restart();
    arrange([alice, { ...alice, id: `y${long.slice(1)}`, separate: true, pauseSwitch: true }]);
    assert.deepEqual(homebridge.warnings, []);
    const { Service, Characteristic } = homebridge.api.hap;
    const serials = [...homebridge.registered.values()].map(
      (accessory) =>
        accessory.getService(Service.AccessoryInformation)?.getCharacteristic(Characteristic.SerialNumber)
          .value,
    );
    for (const serial of serials) assert.match(serial as string, /^.{2,64}$/);
    assert.equal(new Set(serials).size, serials.length);
  });

  it("keeps nothing in the context but names of the configuration", () => {
    arrange([{ ...ALICE, source: { kind: "graph", account: "work", user: "alice@contoso.com" } }]);
    assert.deepEqual(homebridge.accessory("Alice").context, { names: { busy: "Busy", away: "Away" } });
  });
});
