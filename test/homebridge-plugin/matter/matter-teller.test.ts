import assert from "node:assert/strict";
import { MatterTeller, type Told } from "../../../homebridge-plugin/matter/matter-teller";
import { FakeClock, settle } from "../../support/fake-clock";

const BUSY: Told = { uuid: "1", kind: "occupancy", name: "Alice Busy" };
const DOOR: Told = { uuid: "2", kind: "contact", name: "Alice Door" };

describe("telling Matter", () => {
  /** What accessories that are there show, by UUID. */
  let states: Map<string, Readonly<Record<string, unknown>>>;
  let told: string[];
  let taken: number;
  let lost: string[];
  let clock: FakeClock;
  let teller: MatterTeller;
  let tell: (uuid: string, cluster: string, attributes: Readonly<Record<string, unknown>>) => Promise<void>;
  let ask: (uuid: string) => Promise<Readonly<Record<string, unknown>> | undefined>;

  beforeEach(() => {
    states = new Map([
      ["1", { occupancy: { occupied: false } }],
      ["2", { stateValue: true }],
    ]);
    told = [];
    taken = 0;
    lost = [];
    clock = new FakeClock();
    tell = (uuid, cluster, attributes) => {
      told.push(`${uuid} ${cluster} ${JSON.stringify(attributes)}`);
      if (states.has(uuid)) states.set(uuid, attributes);
      return Promise.resolve();
    };
    ask = (uuid) => Promise.resolve(states.get(uuid));
    teller = new MatterTeller({
      matter: {
        updateAccessoryState: (...order: readonly unknown[]) => tell(...(order as Parameters<typeof tell>)),
        getAccessoryState: (uuid: string) => ask(uuid) as Promise<never>,
      },
      clock,
      onTaken: () => void taken++,
      onLost: (names) => void lost.push(...names),
    });
  });

  it("is done at once, in order, and looked after once", async () => {
    teller.tell(BUSY, true);
    teller.tell(DOOR, true);
    assert.deepEqual(told, [
      '1 occupancySensing {"occupancy":{"occupied":true}}',
      '2 booleanState {"stateValue":false}',
    ]);
    await clock.advance(60_000);
    assert.equal(told.length, 2);
    assert.equal(taken, 2);
    assert.equal(clock.pending, 0);
  });

  it("waits for what is yet to be added, and tells it the newest", async () => {
    states.delete("1");
    teller.tell(BUSY, false);
    await clock.advance(10_000);
    teller.tell(BUSY, true);
    await clock.advance(10_000);
    assert.equal(told.length, 2);
    states.set("1", { occupancy: { occupied: false } });
    await clock.advance(2000);
    assert.deepEqual(states.get("1"), { occupancy: { occupied: true } });
    assert.deepEqual(lost, []);
    assert.equal(clock.pending, 0);
  });

  it("goes by the newest where an answer comes late", async () => {
    let answer: (() => void) | undefined;
    ask = () => new Promise((resolve) => (answer = () => resolve({ occupancy: { occupied: true } })));
    teller.tell(BUSY, true);
    await clock.advance(500);
    const late = answer;
    teller.tell(BUSY, false);
    late?.();
    await settle();
    assert.equal(taken, 0);
    ask = () => Promise.resolve({ occupancy: { occupied: false } });
    await clock.advance(500);
    assert.equal(taken, 1);
  });

  it("gives up, and says of which, what never comes", async () => {
    states.clear();
    teller.tell(BUSY, true);
    teller.tell(DOOR, true);
    await clock.advance(59_000);
    assert.deepEqual(lost, []);
    await clock.advance(2000);
    assert.deepEqual(lost, ["Alice Busy", "Alice Door"]);
    assert.equal(clock.pending, 0);
  });

  it("does not tell for ever what is not taken", async () => {
    tell = (uuid) => {
      told.push(uuid);
      return Promise.resolve();
    };
    teller.tell(BUSY, true);
    await clock.advance(60_000);
    assert.equal(told.length, 4);
    assert.deepEqual(lost, ["Alice Busy"]);
    // The next change is a new try.
    teller.tell(BUSY, true);
    assert.equal(told.length, 5);
  });

  for (const [how, fail] of [
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
    ["never answers", () => new Promise<never>(() => undefined)],
  ] as const)
    it(`ends by itself where Matter ${how}`, async () => {
      [tell, ask] = [fail, fail];
      teller.tell(BUSY, true);
      await clock.advance(61_000);
      assert.deepEqual(lost, ["Alice Busy"]);
      assert.equal(clock.pending, 0);
    });

  it("stops when it is closed", async () => {
    states.delete("1");
    teller.tell(BUSY, true);
    teller.close();
    teller.tell(DOOR, true);
    assert.equal(clock.pending, 0);
    assert.equal(told.length, 1);
    await settle();
  });
});
