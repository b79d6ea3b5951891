import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveStateOf } from "../../../sandbox/api/house";
import { startSandboxApi } from "../../../sandbox/api/server";
import type { SandboxApi } from "../../../sandbox/api/server";
import type { SandboxState, SensorState } from "../../../sandbox/api/state";
import { FakeClock } from "../../support/fake-clock";
import { ask, listen, post } from "./client";
import { StandInHouse } from "./stand-in-house";

const FLAG = {
  id: "flag",
  name: "Luxafor Flag",
  on: true,
  color: "#00ff00",
  plugged: true,
  family: "luxafor",
  port: "1-1",
} as const;

const IN_A_CALL: SensorState = {
  id: "2.10",
  name: "In a call",
  value: true,
  kind: "occupancy",
  accessory: { id: 2, name: "Alice" },
  active: true,
  fault: false,
};

describe("the sandbox's API", () => {
  let house: StandInHouse;
  let pageDir: string;
  let api: SandboxApi;
  let clock: FakeClock;

  beforeEach(async () => {
    house = new StandInHouse();
    pageDir = await mkdtemp(join(tmpdir(), "sandbox-page-"));
    clock = new FakeClock();
    api = await startSandboxApi({ house, port: 0, pageDir, clock });
  });

  afterEach(async () => {
    await api.close();
    await rm(pageDir, { recursive: true });
  });

  describe("telling the state", () => {
    it("tells people, lamps, busylights, sensors and requests as the contract says", async () => {
      house.busylightStates = [FLAG];
      house.sensorStates = [IN_A_CALL];
      house.log.add({ service: "graph", method: "GET", path: "/v1.0/me/presence", status: 200 });
      assert.partialDeepStrictEqual((await ask(api.port, "/api/state")).json(), {
        people: house.people(),
        lamps: house.lampStates,
        busylights: house.busylightStates,
        homebridge: { state: "off" },
        homekit: [IN_A_CALL],
        requests: { entra: 0, graph: 1, hue: 0 },
      });
    });

    it("adds trouble, wire and links", async () => {
      house.log.add({
        service: "hue",
        method: "PUT",
        path: "/clip/v2/resource/light/1",
        status: 200,
        note: "lamp set",
      });
      house.orderFault({ target: "hue", kind: "503", count: 2 });
      assert.partialDeepStrictEqual((await ask(api.port, "/api/state")).json(), {
        faults: [{ target: "hue", kind: "503", count: 2 }],
        faultKinds: house.faultKinds(),
        wire: house.wire(),
        links: { nodeRed: "http://127.0.0.1:1880/" },
      });
    });

    it("tells that somebody wants to pair", async () => {
      for (const pairingWanted of [true, false]) {
        house.pairingWanted = pairingWanted;
        assert.partialDeepStrictEqual((await ask(api.port, "/api/state")).json(), { pairingWanted });
      }
    });
  });

  describe("setting presence", () => {
    it("sets it and answers with that person", async () => {
      const answer = await post(api.port, "/api/people/bob/presence", {
        availability: "Busy",
        activity: "InACall",
      });
      assert.equal(answer.status, 200);
      const bob = house.people()[1];
      assert.deepEqual([bob?.availability, bob?.activity], ["Busy", "InACall"]);
      assert.deepEqual(answer.json(), bob);
      assert.equal(house.people()[0]?.activity, "Available");
    });

    it("says who lives here when the name is unknown", async () => {
      const answer = await post(api.port, "/api/people/carol/presence", {
        availability: "Busy",
        activity: "Busy",
      });
      assert.equal(answer.status, 404);
      assert.deepEqual(answer.json(), {
        error: {
          code: "person-not-found",
          title: "Nobody here has that name",
          advice: "These people live here: alice, bob.",
        },
      });
    });

    it("passes on what the house says about a presence it does not know", async () => {
      const answer = await post(api.port, "/api/people/alice/presence", {
        availability: "Dancing",
        activity: "Busy",
      });
      assert.equal(answer.status, 400);
      assert.match(answer.text, /Teams has no presence called Dancing/);
    });

    for (const [body, property] of [
      [{ activity: "Busy" }, "availability"],
      [{ availability: "", activity: "Busy" }, "availability"],
      [{ availability: "Busy", activity: 7 }, "activity"],
      [{ availability: "Busy", activity: "x".repeat(65) }, "activity"],
    ] as const) {
      it(`names ${property} when given ${JSON.stringify(body).slice(0, 40)}`, async () => {
        const answer = await post(api.port, "/api/people/alice/presence", body);
        assert.equal(answer.status, 400);
        assert.match(answer.text, new RegExp(`\\\\"${property}\\\\" is missing or wrong`));
        assert.equal(house.people()[0]?.availability, "Available");
      });
    }
  });

  describe("ordering trouble", () => {
    it("orders it and answers with what waits", async () => {
      const fault = { target: "graph", kind: "429", count: 3, retryAfter: 20 };
      const answer = await post(api.port, "/api/faults", fault);
      assert.deepEqual(answer.json(), { faults: [fault] });
      assert.deepEqual(house.faults(), [fault]);
    });

    it("orders it for one person, application or number", async () => {
      const order = { target: "entra", kind: "revoked", person: "bob", app: "the client", code: 50076 };
      const answer = await post(api.port, "/api/faults", order);
      assert.deepEqual(answer.json(), { faults: [{ ...order, code: "50076" }] });
    });

    it("orders it for one lamp", async () => {
      const order = { target: "hue", kind: "reset", lamp: "lamp-1", seconds: 30 };
      assert.deepEqual((await post(api.port, "/api/faults", order)).json(), { faults: [order] });
    });

    it("orders it for one USB light", async () => {
      const order = { target: "usb", kind: "held", light: "flag", seconds: 30 };
      assert.deepEqual((await post(api.port, "/api/faults", order)).json(), { faults: [order] });
    });

    for (const [body, words] of [
      [{ target: "usb", kind: "held", light: "" }, /\\"light\\" must be a text/],
      [{ target: "usb", kind: "offline" }, /one of: unplugged, held/],
      [{ target: "mqtt", kind: "offline" }, /mqtt knows no trouble/],
      [{ target: "hue", kind: "reset", lamp: "" }, /\\"lamp\\" must be a text/],
      [{ target: "entra", kind: "revoked", person: "" }, /\\"person\\" must be a text/],
      [{ target: "entra", kind: "revoked", code: 1.5 }, /\\"code\\" must be a text/],
      [{ target: "fridge", kind: "500" }, /one of: entra, graph, hue, mqtt, usb/],
      [{ target: "hue", kind: "revoked" }, /one of: 429, 503, reset, offline/],
      [{ target: "hue", kind: "429", count: 0 }, /\\"count\\" must be a whole number from 1/],
      [{ target: "hue", kind: "429", seconds: "30" }, /\\"seconds\\" must be a whole number from 1/],
      [{ target: "hue", kind: "429", retryAfter: 1.5 }, /\\"retryAfter\\" must be a whole number from 1/],
    ] as const) {
      it(`refuses ${JSON.stringify(body)}`, async () => {
        const answer = await post(api.port, "/api/faults", body);
        assert.equal(answer.status, 400);
        assert.match(answer.text, words);
        assert.deepEqual(house.faults(), []);
      });
    }

    it("clears one service's trouble, or all of it", async () => {
      house.orderFault({ target: "hue", kind: "503" });
      house.orderFault({ target: "graph", kind: "500" });
      const one = await ask(api.port, "/api/faults?target=hue", { method: "DELETE" });
      assert.deepEqual(one.json(), { faults: [{ target: "graph", kind: "500" }] });
      const all = await ask(api.port, "/api/faults", { method: "DELETE" });
      assert.deepEqual(all.json(), { faults: [] });
    });
  });

  describe("lending a hand", () => {
    it("presses the bridge's button", async () => {
      assert.equal((await post(api.port, "/api/bridge/button", {})).status, 200);
      assert.equal(house.presses, 1);
    });

    it("uses a lamp's switch", async () => {
      const answer = await post(api.port, "/api/lamps/lamp-2/hand", { on: true });
      assert.deepEqual(answer.json(), { ...house.lampStates[1], on: true });
    });

    it("says which lamps are here when that one is not", async () => {
      const answer = await post(api.port, "/api/lamps/lamp-9/hand", { on: true });
      assert.equal(answer.status, 404);
      assert.match(answer.text, /lamp-1, lamp-2/);
    });

    it("sets a lamp's colour and brightness, as the Hue app does", async () => {
      const answer = await post(api.port, "/api/lamps/lamp-2/hand", { brightness: 40, color: "#00FF7f" });
      assert.deepEqual(answer.json(), { ...house.lampStates[1], brightness: 40, color: "#00ff7f" });
    });

    const senseless = [
      [{ on: "yes" }, /\\"on\\" must be true or false/],
      [{}, /\\"on\\" must be true or false/],
      [{ on: null, brightness: 5 }, /\\"on\\" must be true or false/],
      [{ brightness: 0 }, /\\"brightness\\" must be a whole number from 1 to 100/],
      [{ brightness: 101 }, /\\"brightness\\" must be/],
      [{ on: true, brightness: "50" }, /\\"brightness\\" must be/],
      [{ color: "red" }, /\\"color\\" must be a colour as #rrggbb/],
      [{ color: "#ff00" }, /\\"color\\" must be/],
      [{ color: "#000000" }, /\\"color\\" must be/],
    ] as const;
    for (const [body, words] of senseless) {
      it(`refuses ${JSON.stringify(body)}`, async () => {
        const before = house.lampStates;
        const answer = await post(api.port, "/api/lamps/lamp-2/hand", body);
        assert.equal(answer.status, 400);
        assert.match(answer.text, words);
        assert.equal(house.lampStates, before);
      });
    }
  });

  describe("lending a hand at the USB ports", () => {
    beforeEach(() => {
      house.busylightStates = [FLAG, { ...FLAG, id: "mute", plugged: false, button: true }];
    });

    it("plugs a light in, and unplugs it", async () => {
      const plugged = await post(api.port, "/api/busylights/mute/plug", {});
      assert.deepEqual(plugged.json(), { ...FLAG, id: "mute", plugged: true, button: true });
      const unplugged = await post(api.port, "/api/busylights/flag/unplug", {});
      assert.deepEqual(unplugged.json(), { ...FLAG, plugged: false });
    });

    it("makes trouble, and ends it", async () => {
      for (const kind of ["no-permission", "held", "write-fails", "write-hangs"]) {
        const answer = await post(api.port, "/api/busylights/flag/trouble", { kind });
        assert.deepEqual(answer.json(), { ...FLAG, trouble: kind });
      }
      const answer = await post(api.port, "/api/busylights/flag/trouble", { kind: null });
      assert.deepEqual(answer.json(), FLAG);
    });

    for (const body of [{}, { kind: "unplugged" }, { kind: 1 }, { kind: "" }])
      it(`refuses the trouble ${JSON.stringify(body)}`, async () => {
        const answer = await post(api.port, "/api/busylights/flag/trouble", body);
        assert.equal(answer.status, 400);
        assert.match(answer.text, /\\"kind\\" must be null, or one of: no-permission, held/);
        assert.equal(house.busylightStates[0], FLAG);
      });

    it("presses a button, and passes on what the house says where there is none", async () => {
      assert.equal((await post(api.port, "/api/busylights/mute/press", {})).status, 200);
      assert.equal(house.presses, 1);
      const answer = await post(api.port, "/api/busylights/flag/press", {});
      assert.equal(answer.status, 400);
      assert.match(answer.text, /This light has no button/);
    });

    for (const what of ["plug", "unplug", "trouble", "press"])
      it(`says which lights are here when that one is not, to ${what}`, async () => {
        const answer = await post(api.port, `/api/busylights/orb/${what}`, {});
        assert.equal(answer.status, 404);
        assert.match(answer.text, /flag, mute/);
      });
  });

  describe("keeping others out", () => {
    const presence = JSON.stringify({ availability: "Busy", activity: "Busy" });
    const json = { "content-type": "application/json" };

    for (const host of ["evil.example", "evil.example:PORT", "127.0.0.1:1", "localhost.evil.example:PORT"]) {
      it(`refuses the Host "${host}"`, async () => {
        const headers = { host: host.replace("PORT", String(api.port)) };
        const answer = await ask(api.port, "/api/state", { headers });
        assert.equal(answer.status, 403);
        assert.match(answer.text, /wrong-host/);
      });
    }

    for (const host of ["127.0.0.1", "localhost", "LocalHost", "[::1]"]) {
      it(`answers as ${host}`, async () => {
        const headers = { host: `${host}:${api.port}` };
        assert.equal((await ask(api.port, "/api/state", { headers })).status, 200);
      });
    }

    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:PORT"]) {
      it(`refuses a POST from the origin ${origin}`, async () => {
        const headers = { ...json, origin: origin.replace("PORT", String(api.port)) };
        const answer = await ask(api.port, "/api/people/alice/presence", {
          method: "POST",
          headers,
          body: presence,
        });
        assert.equal(answer.status, 403);
        assert.match(answer.text, /cross-site/);
        assert.equal(house.people()[0]?.availability, "Available");
      });
    }

    it("takes a POST from its own page", async () => {
      const headers = { ...json, origin: `http://127.0.0.1:${api.port}` };
      const answer = await ask(api.port, "/api/people/alice/presence", {
        method: "POST",
        headers,
        body: presence,
      });
      assert.equal(answer.status, 200);
    });

    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
      it(`refuses a POST of the type "${type}"`, async () => {
        const headers: Record<string, string> = type ? { "content-type": type } : {};
        const answer = await ask(api.port, "/api/people/alice/presence", {
          method: "POST",
          headers,
          body: presence,
        });
        assert.equal(answer.status, 415);
        assert.equal(house.people()[0]?.availability, "Available");
      });
    }

    it("answers no preflight", async () => {
      const headers = { origin: "https://evil.example", "access-control-request-method": "DELETE" };
      const answer = await ask(api.port, "/api/faults", { method: "OPTIONS", headers });
      assert.equal(answer.status, 403);
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
    });

    it("takes a body of 16 kB and refuses a larger one", async () => {
      const filled = (bytes: number) => `{"on":true,"x":"${"x".repeat(bytes - 18)}"}`;
      const send = (body: string) =>
        ask(api.port, "/api/lamps/lamp-2/hand", { method: "POST", headers: json, body });
      assert.equal(filled(16_384).length, 16_384);
      assert.equal((await send(filled(16_384))).status, 200);
      assert.equal((await send(filled(16_385))).status, 413);
    });

    for (const body of ["{", "[]", "7", "null"]) {
      it(`refuses the body ${body}`, async () => {
        const answer = await ask(api.port, "/api/bridge/button", { method: "POST", headers: json, body });
        assert.equal(answer.status, 400);
        assert.match(answer.text, /bad-json/);
        assert.equal(house.presses, 0);
      });
    }

    it("says which method an address takes", async () => {
      const answer = await ask(api.port, "/api/faults");
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.allow, "POST, DELETE");
    });

    it("says what the API knows when asked for something else", async () => {
      const answer = await ask(api.port, "/api/nothing");
      assert.equal(answer.status, 404);
      assert.match(answer.text, /POST \/api\/people\/\*\/presence/);
    });
  });

  describe("serving the page", () => {
    it("serves its three files and nothing else, with a strict content security policy", async () => {
      await writeFile(join(pageDir, "index.html"), "<!doctype html>");
      await writeFile(join(pageDir, "page.css"), "body{}");
      await writeFile(join(pageDir, "page.js"), "start()");
      await writeFile(join(pageDir, "secret.txt"), "secret");
      const page = await ask(api.port, "/?from=start");
      assert.deepEqual([page.status, page.text], [200, "<!doctype html>"]);
      assert.match(String(page.headers["content-security-policy"]), /default-src 'none'; script-src 'self'/);
      assert.equal(page.headers["x-content-type-options"], "nosniff");
      assert.match(String((await ask(api.port, "/page.css")).headers["content-type"]), /^text\/css/);
      assert.match(String((await ask(api.port, "/page.js")).headers["content-type"]), /^text\/javascript/);
      for (const path of ["/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "//secret.txt"]) {
        assert.equal((await ask(api.port, path)).status, 404, path);
      }
    });

    it("says so when the page has not been built", async () => {
      const answer = await ask(api.port, "/");
      assert.equal(answer.status, 404);
      assert.match(answer.text, /page-not-built/);
    });
  });

  describe("flipping a switch in HomeKit", () => {
    const PAUSE = { ...IN_A_CALL, id: "2.12", name: "Ignore Teams", kind: "switch", value: false } as const;
    const STUCK = { ...PAUSE, id: "3.12" };
    beforeEach(async () => {
      house.sensorStates = [IN_A_CALL, PAUSE, STUCK];
      await house.look();
    });
    const flip = (id: string, body: object) => post(api.port, `/api/homekit/${id}/switch`, body);

    it("flips it and answers with it", async () => {
      const answer = await flip("2.12", { on: true });
      assert.deepEqual([answer.status, answer.json()], [200, { ...PAUSE, value: true }]);
    });

    it("knows a sensor from a switch", async () => {
      const { status, text } = await flip("2.10", { on: false });
      assert.equal(status, 404);
      assert.match(text, /These switches are here: 2\.12, 3\.12\./);
    });

    it("says what it needs, and what HomeKit says", async () => {
      for (const [answer, words] of [
        [await flip("2.12", {}), /\\"on\\" must be true or false/],
        [await flip("3.12", { on: true }), /The bridge answers 207/],
      ] as const) {
        assert.equal(answer.status, 400);
        assert.match(answer.text, words);
      }
    });
  });

  describe("pushing changes", () => {
    it("starts with everything, then tells what changes", async () => {
      house.log.add({ service: "entra", method: "POST", path: "/token", status: 200 });
      const feed = await listen(api.port);
      const start = await feed.next();
      assert.equal(start?.event, "start");
      assert.deepEqual(start?.data, (await ask(api.port, "/api/state")).json());

      house.setPresence("alice", { availability: "Away", activity: "Away" });
      const change = await feed.next();
      assert.deepEqual(change, { event: "state", data: liveStateOf(house) });
      feed.close();
    });

    it("has a look at what does not tell by itself: at first, and once a second", async () => {
      house.sensorStates = [IN_A_CALL];
      const feed = await listen(api.port);
      const sensors = async () => ((await feed.next()) as { data: SandboxState }).data.homekit;
      assert.deepEqual(await sensors(), []);
      assert.deepEqual(await sensors(), [IN_A_CALL]);
      house.sensorStates = [{ ...IN_A_CALL, value: false }];
      await clock.advance(1000);
      assert.deepEqual(await sensors(), [{ ...IN_A_CALL, value: false }]);
      feed.close();
    });

    it("tells only the new lines of the wire", async () => {
      house.log.add({ service: "entra", method: "POST", path: "/old", status: 200 });
      const feed = await listen(api.port);
      await feed.next();
      house.log.add({ service: "hue", method: "PUT", path: "/one", status: 200 });
      house.log.add({ service: "hue", method: "PUT", path: "/two", status: 429, note: "too many" });
      const lines = await feed.next();
      assert.equal(lines?.event, "wire");
      assert.deepEqual(lines?.data, house.wire().slice(1));
      feed.close();
    });

    it("tells many changes of one turn once, and none when nothing differs", async () => {
      const feed = await listen(api.port);
      await feed.next();
      house.changed();
      house.handOnSwitch("lamp-1", { on: false });
      house.handOnSwitch("lamp-2", { on: true });
      house.changed();
      const first = await feed.next();
      assert.deepEqual(first, { event: "state", data: liveStateOf(house) });
      assert.deepEqual(
        house.lamps().map(({ on }) => on),
        [false, true],
      );
      house.log.add({ service: "graph", method: "GET", path: "/after", status: 200 });
      assert.equal((await feed.next())?.event, "wire");
      feed.close();
    });

    it("notices within a second what ends by itself, until the server closes", async () => {
      const feed = await listen(api.port);
      await feed.next();
      house.lampStates = [];
      await clock.advance(1000);
      assert.deepEqual(await feed.next(), { event: "state", data: liveStateOf(house) });
      assert.equal(clock.pending, 1);
      await api.close();
      assert.equal(clock.pending, 0);
    });

    it("ends the feed when the server closes", async () => {
      const feed = await listen(api.port);
      await feed.next();
      await api.close();
      assert.equal(await feed.next(), undefined);
    });
  });

  describe("finding a port", () => {
    it("moves on to the next free one and says which", async () => {
      const second = await startSandboxApi({ house, port: api.port, pageDir });
      assert.ok(second.port > api.port);
      assert.equal(second.url, `http://127.0.0.1:${second.port}/`);
      assert.equal((await ask(second.port, "/api/state")).status, 200);
      await second.close();
    });

    it("gives up at the end of the ports with a clear word", async () => {
      const blocker = createServer();
      await new Promise<void>((resolve) => {
        // Somebody else holding it serves as well.
        blocker.on("error", () => resolve());
        blocker.listen(65_535, "127.0.0.1", resolve);
      });
      await assert.rejects(startSandboxApi({ house, port: 65_535, pageDir }), { code: "no-free-port" });
      await new Promise((resolve) => blocker.close(resolve));
    });
  });
});
