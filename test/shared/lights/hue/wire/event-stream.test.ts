import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { Socket } from "node:net";
import { createAuthority, type Authority, type Leaf } from "../../../../../sandbox/support/certificates";
import type { BridgeAddress } from "../../../../../shared/lights/hue/wire/address";
import { BridgeConnection } from "../../../../../shared/lights/hue/wire/connection";
import type { EventStream } from "../../../../../shared/lights/hue/wire/event-stream";
import type { Problem } from "../../../../../shared/support/problem";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { type Handler, type HttpsServer, occasion, startServer } from "./https-server";

const ID = "001788fffe0a1b2c";
const KEY = "key-that-nobody-may-see-in-any-message-00";
const STREAM = { "content-type": "text/event-stream; charset=utf-8" };
const EVENT = 'id: 1:0\ndata: [{"name":"Küche €😀"}]\n\n';
const DATA = '[{"name":"Küche €😀"}]';

/** Writes down what a stream tells, and lets a test wait for it. */
class Recorder {
  readonly events: string[] = [];
  readonly #opened = occasion();
  readonly #ended: { promise: Promise<Problem>; resolve: (problem: Problem) => void };
  #heard = { wanted: Infinity, occasion: occasion() };
  endings = 0;
  openings = 0;
  onEvent = (): void => {};

  constructor() {
    let resolve: (problem: Problem) => void = () => {};
    const promise = new Promise<Problem>((taken) => (resolve = taken));
    this.#ended = { promise, resolve };
  }

  opened(): void {
    this.openings++;
    this.#opened.happen();
  }

  event(data: string): void {
    this.events.push(data);
    this.onEvent();
    if (this.events.length >= this.#heard.wanted) this.#heard.occasion.happen();
  }

  ended(problem: Problem): void {
    this.endings++;
    this.#ended.resolve(problem);
  }

  get hasOpened(): Promise<void> {
    return this.#opened.happened;
  }

  get hasEnded(): Promise<Problem> {
    return this.#ended.promise;
  }

  async hears(count: number): Promise<readonly string[]> {
    this.#heard = { wanted: count, occasion: occasion() };
    if (this.events.length < count) await this.#heard.occasion.happened;
    return this.events;
  }
}

describe("a bridge's event stream", () => {
  let authority: Authority;
  let leaf: Leaf;
  let clock: FakeClock;
  let recorder: Recorder;
  const open: { close(): unknown }[] = [];

  before(async () => {
    authority = await createAuthority("C=NL, O=Philips Hue, CN=root-bridge");
    leaf = await authority.issue({ commonName: ID });
  });

  beforeEach(() => {
    clock = new FakeClock();
    recorder = new Recorder();
  });

  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
    assert.equal(clock.pending, 0, "no timer stays");
  });

  async function serve(handler: Handler): Promise<HttpsServer> {
    const server = await startServer(leaf, handler);
    open.push(server);
    return server;
  }

  function connect(port: number, more: Partial<BridgeAddress> = {}): BridgeConnection {
    const address: BridgeAddress = { host: "127.0.0.1", port, bridgeId: ID, tls: "verified", ...more };
    const connection = new BridgeConnection({ address, key: KEY, clock, roots: [authority.certificate] });
    open.push(connection);
    return connection;
  }

  async function listenTo(handler: Handler): Promise<EventStream> {
    const { port } = await serve(handler);
    return connect(port).openEventStream(recorder);
  }

  const begin = (response: ServerResponse) => response.writeHead(200, STREAM).write(": hi\n\n");

  it("is asked for with the key", async () => {
    let seen: unknown;
    await listenTo(({ method, url, headers }, response) => {
      seen = { method, url, accept: headers.accept, key: headers["hue-application-key"] };
      begin(response);
    });
    await recorder.hasOpened;
    assert.deepEqual(seen, {
      method: "GET",
      url: "/eventstream/clip/v2",
      accept: "text/event-stream",
      key: KEY,
    });
  });

  it("is open before anything has happened, and then tells every event", async () => {
    let bridge: ServerResponse | undefined;
    await listenTo((_, response) => {
      bridge = response;
      begin(response);
    });
    await recorder.hasOpened;
    assert.deepEqual(recorder.events, []);
    bridge?.write(`${EVENT}: comment\n\n${EVENT}data: [`);
    bridge?.write("]\n\n");
    assert.deepEqual(await recorder.hears(3), [DATA, DATA, "[]"]);
  });

