/** What Homebridge's colours say of a line; `stray` is what some library or Node itself wrote to stderr, uncoloured. */
export type Level = "debug" | "info" | "success" | "warn" | "error" | "stray";

/** One printed line: who says it (empty: Homebridge itself), how bad it is, and what it says, without colours. */
export interface Line {
  readonly from: string;
  readonly level: Level;
  readonly text: string;
}

/** Homebridge's logger.js: the colour of each level where colours are forced (`-C`); info has none. */
const LEVELS: readonly (readonly [colour: string, level: Level])[] = [
  ["\u001b[31m", "error"],
  ["\u001b[32m", "success"],
  ["\u001b[33m", "warn"],
  ["\u001b[90m", "debug"],
];

// oxlint-disable-next-line no-control-regex -- a colour is a control sequence
const COLOUR = /\u001b\[\d+m/g;

/** Reads one line as Homebridge prints it with `-C -T`: colours, no time. */
export function parseLine(printed: string, stream: "stdout" | "stderr"): Line {
  // oxlint-disable-next-line no-control-regex -- a colour is a control sequence
  const prefix = /^\u001b\[36m\[(.*?)\]\u001b\[39m /.exec(printed);
  const rest = printed.slice(prefix?.[0].length ?? 0);
  const level = LEVELS.find(([colour]) => rest.startsWith(colour))?.[1];
  return {
    from: prefix?.[1] ?? "",
    level: level ?? (stream === "stderr" ? "stray" : "info"),
    text: rest.replace(COLOUR, ""),
  };
}

/** Whether somebody should look at it. */
export function isTrouble({ level }: Line): boolean {
  return level === "warn" || level === "error" || level === "stray";
}
