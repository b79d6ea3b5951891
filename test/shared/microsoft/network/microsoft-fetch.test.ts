import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import * as tls from "node:tls";
import { inspect } from "node:util";
import { type Authority, createAuthority } from "../../../../sandbox/support/certificates";
import { connectionTrouble, errorCode } from "../../../../shared/microsoft/network/connection-trouble";
import { EntraNetwork } from "../../../../shared/microsoft/entra/entra-network";
import { GraphClient } from "../../../../shared/microsoft/graph/graph-client";
import { MicrosoftConnections } from "../../../../shared/microsoft/network/microsoft-fetch";
import type { Environment } from "../../../../shared/microsoft/network/proxy";
import { FakeClock, settle } from "../../../support/fake-clock";
import {
  type ForwardProxy,
  type ForwardProxyOptions,
  startForwardProxy,
} from "../../../support/forward-proxy";

const NAME = "graph.corp.test";
const URL_THERE = `https://${NAME}/v1.0/me/presence`;

describe("fetching from Microsoft", () => {
  let authority: Authority;
  /** A server that says what it was sent. */
  let server: ReturnType<typeof createHttpsServer>;
  let port = 0;
  const endings: (() => Promise<unknown>)[] = [];
  before(async () => {
    authority = await createAuthority("CN=Test CA");
    const leaf = await authority.issue({ commonName: NAME, dnsNames: [NAME, "localhost"] });
    server = createHttpsServer({ cert: leaf.certificate, key: leaf.key }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { authorization } = request.headers;
        const sent = { method: request.method, authorization, body: Buffer.concat(chunks).toString("utf8") };
        const status = request.url === "/moved" ? 302 : 200;
        response.writeHead(status, {
          "content-type": "application/json",
          location: "https://elsewhere.test/",
        });
        response.end(JSON.stringify(sent));
      });
    });
    port = await listening(server);
  });
  afterEach(async () => {
    for (const end of endings.splice(0)) await end();
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function listening(listener: Server): Promise<number> {
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return (listener.address() as AddressInfo).port;
  }

  function connections(environment: Environment, roots = [authority.certificate]): MicrosoftConnections {
    const made = new MicrosoftConnections(environment, roots);
    endings.push(() => made.close());
    return made;
  }

  async function proxy(options: ForwardProxyOptions = {}): Promise<ForwardProxy> {
    const started = await startForwardProxy({ routes: { [NAME]: port }, ...options });
    endings.push(() => started.close());
    return started;
  }

  /** Something else where a proxy should be: says `answer` to whoever connects and speaks. */
  async function impostor(answer: string): Promise<string> {
    const sockets = new Set<Socket>();
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("data", () => socket.end(answer));
    });
    const place = `127.0.0.1:${await listening(listener)}`;
    endings.push(async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
    });
    return place;
  }

  async function failureOf(promise: Promise<unknown>): Promise<unknown> {
    return promise.then(
      () => assert.fail("nothing was thrown"),
      (error: unknown) => error,
    );
  }

  it("goes through the proxy of the environment, by name, and uses a tunnel again", async () => {
    const { asked, opened, url } = await proxy();
    const { fetch } = connections({ HTTPS_PROXY: url });
    for (let i = 0; i < 10; i++) {
      const answer = await fetch(URL_THERE);
      assert.equal(((await answer.json()) as { method: string }).method, "GET");
      await settle();
    }
    assert.deepEqual([...new Set(asked)], [`${NAME}:443`]);
    assert.deepEqual(asked, opened);
    assert.ok(opened.length <= 2, `${opened.length} tunnels`);
  });

  it("never takes a proxy for loopback, nor for what NO_PROXY excepts", async () => {
    const { asked, url } = await proxy();
    const { fetch } = connections({ HTTPS_PROXY: url });
    assert.equal((await fetch(`https://localhost:${port}/`)).status, 200);
    const excepting = connections({ HTTPS_PROXY: url, NO_PROXY: "corp.test" });
    // Which of the two depends on whether there is anybody to ask for names.
    assert.match(errorCode(await failureOf(excepting.fetch(URL_THERE))), /^(ENOTFOUND|EAI_AGAIN)$/);
    assert.deepEqual(asked, []);
  });

  it("sends what it is given and follows no redirect, also through the proxy", async () => {
    const { url } = await proxy();
    const { fetch } = connections({ https_proxy: url });
    const init = { method: "POST", headers: new Headers({ authorization: "Bearer x" }), body: "a=b" };
    const answer = await fetch(URL_THERE, init);
    assert.deepEqual(await answer.json(), { method: "POST", authorization: "Bearer x", body: "a=b" });
    const moved = await fetch(`https://${NAME}/moved`, { redirect: "manual" });
    assert.deepEqual([moved.status, moved.headers.get("location")], [302, "https://elsewhere.test/"]);
  });

  it("shows the proxy the credentials of its address, and Microsoft never", async () => {
    const credentials = { user: "us@er", password: "p:ss/%" };
    const { opened, port: at } = await proxy({ credentials });
    const { fetch } = connections({ HTTPS_PROXY: `http://us%40er:p%3Ass%2F%25@127.0.0.1:${at}` });
    assert.deepEqual(await (await fetch(URL_THERE)).json(), { method: "GET", body: "" });
    assert.equal(opened.length, 1);
  });

  const REFUSED: [what: string, credentials: string, reason: RegExp][] = [
    ["no credentials", "", /wants a user name.*\(HTTP 407\)/],
    ["wrong credentials", "user:hidden@", /does not accept.*\(HTTP 407\)/],
  ];
  for (const [what, credentials, reason] of REFUSED) {
    it(`says which proxy refuses ${what}, and never shows them`, async () => {
      const { opened, port: at } = await proxy({ credentials: { user: "user", password: "right" } });
      const { fetch } = connections({ HTTPS_PROXY: `http://${credentials}127.0.0.1:${at}` });
      const error = await failureOf(fetch(URL_THERE));
      const trouble = connectionTrouble(error);
      assert.equal(trouble?.code, "proxy-failed");
      assert.equal(trouble.title, `The proxy 127.0.0.1:${at} does not lead to Microsoft`);
      assert.match(trouble.advice, reason);
      assert.doesNotMatch(inspect(error, { depth: Infinity, showHidden: true }), /hidden|Basic dX/);
      assert.deepEqual(opened, []);
    });
  }

  const IMPOSTORS: [what: string, answer: string, reason: RegExp][] = [
    [
      "a web page in place of a tunnel",
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Welcome to the hotel</html>",
      /\(ERR_SSL_/,
    ],
    [
      "a page that refuses",
      "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
      /administrator.*\(HTTP 403\)/,
    ],
    ["something else than HTTP", "220 mail.example.test ESMTP\r\n", /\(answer not understood\)/],
    ["nothing", "", /\(UND_ERR_SOCKET\)/],
  ];
  for (const [what, answer, reason] of IMPOSTORS) {
    it(`tells of a proxy that answers with ${what}`, async () => {
      const place = await impostor(answer);
      const error = await failureOf(connections({ HTTPS_PROXY: place }).fetch(URL_THERE));
      const trouble = connectionTrouble(error);
      assert.equal(trouble?.code, "proxy-failed", inspect(error));
      assert.match(trouble.title, new RegExp(place));
      assert.match(trouble.advice, reason);
    });
  }

  it("tells of a proxy that knows no way", async () => {
    const { url } = await proxy({ routes: {} });
    const error = await failureOf(connections({ HTTPS_PROXY: url }).fetch(URL_THERE));
    assert.match(connectionTrouble(error)?.advice ?? "", /\(HTTP 502\)/);
  });

  it("speaks TLS with a proxy that wants it, and says when that one is not trusted", async () => {
    const inner = await proxy();
    const leaf = await authority.issue({ commonName: "localhost", dnsNames: ["localhost"] });
    const outer = tls.createServer({ cert: leaf.certificate, key: leaf.key }, (socket) => {
      const onwards = connect(inner.port, "127.0.0.1");
      for (const each of [socket, onwards]) each.on("error", () => each.destroy());
      socket.pipe(onwards).pipe(socket);
    });
    const HTTPS_PROXY = `https://localhost:${await listening(outer)}`;
    endings.push(() => Promise.resolve(outer.close()));
    assert.equal((await connections({ HTTPS_PROXY }).fetch(URL_THERE)).status, 200);
    const stranger = await createAuthority("CN=Other CA");
    const error = await failureOf(connections({ HTTPS_PROXY }, [stranger.certificate]).fetch(URL_THERE));
    assert.equal(connectionTrouble(error)?.code, "certificate-untrusted", inspect(error));
  });

  it("finds a proxy again that was away", async () => {
    const first = await startForwardProxy({ routes: { [NAME]: port } });
    const { fetch } = connections({ HTTPS_PROXY: first.url });
    await (await fetch(URL_THERE)).json();
    await first.close();
    await failureOf(fetch(URL_THERE));
    const error = await failureOf(fetch(URL_THERE));
    assert.match(connectionTrouble(error)?.advice ?? "", /\(ECONNREFUSED\)/);
    await proxy({ port: first.port });
    assert.equal((await fetch(URL_THERE)).status, 200);
  });

  it("tells of certificates that are not trusted, through a proxy and without", async () => {
    const { url } = await proxy();
    const stranger = await createAuthority("CN=Other CA");
    for (const there of [URL_THERE, `https://localhost:${port}/`]) {
      const error = await failureOf(connections({ HTTPS_PROXY: url }, [stranger.certificate]).fetch(there));
      assert.equal(connectionTrouble(error)?.code, "certificate-untrusted", inspect(error));
    }
  });

  it("tells of a certificate that is another host's", async () => {
    const { url } = await proxy({ routes: { "login.corp.test": port } });
    const error = await failureOf(connections({ HTTPS_PROXY: url }).fetch("https://login.corp.test/"));
    assert.equal(connectionTrouble(error)?.code, "certificate-untrusted", inspect(error));
  });

  it("tells of a proxy setting that cannot be used", async () => {
    const error = await failureOf(connections({ HTTPS_PROXY: "socks5://p.test" }).fetch(URL_THERE));
    assert.equal(connectionTrouble(error)?.code, "proxy-failed");
  });

  it("tells nothing of what nobody can do anything about", () => {
    assert.equal(
      connectionTrouble(new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } })),
      undefined,
    );
    assert.equal(connectionTrouble("no error"), undefined);
  });

  it("gives each address of a host the time that a slow line takes", async () => {
    const { connect: original } = tls;
    const times: unknown[] = [];
    const watching = (options: tls.ConnectionOptions): tls.TLSSocket => {
      times.push(Reflect.get(options, "autoSelectFamilyAttemptTimeout"));
      return original(options);
    };
    const module = process.getBuiltinModule("node:tls");
    Object.assign(module, { connect: watching });
    try {
      await connections({}).fetch(`https://localhost:${port}/`);
    } finally {
      Object.assign(module, { connect: original });
    }
    assert.deepEqual(times, [1000]);
  });

  it("ends its connections when closed", async () => {
    const { url } = await proxy();
    const made = connections({ HTTPS_PROXY: url });
    const socket = once(server, "secureConnection");
    await (await made.fetch(URL_THERE)).json();
    const [accepted] = (await socket) as [Socket];
    await (await made.fetch(`https://localhost:${port}/`)).json();
    const closed = once(accepted, "close");
    await made.close();
    await closed;
  });

  it("does for Entra and for Graph", async () => {
    const { asked, url } = await proxy({ routes: { [NAME]: port } });
    const { fetch } = connections({ HTTPS_PROXY: url });
    const clock = new FakeClock();
    const entra = new EntraNetwork({ clock, fetch });
    const { body } = await entra.sendPostRequestAsync<object>(`https://${NAME}/token`, { body: "a=b" });
    assert.deepEqual(body, { method: "POST", body: "a=b" });
    const tokens = { getToken: () => Promise.resolve({ token: "t", expiresAt: 0 }) };
    const graph = new GraphClient({ origin: `https://${NAME}`, tokens, clock, scopes: () => [], fetch });
    assert.deepEqual(await graph.myPresence(), { method: "GET", authorization: "Bearer t", body: "" });
    assert.deepEqual([...new Set(asked)], [`${NAME}:443`]);
  });
});
