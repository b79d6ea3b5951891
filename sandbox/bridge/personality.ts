/** The bridges there are: the round one, the square one, and the Bridge Pro. */
export type BridgeModel = "BSB001" | "BSB002" | "BSB003";

/** What tells one model from another, for clients and for this sandbox. */
export interface Personality {
  readonly model: BridgeModel;
  /** 16 hex digits, lower case: the MAC address with FFFE in its middle. */
  readonly bridgeId: string;
  /** Subject of the certificate. */
  readonly commonName: string;
  readonly organization: string;
  readonly productName: string;
  readonly archetype: string;
  /** As `/api/config` tells them. */
  readonly swversion: string;
  readonly apiversion: string;
  /** Whether it speaks HTTPS and CLIP v2; the round bridge has plain HTTP and the old API only. */
  readonly isModern: boolean;
  /** What answers on plain HTTP. */
  readonly plain: "old-api" | "moved";
}

/** Prefixes of genuine MAC addresses; the square bridge's subject as in openHAB's repository, the Pro's has a unit besides. */
const PERSONALITIES: Readonly<Record<BridgeModel, Personality>> = {
  BSB001: {
    model: "BSB001",
    bridgeId: "001788fffe0a4d01",
    commonName: "001788fffe0a4d01",
    organization: "O=Philips Hue, C=NL",
    productName: "Philips hue",
    archetype: "bridge_v1",
    swversion: "01041302",
    apiversion: "1.16.0",
    isModern: false,
    plain: "old-api",
  },
  BSB002: {
    model: "BSB002",
    bridgeId: "001788fffe5a4d0b",
    commonName: "001788fffe5a4d0b",
    organization: "O=Philips Hue, C=NL",
    productName: "Hue Bridge",
    archetype: "bridge_v2",
    swversion: "2078118000",
    apiversion: "1.78.0",
    isModern: true,
    plain: "old-api",
  },
  BSB003: {
    model: "BSB003",
    bridgeId: "c42996fffe5a4d0c",
    commonName: "C42996FFFE5A4D0C",
    organization: "OU=BSB003, O=Philips Hue, C=NL",
    productName: "Hue Bridge Pro",
    archetype: "bridge_v3",
    swversion: "2078118000",
    apiversion: "1.78.0",
    isModern: true,
    plain: "moved",
  },
};

export function personalityOf(model: BridgeModel): Personality {
  return PERSONALITIES[model];
}

/** What a bridge tells anybody; the field names are those of the old API's short configuration. */
export function shortConfig({ bridgeId, model, swversion, apiversion }: Personality) {
  const mac = `${bridgeId.slice(0, 6)}${bridgeId.slice(10)}`;
  return {
    name: "Sandbox bridge",
    datastoreversion: model === "BSB001" ? "59" : "190",
    swversion,
    apiversion,
    mac: mac.match(/../g)?.join(":"),
    bridgeid: bridgeId.toUpperCase(),
    factorynew: false,
    replacesbridgeid: null,
    modelid: model,
    starterkitid: "",
  };
}
