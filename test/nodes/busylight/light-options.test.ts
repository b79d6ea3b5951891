import assert from "node:assert/strict";
import {
  isDevice,
  lightOptions,
  lightsMeant,
  type PluggedLight,
} from "../../../nodes/busylight/editor/light-options";
import { parseSelector } from "../../../shared/lights/busylight/selector";

const FLAG = "04d8:f372";
const PERMISSION = { code: "usb-permission", title: "No", advice: "Do." };

/** Says which text is asked for and with what. */
const words = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  [key.replace(/^busylight\./, ""), ...Object.values(values)].join(" ");

/** What a family is called here. */
const named: typeof words = (key, values) =>
  key.startsWith("busylight.family.") ? key.slice("busylight.family.".length) : words(key, values);

function light(device: string, more: Partial<PluggedLight> = {}): PluggedLight {
  const id = device.slice(0, FLAG.length);
  return { device, id, name: "Luxafor Flag", family: "luxafor", tones: 0, isExperimental: false, ...more };
}

const KUANDO = light("27bb:3bcd:A1", { name: "BUSYLIGHT", family: "kuando", tones: 16 });
const TWINS = [light(`${FLAG}@1-1`), light(`${FLAG}@1-2`)];
const VIRTUAL = light("virtual", { id: "0000:0000", name: "Virtual light", family: "virtual" });

/** Values and texts of what has a heading. */
const plugged = (chosen: string, lights: readonly PluggedLight[]): readonly (readonly string[])[] =>
  lightOptions(chosen, lights, named)
    .filter(({ label }) => label !== undefined)
    .flatMap(({ options }) => options.map(({ value, text }) => [value, text]));

/** The text of what is chosen, which has to be in the list just once. */
function shown(chosen: string, lights?: readonly PluggedLight[]): string | undefined {
  const found = lightOptions(chosen, lights, named).flatMap(({ options }) =>
    options.filter(({ value }) => value === chosen),
  );
  assert.equal(found.length, 1, chosen);
  return found[0]?.text;
}

describe("the list of lights", () => {
  it("has the words around what is plugged in", () =>
    assert.deepEqual(lightOptions("any", [VIRTUAL, KUANDO], words), [
      {
        options: [
          { value: "any", text: "light.any" },
          { value: "all", text: "light.all" },
        ],
      },
      {
        label: "light.plugged-in",
        options: [{ value: "27bb:3bcd:A1", text: "light.with-notes BUSYLIGHT family.kuando" }],
      },
      { options: [{ value: "virtual", text: "light.virtual" }] },
    ]));

  it("has no heading where nothing is plugged in", () => {
    assert.deepEqual(plugged("any", [VIRTUAL]), []);
    assert.equal(lightOptions("any", undefined, words).length, 2);
  });

  for (const [what, lights, texts] of [
    ["a light by its name, where that has the family", [light(FLAG)], ["Luxafor Flag"]],
    ["a light by its family, where that has the name", [light(FLAG, { name: "LUX" })], ["luxafor"]],
    [
      "twins by their ports",
      TWINS,
      ["light.with-notes Luxafor Flag light.port 1-1", "light.with-notes Luxafor Flag light.port 1-2"],
    ],
    [
      "twins by their serial numbers",
      [light(`${FLAG}:B:2`), light(`${FLAG}:B:1`)],
      ["light.with-notes Luxafor Flag light.serial B:1", "light.with-notes Luxafor Flag light.serial B:2"],
    ],
    [
      "lights of one name by their ids, where they have nothing else",
      [light(FLAG), light("04d8:f373")],
      ["light.with-notes Luxafor Flag 04d8:f372", "light.with-notes Luxafor Flag 04d8:f373"],
    ],
    [
      "what nothing tells apart once",
      [light(FLAG), light(FLAG)],
      ["light.with-notes Luxafor Flag 04d8:f372"],
    ],
    [
      "what a person should know",
      [light(FLAG, { isExperimental: true, problem: PERMISSION })],
      ["light.with-notes Luxafor Flag light.experimental, light.no-permission"],
    ],
  ] as const)
    it(`calls ${what}`, () =>
      assert.deepEqual(
        plugged("any", lights).map(([, text]) => text),
        texts,
      ));

  for (const [chosen, lights, text] of [
    ["27bb:3bcd:A1", [KUANDO], "light.with-notes BUSYLIGHT kuando"],
    // As a person typed it into the flow file.
    ["27BB:3BCD:A1", [KUANDO], "light.with-notes BUSYLIGHT kuando"],
    ["27bb:3bcd:a1", [KUANDO], "light.missing light.with-notes BUSYLIGHT kuando, light.serial a1"],
    ["27bb:3bcd", [KUANDO], "light.with-notes BUSYLIGHT kuando"],
    ["27bb:3bcd:A1", [], "light.missing light.with-notes light.with-id 27bb:3bcd light.serial A1"],
    ["27bb:3bcd:A1", undefined, "light.with-notes light.with-id 27bb:3bcd light.serial A1"],
    [`${FLAG}@1-3`, TWINS, "light.missing light.with-notes Luxafor Flag light.port 1-3"],
    // The only one is listed without its port, which may be this one.
    [`${FLAG}@1-3`, [light(FLAG)], "light.with-notes Luxafor Flag light.port 1-3"],
    ["${LIGHT}", [KUANDO], "${LIGHT}"],
    ["whatever", [KUANDO], "whatever"],
  ] as const)
    it(`shows ${chosen} as "${text}"`, () => assert.equal(shown(chosen, lights), text));
});

describe("the lights that are meant", () => {
  const ALL = [VIRTUAL, KUANDO, ...TWINS];
  for (const [chosen, found] of [
    ["any", [KUANDO, ...TWINS]],
    ["all", [KUANDO, ...TWINS]],
    ["virtual", [VIRTUAL]],
    ["27BB:3bcd:A1", [KUANDO]],
    [FLAG, TWINS],
    [`${FLAG}@1-2`, TWINS.slice(1)],
    [`${FLAG}@1-3`, []],
    ["${LIGHT}", []],
  ] as const)
    it(`by ${chosen} are found`, () => assert.deepEqual(lightsMeant(chosen, ALL), found));
});

describe("what can be chosen", () => {
  const RIGHT = ["any", "all", "virtual", "27bb:3bcd", "27BB:3BCD", "27bb:3bcd:a b:c", "27bb:3bcd@1-1.4"];
  const WRONG = [
    "Any",
    "27bb",
    "27bb:3bcd:",
    "27bb:3bcd@",
    "27bb:3bcdx",
    "0000:0000",
    "0000:0000:1",
    "x27bb:3bcd",
  ];
  for (const text of [...RIGHT, ...WRONG])
    it(`is judged as Node-RED judges it: ${text}`, () =>
      assert.equal(isDevice(text), parseSelector(text) !== undefined));
});
