import assert from "node:assert/strict";
import type { Answer, Connection } from "../../../../../shared/lights/hue/wire/connection";
import {
  Lamp,
  type LampOptions,
  type LampState,
  type LampWanted,
  type Outcome,
} from "../../../../../shared/lights/hue/target/lamp";
import type { PlanOptions } from "../../../../../shared/lights/hue/target/plan";
import type { Log } from "../../../../../shared/support/log";
import { Problem } from "../../../../../shared/support/problem";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { occasion } from "../wire/https-server";

const RED: LampWanted = { kind: "show", color: "#ff0000", brightness: 60 };
const GREEN: LampWanted = { kind: "show", color: "#00ff00", brightness: 60 };
const AMBER: LampWanted = { kind: "show", color: "#ff7e00", brightness: 60 };
const RESTORE: LampWanted = { kind: "restore" };
const RED_X = 0.64;
const GREEN_X = 0.3;

const EARLIER = { on: true, brightness: 35, xy: { x: 0.2, y: 0.2 } };
const UNCHANGED: Outcome = { applied: false, skipped: "unchanged" };
const SUPERSEDED: Outcome = { applied: false, skipped: "superseded" };
const UNREACHABLE: Outcome = { applied: false, skipped: "unreachable" };
const APPLIED: Outcome = { applied: true };

const problem = (code: string) => new Problem({ code, title: code, advice: "" });

/** A partial answer: some of what was sent may have come through. */
const NOT_HEARD: Answer = {
  status: 207,
  data: [{ rid: "l1", rtype: "light" }],
  warnings: ["device (light) has communication issues, command (.color.xy) may not have effect"],
};

interface Put {
  readonly on?: { readonly on: boolean };
  readonly dimming?: { readonly brightness: number };
  readonly color?: { readonly xy: { readonly x: number; readonly y: number } };
}

/** One colour lamp behind a connection that obeys, unless told otherwise. */
class PretendLight implements Connection {
  readonly clock: FakeClock;
  on: boolean = EARLIER.on;
  brightness: number = EARLIER.brightness;
  xy: { readonly x: number; readonly y: number } = EARLIER.xy;
  /** Codes the next requests fail with; undefined lets one pass. */
  failures: (string | undefined)[] = [];
  warnings: readonly string[] = [];
  /** How the lamp does with the next writes: whether it hears, and else what the bridge then says of it. */
  hearing: ("heard" | "truth" | "wish")[] = [];
  /** While set, requests wait for it. */
  gate: Promise<void> | undefined;
  readonly calls: string[] = [];
  readonly putTimes: number[] = [];
  underWay = 0;
  mostUnderWay = 0;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  get puts(): readonly string[] {
    return this.calls.filter((call) => call.startsWith("PUT"));
  }

