import assert from "node:assert/strict";
import { createServer } from "node:net";
import { createAuthority, type Leaf } from "../../../../../sandbox/support/certificates";
import { probe } from "../../../../../shared/lights/hue/bridge/probe";
import { FakeClock } from "../../../../support/fake-clock";
import { startPlainServer } from "../wire/http-server";
import { type Handler, type HttpsServer, listen, occasion, startServer } from "../wire/https-server";

const ID = "001788fffe0a1b2c";
const host = "127.0.0.1";
const SQUARE = { name: "Hue Bridge", swversion: "1967054020", bridgeid: ID.toUpperCase(), modelid: "BSB002" };
const ROUND = { name: "Old", swversion: "01041302", bridgeid: ID.toUpperCase(), modelid: "BSB001" };

const saying =
  (config: unknown, status = 200): Handler =>
  (_request, response) =>
    response.writeHead(status, { location: "https://127.0.0.1/api/config" }).end(JSON.stringify(config));

describe("asking who answers at an address", () => {
  let leaf: Leaf;
  const servers: { close(): Promise<unknown> }[] = [];
  const open = <T extends HttpsServer>(server: T): T => {
    servers.push(server);
    return server;
  };

  before(async () => (leaf = await (await createAuthority("CN=stranger")).issue({ commonName: "whoever" })));
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  /** A port where nobody listens. */
  async function deadPort(): Promise<number> {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  const at = (port: number, httpPort?: number) =>
    probe({ host, port }, { clock: new FakeClock(), ...(httpPort !== undefined && { httpPort }) });

  it("needs no certificate that could be checked, and sends nothing but the question", async () => {
    const seen: unknown[] = [];
    const { port } = open(
      await startServer(leaf, ({ method, url, headers }, response, body) => {
        seen.push([method, url, body, Object.keys(headers).sort()]);
        response.end(JSON.stringify(SQUARE));
      }),
    );
    assert.deepEqual(await at(port), {
      host,
      port,
      bridgeId: ID,
      name: "Hue Bridge",
      model: "BSB002",
      swversion: "1967054020",
      clip: true,
      transport: "https",
    });
    assert.deepEqual(seen, [["GET", "/api/config", "", ["accept", "connection", "host"]]]);
  });

  it("finds a round bridge, which has no HTTPS", async () => {
    const { port } = open(await startPlainServer(saying(ROUND)));
    const { transport, clip, ...found } = await at(await deadPort(), port);
    assert.deepEqual([transport, clip, found.model, found.port], ["http", false, "BSB001", port]);
  });

  it("finds it at a port of its own too", async () => {
    const { port } = open(await startPlainServer(saying(ROUND)));
    assert.equal((await at(port)).transport, "http");
  });

  it("never follows the Bridge Pro from HTTP to HTTPS", async () => {
    let asked = 0;
    const secure = open(
      await startServer(leaf, (_request, response) => {
        asked++;
        response.end(JSON.stringify(SQUARE));
      }),
    );
    const plain = open(
      await startPlainServer((_request, response) =>
        response.writeHead(301, { location: `https://${host}:${secure.port}/api/config` }).end(),
      ),
    );
    await assert.rejects(at(await deadPort(), plain.port), { code: "bridge-unreachable" });
    assert.equal(asked, 0);
  });

  for (const [what, handler] of [
    ["who says no bridge id", saying({ ...SQUARE, bridgeid: undefined })],
    ["who says that there is no such page", saying(SQUARE, 404)],
    ["who sends elsewhere", saying(SQUARE, 302)],
    ["who answers with a page", ((_request, response) => response.end("<html>")) satisfies Handler],
  ] as const)
    it(`takes nobody for a bridge ${what}`, async () => {
      const plain = open(await startPlainServer(saying(ROUND)));
      const { port } = open(await startServer(leaf, handler));
      await assert.rejects(at(port, plain.port), { code: "not-a-bridge" });
    });

  it("reads no more than 64 kB", async () => {
    const { port } = open(
      await startServer(leaf, (_request, response) =>
        response.end(JSON.stringify({ ...SQUARE, more: "x".repeat(70_000) })),
      ),
    );
    await assert.rejects(at(port), { code: "bridge-bad-answer", message: /too long/ });
  });

  it("waits three seconds for each way", async () => {
    const clock = new FakeClock();
    const [asked, askedPlainly] = [occasion(), occasion()];
    const { port } = open(await startServer(leaf, () => asked.happen()));
    const plain = open(await startPlainServer(() => askedPlainly.happen()));
    const answer = probe({ host, port }, { clock, httpPort: plain.port });
    await asked.happened;
    assert.equal(clock.nextIn, 3_000);
    const refused = assert.rejects(answer, { code: "bridge-unreachable", message: /timeout/ });
    await clock.advance(3_000);
    await askedPlainly.happened;
    assert.equal(clock.nextIn, 3_000);
    await clock.advance(3_000);
    await refused;
    assert.equal(clock.pending, 0);
  });

  it("ends with its signal", async () => {
    const asked = occasion();
    const { port } = open(await startServer(leaf, () => asked.happen()));
    const controller = new AbortController();
    const answer = probe({ host, port }, { clock: new FakeClock(), signal: controller.signal });
    await asked.happened;
    controller.abort();
    await assert.rejects(answer, { code: "bridge-unreachable" });
  });
});
