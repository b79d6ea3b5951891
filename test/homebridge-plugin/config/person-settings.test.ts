import assert from "node:assert/strict";
import { readConfig } from "../../../homebridge-plugin/config/config";
import type { PersonSettings } from "../../../homebridge-plugin/config/person-settings";
import { DEFAULT_SENSORS } from "../../../homebridge-plugin/sensors/default-sensors";
import { ACCOUNT, complaintsOf, MQTT } from "./support";

const BOTH = { accounts: [ACCOUNT], mqtt: MQTT };
const BOB = "1b7d1b7e-8f3e-4d3c-9f5e-0a0000000002";
const USER = "an object id, a user principal name like alice@contoso.com, or a Teams id like 8:orgid:….";
const NOTHING = "Until then nothing is read of this person.";
const TOPIC = "a topic like teams-presence/alice, without + and #.";

function onlyPerson(person: object, block: object = BOTH): PersonSettings {
  const [read, ...others] = readConfig({ ...block, people: [person] }).people;
  assert.ok(read);
  assert.deepEqual(others, []);
  return read;
}

describe("people of the configuration", () => {
  it("need no more than a name", () => {
    assert.deepEqual(onlyPerson({ name: "Alice" }), {
      id: "alice",
      name: "Alice",
      source: { kind: "graph", account: "work", user: undefined },
      separate: false,
      pauseSwitch: false,
      onChange: undefined,
      sensors: DEFAULT_SENSORS,
    });
    assert.deepEqual(complaintsOf({ ...BOTH, people: [{ name: "Alice" }] }), []);
  });

  for (const people of [
    undefined,
    null,
    "",
    [],
    [{}],
    [{ id: "", name: "" }],
    [{ sensors: [] }, { user: null }, null],
  ])
    it(`are those who are signed in where they are ${JSON.stringify(people)}`, () => {
      const { people: read, complaints } = readConfig({
        accounts: [ACCOUNT, { ...ACCOUNT, id: "club", name: "The club" }],
        people,
      });
      assert.deepEqual(
        read.map(({ id, name, source, sensors }) => [id, name, source, sensors]),
        [
          ["work", "Work", { kind: "graph", account: "work", user: undefined }, DEFAULT_SENSORS],
          ["club", "The club", { kind: "graph", account: "club", user: undefined }, DEFAULT_SENSORS],
        ],
      );
      assert.deepEqual(complaints, []);
    });

  for (const people of ["alice", { name: "Alice" }, ["alice"], [["alice"]], [{ name: "📞" }]])
    it(`are nobody, with a complaint, where they are ${JSON.stringify(people)}`, () => {
      const { people: read, complaints } = readConfig({ ...BOTH, people });
      assert.deepEqual(read, []);
      assert.equal(complaints.length, 1);
    });

  describe("and their source", () => {
    const graph = (user: string | undefined, account = "work") => ({ kind: "graph", account, user });
    const mqtt = (topic: string) => ({ kind: "mqtt", topic });
    const foreign = (property: string, source: string): string =>
      `people[0].${property} must be left out unless source is ${source}.`;
    const two = { accounts: [ACCOUNT, { ...ACCOUNT, name: "Club" }] };
    const rows: readonly (readonly [person: object, block: object, source: unknown, complaint?: string])[] = [
      [{}, { accounts: [ACCOUNT] }, graph(undefined)],
      [{}, { mqtt: MQTT }, mqtt("teams-presence/alice")],
      [{}, BOTH, graph(undefined)],
      [{ source: "" }, { mqtt: MQTT }, mqtt("teams-presence/alice")],
      [{ source: "mqtt" }, BOTH, mqtt("teams-presence/alice")],
      [{ source: "mqtt" }, { mqtt: { ...MQTT, base: "a/b" } }, mqtt("a/b/alice")],
      [{ source: "mqtt", topic: " office/alice " }, BOTH, mqtt("office/alice")],
      [{ topic: "office/alice" }, BOTH, mqtt("office/alice")],
      [{ source: "", topic: "office/alice" }, BOTH, mqtt("office/alice")],
      [
        { topic: "office/alice" },
        { accounts: [ACCOUNT] },
        undefined,
        `people[0].source must be graph, unless mqtt names a broker. ${NOTHING}`,
      ],
      [{ source: "graph", topic: "office/alice" }, BOTH, graph(undefined), foreign("topic", "mqtt")],
      [{ source: "mqtt", account: "work" }, BOTH, mqtt("teams-presence/alice"), foreign("account", "graph")],
      [{ source: "mqtt", user: "a@b.test" }, BOTH, mqtt("teams-presence/alice"), foreign("user", "graph")],
      [{ user: "a@b.test" }, { mqtt: MQTT }, mqtt("teams-presence/alice"), foreign("user", "graph")],
      [{ topic: "x", user: "a@b.test" }, BOTH, mqtt("x"), foreign("user", "graph")],
      [{ source: "mqtt", account: "", user: null }, BOTH, mqtt("teams-presence/alice")],
      [{ source: "graph", topic: "" }, BOTH, graph(undefined)],
      [{ source: "mqtt", topic: "" }, BOTH, mqtt("teams-presence/alice")],
      [{ source: "graph", account: "work", user: "" }, BOTH, graph(undefined)],
      [{ user: BOB.toUpperCase() }, BOTH, graph(BOB)],
      [{ user: `8:orgid:${BOB}` }, BOTH, graph(BOB)],
      [{ user: " Bob@Contoso.com " }, BOTH, graph("bob@contoso.com")],
      [{ account: "club" }, two, graph(undefined, "club")],
      [{}, two, undefined, `people[0].account must be one of work, club. ${NOTHING}`],
      [{ account: "" }, two, undefined, `people[0].account must be one of work, club. ${NOTHING}`],
      [{ account: "home" }, BOTH, undefined, `people[0].account must be one of work. ${NOTHING}`],
      [
        {},
        {},
        undefined,
        `people[0].account must be the id of an account, and accounts lists none. ${NOTHING}`,
      ],
      [
        { source: "graph" },
        { mqtt: MQTT },
        undefined,
        `people[0].account must be the id of an account, and accounts lists none. ${NOTHING}`,
      ],
      [{ source: "teams" }, BOTH, undefined, `people[0].source must be one of graph, mqtt. ${NOTHING}`],
      [
        { source: "mqtt" },
        { accounts: [ACCOUNT] },
        undefined,
        `people[0].source must be graph, unless mqtt names a broker. ${NOTHING}`,
      ],
      [{ source: "mqtt", topic: "a/#" }, BOTH, undefined, `people[0].topic must be ${TOPIC} ${NOTHING}`],
      [{ source: "mqtt", topic: "a//b" }, BOTH, undefined, `people[0].topic must be ${TOPIC} ${NOTHING}`],
      [{ source: "mqtt", topic: 7 }, BOTH, undefined, `people[0].topic must be ${TOPIC} ${NOTHING}`],
      [{ user: "Bob" }, BOTH, undefined, `people[0].user must be ${USER} ${NOTHING}`],
      [{ user: 7 }, BOTH, undefined, `people[0].user must be ${USER} ${NOTHING}`],
    ];
    for (const [person, block, source, complaint] of rows)
      it(`${complaint === undefined ? "is" : "is refused for"} ${JSON.stringify(person)} with ${Object.keys(block).join(" and ") || "nothing"}`, () => {
        assert.deepEqual(onlyPerson({ name: "Alice", ...person }, block).source, source);
        assert.deepEqual(
          complaintsOf({ ...block, people: [{ name: "Alice", ...person }] }),
          complaint === undefined ? [] : [complaint],
        );
      });
  });

  for (const person of [{ source: "mqtt" }, { topic: "office/alice" }, {}])
    it(`are not complained of where it is the broker that is wrong: ${JSON.stringify(person)}`, () => {
      const mqtt = { url: "http://broker.test" };
      assert.equal(onlyPerson({ name: "Alice", ...person }, { mqtt }).source, undefined);
      const [complaint = "", ...others] = complaintsOf({ mqtt, people: [{ name: "Alice", ...person }] });
      assert.match(complaint, /^mqtt\.url must be /);
      assert.deepEqual(others, []);
    });

  const properties: readonly (readonly [object, Partial<PersonSettings>, string?])[] = [
    [{ separate: true }, { separate: true }],
    [
      { separate: "true", pauseSwitch: "true" },
      { separate: true, pauseSwitch: true },
    ],
    [{ separate: "" }, { separate: false }],
    [
      { separate: "yes" },
      { separate: false },
      "people[0].separate must be true or false. Until then it is false.",
    ],
    [
      { pauseSwitch: 1 },
      { pauseSwitch: false },
      "people[0].pauseSwitch must be true or false. Until then it is false.",
    ],
    [{ onChange: "" }, { onChange: undefined }],
    [
      { onChange: "http://light" },
      { onChange: undefined },
      'people[0].onChange must be an entry with a url, like {"url": "http://192.168.1.20/light"}. Until then nothing is called.',
    ],
    [
      { mail: "alice@contoso.com" },
      {},
      "people[0].mail must be left out; known are id, name, source, account, user, topic, separate, pauseSwitch, onChange, sensors.",
    ],
  ];
  for (const [given, expected, complaint] of properties)
    it(`are read on with ${JSON.stringify(given)}`, () => {
      const { source, ...rest } = onlyPerson({ name: "Alice", ...given });
      assert.equal(source?.kind, "graph");
      for (const [name, value] of Object.entries(expected))
        assert.deepEqual(rest[name as keyof typeof rest], value);
      assert.deepEqual(
        complaintsOf({ ...BOTH, people: [{ name: "Alice", ...given }] }),
        complaint === undefined ? [] : [complaint],
      );
    });

  it("are told every mistake of their call, which is made in spite of a property that nobody knows", () => {
    const told = (onChange: object): readonly string[] =>
      complaintsOf({ ...BOTH, people: [{ name: "Alice", onChange }] });
    const wrong = told({ url: "light", method: "DELETE", body: "{stranger}", headers: [7], offUrl: "off" });
    assert.deepEqual(
      wrong.map(
        (advice) =>
          /^people\[0\]\.onChange\.(\S+) must be .* Until then nothing is called\.$/.exec(advice)?.[1],
      ),
      ["url", "method", "headers[0]", "body", "offUrl"],
    );
    const onChange = { url: "http://light.test/", colours: "red" };
    assert.deepEqual(told(onChange), [
      "people[0].onChange.colours must be left out; known are url, method, headers, body, colors, statusColors, offUrl.",
    ]);
    assert.deepEqual(onlyPerson({ name: "Alice", onChange }).onChange, {
      url: "http://light.test/",
      method: "POST",
      headers: {},
      colors: "traffic-light",
      statusColors: {},
    });
  });
});