  async request(method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<Answer> {
    assert.equal(path, "/resource/light/l1");
    const put: Put = body ?? {};
    const what = put.color?.xy.x ?? (put.on?.on === false ? "off" : "on");
    this.calls.push(method === "GET" ? "GET" : `PUT ${what}`);
    if (method === "PUT") this.putTimes.push(this.clock.now());
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await this.gate;
    this.underWay--;
    const failure = this.failures.shift();
    if (failure) throw problem(failure);
    if (method === "GET") return { status: 200, data: [this.#resource()], warnings: [] };
    const hearing = this.hearing.shift() ?? "heard";
    if (hearing === "truth") return NOT_HEARD;
    this.on = put.on?.on ?? this.on;
    this.brightness = put.dimming?.brightness ?? this.brightness;
    this.xy = put.color?.xy ?? this.xy;
    if (hearing === "wish") return NOT_HEARD;
    return { status: 200, data: [], warnings: this.warnings };
  }

  #resource(): unknown {
    const { on, brightness, xy } = this;
    return { id: "l1", on: { on }, dimming: { brightness }, color: { xy, gamut_type: "C" } };
  }
}

describe("a lamp", () => {
  let clock: FakeClock;
  let light: PretendLight;
  let lamp: Lamp;
  /** What is on disk. */
  let saved: unknown;
  let saves: number;
  let states: LampState[];
  let logged: string[];

  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (text) => void logged.push(text),
    error: (text) => void logged.push(text),
  };

  function newLamp(options: Partial<PlanOptions> = {}, more: Partial<LampOptions> = {}): Lamp {
    return new Lamp({
      connection: () => light,
      id: "l1",
      options: { maxBrightness: 100, transition: 400, onlyIfOn: false, ...options },
      memory: {
        load: async () => saved,
        async save(value) {
          saves++;
          saved = JSON.parse(JSON.stringify(value));
        },
      },
      clock,
      log,
      onState: (state) => void states.push(state),
      ...more,
    });
  }

  /** Lets what is under way come to its next wait, then turns the clock. */
  async function pass(ms: number): Promise<void> {
    await settle();
    await clock.advance(ms);
  }

  /** Keeps every write on its way until what is given back is called. */
  function holdWrites(): () => void {
    const { happened, happen } = occasion();
    const request = light.request.bind(light);
    light.request = (method, path, body) => {
      if (method === "PUT") light.gate = happened;
      return request(method, path, body);
    };
    return happen;
  }

  /** Kinds and codes of the states told so far. */
  const told = () =>
    states.map((state) => (state.kind === "ok" ? "ok" : `${state.kind} ${state.problem.code}`));

  beforeEach(() => {
    clock = new FakeClock();
    light = new PretendLight(clock);
    saved = undefined;
    saves = 0;
    states = [];
    logged = [];
    lamp = newLamp();
  });

  describe("is brought to what is wanted", () => {
    it("after looking at what it shows", async () => {
      assert.deepEqual(await lamp.apply(RED), APPLIED);
      assert.deepEqual(light.calls, ["GET", `PUT ${RED_X}`]);
      assert.deepEqual(told(), ["ok"]);
    });

    it("without a write when it shows it already", async () => {
      await lamp.apply(RED);
      assert.deepEqual(await lamp.apply(RED), UNCHANGED);
      assert.deepEqual(light.calls, ["GET", `PUT ${RED_X}`, "GET"]);
    });

    it("without a write when it shows it already, after a crash too", async () => {
      await lamp.apply(RED);
      assert.deepEqual(await newLamp().apply(RED), UNCHANGED);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`]);
    });

    it("unless it is off and to be left off", async () => {
      light.on = false;
      assert.deepEqual(await newLamp({ onlyIfOn: true }).apply(RED), { applied: false, skipped: "off" });
      assert.deepEqual(light.calls, ["GET"]);
    });

    it("and the bridge's warnings go to the log", async () => {
      light.warnings = ['device (light) is "soft off", command (.color.xy) may not have effect'];
      assert.deepEqual(await lamp.apply(RED), APPLIED);
      assert.match(logged.join(), /soft off/);
      assert.deepEqual(told(), ["ok"]);
    });
  });

  describe("does one thing at a time", () => {
    it("and only the newest of what was wanted meanwhile", async () => {
      const { happened, happen } = occasion();
      light.gate = happened;
      const first = lamp.apply(RED);
      await settle();
      const second = lamp.apply(AMBER);
      const third = lamp.apply(GREEN);
      assert.deepEqual(await Promise.all([first, second]), [SUPERSEDED, SUPERSEDED]);
      happen();
      assert.deepEqual(await third, APPLIED);
      assert.deepEqual(light.puts, [`PUT ${GREEN_X}`]);
      assert.equal(light.mostUnderWay, 1);
    });

    it("finishing a write that has begun", async () => {
      const happen = holdWrites();
      const first = lamp.apply(RED);
      await settle();
      assert.deepEqual(light.puts, [`PUT ${RED_X}`]);
      const second = lamp.apply(AMBER);
      const third = lamp.apply(GREEN);
      assert.deepEqual(await second, SUPERSEDED);
      happen();
      assert.deepEqual(await first, APPLIED);
      await pass(100);
      assert.deepEqual(await third, APPLIED);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`, `PUT ${GREEN_X}`]);
      assert.equal(light.mostUnderWay, 1);
    });

    it("with at least 100 ms between two writes", async () => {
      await lamp.apply(RED);
      const next = lamp.apply(GREEN);
      await pass(99);
      assert.equal(light.puts.length, 1);
      await pass(1);
      assert.deepEqual(await next, APPLIED);
      assert.equal((light.putTimes[1] ?? 0) - (light.putTimes[0] ?? 0), 100);
    });

    it("also when the wall clock was set back meanwhile", async () => {
      await lamp.apply(RED);
      clock.jumpTo("2020-01-01T00:00:00.000Z");
      const next = lamp.apply(GREEN);
      await settle();
      await pass(100);
      assert.deepEqual(await next, APPLIED);
    });

    it("and takes the next at whatever moment it comes after the last", async () => {
      await lamp.apply(RED);
      for (let moments = 0; moments < 10; moments++) {
        await lamp.apply(RED);
        for (let i = 0; i < moments; i++) await Promise.resolve();
        assert.deepEqual(await lamp.apply(RED), UNCHANGED);
      }
    });
  });

