import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../homebridge-plugin/config/config";
import { PLACEHOLDERS } from "../../homebridge-plugin/on-change/placeholders";
import { DEFAULT_SENSORS } from "../../homebridge-plugin/sensors/default-sensors";
import { root } from "../support/packed";

const guide = readFileSync(join(root, "docs", "homekit.md"), "utf8");
const moving = readFileSync(join(root, "docs", "homekit-moving.md"), "utf8");

type Block = Readonly<Record<string, unknown>>;

const ACCOUNTS = [{ name: "Work", tenant: "contoso.com", clientId: "00000000-0000-4000-8000-000000000000" }];

function examplesIn(text: string): readonly Block[] {
  return [...text.matchAll(/```json\n(.+?)```/gs)].map(([, json = ""]) => JSON.parse(json) as Block);
}

/** What is said of an example; one that shows a part of the block is completed by an account. */
function complaintsAbout(example: Block): readonly string[] {
  return readConfig({ accounts: ACCOUNTS, ...example }).complaints.map(({ advice }) => advice);
}

describe("the guide to HomeKit", () => {
  const examples = examplesIn(guide);

  it("has examples", () => assert.ok(examples.length >= 8, `${examples.length} examples`));

  for (const [index, example] of examples.entries())
    it(`has an example ${index + 1} that is right`, () => assert.deepEqual(complaintsAbout(example), []));

  it("lists every sensor that everybody has, and what it detects", () => {
    for (const { id, name, statuses } of DEFAULT_SENSORS) {
      const row = guide.split("\n").find((line) => line.startsWith(`| ${name} `)) ?? "";
      assert.deepEqual(
        [...row.matchAll(/`([^`]+)`/g)].map(([, word]) => word),
        [...statuses, id],
      );
    }
  });

  it("lists every placeholder", () => {
    const [, table = ""] = guide.split("| placeholder");
    const rows = table.split("\n\n")[0] ?? "";
    assert.deepEqual(
      [...rows.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      [...PLACEHOLDERS],
    );
  });
});

describe("the guide to moving", () => {
  const [before, after, ...others] = examplesIn(moving);

  it("shows what was and what is", () => {
    assert.deepEqual(others, []);
    assert.ok(Array.isArray(before?.["accessories"]));
  });

  it("ends with a configuration that is right", () => {
    const { platforms } = after as { readonly platforms: readonly Block[] };
    const [block, ...more] = platforms;
    assert.deepEqual(more, []);
    assert.deepEqual(complaintsAbout(block ?? {}), []);
    assert.equal(block?.["platform"], "TeamsPresence");
    const [alice] = readConfig(block).people;
    assert.equal(alice?.sensors.length, 6);
    assert.equal(alice.onChange?.statusColors["do-not-disturb"], "#950000");
  });
});

describe("links in the guides to HomeKit", () => {
  const files = ["docs/homekit.md", "docs/homekit-moving.md"];
  const anchorsOf = (text: string): readonly string[] =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
  for (const file of files)
    it(`lead somewhere from ${file}`, () => {
      const text = readFileSync(join(root, file), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
      assert.ok(links.length > 10);
      for (const [, path = "", anchor = ""] of links) {
        const target = path === "" ? text : readFileSync(join(root, "docs", path), "utf8");
        if (anchor !== "") assert.ok(anchorsOf(target).includes(anchor), `${file}: ${path}#${anchor}`);
      }
    });
});
