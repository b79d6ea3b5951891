import type { AskFor, Lamp, LampState, Outcome } from "../../../shared/lights/lamp";
import assert from "node:assert/strict";
import type { Message, NodeStatus, Outgoing } from "../../../nodes/common/node-red";
import { LampController } from "../../../nodes/common/lamp-controller";
import { lampStatus, type Words } from "../../../nodes/common/lamp-status";
import { LIGHT_TROUBLES } from "../../../nodes/hue-light/light-troubles";
import { type PresetName, type Rule, ruleFor, type Sound } from "../../../shared/presence/appearance";
import type { Hours } from "../../../shared/presence/hours";
import { Problem } from "../../../shared/support/problem";
import { FakeClock, settle } from "../../support/fake-clock";
import { ALICE, BOB, presence } from "../../support/presences";

const problem = (code: string) => new Problem({ code, title: `Title of ${code}`, advice: "Do this." });

/** A lamp that does what the test says next, else obeys. */
class PretendLamp implements Lamp {
  readonly asked: (AskFor | "leave" | "give back" | "close")[] = [];
  readonly outcomes: (Outcome | Problem | Promise<Outcome>)[] = [];

  constructor(readonly onState: (state: LampState) => void) {}

  async apply(asked: AskFor): Promise<Outcome> {
    this.asked.push(asked);
    return this.#next();
  }

  leave(): void {
    this.asked.push("leave");
  }

  async giveBack(): Promise<Outcome> {
    this.asked.push("give back");
    return this.#next();
  }

  async close(): Promise<void> {
    this.asked.push("close");
  }

  /** As a Lamp tells what it finds before it answers. */
  away(code = "bridge-unreachable"): void {
    this.onState({ kind: "unreachable", problem: problem(code) });
  }

  async #next(): Promise<Outcome> {
    const outcome = (await this.outcomes.shift()) ?? { applied: true };
    if (!(outcome instanceof Problem)) return outcome;
    this.onState({ kind: "problem", problem: outcome });
    throw outcome;
  }
}

interface Options {
  readonly person?: string;
  readonly giveBack?: boolean;
  readonly hasScenes?: boolean;
  readonly preset?: PresetName;
  /** What the theme does for every status, in place of the preset. */
  readonly rule?: Rule;
  readonly hours?: Hours;
  /** When it begins. */
  readonly at?: string;
}

const words: Words = (key, substitutions) => [key, ...Object.values(substitutions ?? {})].join(" ");

function setUp({
  person = "",
  giveBack = true,
  hasScenes = true,
  preset = "traffic-light",
  rule,
  hours,
  at,
}: Options = {}) {
  const clock = new FakeClock(at);
  const sent: Message[] = [];
  const statuses: NodeStatus[] = [];
  const errors: [error: Error & { code?: string }, msg: Message][] = [];
  const warnings: string[] = [];
  const lamps: PretendLamp[] = [];
  const controller = new LampController(
    { target: "l1", person, giveBack, hasScenes },
    {
      createLamp(onState) {
        const created = new PretendLamp(onState);
        lamps.push(created);
        return created;
      },
      theme: { ruleFor: (status) => rule ?? ruleFor(preset, status), ...(hours && { hours }) },
      show: (view) => void statuses.push(lampStatus(view, words, LIGHT_TROUBLES)),
      error: (error, msg) => void errors.push([error, msg]),
      notGivenBack: () => void warnings.push("not given back"),
      clock,
    },
  );
  const [lamp] = lamps;
  assert.ok(lamp);
  const send = (messages: Outgoing): void => void sent.push(messages as Message);
  return {
    clock,
    controller,
    errors,
    lamp,
    sent,
    statuses,
    warnings,
    receive: (payload: unknown, extra: Message = {}) => controller.input({ ...extra, payload }, send),
    results: () => sent.map(({ light }) => light),
    shown: () => statuses.map(({ fill, shape, text }) => `${fill} ${shape} ${text}`),
  };
}

