import assert from "node:assert/strict";
import { PageTrials } from "../../../../homebridge-plugin/settings/server/trials";
import type { TrialOutcome } from "../../../../homebridge-plugin/trials/trial-client";
import type { Trial } from "../../../../homebridge-plugin/trials/trial-messages";
import { Trials } from "../../../../homebridge-plugin/trials/trials";
import { FakeClock } from "../../../support/fake-clock";
import { problemOf } from "../../../shared/microsoft/helpers";
import { TestHome } from "./page";

const IN_A_CALL = { person: "alice", sensor: "in-a-call", seconds: 30 };
const AWAY = { person: "alice", sensor: "away", seconds: 10 };
const SIGN_IN = { account: "work", seconds: 30 };

function setUp() {
  const clock = new FakeClock();
  const asked: (Trial | "end")[] = [];
  const ended: string[] = [];
  let trouble: Extract<TrialOutcome, { problem: string }>["problem"] | undefined;
  const answer = (wish: Trial | "end"): Promise<TrialOutcome> => {
    asked.push(wish);
    const id = `trial-${asked.length}`;
    if (trouble) return Promise.resolve({ id, problem: trouble });
    if (wish === "end") return Promise.resolve({ id, ended: true });
    return Promise.resolve({ id, until: clock.now() + wish.seconds * 1000 });
  };
  const client = { start: answer, end: () => answer("end") };
  const trials = new PageTrials({ client, clock, onEnd: (id) => void ended.push(id) });
  return { trials, clock, asked, ended, fails: (how: NonNullable<typeof trouble>) => void (trouble = how) };
}

describe("trying a sensor on the settings page", () => {
  it("asks the plugin, and tells when it is over", async () => {
    const { trials, clock, asked, ended } = setUp();
    const begun = await trials.begin(IN_A_CALL);
    assert.deepEqual(begun, { id: "trial-1", until: clock.now() + 30_000 });
    assert.deepEqual(asked, [
      { target: { person: "alice", sensor: "in-a-call" }, detects: true, seconds: 30 },
    ]);
    await clock.advance(29_999);
    assert.deepEqual(ended, []);
    await clock.advance(1);
    assert.deepEqual(ended, ["trial-1"]);
  });

  it("asks for that of an account", async () => {
    const { trials, asked } = setUp();
    await trials.begin(SIGN_IN);
    assert.deepEqual(asked, [{ target: { account: "work" }, detects: true, seconds: 30 }]);
  });

  it("ends it, and all others with it", async () => {
    const { trials, clock, asked, ended } = setUp();
    const { id } = await trials.begin(IN_A_CALL);
    await trials.begin(AWAY);
    assert.deepEqual(await trials.end({ id }), {});
    assert.deepEqual(ended, ["trial-1", "trial-2"]);
    await clock.advance(60_000);
    assert.equal(ended.length, 2);
    assert.deepEqual(asked.at(-1), "end");
  });

  it("asks for no end of what is over", async () => {
    const { trials, clock, asked } = setUp();
    const { id } = await trials.begin(AWAY);
    await clock.advance(10_000);
    assert.deepEqual(await trials.end({ id }), {});
    assert.deepEqual(await trials.end({ id: "other" }), {});
    assert.equal(asked.length, 1);
  });

  it("ends with another one of the same sensor", async () => {
    const { trials, clock, ended } = setUp();
    await trials.begin(IN_A_CALL);
    await clock.advance(5000);
    await trials.begin(IN_A_CALL);
    assert.deepEqual(ended, ["trial-1"]);
    await clock.advance(29_000);
    assert.deepEqual(ended, ["trial-1"]);
  });

  for (const problem of [
    "no-answer",
    "not-written",
    "unknown-person",
    "unknown-sensor",
    "unknown-account",
    "not-running",
  ] as const)
    it(`tells ${problem} in words`, async () => {
      const { trials, fails } = setUp();
      const { id } = await trials.begin(AWAY);
      fails(problem);
      for (const asked of [trials.begin(IN_A_CALL), trials.end({ id })]) {
        const { code, title, advice } = await problemOf(asked);
        assert.equal(code, problem);
        assert.ok(title !== "" && advice !== "");
      }
    });

  const WRONG: readonly [string, Record<string, unknown>, RegExp][] = [
    ["nobody", { seconds: 30 }, /person must be/],
    ["no sensor", { person: "alice", seconds: 30 }, /sensor must be/],
    ["a person that is no id", { ...IN_A_CALL, person: "../alice" }, /person must be/],
    ["an account that is no text", { account: {}, seconds: 30 }, /account must be/],
    ["no time", { person: "alice", sensor: "away" }, /seconds must be/],
    ["a blink", { ...AWAY, seconds: 1 }, /seconds must be/],
    ["a day", { ...AWAY, seconds: 86_400 }, /seconds must be/],
    ["for ever", { ...AWAY, seconds: Number.POSITIVE_INFINITY }, /seconds must be/],
  ];
  for (const [what, fields, advice] of WRONG)
    it(`refuses ${what}`, async () => {
      const { trials, asked } = setUp();
      assert.match((await problemOf(trials.begin(fields))).advice, advice);
      assert.deepEqual(asked, []);
    });

  it("refuses to end nothing in particular", async () => {
    const { trials } = setUp();
    assert.match((await problemOf(trials.end({}))).advice, /id must be/);
  });
});

describe("the settings page and a plugin that runs", () => {
  let home: TestHome;
  let plugin: Trials | undefined;
  let forced: (boolean | undefined)[];

  beforeEach(async () => {
    home = await TestHome.start();
    forced = [];
  });
  afterEach(async () => {
    plugin?.close();
    plugin = undefined;
    await home.close();
  });

  function runPlugin(): void {
    plugin = new Trials({
      folder: home.folder,
      find: () => ({ name: "Alice: Away", force: (detects) => void forced.push(detects) }),
      clock: home.test.clock,
      log: home.log,
    });
    plugin.start();
  }

  it("try a sensor together, and tell the page when it is over", async () => {
    runPlugin();
    const page = await home.openPage();
    const { id } = await home.until(page.ask("/trial", AWAY));
    assert.deepEqual(forced, [true]);
    const over = await home.until(page.events.find(({ event }) => event === "trial"));
    assert.deepEqual(over.data, { id, ended: true });
    await home.test.clock.advance(1000);
    assert.deepEqual(forced, [true, undefined]);
  });

  it("end that early", async () => {
    runPlugin();
    const page = await home.openPage();
    const { id } = await home.until(page.ask("/trial", AWAY));
    assert.deepEqual(await home.until(page.ask("/trial/end", { id })), {});
    assert.deepEqual(forced, [true, undefined]);
  });

  it("come to nothing where none runs", async () => {
    const page = await home.openPage();
    await assert.rejects(home.until(page.ask("/trial", AWAY)), /does not answer/);
  });
});
