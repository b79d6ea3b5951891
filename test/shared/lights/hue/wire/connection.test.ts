import assert from "node:assert/strict";
import * as net from "node:net";
import { createAuthority, type Authority, type Leaf } from "../../../../../sandbox/support/certificates";
import type { BridgeAddress } from "../../../../../shared/lights/hue/wire/address";
import { BridgeConnection } from "../../../../../shared/lights/hue/wire/connection";
import { Problem } from "../../../../../shared/support/problem";
import { FakeClock } from "../../../../support/fake-clock";
import { type Handler, type HttpsServer, listen, occasion, startServer } from "./https-server";

const ID = "001788fffe0a1b2c";
const OTHER_ID = "ecb5fafffe0a1b2c";
const KEY = "key-that-nobody-may-see-in-any-message-00";

const json =
  (status: number, value: unknown): Handler =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
const html =
  (status: number): Handler =>
  (_, response) => {
    response
      .writeHead(status, { "content-type": "text/html" })
      .end("<html>hue personal wireless lighting</html>");
  };
const text =
  (status: number, body: string): Handler =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  };
const FINE = json(200, { errors: [], data: [{ id: "a" }] });

describe("a bridge's connection", () => {
  let authority: Authority;
  let leaf: Leaf;
  const open: { close(): unknown }[] = [];

  before(async () => {
    authority = await createAuthority("C=NL, O=Philips Hue, CN=root-bridge");
    leaf = await authority.issue({ commonName: ID });
  });

  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
  });

  async function serve(handler: Handler, own: Leaf = leaf): Promise<HttpsServer> {
    const server = await startServer(own, handler);
    open.push(server);
    return server;
  }

  function connect(
    port: number,
    more: Partial<BridgeAddress> = {},
    clock = new FakeClock(),
  ): BridgeConnection {
    const address: BridgeAddress = { host: "127.0.0.1", port, bridgeId: ID, tls: "verified", ...more };
    const connection = new BridgeConnection({ address, key: KEY, clock, roots: [authority.certificate] });
    open.push(connection);
    return connection;
  }

  const lights = (connection: BridgeConnection) => connection.request("GET", "/resource/light");

  /** The problem a request ends with, after checking that it does not tell the key. */
  async function problemOf(request: Promise<unknown>): Promise<Problem> {
    const problem = await request.then(
      () => assert.fail("the request succeeded"),
      (error: unknown) => error,
    );
    assert.ok(problem instanceof Problem, String(problem));
    assert.doesNotMatch(
      `${problem.message} ${problem.stack ?? ""} ${String(problem.cause)}`,
      new RegExp(KEY),
    );
    return problem;
  }

  describe("knows the bridge again", () => {
    it("by the id in a certificate of a known authority", async () => {
      const { port } = await serve(FINE);
      assert.deepEqual((await lights(connect(port))).data, [{ id: "a" }]);
    });

    it("whatever the case of the id", async () => {
      const { port } = await serve(FINE, await authority.issue({ commonName: ID.toUpperCase() }));
      assert.equal((await lights(connect(port))).status, 200);
      assert.equal((await lights(connect(port, { bridgeId: ID.toUpperCase() }))).status, 200);
    });

    it("by exactly the certificate that was stored", async () => {
      const { port } = await serve(FINE);
      const pinned = connect(port, { tls: "pinned", certificate: leaf.certificate });
      assert.equal((await lights(pinned)).status, 200);
    });

    it("not at all when told so", async () => {
      const { port } = await serve(FINE, await authority.issue({ commonName: "anything" }));
      assert.equal((await lights(connect(port, { tls: "insecure" }))).status, 200);
    });
  });

  describe("refuses", () => {
    const refuses = async (port: number, more: Partial<BridgeAddress> = {}) => {
      const problem = await problemOf(lights(connect(port, more)));
      assert.equal(problem.code, "bridge-certificate");
      assert.match(problem.title, new RegExp(more.bridgeId ?? ID));
    };
    let asked = 0;
    const count: Handler = (request, response, body) => {
      asked++;
      FINE(request, response, body);
    };
    beforeEach(() => (asked = 0));
    afterEach(() => assert.equal(asked, 0, "nothing is sent to a stranger"));

    it("another bridge of a known authority", async () => {
      const { port } = await serve(count, await authority.issue({ commonName: OTHER_ID }));
      await refuses(port);
    });

    it("the right id from an unknown authority", async () => {
      const stranger = await createAuthority("C=NL, O=Philips Hue, CN=root-bridge");
      const { port } = await serve(count, await stranger.issue({ commonName: ID }));
      await refuses(port);
    });

    it("another certificate than the stored one, although for the same id and from the same authority", async () => {
      const { port } = await serve(count, await authority.issue({ commonName: ID }));
      await refuses(port, { tls: "pinned", certificate: leaf.certificate });
    });

    it("the stored certificate for another id", async () => {
      const { port } = await serve(count);
      await refuses(port, { tls: "pinned", certificate: leaf.certificate, bridgeId: OTHER_ID });
    });
  });

  for (const [what, more] of [
    ["verified without an id", { tls: "verified", bridgeId: "" }],
    ["pinned without a certificate", { tls: "pinned" }],
    ["pinned with a text that is none", { tls: "pinned", certificate: "PEM" }],
  ] as const) {
    it(`cannot be made ${what}`, () => {
      assert.throws(() => connect(443, more), { code: "bridge-not-paired" });
    });
  }

  it("cannot be made with a key that no bridge gives out, and does not tell it", () => {
    const address = { host: "127.0.0.1", port: 443, tls: "insecure" } as const;
    for (const key of [`${KEY}\n`, "schlüssel-ключ"])
      assert.throws(
        () => new BridgeConnection({ address, key, clock: new FakeClock() }),
        (error) =>
          error instanceof Problem &&
          error.code === "bridge-key-refused" &&
          !error.message.includes(key.trim()),
      );
  });

  it("asks CLIP v2 with the key and sends JSON", async () => {
    let seen: unknown;
    const { port } = await serve((request, response, body) => {
      const { method, url, headers } = request;
      const type = headers["content-type"];
      seen = { method, url, key: headers["hue-application-key"], type, body };
      FINE(request, response, body);
    });
    await connect(port).request("PUT", "/resource/light/a", { on: { on: true } });
    assert.deepEqual(seen, {
      method: "PUT",
      url: "/clip/v2/resource/light/a",
      key: KEY,
      type: "application/json",
      body: '{"on":{"on":true}}',
    });
  });

  it("hands on errors beside the data as warnings", async () => {
    const description = "device (light) has communication issues, command (.on.on) may not have effect";
    const { port } = await serve(
      json(207, { data: [{ rid: "a", rtype: "light" }], errors: [{ description }] }),
    );
    assert.deepEqual(await connect(port).request("PUT", "/resource/light/a", {}), {
      status: 207,
      data: [{ rid: "a", rtype: "light" }],
      warnings: [description],
    });
  });

  const ANSWERS: readonly (readonly [what: string, handler: Handler, code: string, title?: RegExp])[] = [
    ["401", html(401), "bridge-key-refused"],
    ["403 as HTML", html(403), "bridge-key-refused"],
    ["404", json(404, { errors: [{ description: "Not Found" }] }), "bridge-not-found"],
    ["429 as HTML", html(429), "bridge-overloaded"],
    ["503 as HTML", html(503), "bridge-overloaded"],
    [
      "400",
      json(400, { errors: [{ description: "invalid value, dimming.brightness, 101" }] }),
      "bridge-refused",
      /dimming\.brightness, 101/,
    ],
    ["400 that quotes the key", json(400, { errors: [{ description: `no ${KEY}` }] }), "bridge-refused"],
    ["500 as HTML", html(500), "bridge-bad-answer", /status 500/],
    ["502 of something in between", html(502), "bridge-bad-answer", /status 502/],
    ["507, out of memory", json(507, { errors: [{ description: "full" }] }), "bridge-refused", /full/],
    ["200 as HTML", html(200), "bridge-bad-answer"],
    ["200 with half a JSON", text(200, `{"errors":[],"data":[{"id":"${KEY}`), "bridge-bad-answer"],
    ["200 with another JSON", json(200, ["a"]), "bridge-bad-answer"],
    ["200 with nothing", text(200, ""), "bridge-bad-answer"],
    ["200 without end", text(200, " ".repeat(6 * 1024 * 1024)), "bridge-bad-answer", /too long/],
    ["a reset", (request) => request.socket.destroy(), "bridge-unreachable"],
  ];
  for (const [what, handler, code, title = /127\.0\.0\.1/] of ANSWERS) {
    it(`${what} is ${code}`, async () => {
      const { port } = await serve(handler);
      const problem = await problemOf(lights(connect(port)));
      assert.equal(problem.code, code);
      assert.match(problem.title, title);
    });
  }

  it("does not follow a redirect", async () => {
    const seen: (string | undefined)[] = [];
    const { port } = await serve((request, response) => {
      seen.push(request.url);
      response.writeHead(301, { location: "/elsewhere" }).end();
    });
    assert.equal((await problemOf(lights(connect(port)))).code, "bridge-bad-answer");
    assert.deepEqual(seen, ["/clip/v2/resource/light"]);
  });

  it("gives up after ten seconds", async () => {
    const asked = occasion();
    const { port } = await serve(() => asked.happen());
    const clock = new FakeClock();
    const problem = problemOf(lights(connect(port, {}, clock)));
    await asked.happened;
    assert.equal(clock.nextIn, 10_000);
    await clock.advance(10_000);
    assert.equal((await problem).code, "bridge-unreachable");
    assert.match((await problem).title, /timeout/);
  });

  it("leaves no timer behind", async () => {
    const { port } = await serve(FINE);
    const clock = new FakeClock();
    await lights(connect(port, {}, clock));
    assert.equal(clock.pending, 0);
  });

  it("says when nobody listens", async () => {
    const { port, close } = await startServer(leaf, FINE);
    await close();
    const problem = await problemOf(lights(connect(port)));
    assert.equal(problem.code, "bridge-unreachable");
    assert.match(problem.title, /ECONNREFUSED/);
  });

  it("says when something that does not speak TLS listens", async () => {
    const plain = net.createServer((socket) => socket.on("error", () => {}).end("HTTP/1.1 200 OK\r\n\r\n"));
    open.push(plain);
    const port = await listen(plain);
    assert.equal((await problemOf(lights(connect(port)))).code, "bridge-unreachable");
  });

  it("uses one connection again, and another when the bridge has closed it", async () => {
    const sockets = new Set<unknown>();
    let requests = 0;
    const { port } = await serve((request, response, body) => {
      sockets.add(request.socket);
      if (++requests === 3) request.socket.destroy();
      else FINE(request, response, body);
    });
    const connection = connect(port);
    await lights(connection);
    await lights(connection);
    assert.equal(sockets.size, 1);
    assert.equal((await lights(connection)).status, 200);
    assert.equal(requests, 4);
    assert.equal(sockets.size, 2);
  });

  it("opens at most three connections", async () => {
    const sockets = new Set<unknown>();
    const waiting: (() => void)[] = [];
    const { port } = await serve((request, response, body) => {
      sockets.add(request.socket);
      waiting.push(() => FINE(request, response, body));
      if (sockets.size >= 3) for (const answer of waiting.splice(0)) answer();
    });
    const connection = connect(port);
    await Promise.all(Array.from({ length: 6 }, () => lights(connection)));
    assert.equal(sockets.size, 3);
  });

  it("ends what is under way when closed, and takes nothing more", async () => {
    const asked = occasion();
    const { port } = await serve(() => asked.happen());
    const connection = connect(port);
    const problem = problemOf(lights(connection));
    await asked.happened;
    connection.close();
    assert.equal((await problem).code, "bridge-unreachable");
    assert.equal((await problemOf(lights(connection))).code, "bridge-unreachable");
  });
});
