import assert from "node:assert/strict";
import { type Mistake, mistakeAt, mistakesOf } from "../../../../homebridge-plugin/settings/model/mistakes";
import { sentencesIn } from "../support";

const en = sentencesIn("en");

const WORK = {
  id: "work",
  name: "Work",
  tenant: "contoso.com",
  clientId: "00000000-0000-4000-8000-000000000000",
};
const MQTT = { url: "mqtt://192.168.1.10" };
const ALICE = { id: "alice", name: "Alice" };
const CUSTOM = {
  ...WORK,
  cloud: "custom",
  authority: "https://login.example",
  graph: "https://graph.example",
};

function placesOf(block: object): readonly (readonly [string, string])[] {
  return mistakesOf({ platform: "TeamsPresence", ...block }).map(({ path, rule }) => [path, rule]);
}

const person = (fields: object) => ({ accounts: [WORK], people: [{ ...ALICE, ...fields }] });
const sensor = (fields: object) => person({ sensors: [{ name: "X1", statuses: ["busy"], ...fields }] });
const call = (fields: object) => person({ onChange: { url: "http://192.168.1.20/", ...fields } });

describe("what is wrong", () => {
  for (const [what, block] of [
    ["a small one", { accounts: [WORK], people: [ALICE] }],
    ["an empty one", {}],
    [
      "one with everything",
      { accounts: [CUSTOM], mqtt: MQTT, people: [{ ...ALICE, topic: "teams" }], interval: "60" },
    ],
  ] as const)
    it(`is nothing in ${what}`, () => assert.deepEqual(placesOf(block), []));

  for (const [block, path, rule = path.replaceAll(/\[\d+\]/g, "")] of [
    [{ accounts: [{ ...WORK, tenant: "contoso" }] }, "accounts[0].tenant"],
    [{ accounts: [{ ...WORK, clientId: "" }] }, "accounts[0].clientId"],
    [{ accounts: [{ ...WORK, cloud: "moon" }] }, "accounts[0].cloud"],
    [{ accounts: [{ ...WORK, graph: "https://graph.example" }] }, "accounts[0].cloud"],
    [{ accounts: [{ ...CUSTOM, authority: "http://x" }] }, "accounts[0].authority"],
    [{ accounts: [{ ...CUSTOM, graph: "https://x/path" }] }, "accounts[0].graph"],
    [
      {
        accounts: [
          { ...CUSTOM, authority: "https://login.microsoftonline.com", graph: "https://graph.microsoft.us" },
        ],
      },
      "accounts[0].graph",
    ],
    [{ accounts: [{ ...WORK, id: "", name: "" }] }, "accounts[0].name"],
    [{ accounts: [WORK, WORK] }, "accounts[1].name", "accounts.id"],
    [{ accounts: [{ ...WORK, id: "My Work" }] }, "accounts[0].name", "id"],
    [person({ id: "Alice!" }), "people[0].name", "id"],
    [sensor({ id: 7.5 }), "people[0].sensors[0].name", "id"],
    [person({ account: "club" }), "people[0].account"],
    [person({ user: "bob" }), "people[0].user"],
    [{ mqtt: MQTT, people: [{ ...ALICE, topic: "a/#" }] }, "people[0].topic"],
    [{ mqtt: MQTT, people: [{ ...ALICE, source: "mqtt", topic: "a/#" }] }, "people[0].topic"],
    [sensor({ statuses: [] }), "people[0].sensors[0].statuses"],
    [sensor({ activities: ["In A Call"] }), "people[0].sensors[0].activities[0]"],
    [sensor({ name: "", id: "" }), "people[0].sensors[0].name"],
    [call({ url: "ftp://x" }), "people[0].onChange.url"],
    [call({ offUrl: "http://x/{status}" }), "people[0].onChange.offUrl"],
    [call({ headers: ["x"] }), "people[0].onChange.headers[0]"],
    [call({ body: "{wrong}" }), "people[0].onChange.body"],
    [{ mqtt: { url: "192.168.1.10" } }, "mqtt.url"],
    [{ mqtt: { ...MQTT, base: "a/#" } }, "mqtt.base"],
    [{ mqtt: { ...MQTT, clientId: "a b" } }, "mqtt.clientId"],
    [{ mqtt: { ...MQTT, url: "mqtts://a", certificate: "/a.pem" } }, "mqtt.key"],
    [{ mqtt: { ...MQTT, url: "mqtts://a", key: "/a.pem" } }, "mqtt.certificate"],
    [{ mqtt: { ...MQTT, ca: "/a.pem" } }, "mqtt.url", "mqtt.encrypted"],
    [{ mqtt: { ...MQTT, publish: true }, people: [{ ...ALICE, source: "mqtt" }] }, "mqtt.publish"],
    [{ people: [{ ...ALICE, source: "mqtt" }] }, "mqtt.url", "mqtt.missing"],
    [{ interval: 2 }, "interval"],
    [{ settle: -1 }, "settle"],
    [{ grace: "soon" }, "grace"],
    [{ hours: { enabled: true, start: "9" } }, "hours.start"],
    [{ hours: { enabled: true, timezone: "Mars" } }, "hours.timezone"],
  ] as const satisfies readonly (readonly [object, string, string?])[])
    it(`is at ${path} of ${JSON.stringify(block)}`, () => {
      assert.deepEqual(placesOf(block), [[path, rule]]);
      const isSaid =
        Object.hasOwn(en, `wrong.${rule}`) || Object.hasOwn(en, `wrong.${rule.replace(/\.\w+$/, "")}`);
      assert.ok(isSaid, `${rule} has a sentence`);
    });

  it("is all of a registration at once", () => {
    assert.deepEqual(placesOf({ accounts: [{ id: "work", name: "Work" }] }), [
      ["accounts[0].tenant", "accounts.tenant"],
      ["accounts[0].clientId", "accounts.clientId"],
    ]);
  });

  it("is looked for also in a topic of somebody whose broker is missing", () => {
    assert.deepEqual(placesOf({ people: [{ ...ALICE, source: "mqtt", topic: "a/#" }] }), [
      ["mqtt.url", "mqtt.missing"],
      ["people[0].topic", "people.topic"],
    ]);
  });

  it("is said as the plugin says it in its log", () => {
    const [mistake] = mistakesOf({ somethingElse: 1 });
    assert.equal(mistake?.path, "somethingElse");
    assert.match(mistake.line, /^Configuration: somethingElse must be left out; known are name, accounts/);
  });
});

describe("a field", () => {
  const mistakes: readonly Mistake[] = ["people[1].name", "people[0].onChange.headers[1]", "peoples"].map(
    (path) => ({ path, rule: "", line: "" }),
  );
  for (const [path, found] of [
    ["people[1].name", "people[1].name"],
    ["people[0].onChange.headers", "people[0].onChange.headers[1]"],
    ["people[0].onChange", "people[0].onChange.headers[1]"],
    ["people[1]", "people[1].name"],
    ["people[1].nam", undefined],
    ["people[10]", undefined],
  ] as const)
    it(`at ${path} shows ${found}`, () => assert.equal(mistakeAt(mistakes, path)?.path, found));
});
