import assert from "node:assert/strict";
import { Draft } from "../../../../homebridge-plugin/settings/model/draft";
import type { Fields } from "../../../../homebridge-plugin/settings/model/fields";

const WORK = { id: "work", name: "Work", tenant: "contoso.com" };

function draftOf(block: object): Draft {
  return new Draft([{ platform: "TeamsPresence", name: "Teams Presence", ...block }]);
}

/** As Homebridge's UI takes it, and writes it into config.json. */
function savedFrom(draft: Draft, before: object = {}): unknown {
  return JSON.parse(JSON.stringify(Object.assign(structuredClone(before), draft.written())));
}

function only(entries: readonly Fields[]): Fields {
  const [entry] = entries;
  assert.ok(entry);
  return entry;
}

describe("the block that is edited", () => {
  for (const blocks of [[], undefined, null, ["garbage"]])
    it(`begins with the platform's name where there is ${JSON.stringify(blocks)}`, () => {
      assert.deepEqual(new Draft(blocks).written(), { platform: "TeamsPresence", name: "Teams Presence" });
    });

  it("keeps what it does not know", () => {
    const block = {
      platform: "TeamsPresence",
      name: "Teams Presence",
      _bridge: { username: "0E:00:00:00:00:01" },
      somethingNew: [1],
      accounts: [{ ...WORK, later: true }],
      people: [
        { id: "alice", name: "Alice", mood: "good", sensors: [{ id: "x", name: "X", colour: "red" }] },
      ],
    };
    assert.deepEqual(new Draft([block]).written(), block);
  });

  it("is not the one that was loaded, which stays as it was", () => {
    const draft = draftOf({ people: [{ name: "Alice" }] });
    draft.rename(only(draft.people), draft.block, "people", "person", "Bob");
    assert.deepEqual(draft.saved["people"], [{ name: "Alice" }]);
  });

  it("has no rows that nobody has filled in", () => {
    const draft = draftOf({
      accounts: [{ method: "device-code", cloud: "global" }, WORK],
      people: [
        {},
        {
          id: "alice",
          name: "Alice",
          sensors: [{ kind: "occupancy" }],
          onChange: { method: "POST", headers: [""] },
        },
      ],
    });
    assert.deepEqual(savedFrom(draft), {
      platform: "TeamsPresence",
      name: "Teams Presence",
      accounts: [WORK],
      people: [{ id: "alice", name: "Alice" }],
    });
  });

  it("does not get a row of its own before anything is written there", () => {
    const draft = draftOf({});
    draft.add(draft.block, "people", "person", {});
    assert.equal(draft.written()["people"], undefined);
  });

  it("takes back from the UI what is gone", () => {
    const before = { platform: "TeamsPresence", name: "Teams Presence", mqtt: { url: "mqtt://a" } };
    const draft = new Draft([before]);
    draft.clear(draft.block, "mqtt");
    assert.deepEqual(savedFrom(draft, before), { platform: "TeamsPresence", name: "Teams Presence" });
  });

  it("takes back what the UI was only given in between", () => {
    const draft = draftOf({});
    draft.set(draft.block, "interval", 60, 30);
    const given = savedFrom(draft) as object;
    draft.set(draft.block, "interval", 30, 30);
    assert.deepEqual(savedFrom(draft, given), { platform: "TeamsPresence", name: "Teams Presence" });
  });
});

describe("a property", () => {
  it("at its default is left out where it was not there", () => {
    const draft = draftOf({ people: [{ id: "alice", name: "Alice" }] });
    const alice = only(draft.people);
    draft.set(alice, "separate", true, false);
    assert.equal(alice["separate"], true);
    draft.set(alice, "separate", false, false);
    assert.ok(!("separate" in alice));
  });

  it("at its default stays where it was there", () => {
    const draft = draftOf({ people: [{ id: "alice", name: "Alice", separate: true }] });
    draft.set(only(draft.people), "separate", false, false);
    assert.equal(only(draft.people)["separate"], false);
  });

  for (const empty of ["", undefined, []])
    it(`that is ${JSON.stringify(empty)} is left out`, () => {
      const draft = draftOf({ people: [{ id: "alice", name: "Alice", user: "bob@contoso.com" }] });
      draft.set(only(draft.people), "user", empty);
      assert.ok(!("user" in only(draft.people)));
    });
});