  describe("is left as it is", () => {
    it("instead of what waits for a bridge that is away, and takes the next", async () => {
      light.failures = ["bridge-unreachable"];
      assert.deepEqual(await lamp.apply(RED), UNREACHABLE);
      lamp.leave();
      await pass(60_000);
      assert.deepEqual(light.calls, ["GET"]);
      assert.equal(clock.pending, 0);
      assert.deepEqual(await lamp.apply(GREEN), APPLIED);
    });

    it("also in the middle of the long wait before a retry", async () => {
      light.failures = Array.from({ length: 4 }, () => "bridge-unreachable");
      await lamp.apply(RED);
      await pass(1000 + 2000 + 4000 + 1500);
      lamp.leave();
      await settle();
      assert.equal(clock.pending, 0);
      assert.deepEqual(light.puts, []);
    });

    it("instead of a write that is under way and gets lost", async () => {
      light.failures = [undefined, "bridge-unreachable"];
      const happen = holdWrites();
      const first = lamp.apply(RED);
      await settle();
      lamp.leave();
      happen();
      assert.deepEqual(await first, UNREACHABLE);
      await pass(600_000);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`]);
    });

    it("instead of what is only being looked at", async () => {
      const { happened, happen } = occasion();
      light.gate = happened;
      const first = lamp.apply(RED);
      await settle();
      lamp.leave();
      assert.deepEqual(await first, SUPERSEDED);
      happen();
      await pass(1000);
      assert.deepEqual(light.calls, ["GET"]);
    });
  });

  describe("remembers what it showed before", () => {
    it("and gives it back", async () => {
      await lamp.apply(RED);
      await pass(1000);
      assert.deepEqual(await lamp.apply(RESTORE), APPLIED);
      const { on, brightness, xy } = light;
      assert.deepEqual({ on, brightness, xy }, EARLIER);
    });

    it("on disk before the first write", async () => {
      light.failures = [undefined, "bridge-refused"];
      await assert.rejects(lamp.apply(RED), { code: "bridge-refused" });
      assert.deepEqual(saved, { version: 1, light: "l1", earlier: EARLIER });
    });

    it("not what we ourselves wrote", async () => {
      for (const wanted of [RED, GREEN, AMBER]) {
        await lamp.apply(wanted);
        await pass(1000);
      }
      await lamp.apply(RESTORE);
      assert.deepEqual(light.xy, EARLIER.xy);
      assert.equal(saves, 2, "once remembered, once forgotten");
    });

    it("through a crash", async () => {
      await lamp.apply(RED);
      assert.deepEqual(await newLamp().apply(RESTORE), APPLIED);
      assert.deepEqual(light.xy, EARLIER.xy);
    });

    it("until it is given back, then anew", async () => {
      await lamp.apply(RED);
      await pass(1000);
      await lamp.apply(RESTORE);
      assert.deepEqual(saved, { version: 1, light: "l1" });
      light.xy = { x: 0.5, y: 0.4 };
      await pass(1000);
      await lamp.apply(GREEN);
      await pass(1000);
      await lamp.apply(RESTORE);
      assert.deepEqual(light.xy, { x: 0.5, y: 0.4 });
    });

    it("and turns off a lamp that was off, after giving it its look back", async () => {
      light.on = false;
      await lamp.apply(RED);
      await pass(1000);
      const restored = lamp.apply(RESTORE);
      await pass(100);
      assert.deepEqual(await restored, APPLIED);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`, `PUT ${EARLIER.xy.x}`, "PUT off"]);
      assert.equal((light.putTimes[2] ?? 0) - (light.putTimes[1] ?? 0), 100);
      assert.equal(light.brightness, EARLIER.brightness);
    });

    it("forgets it when somebody has already put it back", async () => {
      await lamp.apply(RED);
      light.xy = EARLIER.xy;
      light.brightness = EARLIER.brightness;
      assert.deepEqual(await lamp.apply(RESTORE), UNCHANGED);
      assert.deepEqual(saved, { version: 1, light: "l1" });
    });

    it("keeps it while the lamp is off and to be left off", async () => {
      lamp = newLamp({ onlyIfOn: true });
      await lamp.apply(RED);
      light.on = false;
      assert.deepEqual(await lamp.apply(RESTORE), { applied: false, skipped: "off" });
      light.on = true;
      await pass(1000);
      assert.deepEqual(await lamp.apply(RESTORE), APPLIED);
      assert.deepEqual(light.xy, EARLIER.xy);
    });

