import assert from "node:assert/strict";
import { TEAMS2HA_FORMAT } from "../../../../shared/mqtt/formats/teams2ha";
import { inShort, type Message, saidAfter } from "./heard";

const TOPICS = {
  availability: "teams2ha/office/availability",
  status: "homeassistant/sensor/office/teamsstatus/state",
  meeting: "homeassistant/binary_sensor/office/isinmeeting/state",
  running: "homeassistant/binary_sensor/office/teamsrunning/state",
  muted: "homeassistant/switch/office/ismuted/state",
  video: "homeassistant/switch/office/isvideoon/state",
} as const;

type Parts = { readonly [P in keyof typeof TOPICS]?: string };

function said(...all: Parts[]): string {
  const messages = all.flatMap((parts) =>
    Object.entries(parts).map(([part, text]): Message => [TOPICS[part as keyof Parts], text]),
  );
  return inShort(saidAfter(TEAMS2HA_FORMAT, "teams2ha/office", messages));
}

describe("what TEAMS2HA publishes", () => {
  const TABLE: readonly (readonly [means: string, parts: Parts])[] = [
    ["nothing", {}],
    ["nothing", { availability: "online" }],
    ["available", { status: "Available" }],
    ["busy", { status: "Busy" }],
    ["do-not-disturb", { status: "DoNotDisturb" }],
    ["away", { status: "Away" }],
    ["be-right-back", { status: "BeRightBack" }],
    ["offline", { status: "Offline" }],
    ["unknown", { status: "Unknown" }],
    ["nothing", { status: "Holographic" }],
    ["busy, no inCall", { status: "Busy", meeting: "OFF" }],
    ["in-a-call, inCall", { status: "Busy", meeting: "ON" }],
    ["in-a-call, inCall", { status: "Available", meeting: "ON" }],
    ["in-a-call, inCall", { status: "DoNotDisturb", meeting: "ON" }],
    ["in-a-call, inCall", { status: "Unknown", meeting: "ON" }],
    ["in-a-call, inCall", { meeting: "ON" }],
    [
      "in-a-call, inCall, microphone, no camera",
      { status: "Busy", meeting: "ON", muted: "OFF", video: "OFF" },
    ],
    ["in-a-call, inCall, no microphone, camera", { status: "Busy", meeting: "ON", muted: "ON", video: "ON" }],
    ["available, no inCall", { status: "Available", meeting: "OFF", muted: "OFF", video: "OFF" }],
    ["busy, no inCall", { status: "Busy", meeting: "OFF", running: "ON" }],
    ["unknown, no inCall", { status: "Busy", meeting: "OFF", running: "OFF" }],
    ["in-a-call, inCall", { status: "Busy", meeting: "ON", running: "OFF" }],
    ["busy", { status: "Busy", meeting: "yes", running: "no" }],
    ["busy", { status: "Busy", availability: "online" }],
    ["lost mqtt-source-offline", { status: "Busy", availability: "offline" }],
    ["lost mqtt-source-offline", { availability: "offline" }],
  ];
  for (const [means, parts] of TABLE)
    it(`${JSON.stringify(parts)}: ${means}`, () => assert.equal(said(parts), means));

  it("is believed again when its program is back", () => {
    assert.equal(said({ status: "Busy", availability: "offline" }, { availability: "online" }), "busy");
  });

  it("is taken back by an empty message", () => {
    assert.equal(said({ status: "Busy" }, { status: "" }), "nothing");
  });

  it("is looked for only below teams2ha/", () => {
    assert.deepEqual(new Set(TEAMS2HA_FORMAT.filters("teams2ha/office")), new Set(Object.values(TOPICS)));
    assert.deepEqual(TEAMS2HA_FORMAT.filters("teams2ha/Office"), TEAMS2HA_FORMAT.filters("teams2ha/office"));
    assert.deepEqual(TEAMS2HA_FORMAT.filters("teams"), []);
    assert.equal(inShort(saidAfter(TEAMS2HA_FORMAT, "teams", [[TOPICS.status, "Busy"]])), "nothing");
  });
});
