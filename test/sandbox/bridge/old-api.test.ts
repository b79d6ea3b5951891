import assert from "node:assert/strict";
import { DESK_LAMP, parsed, startRig } from "./bridge-client";
import type { Json, Rig } from "./bridge-client";
import { sendPlain } from "./plain-client";

describe("the pretend bridge's old API", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ model: "BSB001" });
  });
  afterEach(() => rig.bridge.close());

  const ask = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const { status, text } = await sendPlain(rig.bridge.port, method, `/api/${rig.key}${path}`, body);
    assert.equal(status, 200);
    return parsed(text);
  };
  const light = (number: number) => ask("GET", `/lights/${number}`);
  const set = (number: number, body: unknown) => ask("PUT", `/lights/${number}/state`, body);
  const RED = [0.64, 0.33];

  it("gives the whole home in one answer, or a part of it", async () => {
    const all = await ask("GET", "");
    assert.deepEqual(all.keysAt(), [
      "config",
      "groups",
      "lights",
      "resourcelinks",
      "rules",
      "scenes",
      "schedules",
      "sensors",
    ]);
    for (const part of ["lights", "groups", "scenes", "sensors"])
      assert.deepEqual((await ask("GET", `/${part}`)).value, all.at(part));
    assert.equal((await ask("GET", "/config")).at("linkbutton"), false);
    assert.equal((await ask("GET", "/capabilities")).at("lights", "total"), 63);
  });

  it("shows a lamp's state, colours and whites as numbers of old", async () => {
    await set(1, { on: true, bri: 127, xy: RED });
    const desk = await light(1);
    assert.equal(desk.at("type"), "Extended color light");
    assert.deepEqual(desk.at("state"), {
      on: true,
      bri: 127,
      hue: 0,
      sat: 254,
      xy: RED,
      effect: "none",
      ct: 153,
      alert: "none",
      colormode: "xy",
      mode: "homeautomation",
      reachable: true,
    });
    assert.deepEqual((await light(4)).keysAt("state"), ["alert", "mode", "on", "reachable"]);
    const lights = await ask("GET", "/lights");
    assert.deepEqual(
      lights.keysAt().map((number) => lights.at(number, "type")),
      [
        "Extended color light",
        "Extended color light",
        "Color temperature light",
        "On/Off plug-in unit",
        "Dimmable light",
        "Color light",
      ],
    );
  });

  it("answers every parameter on its own", async () => {
    const answer = await set(1, { on: true, bri: 255, colour: "red", transitiontime: 4 });
    assert.deepEqual(answer.value, [
      { success: { "/lights/1/state/on": true } },
      { success: { "/lights/1/state/transitiontime": 4 } },
      {
        error: {
          type: 7,
          address: "/lights/1/state/bri",
          description: "invalid value, 255, for parameter, bri",
        },
      },
      {
        error: {
          type: 6,
          address: "/lights/1/state/colour",
          description: "parameter, colour, not available",
        },
      },
    ]);
  });

  const shown = [
    [{ bri: 2 }, { bri: 2 }],
    [{ bri: 254 }, { bri: 254 }],
    [{ ct: 250 }, { ct: 250, colormode: "ct" }],
    [
      { hue: 0, sat: 254 },
      { hue: 0, sat: 254, colormode: "xy" },
    ],
    [{ hue: 43_690, sat: 200 }, { colormode: "xy" }],
    [
      { xy: RED, ct: 250 },
      { xy: RED, colormode: "xy" },
    ],
    [
      { ct: 250, hue: 0, sat: 254 },
      { ct: 250, colormode: "ct" },
    ],
    [{ on: false }, { on: false }],
    [{ alert: "lselect" }, { alert: "lselect" }],
    [{ alert: "select" }, { alert: "none" }],
    [{ effect: "colorloop" }, { effect: "none" }],
  ] as const;
  for (const [body, state] of shown) {
    it(`takes ${JSON.stringify(body)}`, async () => {
      const answer = await set(1, body);
      assert.ok(answer.list().every((part) => part.at("error") === undefined));
      assert.equal(answer.list().length, Object.keys(body).length);
      const now = await light(1);
      for (const [name, value] of Object.entries(state)) assert.deepEqual(now.at("state", name), value, name);
    });
  }

  it("breathes for 15 seconds, or until it is told to stop", async () => {
    await set(1, { alert: "lselect" });
    await rig.clock.advance(14_999);
    assert.equal((await light(1)).at("state", "alert"), "lselect");
    await rig.clock.advance(1);
    assert.equal((await light(1)).at("state", "alert"), "none");
    await set(1, { alert: "lselect" });
    await set(1, { alert: "none" });
    assert.equal((await light(1)).at("state", "alert"), "none");
  });

  const refusals: readonly (readonly [string, number, unknown, number])[] = [
    ["broken JSON", 1, "{", 2],
    ["an empty body", 1, "", 2],
    ["an object without parameters", 1, {}, 5],
    ["a list", 1, [true], 5],
    ["an inherited name", 1, '{"__proto__":1}', 6],
    ["a parameter of the new API", 1, { dimming: { brightness: 50 } }, 6],
    ["a scene for a single lamp", 1, { scene: "x" }, 6],
    ["a colour for a white lamp", 3, { xy: RED }, 6],
    ["a white for a lamp that has none", 6, { on: true, ct: 250 }, 6],
    ["brightness for a plug", 4, { bri: 5 }, 6],
    ["on as text", 1, { on: "true" }, 7],
    ["brightness 0", 1, { bri: 0 }, 7],
    ["half a brightness", 1, { bri: 10.5 }, 7],
    ["a colour beyond the diagram", 1, { xy: [0.3, 1.1] }, 7],
    ["a colour of three numbers", 1, { xy: [0.3, 0.3, 0.3] }, 7],
    ["a white below 153", 1, { ct: 152 }, 7],
    ["an alert of the new API", 1, { alert: "breathe" }, 7],
    ["an effect of the new API", 1, { effect: "candle" }, 7],
    ["a time below 0", 1, { transitiontime: -1 }, 7],
    ["brightness for a lamp that is off", 2, { bri: 5 }, 201],
    ["a colour for a lamp that is off", 2, { xy: RED }, 201],
    ["a lamp that is not there", 9, { on: true }, 3],
  ];
  for (const [what, number, body, type] of refusals) {
    it(`refuses ${what} with type ${type}`, async () => {
      const before = rig.bridge.lamps();
      const answer = await set(number, body);
      assert.equal(
        answer
          .list()
          .find((part) => part.at("error") !== undefined)
          ?.at("error", "type"),
        type,
      );
      if (number !== 6) assert.deepEqual(rig.bridge.lamps(), before);
    });
  }

  for (const [method, path, type] of [
    ["GET", "/lights/9", 3],
    ["GET", "/nothing", 3],
    ["GET", "/lights/1/state", 3],
    ["DELETE", "/lights/1", 4],
    ["POST", "/groups", 4],
    ["PUT", "/lights/1", 4],
    ["PUT", "/lights/1/action", 4],
    ["PUT", "/groups/9/action", 3],
  ] as const) {
    it(`answers ${method} ${path} with type ${type}`, async () => {
      const answer = await ask(method, path, method === "GET" ? undefined : { on: true });
      assert.equal(answer.at(0, "error", "type"), type);
    });
  }

  it("knows nobody without a key, but tells everybody who it is", async () => {
    for (const [method, path] of [
      ["GET", "/api/nobody"],
      ["GET", "/api/nobody/lights"],
      ["PUT", "/api/nobody/lights/1/state"],
    ] as const) {
      const { status, text } = await sendPlain(rig.bridge.port, method, path, { on: false });
      assert.equal(status, 200);
      assert.equal(parsed(text).at(0, "error", "type"), 1);
    }
    assert.equal(rig.bridge.lamps()[0]?.on, true);
    const config = parsed((await sendPlain(rig.bridge.port, "GET", "/api/nobody/config")).text);
    assert.equal(config.at("modelid"), "BSB001");
    assert.equal(config.at("whitelist"), undefined);
  });

  it("sets a whole group, each lamp as it can, and leaves group 0 out of the list", async () => {
    assert.deepEqual((await ask("GET", "/groups")).keysAt(), ["1", "2", "3"]);
    const body = { on: true, bri: 127, xy: RED };
    assert.equal((await ask("PUT", "/groups/0/action", body)).list().length, 3);
    assert.deepEqual(
      rig.bridge.lamps().map(({ on, brightness }) => on && brightness),
      [50, 50, 50, 100, 50, 50],
    );
    assert.equal((await ask("GET", "/groups/0")).at("state", "all_on"), true);
    assert.equal(rig.bridge.traffic().groupWrites, 1);
    assert.ok(rig.log.entries.some(({ note }) => note === "Home: red 50 %"));
  });

  it("takes anything for a room without lamps, where nothing comes of it", async () => {
    const answer = await ask("PUT", "/groups/2/action", { on: true });
    assert.deepEqual(answer.value, [{ success: { "/groups/2/action/on": true } }]);
  });

  it("recalls a scene by its name of 15 characters", async () => {
    const scenes = await ask("GET", "/scenes");
    const id = scenes.keysAt().find((name) => scenes.at(name, "name") === "In a call") ?? "";
    assert.equal(id.length, 15);
    const answer = await ask("PUT", "/groups/1/action", { scene: id });
    assert.deepEqual(answer.value, [{ success: { "/groups/1/action/scene": id } }]);
    assert.equal(rig.bridge.lamps()[0]?.color, "#ff0000");
    assert.equal(rig.bridge.traffic().sceneRecalls, 1);
    assert.equal((await ask("PUT", "/groups/1/action", { scene: "nope" })).at(0, "error", "type"), 7);
  });

  it("is kept to the same rates, and says so with type 901", async () => {
    const write = async () => (await ask("PUT", "/groups/0/action", { on: true })).at(0, "error", "type");
    assert.deepEqual([await write(), await write(), await write()], [undefined, undefined, 901]);
    assert.equal(rig.bridge.traffic().refused429, 1);
  });

  it("tells when a lamp does not hear", async () => {
    rig.faults.order({ target: "hue", kind: "unreachable", lamp: DESK_LAMP, seconds: 60 });
    assert.equal((await light(1)).at("state", "reachable"), false);
    await set(1, { on: false });
    assert.equal(rig.bridge.lamps()[0]?.on, true);
  });

  it("never shows the key in the log", async () => {
    await light(1);
    assert.deepEqual(
      rig.log.entries.map(({ path }) => path),
      ["/api/***/lights/1"],
    );
  });
});
