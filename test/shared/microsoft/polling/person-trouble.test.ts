import assert from "node:assert/strict";
import { type PersonTrouble, troubleChanges } from "../../../../shared/microsoft/polling/person-trouble";
import { Problem } from "../../../../shared/support/problem";

const trouble = (listed: string, code: string): PersonTrouble => ({
  listed,
  person: { id: listed, slug: listed, name: listed },
  problem: new Problem({ code, title: code, advice: "" }),
});
const unknown = (listed: string): PersonTrouble => trouble(listed, "person-not-found");
const refused = (listed: string): PersonTrouble => trouble(listed, "permission-missing");

describe("people's own troubles between two polls", () => {
  const TABLE: readonly {
    readonly when: string;
    readonly before: readonly PersonTrouble[];
    readonly after: readonly PersonTrouble[];
    readonly begun?: readonly string[];
    readonly over?: readonly string[];
  }[] = [
    { when: "nobody has any", before: [], after: [] },
    { when: "somebody is unknown", before: [], after: [unknown("a")], begun: ["a"] },
    { when: "somebody stays unknown", before: [unknown("a")], after: [unknown("a")] },
    {
      when: "another one is unknown",
      before: [unknown("a")],
      after: [unknown("a"), unknown("b")],
      begun: ["b"],
    },
    { when: "somebody is found", before: [unknown("a"), unknown("b")], after: [unknown("b")], over: ["a"] },
    { when: "names are refused", before: [], after: [refused("a"), refused("b")], begun: ["a"] },
    { when: "another name is refused", before: [refused("a")], after: [refused("b"), refused("a")] },
    { when: "names are allowed", before: [refused("a"), refused("b")], after: [], over: ["a"] },
    { when: "the trouble is another one", before: [refused("a")], after: [unknown("a")], begun: ["a"] },
  ];
  for (const { when, before, after, begun = [], over = [] } of TABLE) {
    it(`${begun.length} begin and ${over.length} end when ${when}`, () => {
      const changes = troubleChanges(before, after);
      const listed = (troubles: readonly PersonTrouble[]): string[] => troubles.map((each) => each.listed);
      assert.deepEqual([listed(changes.begun), listed(changes.over)], [begun, over]);
    });
  }
});
