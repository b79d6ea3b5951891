import assert from "node:assert/strict";
import { CEILING, DESK_LAMP, FAIRY_LIGHTS, parsed, SHELF, startRig } from "./bridge-client";
import type { Rig } from "./bridge-client";

const RED = { xy: { x: 0.64, y: 0.33 } };
const GREEN = { xy: { x: 0.3, y: 0.6 } };

describe("writing to the pretend bridge", () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.bridge.close());

  const descriptions = (text: string) =>
    [...text.matchAll(/"description":"((?:[^"\\]|\\.)*)"/g)].map(([, words = ""]) =>
      words.replaceAll("\\", ""),
    );
  const officeGroup = async () => {
    const { text } = await rig.send("GET", "/clip/v2/resource/room");
    return String(parsed(text).at("data", 0, "services", 0, "rid"));
  };
  const deviceOf = async (id: string) => String((await rig.get(`light/${id}`)).at("owner", "rid"));

  it("answers with a reference to what was written", async () => {
    const { status, text } = await rig.put(`light/${DESK_LAMP}`, { on: { on: false } });
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), { data: [{ rid: DESK_LAMP, rtype: "light" }], errors: [] });
    assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("on", "on"), false);
  });

  it("shows the lamp as it now is, and says so in the log", async () => {
    await rig.put(`light/${SHELF}`, { on: { on: true }, color: RED, dimming: { brightness: 80 } });
    const shelf = rig.bridge.lamps().find(({ id }) => id === SHELF);
    assert.deepEqual(shelf, { id: SHELF, name: "Shelf", on: true, brightness: 80, color: "#ff0000" });
    assert.equal(rig.log.entries.at(-1)?.note, "Shelf: red 80 %");
  });

  const notes = [
    [{ on: { on: false } }, "Desk lamp: off"],
    [{ on: { on: true } }, "Desk lamp: on"],
    [{ color_temperature: { mirek: 250 } }, "Desk lamp: white 4000 K"],
    [{ alert: { action: "breathe" } }, "Desk lamp: breathe"],
  ] as const;
  for (const [body, note] of notes) {
    it(`logs ${JSON.stringify(body)} as "${note}"`, async () => {
      await rig.put(`light/${DESK_LAMP}`, body);
      assert.equal(rig.log.entries.at(-1)?.note, note);
    });
  }

  describe("stores what the lamp makes of it:", () => {
    it("a colour outside its gamut moves to the nearest it can show", async () => {
      await rig.put(`light/${SHELF}`, { on: { on: true }, color: GREEN });
      assert.deepEqual((await rig.get(`light/${SHELF}`)).at("color", "xy"), { x: 0.409, y: 0.518 });
    });

    it("brightness 0 becomes the lowest level and never off", async () => {
      await rig.put(`light/${DESK_LAMP}`, { dimming: { brightness: 0 } });
      const light = await rig.get(`light/${DESK_LAMP}`);
      assert.equal(light.at("dimming", "brightness"), light.at("dimming", "min_dim_level"));
      assert.equal(light.at("on", "on"), true);
    });

    it("brightness comes back in steps of 1/253", async () => {
      await rig.put(`light/${DESK_LAMP}`, { dimming: { brightness: 50 } });
      assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("dimming", "brightness"), 50.2);
      assert.equal(rig.bridge.lamps()[0]?.brightness, 50);
    });

    it("a white ends a colour and a colour ends a white", async () => {
      await rig.put(`light/${DESK_LAMP}`, { color: RED });
      const red = await rig.get(`light/${DESK_LAMP}`);
      assert.equal(red.at("color_temperature", "mirek"), null);
      assert.equal(red.at("color_temperature", "mirek_valid"), false);
      await rig.put(`light/${DESK_LAMP}`, { color_temperature: { mirek: 250 } });
      const white = await rig.get(`light/${DESK_LAMP}`);
      assert.equal(white.at("color_temperature", "mirek"), 250);
      assert.equal(white.at("color_temperature", "mirek_valid"), true);
    });

    it("a white beyond the lamp's own range stops at its end", async () => {
      await rig.put(`light/${CEILING}`, { color_temperature: { mirek: 500 } });
      assert.equal((await rig.get(`light/${CEILING}`)).at("color_temperature", "mirek"), 454);
    });

    it("a delta moves brightness and white", async () => {
      await rig.put(`light/${CEILING}`, {
        dimming_delta: { action: "down", brightness_delta: 40 },
        color_temperature_delta: { action: "down", mirek_delta: 100 },
      });
      const light = await rig.get(`light/${CEILING}`);
      assert.equal(light.at("dimming", "brightness"), 60.08);
      assert.equal(light.at("color_temperature", "mirek"), 266);
    });

    it("an effect runs until a colour ends it", async () => {
      await rig.put(`light/${DESK_LAMP}`, { effects: { effect: "candle" } });
      const running = await rig.get(`light/${DESK_LAMP}`);
      assert.equal(running.at("effects", "status"), "candle");
      assert.equal(running.at("effects_v2", "status", "effect"), "candle");
      await rig.put(`light/${DESK_LAMP}`, { color: RED });
      assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("effects", "status"), "no_effect");
      const action = { effect: "fire", parameters: { speed: 0.5, color: RED } };
      await rig.put(`light/${DESK_LAMP}`, { effects_v2: { action } });
      assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("effects", "status"), "fire");
    });

    it("a signal lasts as long as asked for", async () => {
      const signaling = { signal: "on_off_color", duration: 5000, colors: [RED] };
      await rig.put(`light/${DESK_LAMP}`, { signaling });
      const end = new Date(rig.clock.now() + 5000).toISOString();
      assert.deepEqual((await rig.get(`light/${DESK_LAMP}`)).at("signaling", "status"), {
        signal: "on_off_color",
        estimated_end: end,
        colors: [RED],
      });
      await rig.clock.advance(5000);
      assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("signaling", "status"), undefined);
    });

    it("no_signal ends a signal early", async () => {
      await rig.put(`light/${DESK_LAMP}`, { signaling: { signal: "on_off", duration: 5000 } });
      await rig.put(`light/${DESK_LAMP}`, { signaling: { signal: "no_signal" } });
      assert.equal((await rig.get(`light/${DESK_LAMP}`)).at("signaling", "status"), undefined);
    });
  });

  describe("to a lamp that is off", () => {
    it("warns with 207 and changes nothing when the lamp is not switched on as well", async () => {
      const before = (await rig.get(`light/${SHELF}`)).value;
      const { status, text } = await rig.put(`light/${SHELF}`, { color: RED, dimming: { brightness: 20 } });
      assert.equal(status, 207);
      assert.deepEqual(parsed(text).at("data"), [{ rid: SHELF, rtype: "light" }]);
      assert.deepEqual(descriptions(text), [
        'device (light) is "soft off", command (.dimming.brightness) may not have effect',
        'device (light) is "soft off", command (.color.xy) may not have effect',
      ]);
      assert.deepEqual((await rig.get(`light/${SHELF}`)).value, before);
    });

    it("has nothing to warn of when it is switched on as well", async () => {
      const { status } = await rig.put(`light/${SHELF}`, { on: { on: true }, color: RED });
      assert.equal(status, 200);
    });
  });

  describe("to a group", () => {
    it("gives each lamp what it can do", async () => {
      const body = { on: { on: true }, color: RED, dimming: { brightness: 40 }, dynamics: { duration: 400 } };
      const { status, text } = await rig.put(`grouped_light/${await officeGroup()}`, body);
      assert.equal(status, 200, text);
      const lamps = rig.bridge.lamps();
      assert.deepEqual(
        lamps.map(({ on }) => on),
        [true, true, true, true, true, true],
      );
      assert.deepEqual(
        lamps.map(({ brightness }) => brightness),
        [40, 40, 40, 100, 40, 40],
      );
      assert.equal(lamps[0]?.color, "#ff0000");
      assert.notEqual(lamps[2]?.color, "#ff0000");
      assert.equal(rig.log.entries.at(-1)?.note, "Office: red 40 %");
    });

    it("reports on when any lamp is, and the average brightness of the lit", async () => {
      const group = `grouped_light/${await officeGroup()}`;
      await rig.put(`light/${DESK_LAMP}`, { dimming: { brightness: 20 } });
      const some = await rig.get(group);
      assert.equal(some.at("on", "on"), true);
      assert.equal(some.at("dimming", "brightness"), (20.16 + 100) / 2);
      assert.deepEqual(some.at("color"), {});
      await rig.put(group, { on: { on: false } });
      assert.equal((await rig.get(group)).at("on", "on"), false);
    });

    it("warns when every lamp is off", async () => {
      const group = `grouped_light/${await officeGroup()}`;
      await rig.put(group, { on: { on: false } });
      const { status, text } = await rig.put(group, { dimming: { brightness: 20 } });
      assert.equal(status, 207);
      assert.deepEqual(descriptions(text), [
        'device (groupedLight) is "soft off", command (.dimming.brightness) may not have effect',
      ]);
    });
  });

  it("lets a device identify itself", async () => {
    const device = await deviceOf(SHELF);
    const { status } = await rig.put(`device/${device}`, { identify: { action: "identify" } });
    assert.equal(status, 200);
    assert.equal(rig.log.entries.at(-1)?.note, "Shelf: identify");
    assert.equal(rig.bridge.writes(device), 1);
  });

  it("counts the writes each resource has accepted", async () => {
    await rig.put(`light/${DESK_LAMP}`, { on: { on: true } });
    await rig.put(`light/${DESK_LAMP}`, { on: { on: true } });
    await rig.put(`light/${DESK_LAMP}`, { on: 1 });
    rig.bridge.setByHand(DESK_LAMP, { on: false });
    assert.equal(rig.bridge.writes(DESK_LAMP), 2);
    assert.equal(rig.bridge.writes(SHELF), 0);
  });

  describe("is refused with 400", () => {
    const bodies: readonly (readonly [string, unknown, RegExp])[] = [
      ["an empty body", "", /body is empty/],
      ["broken JSON", '{"on":', /invalid json/],
      ["an object without attributes", {}, /no attributes/],
      ["a list", [{ on: { on: true } }], /invalid value, body/],
      ["null", null, /invalid value, body, null/],
      ["an attribute nobody knows", { on: { on: true }, colour: RED }, /unknown attribute, colour$/],
      ["an attribute of the old API", { bri: 254 }, /unknown attribute, bri$/],
      ["an inherited name", '{"__proto__":{"on":true}}', /unknown attribute, __proto__$/],
      ["an unknown key deeper down", { on: { on: true, off: false } }, /unknown attribute, on.off$/],
      ["on without its value", { on: {} }, /missing attribute, on.on$/],
      ["on as a bare boolean", { on: true }, /invalid value, on, true/],
      ["on as text", { on: { on: "true" } }, /invalid value, on.on, "true"/],
      ["brightness over 100", { dimming: { brightness: 101 } }, /invalid value, dimming.brightness, 101/],
      ["brightness below 0", { dimming: { brightness: -1 } }, /invalid value, dimming.brightness, -1/],
      ["brightness as text", { dimming: { brightness: "50" } }, /invalid value, dimming.brightness, "50"/],
      ["brightness null", { dimming: { brightness: null } }, /invalid value, dimming.brightness, null/],
      ["x over 1", { color: { xy: { x: 1.01, y: 0.3 } } }, /invalid value, color.xy.x, 1.01/],
      ["y below 0", { color: { xy: { x: 0.3, y: -0.01 } } }, /invalid value, color.xy.y, -0.01/],
      ["a colour without y", { color: { xy: { x: 0.3 } } }, /missing attribute, color.xy.y/],
      ["a colour as a pair", { color: { xy: [0.3, 0.3] } }, /invalid value, color.xy/],
      ["mirek below 153", { color_temperature: { mirek: 152 } }, /color_temperature.mirek, 152/],
      ["mirek over 500", { color_temperature: { mirek: 501 } }, /color_temperature.mirek, 501/],
      ["half a mirek", { color_temperature: { mirek: 250.5 } }, /color_temperature.mirek, 250.5/],
      ["a duration over 6000000", { dynamics: { duration: 6_000_001 } }, /dynamics.duration, 6000001/],
      ["a duration below 0", { dynamics: { duration: -1 } }, /dynamics.duration, -1/],
      ["a speed over 1", { dynamics: { speed: 1.1 } }, /dynamics.speed, 1.1/],
      ["an unknown alert", { alert: { action: "lselect" } }, /alert.action, "lselect"/],
      ["an unknown effect", { effects: { effect: "disco" } }, /effects.effect, "disco"/],
      ["an effect this lamp has not", { effects: { effect: "cosmos" } }, /effects.effect, "cosmos"/],
      [
        "effects_v2 in the old shape",
        { effects_v2: { effect: "candle" } },
        /missing attribute, effects_v2.action/,
      ],
      [
        "a gradient",
        { gradient: { points: [{ color: RED }, { color: RED }] } },
        /gradient, is not supported/,
      ],
      ["a delta without amount", { dimming_delta: { action: "up" } }, /dimming_delta.brightness_delta/],
      ["a delta in no direction", { dimming_delta: { action: "left" } }, /dimming_delta.action, "left"/],
      ["a signal without duration", { signaling: { signal: "on_off" } }, /signaling.duration/],
      [
        "a signal under a second",
        { signaling: { signal: "on_off", duration: 999 } },
        /signaling.duration, 999/,
      ],
      [
        "a coloured signal without colours",
        { signaling: { signal: "on_off_color", duration: 1000 } },
        /signaling.colors/,
      ],
      [
        "an alternating signal of one colour",
        { signaling: { signal: "alternating", duration: 1000, colors: [RED] } },
        /signaling.colors/,
      ],
      [
        "a signal with `color`, as the published schema has it",
        { signaling: { signal: "on_off_color", duration: 1000, color: [RED] } },
        /unknown attribute, signaling.color$/,
      ],
    ];
    for (const [what, body, description] of bodies) {
      it(what, async () => {
        const before = rig.bridge.lamps();
        const { status, text, headers } = await rig.put(`light/${DESK_LAMP}`, body);
        assert.equal(status, 400);
        assert.match(String(headers["content-type"]), /^application\/json/);
        assert.deepEqual(parsed(text).at("data"), []);
        assert.match(descriptions(text).join("\n"), description);
        assert.deepEqual(rig.bridge.lamps(), before);
      });
    }

    const beyond = [
      ["a colour for a white lamp", CEILING, { color: RED }, /color, is not supported/],
      ["brightness for a plug", FAIRY_LIGHTS, { dimming: { brightness: 50 } }, /dimming, is not supported/],
      ["white for a plug", FAIRY_LIGHTS, { color_temperature: { mirek: 250 } }, /color_temperature, is not/],
      ["an effect for the older lamp", SHELF, { effects: { effect: "candle" } }, /effects, is not supported/],
      [
        "a coloured signal for a white lamp",
        CEILING,
        { signaling: { signal: "on_off_color", duration: 1000, colors: [RED] } },
        /signaling.signal, "on_off_color"/,
      ],
    ] as const;
    for (const [what, id, body, description] of beyond) {
      it(what, async () => {
        const { status, text } = await rig.put(`light/${id}`, body);
        assert.equal(status, 400);
        assert.match(descriptions(text).join("\n"), description);
      });
    }

    it("an effect for a group", async () => {
      const group = await officeGroup();
      const { status, text } = await rig.put(`grouped_light/${group}`, { effects: { effect: "candle" } });
      assert.equal(status, 400);
      assert.match(text, /unknown attribute, effects/);
    });

    it("what no lamp of a group can do", async () => {
      const plugs = await startRig({
        lights: [{ id: FAIRY_LIGHTS, name: "Fairy lights", model: "plug", on: true }],
      });
      try {
        const room = parsed((await plugs.send("GET", "/clip/v2/resource/room")).text);
        const group = String(room.at("data", 0, "services", 0, "rid"));
        const { status, text } = await plugs.put(`grouped_light/${group}`, { color: RED });
        assert.equal(status, 400);
        assert.match(text, /color, is not supported by this group/);
      } finally {
        await plugs.bridge.close();
      }
    });

    it("a device asked for anything but to identify itself", async () => {
      const { status } = await rig.put(`device/${await deviceOf(SHELF)}`, { identify: { action: "dance" } });
      assert.equal(status, 400);
    });
  });
});
