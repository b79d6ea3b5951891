import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as net from "node:net";
import { join } from "node:path";
import type { HueApi } from "../../../../../shared/lights/hue/home/hue-api";
import { OldApi } from "../../../../../shared/lights/hue/v1/old-api";
import { systemClock } from "../../../../../shared/support/clock";
import type { Log } from "../../../../../shared/support/log";
import { Problem } from "../../../../../shared/support/problem";
import { FakeClock } from "../../../../support/fake-clock";
import { root } from "../../../../support/packed";
import { listen, occasion } from "../wire/https-server";
import { answer, KEY, type PretendBridge, startPretendBridge } from "./pretend-bridge";

const GREEN = { x: 0.17, y: 0.7 };

describe("an old bridge", () => {
  let bridge: PretendBridge;
  let lines: string[];
  const open: { close(): unknown }[] = [];

  beforeEach(async () => {
    bridge = await startPretendBridge();
    open.push(bridge);
    lines = [];
  });
  afterEach(async () => {
    for (const each of open.splice(0).toReversed()) await each.close();
    assert.ok(!lines.join("\n").includes(KEY), "the key stands in the log");
  });

  function api(more: Partial<ConstructorParameters<typeof OldApi>[0]> = {}): HueApi {
    const write = (text: string) => void lines.push(text);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const made = new OldApi({
      host: "127.0.0.1",
      port: bridge.port,
      key: KEY,
      clock: systemClock,
      log,
      ...more,
    });
    open.push(made);
    return made;
  }

  /** The problem a request ends with, after checking that it does not tell the key. */
  async function problemOf(request: Promise<unknown>): Promise<Problem> {
    const problem = await request.then(
      () => assert.fail("the request succeeded"),
      (error: unknown) => error,
    );
    assert.ok(problem instanceof Problem, String(problem));
    assert.equal(problem.cause, undefined);
    assert.ok(!`${problem.message} ${problem.stack ?? ""} ${JSON.stringify(problem)}`.includes(KEY));
    return problem;
  }

  const codeOf = async (request: Promise<unknown>) => (await problemOf(request)).code;
  const bodies = () => bridge.asked.map(({ path, body }) => [path, body]);

  it("is of the first generation, and tells no changes", () => {
    assert.equal(api().generation, "v1");
    assert.ok(!("watch" in api()));
  });

  describe("is read", () => {
    it("as a home, one list after the other", async () => {
      bridge.resources["groups"] = { "1": { name: "Study", type: "Room", lights: ["1"] } };
      bridge.resources["scenes"] = { abc: { name: "Relax", type: "GroupScene", group: "1" } };
      const { lights, groups, scenes } = await api().readHome();
      assert.equal(lights.get("1")?.room, "Study");
      assert.deepEqual([...groups.keys()], ["1", "0"]);
      assert.deepEqual([...scenes.keys()], ["abc"]);
      assert.deepEqual(
        bridge.asked.map(({ method, path }) => `${method} ${path}`),
        ["GET lights", "GET groups", "GET scenes"],
      );
    });

    it("as one light, with one small request", async () => {
      const states = await api().readLights(["1"]);
      assert.equal(states.get("1")?.brightness, 56.69);
      assert.deepEqual(bridge.asked[0]?.path, "lights/1");
    });

    it("as several lights, with one request", async () => {
      bridge.resources["lights"] = { ...bridge.resources["lights"], "7": { state: { on: false } } };
      assert.deepEqual([...(await api().readLights(["7", "8", "1"])).keys()], ["7", "1"]);
      assert.deepEqual(
        bridge.asked.map(({ path }) => path),
        ["lights"],
      );
    });

    it("without a light that it does not have, or that cannot be", async () => {
      assert.equal((await api().readLights(["9"])).size, 0);
      assert.equal((await api().readLights(["../config"])).size, 0);
      assert.equal((await api().readLights([])).size, 0);
      assert.deepEqual(
        bridge.asked.map(({ path }) => path),
        ["lights/9"],
      );
    });

    it("by its IPv6 address too", async function () {
      const server = net.createServer((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n{}"));
      open.push(server);
      try {
        server.listen(0, "::1");
        await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
      } catch {
        return this.skip();
      }
      const address = server.address();
      assert.ok(address && typeof address === "object");
      assert.equal((await api({ host: "::1", port: address.port }).readHome()).lights.size, 0);
    });
  });

  it("is asked over a new connection each time: a kept one may close just as it is used", async () => {
    const kept: unknown[] = [];
    bridge.answering = (_, request, response) => {
      kept.push(request.headers.connection);
      answer(response, {});
    };
    await api().readHome();
    assert.deepEqual(kept, ["close", "close", "close"]);
  });

  describe("is told", () => {
    it("what a light shall show", async () => {
      const body = {
        on: { on: true },
        dimming: { brightness: 75 },
        color: { xy: GREEN },
        dynamics: { duration: 400 },
      };
      assert.deepEqual(await api().writeLight("1", body), { warnings: [], heard: true });
      assert.deepEqual(bodies(), [
        ["lights/1/state", { on: true, bri: 191, xy: [0.17, 0.7], transitiontime: 4 }],
      ]);
      assert.equal(bridge.asked[0]?.method, "PUT");
    });

    it("a colour that the lamp can show, once the lamp has been read", async () => {
      const old = api();
      await old.readLights(["1"]);
      await old.writeLight("1", { color: { xy: GREEN } });
      assert.deepEqual(bodies()[1], ["lights/1/state", { xy: [0.409, 0.518] }]);
    });

    it("to signal, and to stop", async () => {
      const old = api();
      await old.writeLight("1", { alert: { action: "breathe" } });
      await old.writeLight("1", { signaling: { signal: "no_signal", duration: 1000 } });
      assert.deepEqual(
        bodies().map(([, body]) => body),
        [{ alert: "lselect" }, { alert: "none" }],
      );
    });

    it("what a group shall show, by the group's number", async () => {
      await api().writeGroup("0", { on: { on: false } });
      assert.deepEqual(bodies(), [["groups/0/action", { on: false }]]);
    });

    it("to recall a scene", async () => {
      bridge.resources["scenes"] = { abc: {} };
      assert.deepEqual(await api().recallScene("abc", 1000), { warnings: [], heard: true });
      assert.deepEqual(bodies(), [["groups/0/action", { scene: "abc", transitiontime: 10 }]]);
    });

    it("nothing where there is nothing to tell", async () => {
      assert.deepEqual(await api().writeLight("1", {}), { warnings: [], heard: true });
      assert.deepEqual(bridge.asked, []);
    });
  });

  describe("answers", () => {
    it("that a lamp is off: written, with a warning", async () => {
      bridge.resources["lights"] = { "1": { state: { on: false, bri: 1 } } };
      const { warnings, heard } = await api().writeLight("1", { dimming: { brightness: 40 } });
      assert.deepEqual(warnings, ["parameter, bri, is not modifiable. Device is set to off."]);
      assert.equal(heard, true);
    });

    it("that it does not know our key", async () => {
      const stranger = api({ key: "another-key" });
      assert.equal(await codeOf(stranger.readHome()), "bridge-key-refused");
      assert.equal(await codeOf(stranger.writeLight("1", { on: { on: true } })), "bridge-key-refused");
    });

    it("that it has no such light or group", async () => {
      const old = api();
      assert.equal(await codeOf(old.writeLight("9", { on: { on: true } })), "light-not-found");
      assert.equal(await codeOf(old.writeGroup("9", { on: { on: true } })), "light-not-found");
      assert.equal(await codeOf(old.writeLight("3/../../config", { on: { on: true } })), "light-not-found");
      assert.equal(bridge.asked.length, 2);
    });

    it("that it refuses, in its own words without our key", async () => {
      bridge.answering = (_, __, response) =>
        answer(response, [{ error: { type: 7, address: `/api/${KEY}`, description: `no ${KEY}, please` } }]);
      const { code, title } = await problemOf(api().writeLight("1", { on: { on: true } }));
      assert.equal(code, "bridge-refused");
      assert.match(title, /no \(key\), please/);
    });

    const statuses = [
      [301, "bridge-bad-answer"],
      [403, "bridge-key-refused"],
      [404, "bridge-bad-answer"],
      [429, "bridge-overloaded"],
      [500, "bridge-bad-answer"],
      [503, "bridge-overloaded"],
    ] as const;
    for (const [status, code] of statuses)
      it(`with status ${status}: ${code}, and nobody is asked twice`, async () => {
        bridge.answering = (_, request, response) =>
          response
            .writeHead(status, {
              "content-type": "text/html",
              location: `http://${request.headers.host}/api/${KEY}/elsewhere`,
            })
            .end("<html></html>");
        const old = api();
        assert.equal(await codeOf(old.readHome()), code);
        assert.equal(await codeOf(old.writeGroup("1", { on: { on: true } })), code);
        assert.equal(bridge.asked.length, 2);
      });

    for (const text of ["", "null", "true", "7", '"text"', "[null]", "[[]]", "{}", "<html></html>", "{"])
      it(`${text || "nothing"}, in place of what it should`, async () => {
        bridge.answering = (_, __, response) => response.writeHead(200).end(text);
        const old = api();
        assert.equal(await codeOf(old.writeLight("1", { on: { on: true } })), "bridge-bad-answer");
        assert.equal(await codeOf(old.writeGroup("1", { on: { on: true } })), "bridge-bad-answer");
        if (text !== "{}") assert.equal(await codeOf(old.readHome()), "bridge-bad-answer");
      });

    it("more than any bridge has to say", async () => {
      bridge.answering = (_, __, response) => response.writeHead(200).end("x".repeat(6 * 1024 * 1024));
      assert.match((await problemOf(api().readHome())).title, /too long/);
    });

    it("something that is not HTTP", async () => {
      const server = net.createServer((socket) => socket.end("SSH-2.0-bridge\r\n"));
      const port = await listen(server);
      open.push(server);
      assert.equal(await codeOf(api({ port }).readHome()), "bridge-bad-answer");
    });
  });

  describe("does not answer", () => {
    it("because nobody is there", async () => {
      await bridge.close();
      open.splice(open.indexOf(bridge), 1);
      const { code, title } = await problemOf(api().readHome());
      assert.equal(code, "bridge-unreachable");
      assert.match(title, /ECONNREFUSED/);
    });

    it("within ten seconds, however slowly it trickles", async () => {
      const clock = new FakeClock();
      const begun = occasion();
      bridge.answering = (_, __, response) => {
        response.writeHead(200).write("{");
        begun.happen();
      };
      const reading = problemOf(api({ clock }).readHome());
      await begun.happened;
      assert.equal(clock.nextIn, 10_000);
      await clock.advance(10_000);
      const { code, title } = await reading;
      assert.equal(code, "bridge-unreachable");
      assert.match(title, /timeout/);
      assert.equal(clock.pending, 0);
    });

    it("because it hangs up", async () => {
      bridge.answering = (_, request) => request.socket.destroy();
      assert.equal(await codeOf(api().writeLight("1", { on: { on: true } })), "bridge-unreachable");
    });
  });

  it("is not asked through a proxy that the environment names", async () => {
    const names = ["http_proxy", "HTTP_PROXY", "all_proxy"];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = "http://127.0.0.1:1";
    try {
      assert.equal((await api().readHome()).lights.size, 1);
    } finally {
      for (const [index, name] of names.entries()) {
        const value = before[index];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  it("takes no key that would change the address", () => {
    for (const key of ["", "a/b", "../config", "a?b", "a b", "ä"])
      assert.throws(() => api({ key }), { code: "bridge-key-refused" });
  });

  describe("closed", () => {
    it("ends what is under way and what waits for its turn, and takes nothing more", async () => {
      const begun = occasion();
      bridge.answering = begun.happen;
      const old = api();
      const pending = [1, 2, 3].map(() => problemOf(old.writeGroup("0", { on: { on: true } })));
      const reading = problemOf(old.readHome());
      await begun.happened;
      old.close();
      old.close();
      for (const problem of [...(await Promise.all(pending)), await reading]) {
        assert.equal(problem.code, "bridge-unreachable");
        assert.match(problem.title, /connection closed/);
      }
      assert.match((await problemOf(old.readHome())).title, /connection closed/);
    });

    it("before anything was asked, loads nothing and takes nothing more", async () => {
      const old = api();
      old.close();
      assert.equal(await codeOf(old.readHome()), "bridge-unreachable");
      assert.deepEqual(bridge.asked, []);
    });

    it("while the first request is only beginning, asks nothing", async () => {
      const old = api();
      const reading = problemOf(old.readHome());
      old.close();
      assert.equal((await reading).code, "bridge-unreachable");
      assert.deepEqual(bridge.asked, []);
    });

    it("keeps no process alive, though commands wait for their turn and an answer never comes", () => {
      const code = `
        const { createServer } = require("node:http");
        const { OldApi } = require(${JSON.stringify(join(root, ".build/shared/lights/hue/v1/old-api.js"))});
        const { systemClock } = require(${JSON.stringify(join(root, ".build/shared/support/clock.js"))});
        const { silentLog } = require(${JSON.stringify(join(root, ".build/shared/support/log.js"))});
        const began = performance.now();
        const server = createServer((request) => {
          request.socket.unref();
          api.close();
          server.close();
        }).listen(0, "127.0.0.1", () => {
          const { port } = server.address();
          api = new OldApi({ host: "127.0.0.1", port, key: "key", clock: systemClock, log: silentLog });
          for (let i = 0; i < 20; i++) {
            api.writeGroup("0", { on: { on: true } }).catch(() => ended++);
            api.writeLight("1", { on: { on: true } }).catch(() => ended++);
          }
        });
        let api, ended = 0;
        process.on("exit", () => console.log(JSON.stringify({ ended, ms: performance.now() - began })));`;
      const output = execFileSync(process.execPath, ["-e", code], { encoding: "utf8", timeout: 9_000 });
      const { ended, ms } = JSON.parse(output) as { readonly ended: number; readonly ms: number };
      assert.equal(ended, 40);
      assert.ok(ms < 5_000, `${ms} ms`);
    });
  });
});
