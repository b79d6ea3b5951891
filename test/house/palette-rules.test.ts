import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../support/packed";
import {
  type PaletteNode,
  catalogueOf,
  definitionsOf,
  paletteNodes,
  sectionsOf,
  textOf,
} from "../support/palette";

/** A call the scorecard can read: the type and the definition written out where they are used. */
const REGISTRATION = /RED\.nodes\.registerType\("([^"]+)", \{\s*category: "/g;

/** The types that a node's runtime half registers, by letting it register them. */
function runtimeTypes({ script }: PaletteNode): readonly string[] {
  const types: string[] = [];
  // Takes whatever call comes, and answers with itself.
  const anything: unknown = new Proxy(() => undefined, { get: () => anything, apply: () => anything });
  const nodes = new Proxy(
    { registerType: (type: string) => void types.push(type) },
    { get: (target, name) => (name === "registerType" ? target.registerType : anything) },
  );
  const RED = new Proxy(
    { nodes, settings: {} },
    { get: (target, name) => (Reflect.get(target, name) as unknown) ?? anything },
  );
  const register = require(join(root, script)) as (RED: object) => void;
  register(RED);
  return types;
}

describe("the list of nodes in package.json", () => {
  it("has every folder that is a node", () => {
    const folders = globSync("nodes/*/editor.ts", { cwd: root }).map((file) =>
      dirname(file).slice("nodes/".length),
    );
    assert.deepEqual(paletteNodes.map(({ name }) => name).sort(), folders.sort());
  });

  it("leads to both halves of every node, in folders that the scorecard's file names can tell apart", () => {
    for (const { name, script, html } of paletteNodes) {
      assert.equal(script, `dist/nodes/${name}/${name}.js`);
      for (const file of [script, html]) assert.ok(existsSync(join(root, file)), file);
      // The scorecard takes the first ".js" of the path for the ending.
      assert.equal(script.indexOf(".js"), script.length - ".js".length);
    }
  });
});

for (const node of paletteNodes)
  describe(`the palette node ${node.name}`, () => {
    const sections = sectionsOf(textOf(node.html));
    const editorCode = sections.filter(
      ({ attributes }) => "type" in attributes && attributes["type"] === "text/javascript",
    );
    const definitions = definitionsOf(node);
    const [type = "", definition] = [...definitions][0] ?? [];

    it("is written so that the scorecard can read it", () => {
      for (const { attributes } of sections) {
        assert.ok(
          ["text/javascript", "text/html"].includes(attributes["type"] ?? ""),
          JSON.stringify(attributes),
        );
        assert.ok(!("src" in attributes), "code elsewhere is not read");
      }
      const registered = editorCode.flatMap(({ content }) => Array.from(content.matchAll(REGISTRATION)));
      assert.deepEqual(
        registered.map(([, name]) => name),
        [...definitions.keys()],
      );
      assert.equal(definitions.size, 1);
    });

    it("registers the same type on both sides", () =>
      assert.deepEqual(runtimeTypes(node), [...definitions.keys()]));

    it("has a template and a help of its type", () => {
      const template = sections.filter(({ attributes }) => attributes["data-template-name"] === type);
      assert.equal(template.length, 1);
      const help = sectionsOf(textOf(join(node.locales, "en-US", `${node.name}.html`)));
      assert.deepEqual(
        help.map(({ attributes }) => attributes),
        [{ type: "text/markdown", "data-help-name": type }],
      );
    });

    it("belongs to the palette's category, or is a configuration", () =>
      assert.ok(["presence", "config"].includes(definition?.category ?? "")));

    it("has its icon beside it", () => {
      if (!definition || definition.category === "config") return;
      const { icon = "" } = definition;
      if (icon.startsWith("font-awesome/")) return;
      const svg = textOf(join(dirname(node.script), "icons", icon));
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
      assert.equal(Number(width) / Number(height), 2 / 3, "icons are two wide and three high");
    });

    it("uses no property name that Node-RED keeps for itself", () => {
      const kept = /^(id|type|wires|inputs|[a-z]|status|changed|valid|dirty|users)$/;
      const names = Object.keys(definition?.defaults ?? {});
      assert.deepEqual(
        names.filter((name) => kept.test(name)),
        [],
      );
      assert.ok(names.includes("name"));
    });

    it("has validators of two arguments, the only ones whose reasons Node-RED takes for a no", () => {
      const short = Object.entries(definition?.defaults ?? {}).filter(
        ([, { validate }]) => validate && validate.length !== 2,
      );
      assert.deepEqual(
        short.map(([name]) => name),
        [],
      );
    });

    it("has validators of two arguments, the only ones Node-RED lets say what is wrong", () => {
      const mute = Object.entries(definition?.defaults ?? {}).filter(
        ([, { validate }]) => validate !== undefined && validate.length !== 2,
      );
      assert.deepEqual(
        mute.map(([name]) => name),
        [],
      );
    });

    it("ties every label to its field", () => {
      const template = sections.find(({ attributes }) => "data-template-name" in attributes)?.content ?? "";
      const ids = new Set([...template.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id));
      const lost = [...template.matchAll(/<label[^>]*\sfor="([^"]+)"/g)].filter(
        ([, id = ""]) => !ids.has(id),
      );
      assert.deepEqual(
        lost.map(([, id]) => id),
        [],
      );
      const prefix = definition?.category === "config" ? "node-config-input-" : "node-input-";
      const strangers = [...ids].filter((id) => /^node-(config-)?input-/.test(id) && !id.startsWith(prefix));
      assert.deepEqual(strangers, []);
    });

    it("says what each kind of person needs to know, in a form that Node-RED shows", () => {
      const help = textOf(join("nodes", node.name, "help.md"));
      assert.match(help, /^[A-Z][^\n]+\.\n\n###/, "begins with one paragraph: the palette's tooltip");
      assert.ok(!/^#{1,2} /m.test(help), "headings begin at ###");
      for (const line of help.split("\n").filter((line) => line.startsWith(":")))
        // A second colon in the text, as in an address, would break Node-RED's list.
        assert.match(line, /^: (\*?)[\w. -]+\1 \([^)]+\) : [^:]+$/, line);
      assert.ok(!/\*\*|__/.test(help), "no bold text");
    });
  });

