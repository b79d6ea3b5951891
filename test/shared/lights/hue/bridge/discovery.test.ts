import assert from "node:assert/strict";
import {
  discover,
  type DiscoveryOptions,
  findBridge,
} from "../../../../../shared/lights/hue/bridge/discovery";
import type { Sighting } from "../../../../../shared/lights/hue/bridge/mdns";
import type { Candidate, FoundBridge } from "../../../../../shared/lights/hue/bridge/probe";
import { Problem } from "../../../../../shared/support/problem";
import { FakeClock } from "../../../../support/fake-clock";

const [ONE, TWO] = ["001788fffe000001", "001788fffe000002"];
const problem = (code: string) => new Problem({ code, title: code, advice: "Wait." });

const bridge = (host: string, bridgeId: string, more: Partial<FoundBridge> = {}): FoundBridge => ({
  host,
  port: 443,
  bridgeId,
  name: `Bridge ${bridgeId.at(-1)}`,
  model: "BSB002",
  swversion: "1967054020",
  clip: true,
  transport: "https",
  ...more,
});
const sighting = (hosts: readonly string[], bridgeId?: string): Sighting => ({ hosts, port: 443, bridgeId });

interface World {
  readonly seen?: readonly Sighting[] | Problem;
  readonly listed?: readonly Candidate[] | Problem;
  /** Who answers at an address; nobody elsewhere. */
  readonly answers?: readonly FoundBridge[];
}

function world({ seen = [], listed = [], answers = [] }: World) {
  const asked: string[] = [];
  const wanted: (string | undefined)[] = [];
  const give = async <T>(value: T | Problem): Promise<T> => {
    if (value instanceof Problem) throw value;
    return value;
  };
  const options: DiscoveryOptions = {
    clock: new FakeClock(),
    browse: ({ wanted: id }) => {
      wanted.push(id);
      return give(seen);
    },
    askSignify: () => {
      asked.push("Signify");
      return give(listed);
    },
    probe: async ({ host, port }) => {
      asked.push(port === undefined ? host : `${host}:${port}`);
      const found = answers.find((answer) => answer.host === host);
      if (!found) throw problem("bridge-unreachable");
      return found;
    },
  };
  return { options, asked, wanted };
}

describe("searching for bridges", () => {
  it("asks each that was seen who it is, sorted by name, and does not ask Signify", async () => {
    const answers = [bridge("10.0.0.2", TWO), bridge("10.0.0.1", ONE)];
    const { options, asked } = world({
      seen: [sighting(["10.0.0.2"], TWO), sighting(["10.0.0.1"])],
      answers,
    });
    assert.deepEqual(await discover(options), answers.toReversed());
    assert.deepEqual(asked, ["10.0.0.2:443", "10.0.0.1:443"]);
  });

  it("leaves out what does not answer, and what is another than was announced", async () => {
    const { options } = world({
      seen: [sighting(["10.0.0.1"], ONE), sighting(["10.0.0.2"], ONE), sighting([])],
      answers: [bridge("10.0.0.2", TWO)],
    });
    assert.deepEqual(await discover(options), []);
  });

  it("tries every address of one announcement", async () => {
    const there = bridge("127.0.0.1", ONE);
    const { options } = world({
      seen: [sighting(["10.0.0.1", "10.0.0.2", "127.0.0.1"], ONE)],
      answers: [bridge("10.0.0.2", TWO), there],
    });
    assert.deepEqual(await discover(options), [there]);
  });

  it("asks Signify too where that is wished, and shows each bridge once", async () => {
    const { options, asked } = world({
      seen: [sighting(["10.0.0.1"], ONE)],
      listed: [{ host: "10.0.0.9" }, { host: "10.0.0.2", port: 443 }],
      answers: [bridge("10.0.0.1", ONE), bridge("10.0.0.9", ONE), bridge("10.0.0.2", TWO)],
    });
    const found = await discover({ ...options, cloud: true });
    assert.deepEqual(
      found.map(({ host }) => host),
      ["10.0.0.1", "10.0.0.2"],
    );
    assert.deepEqual(asked, ["Signify", "10.0.0.1:443", "10.0.0.9", "10.0.0.2:443"]);
  });

  it("prefers where the same bridge answered with encryption", async () => {
    const { options } = world({
      seen: [sighting(["10.0.0.1"]), sighting(["10.0.0.2"]), sighting(["10.0.0.3"])],
      answers: [
        bridge("10.0.0.1", ONE, { transport: "http", port: 80 }),
        bridge("10.0.0.2", ONE),
        bridge("10.0.0.3", ONE, { transport: "http", port: 80 }),
      ],
    });
    assert.deepEqual(
      (await discover(options)).map(({ host }) => host),
      ["10.0.0.2"],
    );
  });

  it("tells what went wrong only where nothing was found", async () => {
    const answers = [bridge("10.0.0.1", ONE)];
    const found = [sighting(["10.0.0.1"])];
    const [impossible, limit] = [problem("search-impossible"), problem("signify-limit")];
    const search = (situation: World) => discover({ ...world(situation).options, cloud: true });
    assert.equal((await search({ seen: found, listed: limit, answers })).length, 1);
    assert.equal((await search({ seen: impossible, listed: [{ host: "10.0.0.1" }], answers })).length, 1);
    await assert.rejects(search({ seen: impossible, listed: limit }), { code: "search-impossible" });
    await assert.rejects(search({ seen: found, listed: limit }), { code: "signify-limit" });
    await assert.rejects(discover(world({ seen: impossible }).options), { code: "search-impossible" });
  });
});

describe("finding a bridge again", () => {
  it("looks for its id, whatever its letters, and never asks Signify", async () => {
    const { options, asked, wanted } = world({
      seen: [sighting(["10.0.0.2"], TWO), sighting(["10.0.0.7"], ONE)],
      answers: [bridge("10.0.0.2", TWO), bridge("10.0.0.7", ONE)],
    });
    assert.equal((await findBridge(ONE.toUpperCase(), options))?.host, "10.0.0.7");
    assert.deepEqual(wanted, [ONE]);
    assert.deepEqual(asked, ["10.0.0.7:443"], "others are left in peace");
  });

  it("asks those that do not say who they are", async () => {
    const { options } = world({
      seen: [sighting(["10.0.0.2"]), sighting(["10.0.0.7"])],
      answers: [bridge("10.0.0.2", TWO), bridge("10.0.0.7", ONE)],
    });
    assert.equal((await findBridge(ONE, options))?.host, "10.0.0.7");
  });

  const LOST: readonly (readonly [why: string, world: World])[] = [
    ["nobody is there", {}],
    ["it does not answer", { seen: [sighting(["10.0.0.7"], ONE)] }],
    [
      "who answers says another id",
      { seen: [sighting(["10.0.0.7"], ONE)], answers: [bridge("10.0.0.7", TWO)] },
    ],
    ["the network cannot be searched", { seen: problem("search-impossible") }],
  ];
  for (const [why, situation] of LOST)
    it(`gives nothing where ${why}`, async () =>
      assert.equal(await findBridge(ONE, world(situation).options), undefined));
});