    it("asks the bridge nothing when there is nothing to give back", async () => {
      assert.deepEqual(await lamp.apply(RESTORE), UNCHANGED);
      assert.deepEqual(light.calls, []);
    });

    for (const nonsense of [
      null,
      7,
      "earlier",
      [],
      { version: 2, light: "l1", earlier: EARLIER },
      { version: 1, light: "another", earlier: EARLIER },
      { version: 1, light: "l1", earlier: { on: "yes" } },
    ]) {
      it(`takes ${JSON.stringify(nonsense)} for nothing remembered`, async () => {
        saved = nonsense;
        assert.deepEqual(await lamp.apply(RESTORE), UNCHANGED);
        assert.deepEqual(light.calls, []);
      });
    }

    it("works without a disk", async () => {
      const broken = async (): Promise<never> => {
        throw new Error("read-only file system");
      };
      lamp = newLamp({}, { memory: { load: broken, save: broken } });
      assert.deepEqual(await lamp.apply(RED), APPLIED);
      await pass(1000);
      assert.deepEqual(await lamp.apply(RESTORE), APPLIED);
      assert.deepEqual(light.xy, EARLIER.xy);
      assert.match(logged.join(), /could not be read.*could not be saved/);
    });
  });

  describe("whose bridge is away", () => {
    const away = (times: number, code = "bridge-unreachable") => {
      light.failures = Array.from({ length: times }, () => code);
    };

    it("says so once, and gets what is wanted as soon as the bridge is back", async () => {
      away(3);
      assert.deepEqual(await lamp.apply(RED), UNREACHABLE);
      await pass(1000 + 2000 + 4000);
      assert.deepEqual(light.calls, ["GET", "GET", "GET", "GET", `PUT ${RED_X}`]);
      assert.deepEqual(told(), ["unreachable bridge-unreachable", "ok"]);
      assert.equal(clock.pending, 0);
    });

    for (const [code, delays] of [
      ["bridge-unreachable", [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]],
      ["bridge-overloaded", [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]],
    ] as const) {
      it(`is asked again ever more rarely: ${code}`, async () => {
        away(delays.length + 1, code);
        await lamp.apply(RED);
        for (const [index, delay] of delays.entries()) {
          await settle();
          assert.equal(light.calls.length, index + 1);
          await pass(delay - 1);
          assert.equal(light.calls.length, index + 1, `not before ${delay} ms`);
          await pass(1);
          assert.equal(light.calls.length, index + 2, `after ${delay} ms`);
        }
      });
    }

    it("begins with short waits again after a success", async () => {
      away(3);
      await lamp.apply(RED);
      await pass(7000);
      away(1);
      await lamp.apply(GREEN);
      await pass(1000);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`, `PUT ${GREEN_X}`]);
    });

    it("does not make something newer wait for the whole back-off", async () => {
      away(5);
      await lamp.apply(RED);
      await pass(1000 + 2000 + 4000 + 8000);
      assert.equal(light.calls.length, 5);
      await pass(2000);
      assert.deepEqual(await lamp.apply(GREEN), APPLIED);
      await pass(60_000);
      assert.deepEqual(light.puts, [`PUT ${GREEN_X}`]);
    });

    it("is not asked more than once a second, however much is wanted", async () => {
      away(100);
      await lamp.apply(RED);
      const more = [lamp.apply(GREEN), lamp.apply(AMBER), lamp.apply(RED)];
      await pass(999);
      assert.equal(light.calls.length, 1);
      await pass(1);
      assert.equal(light.calls.length, 2);
      assert.deepEqual(await Promise.all(more), [SUPERSEDED, SUPERSEDED, UNREACHABLE]);
    });

    it("is tried again when a write was lost", async () => {
      light.failures = [undefined, "bridge-overloaded"];
      assert.deepEqual(await lamp.apply(RED), UNREACHABLE);
      await pass(500);
      assert.equal(light.xy.x, RED_X);
      assert.deepEqual(saved, { version: 1, light: "l1", earlier: EARLIER });
    });

    it("is left in peace once nothing is to be given back", async () => {
      away(100);
      await lamp.apply(RED);
      const restored = lamp.apply(RESTORE);
      await pass(1000);
      assert.deepEqual(await restored, UNCHANGED);
      await pass(600_000);
      assert.deepEqual(light.calls, ["GET"]);
    });
  });

  describe("that does not hear the bridge", () => {
    const deaf = (times: number, says: "truth" | "wish" = "truth") => {
      light.hearing = Array.from({ length: times }, () => says);
    };

    for (const says of ["truth", "wish"] as const) {
      it(`says so once, quietly, and gets what is wanted as soon as it hears; the bridge tells the ${says}`, async () => {
        deaf(3, says);
        assert.deepEqual(await lamp.apply(RED), UNREACHABLE);
        await pass(1000 + 2000);
        assert.deepEqual(told(), ["unreachable light-unreachable"]);
        await pass(4000);
        assert.deepEqual(
          light.calls,
          [0, 1, 2, 3].flatMap(() => ["GET", `PUT ${RED_X}`]),
        );
        assert.deepEqual(told(), ["unreachable light-unreachable", "ok"]);
        assert.deepEqual([logged, clock.pending], [[], 0]);
      });

      it(`is not written to again once it heard; the bridge told the ${says}`, async () => {
        deaf(1, says);
        await lamp.apply(RED);
        await pass(1000);
        assert.deepEqual(await lamp.apply(RED), UNCHANGED);
        await pass(600_000);
        assert.deepEqual(light.puts, [`PUT ${RED_X}`, `PUT ${RED_X}`]);
      });

      it(`is tried at once a minute in the end; the bridge tells the ${says}`, async () => {
        deaf(100, says);
        await lamp.apply(RED);
        for (const delay of [1000, 2000, 4000, 8000, 16_000, 32_000]) await pass(delay);
        const tried = light.puts.length;
        await pass(59_999);
        assert.equal(light.puts.length, tried);
        await pass(1);
        assert.equal(light.puts.length, tried + 1);
      });
    }

    it("is asked for the newest only", async () => {
      deaf(1);
      await lamp.apply(RED);
      const next = lamp.apply(GREEN);
      await pass(1000);
      assert.deepEqual(await next, APPLIED);
      await pass(60_000);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`, `PUT ${GREEN_X}`]);
    });

    it("is written to once more when the same is wanted anew before it heard", async () => {
      deaf(2, "wish");
      await lamp.apply(RED);
      const again = lamp.apply(RED);
      await pass(1000);
      assert.deepEqual(await again, UNREACHABLE);
      await pass(2000);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`, `PUT ${RED_X}`, `PUT ${RED_X}`]);
    });

    it("is turned off once more when it did not hear that", async () => {
      deaf(1, "wish");
      assert.deepEqual(await lamp.apply({ kind: "off" }), UNREACHABLE);
      await pass(1000);
      assert.deepEqual(light.puts, ["PUT off", "PUT off"]);
      assert.deepEqual(await lamp.apply({ kind: "off" }), UNCHANGED);
    });

    it("keeps its earlier look until it heard that it gets it back", async () => {
      await lamp.apply(RED);
      await pass(1000);
      deaf(1, "wish");
      assert.deepEqual(await lamp.apply(RESTORE), UNREACHABLE);
      assert.deepEqual(saved, { version: 1, light: "l1", earlier: EARLIER });
      await pass(1000);
      assert.deepEqual(saved, { version: 1, light: "l1" });
      assert.deepEqual(light.puts, [`PUT ${RED_X}`, `PUT ${EARLIER.xy.x}`, `PUT ${EARLIER.xy.x}`]);
    });

    for (const says of ["truth", "wish"] as const)
      it(`is not turned off in our colour; the bridge tells the ${says}`, async () => {
        light.on = false;
        await lamp.apply(RED);
        await pass(1000);
        deaf(1, says);
        assert.deepEqual(await lamp.apply(RESTORE), UNREACHABLE);
        await pass(1000);
        await pass(100);
        assert.deepEqual(light.puts.slice(1), [`PUT ${EARLIER.xy.x}`, `PUT ${EARLIER.xy.x}`, "PUT off"]);
        assert.deepEqual([light.on, light.brightness], [false, EARLIER.brightness]);
      });

    it("is turned off once more when it got its look back but did not hear the rest", async () => {
      light.on = false;
      await lamp.apply(RED);
      await pass(1000);
      light.hearing = ["heard", "wish"];
      const restored = lamp.apply(RESTORE);
      await pass(100);
      assert.deepEqual(await restored, UNREACHABLE);
      await pass(1000);
      assert.deepEqual(light.puts.slice(1), [`PUT ${EARLIER.xy.x}`, "PUT off", "PUT off"]);
      assert.deepEqual(saved, { version: 1, light: "l1" });
    });

    it("tells each change of trouble", async () => {
      deaf(2);
      await lamp.apply(RED);
      light.failures = ["bridge-unreachable"];
      await pass(1000);
      await pass(2000);
      assert.deepEqual(told(), [
        "unreachable light-unreachable",
        "unreachable bridge-unreachable",
        "unreachable light-unreachable",
      ]);
      await pass(4000);
      assert.equal(told().at(-1), "ok");
    });

    it("is left as it is when nothing is wanted of it any more", async () => {
      deaf(100);
      await lamp.apply(RED);
      lamp.leave();
      await pass(600_000);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`]);
      assert.equal(clock.pending, 0);
    });
  });

  describe("that needs a person", () => {
    for (const code of ["bridge-key-refused", "bridge-certificate", "bridge-refused"]) {
      it(`says ${code} and does not try again`, async () => {
        light.failures = [code];
        await assert.rejects(lamp.apply(RED), { code });
        assert.deepEqual(told(), [`problem ${code}`]);
        assert.equal(clock.pending, 0);
      });
    }

    it("says when the bridge no longer knows it", async () => {
      light.failures = ["bridge-not-found"];
      await assert.rejects(lamp.apply(RED), { code: "light-not-found" });
    });

    it("works again with the next that is wanted", async () => {
      light.failures = ["bridge-key-refused"];
      await assert.rejects(lamp.apply(RED));
      assert.deepEqual(await lamp.apply(RED), APPLIED);
      assert.deepEqual(told(), ["problem bridge-key-refused", "ok"]);
    });

    it("says when there is no bridge to ask", async () => {
      const connection = (): Connection => {
        throw problem("bridge-not-paired");
      };
      await assert.rejects(newLamp({}, { connection }).apply(RED), { code: "bridge-not-paired" });
    });

    it("survives a listener that throws", async () => {
      const onState = () => assert.fail("broken listener");
      assert.deepEqual(await newLamp({}, { onState }).apply(RED), APPLIED);
      assert.match(logged.join(), /broken listener/);
    });
  });

  describe("that is closed", () => {
    it("drops what waits for the bridge", async () => {
      light.failures = ["bridge-unreachable", "bridge-unreachable"];
      await lamp.apply(RED);
      const next = lamp.apply(GREEN);
      await lamp.close();
      assert.deepEqual(await next, SUPERSEDED);
      assert.equal(clock.pending, 0);
      assert.deepEqual(light.calls, ["GET"]);
    });

    it("writes nothing more, not even what it was just about to", async () => {
      const { happened, happen } = occasion();
      light.gate = happened;
      const pending = lamp.apply(RED);
      await settle();
      const closed = lamp.close();
      assert.deepEqual(await pending, SUPERSEDED);
      happen();
      await closed;
      assert.deepEqual(light.calls, ["GET"]);
      assert.deepEqual(told(), []);
    });

    it("does not wait for the pace", async () => {
      await lamp.apply(RED);
      const pending = lamp.apply(GREEN);
      await settle();
      await lamp.close();
      assert.deepEqual(await pending, SUPERSEDED);
      assert.equal(clock.pending, 0);
      assert.deepEqual(light.puts, [`PUT ${RED_X}`]);
    });

    it("leaves the light and the memory as they are, and takes nothing more", async () => {
      await lamp.apply(RED);
      await lamp.close();
      assert.deepEqual(await lamp.apply(GREEN), SUPERSEDED);
      assert.equal(light.xy.x, RED_X);
      assert.deepEqual(saved, { version: 1, light: "l1", earlier: EARLIER });
    });
  });

  describe("that is given back", () => {
    it("gets its earlier look and is closed", async () => {
      await lamp.apply(RED);
      await pass(1000);
      assert.equal(await lamp.hasEarlierLook(), true);
      assert.deepEqual(await lamp.giveBack(), APPLIED);
      assert.deepEqual(light.xy, EARLIER.xy);
      assert.equal(await lamp.hasEarlierLook(), false);
      assert.deepEqual(await lamp.apply(RED), SUPERSEDED);
    });

    it("is not waited for when the bridge is away", async () => {
      await lamp.apply(RED);
      light.failures = ["bridge-unreachable"];
      assert.deepEqual(await lamp.giveBack(), UNREACHABLE);
      assert.equal(clock.pending, 0);
    });
  });
});
