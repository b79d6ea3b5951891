import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import { manifest, root } from "./packed";

export interface Property {
  readonly value: unknown;
  readonly required?: boolean;
  readonly type?: string;
  readonly label?: string;
  readonly validate?: (value: unknown, options: object) => unknown;
}

/** What the editor half says about a node: the parts the tests judge. */
export interface Definition {
  readonly category: string;
  readonly color?: string;
  readonly icon?: string;
  readonly defaults: Readonly<Record<string, Property>>;
  readonly credentials?: Readonly<Record<string, unknown>>;
}

/** One entry of "node-red.nodes" as it is built. Paths are relative to the repository root. */
export interface PaletteNode {
  readonly name: string;
  readonly script: string;
  readonly html: string;
  readonly locales: string;
}

/** One `<script>` of a node's html. */
export interface Section {
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string;
}

/** A name for strings as i18next keeps them: `a.b.c` to its text. */
export type Catalogue = ReadonlyMap<string, string>;

export const paletteNodes: readonly PaletteNode[] = Object.entries(manifest["node-red"].nodes).map(
  ([name, script]) => ({
    name,
    script,
    // As the scorecard and Node-RED derive them.
    html: script.replace(".js", ".html"),
    locales: join(dirname(script), "locales"),
  }),
);

export function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** The scripts of a node's html, read with as little understanding as the Flow Library's scorecard has. */
export function sectionsOf(html: string): readonly Section[] {
  return [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)].map(([, tag = "", content = ""]) => ({
    attributes: Object.fromEntries(
      [...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, value]),
    ),
    content,
  }));
}

/** The types and definitions that the inline editor code of a node registers, found by running it. */
export function definitionsOf(node: PaletteNode): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  const registerType = (type: string, definition: Definition): void => void found.set(type, definition);
  for (const { attributes, content } of sectionsOf(textOf(node.html))) {
    if (attributes["type"] !== "text/javascript") continue;
    runInNewContext(content, {
      RED: {
        _: (key: string) => key,
        nodes: { registerType },
        validators: new Proxy({}, { get: () => () => () => true }),
      },
      $: () => undefined,
    });
  }
  return found;
}

/** Type and definition of every node of the package. */
export function allDefinitions(): ReadonlyMap<string, Definition> {
  return new Map(paletteNodes.flatMap((node) => Array.from(definitionsOf(node))));
}

/** The strings of a language as Node-RED serves them, flat. */
export function catalogueOf(node: PaletteNode, language = "en-US"): Catalogue {
  return new Map(flat(JSON.parse(textOf(join(node.locales, language, `${node.name}.json`)))));
}

export function flat(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, path === "" ? key : `${path}.${key}`));
}
