import assert from "node:assert/strict";
import {
  anyOf,
  flag,
  listOf,
  number,
  oneOf,
  optional,
  type Reader,
  readProperties,
  readProperty,
  record,
  text,
  whole,
} from "../../../shared/support/properties";
import { Problem } from "../../../shared/support/problem";

const NODE = { id: "n", type: "t" };

const READERS: Readonly<
  Record<string, { reader: Reader<unknown>; good: readonly (readonly [unknown, unknown])[]; bad: unknown[] }>
> = {
  text: {
    reader: text("fallback"),
    good: [
      [undefined, "fallback"],
      [null, "fallback"],
      ["", ""],
      ["  a b ", "a b"],
    ],
    bad: [0, true, {}, []],
  },
  flag: {
    reader: flag(true),
    good: [
      [undefined, true],
      [null, true],
      ["", true],
      [false, false],
      ["false", false],
      ["true", true],
    ],
    bad: [0, 1, "yes", "TRUE", {}, []],
  },
  number: {
    reader: number(0, 10, 3, "seconds"),
    good: [
      [undefined, 3],
      ["", 3],
      [0, 0],
      [10, 10],
      ["2.5", 2.5],
      [" 7 ", 7],
    ],
    bad: [-0.1, 10.1, "ten", " ", "5s", Number.NaN, Number.POSITIVE_INFINITY, true, {}, [5]],
  },
  whole: {
    reader: whole(1, 100, 50, "percent"),
    good: [
      [null, 50],
      ["1", 1],
      [100, 100],
    ],
    bad: [0, 101, 1.5, "1.5", "x", {}],
  },
  oneOf: {
    reader: oneOf(["a", "b"], "a"),
    good: [
      [undefined, "a"],
      ["", "a"],
      ["b", "b"],
    ],
    bad: ["c", "A", 5, {}, ["a"]],
  },
  listOf: {
    reader: listOf(whole(0, 9, 0, "things")),
    good: [
      [undefined, []],
      ["", []],
      [[], []],
      [
        [1, "2"],
        [1, 2],
      ],
    ],
    bad: ["1", 1, {}, [10], [1, "x"]],
  },
  record: {
    reader: record({ count: whole(0, 9, 0, "things"), name: text() }),
    good: [
      [{}, { count: 0, name: "" }],
      [
        { count: "2", name: "x", more: 1 },
        { count: 2, name: "x" },
      ],
    ],
    bad: [undefined, null, "x", 5, [], { count: 10 }, { name: 5 }],
  },
  "number without a fallback": {
    reader: number(0, 10, undefined),
    good: [["0", 0]],
    bad: [undefined, null, "", 11],
  },
  "oneOf without a fallback": {
    reader: oneOf(["a", "b"]),
    good: [["a", "a"]],
    bad: [undefined, null, "", "c"],
  },
  optional: {
    reader: optional(whole(1, 9, undefined)),
    good: [
      [undefined, undefined],
      ["", undefined],
      ["3", 3],
    ],
    bad: [0, "x"],
  },
  anyOf: {
    reader: anyOf<string | number>("a or a whole number from 1 to 9", [oneOf(["a"]), whole(1, 9, undefined)]),
    good: [
      ["a", "a"],
      ["9", 9],
    ],
    bad: ["b", 10, null],
  },
  "record that is strict": {
    reader: record({ count: optional(whole(0, 9, undefined)) }, { strict: true }),
    good: [
      [{}, {}],
      [{ count: 1 }, { count: 1 }],
    ],
    bad: [{ coutn: 1 }, { count: 1, more: 1 }],
  },
};

const read = (reader: Reader<unknown>, value: unknown): unknown =>
  readProperties({ ...NODE, level: value }, { level: reader })["level"];

const shown = (value: unknown): string => (typeof value === "number" ? String(value) : JSON.stringify(value));

describe("reading a node's properties", () => {
  for (const [name, { reader, good, bad }] of Object.entries(READERS)) {
    describe(name, () => {
      for (const [value, expected] of good) {
        it(`takes ${shown(value)}`, () => assert.deepEqual(read(reader, value), expected));
      }
      for (const value of bad) {
        it(`refuses ${shown(value)}, naming the property and what it may be`, () => {
          assert.throws(
            () => read(reader, value),
            (error) =>
              error instanceof Problem &&
              error.code === "bad-configuration" &&
              /^"level(\.\w+|\[\d\])?" is/.test(error.title) &&
              /^level(\.\w+|\[\d\])? must be \w+/.test(error.advice),
          );
        });
      }
    });
  }

  it("names the part that is wrong by its place", () => {
    const rules = listOf(record({ color: oneOf(["red"]), more: listOf(whole(1, 2, 1)) }, { strict: true }));
    for (const [value, said] of [
      [
        [{ color: "red" }, { color: "blue" }],
        /"rules\[1\]\.color" is not right\. rules\[1\]\.color must be one of red\.$/,
      ],
      [[{ color: "red", more: [1, 2, 3] }], /rules\[0\]\.more\[2\] must be a number from 1 to 2/],
      [[{ colour: "red" }], /rules\[0\]\.colour must be left out; known are color, more\./],
      [[null], /rules\[0\] must be entries with color, more/],
      [{}, /rules must be a list/],
    ] as const)
      assert.throws(() => readProperty("rules", value, rules), said);
  });

  it("says what is allowed", () => {
    const messages = [
      [number(5, 3600, 30, "seconds"), 1, /level must be a number of seconds from 5 to 3600/],
      [whole(1, 100, 1, "percent"), 1.5, /level must be a whole number of percent from 1 to 100/],
      [oneOf(["show", "off"], "show"), "x", /level must be one of show, off/],
    ] as const;
    for (const [reader, value, message] of messages) assert.throws(() => read(reader, value), message);
  });

  describe("that are not built yet", () => {
    const NOT_YET = { people: [], shard: "", deep: false };

    for (const value of [undefined, null, "", [], false]) {
      it(`takes ${shown(value)} where it means nothing`, () => {
        const property = value === false ? "deep" : "people";
        readProperties({ ...NODE, [property]: value }, {}, NOT_YET);
      });
    }

    for (const [property, value] of [
      ["people", ["alice"]],
      ["people", {}],
      ["shard", "1/2"],
      ["deep", true],
      ["deep", 0],
    ] as const) {
      it(`refuses ${property} = ${shown(value)} by name`, () => {
        assert.throws(
          () => readProperties({ ...NODE, [property]: value }, {}, NOT_YET),
          new RegExp(`"${property}" is not available`),
        );
      });
    }
  });
});
