import type { LampCommand } from "../../shared/presence/command";
import { statusColourKind } from "../../shared/presence/describe";
import type { Problem } from "../../shared/support/problem";
import type { NodeStatus } from "../common/node-red";

type Words = (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;

/** What a lamp can be asked for. */
export type Shown = LampCommand & { readonly kind: Exclude<LampCommand["kind"], "attention"> };

export interface View {
  readonly shown?: Shown | undefined;
  /** Why the lamp does not show it: it is off and to be left off, to be left as it is, or it is after work. */
  readonly skipped?: "off" | "leave" | "outside-hours" | undefined;
  /** Somebody has changed the lamp since, and may. */
  readonly byHand?: boolean | undefined;
  readonly trouble?: Problem | undefined;
}

const LIGHT_UNREACHABLE = "light-unreachable";

/** Titles are sentences; a status has room for a few words. */
const SHORT_TROUBLE: Readonly<Record<string, string>> = {
  [LIGHT_UNREACHABLE]: "hue-light.trouble.light-unreachable",
  "bridge-unreachable": "hue-light.trouble.bridge-unreachable",
  "bridge-overloaded": "hue-light.trouble.bridge-overloaded",
  "bridge-bad-answer": "hue-light.trouble.bridge-bad-answer",
  "bridge-key-refused": "hue-light.trouble.bridge-key-refused",
  "bridge-certificate": "hue-light.trouble.bridge-certificate",
  "light-not-found": "hue-light.trouble.light-not-found",
  "target-not-found": "hue-light.trouble.target-not-found",
  "target-empty": "hue-light.trouble.target-empty",
  "scene-not-found": "hue-light.trouble.scene-not-found",
};

const WHY = {
  off: "hue-light.status.lamp-off",
  "outside-hours": "hue-light.status.outside-hours",
  "by-hand": "hue-light.status.by-hand",
} as const;

/** The lamp's status line: what it shows as a dot, in the presence's colour; a ring where it does not show it. */
export function lightStatus({ shown, skipped, byHand, trouble }: View, words: Words): NodeStatus {
  if (trouble) {
    const key = SHORT_TROUBLE[trouble.code];
    // A lamp switched off at the wall is everyday life, not something broken.
    const fill = trouble.code === LIGHT_UNREACHABLE ? "yellow" : "red";
    return { fill, shape: "ring", text: key === undefined ? trouble.title : words(key) };
  }
  if (!shown) return {};
  const text = inWords(shown, words);
  const why = skipped ?? (byHand ? "by-hand" : undefined);
  return {
    fill: fillOf(shown),
    shape: why === undefined ? "dot" : "ring",
    text: why === undefined || why === "leave" ? text : words(WHY[why], { shown: text }),
  };
}

function fillOf(shown: Shown): NonNullable<NodeStatus["fill"]> {
  if (shown.kind === "presence") return statusColourKind(shown.presence.status);
  return shown.kind === "status" ? statusColourKind(shown.status) : "grey";
}

function inWords(shown: Shown, words: Words): string {
  switch (shown.kind) {
    case "presence":
      return words(`status.${shown.presence.status}`);
    case "status":
      return words(`status.${shown.status}`);
    case "appearance": {
      const { on, color, brightness } = shown.appearance;
      if (on === false) return words("hue-light.status.off");
      return color ?? (brightness === undefined ? words("hue-light.status.on") : `${brightness} %`);
    }
    case "on":
      return words("hue-light.status.on");
    case "off":
      return words("hue-light.status.off");
    case "restore":
      return words("hue-light.status.restore");
  }
}
