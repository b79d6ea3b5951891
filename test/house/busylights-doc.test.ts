import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_FAMILIES, familyNamed, idOf } from "../../shared/lights/busylight/families";
import type { KnownId } from "../../shared/lights/busylight/family";
import { root } from "../support/packed";

const text = readFileSync(join(root, "docs/busylights.md"), "utf8");

/** The table of lights, a row an entry. */
const rows = [...text.matchAll(/^\| (.+) \| `([\w-]+)` *\|$/gm)]
  .map(([, cells = "", family = ""]) => ({ family, cells: cells.split("|").map((cell) => cell.trim()) }))
  .filter(({ family }) => familyNamed(family))
  .map(({ family, cells: [name = "", ids = "", checked = "", effects = "", sound = "", button = ""] }) => ({
    family,
    name,
    ids: ids.split(", "),
    checked,
    effects: effects === "nothing" ? [] : effects.split(", "),
    sound,
    button,
  }));

const CHECKED: Readonly<Record<KnownId["evidence"], string>> = {
  vendor: "maker",
  agreed: "agreed",
  single: "experimental",
};

const families = ALL_FAMILIES.filter(({ name }) => name !== "virtual");

describe("the table of USB lights in the docs", () => {
  for (const family of families)
    it(`tells the truth about ${family.name}`, () => {
      const told = rows.filter((row) => row.family === family.name);
      assert.deepEqual(
        told.flatMap(({ ids, checked }) => ids.map((id) => `${id} ${checked}`)).sort(),
        family.ids.map((known) => `${idOf(known)} ${CHECKED[known.evidence]}`).sort(),
      );
      for (const { effects, sound, button } of told) {
        assert.deepEqual(effects, [...family.effects].sort());
        assert.equal(sound === "no", family.tones === undefined);
        assert.equal(button === "no", family.button === undefined);
      }
    });

  it("has no other rows", () =>
    assert.deepEqual(
      [...new Set(rows.map(({ family }) => family))].sort(),
      families.map(({ name }) => name).sort(),
    ));
});
