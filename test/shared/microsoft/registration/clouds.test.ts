import assert from "node:assert/strict";
import {
  CAPABILITIES,
  canDo,
  type Capability,
  CHINA,
  CLOUDS,
  type KnownCloud,
} from "../../../../shared/microsoft/registration/clouds";
import { checkRegistration } from "../../../../shared/microsoft/registration/registration";

const ID = "22222222-2222-4222-8222-abcdefabcdef";
const GOOD = { tenant: "contoso.com", clientId: ID };

/** One row per capability, one column per cloud: `+` it can, `-` it cannot. */
const TABLE = `
                     global gcc-high dod 21vianet
deviceCode           +      +        +   +
readPresence         +      +        +   -
writePresence        +      +        +   -
statusMessage        +      +        +   -
outOfOfficeSettings  +      -        -   -
workLocation         +      -        -   -
sequenceNumber       +      -        -   -
`;

describe("clouds", () => {
  const [head = [], ...rows] = TABLE.trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));

  for (const [capability = "", ...marks] of rows) {
    it(`know who can do ${capability}`, () => {
      for (const [column, cloud] of head.entries())
        assert.equal(
          CAPABILITIES[cloud as KnownCloud][capability as Capability],
          marks[column] === "+",
          `${cloud} ${capability}`,
        );
    });
  }

  it("are all in the table, with every capability", () => {
    assert.deepEqual(head.toSorted(), Object.keys(CAPABILITIES).toSorted());
    assert.deepEqual(
      rows.map(([capability = ""]) => capability).toSorted(),
      Object.keys(CAPABILITIES.global).toSorted(),
    );
  });

  it("that are somebody's own are not judged before they are asked", () => {
    assert.equal(canDo("custom", "workLocation"), true);
    assert.equal(canDo("dod", "workLocation"), false);
    assert.equal(canDo("dod", "statusMessage"), true);
  });

  it("that have no presence cannot be chosen", () => {
    const chosen: readonly string[] = CLOUDS;
    assert.equal(chosen.includes(CHINA), false);
    for (const cloud of CLOUDS) assert.equal(canDo(cloud, "readPresence"), true);
  });

  for (const cloud of [
    "21vianet",
    "21Vianet",
    " china ",
    "China",
    "AzureChinaCloud",
    "azure-china",
    "mooncake",
  ]) {
    it(`refuse "${cloud}", saying that there is no presence`, () => {
      assert.throws(() => checkRegistration({ ...GOOD, cloud }), {
        code: "cloud-without-presence",
        title: "Microsoft's cloud in China (operated by 21Vianet) has no presence",
        advice:
          "Its Graph offers presence to nobody, whatever the permissions. Only an account of another cloud can be used (property cloud).",
      });
    });
  }

  const MS = "https://login.microsoftonline.com";
  const US = "https://login.microsoftonline.us";
  const OWN = "https://login.example.com";
  const ADDRESSES: [authority: string, graph: string, code: string | undefined][] = [
    [
      "https://login.partner.microsoftonline.cn",
      "https://microsoftgraph.chinacloudapi.cn",
      "cloud-without-presence",
    ],
    ["https://login.chinacloudapi.cn", "https://graph.microsoft.com", "cloud-without-presence"],
    ["https://LOGIN.partner.microsoftonline.cn:443/", "https://graph.example.com", "cloud-without-presence"],
    [OWN, "https://microsoftgraph.chinacloudapi.cn", "cloud-without-presence"],
    [MS, "https://graph.microsoft.us", "clouds-mixed"],
    [MS, "https://dod-graph.microsoft.us", "clouds-mixed"],
    [US, "https://graph.microsoft.com", "clouds-mixed"],
    ["https://login.windows.net", "https://graph.microsoft.us", "clouds-mixed"],
    ["https://login.usgovcloudapi.net", "https://graph.microsoft.com", "clouds-mixed"],
    [US, "https://graph.microsoft.us", undefined],
    [US, "https://dod-graph.microsoft.us", undefined],
    ["https://login.usgovcloudapi.net", "https://graph.microsoft.us", undefined],
    [MS, "https://graph.microsoft.com", undefined],
    ["https://login.microsoft.com", "https://graph.microsoft.com", undefined],
    [MS, "https://graph.example.com", undefined],
    [OWN, "https://graph.microsoft.com", undefined],
    ["https://login.sovcloud-identity.fr", "https://graph.example.com", undefined],
  ];
  for (const [authority, graph, code] of ADDRESSES) {
    it(code ? `refuse ${authority} with ${graph}: ${code}` : `take ${authority} with ${graph}`, () => {
      const check = () => checkRegistration({ ...GOOD, cloud: "custom", authority, graph });
      if (code) assert.throws(check, { code });
      else assert.equal(check().cloud, "custom");
    });
  }

  it("that were mixed up come with the address that fits", () => {
    const graph = "https://graph.microsoft.com";
    assert.throws(() => checkRegistration({ ...GOOD, cloud: "custom", authority: US, graph }), {
      title: "Authority and Graph belong to different clouds",
      advice: `No cloud takes another one's sign-in: with ${US} Graph is https://graph.microsoft.us or https://dod-graph.microsoft.us (properties authority and graph).`,
    });
  });
});