/** Strings of panels that another page shows too: they are judged with these. */
const OF_PANELS = /^teams-auth\.(sign-in|check|problem)\./;

describe("the strings", () => {
  for (const node of paletteNodes)
    it(`of ${node.name} are all there`, () => assert.deepEqual(missingStrings(node), []));

  it("are all used", () => {
    const unused = paletteNodes.flatMap((node) =>
      [...catalogueOf(node).keys()].filter(
        (key) => key.startsWith(`${node.name}.`) && !OF_PANELS.test(key) && !isUsed(key, codeOf(node)),
      ),
    );
    assert.deepEqual(unused, []);
    const everything = paletteNodes.map(codeOf).join("\n");
    const shared = [...new Set(paletteNodes.flatMap((node) => [...catalogueOf(node).keys()]))];
    const own = new Set(paletteNodes.map(({ name }) => name));
    assert.deepEqual(
      shared.filter((key) => !own.has(key.split(".")[0] ?? "") && !isUsed(key, everything)),
      [],
    );
  });

  it("are missed and found unused where they are", () => {
    const strings = new Map([
      ["a.label.one", "One"],
      ["a.label.two", "Two"],
      ["b.more", "More"],
    ]);
    const has = (code: string): readonly string[] => missing(strings, code);
    assert.deepEqual(has('<i data-i18n="a.label.one;[title]a.label.three">'), ["a.label.three"]);
    assert.deepEqual(has('this._("b.less"); list("a.label")'), ["b.less"]);
    assert.deepEqual(has('icon: "a.svg"'), []);
    assert.ok(isUsed("a.label.one", 'data-i18n="[title]a.label.one"'));
    assert.ok(isUsed("a.label.one", "_(`a.label.${value}`)"));
    assert.ok(isUsed("a.label.one", 'options(this, ["one"], "a.label")'));
    assert.ok(!isUsed("a.label.one", "_(`a.tip.${value}`) _(`${prefix}.${value}`) a.label.ones"));
  });

  it("say the same in every language", () => {
    for (const node of paletteNodes)
      for (const language of globSync("*", { cwd: join(root, node.locales) }))
        assert.deepEqual(
          [...catalogueOf(node, language).keys()].sort(),
          [...catalogueOf(node).keys()].sort(),
          language,
        );
  });
});

/** Everything of a node that may ask for a string: its html with the bundled editor code, and its runtime half. */
function codeOf(node: PaletteNode): string {
  const runtime = globSync("**/*.js", { cwd: join(root, dirname(node.script)) });
  const common = globSync("dist/nodes/common/*.js", { cwd: root });
  return [node.html, ...runtime.map((file) => join(dirname(node.script), file)), ...common]
    .map(textOf)
    .join("\n");
}

function missingStrings(node: PaletteNode): readonly string[] {
  return missing(catalogueOf(node), textOf(node.html));
}

/** The keys that some code names and no string answers: in data-i18n, in `_()`, or any text that begins like a key. */
function missing(strings: ReadonlyMap<string, string>, code: string): readonly string[] {
  const attributes = [...code.matchAll(/data-i18n=\\?"([^"\\]+)/g)].flatMap(([, value = ""]) =>
    value.split(";").map((entry) => entry.replace(/^\[[\w-]+\]/, "")),
  );
  const asked = [...code.matchAll(/\b_\("([^"]+)"/g)].map(([, key = ""]) => key);
  const tops = new Set([...strings.keys()].map((key) => key.split(".")[0]));
  const texts = [...code.matchAll(/"([\w-]+)((?:\.[\w-]+)+)"/g)]
    .filter(([, top, rest]) => tops.has(top) && !/\.(svg|js|json|html)$/.test(rest ?? ""))
    .map(([, top = "", rest = ""]) => top + rest);
  const groups = [...strings.keys()].flatMap((key) => {
    const parts = key.split(".");
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
  });
  const known = new Set([...strings.keys(), ...groups]);
  return [...new Set([...attributes, ...asked, ...texts])].filter(
    (key) => !known.has(key) && !key.startsWith("node-red:"),
  );
}

/** Whether some code names a key: in full, as a member of a group it names, or by a template that fits. */
function isUsed(key: string, code: string): boolean {
  // Node-RED itself asks for these.
  if (key.startsWith("palette.label.")) return true;
  const group = key.slice(0, key.lastIndexOf("."));
  const named = new Set([...code.matchAll(/["`;\]]([\w-]+(?:\.[\w-]+)*)(?=["`;])/g)].map(([, name]) => name));
  if (named.has(key) || named.has(group)) return true;
  return [...code.matchAll(/`([\w.-]*\$\{[^`]*)`/g)]
    .map(([, template = ""]) => template.split(/\$\{[^}]*\}/))
    .filter((parts) => parts.some((part) => /\w/.test(part)))
    .some((parts) =>
      new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}$`).test(
        key,
      ),
    );
}
