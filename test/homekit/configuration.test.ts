import assert from "node:assert/strict";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess, MAJOR } from "../support/homebridge";

const BLOCK = {
  name: "Teams",
  intervall: 60,
  interval: 1,
  grace: "long",
  adaptive: "perhaps",
  hours: "always",
  mqtt: { url: "http://broker" },
  accounts: [{ id: "work", name: "Work", tenant: "contoso.example", clientId: "not an id" }],
  people: [
    { name: "Alice", account: "nobody" },
    { name: "Bob", source: "carrier pigeon" },
    { name: "Carol", sensors: [{ name: "Busy", statuses: ["bussy"] }] },
    { name: "Dave", separate: "no", user: "not a user" },
  ],
};

/** What is wrong with it, and what the log has to say of what is allowed. */
const MISTAKES: readonly (readonly [property: string, allowed: RegExp])[] = [
  ["intervall", /known are .*\binterval\b/],
  ["interval", /seconds from 5 to 3600/],
  ["grace", /seconds from 1 to 86400/],
  ["adaptive", /true or false/],
  ["hours", /enabled, timezone, days, start, end/],
  ["mqtt.url", /mqtt:\/\/.* mqtts:\/\//],
  ["accounts[0]", /Client ID .*property clientId/],
  ["people[0].account", /one of work/],
  ["people[1].source", /one of graph, mqtt/],
  ["people[2].sensors[0].statuses[0]", /one of .*\bin-a-call\b.*\bstale\b/],
  ["people[3].separate", /true or false/],
  ["people[3].user", /object id.*alice@contoso\.com/],
];

describe(`a configuration full of mistakes in a real Homebridge ${MAJOR}`, function () {
  this.timeout(30_000);
  let homebridge: HomebridgeProcess;
  let told: ReadonlyMap<string | undefined, string>;
  before(async () => {
    homebridge = await HomebridgeProcess.start({ platform: BLOCK });
    const lines = homebridge.lines.all.filter(({ from, level }) => from === "Teams" && level === "warn");
    told = new Map(lines.map(({ text }) => [/^Configuration: "?([\w.[\]]+)/.exec(text)?.[1], text]));
    assert.equal(told.size, lines.length, "one line for each");
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(homebridge.output);
  });
  after(() => homebridge.dispose());

  it("is told in a line for each of them, and no more", () => {
    const properties = MISTAKES.map(([property]) => property);
    assert.deepEqual(new Set(told.keys()), new Set(properties));
  });

  for (const [property, allowed] of MISTAKES)
    it(`is told with what is allowed as ${property}`, () => assert.match(told.get(property) ?? "", allowed));

  it("has people all the same, whose sensors say that something is wrong", async () => {
    const home = await HapHome.pair(homebridge.bridge);
    assert.deepEqual(await home.accessories(), ["Alice", "Bob", "Carol", "Dave", "Work sign-in needed"]);
    const { values } = await home.service("Bob", "Busy");
    assert.deepEqual([values["occupancy-detected"], values["status-active"]], [0, 0]);
    await home.unpair();
  });

  it("ends nothing, until Homebridge is told to stop", async () => {
    await homebridge.stop();
    assert.deepEqual(homebridge.troubles(/^Configuration: /), []);
  });
});

describe(`a configuration that somebody spoils in a real Homebridge ${MAJOR}`, function () {
  this.timeout(30_000);
  const MQTT = { name: "Teams", mqtt: { url: "mqtt://127.0.0.1:1" } };
  let homebridge: HomebridgeProcess;
  before(async () => {
    homebridge = await HomebridgeProcess.start({
      platform: { ...MQTT, people: [{ name: "Alice" }, { name: "Bob" }] },
    });
    await homebridge.stop();
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(homebridge.output);
  });
  after(() => homebridge.dispose());

  async function keptWith(platform: object): Promise<readonly string[]> {
    const before = homebridge.lines.all.length;
    homebridge.configure(platform);
    await homebridge.start();
    await homebridge.stop();
    const lines = homebridge.lines.all.slice(before);
    return lines.map(({ text }) => text).filter((text) => text.startsWith("Kept"));
  }

  it("is told of whom it keeps in spite of a mistake", async () => {
    const [line = "", ...others] = await keptWith({ ...MQTT, people: [{ name: "Alice" }, { name: "Юля" }] });
    assert.match(line, /mistakes .*: Bob\. Their sensors detect nothing/);
    assert.deepEqual(others, []);
  });

  it("is told how to be rid of everybody where nobody is named", async () => {
    const [line = "", ...others] = await keptWith({ name: "Teams" });
    assert.match(line, /: (Alice, Bob|Bob, Alice)\. .*Remove single cached accessories/i);
    assert.deepEqual(others, []);
  });

  it("is told of nobody once it is right", async () =>
    assert.deepEqual(await keptWith({ ...MQTT, people: [{ name: "Alice" }] }), []));
});
