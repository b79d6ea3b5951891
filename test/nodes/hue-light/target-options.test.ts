import assert from "node:assert/strict";
import { rivalsOf } from "../../../nodes/hue-light/editor/rivals";
import {
  choiceOf,
  isSameChoice,
  targetOptions,
  optionValue,
} from "../../../nodes/hue-light/editor/target-options";
import type { Target } from "../../../shared/lights/hue/home/targets";

const PLUG = { colour: false, dimming: false, temperature: false };
const WHITE = { ...PLUG, dimming: true };
const COLOUR = { colour: true, dimming: true, temperature: true };

/** Says which text is asked for and with what. */
const words = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
  [key.replace(/^hue-light\./, ""), ...Object.values(values)].join(" ");

describe("the list of what can be coloured", () => {
  it("has headings for rooms, zones and the lamps of a room, and says what a person should know", () => {
    const targets: readonly Target[] = [
      { type: "home", id: "h", name: "", lights: 12, capabilities: COLOUR },
      { type: "room", id: "r1", name: "Hall", lights: 1, capabilities: WHITE },
      { type: "room", id: "r2", name: "Office", lights: 3, capabilities: COLOUR },
      { type: "zone", id: "z1", name: "Garden", lights: 2, capabilities: PLUG },
      { type: "light", id: "l1", name: "Desk lamp", room: "Office", capabilities: COLOUR },
      { type: "light", id: "l2", name: "Shelf", room: "Office", capabilities: WHITE },
      { type: "light", id: "l3", name: "Fan", capabilities: PLUG },
    ];
    assert.deepEqual(targetOptions(targets, words), [
      { options: [{ value: "home:h", text: "target.with-notes target.home target.lamps 12" }] },
      {
        label: "heading.room",
        options: [
          { value: "room:r1", text: "target.with-notes Hall target.one-lamp, target.white" },
          { value: "room:r2", text: "target.with-notes Office target.lamps 3" },
        ],
      },
      {
        label: "heading.zone",
        options: [{ value: "zone:z1", text: "target.with-notes Garden target.lamps 2, target.switch" }],
      },
      {
        label: "heading.lamps Office",
        options: [
          { value: "light:l1", text: "Desk lamp" },
          { value: "light:l2", text: "target.with-notes Shelf target.white" },
        ],
      },
      {
        label: "heading.elsewhere",
        options: [{ value: "light:l3", text: "target.with-notes Fan target.switch" }],
      },
    ]);
  });

  it("gives back the choice that a value stands for, whatever the id holds", () => {
    for (const choice of [
      { type: "room", id: "r1" },
      { type: "home", id: "" },
      { type: "light", id: "${A:B}" },
    ])
      assert.deepEqual(choiceOf(optionValue(choice)), choice);
  });

  it("finds the chosen one by type and id, and the home by its type alone", () => {
    const room: Target = { type: "room", id: "1", name: "Office", lights: 1, capabilities: COLOUR };
    const home: Target = { type: "home", id: "h", name: "", lights: 1, capabilities: COLOUR };
    assert.ok(isSameChoice(room, { type: "room", id: "1" }));
    assert.ok(!isSameChoice(room, { type: "room", id: "2" }));
    assert.ok(!isSameChoice(room, { type: "zone", id: "1" }), "old bridges number lamps and groups alike");
    assert.ok(isSameChoice(home, { type: "home", id: "" }));
    assert.ok(isSameChoice(home, { type: "home", id: "other" }));
    assert.ok(!isSameChoice(home, { type: "light", id: "h" }));
  });
});

describe("other nodes for the same lamps", () => {
  const OTHERS = (
    [
      ["room", "b", "room", "1"],
      ["room of another bridge", "c", "room", "1"],
      ["lamp", "b", "light", "1"],
      ["home", "b", "home", "h"],
      ["nothing", "b", "light", ""],
      ["without a bridge", "", "room", "1"],
    ] as const
  ).map(([name, bridge, type, id]) => ({ name, bridge, choice: { type, id } }));
  for (const [what, bridge, choice, found] of [
    ["with the same room", "b", { type: "room", id: "1" }, ["room"]],
    ["with the same lamp, and not the room of that number", "b", { type: "light", id: "1" }, ["lamp"]],
    ["with the home, whatever id is kept of it", "b", { type: "home", id: "" }, ["home"]],
    ["not where nothing is chosen", "b", { type: "light", id: "" }, []],
    ["not where no bridge is chosen", "", { type: "room", id: "1" }, []],
  ] as const)
    it(`are found ${what}`, () =>
      assert.deepEqual(
        rivalsOf(OTHERS, { bridge, choice }).map(({ name }) => name),
        found,
      ));
});
