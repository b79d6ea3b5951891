import assert from "node:assert/strict";
import { problemText, type Texts } from "../../../../shared/microsoft/dialog/texts";

const CATALOGUE: Readonly<Record<string, string>> = {
  "problem.known.title": "Bekannt",
  "problem.known.advice": "Nichts tun.",
  "problem.half.title": "Halb bekannt",
  "trouble.fixed.title": "Von __name__ bekannt",
  "trouble.fixed.advice": "Warten.",
};
const text: Texts = (key, values) => CATALOGUE[key]?.replace("__name__", String(values?.["name"]));
const SERVER = { title: "As the server says", advice: "Do something." };

describe("the text of a problem", () => {
  const TABLE = [
    ["is the server's without a key", {}, "As the server says", "Do something."],
    ["is the server's with a key that has none", { key: "new" }, "As the server says", "Do something."],
    ["is that of the catalogue", { key: "known" }, "Bekannt", "Nichts tun."],
    [
      "names what the service calls it",
      { key: "known", reference: "AADSTS1" },
      "Bekannt",
      "Nichts tun. (AADSTS1)",
    ],
    ["is the server's where the catalogue has half of it", { key: "half" }, "Halb bekannt", "Do something."],
    ["is found by its code without a key", { code: "fixed" }, "Von Alice bekannt", "Warten."],
    ["is not found by its code with a key", { code: "fixed", key: "known" }, "Bekannt", "Nichts tun."],
    ["is the server's with a code that has none", { code: "known" }, "As the server says", "Do something."],
  ] as const;
  for (const [what, named, title, advice] of TABLE)
    it(what, () =>
      assert.deepEqual(problemText(text, { ...SERVER, ...named }, { name: "Alice" }), { title, advice }),
    );
});