  it("may be cut anywhere, also inside a character", async () => {
    const bytes = Buffer.from(EVENT);
    let bridge: ServerResponse | undefined;
    await listenTo((_, response) => {
      bridge = response;
      begin(response);
    });
    await recorder.hasOpened;
    for (let cut = 0; cut <= bytes.length; cut++) {
      for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
        // A piece of its own on the wire: the next one waits for this to have gone.
        await new Promise((resolve) => bridge?.write(piece, resolve));
      }
    }
    const events = await recorder.hears(bytes.length + 1);
    assert.deepEqual(new Set(events), new Set([DATA]));
  });

  it("keeps its connection alive below HTTP", async () => {
    const delays: unknown[] = [];
    const original = Reflect.get(Socket.prototype, "setKeepAlive");
    const watched = new Proxy(original, {
      apply(target, socket, [on, delay]: [boolean, number]) {
        if (on) delays.push(delay);
        return Reflect.apply(target, socket, [on, delay]) as unknown;
      },
    });
    Reflect.set(Socket.prototype, "setKeepAlive", watched);
    try {
      await listenTo((_, response) => begin(response));
      await recorder.hasOpened;
    } finally {
      Reflect.set(Socket.prototype, "setKeepAlive", original);
    }
    assert.ok(delays.includes(30_000), String(delays));
  });

  describe("ends with", () => {
    const answer =
      (status: number, headers: Record<string, string> = { "content-type": "text/html" }): Handler =>
      (_, response) =>
        void response.writeHead(status, headers).end("<html>hue personal wireless lighting</html>");

    for (const [what, handler, code] of [
      ["401", answer(401), "bridge-key-refused"],
      ["403 as HTML", answer(403), "bridge-key-refused"],
      ["429", answer(429), "bridge-overloaded"],
      ["503", answer(503), "bridge-overloaded"],
      ["404", answer(404), "bridge-no-events"],
      ["405", answer(405), "bridge-no-events"],
      ["406", answer(406), "bridge-no-events"],
      ["500", answer(500), "bridge-no-events"],
      ["a redirect", answer(301, { location: "/" }), "bridge-no-events"],
      ["a stream with status 404", answer(404, STREAM), "bridge-no-events"],
      ["200 as HTML", answer(200), "bridge-no-events"],
      ["200 as nothing in particular", answer(200, {}), "bridge-no-events"],
      ["200 as JSON", answer(200, { "content-type": "application/json" }), "bridge-no-events"],
      ["a stream that is over", answer(200, STREAM), "bridge-unreachable"],
      ["a connection reset", (request) => request.socket.destroy(), "bridge-unreachable"],
      [
        "a stream that breaks off",
        (request, response) => {
          begin(response);
          response.write("data: half", () => request.socket.destroy());
        },
        "bridge-unreachable",
      ],
      [
        "an event without end",
        (_, response) => {
          begin(response);
          response.write(`data: ${"x".repeat(6 * 1024 * 1024)}`);
        },
        "bridge-bad-answer",
      ],
    ] as const satisfies readonly (readonly [string, Handler, string])[]) {
      it(`${code} at ${what}, once, and closes its connection`, async () => {
        const closed = occasion();
        await listenTo((request, response, body) => {
          request.socket.on("close", closed.happen);
          handler(request, response, body);
        });
        const problem = await recorder.hasEnded;
        assert.equal(problem.code, code);
        assert.doesNotMatch(
          `${problem.message} ${problem.stack ?? ""} ${String(problem.cause)}`,
          new RegExp(KEY),
        );
        await closed.happened;
        await settle();
        assert.equal(recorder.endings, 1);
        assert.deepEqual(recorder.events, []);
      });
    }

    it("bridge-certificate at another bridge, which learns nothing", async () => {
      let asked = 0;
      const { port } = await serve((_, response) => {
        asked++;
        begin(response);
      });
      connect(port, { bridgeId: "ecb5fafffe0a1b2c" }).openEventStream(recorder);
      assert.equal((await recorder.hasEnded).code, "bridge-certificate");
      assert.equal(asked, 0);
    });

    it("bridge-unreachable where nobody listens", async () => {
      const { port, close } = await startServer(leaf, () => {});
      await close();
      connect(port).openEventStream(recorder);
      assert.equal((await recorder.hasEnded).code, "bridge-unreachable");
    });

    for (const [what, address] of [
      ["a port that is none", { port: 99_999 }],
      ["a host that is none", { host: "a\0b" }],
    ] as const) {
      it(`bridge-unreachable at ${what}`, async () => {
        connect(443, address).openEventStream(recorder);
        assert.equal(recorder.endings, 0);
        assert.equal((await recorder.hasEnded).code, "bridge-unreachable");
      });
    }

    it("bridge-unreachable where no answer comes for ten seconds", async () => {
      const asked = occasion();
      await listenTo(() => asked.happen());
      await asked.happened;
      await clock.advance(9_999);
      assert.equal(recorder.endings, 0);
      await clock.advance(1);
      assert.match((await recorder.hasEnded).title, /timeout/);
    });

    it("bridge-unreachable when its connection is closed, and does not come back", async () => {
      let asked = 0;
      const { port } = await serve((_, response) => {
        asked++;
        begin(response);
      });
      const connection = connect(port);
      connection.openEventStream(recorder);
      await recorder.hasOpened;
      connection.close();
      assert.equal((await recorder.hasEnded).code, "bridge-unreachable");
      const late = new Recorder();
      connection.openEventStream(late);
      assert.equal((await late.hasEnded).code, "bridge-unreachable");
      assert.equal(asked, 1);
    });
  });

  describe("closed by us", () => {
    it("closes its connection and tells nothing more", async () => {
      const closed = occasion();
      const stream = await listenTo((request, response) => {
        request.socket.on("close", closed.happen);
        begin(response);
      });
      await recorder.hasOpened;
      stream.close();
      await closed.happened;
      await settle();
      assert.equal(recorder.endings, 0);
    });

    it("while it is still being asked for, tells nothing at all", async () => {
      const { port } = await serve((_, response) => begin(response));
      const connection = connect(port);
      connection.openEventStream(recorder).close();
      // Later on the same way, so that there was time for what must not come.
      const next = new Recorder();
      connection.openEventStream(next);
      await next.hasOpened;
      assert.equal(recorder.openings + recorder.endings, 0);
    });

    it("amid several events, tells none of the rest", async () => {
      const stream = await listenTo((_, response) => {
        begin(response);
        response.write(EVENT.repeat(3));
      });
      recorder.onEvent = () => stream.close();
      await recorder.hears(1);
      await settle();
      assert.equal(recorder.events.length, 1);
    });
  });

  it("takes another connection where the bridge has closed the kept one", async () => {
    let isFirstStream = true;
    const { port } = await serve((request, response) => {
      if (request.url === "/clip/v2/resource/light") return void response.end('{"data":[],"errors":[]}');
      if (isFirstStream) request.socket.destroy();
      else begin(response);
      isFirstStream = false;
    });
    const connection = connect(port);
    await connection.request("GET", "/resource/light");
    connection.openEventStream(recorder);
    await recorder.hasOpened;
    assert.equal(recorder.endings, 0);
  });

  it("is one of three connections, however many requests there are", async () => {
    const sockets = new Set<unknown>();
    const waiting: (() => void)[] = [];
    let most = 0;
    const { port } = await serve((request, response) => {
      sockets.add(request.socket);
      if (request.url === "/eventstream/clip/v2") return void begin(response);
      waiting.push(() => response.end('{"data":[],"errors":[]}'));
      most = Math.max(most, waiting.length);
      if (waiting.length === 2) for (const each of waiting.splice(0)) each();
    });
    const connection = connect(port);
    connection.openEventStream(recorder);
    await recorder.hasOpened;
    await Promise.all(Array.from({ length: 20 }, () => connection.request("GET", "/resource/light")));
    assert.equal(most, 2);
    assert.equal(sockets.size, 3);
    assert.equal(recorder.endings, 0);
  });

  it("comes about though all connections are busy with requests", async () => {
    const sockets = new Set<unknown>();
    const waiting: (() => void)[] = [];
    const busy = occasion();
    const { port } = await serve((request, response) => {
      sockets.add(request.socket);
      if (request.url === "/eventstream/clip/v2") return void begin(response);
      waiting.push(() => response.end('{"data":[],"errors":[]}'));
      if (waiting.length === 3) busy.happen();
    });
    const connection = connect(port);
    const requests = Array.from({ length: 3 }, () => connection.request("GET", "/resource/light"));
    await busy.happened;
    connection.openEventStream(recorder);
    for (const answer of waiting) answer();
    await recorder.hasOpened;
    await Promise.all(requests);
    assert.equal(sockets.size, 3);
  });

  it("is lost when the bridge goes away", async () => {
    const server = await startServer(leaf, (_, response) => begin(response));
    connect(server.port).openEventStream(recorder);
    await recorder.hasOpened;
    await server.close();
    assert.equal((await recorder.hasEnded).code, "bridge-unreachable");
  });
});
