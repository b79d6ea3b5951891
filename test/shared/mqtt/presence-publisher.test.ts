import assert from "node:assert/strict";
import { willOf } from "../../../shared/mqtt/payloads";
import { PresencePublisher } from "../../../shared/mqtt/presence-publisher";
import { STATUSES } from "../../../shared/presence/presence";
import { FakeClock } from "../../support/fake-clock";
import { BOB, presence } from "../../support/presences";
import { StandInConnection } from "./stand-in-connection";

const REPEAT_MS = 300_000;

const PERSON_TOPICS = [
  "homeassistant/device/house_alice/config",
  "house/alice/state",
  "house/alice/availability",
  "house/alice/activity",
  "house/alice/status",
  "house/alice/in_call",
];

function bench({ statusMessage = false } = {}) {
  const clock = new FakeClock("2026-11-21T09:30:00.000Z");
  const connection = new StandInConnection();
  const publisher = new PresencePublisher({
    connection,
    clock,
    base: "house",
    sourceId: "hb-1",
    version: "1.2.3",
    statusMessage,
  });
  publisher.start();
  /** What was published since the last look, by topic. */
  const sent = (): Record<string, string> => {
    assert.ok(connection.published.every(({ retain }) => retain));
    const all = connection.published.splice(0);
    assert.equal(new Set(all.map(({ topic }) => topic)).size, all.length, "a topic was published twice");
    return Object.fromEntries(all.map(({ topic, payload }) => [topic, payload]));
  };
  return { clock, connection, publisher, sent };
}

