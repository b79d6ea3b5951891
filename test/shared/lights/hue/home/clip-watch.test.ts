import assert from "node:assert/strict";
import { ClipWatch } from "../../../../../shared/lights/hue/home/clip-watch";
import type { Home } from "../../../../../shared/lights/hue/home/home";
import type { HomeListener } from "../../../../../shared/lights/hue/home/hue-api";
import { silentLog } from "../../../../../shared/support/log";
import { deferred } from "../../../../support/deferred";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { event } from "./clip-resources";
import { Diary } from "./diary";
import { PretendBridge } from "./pretend-bridge";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe("a watch over a home", () => {
  let bridge: PretendBridge;
  let clock: FakeClock;
  let diary: Diary;
  let errors: string[];
  let watches: ClipWatch[];

  beforeEach(() => {
    bridge = new PretendBridge();
    clock = new FakeClock();
    diary = new Diary();
    errors = [];
    watches = [];
  });

  afterEach(() => {
    for (const watch of watches) watch.close();
    assert.equal(clock.pending, 0, "no timer stays");
    assert.equal(bridge.openStreams, 0, "no stream stays");
  });

  function begin(listener: HomeListener = diary): ClipWatch {
    const watch = new ClipWatch({
      bridge,
      clock,
      listener,
      place: { host: "bridge", port: 443 },
      log: { ...silentLog, error: (text) => void errors.push(text) },
    });
    watches.push(watch);
    return watch;
  }

  async function up(): Promise<ClipWatch> {
    const watch = begin();
    await settle();
    assert.deepEqual(diary.told, ["up l1+l2"]);
    return watch;
  }

  /** What was asked since the last time. */
  const asked = () => bridge.calls.splice(0);
  const isUp = (watch: ClipWatch) => watch.home !== undefined;
  const told = () => diary.told.splice(0);

  describe("begins", () => {
    it("with the stream, then the home", async () => {
      bridge.streams = undefined;
      const watch = begin();
      await settle();
      assert.deepEqual(asked(), ["stream"]);
      assert.equal(isUp(watch), false);
      bridge.stream.opened();
      await settle();
      assert.deepEqual(asked(), ["all"]);
      assert.deepEqual(told(), ["up l1+l2"]);
      assert.deepEqual([...(watch.home?.lights.keys() ?? [])], ["l1", "l2"]);
    });

    it("and replays what is told while the home is read", async () => {
      const { promise, resolve } = deferred();
      bridge.gate = promise;
      begin();
      await settle();
      bridge.stream.event(JSON.stringify(event("update", { type: "light", id: "l1", on: { on: false } })));
      bridge.stream.event("nonsense");
      bridge.stream.event(JSON.stringify(event("delete", { type: "light", id: "l2" })));
      assert.deepEqual(told(), []);
      resolve();
      await settle();
      assert.deepEqual(told(), ["up dark"]);
    });

    it("anew when more is told meanwhile than can be kept", async () => {
      const { promise, resolve } = deferred();
      bridge.gate = promise;
      begin();
      await settle();
      for (let i = 0; i < 5_000; i++) bridge.stream.event("[]");
      resolve();
      await settle();
      assert.deepEqual(told(), ["down bridge-overloaded"]);
      await clock.advance(SECOND);
      assert.deepEqual(told(), ["up l1+l2"]);
    });
  });

  it("tells every change and which lights are in it", async () => {
    const watch = await up();
    bridge.switch("l1", false);
    bridge.switch("l2", false);
    bridge.stream.event(JSON.stringify(event("update", { type: "news", id: "n" })));
    bridge.stream.event("<html>");
    assert.deepEqual(told(), ["up l1+l2", "changed l1: l2", "changed l2: dark"]);
    assert.equal(watch.home?.lights.get("l1")?.state.on, false);
  });

  describe("whose stream ends by itself", () => {
    for (const code of ["bridge-unreachable", "bridge-bad-answer", "bridge-no-events"])
      it(`with ${code} knows nothing at once, and tells no trouble where the next try works`, async () => {
        const watch = await up();
        asked();
        bridge.end(code);
        await settle();
        assert.equal(watch.home, undefined);
        assert.equal(bridge.openStreams, 0);
        assert.equal(clock.nextIn, SECOND);
        bridge.lights.set("l2", false);
        await clock.advance(SECOND - 1);
        assert.deepEqual(asked(), []);
        await clock.advance(1);
        assert.deepEqual(asked(), ["stream", "all"]);
        assert.deepEqual(told(), ["up l1+l2", "up l1"]);
        assert.ok(watch.home);
      });

    it("tells of the try that fails, and not of the end", async () => {
      await up();
      bridge.streams = "bridge-certificate";
      bridge.end("bridge-unreachable");
      await clock.advance(SECOND - 1);
      assert.deepEqual(told(), ["up l1+l2"]);
      await clock.advance(1);
      assert.deepEqual(told(), ["down bridge-certificate"]);
    });

    it("tells where it ends again before the home is read", async () => {
      await up();
      const { promise, resolve } = deferred();
      bridge.gate = promise;
      bridge.end("bridge-unreachable");
      await clock.advance(SECOND);
      assert.deepEqual(told(), ["up l1+l2"]);
      bridge.end("bridge-unreachable");
      await settle();
      assert.deepEqual(told(), ["down bridge-unreachable"]);
      resolve();
      await settle();
      assert.deepEqual(told(), []);
    });

    it("tells no trouble however often it ends, and opens it ever more seldom", async () => {
      await up();
      const waits: number[] = [];
      for (let i = 0; i < 8; i++) {
        bridge.end("bridge-unreachable");
        await settle();
        waits.push((clock.nextIn ?? 0) / SECOND);
        await clock.advance(clock.nextIn ?? 0);
      }
      assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
      assert.deepEqual(told(), Array(9).fill("up l1+l2"));
    });

    it("tells so where the bridge has no stream any more", async () => {
      await up();
      bridge.streams = "bridge-no-events";
      bridge.end("bridge-unreachable");
      await clock.advance(SECOND);
      assert.deepEqual(told(), ["up l1+l2", "silent"]);
    });

    it("tells of that end where the key is refused, and of the key only when it was refused several times", async () => {
      await up();
      bridge.streams = "bridge-key-refused";
      bridge.end("bridge-unreachable");
      await clock.advance(SECOND - 1);
      assert.deepEqual(told(), ["up l1+l2"]);
      await clock.advance(1);
      assert.deepEqual(told(), ["down bridge-unreachable"]);
      await clock.advance((2 + 4 + 8 + 16 + 32) * SECOND);
      assert.deepEqual(told(), []);
      await clock.advance(60 * SECOND);
      assert.deepEqual(told(), ["down bridge-key-refused"]);
    });

    for (const meanwhile of ["open", "bridge-no-events", "bridge-overloaded"])
      it(`is forgotten once the next try has told something else: ${meanwhile}`, async () => {
        await up();
        bridge.streams = meanwhile;
        bridge.end("bridge-unreachable");
        await clock.advance(SECOND);
        told();
        // A refused key alone is not told yet.
        bridge.failure = "bridge-key-refused";
        bridge.streams = "bridge-key-refused";
        await clock.advance(10 * MINUTE);
        assert.deepEqual(told(), meanwhile === "bridge-no-events" ? [] : ["down bridge-key-refused"]);
      });

    it("is tried at once when told to", async () => {
      const watch = await up();
      await clock.advance(MINUTE);
      asked();
      bridge.end("bridge-unreachable");
      watch.retry();
      await settle();
      assert.deepEqual(asked(), ["stream", "all"]);
      assert.deepEqual(told(), ["up l1+l2", "up l1+l2"]);
    });
  });

  describe("after the stream has ended", () => {
    it("tells once that it cannot be had again, and tries ever later", async () => {
      const watch = await up();
      await clock.advance(MINUTE);
      bridge.streams = "bridge-unreachable";
      asked();
      bridge.end("bridge-unreachable");
      await settle();
      assert.equal(watch.home, undefined);
      const waits: number[] = [];
      for (let i = 0; i < 8; i++) {
        waits.push((clock.nextIn ?? 0) / SECOND);
        await clock.advance(clock.nextIn ?? 0);
      }
      assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
      assert.deepEqual(told(), ["up l1+l2", "down bridge-unreachable"]);
      assert.deepEqual(asked(), Array(8).fill("stream"));
      bridge.lights.set("l2", false);
      bridge.streams = "open";
      await clock.advance(MINUTE);
      assert.deepEqual(told(), ["up l1"]);
      bridge.switch("l2", true);
      assert.deepEqual(told(), ["changed l2: l1+l2"]);
    });

    it("begins with short waits again only after it stayed up for a minute", async () => {
      await up();
      bridge.end("bridge-unreachable");
      await settle();
      assert.equal(clock.nextIn, SECOND);
      await clock.advance(SECOND);
      await clock.advance(59 * SECOND);
      bridge.end("bridge-unreachable");
      await settle();
      assert.equal(clock.nextIn, 2 * SECOND);
      await clock.advance(2 * SECOND);
      await clock.advance(60 * SECOND);
      bridge.end("bridge-unreachable");
      await settle();
      assert.equal(clock.nextIn, SECOND);
    });

    it("tells when the trouble changes", async () => {
      await up();
      bridge.streams = "bridge-overloaded";
      bridge.end("bridge-unreachable");
      await clock.advance(SECOND);
      bridge.streams = "bridge-unreachable";
      await clock.advance(4 * SECOND);
      bridge.streams = "bridge-key-refused";
      await clock.advance(10 * MINUTE);
      assert.deepEqual(told().slice(1), [
        "down bridge-overloaded",
        "down bridge-unreachable",
        "down bridge-key-refused",
      ]);
    });

    it("knows a home that cannot be read as trouble too, and closes the stream", async () => {
      bridge.failure = "bridge-bad-answer";
      begin();
      await settle();
      assert.deepEqual(told(), ["down bridge-bad-answer"]);
      assert.equal(bridge.openStreams, 0);
      bridge.failure = undefined;
      await clock.advance(SECOND);
      assert.deepEqual(told(), ["up l1+l2"]);
    });

    it("gives a refused key six chances within a minute, then one every five minutes", async () => {
      bridge.streams = "bridge-key-refused";
      begin();
      await settle();
      const waits: number[] = [];
      for (let i = 0; i < 8; i++) {
        waits.push((clock.nextIn ?? 0) / SECOND);
        await clock.advance(clock.nextIn ?? 0);
      }
      assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 300, 300]);
      assert.deepEqual(told(), ["down bridge-key-refused"]);
    });

    it("does not take a bridge that starts for one that refuses the key", async () => {
      await up();
      bridge.streams = "bridge-unreachable";
      bridge.end("bridge-unreachable");
      await clock.advance(SECOND);
      bridge.streams = "bridge-key-refused";
      await clock.advance((2 + 4 + 8) * SECOND);
      assert.deepEqual(asked().slice(-3), ["stream", "stream", "stream"]);
      bridge.streams = "open";
      await clock.advance(16 * SECOND);
      assert.deepEqual(told(), ["up l1+l2", "down bridge-unreachable", "up l1+l2"]);
    });

    it("has never more than one attempt under way", async () => {
      bridge.streams = undefined;
      const watch = begin();
      await settle();
      watch.retry();
      await clock.advance(HOUR);
      watch.retry();
      assert.deepEqual(asked(), ["stream"]);
    });
  });

  describe("tries at once when told to", () => {
    it("but not more than once a second", async () => {
      const watch = await up();
      bridge.streams = "bridge-unreachable";
      bridge.end("bridge-unreachable");
      await clock.advance(20 * SECOND);
      asked();
      watch.retry();
      await settle();
      assert.deepEqual(asked(), ["stream"]);
      for (let i = 0; i < 10; i++) {
        watch.retry();
        await clock.advance(100);
      }
      assert.deepEqual(asked(), ["stream"]);
    });

    it("and not while it is up", async () => {
      const watch = await up();
      asked();
      watch.retry();
      await clock.advance(10 * SECOND);
      assert.deepEqual(asked(), []);
    });

    it("within a second though the clock was set back", async () => {
      const watch = await up();
      bridge.streams = "bridge-unreachable";
      bridge.end("bridge-unreachable");
      await clock.advance(20 * SECOND);
      clock.jumpTo("2020-01-01T00:00:00Z");
      asked();
      watch.retry();
      await clock.advance(SECOND);
      assert.deepEqual(asked(), ["stream"]);
    });

    it("also where the bridge is silent", async () => {
      bridge.streams = "bridge-no-events";
      const watch = begin();
      await settle();
      bridge.streams = "open";
      await clock.advance(5 * SECOND);
      watch.retry();
      await settle();
      assert.deepEqual(told(), ["silent", "up l1+l2"]);
    });
  });

  describe("where the bridge has no stream", () => {
    it("tells so once, and tries again every ten minutes", async () => {
      bridge.streams = "bridge-no-events";
      begin();
      await settle();
      assert.deepEqual(told(), ["silent"]);
      assert.deepEqual(asked(), ["stream", "ping"]);
      await clock.advance(10 * MINUTE - 1);
      assert.deepEqual(asked(), []);
      await clock.advance(30 * MINUTE);
      assert.deepEqual(asked(), ["stream", "ping", "stream", "ping", "stream", "ping"]);
      assert.deepEqual(told(), []);
      bridge.streams = "open";
      await clock.advance(10 * MINUTE);
      assert.deepEqual(told(), ["up l1+l2"]);
    });

    it("begins with short waits when it falls into other trouble after that", async () => {
      bridge.streams = "bridge-unreachable";
      begin();
      await clock.advance(15 * SECOND);
      bridge.streams = "bridge-no-events";
      await clock.advance(MINUTE);
      bridge.streams = "bridge-unreachable";
      await clock.advance(clock.nextIn ?? 0);
      assert.deepEqual(told(), ["down bridge-unreachable", "silent", "down bridge-unreachable"]);
      assert.equal(clock.nextIn, SECOND);
    });

    it("is in other trouble when it does not answer else either", async () => {
      bridge.streams = "bridge-no-events";
      bridge.failure = "bridge-unreachable";
      begin();
      await settle();
      assert.deepEqual(told(), ["down bridge-unreachable"]);
      assert.equal(clock.nextIn, SECOND);
    });
  });

  describe("is not fooled by silence", () => {
    it("and asks at most twelve times an hour, and only for the lights, on a quiet day", async () => {
      const watch = await up();
      asked();
      for (let hour = 0; hour < 24; hour++) {
        await clock.advance(HOUR);
        const hourly = asked();
        assert.ok(hourly.length > 0 && hourly.length <= 12, `${hourly.length} requests in hour ${hour}`);
        assert.deepEqual(new Set(hourly), new Set(["lights"]));
      }
      assert.deepEqual(told(), ["up l1+l2"]);
      assert.ok(watch.home);
    });

    it("and asks nothing while it hears something", async () => {
      await up();
      asked();
      for (let minute = 0; minute < 60; minute += 4) {
        await clock.advance(4 * MINUTE);
        bridge.switch("l1", minute % 8 === 0);
      }
      assert.deepEqual(asked(), []);
    });

    it("and notices a dead stream within five minutes of what it did not tell", async () => {
      await up();
      await clock.advance(HOUR + 2 * MINUTE);
      told();
      asked();
      bridge.switch("l1", false, false);
      await clock.advance(5 * MINUTE);
      assert.deepEqual(asked().slice(0, 3), ["lights", "stream", "all"]);
      assert.deepEqual(told(), ["up l2"]);
      assert.equal(bridge.openStreams, 1);
      bridge.switch("l1", true);
      assert.deepEqual(told(), ["changed l1: l1+l2"]);
    });

    it("and notices a light that is new or gone", async () => {
      await up();
      bridge.lights.delete("l2");
      await clock.advance(5 * MINUTE);
      bridge.lights.set("l3", true);
      await clock.advance(5 * MINUTE);
      assert.deepEqual(told(), ["up l1+l2", "up l1", "up l1+l3"]);
    });

    it("and reconnects when it cannot ask", async () => {
      await up();
      bridge.failure = "bridge-unreachable";
      await clock.advance(5 * MINUTE);
      assert.deepEqual(told(), ["up l1+l2", "down bridge-unreachable"]);
      assert.equal(bridge.openStreams, 0);
      bridge.failure = undefined;
      await clock.advance(SECOND);
      assert.deepEqual(told(), ["up l1+l2"]);
    });

    it("and lets a bridge that is busy be", async () => {
      await up();
      bridge.failure = "bridge-overloaded";
      await clock.advance(20 * MINUTE);
      assert.deepEqual(told(), ["up l1+l2"]);
      assert.equal(asked().length, 6);
    });

    it("and believes the stream when it tells something while asked", async () => {
      await up();
      const { promise, resolve } = deferred();
      bridge.gate = promise;
      await clock.advance(5 * MINUTE);
      bridge.switch("l1", false);
      bridge.switch("l2", false, false);
      asked();
      resolve();
      await settle();
      assert.deepEqual(asked(), []);
      assert.deepEqual(told(), ["up l1+l2", "changed l1: l2"]);
    });

    it("and takes a bridge whose streams open but never tell anything for one without", async () => {
      await up();
      for (const on of [false, true, false]) {
        bridge.switch("l1", on, false);
        await clock.advance(5 * MINUTE);
      }
      assert.deepEqual(told(), ["up l1+l2", "up l2", "up l1+l2", "silent"]);
      assert.equal(bridge.openStreams, 0);
      await clock.advance(10 * MINUTE);
      assert.deepEqual(told(), ["up l2"]);
      bridge.switch("l1", true);
      bridge.switch("l1", false, false);
      await clock.advance(5 * MINUTE);
      assert.deepEqual(told(), ["changed l1: l1+l2", "up l2"]);
    });
  });

  describe("expects to hear of what was written", () => {
    it("and looks after ten seconds of silence", async () => {
      const watch = await up();
      asked();
      bridge.switch("l1", false, false);
      watch.expectEcho(["l1"]);
      await clock.advance(10 * SECOND - 1);
      assert.deepEqual(asked(), []);
      await clock.advance(1);
      assert.deepEqual(asked(), ["lights l1", "stream", "all"]);
      assert.deepEqual(told(), ["up l1+l2", "up l2"]);
    });

    it("once for several writes", async () => {
      const watch = await up();
      asked();
      watch.expectEcho(["l1"]);
      await clock.advance(5 * SECOND);
      watch.expectEcho(["l2", "l1"]);
      await clock.advance(MINUTE);
      assert.deepEqual(asked(), ["lights l1 l2"]);
      assert.deepEqual(told(), ["up l1+l2"]);
    });

    it("and is content with any event, before or after the bridge has answered", async () => {
      const watch = await up();
      asked();
      watch.expectEcho(["l1"]);
      await clock.advance(9 * SECOND);
      bridge.switch("l2", false);
      await clock.advance(SECOND);
      bridge.switch("l1", false);
      watch.expectEcho(["l1"]);
      await clock.advance(MINUTE);
      assert.deepEqual(asked(), []);
      watch.expectEcho(["l1"]);
      await clock.advance(10 * SECOND);
      assert.deepEqual(asked(), ["lights l1"]);
    });

    it("not while it is not up, and not for nothing", async () => {
      bridge.streams = "bridge-unreachable";
      const watch = begin();
      watch.expectEcho(["l1"]);
      await settle();
      watch.expectEcho(["l1"]);
      bridge.streams = "open";
      await clock.advance(SECOND);
      asked();
      watch.expectEcho([]);
      await clock.advance(MINUTE);
      assert.deepEqual(asked(), []);
    });

    it("and asks once while it is asking", async () => {
      const watch = await up();
      const { promise, resolve } = deferred();
      bridge.gate = promise;
      await clock.advance(5 * MINUTE - 5 * SECOND);
      asked();
      watch.expectEcho(["l1"]);
      await clock.advance(6 * SECOND);
      watch.expectEcho(["l2"]);
      await clock.advance(20 * SECOND);
      assert.deepEqual(asked(), ["lights"]);
      resolve();
      await settle();
      assert.equal(clock.nextIn, 5 * MINUTE);
    });
  });

  describe("closed", () => {
    for (const failure of [undefined, "bridge-unreachable"]) {
      for (const when of [
        "asking for the stream",
        "reading the home",
        "up",
        "waiting",
        "checking",
        "silent",
      ]) {
        it(`while ${when} tells nothing more, though something ${failure ? "fails" : "comes"} later`, async () => {
          const { promise, resolve } = deferred();
          if (when === "asking for the stream") bridge.streams = undefined;
          if (when === "reading the home") bridge.gate = promise;
          if (when === "silent") bridge.streams = "bridge-no-events";
          const watch = begin();
          await settle();
          const handlers = bridge.openStreams > 0 ? bridge.stream : undefined;
          if (when === "waiting") bridge.end("bridge-unreachable");
          if (when === "checking") {
            bridge.gate = promise;
            await clock.advance(5 * MINUTE);
            bridge.lights.clear();
          }
          await settle();
          told();
          watch.close();
          watch.close();
          watch.retry();
          watch.expectEcho(["l1"]);
          bridge.failure = failure;
          resolve();
          handlers?.event(JSON.stringify(event("delete", { type: "light", id: "l1" })));
          await clock.advance(HOUR);
          assert.deepEqual(told(), []);
          assert.equal(watch.home, undefined);
          assert.equal(clock.pending, 0);
          assert.equal(bridge.openStreams, 0);
        });
      }
    }

    it("from within what it tells", async () => {
      for (const what of ["up", "changed", "down", "silent"]) {
        bridge = new PretendBridge();
        diary = new Diary();
        if (what === "silent") bridge.streams = "bridge-no-events";
        const watch = begin();
        diary.onTold = (text) => text.startsWith(what) && watch.close();
        await settle();
        if (what === "changed") bridge.switch("l1", false);
        if (what === "down") {
          bridge.streams = "bridge-unreachable";
          bridge.end("bridge-unreachable");
        }
        await clock.advance(HOUR);
        assert.match(diary.told.at(-1) ?? "", new RegExp(`^${what}`));
        assert.equal(clock.pending, 0, what);
        assert.equal(bridge.openStreams, 0, what);
      }
    });
  });

  it("survives a listener that throws, or promises something and breaks it", async () => {
    const broken = () => {
      throw new Error("broken");
    };
    const promising = (async () => broken()) as (home: Home) => void;
    const watch = begin({ up: promising, changed: broken, down: broken, silent: broken });
    await settle();
    bridge.switch("l1", false);
    bridge.streams = "bridge-unreachable";
    bridge.end("bridge-unreachable");
    await clock.advance(SECOND);
    bridge.streams = "bridge-no-events";
    await clock.advance(2 * SECOND);
    bridge.streams = "open";
    await clock.advance(10 * MINUTE);
    assert.ok(watch.home);
    assert.equal(errors.length, 5);
    assert.match(errors[0] ?? "", /broken/);
  });
});
