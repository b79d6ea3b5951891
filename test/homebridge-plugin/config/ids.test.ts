import assert from "node:assert/strict";
import { Complaints } from "../../../homebridge-plugin/config/complaints";
import { entriesOf } from "../../../homebridge-plugin/config/ids";

function read(value: unknown) {
  const complaints = new Complaints();
  const entries = entriesOf("people", value, complaints);
  return {
    found: entries.map(({ id, name }) => [id, name]),
    complaints: complaints.all.map(({ advice }) => advice),
  };
}

const ID = "1 to 40 of the characters a to z, 0 to 9 and hyphen";
const LEFT_OUT = "Until then the entry is left out.";
const NOT_MADE = `people[0].id must be given here: it is made from a–z and 0–9, and the name has none of them. ${LEFT_OUT}`;

describe("the entries of a list", () => {
  const right: readonly (readonly [what: string, entry: object, id: string, name: string])[] = [
    ["an id and a name", { id: "a-1", name: "Alice" }, "a-1", "Alice"],
    ["an id alone", { id: "a-1" }, "a-1", "a-1"],
    ["a name alone", { name: " Zoë O'Neil " }, "zoe-o-neil", "Zoë O'Neil"],
    ["an empty id", { id: "", name: "Alice" }, "alice", "Alice"],
    ["null for an id", { id: null, name: "Alice" }, "alice", "Alice"],
    ["an id with a name without letters", { id: "phone", name: "📞" }, "phone", "📞"],
    ["the longest id", { id: "x".repeat(40) }, "x".repeat(40), "x".repeat(40)],
    [
      "a name that is too long for an id",
      { name: "ab ".repeat(30) },
      "ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-ab-a",
      "",
    ],
    ["a name whose id would end in a hyphen", { name: `${"a".repeat(39)} b` }, "a".repeat(39), ""],
  ];
  for (const [what, entry, id, name] of right)
    it(`are known by ${what}`, () => {
      const { found, complaints } = read([entry]);
      assert.equal(found[0]?.[0], id);
      if (name !== "") assert.equal(found[0][1], name);
      assert.deepEqual(complaints, []);
    });

  const wrong: readonly (readonly [entry: unknown, complaint: string])[] = [
    [{ id: "Alice" }, `people[0].id must be ${ID}. ${LEFT_OUT}`],
    [{ id: "a b" }, `people[0].id must be ${ID}. ${LEFT_OUT}`],
    [{ id: "x".repeat(41) }, `people[0].id must be ${ID}. ${LEFT_OUT}`],
    [{ id: 7, name: "Alice" }, `people[0].id must be ${ID}. ${LEFT_OUT}`],
    [{ name: "📞" }, NOT_MADE],
    [{ name: "Юля" }, NOT_MADE],
    [{ id: "", name: "王" }, NOT_MADE],
    [{ user: "x" }, `people[0].name must be there, unless there is an id. ${LEFT_OUT}`],
    [{ name: 7 }, `people[0].name must be a text. ${LEFT_OUT}`],
    ["alice", `people[0] must be an entry with id and name. ${LEFT_OUT}`],
    [["alice"], `people[0] must be an entry with id and name. ${LEFT_OUT}`],
  ];
  for (const [entry, complaint] of wrong)
    it(`leave out ${JSON.stringify(entry)}, and keep the next`, () => {
      const { found, complaints } = read([entry, { name: "Bob" }]);
      assert.deepEqual(found, [["bob", "Bob"]]);
      assert.deepEqual(complaints, [complaint]);
    });

  it("complain of a name that is none where the id is right", () => {
    const { found, complaints } = read([{ id: "alice", name: 7 }]);
    assert.deepEqual(found, [["alice", "alice"]]);
    assert.deepEqual(complaints, ["people[0].name must be a text. Until then it is alice."]);
  });

  it("leave out the second of two with one id, however they came by it", () => {
    const { found, complaints } = read([
      { name: "Alice" },
      { id: "alice", name: "Other" },
      { name: "ALICE" },
    ]);
    assert.deepEqual(found, [["alice", "Alice"]]);
    assert.deepEqual(complaints, [
      `people[1].id must be another one than alice, which people[0] has. ${LEFT_OUT}`,
      `people[2].id must be another one than alice, which is made from the name and which people[0] has. ${LEFT_OUT}`,
    ]);
  });

  it("leave out blank rows of a form without a word", () => {
    const blank = [
      null,
      [],
      {},
      { id: "", name: "" },
      { name: null },
      { sensors: [] },
      { separate: false, name: "" },
    ];
    assert.deepEqual(read(blank), { found: [], complaints: [] });
  });

  for (const absent of [undefined, null, "", []])
    it(`are none of ${JSON.stringify(absent)}`, () =>
      assert.deepEqual(read(absent), { found: [], complaints: [] }));

  for (const value of ["alice", 7, { name: "Alice" }, true])
    it(`are none of ${JSON.stringify(value)}, which is no list`, () =>
      assert.deepEqual(read(value), { found: [], complaints: ["people must be a list."] }));
});
