import assert from "node:assert/strict";
import { OWN_FORMAT, type OwnHeard } from "../../../../shared/mqtt/formats/own";
import { presence } from "../../../support/presences";
import { inShort, type Message, NOW, PERSON, saidAfter } from "./heard";

const MINUTE_MS = 60_000;
const TOPIC = "house/alice";

const at = (minutes: number): string => new Date(NOW + minutes * MINUTE_MS).toISOString();

/** What our publisher says: observed a minute ago, good for another ten, unless said otherwise. */
function state(changes: Readonly<Record<string, unknown>> = {}): Message {
  const said = { ...presence("busy"), sourceId: "hb-1", observedAt: at(-1), expiresAt: at(10) };
  return [`${TOPIC}/state`, JSON.stringify({ ...said, ...changes })];
}
const source = (word: string, id = "hb-1"): Message => [`house/_source/${id}/status`, word];
const said = (...messages: Message[]): string => inShort(saidAfter(OWN_FORMAT, TOPIC, messages));

const AWAY = { availability: "Away", activity: "Away", status: "away" };
const CALL = { availability: "Busy", activity: "InACall", status: "in-a-call" };

describe("what we publish ourselves", () => {
  const TABLE: readonly (readonly [says: string, means: string, messages: readonly Message[]])[] = [
    ["nothing", "nothing", []],
    ["a state", "busy", [state()]],
    ["a newer state", "away", [state(), state({ ...AWAY, observedAt: at(0) })]],
    ["an older state, which is late mail", "busy", [state(), state({ ...AWAY, observedAt: at(-2) })]],
    ["another state of the same moment", "away", [state(), state(AWAY)]],
    [
      "an older state of another source",
      "away",
      [state(), state({ ...AWAY, observedAt: at(-2), sourceId: "hb-2" })],
    ],
    ["a state that has expired", "lost mqtt-source-silent", [state({ expiresAt: at(-1) })]],
    ["one that expires now", "lost mqtt-source-silent", [state({ expiresAt: at(0) })]],
    ["one that a flow has published", "busy", [state({ sourceId: undefined, expiresAt: undefined })]],
    ["one from the far future", "busy", [state({ observedAt: "2099-01-01T00:00:00Z" })]],
    [
      "one of now after one from the far future",
      "away",
      [state({ observedAt: "2099-01-01T00:00:00Z" }), state({ ...AWAY, observedAt: at(0) })],
    ],
    ["a source that is online", "busy", [source("online"), state()]],
    ["a source that is offline", "lost mqtt-source-offline", [state(), source("offline")]],
    ["another source that is offline", "busy", [state(), source("offline", "hb-2")]],
    ["a source that is back", "busy", [state(), source("offline"), source("online")]],
    ["a source that was taken away", "busy", [state(), source("offline"), source("")]],
    ["a source in a word we do not know", "busy", [state(), source("maybe")]],
    ["a state taken away", "nothing", [state(), [`${TOPIC}/state`, ""]]],
    [
      "what is stale there",
      "unknown, stale after in-a-call",
      [state({ ...CALL, status: "unknown", stale: true, lastStatus: "in-a-call" })],
    ],
    ["media", "busy, inCall, no camera", [state({ media: { inCall: true, camera: false } })]],
    [
      "no words of Graph",
      "in-a-call",
      [state({ availability: undefined, activity: undefined, status: "in-a-call" })],
    ],
    ["another person's topic", "nothing", [["house/bob/state", state()[1]]]],
    // What is not right changes nothing.
    ["no JSON", "busy", [state(), [`${TOPIC}/state`, "busy"]]],
    ["a list", "busy", [state(), [`${TOPIC}/state`, "[]"]]],
    [
      "a status nobody knows",
      "busy",
      [state(), state({ status: "asleep", availability: 1, observedAt: at(0) })],
    ],
    ["a time that is none", "busy", [state(), state({ ...AWAY, observedAt: "later" })]],
    ["an end that is none", "busy", [state(), state({ ...AWAY, observedAt: at(0), expiresAt: "never" })]],
    ["a source that cannot be", "busy", [state(), state({ ...AWAY, observedAt: at(0), sourceId: "a/b" })]],
    ["a person that is none", "busy", [state(), state({ ...AWAY, observedAt: at(0), person: "alice" })]],
  ];
  for (const [says, means, messages] of TABLE)
    it(`${says}: ${means}`, () => assert.equal(said(...messages), means));

  it("is a Presence of the person in our configuration, whatever it says, with known fields only", () => {
    const [topic, text] = state({ colour: "red", accountChanged: true, source: "graph-poll", sequence: "7" });
    assert.deepEqual(saidAfter(OWN_FORMAT, TOPIC, [[topic, text]]), {
      kind: "presence",
      presence: { ...presence("busy"), person: PERSON, observedAt: at(-1), sequence: "7", source: "mqtt" },
      until: NOW + 10 * MINUTE_MS,
    });
  });

  it("was never observed later than now", () => {
    const answer = saidAfter(OWN_FORMAT, TOPIC, [state({ observedAt: "2099-01-01T00:00:00Z" })]);
    assert.equal(answer.kind === "presence" && answer.presence.observedAt, at(0));
  });

  it("keeps after a reconnect only what tells late mail", () => {
    const who = { topic: TOPIC, person: PERSON, now: NOW };
    const hear = (heard: OwnHeard, [topic, text]: Message): OwnHeard =>
      OWN_FORMAT.hear(heard, { topic, text }, who);
    const again = OWN_FORMAT.afterReconnect(hear(hear(OWN_FORMAT.silence, state()), source("offline")));
    assert.equal(inShort(OWN_FORMAT.say(again, who)), "nothing");
    assert.equal(inShort(OWN_FORMAT.say(hear(again, state({ observedAt: at(-2) })), who)), "nothing");
    assert.equal(inShort(OWN_FORMAT.say(hear(again, state()), who)), "busy");
  });

  it("remembers no more sources than a house has", () => {
    const many = Array.from({ length: 200 }, (_, index) => index);
    const who = { topic: TOPIC, person: PERSON, now: NOW };
    let heard = OWN_FORMAT.silence;
    for (const index of many)
      for (const [topic, text] of [state({ sourceId: `s${index}` }), source("online", `s${index}`)])
        heard = OWN_FORMAT.hear(heard, { topic, text }, who);
    assert.equal(heard.newest.size, 32);
    assert.equal(heard.online.size, 32);
    assert.ok(heard.newest.has("s199"));
  });

  it("is listened for beside the sources of its base, where there is a base", () => {
    assert.deepEqual(OWN_FORMAT.filters("a/b/alice"), ["a/b/alice/state", "a/b/_source/+/status"]);
    assert.deepEqual(OWN_FORMAT.filters("alice"), ["alice/state"]);
  });
});
