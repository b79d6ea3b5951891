import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SENSOR_STATUSES } from "../../../../homebridge-plugin/sensors/sensor";
import { PAGE, root, sentencesIn } from "../support";

const en = sentencesIn("en");
const de = sentencesIn("de");

const placesIn = (text: string): readonly string[] =>
  [...text.matchAll(/__(\w+?)__/g)].map(([place]) => place).sort();

describe("the settings page's sentences", () => {
  it("are the same ones in German and in English, in the same order", () => {
    assert.deepEqual(Object.keys(de), Object.keys(en));
  });

  it("leave the same places to be filled in", () => {
    for (const [key, text] of Object.entries(en)) {
      assert.deepEqual(placesIn(de[key] ?? ""), placesIn(text), key);
    }
  });

  it("are none of them empty", () => {
    assert.deepEqual(
      [...Object.entries(en), ...Object.entries(de)].filter(([, text]) => text.trim() === ""),
      [],
    );
  });

  it("have a word for everything that a sensor can detect", () => {
    assert.deepEqual(
      SENSOR_STATUSES.filter((status) => !Object.hasOwn(en, `status.${status}`)),
      [],
    );
  });

  it("are all used", () => {
    const code = globSync(`${PAGE}/**/*.ts`, { cwd: root })
      .map((file) => readFileSync(join(root, file), "utf8"))
      .join("\n");
    // What is put together, like `status.${status}`, is known by how it begins.
    const begins = [...code.matchAll(/`([a-z.-]+)\$\{/g)].map(([, begin]) => begin ?? "");
    assert.ok(begins.length > 5);
    assert.deepEqual(
      Object.keys(en).filter(
        (key) => !code.includes(`"${key}"`) && !begins.some((begin) => key.startsWith(begin)),
      ),
      [],
    );
  });
});
