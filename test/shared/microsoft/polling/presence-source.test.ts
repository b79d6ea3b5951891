import assert from "node:assert/strict";
import { GraphProblem } from "../../../../shared/microsoft/graph/graph-problem";
import type { ListedPerson } from "../../../../shared/microsoft/polling/people-list";
import {
  type PresenceAccess,
  PresenceSource,
  type Reading,
} from "../../../../shared/microsoft/polling/presence-source";
import type { Account } from "../../../../shared/microsoft/account/token-provider";
import { Problem } from "../../../../shared/support/problem";
import { FakeClock } from "../../../support/fake-clock";
import { ALICE, BOB } from "../../../support/presences";

const CAROL = "1b7d1b7e-8f3e-4d3c-9f5e-0a0000000003";
const ACCOUNT: Account = { id: ALICE.id, tenantId: "t", username: "Alice@x.test", name: "Alice" };
const OWN: PresenceAccess = { own: true, others: false };
const ALL: PresenceAccess = { own: true, others: true };
const APP: PresenceAccess = { own: false, others: true };

/** A Graph that knows some people by object id and by name, and writes down what it was asked. */
function setUp(access: PresenceAccess, ...people: readonly ListedPerson[]) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const world = {
    known: [ALICE.id, BOB.id] as readonly string[],
    names: new Map<string, string | Error>([["bob@x.test", BOB.id]]),
    spoils: [] as readonly string[],
    refusal: undefined as Error | undefined,
    account: ACCOUNT as Account | undefined,
  };
  const presence = (id: string) => ({ id: id.toUpperCase(), availability: "Busy", activity: "Busy" });
  const source = new PresenceSource({
    tokens: { account: async () => world.account },
    clock,
    graph: {
      async myPresence() {
        asked.push("me");
        return { availability: "Busy", activity: "Busy" };
      },
      async presences(ids) {
        asked.push(ids.map((id) => id.slice(-1)).join(" "));
        if (world.refusal) throw world.refusal;
        if (ids.some((id) => world.spoils.includes(id))) throw new GraphProblem("person-not-found");
        return ids.filter((id) => world.known.includes(id)).map(presence);
      },
      async resolveUser(upn) {
        asked.push(upn);
        const id = world.names.get(upn) ?? new GraphProblem("person-not-found");
        if (id instanceof Error) throw id;
        return { id, displayName: `The one called ${upn.split("@")[0]}` };
      },
    },
    access,
    people,
    statusMessage: false,
  });
  const read = async (): Promise<Reading> => {
    const reading = await source.read(() => undefined);
    assert.ok(reading);
    return reading;
  };
  return { asked, clock, read, source, world };
}

const slugsOf = ({ presences }: Reading): string[] => presences.map(({ person }) => person.slug);
const troublesOf = ({ troubles }: Reading): string[] =>
  troubles.map(({ listed, problem }) => `${listed} ${problem.code}`);
const codeOf = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => assert.fail("nothing was thrown"),
    (error: unknown) => (error instanceof Problem ? error : assert.fail(String(error))),
  );

