import assert from "node:assert/strict";
import { isSlug, personId, readPeople } from "../../../../shared/microsoft/polling/people-list";

const ID = "a11ce000-0000-4000-8000-000000000001";

describe("the id of a person on a list", () => {
  const TABLE: readonly (readonly [text: string, id: string | undefined])[] = [
    [ID, ID],
    [` ${ID.toUpperCase()} `, ID],
    [`8:orgid:${ID}`, ID],
    [`8:ORGID:${ID.toUpperCase()}`, ID],
    ["Alice@Contoso.Example", "alice@contoso.example"],
    ["o'neil-1@contoso.com", "o'neil-1@contoso.com"],
    ["bob_fabrikam.com#EXT#@contoso.onmicrosoft.com", "bob_fabrikam.com#ext#@contoso.onmicrosoft.com"],
    ["", undefined],
    ["alice", undefined],
    ["alice@", undefined],
    ["@contoso.com", undefined],
    ["alice@contoso..com", undefined],
    ["alice@contoso.com/presence", undefined],
    ["alice?@contoso.com", undefined],
    ["alice bob@contoso.com", undefined],
    [`{${ID}}`, undefined],
    [ID.slice(1), undefined],
    ["8:orgid:alice@contoso.com", undefined],
    [`8:live:${ID}`, undefined],
    [`29:${ID}`, undefined],
  ];
  for (const [text, id] of TABLE) {
    it(`${JSON.stringify(text)} is ${id ?? "none"}`, () => assert.equal(personId(text), id));
  }
});

describe("a given slug", () => {
  for (const [text, good] of [
    ["alice", true],
    ["desk-2", true],
    ["a--b", true],
    ["Alice", false],
    ["-alice", false],
    ["alice-", false],
    ["al ice", false],
    ["a/b", false],
    ["", false],
  ] as const)
    it(`${JSON.stringify(text)} is ${good ? "one" : "none"}`, () => assert.equal(isSlug(text), good));
});

describe("a list of people", () => {
  const read = (value: unknown): unknown =>
    readPeople(value, (property, expected) => new Error(`${property} must be ${expected}`));

  it("is empty when it is absent", () => {
    for (const value of [undefined, null, "", []]) assert.deepEqual(read(value), []);
  });

  it("leaves out what is empty or unknown", () => {
    const people = [
      { id: ID, name: " Alice ", slug: "", color: "red" },
      { id: ID, name: null },
    ];
    assert.deepEqual(read(people), [{ id: ID, name: "Alice" }, { id: ID }]);
  });

  const WRONG: readonly (readonly [unknown, RegExp])[] = [
    ["alice", /^people must be a list/],
    [{}, /^people must be a list/],
    [[ID], /^people\[0\] must be an object/],
    [[{ id: ID }, null], /^people\[1\] must be an object/],
    [[{}], /^people\[0\]\.id must be an object id, a user principal name/],
    [[{ id: 5 }], /^people\[0\]\.id /],
    [[{ id: "alice" }], /^people\[0\]\.id /],
    [[{ id: ID, name: 5 }], /^people\[0\]\.name must be a text/],
    [[{ id: ID, name: "x".repeat(257) }], /^people\[0\]\.name must be a text of at most 256/],
    [[{ id: ID, slug: "Alice!" }], /^people\[0\]\.slug must be lower-case/],
    [[{ id: ID, slug: ["alice"] }], /^people\[0\]\.slug /],
  ];
  for (const [value, says] of WRONG) {
    it(`refuses ${JSON.stringify(value).slice(0, 60)} by name`, () => {
      assert.throws(() => read(value), { message: says });
    });
  }
});
