import assert from "node:assert/strict";
import {
  accountsUpstream,
  type FlowNode,
  peopleUpstream,
  type Upstream,
  type Wire,
} from "../../../nodes/editor/people-upstream";

const ALICE_ID = "a11ce000-0000-4000-8000-000000000001";
const BOB_ID = "b0b00000-0000-4000-8000-000000000002";

const ALICE: Upstream = { id: ALICE_ID, name: "Alice Example", slug: "alice-example" };
const BOB: Upstream = { id: "account auth-b", name: "Bob" };
const accounts = new Map([
  ["auth-a", ALICE],
  ["auth-b", BOB],
]);

const node = (id: string, type = "change", more: object = {}): FlowNode => ({ id, type, ...more });
const poll = (id: string, more: object): FlowNode => node(id, "presence-poll", more);
const listing = (id: string, ...people: readonly object[]): FlowNode => poll(id, { people, auth: "auth-a" });

/** Wires as "from>to", with the output after a slash: "poll/1>lamp". */
function wires(...texts: readonly string[]): readonly Wire[] {
  return texts.map((text) => {
    const [, from = "", output = "0", to = ""] = /^([^/>]+)(?:\/(\d))?>(.+)$/.exec(text) ?? [];
    return { from, output: Number(output), to };
  });
}

const upstream = (nodes: readonly FlowNode[], ...texts: readonly string[]): readonly Upstream[] =>
  peopleUpstream("lamp", { nodes: [...nodes, node("lamp")], wires: wires(...texts), accounts });

const names = (people: readonly Upstream[]): readonly string[] => people.map(({ name }) => name);

describe("the people upstream of a lamp", () => {
  const ownPolls = [poll("a", { auth: "auth-a", people: [] }), poll("b", { auth: "auth-b" })];
  const FLOWS: readonly (readonly [
    what: string,
    nodes: readonly FlowNode[],
    wires: readonly string[],
    found: readonly string[],
  ])[] = [
    ["nobody without a wire", ownPolls, [], []],
    ["the account of a poll without a list", ownPolls, ["a>lamp"], ["Alice Example"]],
    ["the accounts of two polls", ownPolls, ["a>lamp", "b>lamp"], ["Alice Example", "Bob"]],
    [
      "an account once, however many polls it has",
      [...ownPolls, poll("a2", { auth: "auth-a" })],
      ["a>lamp", "a2>lamp"],
      ["Alice Example"],
    ],
    [
      "nobody for an application or a poll without an account",
      [poll("app", { auth: "auth-app" }), poll("none", {})],
      ["app>lamp", "none>lamp"],
      [],
    ],
    [
      "everybody on a list, and not the account that asks for them",
      [listing("list", { id: ALICE_ID, name: "Alice" }, { id: "bob@contoso.example", slug: "desk-2" })],
      ["list>lamp"],
      ["Alice", "bob@contoso.example"],
    ],
    [
      "a listed person once, by whichever form of the id",
      [
        listing("one", { id: ALICE_ID.toUpperCase() }),
        listing("two", { id: `8:orgid:${ALICE_ID}` }),
        ...ownPolls,
      ],
      ["one>lamp", "two>lamp", "a>lamp"],
      [ALICE_ID],
    ],
    [
      "what is no list or no person as nothing",
      [poll("odd", { people: [null, 7, {}, { id: " " }] })],
      ["odd>lamp"],
      [],
    ],
    [
      "polls behind other nodes and junctions",
      [...ownPolls, node("x")],
      ["a>j", "j>x", "x/1>lamp"],
      ["Alice Example"],
    ],
    ["a poll's second output as nobody", ownPolls, ["a/1>lamp", "b/0>lamp"], ["Bob"]],
    ["nobody who only triggers another poll", ownPolls, ["a>b", "b>lamp"], ["Bob"]],
    [
      "everybody on a circle, and ends",
      [...ownPolls, node("x"), node("y")],
      ["x>y", "y>x", "a>x", "y>lamp", "lamp>x"],
      ["Alice Example"],
    ],
    [
      "who comes over link nodes, on whichever end the link is kept",
      [
        ...ownPolls,
        node("out-1", "link out", { links: ["in"] }),
        node("call", "link call", { links: ["in"] }),
        node("elsewhere", "link out", { links: ["other"] }),
        node("in", "link in", { links: [] }),
      ],
      ["a>out-1", "b>call", "in>lamp"],
      ["Alice Example", "Bob"],
    ],
    [
      "nobody behind a disabled node",
      [poll("a", { auth: "auth-a", d: true }), ...ownPolls.slice(1), node("x", "change", { d: true })],
      ["a>lamp", "b>x", "x>lamp"],
      [],
    ],
  ];
  for (const [what, nodes, texts, found] of FLOWS)
    it(`are ${what}`, () => assert.deepEqual(names(upstream(nodes, ...texts)), found));

  const SLUGS: readonly (readonly [
    what: string,
    list: readonly object[],
    slugs: readonly (string | undefined)[],
  ])[] = [
    ["the given one", [{ id: ALICE_ID, name: "Alice", slug: "desk-1" }], ["desk-1"]],
    ["made of the given name", [{ id: ALICE_ID, name: "Zoë O'Neil" }], ["zoe-o-neil"]],
    [
      "unknown where Microsoft has to say the name",
      [{ id: ALICE_ID }, { id: "bob@contoso.example" }],
      [undefined, undefined],
    ],
    ["unknown where the name has no usable letter", [{ id: ALICE_ID, name: "测试" }], [undefined]],
    [
      "told apart by the object id as at run time, where that is known",
      [
        { id: ALICE_ID, name: "Sam" },
        { id: BOB_ID, name: "Sam" },
        { id: "sam@contoso.example", name: "Sam" },
      ],
      ["sam-a11c", "sam-b0b0", undefined],
    ],
  ];
  for (const [what, list, slugs] of SLUGS)
    it(`have a short name that is ${what}`, () =>
      assert.deepEqual(
        upstream([listing("list", ...list)], "list>lamp").map(({ slug }) => slug),
        slugs,
      ));

  it("name the accounts whose own presence is asked for", () =>
    assert.deepEqual(
      accountsUpstream("lamp", {
        nodes: [...ownPolls, listing("list", { id: BOB_ID }), poll("again", { auth: "auth-b" })],
        wires: wires("b>lamp", "list>lamp", "again>lamp"),
      }),
      ["auth-b"],
    ));
});
