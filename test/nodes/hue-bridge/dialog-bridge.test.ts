import assert from "node:assert/strict";
import type { NodeConfig, NodeRed } from "../../../nodes/common/node-red";
import type { BridgeSettings } from "../../../nodes/hue-bridge/bridge-properties";
import { dialogBridge } from "../../../nodes/hue-bridge/dialog-bridge";
import { Problem } from "../../../shared/support/problem";

const BRIDGE_ID = "001788fffe5a4d0b";
const DEPLOYED: BridgeSettings = {
  properties: { host: "192.168.1.60", port: 443, bridgeId: BRIDGE_ID, tls: "pinned", api: "auto" },
  key: "stored-key",
  certificate: "stored-pem",
};

interface Situation {
  /** As the flow file has it, where that differs from what is deployed. */
  readonly raw?: object;
  readonly rawCredentials?: Readonly<Record<string, string>>;
  /** Undefined: not deployed yet. */
  readonly deployed?: BridgeSettings | undefined;
  readonly type?: string;
}

/** The part of Node-RED that knows what is deployed. */
function nodeRed({ raw, rawCredentials, type = "presence-hue-bridge", ...situation }: Situation): NodeRed {
  const settings = "deployed" in situation ? situation.deployed : DEPLOYED;
  const config: NodeConfig = { id: "bridge", type, ...settings?.properties, ...raw };
  const nodes = {
    getNode: (id: string) => (settings && id === "bridge" ? { type, settings } : null),
    getCredentials: () => rawCredentials,
    eachNode: (visit: (config: NodeConfig) => void) => {
      visit({ id: "other", type: "tab" });
      if (settings) visit(config);
    },
  };
  return { nodes } as unknown as NodeRed;
}

const SHOWN = { ...DEPLOYED.properties, port: "443" };
const STORED = { key: "__PWRD__", certificate: "__PWRD__" };

describe("the bridge of an open dialog", () => {
  const USABLE: readonly (readonly [
    what: string,
    body: object,
    found: BridgeSettings,
    situation?: Situation,
  ])[] = [
    ["an empty request: the deployed bridge", {}, DEPLOYED],
    ["nothing changed: the stored credentials", { ...SHOWN, credentials: STORED }, DEPLOYED],
    ["credentials that were not loaded: the stored ones", SHOWN, DEPLOYED],
    [
      "the certificate that is stored, in clear",
      { ...SHOWN, credentials: { key: "__PWRD__", certificate: " stored-pem\n" } },
      DEPLOYED,
    ],
    [
      "the bridge id in other letters",
      { ...SHOWN, bridgeId: BRIDGE_ID.toUpperCase(), credentials: STORED },
      DEPLOYED,
    ],
    [
      "a key just made, for another bridge",
      { ...SHOWN, host: "192.168.1.61", tls: "verified", credentials: { key: "new", certificate: "" } },
      {
        properties: { ...DEPLOYED.properties, host: "192.168.1.61", tls: "verified" },
        key: "new",
        certificate: "",
      },
    ],
    [
      "a key just made without encryption: at port 80, and no certificate counts",
      { ...SHOWN, api: "v1", credentials: { key: "new", certificate: "__PWRD__" } },
      { properties: { ...DEPLOYED.properties, port: 80, api: "v1" }, key: "new", certificate: "" },
    ],
    [
      "a key and a certificate just made, before the first deploy",
      { ...SHOWN, credentials: { key: "new", certificate: "new-pem" } },
      { ...DEPLOYED, key: "new", certificate: "new-pem" },
      { deployed: undefined },
    ],
    [
      "nothing stored, before the first deploy",
      { ...SHOWN, credentials: STORED },
      { ...DEPLOYED, key: "", certificate: "" },
      { deployed: undefined },
    ],
    [
      "nothing stored with what is deployed",
      { ...SHOWN, host: "192.168.1.61", credentials: STORED },
      {
        properties: { ...DEPLOYED.properties, host: "192.168.1.61" },
        key: "",
        certificate: "",
      },
      { deployed: { ...DEPLOYED, key: "", certificate: "" } },
    ],
    [
      "a variable that is deployed in just these words",
      { ...SHOWN, host: "${HUE_HOST}", credentials: STORED },
      DEPLOYED,
      { raw: { host: "${HUE_HOST}" } },
    ],
    [
      "a key that is stored as a variable in just these words",
      { ...SHOWN, credentials: { ...STORED, key: "${HUE_KEY}" } },
      DEPLOYED,
      { rawCredentials: { key: "${HUE_KEY}" } },
    ],
  ];
  for (const [what, body, found, situation] of USABLE)
    it(`is found for ${what}`, () =>
      assert.deepEqual(dialogBridge(nodeRed(situation ?? {}), "bridge", { ...body }), found));

  const REFUSED: readonly (readonly [what: string, body: object, code: string, situation?: Situation])[] = [
    ...[
      { host: "192.168.1.61" },
      { port: 444 },
      { bridgeId: "001788fffe5a4d0c" },
      { tls: "verified" },
      { tls: "insecure" },
      { api: "v1" },
      { api: "v1", port: "80" },
    ].map(
      (change) =>
        [
          `the stored key with ${JSON.stringify(change)}`,
          { ...SHOWN, ...change, credentials: STORED },
          "credentials-needed",
        ] as const,
    ),
    ["the stored key where none is named", { ...SHOWN, host: "192.168.1.61" }, "credentials-needed"],
    [
      "a key stored without encryption, with it",
      { ...SHOWN, port: 80, api: "auto", credentials: STORED },
      "credentials-needed",
      { deployed: { ...DEPLOYED, properties: { ...DEPLOYED.properties, port: 80, api: "v1" } } },
    ],
    [
      "the stored key with another certificate",
      { ...SHOWN, credentials: { key: "__PWRD__", certificate: "other-pem" } },
      "credentials-needed",
    ],
    [
      "the stored certificate with another host",
      { ...SHOWN, host: "192.168.1.61", credentials: { key: "new", certificate: "__PWRD__" } },
      "credentials-needed",
    ],
    ["a variable that is not deployed", { ...SHOWN, host: "${HOME}" }, "deploy-first"],
    [
      "another variable than deployed",
      { ...SHOWN, host: "${HOME}" },
      "deploy-first",
      { raw: { host: "${H}" } },
    ],
    [
      "a variable before the first deploy",
      { ...SHOWN, host: "${H}" },
      "deploy-first",
      { deployed: undefined },
    ],
    [
      "a key from a variable that is not stored",
      { ...SHOWN, credentials: { key: "$(NODE_RED_CREDENTIAL_SECRET)", certificate: "pem" } },
      "deploy-first",
    ],
    ["a key that is no text", { ...SHOWN, credentials: { key: 7 } }, "bad-configuration"],
    ["an address with a path", { ...SHOWN, host: "192.168.1.60/x" }, "bad-configuration"],
    ["an empty request before the first deploy", {}, "bad-configuration", { deployed: undefined }],
    ["an empty request for another kind of node", {}, "bad-configuration", { type: "tls-config" }],
  ];
  for (const [what, body, code, situation] of REFUSED)
    it(`is refused for ${what}`, () =>
      assert.throws(
        () => dialogBridge(nodeRed(situation ?? {}), "bridge", { ...body }),
        (error) => error instanceof Problem && error.code === code && !error.message.includes("stored-"),
      ));
});
