import type { Theme } from "../../shared/presence/theme";
import { Problem } from "../../shared/support/problem";
import type { NodeRed } from "../common/node-red";
import { DEFAULT_THEME, type ThemeNode } from "./theme";

/**
 * The theme a light names; the usual colours where it names none.
 * @throws Problem where the chosen theme is not deployed, or its own configuration is wrong.
 */
export function themeOf(RED: NodeRed, id: string): Theme {
  if (id === "") return DEFAULT_THEME;
  const node = RED.nodes.getNode(id) as ThemeNode | null;
  if (node?.theme) return node.theme;
  throw (
    node?.problem ??
    new Problem({
      code: "no-theme",
      title: "The theme is missing",
      advice: "Open this node and choose a theme or none; the one that is chosen may be disabled.",
    })
  );
}
