import type { LampCommand } from "../../shared/presence/command";
import { statusColourKind } from "../../shared/presence/describe";
import type { Problem } from "../../shared/support/problem";
import type { NodeStatus } from "./node-red";

export type Words = (key: string, substitutions?: Readonly<Record<string, string | number>>) => string;

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

/** What trouble a node's lamps have, by its code, in a few words: titles are sentences, and a status has no room for one. */
export type ShortTroubles = Readonly<
  Record<string, { readonly key: string; readonly fill: "red" | "yellow" }>
>;

const WHY = {
  off: "lamp.status.lamp-off",
  "outside-hours": "lamp.status.outside-hours",
  "by-hand": "lamp.status.by-hand",
} as const;

/** The lamp's status line: what it shows as a dot, in the presence's colour; a ring where it does not show it. */
export function lampStatus(
  { shown, skipped, byHand, trouble }: View,
  words: Words,
  troubles: ShortTroubles,
): NodeStatus {
  if (trouble) {
    const short = troubles[trouble.code];
    return { fill: short?.fill ?? "red", shape: "ring", text: short ? words(short.key) : trouble.title };
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
      if (on === false) return words("lamp.status.off");
      return color ?? (brightness === undefined ? words("lamp.status.on") : `${brightness} %`);
    }
    case "on":
      return words("lamp.status.on");
    case "off":
      return words("lamp.status.off");
    case "restore":
      return words("lamp.status.restore");
  }
}
