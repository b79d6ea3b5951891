import assert from "node:assert/strict";
import { describePresence, statusColourKind } from "../../../shared/presence/describe";
import { STATUSES } from "../../../shared/presence/presence";
import type { Presence, Status } from "../../../shared/presence/presence";

const presence = (status: Status, more: Partial<Presence> = {}): Presence => ({
  person: { id: "a", slug: "a", name: "A" },
  availability: "Busy",
  activity: "Busy",
  status,
  idle: false,
  outOfOffice: false,
  observedAt: "2026-11-21T09:30:00.000Z",
  source: "manual",
  ...more,
});

describe("a presence in words", () => {
  const rows: readonly (readonly [Status, string, string])[] = [
    ["available", "Available", "green"],
    ["busy", "Busy", "red"],
    ["in-a-call", "Busy · in a call", "red"],
    ["in-a-meeting", "Busy · in a meeting", "red"],
    ["presenting", "Presenting", "red"],
    ["do-not-disturb", "Do not disturb", "red"],
    ["focusing", "Focusing", "red"],
    ["be-right-back", "Be right back", "yellow"],
    ["away", "Away", "yellow"],
    ["offline", "Offline", "grey"],
    ["off-work", "Off work", "grey"],
    ["out-of-office", "Out of office", "blue"],
    ["unknown", "Unknown", "grey"],
  ];

  it("covers every status", () => {
    assert.deepEqual(rows.map(([status]) => status).sort(), [...STATUSES].sort());
  });

  for (const [status, text, colour] of rows) {
    it(`is "${text}" in ${colour} for ${status}`, () => {
      assert.equal(describePresence(presence(status)), text);
      assert.equal(statusColourKind(status), colour);
      assert.ok(text.length < 20);
    });
  }

  it("mentions idleness where it adds something", () => {
    assert.equal(describePresence(presence("available", { idle: true })), "Available · idle");
    assert.equal(describePresence(presence("busy", { idle: true })), "Busy · idle");
    assert.equal(describePresence(presence("away", { idle: true })), "Away");
  });

  it("says what a stale one was", () => {
    assert.equal(
      describePresence(presence("unknown", { stale: true, lastStatus: "busy" })),
      "Stale (was busy)",
    );
    assert.equal(
      describePresence(presence("unknown", { stale: true, lastStatus: "in-a-call" })),
      "Stale (was in a call)",
    );
    assert.equal(describePresence(presence("unknown", { stale: true })), "Stale");
    assert.equal(describePresence(presence("unknown", { stale: true, lastStatus: "unknown" })), "Stale");
  });
});
