import assert from "node:assert/strict";
import type { NodeStatus } from "../../../nodes/common/node-red";
import { pollStatus } from "../../../nodes/presence-poll/poll-status";
import type { PollerState } from "../../../shared/microsoft/poll-listener";
import { Problem } from "../../../shared/support/problem";
import { presence } from "../../support/presences";

const NOW = Date.parse("2026-11-21T09:00:00.000Z");
const words = (key: string, substitutions: object = {}): string =>
  [key.replace("presence-poll.status.", ""), ...Object.values(substitutions).map(String)].join(" ");
const PROBLEM = new Problem({
  code: "graph-unavailable",
  title: "Microsoft Graph has trouble",
  advice: "Wait.",
});

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
      { kind: "ok", presence: presence("in-a-call") },
      { fill: "red", shape: "dot", text: "Busy · in a call" },
    ],
    [
      "somebody is available",
      { kind: "ok", presence: presence("available") },
      { fill: "green", shape: "dot", text: "Available" },
    ],
    [
      "somebody is away",
      { kind: "ok", presence: presence("away") },
      { fill: "yellow", shape: "dot", text: "Away" },
    ],
    ["it is paused", { kind: "paused", presence: presence("busy") }, ring("grey", "paused")],
    [
      "nobody is signed in",
      { kind: "sign-in-needed", problem: PROBLEM, presence: presence("busy") },
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
      { kind: "trouble", problem: PROBLEM, presence: presence("busy") },
      ring("red", "Microsoft Graph has trouble"),
    ],
    ["the trouble has no name", { kind: "trouble" }, ring("red", "trouble")],
  ];
  for (const [when, state, expected] of TABLE) {
    it(`says ${JSON.stringify(expected.text)} when ${when}`, () =>
      assert.deepEqual(pollStatus(state, NOW, words), expected));
  }

  it("makes a ring of the dot when the presence is stale", () => {
    const { shape } = pollStatus({ kind: "stale", presence: presence("busy") }, NOW, words);
    assert.equal(shape, "ring");
  });
});
