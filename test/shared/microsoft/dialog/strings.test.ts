import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { flat, textOf } from "../../../support/palette";

describe("the strings of the panels", () => {
  const FOLDER = "shared/microsoft/dialog";
  const code = globSync(`${FOLDER}/*.ts`).map(textOf).join("\n");
  const keys = flat(JSON.parse(textOf(`${FOLDER}/locales/en-US.json`))).map(([key]) => key);

  /** The last part of a key stands in the code in full, or as the beginning or the end of one that is put together. */
  function isUsed(key: string): boolean {
    const name = key.slice(key.lastIndexOf(".") + 1);
    if (key.startsWith("check.state.")) return code.includes(`${name}: [`);
    const [, beginning = "", end = ""] = /^(credential-[a-z]+)-([a-z]+)$/.exec(name) ?? [];
    return [name, ...(end === "" ? [] : [beginning])].some((text) => code.includes(`"${text}"`));
  }

  it("are all used", () => {
    assert.ok(keys.length > 40, `${keys.length} strings`);
    assert.deepEqual(
      keys.filter((key) => !isUsed(key)),
      [],
    );
  });

  it("know no trouble that nobody has", () => {
    const source = globSync("shared/microsoft/**/*.ts").map(textOf).join("\n");
    const codes = Object.keys(JSON.parse(textOf(`${FOLDER}/troubles/de.json`)) as object);
    assert.deepEqual(
      codes.filter((code) => !source.includes(`code: "${code}"`)),
      [],
    );
  });

  it("are found unused where they are", () => assert.ok(!isUsed("sign-in.used-by-nobody")));
});
