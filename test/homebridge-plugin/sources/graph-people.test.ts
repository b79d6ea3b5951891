import assert from "node:assert/strict";
import type { PersonSettings } from "../../../homebridge-plugin/config/person-settings";
import { polledPeople, presenceOf } from "../../../homebridge-plugin/sources/graph-people";
import { ALICE, BOB, presence } from "../../support/presences";

function person(id: string, source: PersonSettings["source"]): PersonSettings {
  return {
    id,
    name: id.toUpperCase(),
    source,
    separate: false,
    pauseSwitch: false,
    onChange: undefined,
    sensors: [],
  };
}

const graph = (user?: string, account = "work") => ({ kind: "graph", account, user }) as const;

/** Who is listed, and who gets what is heard of each: the slug of a listed one, and the object id Graph gives. */
function heard(people: readonly PersonSettings[], found: readonly (readonly [listed: string, id: string])[]) {
  const lists = polledPeople("work", people).filter(({ listed }) => listed.length > 0);
  assert.ok(lists.length <= 1);
  return found.map(([user, id]) => {
    const slug = lists[0]?.listed.find((each) => each.id === user)?.slug ?? "";
    return lists[0]?.of(presence("busy", { person: { id, slug, name: "" } })).map((each) => each.id);
  });
}

describe("whom an account polls", () => {
  it("is nobody of other accounts, of MQTT, or without a source", () =>
    assert.deepEqual(
      polledPeople("work", [
        person("a", graph(undefined, "club")),
        person("b", { kind: "mqtt", topic: "x" }),
        person("c", undefined),
      ]),
      [],
    ));

  it("is who is signed in, apart from those who are named", () => {
    const me = person("me", graph());
    const bob = person("bob", graph(BOB.id));
    const [own, others, ...rest] = polledPeople("work", [bob, me]);
    assert.deepEqual(rest, []);
    assert.deepEqual(own?.listed, []);
    assert.deepEqual(own.of(presence("busy")), [me]);
    assert.deepEqual(others?.listed, [{ id: BOB.id, slug: "person-0", name: "BOB" }]);
  });

  it("is everybody once, for all who want them", () => {
    const people = [
      person("desk", graph(BOB.id)),
      person("door", graph(BOB.id)),
      person("alice", graph("alice@contoso.com")),
    ];
    assert.deepEqual(
      heard(people, [
        [BOB.id, BOB.id],
        ["alice@contoso.com", ALICE.id],
      ]),
      [["desk", "door"], ["alice"]],
    );
  });

  for (const turn of [false, true])
    it(`is somebody once who is listed by name and by id, for both${turn ? ", the other way round" : ""}`, () => {
      const both = [person("desk", graph(BOB.id)), person("door", graph("bob@contoso.com"))];
      const people = turn ? both.toReversed() : both;
      const [list] = polledPeople("work", people);
      // Of two that are the same the first on the list is the one that is told.
      assert.deepEqual(heard(people, [[list?.listed[0]?.id ?? "", BOB.id]])[0]?.toSorted(), ["desk", "door"]);
    });

  it("is told under the id and the name of the configuration", () => {
    const told = presenceOf(presence("busy", { person: BOB }), person("desk", graph(BOB.id)));
    assert.deepEqual(told.person, { id: BOB.id, slug: "desk", name: "DESK" });
  });
});
