import assert from "node:assert/strict";
import { previewPlan } from "../../../../../homebridge-plugin/settings/server/preview/preview-plan";

const TENANT = "00000000-0000-4000-8000-000000000001";
const OTHER = "00000000-0000-4000-8000-000000000002";
const WORK = { id: "work", name: "Work", tenant: TENANT, clientId: TENANT };
const BLOCK = {
  accounts: [WORK],
  mqtt: { url: "mqtt://broker.example", password: "secret" },
  people: [
    { id: "me", name: "Me" },
    { id: "bob", name: "Bob", user: "bob@contoso.example" },
    { id: "carol", name: "Carol", source: "mqtt", topic: "house/carol" },
  ],
};
const [ME, BOB, CAROL] = BLOCK.people;

type Watch = "own" | "others" | "broker";

/** The keys of the watches of a block. */
function keysOf(block: object): Readonly<Record<Watch, string | undefined>> {
  const { graph, mqtt } = previewPlan({ ...block });
  const find = (isOwn: boolean): string | undefined =>
    [...graph].find(([, { people }]) =>
      people.some(({ source }) => source?.kind === "graph" && (source.user === undefined) === isOwn),
    )?.[0];
  return { own: find(true), others: find(false), broker: mqtt?.key };
}

describe("what the settings page watches", () => {
  const before = keysOf(BLOCK);

  it("is the one who is signed in, those who are named, and the broker, each apart", () => {
    assert.equal(new Set(Object.values(before)).size, 3);
    assert.ok(!Object.values(before).includes(undefined));
  });

  const CHANGES: readonly [string, object, readonly Watch[]][] = [
    ["a name", { people: [{ ...ME, name: "Myself" }, BOB, CAROL] }, []],
    ["an id", { people: [{ ...ME, id: "alice" }, BOB, CAROL] }, []],
    [
      "sensors, pauses and calls",
      { people: [{ ...ME, sensors: [], pauseSwitch: true, separate: true }, BOB, CAROL] },
      [],
    ],
    ["the order of people", { people: [CAROL, BOB, ME] }, []],
    ["one more who is who is signed in", { people: [ME, { name: "Alice" }, BOB, CAROL] }, []],
    ["one more who is Bob", { people: [ME, BOB, { ...BOB, id: "robert", name: "Robert" }, CAROL] }, []],
    ["the account's name and method", { accounts: [{ ...WORK, name: "Office", method: "auth-code" }] }, []],
    [
      "one more account",
      {
        accounts: [WORK, { ...WORK, id: "home", name: "Home" }],
        people: [{ ...ME, account: "work" }, { ...BOB, account: "work" }, CAROL],
      },
      [],
    ],
    ["settle, hours and the plugin's name", { settle: 5, name: "Presence" }, []],
    ["the account's registration", { accounts: [{ ...WORK, clientId: OTHER }] }, ["own", "others"]],
    ["the interval", { interval: 60 }, ["own", "others"]],
    [
      "one more who is named",
      { people: [ME, BOB, { name: "Dave", user: "dave@contoso.example" }, CAROL] },
      ["others"],
    ],
    ["another who is named", { people: [ME, { ...BOB, user: "robert@contoso.example" }, CAROL] }, ["others"]],
    ["whether anybody is named", { people: [ME, CAROL] }, ["own", "others"]],
    ["a topic", { people: [ME, BOB, { ...CAROL, topic: "flat/carol" }] }, []],
    [
      "what is published, and under which name",
      { mqtt: { ...BLOCK.mqtt, publish: true, clientId: "mine" } },
      [],
    ],
    ["the broker", { mqtt: { ...BLOCK.mqtt, url: "mqtt://other.example" } }, ["broker"]],
    ["the password", { mqtt: { ...BLOCK.mqtt, password: "other" } }, ["broker"]],
    ["whether anybody is read from the broker", { people: [ME, BOB] }, ["broker"]],
  ];
  for (const [what, change, others] of CHANGES)
    it(`${others.length === 0 ? "is the same" : `is another ${others.join(" and ")}`} with ${what}`, () => {
      const after = keysOf({ ...BLOCK, ...change });
      const changed = (["own", "others", "broker"] as const).filter((each) => after[each] !== before[each]);
      assert.deepEqual(changed, others);
    });

  it("reads nobody twice who is named twice", () => {
    const people = [BOB, { ...BOB, id: "robert", name: "Robert" }];
    const { graph, people: shown } = previewPlan({ ...BLOCK, people });
    assert.deepEqual(
      [...graph.values()].map((plan) => plan.people.length),
      [1],
    );
    assert.equal(shown[0]?.origin, shown[1]?.origin);
  });

  it("is everybody who is signed in where nobody is listed", () => {
    const { people, graph } = previewPlan({ accounts: [WORK] });
    assert.deepEqual(
      people.map(({ id, problem }) => [id, problem]),
      [["work", undefined]],
    );
    assert.equal(graph.size, 1);
  });

  const PROBLEMS: readonly [string, object, RegExp][] = [
    ["the person's own mistake", { people: [ME, { ...BOB, user: "no such" }] }, /people\[1\]\.user/],
    [
      "the account's, where that is wrong",
      { accounts: [{ ...WORK, tenant: "" }], people: [{ ...BOB, account: "work" }] },
      /Tenant is missing/,
    ],
    ["the broker's, where that is wrong", { mqtt: { url: "http://x" }, people: [CAROL] }, /mqtt\.url/],
    [
      "that there is no account yet",
      { accounts: [], mqtt: undefined, people: [{ name: "Bob" }] },
      /people\[0\]\.account/,
    ],
  ];
  for (const [what, change, message] of PROBLEMS)
    it(`says of somebody who cannot be read ${what}`, () => {
      const { people } = previewPlan({ ...BLOCK, ...change });
      assert.match(people.at(-1)?.problem?.message ?? "", message);
      assert.equal(people.at(-1)?.origin, undefined);
    });

  for (const block of [{}, { people: 7, accounts: "x", mqtt: [] }, { people: [null, 3, {}] }])
    it(`is nobody where the block is ${JSON.stringify(block)}`, () => {
      const { people, graph, mqtt } = previewPlan(block);
      assert.deepEqual([people, graph.size, mqtt], [[], 0, undefined]);
    });
});
