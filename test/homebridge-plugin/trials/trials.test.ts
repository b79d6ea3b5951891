import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TrialClient, type TrialOutcome } from "../../../homebridge-plugin/trials/trial-client";
import {
  parseAnswer,
  requestText,
  type Trial,
  trialFiles,
  type TrialTarget,
} from "../../../homebridge-plugin/trials/trial-messages";
import { Trials } from "../../../homebridge-plugin/trials/trials";
import { writeFileAtomically } from "../../../shared/support/atomic-file";
import { diskAtRest } from "../../support/disk";
import { FakeClock } from "../../support/fake-clock";
import { Lines } from "../../support/lines";

/** Half of that after which a client looks for its answer. */
const STEP_MS = 125;

const NAMES: Readonly<Record<string, string>> = { calls: "Alice: In a call", busy: "Alice: Busy" };

describe("trials of sensors", () => {
  let folder: string;
  let clock: FakeClock;
  let log: Lines;
  let trials: Trials;
  let client: TrialClient;
  /** What sensors were told to show. */
  let shown: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-trials-"));
    clock = new FakeClock();
    log = new Lines();
    shown = [];
    client = new TrialClient({ folder, clock });
    trials = open();
  });
  afterEach(() => {
    trials.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function open(): Trials {
    const find = (target: TrialTarget) => {
      const id = "sensor" in target ? target.sensor : target.account;
      if (id === "broken") return { name: "Broken", force: () => assert.fail("broken") };
      const name = NAMES[id];
      const force = (detects: boolean | undefined) => void shown.push(`${id} ${detects ?? "truth"}`);
      return name === undefined ? "unknown-sensor" : { name, force };
    };
    const opened = new Trials({ folder, clock, log, find });
    opened.start();
    return opened;
  }

  function trial(sensor: string, changes: Partial<Trial> = {}): Trial {
    return { target: { person: "alice", sensor }, detects: true, seconds: 30, ...changes };
  }

  async function step(): Promise<void> {
    await diskAtRest();
    await clock.advance(STEP_MS);
  }

  /** Lets so many milliseconds go by. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += STEP_MS) await step();
    await diskAtRest();
  }

  async function until<T>(work: Promise<T>): Promise<T> {
    const waiting = new Set([work]);
    void work.then(() => waiting.clear());
    while (waiting.size > 0) await step();
    return work;
  }

  const answered = (): unknown => parseAnswer(readFileSync(trialFiles(folder).answer, "utf8"));

  /** Resolves when the file of answers has this. */
  async function becomes(answer: TrialOutcome): Promise<void> {
    while (JSON.stringify(answered()) !== JSON.stringify(answer)) await step();
  }

  function write(text: string): Promise<void> {
    return writeFileAtomically(trialFiles(folder).request, text);
  }

  it("begin when asked for, say until when they last, and end by themselves", async () => {
    const before = clock.now();
    const outcome = await until(client.start(trial("calls")));
    assert.ok("until" in outcome);
    assert.ok(outcome.until > before + 30_000 && outcome.until <= clock.now() + 30_000);
    assert.deepEqual(shown, ["calls true"]);
    await pass(outcome.until - clock.now() - STEP_MS);
    await clock.advance(outcome.until - clock.now() - 1);
    assert.deepEqual(shown, ["calls true"]);
    await clock.advance(1);
    assert.deepEqual(shown, ["calls true", "calls truth"]);
    await becomes({ id: outcome.id, ended: true });
    assert.deepEqual(log.all, [
      "info Alice: In a call detects for 30 s, as a test.",
      "info Alice: In a call shows the truth again.",
    ]);
  });

  it("may be of what a sensor does when it does not detect", async () => {
    await until(client.start(trial("calls", { detects: false, seconds: 5 })));
    assert.deepEqual(shown, ["calls false"]);
    assert.deepEqual(log.all, ["info Alice: In a call does not detect for 5 s, as a test."]);
  });

  it("of the same sensor take each other's place, those of others go on beside each other", async () => {
    await until(client.start(trial("calls")));
    await until(client.start(trial("busy", { seconds: 100 })));
    await pass(20_000);
    const again = await until(client.start(trial("calls", { detects: false, seconds: 60 })));
    await pass(20_000);
    assert.deepEqual(shown, ["calls true", "busy true", "calls false"]);
    assert.deepEqual(answered(), again, "the first one's end is nobody's answer");
    await pass(100_000);
    assert.deepEqual(shown.slice(3), ["calls truth", "busy truth"]);
  });

  it("all end when that is asked for, and there may be none", async () => {
    await until(client.start(trial("calls")));
    await until(client.start(trial("busy")));
    for (let times = 0; times < 2; times++) assert.ok("ended" in (await until(client.end())));
    assert.deepEqual(shown.slice(2), ["calls truth", "busy truth"]);
    await pass(200_000);
    assert.equal(shown.length, 4);
    assert.equal(log.all.length, 4);
  });

  it("are not of sensors that do not exist", async () => {
    const { id, ...outcome } = await until(client.start(trial("nothing")));
    assert.match(id, /./);
    assert.deepEqual([outcome, shown, log.all], [{ problem: "unknown-sensor" }, [], []]);
  });

  it("fail nowhere where a sensor does", async () => {
    assert.ok("until" in (await until(client.start(trial("broken")))));
    await pass(30_000);
    assert.ok("until" in (await until(client.start(trial("calls")))));
    assert.deepEqual(shown, ["calls true"]);
  });

  it("do not begin twice by one request", async () => {
    await write(requestText({ id: "one", at: clock.now(), wish: trial("calls") }));
    while (shown.length === 0) await step();
    await write(requestText({ id: "one", at: clock.now(), wish: trial("calls") }));
    await pass(5000);
    assert.deepEqual(shown, ["calls true"]);
  });

  it("end with the plugin, and what was asked of the run before counts no longer", async () => {
    await until(client.start(trial("calls")));
    trials.close();
    assert.equal(clock.pending, 0);
    await pass(1000);
    trials = open();
    await pass(60_000);
    assert.deepEqual(shown, ["calls true"]);
  });

  it("are not asked for by what is no request, which is told to whoever looks for faults, once", async () => {
    for (const [index, text] of ["{", "x".repeat(100_000)].entries()) {
      await write(text);
      while (log.all.length === index) await step();
      await pass(5000);
    }
    assert.deepEqual(
      log.all.map((line) => line.replace(/ (is no request|could not be read).*/, "")),
      ["debug What asks for the test of a sensor", "debug What asks for the test of a sensor"],
    );
    assert.deepEqual(shown, []);
    assert.equal(existsSync(trialFiles(folder).answer), false);
  });

  it("are asked for and answered where nobody else may read", async () => {
    await until(client.start(trial("calls")));
    const { request, answer } = trialFiles(folder);
    const modes = [dirname(request), request, answer].map((path) => statSync(path).mode & 0o777);
    if (process.platform !== "win32") assert.deepEqual(modes, [0o700, 0o600, 0o600]);
  });

  describe("asked for by the settings page", () => {
    it("get no answer where no plugin runs, and none begins when one does", async () => {
      trials.close();
      const before = clock.now();
      const { id, ...outcome } = await until(client.start(trial("calls")));
      assert.match(id, /./);
      assert.deepEqual(outcome, { problem: "no-answer" });
      assert.ok(clock.now() - before >= 5000 && clock.now() - before < 6000);
      assert.equal(existsSync(trialFiles(folder).request), false);
    });

    it("get no answer that was for somebody else", async () => {
      trials.close();
      const { answer } = trialFiles(folder);
      mkdirSync(dirname(answer));
      writeFileSync(answer, '{"id":"other","until":1}');
      const outcome = await until(client.start(trial("calls")));
      assert.ok("problem" in outcome && outcome.problem === "no-answer");
    });

    it("are told apart, one after another", async () => {
      const outcomes = await until(
        Promise.all([client.start(trial("calls")), client.start(trial("nothing")), client.end()]),
      );
      assert.deepEqual(
        outcomes.map((outcome) => Object.keys(outcome).find((key) => key !== "id")),
        ["until", "problem", "ended"],
      );
    });

    it("cannot be asked for where nothing can be written", async () => {
      trials.close();
      writeFileSync(join(folder, "trial"), "no folder");
      const outcome = await until(client.start(trial("calls")));
      assert.ok("problem" in outcome && outcome.problem === "not-written");
    });
  });
});
