import assert from "node:assert/strict";
import { createAuthority, type Authority, type Leaf } from "../../../../../sandbox/support/certificates";
import type { BridgeAddress } from "../../../../../shared/lights/hue/wire/address";
import { BridgeConnection } from "../../../../../shared/lights/hue/wire/connection";
import { type BridgeApi, pair } from "../../../../../shared/lights/hue/bridge/pairing";
import { FakeClock } from "../../../../support/fake-clock";
import { startPlainServer } from "../wire/http-server";
import { type Handler, type HttpsServer, startServer } from "../wire/https-server";

const ID = "001788fffe0a1b2c";
const OTHER_ID = "ecb5fafffe0a1b2c";
const KEY = "forty-characters-that-are-the-key-000000";

const CONFIG = {
  name: "Hue Bridge",
  swversion: "1967054020",
  apiversion: "1.67.0",
  bridgeid: ID.toUpperCase(),
  modelid: "BSB002",
};
const ROUND = { ...CONFIG, name: "Old bridge", swversion: "01041302", modelid: "BSB001" };
const PRESS = [{ error: { type: 101, address: "", description: "link button not pressed" } }];
const PAIRED = [{ success: { username: KEY } }];

describe("pairing with a bridge", () => {
  let authority: Authority;
  let leaf: Leaf;
  let stranger: Leaf;
  const servers: HttpsServer[] = [];
  let seen: string[];

  before(async () => {
    authority = await createAuthority("C=NL, O=Philips Hue, CN=root-bridge");
    leaf = await authority.issue({ commonName: ID.toUpperCase() });
    stranger = await (await createAuthority("CN=stranger")).issue({ commonName: ID });
  });

  beforeEach(() => (seen = []));

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  /** A bridge that says `config` about itself and answers pairing with `answer`. */
  async function bridge(answer: unknown, own: Leaf = leaf, config: unknown = CONFIG): Promise<number> {
    return opened(startServer(own, saying(answer, config)));
  }

  /** A bridge that knows no encryption. */
  const plainBridge = (answer: unknown, config: unknown = ROUND): Promise<number> =>
    opened(startPlainServer(saying(answer, config)));

  const saying =
    (answer: unknown, config: unknown): Handler =>
    ({ method, url }, response, body) => {
      seen.push(`${method} ${url} ${body}`.trim());
      response.end(JSON.stringify(url === "/api" ? answer : config));
    };

  async function opened(starting: Promise<HttpsServer>): Promise<number> {
    const server = await starting;
    servers.push(server);
    return server.port;
  }

  const at = (port: number, more: Partial<BridgeAddress> = {}): BridgeAddress => ({
    host: "127.0.0.1",
    port,
    tls: "verified",
    ...more,
  });
  const options = () => ({ clock: new FakeClock(), roots: [authority.certificate] });
  const pairAt = (
    port: number,
    { api, ...more }: Partial<BridgeAddress> & { readonly api?: BridgeApi } = {},
  ) => pair(at(port, more), { ...options(), instance: "living room", ...(api && { api }) });

  for (const [what, config] of [
    ["no bridge id", { ...CONFIG, bridgeid: undefined }],
    ["an id that is none", { ...CONFIG, bridgeid: "bridge" }],
    ["a list", [CONFIG]],
  ] as const) {
    it(`what answers with ${what} is not a bridge`, async () => {
      const port = await bridge(PRESS, leaf, config);
      await assert.rejects(pairAt(port), { code: "not-a-bridge" });
    });
  }

  for (const tls of ["verified", "pinned"] as const) {
    it(`a bridge that says another id than its certificate is not believed: ${tls}`, async () => {
      const port = await bridge(PRESS, await authority.issue({ commonName: OTHER_ID }));
      await assert.rejects(pairAt(port, { tls }), { code: "bridge-certificate" });
    });
  }

  it("asks for the button until it is pressed", async () => {
    assert.deepEqual(await pairAt(await bridge(PRESS)), { state: "press-button" });
    assert.deepEqual(seen, ["GET /api/config", 'POST /api {"devicetype":"teams-presence#living room"}']);
  });

  it("gets the key once the button is pressed", async () => {
    const paired = await pairAt(await bridge(PAIRED));
    assert.deepEqual(paired, {
      state: "paired",
      bridgeId: ID,
      name: "Hue Bridge",
      model: "BSB002",
      key: KEY,
    });
  });

  it("keeps the name of the installation within what a bridge takes", async () => {
    const port = await bridge(PRESS);
    await pair(at(port), { ...options(), instance: "a#very/long name of a house" });
    assert.equal(seen[1], 'POST /api {"devicetype":"teams-presence#a-very-long name of"}');
  });

  it("another refusal is told", async () => {
    const port = await bridge([{ error: { type: 7, description: "invalid value for devicetype" } }]);
    await assert.rejects(pairAt(port), { code: "bridge-refused", message: /invalid value for devicetype/ });
  });

  for (const answer of [{}, [], [{ success: {} }], "no"]) {
    it(`an answer like ${JSON.stringify(answer)} is not understood`, async () => {
      await assert.rejects(pairAt(await bridge(answer)), { code: "bridge-bad-answer" });
    });
  }

  describe("verified", () => {
    it("sends nothing to a bridge of an unknown authority", async () => {
      await assert.rejects(pairAt(await bridge(PAIRED, stranger)), {
        code: "bridge-certificate",
        title: /a genuine Hue bridge/,
        advice: /^Check the address.*identity Pinned certificate/,
      });
      assert.deepEqual(seen, []);
    });

    it("asks no key of a bridge that says another id than its certificate", async () => {
      const port = await bridge(PAIRED, await authority.issue({ commonName: OTHER_ID }));
      await assert.rejects(pairAt(port), { code: "bridge-certificate" });
      assert.deepEqual(seen, ["GET /api/config"]);
    });

    it("refuses another bridge than the one named before", async () => {
      const port = await bridge(PAIRED);
      await assert.rejects(pairAt(port, { bridgeId: OTHER_ID }), { code: "bridge-certificate" });
      assert.deepEqual(seen, []);
    });
  });

  describe("pinned", () => {
    it("keeps the certificate it meets, and works with it from then on", async () => {
      const port = await bridge(PAIRED, stranger);
      const paired = await pairAt(port, { tls: "pinned" });
      assert.ok(paired.state === "paired" && paired.certificate);
      const address = at(port, { tls: "pinned", bridgeId: ID, certificate: paired.certificate });
      const connection = new BridgeConnection({ address, key: KEY, clock: new FakeClock() });
      try {
        assert.equal((await connection.request("GET", "/resource/light")).status, 200);
      } finally {
        connection.close();
      }
    });

    it("asks no key where certificate and bridge do not name the same id", async () => {
      const port = await bridge(PAIRED, await authority.issue({ commonName: OTHER_ID }));
      await assert.rejects(pairAt(port, { tls: "pinned" }), { code: "bridge-certificate" });
      assert.deepEqual(seen, ["GET /api/config"]);
    });

    it("asks no key of another bridge than the one named before", async () => {
      const port = await bridge(PAIRED);
      await assert.rejects(pairAt(port, { tls: "pinned", bridgeId: OTHER_ID }), {
        code: "bridge-certificate",
      });
      assert.deepEqual(seen, ["GET /api/config"]);
    });

    it("meets only the certificate it already has", async () => {
      const port = await bridge(PAIRED, stranger);
      const more = { tls: "pinned", bridgeId: ID, certificate: leaf.certificate } as const;
      await assert.rejects(pairAt(port, more), { code: "bridge-certificate" });
      assert.deepEqual(seen, []);
    });
  });

  it("insecure pairs with whoever answers", async () => {
    const port = await bridge(PAIRED, await authority.issue({ commonName: "emulator" }));
    const paired = await pairAt(port, { tls: "insecure" });
    assert.deepEqual(paired, {
      state: "paired",
      bridgeId: ID,
      name: "Hue Bridge",
      model: "BSB002",
      key: KEY,
    });
  });

  for (const tls of ["verified", "pinned"] as const)
    it(`the Bridge Pro, which writes its id in capitals, is paired like any other: ${tls}`, async () => {
      const id = "C42996FFFE0A1B2C";
      const pro = await authority.issue({ commonName: `${id}, OU=BSB003, O=Philips Hue, C=NL` });
      const config = { ...CONFIG, name: "Pro", swversion: "1", bridgeid: id, modelid: "BSB003" };
      const { certificate, ...paired } = {
        certificate: "",
        ...(await pairAt(await bridge(PAIRED, pro, config), { tls })),
      };
      assert.deepEqual(paired, {
        state: "paired",
        bridgeId: id.toLowerCase(),
        name: "Pro",
        model: "BSB003",
        key: KEY,
      });
      assert.equal(certificate !== "", tls === "pinned");
    });

  describe("an old bridge", () => {
    for (const api of [undefined, "auto", "v2"] as const)
      it(`is not paired without its owner's wish: ${api}`, async () => {
        const port = await plainBridge(PAIRED);
        await assert.rejects(pairAt(port, { ...(api && { api }) }), {
          code: "bridge-too-old",
          advice: /speaks without encryption only: choose API Old bridge/,
        });
        assert.deepEqual(seen, ["GET /api/config"]);
      });

    for (const tls of ["verified", "pinned", "insecure"] as const)
      it(`with encryption but without the new interface wants an update: ${tls}`, async () => {
        const port = await bridge(PAIRED, leaf, { ...CONFIG, swversion: "1935144020" });
        await assert.rejects(pairAt(port, { tls }), {
          code: "bridge-too-old",
          advice: /^Update the bridge's software/,
        });
        assert.deepEqual(seen, ["GET /api/config"]);
      });

    for (const tls of ["verified", "pinned", "insecure"] as const)
      it(`is paired without encryption where that is wished, whatever its identity should be: ${tls}`, async () => {
        const port = await plainBridge(PAIRED);
        assert.deepEqual(await pairAt(port, { api: "v1", tls }), {
          state: "paired",
          bridgeId: ID,
          name: "Old bridge",
          model: "BSB001",
          key: KEY,
          api: "v1",
          port,
        });
      });

    it("asks for the button as well", async () =>
      assert.deepEqual(await pairAt(await plainBridge(PRESS), { api: "v1" }), { state: "press-button" }));

    it("is asked for no key where another one was named before", async () => {
      const port = await plainBridge(PAIRED);
      await assert.rejects(pairAt(port, { api: "v1", bridgeId: OTHER_ID }), { code: "bridge-certificate" });
      assert.deepEqual(seen, ["GET /api/config"]);
    });

    it("is not meant by a wish for the old interface where a bridge redirects to HTTPS", async () => {
      const elsewhere = await bridge(PAIRED);
      const port = await opened(
        startPlainServer((_request, response) =>
          response.writeHead(301, { location: `https://127.0.0.1:${elsewhere}/api/config` }).end(),
        ),
      );
      await assert.rejects(pairAt(port, { api: "v1" }), {
        code: "bridge-encrypted-only",
        advice: /API Automatic/,
      });
      assert.deepEqual(seen, [], "redirects are not followed");
    });

    it("is not what a new one is taken for that is asked at its old port", async () => {
      const port = await plainBridge(PAIRED, CONFIG);
      await assert.rejects(pairAt(port), { code: "bridge-wrong-port", advice: /port to 443/ });
      assert.deepEqual(seen, ["GET /api/config"]);
    });

    it("is not what is somebody else", async () => {
      const port = await opened(startPlainServer((_request, response) => response.end("<html>")));
      await assert.rejects(pairAt(port), { code: "bridge-unreachable" });
      await assert.rejects(pairAt(port, { api: "v1" }), { code: "not-a-bridge" });
    });
  });

  it("a key is asked for nowhere else, wherever a bridge sends", async () => {
    const elsewhere = await bridge(PAIRED);
    const port = await opened(
      startServer(leaf, ({ url }, response) => {
        const status = url === "/api" ? 307 : 200;
        response.writeHead(status, { location: `https://127.0.0.1:${elsewhere}/api` });
        response.end(JSON.stringify(CONFIG));
      }),
    );
    await assert.rejects(pairAt(port), { code: "bridge-bad-answer" });
    assert.deepEqual(seen, []);
  });
});
