import { join } from "node:path";
import { parseArgs } from "node:util";
import { Problem } from "../shared/support/problem";
import { repository } from "./support/repository";

export interface Options {
  /** Where to start looking for Node-RED's port. */
  readonly port: number;
  /** Where to start looking for the page's port. */
  readonly sandboxPort: number;
  /** Start Homebridge, too. */
  readonly homebridge: boolean;
  /** Forget what earlier runs have left. */
  readonly fresh: boolean;
  /** The folder of what is remembered from run to run. */
  readonly state: string;
  readonly help: boolean;
}

export const HELP = `A pretend world to try the nodes in: Microsoft's cloud, a Hue bridge with lamps, Node-RED, Homebridge, and a page to watch.

  npm start -- [options]

  --port N          where Node-RED is served (1880; a taken port moves to the next free one, 0 takes any)
  --sandbox-port N  where the page is served (1890; likewise)
  --no-homebridge   leave out Homebridge and its HomeKit sensors
  --fresh           forget what earlier runs have left: flows, HomeKit pairings, sign-ins, ports
  --state DIR       keep what is remembered in DIR instead of .cache/sandbox
  --help, -h        say this`;

const KNOWN = {
  port: { type: "string" },
  "sandbox-port": { type: "string" },
  fresh: { type: "boolean" },
  "no-homebridge": { type: "boolean" },
  state: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * The command line, checked.
 * @param args without the program
 * @throws Problem `bad-option` naming what is wrong
 */
export function parseOptions(args: readonly string[]): Options {
  const { values, tokens } = parseArgs({ args: [...args], options: KNOWN, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "positional") throw bad(`"${token.value}" is not an option`);
    if (token.kind !== "option") continue;
    if (!isKnown(token.name)) throw bad(`There is no option ${token.rawName}`);
    const needsValue = KNOWN[token.name].type === "string";
    // Of two options in a row the first has lost its value.
    if (needsValue && (!token.value || (!token.inlineValue && token.value.startsWith("-"))))
      throw bad(`${token.rawName} needs a value`);
    if (!needsValue && token.value !== undefined) throw bad(`${token.rawName} takes no value`);
  }
  return {
    port: port("--port", values.port, 1880),
    sandboxPort: port("--sandbox-port", values["sandbox-port"], 1890),
    homebridge: values["no-homebridge"] !== true,
    fresh: values.fresh === true,
    state: typeof values.state === "string" ? values.state : join(repository, ".cache", "sandbox"),
    help: values.help === true,
  };
}

function isKnown(name: string): name is keyof typeof KNOWN {
  return Object.hasOwn(KNOWN, name);
}

function port(option: string, value: string | boolean | undefined, fallback: number): number {
  if (typeof value !== "string") return fallback;
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw bad(`${option} cannot be "${value}": it must be a whole number from 0 to 65535`);
}

function bad(title: string): Problem {
  return new Problem({ code: "bad-option", title, advice: "npm start -- --help lists the options." });
}