describe("the id of an entry", () => {
  it("never changes where it was there, whatever the name becomes", () => {
    const draft = draftOf({
      accounts: [WORK],
      people: [{ name: "Alice", sensors: [{ name: "On air", statuses: [] }] }],
    });
    const alice = only(draft.people);
    draft.rename(alice, draft.block, "people", "person", "Bob");
    draft.rename(only(draft.accounts), draft.block, "accounts", "account", "Club");
    draft.rename(only(draft.sensorsOf(alice)), alice, "sensors", "sensor", "Quiet");
    assert.deepEqual([alice["id"], alice["name"]], ["alice", "Bob"]);
    assert.equal(only(draft.accounts)["id"], "work");
    assert.equal(only(draft.sensorsOf(alice))["id"], "on-air");
  });

  it("follows the name of a new one, until something hangs on it", () => {
    const draft = draftOf({});
    const account = draft.add(draft.block, "accounts", "account", {});
    draft.rename(account, draft.block, "accounts", "account", "Work");
    draft.rename(account, draft.block, "accounts", "account", "Club");
    assert.equal(account["id"], "club");
    draft.fix(account);
    draft.rename(account, draft.block, "accounts", "account", "School");
    assert.deepEqual(account, { name: "School", id: "club" });
  });

  it("is its own among those of its list, and only there", () => {
    const draft = draftOf({ people: [{ name: "Alice" }] });
    const second = draft.add(draft.block, "people", "person", { name: "Alice" });
    assert.equal(second["id"], "alice-2");
    assert.equal(draft.add(draft.block, "accounts", "account", { name: "Alice" })["id"], "alice");
  });

  it("is followed by the people of a new account, also while its name is typed anew", () => {
    const draft = draftOf({});
    const account = draft.add(draft.block, "accounts", "account", { name: "Work" });
    const person = draft.add(draft.block, "people", "person", { account: "work" });
    for (const name of ["Wor", "", "C", "Club"])
      draft.rename(account, draft.block, "accounts", "account", name);
    assert.equal(person["account"], "club");
  });

  it("that an entry brings stays its own", () => {
    const draft = draftOf({});
    const person = draft.add(draft.block, "people", "person", { id: "work", name: "Alice" });
    draft.rename(person, draft.block, "people", "person", "Bob");
    assert.equal(person["id"], "work");
  });
});

describe("removing", () => {
  it("can be undone, into the same place", () => {
    const draft = draftOf({ people: [{ name: "A1" }, { name: "B1" }, { name: "C1" }] });
    const [, second] = draft.people;
    assert.ok(second);
    const undo = draft.remove(draft.block, "people", second);
    assert.deepEqual(
      draft.people.map(({ id }) => id),
      ["a1", "c1"],
    );
    undo();
    assert.deepEqual(
      draft.people.map(({ id }) => id),
      ["a1", "b1", "c1"],
    );
  });

  it("of the last one leaves no empty list behind, and can be undone", () => {
    const draft = draftOf({ accounts: [WORK] });
    const undo = draft.remove(draft.block, "accounts", only(draft.accounts));
    assert.ok(!("accounts" in draft.block));
    undo();
    assert.deepEqual(draft.accounts, [WORK]);
  });

  it("of a property can be undone", () => {
    const draft = draftOf({ mqtt: { url: "mqtt://a" } });
    const undo = draft.clear(draft.block, "mqtt");
    assert.equal(draft.block["mqtt"], undefined);
    undo();
    assert.deepEqual(draft.block["mqtt"], { url: "mqtt://a" });
  });
});