describe("who publishes presence over MQTT", () => {
  it("says what the contract says", () => {
    const { publisher, sent } = bench();
    publisher.publish(presence("in-a-call"));
    const { "homeassistant/device/house_alice/config": _, "house/alice/state": state, ...plain } = sent();
    assert.deepEqual(plain, {
      "house/alice/availability": "Busy",
      "house/alice/activity": "InACall",
      "house/alice/status": "in-a-call",
      "house/alice/in_call": "true",
    });
    assert.deepEqual(JSON.parse(state ?? ""), {
      ...presence("in-a-call"),
      sourceId: "hb-1",
      expiresAt: "2026-11-21T09:45:00.000Z",
    });
  });

  const IN_CALL: ReadonlySet<string> = new Set(["in-a-call", "presenting"]);
  for (const status of STATUSES)
    it(`says in_call ${IN_CALL.has(status)} for ${status}`, () => {
      const { publisher, sent } = bench();
      publisher.publish({ ...presence("busy"), status });
      assert.equal(sent()["house/alice/in_call"], String(IN_CALL.has(status)));
    });

  it("says only what has changed", () => {
    const { publisher, sent } = bench();
    publisher.publish(presence("busy"));
    assert.deepEqual(Object.keys(sent()), PERSON_TOPICS);
    publisher.publish(presence("busy", { observedAt: "2026-11-21T09:30:30.000Z", sequence: "8" }));
    assert.deepEqual(sent(), {});
    publisher.publish(presence("in-a-call"));
    assert.deepEqual(Object.keys(sent()), [
      "house/alice/state",
      "house/alice/activity",
      "house/alice/status",
      "house/alice/in_call",
    ]);
    publisher.publish(
      presence("in-a-call", { person: { ...presence("busy").person, name: "Alice Liddell" } }),
    );
    assert.deepEqual(Object.keys(sent()), ["homeassistant/device/house_alice/config", "house/alice/state"]);
  });

  it("repeats the state as it was observed last, so that it stays believed", async () => {
    const { clock, publisher, sent } = bench();
    publisher.publish(presence("busy"));
    publisher.publish(presence("busy", { observedAt: "2026-11-21T09:30:30.000Z" }));
    sent();
    await clock.advance(REPEAT_MS);
    const repeated = sent();
    assert.deepEqual(Object.keys(repeated), ["house/alice/state"]);
    assert.deepEqual(JSON.parse(repeated["house/alice/state"] ?? ""), {
      ...presence("busy", { observedAt: "2026-11-21T09:30:30.000Z" }),
      sourceId: "hb-1",
      expiresAt: "2026-11-21T09:50:00.000Z",
    });
    await clock.advance(REPEAT_MS);
    assert.deepEqual(Object.keys(sent()), ["house/alice/state"]);
  });

  it("says everything again after each connect, people before it says that it is online", () => {
    const { connection, publisher, sent } = bench();
    publisher.publish(presence("busy"));
    publisher.attention({ event: "sign-in-needed" });
    sent();
    connection.online();
    const all = [...PERSON_TOPICS, "house/_source/hb-1/attention", "house/_source/hb-1/status"];
    const first = sent();
    assert.deepEqual(Object.keys(first), all);
    assert.equal(first["house/_source/hb-1/status"], "online");
    connection.offline();
    assert.deepEqual(sent(), {});
    connection.online();
    assert.deepEqual(sent(), first);
  });

  it("says everything again when Home Assistant has started", () => {
    const { connection, publisher, sent } = bench();
    connection.online();
    publisher.publish(presence("busy"));
    sent();
    connection.deliver("homeassistant/status", "offline");
    assert.deepEqual(sent(), {});
    connection.deliver("homeassistant/status", "online");
    assert.deepEqual(Object.keys(sent()).slice(0, PERSON_TOPICS.length), PERSON_TOPICS);
  });

  it("says what to look at, and takes it back", () => {
    const { publisher, sent } = bench();
    publisher.attention({ event: "sign-in-needed", title: "Sign in again" });
    assert.deepEqual(sent(), {
      "house/_source/hb-1/attention": '{"event":"sign-in-needed","title":"Sign in again"}',
    });
    publisher.attention({ event: "sign-in-needed", title: "Sign in again" });
    assert.deepEqual(sent(), {});
    publisher.attention(undefined);
    assert.deepEqual(sent(), { "house/_source/hb-1/attention": "" });
  });

  it("takes back everything about a person who is forgotten", async () => {
    const { clock, connection, publisher, sent } = bench();
    publisher.publish(presence("busy"));
    publisher.publish(presence("away", { person: BOB }));
    sent();
    publisher.forget("alice");
    assert.deepEqual(new Set(Object.entries(sent())), new Set(PERSON_TOPICS.map((topic) => [topic, ""])));
    await clock.advance(REPEAT_MS);
    assert.deepEqual(Object.keys(sent()), ["house/bob/state"]);
    connection.online();
    assert.ok(Object.keys(sent()).every((topic) => !topic.includes("alice")));
    publisher.publish(presence("busy"));
    assert.deepEqual(Object.keys(sent()), PERSON_TOPICS);
  });

  it("takes back what it says of itself", () => {
    const { publisher, sent } = bench();
    publisher.forgetSource();
    assert.deepEqual(sent(), { "house/_source/hb-1/status": "", "house/_source/hb-1/attention": "" });
  });

  it("keeps what is personal to itself unless asked for", () => {
    for (const statusMessage of [false, true]) {
      const { connection, publisher } = bench({ statusMessage });
      publisher.publish(presence("busy", { statusMessage: "at the dentist" }));
      assert.equal(JSON.stringify(connection.published).includes("dentist"), statusMessage);
    }
  });

  it("retains nothing that is said once", () => {
    const { publisher, sent } = bench();
    publisher.publish(presence("busy", { accountChanged: true }));
    assert.ok(!sent()["house/alice/state"]?.includes("accountChanged"));
  });

  it("publishes nobody whose slug is no level of a topic", () => {
    const { publisher, sent } = bench();
    for (const slug of ["", "a/b", "+", "#"]) {
      publisher.publish(presence("busy", { person: { id: "1", slug, name: "Nobody" } }));
      publisher.forget(slug);
    }
    assert.deepEqual(sent(), {});
  });

  it("has a last will that says it is offline", () => {
    assert.deepEqual(willOf("house", "hb-1"), {
      topic: "house/_source/hb-1/status",
      payload: "offline",
      retain: true,
    });
  });

  it("is silent once it is stopped, and leaves nothing running", async () => {
    const { clock, connection, publisher, sent } = bench();
    publisher.publish(presence("busy"));
    sent();
    publisher.stop();
    connection.online();
    await clock.advance(REPEAT_MS);
    assert.deepEqual([sent(), clock.pending, connection.listening], [{}, 0, 0]);
  });

  describe("for Home Assistant", () => {
    interface Device {
      readonly device: Readonly<Record<string, unknown>>;
      readonly origin: Readonly<Record<string, unknown>>;
      readonly availability: readonly { readonly topic: string }[];
      readonly components: Readonly<Record<string, Component>>;
    }
    interface Component {
      readonly platform: string;
      readonly unique_id: string;
      readonly device_class?: string;
      readonly entity_category?: string;
      readonly state_topic: string;
      readonly options?: readonly string[];
      readonly value_template?: string;
    }

    function device(): Device {
      const { publisher, sent } = bench();
      publisher.publish(presence("busy"));
      return JSON.parse(sent()["homeassistant/device/house_alice/config"] ?? "") as Device;
    }

    it("describes one device per person, there while the source is", () => {
      const { device: described, origin, availability, components } = device();
      assert.deepEqual(described["identifiers"], ["house_alice"]);
      assert.equal(described["name"], "Alice in Teams");
      assert.equal(origin["sw_version"], "1.2.3");
      assert.deepEqual(availability, [{ topic: "house/_source/hb-1/status" }]);
      assert.deepEqual(
        Object.entries(components).map(([name, { platform, state_topic }]) => [name, platform, state_topic]),
        [
          ["availability", "sensor", "house/alice/availability"],
          ["status", "sensor", "house/alice/status"],
          ["activity", "sensor", "house/alice/activity"],
          ["in_call", "binary_sensor", "house/alice/in_call"],
          ["problem", "binary_sensor", "house/_source/hb-1/attention"],
        ],
      );
      const ids = Object.values(components).map(({ unique_id }) => unique_id);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(components["problem"]?.device_class, "problem");
      assert.equal(components["problem"]?.entity_category, "diagnostic");
    });

    it("lists every value that a sensor may have, and makes the rest unknown", () => {
      const { components } = device();
      for (const name of ["availability", "status", "activity"]) {
        const { device_class, options = [], value_template = "" } = components[name] ?? {};
        assert.equal(device_class, "enum");
        assert.equal(options.at(-1), "unknown");
        assert.equal(new Set(options).size, options.length);
        for (const option of options) assert.ok(value_template.includes(`'${option}'`), option);
        assert.match(value_template, /else 'unknown' \}\}$/);
      }
      assert.deepEqual(components["status"]?.options, STATUSES);
      assert.ok(components["activity"]?.options?.includes("InACall"));
    });

    it("names no device in a way that its topic cannot have", () => {
      const connection = new StandInConnection();
      const publisher = new PresencePublisher({
        connection,
        clock: new FakeClock(),
        base: "my house/upstairs",
        sourceId: "hb-1",
        version: "1.2.3",
        statusMessage: false,
      });
      publisher.publish(presence("busy"));
      assert.equal(connection.published[0]?.topic, "homeassistant/device/my-house-upstairs_alice/config");
    });
  });
});
