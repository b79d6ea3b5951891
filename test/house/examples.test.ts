import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/packed";
import { allDefinitions, flat } from "../support/palette";

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly credentials?: unknown;
  readonly [property: string]: unknown;
}

/** What a canvas is made of, beside nodes. */
const STRUCTURE = ["tab", "group", "subflow", "global-config"];

/** Properties that never belong into something that is passed on. */
const SECRET = /(^|\.)(key|password|token|secret|clientSecret|certificate|credentials)$/i;

const files = globSync("examples/**/*.json", { cwd: root }).sort();
const flows = new Map(
  files.map((file) => [file, JSON.parse(readFileSync(join(root, file), "utf8")) as readonly FlowNode[]]),
);
const definitions = allDefinitions();

function coreTypes(): readonly string[] {
  return globSync("node_modules/@node-red/nodes/core/**/*.html", { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/registerType\(["']([^"']+)["']/g)].map(
      ([, type = ""]) => type,
    ),
  );
}

describe("the examples", () => {
  before(function () {
    // Before the first example there is nothing to judge.
    if (files.length === 0) this.skip();
  });

  it("show every node that can be dragged", () => {
    const shown = new Set([...flows.values()].flatMap((flow) => flow.map(({ type }) => type)));
    const draggable = [...definitions]
      .filter(([, { category }]) => category !== "config")
      .map(([type]) => type);
    assert.deepEqual(
      draggable.filter((type) => !shown.has(type)),
      [],
    );
  });

  for (const [file, flow] of flows)
    describe(file, () => {
      it("is a flat list of nodes with ids of their own", () => {
        assert.equal(Array.isArray(flow), true);
        for (const { id, type } of flow) assert.ok(typeof id === "string" && typeof type === "string");
        assert.equal(new Set(flow.map(({ id }) => id)).size, flow.length);
      });

      it("uses only nodes of ours and of Node-RED itself", () => {
        const known = new Set([...STRUCTURE, ...coreTypes(), ...definitions.keys()]);
        for (const { id, type } of flow) if (type === "subflow") known.add(`subflow:${id}`);
        const strange = flow.map(({ type }) => type).filter((type) => !known.has(type));
        assert.deepEqual(strange, []);
      });

      it("leads nowhere outside itself", () => {
        const ids = new Set(flow.map(({ id }) => id));
        const ends = flow.flatMap(({ wires = [], z }) => [...wires.flat(), ...(z === undefined ? [] : [z])]);
        assert.deepEqual(
          ends.filter((id) => !ids.has(id)),
          [],
        );
      });

      it("names configurations that come with it", () => {
        const ids = new Set(flow.map(({ id }) => id));
        for (const node of flow)
          for (const [property, { type }] of Object.entries(definitions.get(node.type)?.defaults ?? {})) {
            const value = node[property];
            if (type !== undefined && typeof value === "string" && value !== "")
              assert.ok(ids.has(value), `${node.type}.${property} = ${value}`);
          }
      });

      it("sets only properties that its nodes have", () => {
        const placed = ["id", "type", "x", "y", "z", "g", "d", "l", "wires", "info"];
        for (const node of flow) {
          const definition = definitions.get(node.type);
          if (!definition) continue;
          const known = new Set([...placed, ...Object.keys(definition.defaults)]);
          assert.deepEqual(
            Object.keys(node).filter((name) => !known.has(name)),
            [],
            node.type,
          );
        }
      });

      it("carries no secret", () => {
        const secrets = flat(flow).filter(([path, value]) => SECRET.test(path) && value !== "");
        assert.deepEqual(secrets, []);
        assert.ok(flow.every(({ credentials }) => credentials === undefined));
      });

      it("says in a comment what it is for", () =>
        assert.ok(flow.some(({ type, info }) => type === "comment" || (type === "tab" && info))));
    });
});
