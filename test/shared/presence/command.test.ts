import assert from "node:assert/strict";
import { parseCommand } from "../../../shared/presence/command";
import type { LampCommand } from "../../../shared/presence/command";
import { STATUSES } from "../../../shared/presence/presence";
import { Problem } from "../../../shared/support/problem";

const NOW = Date.parse("2026-11-21T09:30:00.000Z");

describe("a message to a light", () => {
  const rows: readonly (readonly [unknown, LampCommand])[] = [
    [true, { kind: "on" }],
    [false, { kind: "off" }],
    ["on", { kind: "on" }],
    [" OFF ", { kind: "off" }],
    ["restore", { kind: "restore" }],
    ["offline", { kind: "status", status: "offline" }],
    ["off-work", { kind: "status", status: "off-work" }],
    ["In-A-Call", { kind: "status", status: "in-a-call" }],
    ["unknown", { kind: "status", status: "unknown" }],
    ["#F00", { kind: "appearance", appearance: { color: "#ff0000" } }],
    ["255,128,0", { kind: "appearance", appearance: { color: "#ff8000" } }],
    ["Orange", { kind: "appearance", appearance: { color: "#ffa500" } }],
    ["amber", { kind: "appearance", appearance: { color: "#ffbf00" } }],
    [{ on: false }, { kind: "appearance", appearance: { on: false } }],
    [{ brightness: 1 }, { kind: "appearance", appearance: { brightness: 1 } }],
    [{ brightness: "100" }, { kind: "appearance", appearance: { brightness: 100 } }],
    [{ sound: { tone: "chime" } }, { kind: "appearance", appearance: { sound: { tone: "chime" } } }],
    [
      { color: "red", sound: { tone: "12", volume: "30", repeat: "2", until: "next" } },
      {
        kind: "appearance",
        appearance: { color: "#ff0000", sound: { tone: 12, volume: 30, repeat: 2, until: "next" } },
      },
    ],
    [{ transition: 0 }, { kind: "appearance", appearance: { transition: 0 } }],
    [
      { color: "red", brightness: undefined },
      { kind: "appearance", appearance: { color: "#ff0000" } },
    ],
    [
      { on: true, color: "0,0,255", brightness: 40, effect: "breathe", transition: "1500" },
      {
        kind: "appearance",
        appearance: { on: true, color: "#0000ff", brightness: 40, effect: "breathe", transition: 1500 },
      },
    ],
    [null, { kind: "attention" }],
    [{ event: "sign-in-needed", account: { id: "a", name: "b" } }, { kind: "attention" }],
    [{ event: "pressed", device: "04d8:f372" }, { kind: "attention" }],
  ];
  for (const [payload, command] of rows) {
    it(`${JSON.stringify(payload)} asks for ${JSON.stringify(command)}`, () => {
      assert.deepEqual(parseCommand(payload, NOW), command);
    });
  }

  for (const status of STATUSES) {
    it(`takes the status ${status}`, () => {
      assert.deepEqual(parseCommand(status, NOW), { kind: "status", status });
    });
  }

  it("takes a Presence, and one of Graph", () => {
    const ours = parseCommand({ person: { slug: "alice" }, availability: "Busy", activity: "InACall" }, NOW);
    assert.ok(ours.kind === "presence");
    assert.deepEqual([ours.presence.person.slug, ours.presence.status], ["alice", "in-a-call"]);
    const graph = parseCommand({ id: "a-1", availability: "Away", activity: "Away" }, NOW);
    assert.ok(graph.kind === "presence");
    assert.deepEqual([graph.presence.person.id, graph.presence.status], ["a-1", "away"]);
  });

  it("says what is wrong with a broken Presence", () => {
    assert.throws(
      () => parseCommand({ person: {}, status: "busy" }, NOW),
      (error) =>
        error instanceof Problem && error.code === "malformed-presence" && /person\.id/.test(error.message),
    );
  });

  const refused: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /"payload" must be .*in-a-call.*brightness.*"restore"/],
    ["", /"payload" must be/],
    ["true", /"payload" must be/],
    ["bussy", /"payload" must be/],
    [1, /"payload" must be/],
    [["red"], /"payload" must be/],
    [{}, /"payload" must be/],
    [{ colour: "red" }, /"colour" is not a property.*color/],
    [{ color: "red", bri: 3 }, /"bri" is not a property/],
    [{ on: "true" }, /"on" must be true or false/],
    [{ color: "burnt umber" }, /"color" must be "#rrggbb"/],
    [{ color: 3 }, /"color" must be/],
    [{ color: null }, /"color" must be/],
    [{ brightness: 0 }, /"brightness" must be a number from 1 to 100/],
    [{ brightness: 101 }, /"brightness" must be/],
    [{ brightness: "" }, /"brightness" must be/],
    [{ brightness: "80%" }, /"brightness" must be/],
    [{ brightness: Number.NaN }, /"brightness" must be/],
    [{ brightness: true }, /"brightness" must be/],
    [{ sound: "ring" }, /"sound" must be an object with tone, volume, repeat, until/],
    [{ sound: {} }, /"sound.tone" must be one of ring, chime, alert, buzz, or a whole number from 1 to 16/],
    [{ sound: { tone: 17 } }, /"sound.tone" must be/],
    [{ sound: { tone: 1.5 } }, /"sound.tone" must be/],
    [{ sound: { tone: "bell" } }, /"sound.tone" must be/],
    [{ sound: { tone: "ring", volume: 101 } }, /"sound.volume" must be a number from 0 to 100/],
    [{ sound: { tone: "ring", repeat: 0 } }, /"sound.repeat" must be a number from 1 to 10/],
    [{ sound: { tone: "ring", until: "noon" } }, /"sound.until" must be "next"/],
    [{ sound: { tone: "ring", pitch: 2 } }, /"sound.pitch" is not known/],
    [{ transition: -1 }, /"transition" must be a number from 0/],
    [{ transition: Infinity }, /"transition" must be/],
    [{ transition: 6_000_001 }, /"transition" must be/],
    [{ effect: "disco" }, /"effect" must be one of none, breathe, blink/],
  ];
  for (const [payload, message] of refused) {
    it(`${JSON.stringify(payload)} is refused, saying what is allowed`, () => {
      assert.throws(
        () => parseCommand(payload, NOW),
        (error) => {
          assert.ok(error instanceof Problem);
          assert.equal(error.code, "bad-input");
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