describe("Whom a poll asks about", () => {
  const SELF: readonly (readonly [string, readonly ListedPerson[], slug: string])[] = [
    ["nobody is listed", [], "alice"],
    ["the account's own id is", [{ id: ALICE.id }], "alice"],
    ["the account's own name is", [{ id: "alice@x.test", slug: "me" }], "me"],
    ["both are", [{ id: "alice@x.test" }, { id: ALICE.id, name: "Boss" }], "boss"],
  ];
  for (const [when, people, slug] of SELF) {
    it(`is the signed-in person, with the least permission, when ${when}`, async () => {
      const { asked, read } = setUp(OWN, ...people);
      assert.deepEqual(slugsOf(await read()), [slug]);
      assert.deepEqual(asked, ["me"]);
    });
  }

  it("is everybody with one request, in the order of the list", async () => {
    const { asked, read } = setUp(ALL, { id: BOB.id, name: "Bob" }, { id: "alice@x.test" });
    const reading = await read();
    assert.deepEqual(slugsOf(reading), ["bob", "alice"]);
    assert.deepEqual(
      reading.presences.map(({ person, status }) => `${person.id} ${status}`),
      [`${BOB.id} busy`, `${ALICE.id} busy`],
    );
    assert.deepEqual(asked, ["2 1"]);
  });

  it("is found by name once, and named after its display name", async () => {
    const { asked, read } = setUp(ALL, { id: "bob@x.test" });
    assert.deepEqual(slugsOf(await read()), ["the-one-called-bob"]);
    await read();
    assert.deepEqual(asked, ["bob@x.test", "2", "2"]);
  });

  it("is nobody else while the account reads only its own presence", async () => {
    const { asked, read } = setUp(OWN, { id: ALICE.id }, { id: "bob@x.test" });
    const { code, advice } = await codeOf(read());
    assert.equal(code, "permission-missing");
    assert.match(advice, /Turn on 'Read other people's presence too' in the account/);
    assert.deepEqual(asked, []);
  });

  it("has to be chosen for an application, which is nobody itself", async () => {
    const { asked, read } = setUp(APP);
    const { code, title } = await codeOf(read());
    assert.deepEqual([code, title, asked], ["bad-configuration", "Choose people", []]);
    const chosen = setUp(APP, { id: ALICE.id });
    await chosen.read();
    assert.deepEqual(chosen.asked, ["1"]);
  });

  it("does not concern who signs in meanwhile", async () => {
    const { source, world } = setUp(OWN);
    const reading = await source.read(() => {
      world.account = { ...ACCOUNT, id: BOB.id };
    });
    assert.equal(reading, undefined);
  });
});

describe("Trouble with one of several people", () => {
  it("is that one's where the answer leaves them out", async () => {
    const { asked, read } = setUp(ALL, { id: BOB.id, slug: "bob" }, { id: CAROL });
    const reading = await read();
    assert.deepEqual([slugsOf(reading), troublesOf(reading)], [["bob"], [`${CAROL} person-not-found`]]);
    assert.deepEqual(asked, ["2 3"]);
  });

  it("is that one's where nobody has the name", async () => {
    const { read } = setUp(ALL, { id: "carol@x.test" }, { id: BOB.id, slug: "bob" });
    const reading = await read();
    assert.deepEqual([slugsOf(reading), troublesOf(reading)], [["bob"], ["carol@x.test person-not-found"]]);
    assert.match(reading.troubles[0]?.problem.title ?? "", /carol@x\.test/);
  });

  it("is found where an id spoils the answer for all, and left out for a quarter of an hour", async () => {
    const { asked, clock, read, world } = setUp(ALL, { id: ALICE.id }, { id: BOB.id }, { id: CAROL });
    world.spoils = [CAROL];
    const first = await read();
    assert.deepEqual([first.presences.length, troublesOf(first)], [2, [`${CAROL} person-not-found`]]);
    assert.deepEqual(asked, ["1 2 3", "1 2", "3"]);
    asked.length = 0;
    assert.deepEqual(troublesOf(await read()), [`${CAROL} person-not-found`]);
    assert.deepEqual(asked, ["1 2"]);
    await clock.advance(900_000);
    asked.length = 0;
    world.spoils = [];
    world.known = [ALICE.id, BOB.id, CAROL];
    assert.deepEqual(troublesOf(await read()), []);
    assert.deepEqual(asked, ["1 2 3"]);
  });

  it("keeps the person apart from the list's others when a known name is lost", async () => {
    const { clock, read, world } = setUp(ALL, { id: "bob@x.test" }, { id: ALICE.id });
    await read();
    world.names.clear();
    await clock.advance(86_400_000);
    const reading = await read();
    assert.deepEqual(troublesOf(reading), ["bob@x.test person-not-found"]);
    assert.equal(reading.troubles[0]?.person.id, BOB.id);
  });

  it("changes nobody else's slug, where somebody of the same name is no longer found", async () => {
    const { asked, clock, read, world } = setUp(ALL, { id: "alex@x.test" }, { id: "alex@y.test" });
    world.known = [BOB.id, CAROL];
    world.names = new Map([
      ["alex@x.test", BOB.id],
      ["alex@y.test", CAROL],
    ]);
    const [slug] = slugsOf(await read());
    assert.match(slug ?? "", /^the-one-called-alex-/);
    await clock.advance(86_400_000);
    world.names.delete("alex@y.test");
    await read();
    asked.length = 0;
    const reading = await read();
    assert.deepEqual([slugsOf(reading), troublesOf(reading)], [[slug], ["alex@y.test person-not-found"]]);
    assert.deepEqual(asked, ["alex@y.test", BOB.id.slice(-1)]);
  });

  it("looks a name up again when Graph no longer knows its id", async () => {
    const { asked, clock, read, world } = setUp(ALL, { id: "bob@x.test" });
    await read();
    world.known = [CAROL];
    world.names.set("bob@x.test", CAROL);
    await clock.advance(900_000);
    await read();
    asked.length = 0;
    assert.deepEqual(troublesOf(await read()), []);
    assert.deepEqual(asked, ["bob@x.test", "3"]);
  });

  for (const [access, permission] of [
    [ALL, /User\.ReadBasic\.All to the app registration, and sign in again/],
    [APP, /User\.Read\.All as an application permission/],
  ] as const) {
    it(`says what to write instead of a name that must not be looked up: ${permission.source}`, async () => {
      const { read, world } = setUp(access, { id: "bob@x.test" }, { id: BOB.id, slug: "bob" });
      world.names.set("bob@x.test", new GraphProblem("permission-missing"));
      const reading = await read();
      assert.deepEqual([slugsOf(reading), troublesOf(reading)], [["bob"], ["bob@x.test permission-missing"]]);
      const advice = reading.troubles[0]?.problem.advice ?? "";
      assert.match(advice, /Write the object id .*Entra admin center/);
      assert.match(advice, permission);
    });
  }

  for (const [access, permission] of [
    [ALL, /delegated permission Presence\.Read\.All and sign in again/],
    [APP, /application permission Presence\.Read\.All/],
  ] as const) {
    it(`is everybody's where the request is refused: ${permission.source}`, async () => {
      const { read, world } = setUp(access, { id: BOB.id });
      world.refusal = new GraphProblem("permission-missing");
      const problem = await codeOf(read());
      assert.equal(problem.code, "permission-missing");
      assert.match(problem.advice, permission);
    });
  }

  it("that may pass is everybody's", async () => {
    const { read, world } = setUp(ALL, { id: "bob@x.test" }, { id: ALICE.id });
    world.names.set("bob@x.test", new GraphProblem("graph-unavailable"));
    assert.equal((await codeOf(read())).code, "graph-unavailable");
  });
});
