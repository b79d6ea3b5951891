import assert from "node:assert/strict";
import { TEAMS_FOR_LINUX_FORMAT } from "../../../../shared/mqtt/formats/teams-for-linux";
import { inShort, type Message, PERSON, saidAfter } from "./heard";

const status = (word: string): Message => [
  "teams/status",
  JSON.stringify({
    status: word,
    statusCode: 2,
    timestamp: "2026-11-21T09:00:00.000Z",
    clientId: "teams-for-linux",
  }),
];
const piece = (name: string, text: string): Message => [`teams/${name}`, text];
const said = (...messages: Message[]): string =>
  inShort(saidAfter(TEAMS_FOR_LINUX_FORMAT, "teams", messages));

describe("what teams-for-linux publishes", () => {
  const TABLE: readonly (readonly [says: string, means: string, messages: readonly Message[]])[] = [
    ["nothing", "nothing", []],
    ["available", "available", [status("available")]],
    ["busy", "busy", [status("busy")]],
    ["do not disturb", "do-not-disturb", [status("do_not_disturb")]],
    ["away", "away", [status("away")]],
    ["be right back", "be-right-back", [status("be_right_back")]],
    ["unknown", "unknown", [status("unknown")]],
    ["a word of a later version", "nothing", [status("holographic")]],
    ["a bare word, as our own status topic has it", "nothing", [piece("status", "busy")]],
    ["busy, and no call", "busy, no inCall", [status("busy"), piece("in-call", "false")]],
    ["busy, in a call", "in-a-call, inCall", [status("busy"), piece("in-call", "true")]],
    ["available, in a call", "in-a-call, inCall", [status("available"), piece("in-call", "true")]],
    ["do not disturb, in a call", "in-a-call, inCall", [status("do_not_disturb"), piece("in-call", "true")]],
    ["a call alone", "in-a-call, inCall", [piece("in-call", "true")]],
    ["no call alone", "unknown, no inCall", [piece("in-call", "false")]],
    [
      "a call that shares the screen",
      "presenting, inCall, sharing",
      [status("busy"), piece("in-call", "true"), piece("screen-sharing", "true")],
    ],
    ["sharing alone", "presenting, sharing", [status("busy"), piece("screen-sharing", "true")]],
    [
      "sharing left over after the call",
      "busy, no inCall, sharing",
      [status("busy"), piece("in-call", "false"), piece("screen-sharing", "true")],
    ],
    ["a camera that is on", "busy, camera", [status("busy"), piece("camera", "true")]],
    ["a ringing call", "available, ringing", [status("available"), piece("incoming-call", "true")]],
    [
      "who calls, which nobody asked for",
      "available",
      [status("available"), piece("incoming-call/caller", "Bob")],
    ],
    ...(
      [
        ["speaking", "microphone"],
        ["silent", "microphone"],
        ["true", "microphone"],
        ["muted", "no microphone"],
        ["off", "no microphone"],
        ["false", "no microphone"],
      ] as const
    ).map(
      ([word, means]) =>
        [
          `a microphone that is ${word}`,
          `busy, ${means}`,
          [status("busy"), piece("microphone", word)],
        ] as const,
    ),
    ["a flag that is none", "busy", [status("busy"), piece("in-call", "TRUE"), piece("camera", "1")]],
    ["connected", "busy", [status("busy"), piece("connected", "true")]],
    ["its last will", "lost mqtt-source-offline", [status("busy"), piece("connected", "false")]],
    ["its last will alone", "lost mqtt-source-offline", [piece("connected", "false")]],
    ["back after that", "busy", [piece("connected", "false"), status("busy"), piece("connected", "true")]],
    ["a call taken away again", "busy", [status("busy"), piece("in-call", "true"), piece("in-call", "")]],
    ["a status taken away again", "nothing", [status("busy"), ["teams/status", ""]]],
  ];
  for (const [says, means, messages] of TABLE)
    it(`${says}: ${means}`, () => assert.equal(said(...messages), means));

  it("becomes a Presence in the words of Graph", () => {
    const presence = saidAfter(TEAMS_FOR_LINUX_FORMAT, "teams", [piece("in-call", "true")]);
    assert.deepEqual(presence, {
      kind: "presence",
      presence: {
        person: PERSON,
        availability: "Busy",
        activity: "InACall",
        status: "in-a-call",
        idle: false,
        outOfOffice: false,
        media: { inCall: true },
        observedAt: "2026-11-21T09:30:00.000Z",
        source: "mqtt",
      },
    });
  });

  it("is what is below the prefix, and of nobody else", () => {
    const other = status("busy")[1];
    assert.equal(said(["others/status", other], ["teams/status/more", other], ["teams", other]), "nothing");
  });
});
