import assert from "node:assert/strict";
import { readConfig } from "../../../../homebridge-plugin/config/config";
import { freshId, writeIds } from "../../../../homebridge-plugin/settings/model/entry-ids";
import type { Fields } from "../../../../homebridge-plugin/settings/model/fields";

const LONG = "a".repeat(60);

describe("an id made on the settings page", () => {
  for (const [name, taken, id] of [
    ["Alice", [], "alice"],
    ["Zoë O'Neil", [], "zoe-o-neil"],
    ["Alice", ["alice"], "alice-2"],
    ["Alice", ["alice", "alice-2"], "alice-3"],
    ["王", [], "person"],
    ["Юля", ["person"], "person-2"],
    [LONG, [], "a".repeat(40)],
    [LONG, ["a".repeat(40)], `${"a".repeat(38)}-2`],
    [`${"a".repeat(37)} bcd`, [`${"a".repeat(37)}-bc`], `${"a".repeat(37)}-2`],
  ] as const)
    it(`is ${id} for ${name.slice(0, 45)} where ${taken.join(", ") || "nothing"} is taken`, () => {
      assert.equal(freshId(name, "person", new Set<string>(taken)), id);
      assert.match(id, /^[a-z0-9-]{1,40}$/);
    });
});

describe("an id that was never written down", () => {
  for (const names of [["Alice"], ["Zoë O'Neil", "Bob"], [` ${LONG} `], [`${"é".repeat(70)} x`]])
    it(`is the one by which the plugin has known ${names.join(" and ").slice(0, 20)}`, () => {
      const entries: Fields[] = names.map((name) => ({ name }));
      writeIds(entries, "person");
      const { people } = readConfig({
        accounts: [{ name: "Work" }],
        people: names.map((name) => ({ name })),
      });
      assert.deepEqual(
        entries.map(({ id }) => id),
        people.map(({ id }) => id),
      );
    });

  it("is another one where an earlier entry has it, and never that of a later one", () => {
    const entries: Fields[] = [{ name: "Alice" }, { name: "Alice" }, { name: "Alice B", id: "alice-2" }];
    writeIds(entries, "person");
    assert.deepEqual(
      entries.map(({ id }) => id),
      ["alice", "alice-3", "alice-2"],
    );
  });

  it("stays what the plugin knows it by, also where a later entry claims it", () => {
    const entries: Fields[] = [{ name: "Alice" }, { name: "Other", id: "alice" }];
    writeIds(entries, "person");
    assert.equal(entries[0]?.["id"], "alice");
  });

  it("is left as it is where it was given", () => {
    const entries: Fields[] = [{ name: "Alice", id: "somebody" }, { name: "" }];
    writeIds(entries, "person");
    assert.deepEqual(entries, [{ name: "Alice", id: "somebody" }, { name: "" }]);
  });
});
