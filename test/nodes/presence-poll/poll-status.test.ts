import assert from "node:assert/strict";
import type { NodeStatus } from "../../../nodes/common/node-red";
import { pollStatus } from "../../../nodes/presence-poll/poll-status";
import type { PollerState } from "../../../shared/microsoft/polling/poll-listener";
import { Problem } from "../../../shared/support/problem";
import { BOB, presence } from "../../support/presences";

const NOW = Date.parse("2026-11-21T09:00:00.000Z");
const words = (key: string, substitutions: object = {}): string =>
  [key.replace("presence-poll.status.", ""), ...Object.values(substitutions).map(String)].join(" ");
const PROBLEM = new Problem({
  code: "graph-unavailable",
  title: "Microsoft Graph has trouble",
  advice: "Wait.",
});

const BOB_BUSY = presence("busy", { person: BOB });
const BOB_UNKNOWN = { listed: BOB.id, person: BOB, problem: PROBLEM };

const ring = (fill: NodeStatus["fill"], text: string): NodeStatus => ({
  ...(fill && { fill }),
  shape: "ring",
  text,
});

describe("presence-poll's status line", () => {
  const TABLE: readonly (readonly [string, PollerState, NodeStatus])[] = [
    ["nothing is known yet", { kind: "starting" }, ring("grey", "starting")],
    ["it is well without a presence", { kind: "ok" }, ring("grey", "starting")],
    [
      "somebody is in a call",
      { kind: "ok", presences: [presence("in-a-call")] },
      { fill: "red", shape: "dot", text: "Busy · in a call" },
    ],
    [
      "somebody is available",
      { kind: "ok", presences: [presence("available")] },
      { fill: "green", shape: "dot", text: "Available" },
    ],
    [
      "somebody is away",
      { kind: "ok", presences: [presence("away")] },
      { fill: "yellow", shape: "dot", text: "Away" },
    ],
    ["it is paused", { kind: "paused", presences: [presence("busy")] }, ring("grey", "paused")],
    [
      "nobody is signed in",
      { kind: "sign-in-needed", problem: PROBLEM, presences: [presence("busy")] },
      ring("red", "sign-in-needed"),
    ],
    [
      "Microsoft asks to wait",
      { kind: "waiting", problem: PROBLEM, retryAt: NOW + 29_001 },
      ring("yellow", "waiting 30"),
    ],
    [
      "the wait is over",
      { kind: "waiting", problem: PROBLEM, retryAt: NOW - 5 },
      ring("yellow", "waiting 1"),
    ],
    ["nobody knows how long", { kind: "waiting" }, ring("yellow", "waiting 1")],
    [
      "there is trouble",
      { kind: "trouble", problem: PROBLEM, presences: [presence("busy")] },
      ring("red", "Microsoft Graph has trouble"),
    ],
    [
      "everybody of a list is known",
      { kind: "ok", presences: [presence("available"), BOB_BUSY] },
      { fill: "blue", shape: "dot", text: "people 2" },
    ],
    [
      "somebody of a list is unknown",
      { kind: "ok", presences: [presence("available")], troubles: [BOB_UNKNOWN] },
      ring("yellow", "some-people 1 2"),
    ],
    [
      "what was known of somebody is in doubt",
      { kind: "ok", presences: [presence("available"), BOB_BUSY], troubles: [BOB_UNKNOWN] },
      ring("yellow", "some-people 1 2"),
    ],
    [
      "the only one is in doubt",
      { kind: "ok", presences: [BOB_BUSY], troubles: [BOB_UNKNOWN] },
      ring("red", "Busy"),
    ],
    [
      "nothing is known of anybody",
      { kind: "trouble", problem: PROBLEM, troubles: [BOB_UNKNOWN] },
      ring("red", "Microsoft Graph has trouble"),
    ],
    [
      "somebody's presence is stale",
      { kind: "ok", presences: [presence("available"), { ...BOB_BUSY, stale: true }] },
      ring("yellow", "some-people 1 2"),
    ],
    [
      "everybody's presence is stale",
      { kind: "stale", presences: [presence("unknown", { stale: true }), { ...BOB_BUSY, stale: true }] },
      ring("grey", "some-people 0 2"),
    ],
    ["the trouble has no name", { kind: "trouble" }, ring("red", "trouble")],
  ];
  for (const [when, state, expected] of TABLE) {
    it(`says ${JSON.stringify(expected.text)} when ${when}`, () =>
      assert.deepEqual(pollStatus(state, NOW, words), expected));
  }

  it("makes a ring of the dot when the presence is stale", () => {
    const { shape } = pollStatus({ kind: "stale", presences: [presence("busy")] }, NOW, words);
    assert.equal(shape, "ring");
  });
});
