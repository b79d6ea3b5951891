import assert from "node:assert/strict";
import { pairingCode, refreshedConfig, sandboxConfig } from "../../../sandbox/homebridge/config";
import type { HomebridgeFacts } from "../../../sandbox/homebridge/config";
import type { JsonObject } from "../../../shared/support/json-object";

const FACTS: HomebridgeFacts = {
  authority: "https://localhost:1001",
  graph: "https://localhost:1002",
  tenant: "a tenant",
  clientId: "a client",
  person: { id: "alice", name: "Alice" },
  port: 51_826,
};
const MOVED: HomebridgeFacts = {
  ...FACTS,
  authority: "https://localhost:2001",
  graph: "https://localhost:2002",
  port: 51_827,
};

const bridgeOf = (config: JsonObject) => config["bridge"] as Record<string, unknown>;
const platformsOf = (config: JsonObject) => config["platforms"] as Record<string, unknown>[];

describe("Homebridge's configuration in the sandbox", () => {
  it("shows the person's usual sensors, read from the pretend cloud with a code in the log", () => {
    assert.deepEqual(platformsOf(sandboxConfig(FACTS)), [
      {
        platform: "TeamsPresence",
        name: "Teams Presence",
        accounts: [
          {
            id: "work",
            name: "Work",
            cloud: "custom",
            authority: FACTS.authority,
            graph: FACTS.graph,
            tenant: "a tenant",
            clientId: "a client",
            method: "device-code",
          },
        ],
        people: [{ id: "alice", name: "Alice", account: "work" }],
        interval: 5,
      },
    ]);
  });

  it("keeps the bridge on this machine", () => {
    for (const config of [sandboxConfig(FACTS), refreshedConfig({ bridge: { bind: ["0.0.0.0"] } }, FACTS)]) {
      const { port, bind, advertiser } = bridgeOf(config);
      assert.deepEqual([port, bind, advertiser], [51_826, ["127.0.0.1"], "ciao"]);
    }
  });

  it("makes a bridge nobody has met, and lets it stay the same", () => {
    const [one, other] = [sandboxConfig(FACTS), sandboxConfig(FACTS)];
    const { username } = bridgeOf(one);
    assert.match(String(username), /^[0-9A-F][26AE](:[0-9A-F]{2}){5}$/);
    assert.match(pairingCode(one), /^03\d-\d{2}-\d{3}$/);
    assert.notEqual(username, bridgeOf(other)["username"]);
    const next = refreshedConfig(one, MOVED);
    assert.deepEqual(bridgeOf(next), { ...bridgeOf(one), port: 51_827 });
    assert.equal(pairingCode(next), pairingCode(one));
  });

  it("refreshes the addresses of the sandbox's account, and nothing else of what the user has made of it", () => {
    const saved = sandboxConfig(FACTS);
    const [block = {}] = platformsOf(saved);
    const [ours = {}] = block["accounts"] as JsonObject[];
    const real = { ...ours, id: "real", tenant: "contoso.com" };
    const people = [{ id: "alice", name: "Alice", account: "work", pauseSwitch: true }];
    const mine = { platform: "Other" };
    const changed = { ...saved, platforms: [mine, { ...block, accounts: [ours, real, null], people }] };
    const { authority, graph } = MOVED;
    assert.deepEqual(platformsOf(refreshedConfig(changed, MOVED)), [
      mine,
      { ...block, accounts: [{ ...ours, authority, graph }, real, null], people },
    ]);
  });

  for (const [what, platforms] of [
    ["removed", undefined],
    ["emptied", []],
    ["never understood", [7, { platform: "TeamsPresence", accounts: "none" }]],
  ] as const)
    it(`leaves alone what was ${what}`, () => {
      const saved = platforms === undefined ? {} : { platforms };
      assert.deepEqual(refreshedConfig(saved, MOVED)["platforms"], platforms);
    });
});
