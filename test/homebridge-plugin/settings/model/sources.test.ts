import assert from "node:assert/strict";
import { readConfig } from "../../../../homebridge-plugin/config/config";
import { Draft } from "../../../../homebridge-plugin/settings/model/draft";
import type { Fields } from "../../../../homebridge-plugin/settings/model/fields";
import {
  accountOf,
  addAccount,
  addFromMqtt,
  addSignedIn,
  listSignedIn,
  peopleOf,
  removeAccount,
  sourceOf,
  usesMqtt,
  useSource,
} from "../../../../homebridge-plugin/settings/model/sources";

const WORK = {
  id: "work",
  name: "Work",
  tenant: "contoso.com",
  clientId: "00000000-0000-4000-8000-000000000000",
};
const CLUB = { ...WORK, id: "club", name: "Club" };
const MQTT = { url: "mqtt://192.168.1.10" };

function draftOf(block: object): Draft {
  return new Draft([{ platform: "TeamsPresence", ...block }]);
}

function only(entries: readonly Fields[]): Fields {
  const [entry] = entries;
  assert.ok(entry);
  return entry;
}

describe("where a person comes from on the settings page", () => {
  for (const [block, person] of [
    [{ accounts: [WORK] }, {}],
    [{ accounts: [WORK], mqtt: MQTT }, {}],
    [{ accounts: [WORK], mqtt: MQTT }, { topic: "teams" }],
    [{ accounts: [WORK], mqtt: MQTT }, { source: "mqtt" }],
    [{ mqtt: MQTT }, {}],
    [{ mqtt: MQTT }, { topic: "teams" }],
  ] as const)
    it(`is where the plugin takes ${JSON.stringify(person)} from with ${Object.keys(block).join(" and ")}`, () => {
      const draft = draftOf({ ...block, people: [{ name: "Alice", ...person }] });
      const [read] = readConfig(draft.block).people;
      assert.ok(read?.source);
      assert.equal(sourceOf(draft, only(draft.people)), read.source.kind);
    });

  for (const source of [undefined, "graph"])
    it(`stays Microsoft when only a broker is left, ${source ? "said" : "not said"} before, until that is undone`, () => {
      const draft = draftOf({
        accounts: [WORK],
        mqtt: MQTT,
        people: [
          { id: "alice", name: "Alice", account: "work", ...(source && { source }) },
          { id: "bob", name: "Bob", topic: "teams" },
        ],
      });
      const before = structuredClone(draft.block);
      const undo = removeAccount(draft, only(draft.accounts));
      assert.deepEqual(
        draft.people.map((person) => sourceOf(draft, person)),
        ["graph", "mqtt"],
      );
      assert.equal(draft.people[0]?.["account"], "work");
      undo();
      assert.deepEqual(draft.block, before);
    });

  it("changes without leaving behind what belonged to the other source", () => {
    const draft = draftOf({
      accounts: [WORK],
      mqtt: MQTT,
      people: [{ name: "Alice", account: "work", user: "a@b.c" }],
    });
    const alice = only(draft.people);
    useSource(draft, alice, "mqtt");
    assert.deepEqual(alice, { name: "Alice", id: "alice", source: "mqtt" });
    assert.deepEqual(readConfig(draft.block).complaints, []);
    draft.set(alice, "topic", "teams");
    useSource(draft, alice, "graph");
    assert.deepEqual(alice, { name: "Alice", id: "alice" });
    assert.deepEqual(readConfig(draft.block).complaints, []);
  });

  it("is said where it would else be taken for another", () => {
    const draft = draftOf({ mqtt: MQTT, people: [{ name: "Alice" }] });
    useSource(draft, only(draft.people), "graph");
    assert.equal(only(draft.people)["source"], "graph");
  });
});

describe("the account of a person", () => {
  for (const [accounts, person, id] of [
    [[WORK], {}, "work"],
    [[WORK, CLUB], { account: "club" }, "club"],
    [[WORK, CLUB], {}, undefined],
    [[WORK], { account: "club" }, undefined],
    [[WORK], { topic: "teams" }, undefined],
  ] as const)
    it(`is ${id} for ${JSON.stringify(person)} with ${accounts.length} accounts`, () => {
      const draft = draftOf({ accounts, people: [{ name: "Alice", ...person }] });
      assert.equal(accountOf(draft, only(draft.people))?.["id"], id);
    });

  it("is written down when there comes a second one", () => {
    const draft = draftOf({ accounts: [WORK], people: [{ name: "Alice" }, { name: "Bob", topic: "teams" }] });
    addAccount(draft, "Club");
    const [alice, bob] = draft.people;
    assert.equal(alice?.["account"], "work");
    assert.equal(bob?.["account"], undefined);
    assert.deepEqual(peopleOf(draft, only(draft.accounts)), [alice]);
  });
});

describe("beginning with nothing", () => {
  it("takes an account and whoever signs in, when it is from Microsoft", () => {
    const draft = draftOf({});
    const account = addAccount(draft, "Work");
    addSignedIn(draft, account);
    assert.deepEqual(draft.block["accounts"], [{ name: "Work", id: "work" }]);
    assert.deepEqual(draft.block["people"], [{ account: "work" }]);
    assert.equal(usesMqtt(draft), false);
  });

  it("takes a person, when it is from MQTT", () => {
    const draft = draftOf({});
    addFromMqtt(draft);
    assert.equal(usesMqtt(draft), true);
  });
});

describe("people who were never listed", () => {
  it("are listed as the accessories that they are", () => {
    const draft = draftOf({ accounts: [WORK, CLUB] });
    const before = readConfig(draft.block).people;
    listSignedIn(draft);
    assert.deepEqual(readConfig(draft.block).people, before);
    assert.deepEqual(readConfig(draft.block).complaints, []);
  });

  it("keep their ids when they are named", () => {
    const draft = draftOf({ accounts: [WORK] });
    const [person] = listSignedIn(draft);
    assert.ok(person);
    draft.rename(person, draft.block, "people", "person", "Alice");
    assert.equal(person["id"], "work");
  });
});
