import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { createAuthority, type Authority } from "../../../../../sandbox/support/certificates";
import { ClipApi } from "../../../../../shared/lights/hue/home/clip-api";
import { silentLog } from "../../../../../shared/support/log";
import { FakeClock, settle } from "../../../../support/fake-clock";
import { type HttpsServer, occasion, startServer } from "../wire/https-server";
import { event, light } from "./clip-resources";
import { Diary } from "./diary";

const ID = "001788fffe0a1b2c";
const SECOND = 1_000;

const off = (id: string) => event("update", { type: "light", id, on: { on: false } });

/** Follows the order of things on the wire, which a bridge that answers by itself hides. */
describe("a bridge that is watched, step by step", () => {
  let authority: Authority;
  let server: HttpsServer;
  let api: ClipApi;
  let stream: ServerResponse | undefined;
  /** What the bridge was asked for, oldest first; taken by `asked`. */
  const requests: { url: string; response: ServerResponse }[] = [];
  let arrived = occasion();
  const clock = new FakeClock();
  let diary: Diary;

  before(async () => (authority = await createAuthority("C=NL, O=Philips Hue, CN=root-bridge")));

  beforeEach(async () => {
    server = await startServer(await authority.issue({ commonName: ID }), ({ url = "" }, response) => {
      requests.push({ url, response });
      arrived.happen();
    });
    const address = { host: "127.0.0.1", port: server.port, bridgeId: ID, tls: "verified" } as const;
    const roots = [authority.certificate];
    api = new ClipApi({ address, key: "k".repeat(40), clock, log: silentLog, roots });
    diary = new Diary();
    api.watch(diary);
  });

  afterEach(async () => {
    api.close();
    await server.close();
    assert.equal(clock.pending, 0, "no timer stays");
    assert.deepEqual(requests.splice(0), [], "nothing else was asked");
    assert.deepEqual(diary.told, [], "nothing else was told");
  });

  /** The next request, which must be this one. */
  async function asked(url: string): Promise<ServerResponse> {
    while (requests.length === 0) {
      arrived = occasion();
      await arrived.happened;
    }
    const next = requests.shift();
    assert.equal(next?.url, url);
    assert.ok(next);
    return next.response;
  }

  async function openStream(): Promise<void> {
    stream = await asked("/eventstream/clip/v2");
    stream.writeHead(200, { "content-type": "text/event-stream" }).write(": hi\n\n");
  }

  /** Resolves when it has gone out. */
  const tell = (data: unknown) =>
    new Promise<unknown>((resolve) => stream?.write(`data: ${JSON.stringify(data)}\n\n`, resolve));
  const answer = (response: ServerResponse, ...data: readonly unknown[]) =>
    response.end(JSON.stringify({ errors: [], data }));

  it("opens the stream first, and replays what it told while the home was read", async () => {
    await openStream();
    const home = await asked("/clip/v2/resource");
    await tell(off("l1"));
    await tell(event("add", light("l3", "d3")));
    await tell(event("news", light("l3", "d3")));
    // An answer that was sent later has arrived, so the events have too.
    const other = api.readLights(["l1"]);
    answer(await asked("/clip/v2/resource/light/l1"), light("l1", "d1"));
    await other;
    answer(home, light("l1", "d1"), light("l2", "d2"));
    assert.equal(await diary.next(), "up l2+l3");
    await tell(off("l2"));
    assert.equal(await diary.next(), "changed l2: l3");
  });

  it("reads everything anew after the stream has ended, and buffers again", async () => {
    await openStream();
    answer(await asked("/clip/v2/resource"), light("l1", "d1"), light("l2", "d2"));
    assert.equal(await diary.next(), "up l1+l2");
    stream?.end();
    while (clock.nextIn !== SECOND) await settle();
    await clock.advance(SECOND);
    await openStream();
    const home = await asked("/clip/v2/resource");
    await tell(event("delete", light("l2", "d2")));
    const other = api.readLights(["l1"]);
    answer(await asked("/clip/v2/resource/light/l1"), light("l1", "d1"));
    await other;
    answer(home, light("l1", "d1"), light("l2", "d2"), light("l4", "d4"));
    assert.equal(await diary.next(), "up l1+l4");
  });

  it("closes the stream when the home shows a page, and tries both again", async () => {
    await openStream();
    const closed = occasion();
    stream?.on("close", closed.happen);
    (await asked("/clip/v2/resource")).end("<html>hue personal wireless lighting</html>");
    assert.equal(await diary.next(), "down bridge-bad-answer");
    await closed.happened;
    await clock.advance(SECOND);
    await openStream();
    answer(await asked("/clip/v2/resource"), light("l1", "d1"));
    assert.equal(await diary.next(), "up l1");
  });

  it("gives up on a home that does not come, and on the stream with it", async () => {
    await openStream();
    await asked("/clip/v2/resource");
    await clock.advance(10 * SECOND);
    assert.equal(await diary.next(), "down bridge-unreachable");
  });

  it("bears events and resources that make no sense", async () => {
    await openStream();
    answer(await asked("/clip/v2/resource"), null, 7, [], { type: "light" }, light("l1", "d1"));
    assert.equal(await diary.next(), "up l1");
    for (const nonsense of [
      null,
      7,
      "off",
      {},
      [null],
      [{ type: "update" }],
      [{ type: "update", data: [7] }],
    ]) {
      await tell(nonsense);
    }
    stream?.write("data: {half\n\n");
    await tell(off("l1"));
    assert.equal(await diary.next(), "changed l1: dark");
  });
});
