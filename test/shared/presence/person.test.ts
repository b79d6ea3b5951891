import assert from "node:assert/strict";
import { personName, personOf, slugOf, uniqueSlugs } from "../../../shared/presence/person";

describe("a slug", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["Alice", "alice"],
    ["Zoë O'Neil", "zoe-o-neil"],
    ["  Jørgen Groß  ", "jorgen-gross"],
    ["alice@example.com", "alice-example-com"],
    ["--a__b--", "a-b"],
    ["8:orgid:ABC", "8-orgid-abc"],
    ["山田", ""],
    ["", ""],
  ];
  for (const [text, slug] of rows) {
    it(`of "${text}" is "${slug}"`, () => assert.equal(slugOf(text), slug));
  }
});

describe("a person", () => {
  const id = "0A1B2C3D-0000-0000-0000-000000000001";

  it("is named as given, else by the account, else by the UPN, else by the id", () => {
    assert.equal(personName({ id, name: "Al", displayName: "Alice A", upn: "a@example.com" }), "Al");
    assert.equal(personName({ id, name: " ", displayName: "Alice A", upn: "a@example.com" }), "Alice A");
    assert.equal(personName({ id, upn: "a@example.com" }), "a@example.com");
    assert.equal(personName({ id }), id);
  });

  it("has the given slug, else that of the name, else that of the account, else that of the id", () => {
    assert.equal(personOf({ id, slug: "Boss", name: "Al" }).slug, "boss");
    assert.equal(personOf({ id, name: "Al", displayName: "Alice" }).slug, "al");
    assert.equal(personOf({ id, displayName: "Alice A" }).slug, "alice-a");
    assert.equal(personOf({ id, name: "山田" }).slug, "0a1b2c3d-0000-0000-0000-000000000001");
    assert.equal(personOf({ id: "山田" }).slug, "person");
  });

  it("has an id in lower case", () => {
    assert.equal(personOf({ id }).id, "0a1b2c3d-0000-0000-0000-000000000001");
  });
});

describe("slugs of several people", () => {
  const anna = { id: "aaaa1111-0", slug: "sam", name: "Sam A" };
  const bert = { id: "bbbb2222-0", slug: "sam", name: "Sam B" };
  const cleo = { id: "cccc3333-0", slug: "cleo", name: "Cleo" };
  const slugs = (people: Parameters<typeof uniqueSlugs>[0]) =>
    Object.fromEntries(uniqueSlugs(people).map(({ id, slug }) => [id, slug]));

  it("get four characters of the id for everyone who clashes, in whatever order they come", () => {
    const expected = { "aaaa1111-0": "sam-aaaa", "bbbb2222-0": "sam-bbbb", "cccc3333-0": "cleo" };
    assert.deepEqual(slugs([anna, bert, cleo]), expected);
    assert.deepEqual(slugs([cleo, bert, anna]), expected);
  });

  it("get the whole id where four characters clash again", () => {
    assert.deepEqual(slugs([anna, { ...bert, id: "aaaa9999-0" }]), {
      "aaaa1111-0": "sam-aaaa-aaaa1111-0",
      "aaaa9999-0": "sam-aaaa-aaaa9999-0",
    });
  });

  it("do not clash with somebody who already has the longer slug", () => {
    const made = uniqueSlugs([anna, bert, { ...cleo, slug: "sam-aaaa" }]).map(({ slug }) => slug);
    assert.equal(new Set(made).size, 3);
  });

  it("take the id for an empty slug", () => {
    assert.deepEqual(slugs([{ ...cleo, slug: "" }]), { "cccc3333-0": "cccc3333-0" });
  });

  it("leave somebody alone who comes twice", () => {
    assert.deepEqual(slugs([cleo, cleo]), { "cccc3333-0": "cleo" });
  });

  it("keep order and names", () => {
    assert.deepEqual(
      uniqueSlugs([bert, cleo]).map(({ name }) => name),
      ["Sam B", "Cleo"],
    );
  });
});
