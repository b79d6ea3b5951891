import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename, dirname } from "node:path";
import { flat, textOf } from "../support/palette";

/** Every text of a catalogue with the values it has places for. */
function placesIn(file: string): ReadonlyMap<string, readonly string[]> {
  const places = (text: string): readonly string[] => [...new Set(text.match(/__\w+?__/g))].sort();
  return new Map(flat(JSON.parse(textOf(file))).map(([key, text]) => [key, places(text)]));
}

describe("the catalogues that several languages have", () => {
  const files = globSync("shared/microsoft/*/locales/*.json");
  const originals = files.filter((file) => basename(file) === "en-US.json");

  it("are three", () => assert.equal(originals.length, 3));

  for (const original of originals) {
    const translations = files.filter((file) => dirname(file) === dirname(original) && file !== original);

    it(`${original} has a German one`, () =>
      assert.deepEqual(
        translations.map((file) => basename(file)),
        ["de.json"],
      ));

    for (const file of translations)
      it(`${file} has the same keys, with the same places`, () => {
        const [expected, found] = [placesIn(original), placesIn(file)];
        assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort());
        for (const [key, places] of expected) assert.deepEqual(found.get(key), places, key);
      });
  }
});
