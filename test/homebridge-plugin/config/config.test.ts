import assert from "node:assert/strict";
import { type Config, readConfig } from "../../../homebridge-plugin/config/config";
import { seeded } from "../../support/seeded";
import { ACCOUNT, complaintsOf, MQTT } from "./support";

describe("the platform's block", () => {
  it("is an account and its defaults at the least", () => {
    const { accounts, namedAccounts, people, ...rest } = readConfig({ accounts: [ACCOUNT] });
    assert.deepEqual(rest, {
      mqtt: undefined,
      interval: 30,
      settle: 0,
      grace: 900,
      matter: false,
      hours: undefined,
      complaints: [],
    });
    assert.deepEqual([accounts.length, namedAccounts.length, people.length], [1, 1, 1]);
  });

  for (const block of [undefined, null, {}, { platform: "TeamsPresence" }, "x", 7, [], [1], true])
    it(`is nothing, and no mistake, where it is ${JSON.stringify(block)}`, () => {
      const { accounts, people, complaints } = readConfig(block);
      assert.deepEqual([accounts, people, complaints], [[], [], []]);
    });

  it("has what is Homebridge's own, which nobody complains of", () => {
    const own = { platform: "TeamsPresence", name: "Teams", _bridge: { username: "0E:…", port: 1 } };
    assert.deepEqual(complaintsOf({ ...own, accounts: [{ ...ACCOUNT, _note: "mine" }] }), []);
  });

  const numbers: readonly (readonly [keyof Config, unknown, unknown, string?])[] = [
    ["interval", 5, 5],
    ["interval", "60", 60],
    ["interval", " 60 ", 60],
    ["interval", "", 30],
    ["interval", null, 30],
    ["interval", 3600, 3600],
    ["interval", 4, 30, "interval must be a number of seconds from 5 to 3600. Until then it is 30."],
    ["interval", "often", 30, "interval must be a number of seconds from 5 to 3600. Until then it is 30."],
    ["interval", [30], 30, "interval must be a number of seconds from 5 to 3600. Until then it is 30."],
    ["settle", "10", 10],
    ["settle", 0, 0],
    ["settle", -1, 0, "settle must be a number of seconds from 0 to 3600. Until then it is 0."],
    ["settle", Number.NaN, 0, "settle must be a number of seconds from 0 to 3600. Until then it is 0."],
    ["grace", 1, 1],
    ["grace", "86400", 86_400],
    ["grace", 0, 900, "grace must be a number of seconds from 1 to 86400. Until then it is 900."],
    ["grace", 86_401, 900, "grace must be a number of seconds from 1 to 86400. Until then it is 900."],
  ];
  for (const [property, given, expected, complaint] of numbers)
    it(`reads ${property} ${JSON.stringify(given)} as ${String(expected)}`, () => {
      const block = { accounts: [ACCOUNT], [property]: given };
      assert.equal(readConfig(block)[property], expected);
      assert.deepEqual(complaintsOf(block), complaint === undefined ? [] : [complaint]);
      assert.equal(readConfig(block).people.length, 1);
    });

  const flags: readonly (readonly [object, readonly string[]])[] = [
    [{ adaptive: true }, []],
    [{ adaptive: "false" }, []],
    [{ adaptive: "" }, []],
    [{ adaptive: "perhaps" }, ["adaptive must be true or false. Until then it is true."]],
    [{ matter: false }, []],
    [{ matter: "false" }, []],
    [{ matter: true }, []],
    [{ matter: 1 }, ["matter must be true or false. Until then it is false."]],
  ];
  for (const [given, complaints] of flags)
    it(`takes ${JSON.stringify(given)}${complaints.length > 0 ? " not" : ""}`, () =>
      assert.deepEqual(complaintsOf(given), complaints));

  it("has Matter only where it is asked for", () =>
    assert.deepEqual(
      [{}, { matter: "" }, { matter: false }, { matter: true }, { matter: "true" }, { matter: 1 }].map(
        (block) => readConfig(block).matter,
      ),
      [false, false, false, true, true, false],
    ));

  it("says what it knows where it finds something else", () => {
    const known =
      "left out; known are name, accounts, mqtt, people, interval, adaptive, settle, grace, hours, matter.";
    assert.deepEqual(complaintsOf({ intervall: 5, [`a${"b".repeat(99)}`]: 1 }), [
      `intervall must be ${known}`,
      `a${"b".repeat(39)} must be ${known}`,
    ]);
  });

  describe("hours", () => {
    const enabled = { enabled: true };
    it("are from nine to five on working days unless said otherwise, and nothing is detected outside", () =>
      assert.deepEqual(readConfig({ hours: enabled }).hours, {
        timezone: "",
        days: [1, 2, 3, 4, 5],
        start: "09:00",
        end: "17:00",
        outside: "off",
      }));

    it("are what they say, in texts too", () =>
      assert.deepEqual(
        readConfig({
          hours: {
            enabled: "true",
            timezone: "Europe/Berlin",
            days: ["0", "6"],
            start: "22:00",
            end: "02:00",
            outside: "leave",
          },
        }).hours,
        { timezone: "Europe/Berlin", days: [0, 6], start: "22:00", end: "02:00", outside: "leave" },
      ));

    for (const hours of [
      undefined,
      null,
      "",
      {},
      { enabled: false, start: "x", starts: "x" },
      { enabled: "" },
      { start: "", end: null, days: [], timezone: "UTC", outside: "off" },
    ])
      it(`are none where they are ${JSON.stringify(hours)}`, () => {
        assert.equal(readConfig({ hours }).hours, undefined);
        assert.deepEqual(complaintsOf({ hours }), []);
      });

    const wrong: readonly (readonly [unknown, ...complaints: string[]])[] = [
      [{ start: "09:00" }, "hours.enabled must be true or false."],
      [{ enabled: "", end: "17:00" }, "hours.enabled must be true or false."],
      [{ enabled: null, days: [0] }, "hours.enabled must be true or false."],
      [{ enabled: "on" }, "hours.enabled must be true or false."],
      [
        { ...enabled, start: 9, end: "25:00" },
        "hours.start must be a time of day as HH:MM, from 00:00 to 23:59.",
        "hours.end must be a time of day as HH:MM, from 00:00 to 23:59.",
      ],
      [{ ...enabled, outside: "restore" }, "hours.outside must be one of off, leave."],
      [{ ...enabled, start: "9" }, "hours.start must be a time of day as HH:MM, from 00:00 to 23:59."],
      [{ ...enabled, days: [7] }, "hours.days[0] must be a number from 0 to 6."],
      [{ ...enabled, days: "all" }, "hours.days must be a list."],
      [
        { ...enabled, timezone: "Mars" },
        "hours.timezone must be a time zone as the IANA database names it, like Europe/Berlin, or empty for that of this machine.",
      ],
      ["always", "hours must be entries with enabled, timezone, days, start, end, outside."],
    ];
    for (const [hours, ...complaints] of wrong)
      it(`are none, with a complaint, where they are ${JSON.stringify(hours)}`, () => {
        assert.equal(readConfig({ hours }).hours, undefined);
        assert.deepEqual(
          complaintsOf({ hours }),
          complaints.map((complaint) => `${complaint} Until then there are no working hours.`),
        );
      });

    it("count in spite of a property that nobody knows", () => {
      const hours = { ...enabled, timeZone: "UTC" };
      assert.equal(readConfig({ hours }).hours?.start, "09:00");
      assert.deepEqual(complaintsOf({ hours }), [
        "hours.timeZone must be left out; known are enabled, timezone, days, start, end, outside.",
      ]);
    });
  });

  describe("reading and publishing on one base", () => {
    const refused =
      "mqtt.publish must be false while Alice is read from teams-presence, unless mqtt.base is another. Until then nothing is published.";
    const cases: readonly (readonly [topic: string, base: string, published: boolean])[] = [
      ["", "teams-presence", false],
      ["teams-presence/bob", "teams-presence", false],
      ["teams-presence", "teams-presence", false],
      ["teams-presence-two/bob", "teams-presence", true],
      ["elsewhere/bob", "teams-presence", true],
      ["office/bob", "teams-presence", true],
    ];
    for (const [topic, base, published] of cases)
      it(`is ${published ? "right" : "refused"} for ${topic || "no topic"} and ${base}`, () => {
        const block = {
          accounts: [ACCOUNT],
          mqtt: { ...MQTT, base, publish: true },
          people: [{ name: "Alice", source: "mqtt", topic }],
        };
        const { mqtt, people } = readConfig(block);
        assert.equal(mqtt?.publish, published);
        assert.equal(people[0]?.source?.kind, "mqtt");
        assert.deepEqual(complaintsOf(block), published ? [] : [refused]);
      });
  });

  it("never throws, whatever it holds, and has ids that accessories can be made from", () => {
    const random = seeded(20_261_130);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const names = [
      ..."id name accounts people mqtt sensors statuses activities kind source account user topic url base".split(
        " ",
      ),
      ..."onChange hours enabled days start end cloud tenant clientId publish separate __proto__ constructor".split(
        " ",
      ),
    ];
    const leaves = [
      null,
      "",
      " ",
      0,
      -1,
      1e308,
      true,
      false,
      "alice",
      "mqtt",
      "graph",
      "busy",
      "__proto__",
      "constructor",
      "📞",
      "\0",
      "x".repeat(5000),
      ACCOUNT,
      MQTT,
      ACCOUNT.tenant,
      "mqtt://broker",
    ];
    const nonsense = (depth: number): unknown => {
      const kind = random();
      if (depth === 0 || kind < 0.3) return pick(leaves);
      const parts = Array.from({ length: Math.floor(random() * 4) }, () => nonsense(depth - 1));
      if (kind < 0.55) return parts;
      return JSON.parse(
        `{${parts.map((part) => `${JSON.stringify(pick(names))}:${JSON.stringify(part)}`).join(",")}}`,
      ) as unknown;
    };
    for (let round = 0; round < 3000; round++) {
      const block: Record<string, unknown> = {};
      for (const name of ["accounts", "people", "mqtt", "hours", "interval"]) {
        const value = nonsense(5);
        block[name] = random() < 0.5 ? [value, nonsense(4)] : value;
      }
      const { people, namedAccounts } = readConfig(block);
      for (const list of [people, namedAccounts, ...people.map(({ sensors }) => sensors)]) {
        const ids = list.map(({ id }) => id);
        for (const id of ids) assert.match(id, /^[a-z0-9-]{1,40}$/);
        assert.equal(new Set(ids).size, ids.length);
      }
    }
  });

  it("survives nonsense of any depth", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 1000; level++) deep = level % 2 === 0 ? [deep] : { sensors: deep };
    assert.ok(readConfig({ people: [{ name: "Alice", sensors: deep, user: deep }], accounts: deep }).people);
  });
});
