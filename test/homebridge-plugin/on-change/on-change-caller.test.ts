import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { OnChangeCaller } from "../../../homebridge-plugin/on-change/on-change-caller";
import type { OnChange } from "../../../homebridge-plugin/on-change/on-change-settings";
import type { Status } from "../../../shared/presence/presence";
import { FakeClock, settle } from "../../support/fake-clock";
import { Inbox } from "../../support/inbox";
import { ALICE, presence } from "../../support/presences";

interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly response: ServerResponse;
}

const SECRET = "hidden";

/** A light that answers when the test does. */
class Light {
  readonly asked = new Inbox<Asked>();
  readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      this.asked.add({ method, path, headers, body: Buffer.concat(chunks).toString(), response });
    });
  });

  /** Answers the next call. */
  async answer(status: number, headers: Record<string, string> = {}): Promise<Asked> {
    const asked = await this.asked.next();
    asked.response.writeHead(status, headers).end("ok");
    return asked;
  }
}

describe("a URL that is called on changes", () => {
  const clock = new FakeClock();
  const log = new Inbox<string>();
  let light: Light;
  let open: Server[];
  let callers: OnChangeCaller[];

  async function listen(server: Server): Promise<string> {
    open.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function callerOf(
    settings: Partial<OnChange> & { url: string },
    fetch?: typeof globalThis.fetch,
  ): OnChangeCaller {
    const caller = new OnChangeCaller({
      settings: { method: "POST", headers: {}, colors: "traffic-light", statusColors: {}, ...settings },
      clock,
      log: {
        debug: (text) => log.add(`debug ${text}`),
        info: (text) => log.add(`info ${text}`),
        warn: (text) => log.add(`warn ${text}`),
        error: (text) => log.add(`error ${text}`),
      },
      name: ALICE.name,
      ...(fetch === undefined ? {} : { fetch }),
    });
    callers.push(caller);
    return caller;
  }

  const tell = (caller: OnChangeCaller, status: Status) => caller.changed(presence(status, { status }));

  beforeEach(() => {
    light = new Light();
    open = [];
    callers = [];
    log.clear();
  });

  afterEach(() => {
    for (const caller of callers) caller.close();
    light.server.closeAllConnections();
    for (const server of open) server.close();
  });

  it("gets method, headers and body as configured", async () => {
    const caller = callerOf({
      url: `${await listen(light.server)}/set/{slug}?to={status}`,
      method: "PUT",
      headers: { "X-Api-Key": SECRET },
      body: '{"red":{red}}',
    });
    const answered = light.answer(200);
    tell(caller, "busy");
    const { method, path, headers, body } = await answered;
    assert.deepEqual([method, path, body], ["PUT", "/set/alice?to=busy", '{"red":255}']);
    assert.equal(headers["x-api-key"], SECRET);
    assert.equal(headers["content-type"], "application/json");
  });

  it("is called once at a time, and after that only for the newest of what came meanwhile", async () => {
    const caller = callerOf({ url: `${await listen(light.server)}/{status}` });
    const first = light.asked.next();
    for (const status of ["busy", "away", "available", "in-a-call"] as const) tell(caller, status);
    const { path, response } = await first;
    assert.equal(path, "/busy");
    assert.equal(light.asked.all.length, 1);
    const second = light.answer(200);
    response.end();
    assert.equal((await second).path, "/in-a-call");
    const third = light.answer(200);
    tell(caller, "offline");
    assert.equal((await third).path, "/offline");
    assert.equal(light.asked.all.length, 3);
  });

  it("calls another URL with GET when the presence no longer counts", async () => {
    const base = await listen(light.server);
    const caller = callerOf({ url: `${base}/{status}`, offUrl: `${base}/off` });
    const first = light.asked.next();
    tell(caller, "busy");
    const { response } = await first;
    tell(caller, "away");
    caller.ended();
    const off = light.answer(200);
    response.end();
    const { method, path, body } = await off;
    assert.deepEqual([method, path, body], ["GET", "/off", ""]);
  });

  it("calls nothing then without such a URL, and forgets what waited", async () => {
    const caller = callerOf({ url: `${await listen(light.server)}/{status}` });
    const first = light.asked.next();
    tell(caller, "busy");
    const { response } = await first;
    tell(caller, "away");
    caller.ended();
    response.writeHead(500).end();
    await log.find((text) => text.includes("status 500"));
    const next = light.answer(200);
    tell(caller, "available");
    assert.equal((await next).path, "/available");
    assert.equal(light.asked.all.length, 2);
  });

  it("is not followed to where it redirects", async () => {
    const base = await listen(light.server);
    const caller = callerOf({ url: `${base}/old?key=${SECRET}` });
    const answered = light.answer(307, { location: `${base}/new?key=${SECRET}` });
    tell(caller, "busy");
    await answered;
    assert.equal(
      await log.find(() => true),
      `warn Alice: ${base}/old answers with a redirect (status 307), which is not followed: configure the address it leads to.`,
    );
    assert.deepEqual(
      light.asked.all.map(({ path }) => path),
      [`/old?key=${SECRET}`],
    );
    assert.equal(clock.pending, 0);
  });

  it("is given up after five seconds", async () => {
    const base = await listen(light.server);
    const caller = callerOf({ url: `${base}/slow` });
    const asked = light.asked.next();
    tell(caller, "busy");
    const { response } = await asked;
    const gone = once(response, "close");
    await clock.advance(4_999);
    assert.deepEqual(log.all, []);
    await clock.advance(1);
    assert.equal(await log.find(() => true), `warn Alice: ${base}/slow did not answer within 5 seconds.`);
    await gone;
    const next = light.answer(200);
    tell(caller, "away");
    await next;
    assert.equal(await log.find((text) => text.startsWith("info")), `info Alice: ${base}/slow works again.`);
    assert.equal(clock.pending, 0);
  });

  it("may answer without an end", async () => {
    const caller = callerOf({ url: await listen(light.server) });
    const asked = light.asked.next();
    tell(caller, "busy");
    const { response } = await asked;
    const gone = once(response, "close");
    const flood = Buffer.alloc(64 * 1024);
    response.on("error", () => undefined);
    const pour = (): void => void (!response.destroyed && response.write(flood) && setImmediate(pour));
    response.on("drain", pour);
    pour();
    await gone;
    const next = light.answer(200);
    tell(caller, "away");
    await next;
    assert.deepEqual(log.all, []);
  });

  it("has its trouble told once, each change of it, and that it is over", async () => {
    const base = await listen(light.server);
    const caller = callerOf({ url: `${base}/{status}/set?key=${SECRET}#${SECRET}` });
    for (const status of [200, 500, 500, 404, 404, 204, 200, 500]) {
      const answered = light.answer(status);
      tell(caller, "busy");
      await answered;
    }
    await log.find((text) => text.includes("500") && log.all.length === 4);
    assert.deepEqual(log.all, [
      `warn Alice: ${base}/{status}/set answers with status 500.`,
      `warn Alice: ${base}/{status}/set answers with status 404.`,
      `info Alice: ${base}/{status}/set works again.`,
      `warn Alice: ${base}/{status}/set answers with status 500.`,
    ]);
  });

  it("keeps the trouble of one URL apart from that of the other", async () => {
    const base = await listen(light.server);
    const caller = callerOf({ url: `${base}/on`, offUrl: `${base}/off` });
    for (const status of [404, 404]) {
      const on = light.answer(200);
      tell(caller, "busy");
      await on;
      const off = light.answer(status);
      caller.ended();
      await off;
    }
    const off = light.answer(200);
    caller.ended();
    await off;
    await log.find((text) => text.startsWith("info"));
    assert.deepEqual(log.all, [
      `warn Alice: ${base}/off answers with status 404.`,
      `info Alice: ${base}/off works again.`,
    ]);
  });

  const broken: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    [
      "hangs up",
      () => listen(createTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy()))),
      /cannot be reached \((ECONNRESET|UND_ERR_SOCKET)\)\.$/,
    ],
    [
      "talks something else",
      () => listen(createTcpServer((socket) => socket.once("data", () => socket.end("220 smtp ready\r\n")))),
      /does not answer in HTTP\.$/,
    ],
    [
      "is not there",
      async () => {
        const gone = createTcpServer();
        const base = await listen(gone);
        gone.close();
        await once(gone, "close");
        return base;
      },
      /cannot be reached \(ECONNREFUSED\)\.$/,
    ],
  ];
  for (const [what, start, expected] of broken)
    it(`is told of when it ${what}, without its query`, async () => {
      tell(callerOf({ url: `${await start()}/light?key=${SECRET}` }), "busy");
      const text = await log.find(() => true);
      assert.match(text, expected);
      assert.match(text, /^warn Alice: http:\/\/127\.0\.0\.1:\d+\/light [^?]+$/);
      assert.ok(!text.includes(SECRET));
      assert.equal(clock.nextIn, 30_000);
    });

  it("is given up when the caller is closed, with no word and no further call", async () => {
    const caller = callerOf({ url: `${await listen(light.server)}/{status}` });
    const asked = light.asked.next();
    tell(caller, "busy");
    const { response } = await asked;
    tell(caller, "away");
    const gone = once(response, "close");
    caller.close();
    await gone;
    await settle();
    assert.equal(light.asked.all.length, 1);
    assert.deepEqual(log.all, []);
    assert.equal(clock.pending, 0);
  });

  it("is not called once the caller is closed", () => {
    const called: unknown[] = [];
    const caller = callerOf({ url: "http://light.local/", offUrl: "http://light.local/off" }, (url) => {
      called.push(url);
      return Promise.resolve(new Response());
    });
    tell(caller, "busy");
    assert.deepEqual(called, ["http://light.local/"]);
    caller.close();
    tell(caller, "away");
    caller.ended();
    assert.deepEqual(called, ["http://light.local/"]);
  });

  it("is told of, and nothing else happens, where the call itself cannot be made", async () => {
    const caller = callerOf({ url: `http://light.local/{name}?key=${SECRET}` }, () => {
      throw new TypeError(`Failed to parse URL from http://light.local/?key=${SECRET}`);
    });
    tell(caller, "busy");
    assert.equal(await log.find(() => true), "warn Alice: http://light.local/{name} cannot be called.");
    caller.changed(presence("busy", { person: { ...ALICE, name: "\ud800" } }));
    await settle();
    assert.equal(log.all.length, 1);
    assert.equal(clock.pending, 0);
  });
});
