import assert from "node:assert/strict";
import { pollProperties } from "../../../nodes/presence-poll/poll-properties";
import { Problem } from "../../../shared/support/problem";

const NODE = { id: "p", type: "presence-poll", auth: "a1b2c3d4e5f60718" };

describe("the properties of presence-poll", () => {
  it("have the defaults of the contract", () => {
    assert.deepEqual(pollProperties(NODE), { auth: NODE.auth, people: [], interval: 30, staleAfter: 900 });
  });

  it("are taken as the editor stores them", () => {
    const { interval, staleAfter } = pollProperties({ ...NODE, interval: "60", staleAfter: " 0 " });
    assert.deepEqual([interval, staleAfter], [60, 0]);
  });

  it("take people, each by one of three ids", () => {
    const people = [
      { id: " Alice@Contoso.Example ", name: "Alice", slug: "" },
      { id: "8:orgid:B0B00000-0000-4000-8000-000000000002", slug: "bob" },
    ];
    assert.deepEqual(pollProperties({ ...NODE, people }).people, [
      { id: "alice@contoso.example", name: "Alice" },
      { id: "b0b00000-0000-4000-8000-000000000002", slug: "bob" },
    ]);
  });

  for (const [property, lowest, highest] of [
    ["interval", 5, 3600],
    ["staleAfter", 0, 86_400],
  ] as const) {
    it(`let ${property} be ${lowest} and ${highest}`, () => {
      for (const value of [lowest, highest])
        assert.equal(pollProperties({ ...NODE, [property]: value })[property], value);
    });
  }

  const WRONG: readonly (readonly [string, readonly unknown[]])[] = [
    ["auth", [5, {}, []]],
    ["interval", [4.9, 3601, -1, 0, "often", " ", Number.NaN, Number.POSITIVE_INFINITY, true, {}, [30]]],
    ["staleAfter", [-1, 86_401, "never", {}, false]],
    ["adaptive", ["maybe", 1, {}]],
    ["people", ["alice", 5, {}, ["alice@contoso.example"], [{}], [{ id: "alice" }]]],
    // Not built yet: whoever relies on them must not believe that they work.
    ["shard", ["1/2", 1, {}]],
    ["statusMessage", [true, "true", 1]],
  ];
  for (const [property, values] of WRONG) {
    for (const value of values) {
      it(`refuse ${property} = ${typeof value === "number" ? value : JSON.stringify(value)} by name`, () => {
        assert.throws(
          () => pollProperties({ ...NODE, [property]: value }),
          (error) =>
            error instanceof Problem &&
            error.code === "bad-configuration" &&
            error.message.includes(property),
        );
      });
    }
  }

  it("take what later versions add while it means nothing", () => {
    for (const neutral of [
      { people: [], shard: "", statusMessage: false, adaptive: true },
      { people: null, shard: undefined, statusMessage: "", adaptive: "false" },
    ])
      assert.equal(pollProperties({ ...NODE, ...neutral }).interval, 30);
  });
});
