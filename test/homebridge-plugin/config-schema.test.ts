import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileFunction } from "node:vm";
import { readConfig } from "../../homebridge-plugin/config/config";
import { METHODS } from "../../homebridge-plugin/on-change/on-change-settings";
import { SENSOR_KINDS, SENSOR_STATUSES } from "../../homebridge-plugin/sensors/sensor";
import { PLATFORM_NAME } from "../../homebridge-plugin/settings";
import { CLOUDS } from "../../shared/microsoft/registration/clouds";
import { PRESET_NAMES } from "../../shared/presence/appearance";
import { STATUSES } from "../../shared/presence/presence";
import { root } from "../support/packed";

interface Node {
  readonly title?: string;
  readonly type: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly { readonly title: string; readonly enum: readonly unknown[] }[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

interface Shown {
  readonly key?: string;
  readonly type?: string;
  readonly condition?: { readonly functionBody: string };
  readonly titleMap?: readonly { readonly value: unknown }[];
  readonly items?: readonly (Shown | string)[];
}

interface Page {
  readonly pluginAlias: string;
  readonly pluginType: string;
  readonly schema: Node;
  readonly layout: readonly (Shown | string)[];
}

const text = readFileSync(join(root, "homebridge-plugin", "config.schema.json"), "utf8");
const page = JSON.parse(text) as Page;

const GUID = "00000000-0000-4000-8000-000000000000";
const ACCOUNT = { name: "Work", tenant: "contoso.com", clientId: GUID };

function adviceOn(block: object): readonly string[] {
  return readConfig(block).complaints.map(({ advice }) => advice);
}

/** A block with one person. */
const withPerson = (person: object): object => ({
  accounts: [ACCOUNT],
  people: [{ name: "Alice", ...person }],
});

/** Like `people[].onChange.url`; the whole for an empty path. */
function at(path: string): Node {
  const steps = path === "" ? [] : path.replaceAll("[]", ".[]").split(".");
  return steps.reduce((node: Node, step) => {
    const next = step === "[]" ? node.items : node.properties?.[step];
    assert.ok(next, `${path} is not in the schema`);
    return next;
  }, page.schema);
}

/** All that can be written, as `people[].sensors[].name`; lists and objects too. */
function pathsIn(node: Node, path: string): readonly string[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([name, each]) =>
    pathsIn(each, path === "" ? name : `${path}.${name}`),
  );
  return [...(path === "" ? [] : [path]), ...below, ...(node.items ? pathsIn(node.items, `${path}[]`) : [])];
}

/** By path, a block that is wrong there in such a way that the complaint lists every property that is known. */
const LEVELS: readonly (readonly [string, object])[] = [
  ["", { stranger: 1 }],
  ["accounts[]", { accounts: [{ ...ACCOUNT, stranger: 1 }] }],
  ["people[]", withPerson({ stranger: 1 })],
  ["people[].sensors[]", withPerson({ sensors: [{ name: "On", statuses: ["busy"], stranger: 1 }] })],
  ["people[].onChange", withPerson({ onChange: { url: "http://light.local/", stranger: 1 } })],
  [
    "people[].onChange.statusColors",
    withPerson({ onChange: { url: "http://light.local/", statusColors: { stranger: 1 } } }),
  ],
  ["hours", { hours: "stranger" }],
  ["mqtt", { mqtt: { url: "mqtt://broker.local", stranger: 1 } }],
];

/** In the schema, since the form throws away what is not; not shown, since this version has nothing to choose there. */
const NOT_SHOWN = ["adaptive", "matter"];

const CHOICES: readonly (readonly [string, readonly unknown[]])[] = [
  ["accounts[].cloud", CLOUDS],
  ["accounts[].method", ["device-code", "auth-code"]],
  ["people[].source", ["graph", "mqtt"]],
  ["people[].sensors[].kind", SENSOR_KINDS],
  ["people[].sensors[].statuses[]", SENSOR_STATUSES],
  ["people[].onChange.method", METHODS],
  ["people[].onChange.colors", PRESET_NAMES],
  ["hours.days[]", [0, 1, 2, 3, 4, 5, 6]],
  ["hours.outside", ["off", "leave"]],
];

const sorted = (values: readonly unknown[]): readonly string[] => values.map(String).toSorted();

function choicesOf({ enum: plain, oneOf = [] }: Node): readonly unknown[] {
  return plain ?? oneOf.flatMap((each) => each.enum);
}

/** What the form saves where nobody has written anything: defaults, and one row in every list. */
function blank(node: Node): unknown {
  if (node.default !== undefined) return node.default;
  if (node.properties)
    return Object.fromEntries(
      Object.entries(node.properties)
        .map(([name, each]) => [name, blank(each)] as const)
        .filter(([, value]) => value !== undefined),
    );
  return node.items?.properties ? [blank(node.items)] : undefined;
}

describe("the settings form of Homebridge", () => {
  it("is for the platform", () => {
    assert.equal(page.pluginAlias, PLATFORM_NAME);
    assert.equal(page.pluginType, "platform");
    assert.ok(at("name"));
  });

  for (const [path, block] of LEVELS)
    it(`has every property that is read of ${path || "the block"}, and no other`, () => {
      const [advice = ""] = adviceOn(block);
      const listed = /(?:known are|entries with) ([^.]+)\./.exec(advice)?.[1] ?? "";
      assert.deepEqual(sorted(Object.keys(at(path).properties ?? {})), sorted(listed.split(", ")));
    });

  for (const [path, allowed] of CHOICES)
    it(`offers for ${path} what is taken`, () =>
      assert.deepEqual(sorted(choicesOf(at(path))), sorted(allowed)));

  it("has no other choices", () => {
    const found = pathsIn(page.schema, "").filter((path) => choicesOf(at(path)).length > 0);
    assert.deepEqual(sorted(found), sorted(CHOICES.map(([path]) => path)));
  });

  for (const name of ["interval", "settle", "grace"] as const)
    it(`has the limits and the default of ${name}`, () => {
      const { minimum = Number.NaN, maximum = Number.NaN, default: usual } = at(name);
      assert.equal(readConfig({})[name], usual);
      assert.deepEqual(
        [minimum, maximum].flatMap((value) => adviceOn({ [name]: value })),
        [],
      );
      for (const value of [minimum - 1, maximum + 1])
        assert.match(
          adviceOn({ [name]: value }).join(),
          new RegExp(`^${name} must be a number`),
          String(value),
        );
    });

  it("has the defaults of everything else", () => {
    const usual = readConfig({
      ...withPerson({}),
      hours: { enabled: true },
      mqtt: { url: "mqtt://broker.local" },
    });
    const { enabled, ...hours } = blank(at("hours")) as Record<string, unknown>;
    assert.equal(enabled, false);
    assert.deepEqual({ timezone: "", ...hours }, usual.hours);
    const { base, publish } = usual.mqtt ?? {};
    assert.deepEqual(blank(at("mqtt")), { base, publish });
    const sensor = { name: "On", statuses: ["busy"] };
    const person = { sensors: [sensor], onChange: { url: "http://light.local/" } };
    const filled = {
      ...(blank(at("people[]")) as object),
      sensors: [{ ...(blank(at("people[].sensors[]")) as object), ...sensor }],
      onChange: { ...(blank(at("people[].onChange")) as object), ...person.onChange },
    };
    assert.deepEqual(readConfig(withPerson(filled)), readConfig(withPerson(person)));
    const account = { ...(blank(at("accounts[]")) as object), ...ACCOUNT };
    assert.deepEqual(
      readConfig({ accounts: [account] }).accounts,
      readConfig({ accounts: [ACCOUNT] }).accounts,
    );
  });

  it("takes a colour for every status", () =>
    assert.deepEqual(Object.keys(at("people[].onChange.statusColors").properties ?? {}), [...STATUSES]));

  it("may be saved as it is opened: nobody, and nothing to complain of", () => {
    const opened = blank(page.schema) as object;
    assert.deepEqual(Object.keys(opened).slice(-3), ["people", "hours", "mqtt"]);
    assert.deepEqual(readConfig(opened), readConfig({}));
  });

  it("may leave the rows of people blank for whoever signs in", () => {
    const opened = blank(page.schema) as object;
    assert.deepEqual(readConfig({ ...opened, accounts: [ACCOUNT] }), readConfig({ accounts: [ACCOUNT] }));
  });

  it("may be filled in wholly", () => {
    const sensor = { name: "On air", id: "air", kind: "motion", statuses: SENSOR_STATUSES, invert: true };
    const call = { url: "http://light.local/{status}", method: "PUT", headers: ["X-Api-Key: 1"] };
    const block = {
      platform: PLATFORM_NAME,
      name: "Teams Presence",
      interval: 60,
      settle: 5,
      grace: 600,
      accounts: [
        { ...ACCOUNT, id: "work", cloud: "gcc-high", method: "device-code" },
        { ...ACCOUNT, id: "lab", cloud: "custom", authority: "https://a.test", graph: "https://b.test" },
        { ...ACCOUNT, id: "home", method: "auth-code" },
      ],
      people: [
        {
          id: "alice",
          name: "Alice",
          source: "graph",
          account: "work",
          user: "alice@contoso.com",
          separate: true,
          pauseSwitch: true,
          sensors: [{ ...sensor, activities: ["Inactive"] }],
          onChange: {
            ...call,
            body: "{color}",
            colors: "presencelight",
            statusColors: { busy: "#ff0000" },
            offUrl: "http://light.local/off",
          },
        },
        { name: "Bob", source: "mqtt", topic: "teams", separate: false, sensors: [{ kind: "occupancy" }] },
      ],
      hours: { enabled: true, days: [0, 6], start: "22:00", end: "06:00", timezone: "UTC", outside: "leave" },
      mqtt: {
        url: "mqtts://broker.local",
        base: "home/presence",
        username: "a",
        password: " b ",
        publish: true,
      },
    };
    assert.deepEqual(adviceOn(block), []);
    assert.equal(readConfig(block).people.length, 2);
  });

  for (const [path, block] of [
    ["accounts[].id", (id: string) => ({ accounts: [{ ...ACCOUNT, id }] })],
    ["people[].id", (id: string) => withPerson({ id })],
    [
      "people[].sensors[].id",
      (id: string) => withPerson({ sensors: [{ id, name: "On", statuses: ["busy"] }] }),
    ],
  ] as const)
    it(`has a pattern for ${path} that takes what is taken`, () => {
      const pattern = new RegExp(at(path).pattern ?? "");
      for (const id of ["a", "a-1", "a".repeat(40), "a".repeat(41), "A", "a b", "é"])
        assert.equal(pattern.test(id), adviceOn(block(id)).length === 0, id);
    });

  for (const name of ["start", "end"])
    it(`has a pattern for hours.${name} that takes what is taken`, () => {
      const pattern = new RegExp(at(`hours.${name}`).pattern ?? "");
      for (const time of ["00:00", "23:59", "24:00", "9:00", "09:60", "09:00:00"])
        assert.equal(
          pattern.test(time),
          adviceOn({ hours: { enabled: true, [name]: time } }).length === 0,
          time,
        );
    });
});

describe("the layout of the settings form", () => {
  const flat = (shown: readonly (Shown | string)[]): readonly Shown[] =>
    shown.flatMap((each) => (typeof each === "string" ? [{ key: each }] : [each, ...flat(each.items ?? [])]));
  const shown = flat(page.layout);
  const keys = shown.flatMap(({ key }) => (key === undefined ? [] : [key]));

  it("shows only what exists", () => {
    const known = pathsIn(page.schema, "");
    assert.deepEqual(
      keys.filter((key) => !known.includes(key)),
      [],
    );
  });

  it("shows everything that there is to choose, once", () => {
    const leaves = pathsIn(page.schema, "").filter((path) => at(path).properties === undefined);
    const inputs = leaves.filter((path) => !path.endsWith("[]") || !choicesOf(at(path)).length);
    const hidden = inputs.filter((path) => !keys.includes(path));
    assert.deepEqual(sorted(hidden), sorted(NOT_SHOWN));
    assert.equal(new Set(keys).size, keys.length);
  });

  it("has a box for every choice where several may be made", () => {
    for (const { key = "", titleMap } of shown.filter(({ type }) => type === "checkboxes"))
      assert.deepEqual(sorted((titleMap ?? []).map(({ value }) => value)), sorted(choicesOf(at(`${key}[]`))));
    assert.equal(shown.filter(({ type }) => type === "checkboxes").length, 2);
  });

  it("hides the broker's password", () =>
    assert.equal(shown.find(({ key }) => key === "mqtt.password")?.type, "password"));

  for (const [key, row, isShown] of [
    ["accounts[].authority", { cloud: "custom" }, true],
    ["accounts[].authority", { cloud: "global" }, false],
    ["accounts[].graph", { cloud: "custom" }, true],
    ["accounts[].graph", {}, false],
    ["people[].account", {}, true],
    ["people[].account", { source: "mqtt" }, false],
    ["people[].user", { source: "graph" }, true],
    ["people[].user", { source: "mqtt" }, false],
    ["people[].topic", { source: "mqtt" }, true],
    ["people[].topic", { source: "graph" }, false],
    ["people[].onChange.body", { onChange: { method: "POST" } }, true],
    ["people[].onChange.body", { onChange: { method: "GET" } }, false],
  ] as const)
    it(`${isShown ? "shows" : "hides"} ${key} for ${JSON.stringify(row)}`, () => {
      const body = shown.find((each) => each.key === key)?.condition?.functionBody ?? "";
      const condition = compileFunction(body, ["model", "arrayIndices"]) as (
        model: object,
        at: readonly number[],
      ) => boolean;
      assert.equal(condition({ accounts: [{}, row], people: [{}, row] }, [1]), isShown);
      assert.equal(typeof condition({}, [0]), "boolean");
    });
});
