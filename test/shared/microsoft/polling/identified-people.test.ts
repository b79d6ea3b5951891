import assert from "node:assert/strict";
import { type Found, identifiedPeople } from "../../../../shared/microsoft/polling/identified-people";

const A = "a11ce000-0000-4000-8000-000000000001";
const B = "b0b00000-0000-4000-8000-000000000002";

const byId = (id: string, given: object = {}): Found => ({ listed: { id, ...given }, known: { id } });
const byName = (upn: string, id: string, displayName: string, given: object = {}): Found => ({
  listed: { id: upn, ...given },
  known: { id, displayName, upn },
});
const slugs = (...found: readonly Found[]): string[] =>
  identifiedPeople(found).map(({ person }) => person.slug);

describe("the people of a list", () => {
  it("are named as given, else as Graph says, else by their id", () => {
    const found = [byId(A), byName("bob@x.test", B, "Bob Example")];
    assert.deepEqual(
      identifiedPeople(found).map(({ person }) => person),
      [
        { id: A, slug: A, name: A },
        { id: B, slug: "bob-example", name: "Bob Example" },
      ],
    );
    assert.deepEqual(
      identifiedPeople([byName("bob@x.test", B, "Bob Example", { name: "Bobby", slug: "desk" })])[0]?.person,
      { id: B, slug: "desk", name: "Bobby" },
    );
  });

  it("are each there once, with the first name and the first slug", () => {
    const found = [
      byId(A, { slug: "desk" }),
      byId(B),
      byName("alice@x.test", A, "Alice Example", { name: "Alice", slug: "other" }),
    ];
    assert.deepEqual(identifiedPeople(found), [
      { listed: A, person: { id: A, slug: "desk", name: "Alice" } },
      { listed: B, person: { id: B, slug: B, name: B } },
    ]);
  });

  it("get four characters of their id where slugs clash, all of them and in any order", () => {
    const [one, other] = [byId(A, { name: "Sam" }), byId(B, { name: "sam" })];
    assert.deepEqual(slugs(one, other), ["sam-a11c", "sam-b0b0"]);
    assert.deepEqual(slugs(other, one), ["sam-b0b0", "sam-a11c"]);
  });
});