describe("a lamp's controller", () => {
  it("keeps saying that the bridge is away where nothing had to be asked of it", async () => {
    const { lamp, receive, shown } = setUp();
    lamp.away();
    lamp.outcomes.push({ applied: false, skipped: "unchanged" });
    await receive(presence("offline"));
    assert.equal(shown().at(-1), "red ring hue-light.trouble.bridge-unreachable");
    lamp.onState({ kind: "ok", byHand: false });
    assert.equal(shown().at(-1), "grey dot status.offline");
  });

  const show = (color: string, status: string): AskFor => ({
    ask: { kind: "show", color, brightness: 100, effect: "none" },
    status,
  });
  const WANTED: readonly (readonly [payload: unknown, asked: AskFor | "leave", shown: string])[] = [
    [presence("available"), show("#00ff00", "available"), "green dot status.available"],
    [presence("in-a-call"), show("#ff0000", "in-a-call"), "red dot status.in-a-call"],
    [
      { id: ALICE.id, availability: "Away", activity: "Away" },
      show("#ffbf00", "away"),
      "yellow dot status.away",
    ],
    [presence("offline"), { ask: { kind: "restore" }, status: "offline" }, "grey dot status.offline"],
    [presence("unknown"), "leave", "grey ring status.unknown"],
    ["do-not-disturb", show("#ff0000", "do-not-disturb"), "red dot status.do-not-disturb"],
    ["out-of-office", { ask: { kind: "restore" }, status: "out-of-office" }, "blue dot status.out-of-office"],
    ["unknown", "leave", "grey ring status.unknown"],
    ["#123456", { ask: { kind: "show", color: "#123456" } }, "grey dot #123456"],
    ["amber", { ask: { kind: "show", color: "#ffbf00" } }, "grey dot #ffbf00"],
    [
      { color: "0,0,255", brightness: "20", transition: 1000 },
      { ask: { kind: "show", color: "#0000ff", brightness: 20, transition: 1000 } },
      "grey dot #0000ff",
    ],
    [{ brightness: 30 }, { ask: { kind: "show", brightness: 30 } }, "grey dot 30 %"],
    [{ on: true }, { ask: { kind: "show" } }, "grey dot lamp.status.on"],
    [{ on: false, color: "red" }, { ask: { kind: "off" } }, "grey dot lamp.status.off"],
    [true, { ask: { kind: "on" } }, "grey dot lamp.status.on"],
    ["on", { ask: { kind: "on" } }, "grey dot lamp.status.on"],
    [false, { ask: { kind: "off" } }, "grey dot lamp.status.off"],
    ["off", { ask: { kind: "off" } }, "grey dot lamp.status.off"],
    ["restore", { ask: { kind: "restore" } }, "grey dot lamp.status.restore"],
  ];
  for (const [payload, asked, status] of WANTED)
    it(`takes ${JSON.stringify(payload).slice(0, 90)}`, async () => {
      const { lamp, receive, results, shown } = setUp();
      await receive(payload);
      assert.deepEqual(lamp.asked, [asked]);
      assert.equal(shown().at(-1), status);
      const result = asked === "leave" ? { applied: false, skipped: "leave" } : { applied: true };
      assert.deepEqual(results(), [{ target: "l1", ...result }]);
    });

  it("uses the theme's off", async () => {
    const { lamp, receive } = setUp({ preset: "presence-switch" });
    await receive("offline");
    assert.deepEqual(lamp.asked, [{ ask: { kind: "off" }, status: "offline" }]);
  });

  it("passes the message on as it came, with what became of it", async () => {
    const { receive, sent } = setUp();
    const payload = presence("busy");
    await receive(payload, { _msgid: "one", topic: "t", extra: 1 });
    assert.deepEqual(sent, [
      { _msgid: "one", topic: "t", extra: 1, payload, light: { target: "l1", applied: true } },
    ]);
  });

  for (const attention of [null, { event: "sign-in-needed", account: { id: "a", name: "A" } }])
    it(`drops the attention message ${JSON.stringify(attention)}`, async () => {
      const { lamp, receive, sent, statuses } = setUp();
      await receive(attention);
      assert.deepEqual([lamp.asked, sent, statuses], [[], [], []]);
    });

  for (const nonsense of [undefined, 7, "no such thing", {}, { colour: "red" }, [presence("busy")]])
    it(`refuses ${JSON.stringify(nonsense)?.slice(0, 40) ?? "nothing"}`, async () => {
      const { lamp, receive, sent } = setUp();
      await assert.rejects(receive(nonsense), { code: "bad-input" });
      assert.deepEqual([lamp.asked, sent], [[], []]);
    });

  describe("of one person", () => {
    it("follows that person and passes the others by", async () => {
      const { lamp, receive, results, statuses } = setUp({ person: "bob" });
      await receive(presence("busy", { person: ALICE }));
      assert.deepEqual([lamp.asked, statuses], [[], []]);
      await receive(presence("busy", { person: BOB }));
      assert.equal(lamp.asked.length, 1);
      assert.deepEqual(results(), [
        { target: "l1", applied: false, skipped: "other-person" },
        { target: "l1", applied: true },
      ]);
    });

    it("follows what names nobody", async () => {
      const { lamp, receive } = setUp({ person: "bob" });
      for (const payload of ["busy", "red", true]) await receive(payload);
      assert.equal(lamp.asked.length, 3);
    });
  });

  for (const skipped of ["unchanged", "off", "superseded"] as const)
    it(`tells that the lamp skipped it: ${skipped}`, async () => {
      const { lamp, receive, results } = setUp();
      lamp.outcomes.push({ applied: false, skipped });
      await receive("busy");
      assert.deepEqual(results(), [{ target: "l1", applied: false, skipped }]);
    });

  it("shows that the lamp is off and stays off", async () => {
    const { lamp, receive, shown } = setUp();
    lamp.outcomes.push({ applied: false, skipped: "off" });
    await receive("busy");
    assert.deepEqual(shown(), ["red ring lamp.status.lamp-off status.busy"]);
  });

  it("shows the newest, whatever becomes of the one before", async () => {
    const { lamp, receive, shown } = setUp();
    let finish: (outcome: Outcome) => void = () => {};
    lamp.outcomes.push(new Promise((resolve) => (finish = resolve)));
    const first = receive("busy");
    await settle();
    await receive("available");
    finish({ applied: true });
    await first;
    assert.equal(shown().at(-1), "green dot status.available");
  });

  describe("whose bridge is away", () => {
    const away = async (code?: string) => {
      const set = setUp();
      await set.receive(presence("available"));
      set.lamp.outcomes.push({ applied: false, skipped: "unreachable" });
      set.lamp.away(code);
      await set.receive(presence("in-a-call"));
      return set;
    };

    it("passes the message on, shows the trouble and tells it once", async () => {
      const { errors, lamp, receive, results, shown } = await away();
      lamp.outcomes.push({ applied: false, skipped: "unreachable" });
      await receive(presence("in-a-call"));
      assert.deepEqual(results().slice(1), [
        { target: "l1", applied: false, skipped: "unreachable" },
        { target: "l1", applied: false, skipped: "unreachable" },
      ]);
      assert.equal(shown().at(-1), "red ring hue-light.trouble.bridge-unreachable");
      assert.deepEqual(
        errors.map(([{ code }, msg]) => [code, msg]),
        [["bridge-unreachable", { topic: "alice", payload: null }]],
      );
    });

    it("shows the presence again as soon as the lamp has it", async () => {
      const { errors, lamp, shown } = await away();
      lamp.onState({ kind: "ok", byHand: false });
      assert.equal(shown().at(-1), "red dot status.in-a-call");
      assert.equal(errors.length, 1);
    });

    it("shows a lamp that does not hear as less than a bridge that is away, and tells it once", async () => {
      const { errors, lamp, receive, results, shown } = await away("light-unreachable");
      lamp.outcomes.push({ applied: false, skipped: "unreachable" });
      await receive(presence("in-a-call"));
      assert.deepEqual(results().at(-1), { target: "l1", applied: false, skipped: "unreachable" });
      assert.equal(shown().at(-1), "yellow ring hue-light.trouble.light-unreachable");
      assert.deepEqual(
        errors.map(([{ code }]) => code),
        ["light-unreachable"],
      );
      lamp.onState({ kind: "ok", byHand: false });
      assert.equal(shown().at(-1), "red dot status.in-a-call");
    });

    it("tells trouble that changes", async () => {
      const { errors, lamp, shown } = await away();
      lamp.onState({ kind: "problem", problem: problem("bridge-key-refused") });
      assert.deepEqual(
        errors.map(([{ code }]) => code),
        ["bridge-unreachable", "bridge-key-refused"],
      );
      assert.equal(shown().at(-1), "red ring hue-light.trouble.bridge-key-refused");
    });

    it("drops what waits when the lamp is to be left as it is, and knows the trouble when it comes back to it", async () => {
      const { lamp, receive, shown } = await away();
      await receive(presence("unknown"));
      assert.equal(lamp.asked.at(-1), "leave");
      assert.equal(shown().at(-1), "grey ring status.unknown");
      // The lamp does not say the same trouble twice.
      lamp.outcomes.push({ applied: false, skipped: "unreachable" });
      await receive(presence("in-a-call"));
      assert.equal(shown().at(-1), "red ring hue-light.trouble.bridge-unreachable");
    });

    it("shows the title of trouble that has no short name", async () => {
      const { shown } = await away("bridge-odd");
      assert.equal(shown().at(-1), "red ring Title of bridge-odd");
    });
  });

  it("answers with the problem that only a person can help with, once", async () => {
    const { errors, lamp, receive, sent, shown } = setUp();
    lamp.outcomes.push(problem("light-not-found"));
    await assert.rejects(receive("busy"), { code: "light-not-found" });
    assert.equal(shown().at(-1), "red ring hue-light.trouble.light-not-found");
    assert.deepEqual([errors, sent], [[], []]);
  });

  it("shows that somebody has changed the lamp, and that it is ours again", async () => {
    const { errors, lamp, receive, results, shown } = setUp();
    await receive("busy");
    lamp.onState({ kind: "ok", byHand: true });
    assert.equal(shown().at(-1), "red ring lamp.status.by-hand status.busy");
    lamp.outcomes.push({ applied: false, skipped: "yielded" });
    await receive("busy");
    assert.deepEqual(results().at(-1), { target: "l1", applied: false, skipped: "yielded" });
    assert.equal(shown().at(-1), "red ring lamp.status.by-hand status.busy");
    lamp.onState({ kind: "ok", byHand: false });
    await receive("available");
    assert.equal(shown().at(-1), "green dot status.available");
    assert.deepEqual(errors, []);
  });

  it("recalls the theme's scene", async () => {
    const { lamp, receive } = setUp({ rule: { action: "scene", scene: "Quiet" } });
    await receive("busy");
    assert.deepEqual(lamp.asked, [{ ask: { kind: "scene", scene: "Quiet" }, status: "busy" }]);
  });

  it("leaves a lamp that knows no scenes as it is", async () => {
    const { lamp, receive, results } = setUp({
      hasScenes: false,
      rule: { action: "scene", scene: "Quiet" },
    });
    await receive("busy");
    assert.deepEqual(lamp.asked, ["leave"]);
    assert.deepEqual(results(), [{ target: "l1", applied: false, skipped: "leave" }]);
  });

  it("passes a sound on, from the theme and from a message", async () => {
    const sound: Sound = { tone: "ring", volume: 20, repeat: 2 };
    const show = { color: "#ff0000", brightness: 100, effect: "none" } as const;
    const { lamp, receive } = setUp({ rule: { action: "show", ...show, sound } });
    await receive("busy");
    await receive({ color: "blue", sound: { tone: "3", repeat: "2", until: "next" } });
    assert.deepEqual(lamp.asked, [
      { ask: { kind: "show", ...show, sound }, status: "busy" },
      { ask: { kind: "show", color: "#0000ff", sound: { tone: 3, repeat: 2, until: "next" } } },
    ]);
  });

  describe("with working hours", () => {
    const HOURS: Hours = {
      timezone: "Europe/Berlin",
      days: [1, 2, 3, 4, 5],
      start: "09:00",
      end: "17:00",
      outside: "restore",
    };
    const MONDAY = "2026-11-23";
    const berlin = (time: string) => `${MONDAY}T${time}:00.000+01:00`;
    const RESTORED: AskFor = { ask: { kind: "outside", action: "restore" } };
    const BUSY = show("#ff0000", "busy");

    it("gives the lamp back at the very minute, with no message coming", async () => {
      const { clock, lamp, receive, shown } = setUp({ hours: HOURS, at: berlin("16:58") });
      await receive("busy");
      await clock.advance(119_999);
      assert.deepEqual(lamp.asked, [BUSY]);
      await clock.advance(1);
      assert.deepEqual(lamp.asked, [BUSY, RESTORED]);
      assert.equal(shown().at(-1), "red ring lamp.status.outside-hours status.busy");
    });

    for (const outside of ["off", "leave"] as const)
      it(`does what is to be done outside: ${outside}`, async () => {
        const { clock, lamp, receive } = setUp({ hours: { ...HOURS, outside }, at: berlin("16:59") });
        await receive("busy");
        await clock.advance(60_000);
        assert.deepEqual(lamp.asked.at(-1), { ask: { kind: "outside", action: outside } });
      });

    it("follows nobody outside, and says so", async () => {
      const { lamp, receive, results, shown } = setUp({ hours: HOURS, at: berlin("17:00") });
      assert.deepEqual(lamp.asked, [RESTORED], "the hours may have ended while nobody watched");
      await receive(presence("available"));
      assert.deepEqual(results(), [{ target: "l1", applied: false, skipped: "outside-hours" }]);
      assert.equal(shown().at(-1), "green ring lamp.status.outside-hours status.available");
      assert.equal(lamp.asked.length, 1);
    });

    it("carries out what is asked for directly, at any time", async () => {
      const { lamp, receive, results } = setUp({ hours: HOURS, at: berlin("20:00") });
      await receive("#123456");
      await receive("off");
      assert.deepEqual(lamp.asked.slice(1), [
        { ask: { kind: "show", color: "#123456" } },
        { ask: { kind: "off" } },
      ]);
      assert.deepEqual(results(), [
        { target: "l1", applied: true },
        { target: "l1", applied: true },
      ]);
    });

    it("shows in the morning what came last at night, without a message", async () => {
      const { clock, lamp, receive, shown, sent } = setUp({ hours: HOURS, at: berlin("08:00") });
      await receive("available");
      await receive("busy");
      await clock.advance(3_600_000 - 1);
      assert.deepEqual(lamp.asked, [RESTORED]);
      await clock.advance(1);
      assert.deepEqual(lamp.asked, [RESTORED, BUSY]);
      assert.equal(shown().at(-1), "red dot status.busy");
      assert.equal(sent.length, 2);
    });

    it("is right within a minute when the machine slept through the end", async () => {
      const { clock, lamp, receive } = setUp({ hours: HOURS, at: berlin("12:00") });
      await receive("busy");
      clock.jumpTo(berlin("19:30"));
      await clock.advance(60_000);
      assert.deepEqual(lamp.asked.at(-1), RESTORED);
    });

    it("tells trouble of the night or the morning to Catch nodes, and goes on", async () => {
      const { clock, errors, lamp, receive } = setUp({ hours: HOURS, at: berlin("08:59") });
      await receive("busy");
      lamp.outcomes.push(problem("light-not-found"));
      await clock.advance(60_000);
      assert.deepEqual(
        errors.map(([{ code }]) => code),
        ["light-not-found"],
      );
      await receive("available");
      assert.equal(lamp.asked.length, 3);
    });

    it("leaves no timer behind", async () => {
      const { clock, controller } = setUp({ hours: HOURS, at: berlin("12:00") });
      await controller.close(false);
      assert.equal(clock.pending, 0);
    });
  });

  describe("at the end", () => {
    const ENDS: readonly (readonly [what: string, removed: boolean, giveBack: boolean, asked: string])[] = [
      ["leaves the lamp as it is at a deploy or restart", false, true, "close"],
      ["gives the lamp back when its node is gone", true, true, "give back"],
      ["leaves the lamp as it is when that is not wanted", true, false, "close"],
    ];
    for (const [what, removed, giveBack, asked] of ENDS)
      it(what, async () => {
        const { clock, controller, lamp, warnings } = setUp({ giveBack });
        await controller.close(removed);
        assert.deepEqual([lamp.asked, warnings, clock.pending], [[asked], [], 0]);
      });

    it("says when the lamp could not be given back", async () => {
      const { controller, lamp, warnings } = setUp();
      lamp.outcomes.push({ applied: false, skipped: "unreachable" });
      await controller.close(true);
      assert.deepEqual(warnings, ["not given back"]);
    });

    it("waits five seconds for a bridge that hangs, not longer", async () => {
      const { clock, controller, lamp } = setUp();
      lamp.outcomes.push(new Promise(() => {}));
      let closed = false;
      const closing = controller.close(true).then(() => (closed = true));
      await clock.advance(4999);
      assert.equal(closed, false);
      await clock.advance(1);
      await closing;
    });

    it("says nothing any more", async () => {
      const { controller, errors, lamp, receive, sent, statuses } = setUp();
      let finish: (outcome: Outcome) => void = () => {};
      lamp.outcomes.push(new Promise((resolve) => (finish = resolve)));
      const waiting = receive("busy");
      await controller.close(false);
      lamp.away();
      finish({ applied: false, skipped: "superseded" });
      await waiting;
      assert.deepEqual([sent, statuses, errors], [[], [], []]);
    });
  });
});
