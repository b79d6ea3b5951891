import assert from "node:assert/strict";
import { ClipApi } from "../../../../../shared/lights/hue/home/clip-api";
import type { HomeWatch } from "../../../../../shared/lights/hue/home/hue-api";
import { silentLog } from "../../../../../shared/support/log";
import { settle } from "../../../../support/fake-clock";
import {
  CEILING,
  DESK_LAMP,
  FAIRY_LIGHTS,
  type Rig,
  SHELF,
  startRig,
} from "../../../../sandbox/bridge/bridge-client";
import { Diary } from "./diary";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** For as long as a test lasts. */
const LASTING = 1e9;

const NAMES: ReadonlyMap<string, string> = new Map([
  [DESK_LAMP, "desk"],
  [SHELF, "shelf"],
  [CEILING, "ceiling"],
  [FAIRY_LIGHTS, "fairy"],
]);

/** What the pretend home shows when nobody has touched it. */
const UNTOUCHED = "up desk+ceiling";

describe("a bridge that is watched", () => {
  let rig: Rig;
  let api: ClipApi;
  let diary: Diary;
  let watch: HomeWatch;

  beforeEach(() => (diary = new Diary((light) => NAMES.get(light) ?? light)));
  afterEach(async () => {
    api.close();
    assert.equal(rig.clock.pending, 0, "no timer stays");
    await rig.bridge.close();
    assert.deepEqual(diary.told, [], "nothing else was told");
  });

  async function start(options: Parameters<typeof startRig>[0] = {}): Promise<void> {
    rig = await startRig(options);
    const { host, port, bridgeId } = rig.bridge;
    api = new ClipApi({
      address: { host, port, bridgeId, tls: "verified" },
      key: rig.key,
      clock: rig.clock,
      log: silentLog,
      roots: [rig.authority.certificate],
    });
  }

  async function up(options: Parameters<typeof startRig>[0] = {}): Promise<void> {
    await start(options);
    watch = api.watch(diary);
    assert.equal(await diary.next(), UNTOUCHED);
  }

  const order = (kind: string, seconds = LASTING) => rig.faults.order({ target: "hue", kind, seconds });

  for (const splitStream of ["halves", "bytes", "together"] as const) {
    it(`tells what somebody does, however it is cut: ${splitStream}`, async () => {
      await up({ splitStream });
      rig.bridge.setByHand(SHELF, { brightness: 40 });
      assert.equal(await diary.next(), "changed shelf: desk+shelf+ceiling");
      const shelf = watch.home?.lights.get(SHELF)?.state;
      assert.ok(Math.abs((shelf?.brightness ?? 0) - 40) < 1);
    });
  }

  it("knows lights, rooms and what they are called", async () => {
    await up();
    const home = watch.home;
    assert.deepEqual(
      [...(home?.lights.values() ?? [])].map(({ name, room, state }) => [name, room, state.reachable]),
      [
        ["Desk lamp", "Office", true],
        ["Shelf", "Office", true],
        ["Ceiling", "Office", true],
        ["Fairy lights", "Office", true],
        ["Floor lamp", "Office", true],
        ["Light strip", "Office", true],
      ],
    );
    const groups = [...(home?.groups.values() ?? [])];
    assert.deepEqual(
      groups.map(({ type, name, lights, service }) => [type, name, lights.length, service !== undefined]),
      [
        ["room", "Office", 6, true],
        ["room", "Attic", 0, false],
        ["zone", "Desk corner", 3, true],
        ["home", "", 6, true],
      ],
    );
    assert.ok(groups[0]?.signals?.includes("on_off_color"));
    rig.bridge.rename(SHELF, "Bücherbord");
    assert.equal(await diary.next(), "changed shelf: desk+ceiling");
    assert.equal(watch.home?.lights.get(SHELF)?.name, "Bücherbord");
    assert.deepEqual(await api.readHome(), watch.home);
  });

  it("hears of its own writes", async () => {
    await up();
    await api.writeLight(DESK_LAMP, { on: { on: false } });
    watch.expectEcho([DESK_LAMP]);
    assert.equal(await diary.next(), "changed desk: ceiling");
    const [scene] = watch.home?.scenes.values() ?? [];
    assert.ok(scene);
    await api.recallScene(scene.id, 400);
    assert.match(await diary.next(), /^changed /);
    assert.equal(watch.home?.scenes.get(scene.id)?.active, true);
    diary.told.length = 0;
  });

  it("knows a lamp that has lost its power", async () => {
    await up();
    rig.faults.order({ target: "hue", kind: "unreachable", lamp: DESK_LAMP, seconds: LASTING });
    assert.equal(await diary.next(), "changed desk: desk+ceiling");
    assert.equal(watch.home?.lights.get(DESK_LAMP)?.state.reachable, false);
    assert.equal((await api.writeLight(DESK_LAMP, { on: { on: false } })).heard, false);
    diary.told.length = 0;
  });

  it("has three connections at most, one of them the stream, and is never told that it is too much", async () => {
    await up();
    await Promise.all(Array.from({ length: 20 }, () => api.readLights([DESK_LAMP])));
    const { mostParallel, openConnections, refused429 } = rig.bridge.traffic();
    assert.deepEqual(
      { mostParallel, openConnections, refused429 },
      {
        mostParallel: 3,
        openConnections: 3,
        refused429: 0,
      },
    );
    rig.bridge.setByHand(SHELF, { on: true });
    assert.equal(await diary.next(), "changed shelf: desk+shelf+ceiling");
  });

  it("goes away and comes back, and what happened meanwhile is known", async () => {
    await up();
    order("offline");
    await nextWait();
    assert.equal(watch.home, undefined);
    assert.deepEqual(diary.told, []);
    rig.bridge.setByHand(SHELF, { on: true });
    for (const wait of [1, 2, 4]) {
      assert.equal(rig.clock.nextIn, wait * SECOND);
      await rig.clock.advance(wait * SECOND);
      await nextWait();
      assert.deepEqual(diary.told, ["down bridge-unreachable"]);
    }
    assert.equal(await diary.next(), "down bridge-unreachable");
    rig.faults.clear();
    await rig.clock.advance(8 * SECOND);
    assert.equal(await diary.next(), "up desk+shelf+ceiling");
    assert.equal(rig.bridge.openStreams(), 1);
  });

  it("closes its stream now and then, and what happened meanwhile is known without a word of trouble", async () => {
    await up();
    order("offline", 1);
    await nextWait();
    assert.equal(watch.home, undefined);
    rig.bridge.setByHand(SHELF, { on: true });
    await rig.clock.advance(SECOND);
    assert.equal(await diary.next(), "up desk+shelf+ceiling");
    assert.equal(rig.bridge.openStreams(), 1);
    rig.bridge.setByHand(SHELF, { on: false });
    assert.equal(await diary.next(), "changed shelf: desk+ceiling");
  });

  /** Lets what is on its way arrive. */
  async function eventually(condition: () => boolean): Promise<void> {
    for (let i = 0; i < 5_000 && !condition(); i++) await settle();
    assert.ok(condition(), String(condition));
  }

  /** An attempt fails in its own time; the next one is planned then. */
  async function nextWait(): Promise<void> {
    await eventually(() => rig.clock.pending === 1 && rig.clock.nextIn !== 10 * SECOND);
  }

  it("starts, and does not know its keys yet: nobody is told to pair again for that", async () => {
    await start();
    order("boot-403", 6);
    watch = api.watch(diary);
    await nextWait();
    for (const wait of [1, 2]) {
      await rig.clock.advance(wait * SECOND);
      await nextWait();
    }
    await rig.clock.advance(4 * SECOND);
    assert.equal(await diary.next(), UNTOUCHED);
  });

  it("has forgotten the key, and is asked for it every five minutes", async () => {
    await up();
    order("revoked");
    await assert.rejects(api.readLights([DESK_LAMP]), { code: "bridge-key-refused" });
    await nextWait();
    for (const wait of [1, 2, 4, 8, 16, 32]) {
      assert.equal(rig.clock.nextIn, wait * SECOND);
      await rig.clock.advance(wait * SECOND);
      await nextWait();
      assert.deepEqual(diary.told, ["down bridge-unreachable"]);
    }
    assert.equal(await diary.next(), "down bridge-unreachable");
    await rig.clock.advance(60 * SECOND);
    assert.equal(await diary.next(), "down bridge-key-refused");
    await nextWait();
    assert.equal(rig.clock.nextIn, 5 * MINUTE);
    rig.faults.clear();
    rig.bridge.addKey(rig.key);
    await rig.clock.advance(5 * MINUTE);
    assert.equal(await diary.next(), UNTOUCHED);
  });

  for (const kind of ["stream-missing", "stream-html"]) {
    it(`has no stream (${kind}), is silent and answers all the same, and gets one`, async () => {
      await start();
      order(kind);
      watch = api.watch(diary);
      assert.equal(await diary.next(), "silent");
      assert.equal((await api.readHome()).lights.size, rig.bridge.lamps().length);
      rig.faults.clear();
      await rig.clock.advance(10 * MINUTE);
      assert.equal(await diary.next(), UNTOUCHED);
    });
  }

  it("is too busy for a stream", async () => {
    await start();
    order("stream-refused");
    watch = api.watch(diary);
    assert.equal(await diary.next(), "down bridge-overloaded");
    rig.faults.clear();
    await rig.clock.advance(SECOND);
    assert.equal(await diary.next(), UNTOUCHED);
  });

  it("shows a page in place of everything", async () => {
    await start();
    rig.faults.order({ target: "hue", kind: "html", count: 2 });
    watch = api.watch(diary);
    assert.equal(await diary.next(), "down bridge-bad-answer");
    await rig.clock.advance(SECOND);
    assert.equal(await diary.next(), UNTOUCHED);
  });

  it("has a stream that died without a word, found within five minutes", async () => {
    await up();
    order("stream-silent", 30);
    rig.bridge.setByHand(SHELF, { on: true });
    rig.bridge.resetTraffic();
    await rig.clock.advance(5 * MINUTE);
    assert.equal(await diary.next(), "up desk+shelf+ceiling");
    assert.equal(rig.bridge.traffic().requests, 3);
    assert.equal(rig.bridge.openStreams(), 1);
    rig.bridge.setByHand(SHELF, { on: false });
    assert.equal(await diary.next(), "changed shelf: desk+ceiling");
  });

  it("has a stream that died without a word, found ten seconds after a write", async () => {
    await up();
    order("stream-silent", 5);
    await api.writeLight(SHELF, { on: { on: true } });
    watch.expectEcho([SHELF]);
    await rig.clock.advance(10 * SECOND);
    assert.equal(await diary.next(), "up desk+shelf+ceiling");
  });

  it("is quiet but well: a look every five minutes, and nothing else", async () => {
    await up();
    rig.bridge.resetTraffic();
    for (let i = 1; i <= 12; i++) {
      await rig.clock.advance(5 * MINUTE);
      await eventually(() => rig.clock.nextIn === 5 * MINUTE);
    }
    assert.equal(rig.bridge.traffic().requests, 12);
    assert.equal(rig.bridge.openStreams(), 1);
  });

  describe("is left alone", () => {
    it("once the watch is closed, though requests go on", async () => {
      await up();
      watch.close();
      await eventually(() => rig.bridge.openStreams() === 0);
      rig.bridge.setByHand(SHELF, { on: true });
      assert.equal((await api.readLights([SHELF])).get(SHELF)?.on, true);
      assert.equal(watch.home, undefined);
    });

    it("however far it had come", async () => {
      await start();
      for (let turns = 0; turns < 40; turns += 2) {
        const closing = api.watch(diary);
        for (let i = 0; i < turns; i++) await settle();
        closing.close();
        diary.told.length = 0;
        // A request that is on its way still gets its answer, which nobody takes.
        await eventually(() => rig.clock.pending === 0);
        assert.deepEqual(diary.told, []);
      }
      await eventually(() => rig.bridge.openStreams() === 0);
    });

    it("when the API is closed amid connecting", async () => {
      await start();
      watch = api.watch(diary);
      const read = assert.rejects(api.readHome(), { code: "bridge-unreachable" });
      api.close();
      await read;
      assert.equal(rig.clock.pending, 0);
      await eventually(() => rig.bridge.traffic().openConnections === 0);
    });
  });

  it("is watched once at a time", async () => {
    await up();
    assert.throws(() => api.watch(diary), /watched already/);
    watch.close();
    watch = api.watch(diary);
    assert.equal(await diary.next(), UNTOUCHED);
    rig.bridge.setByHand(SHELF, { on: true });
    assert.equal(await diary.next(), "changed shelf: desk+shelf+ceiling");
  });
});
