/** `npm start`: the pretend world, Node-RED in it, and a page to watch. */
import { asProblem } from "../shared/support/problem";
import { INTERVAL_SECONDS } from "./flow";
import type { PairableBridge } from "./homebridge/homekit";
import { HELP, parseOptions } from "./options";
import { startSandbox } from "./sandbox";
import type { Sandbox } from "./sandbox";
import { Closers } from "./support/closers";

const SUCCESS = 0;
const FAILURE = 1;

async function main(args: readonly string[]): Promise<number> {
  const closers = new Closers();
  const interrupted = untilInterrupted();
  try {
    const options = parseOptions(args);
    if (options.help) {
      console.log(HELP);
      return SUCCESS;
    }
    const running = startSandbox(options, say, closers).then((sandbox) => {
      say(summary(sandbox));
      return sandbox.ended;
    });
    await Promise.race([interrupted, running]);
    say("\nEnding …");
    return SUCCESS;
  } catch (error) {
    console.error(`\n${asProblem(error).message}`);
    return FAILURE;
  } finally {
    await closers.close();
  }
}

/** Ctrl+C, which npm and the bootstrap pass on a second time; being told to end; the terminal's window closing. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
  });
}

function say(text: string): void {
  console.log(text);
}

function summary({ pageUrl, nodeRedUrl, homekit }: Sandbox): string {
  return `
The sandbox is ready.

  The page   ${pageUrl}   set anybody's presence and watch the lamps
  Node-RED   ${nodeRedUrl}   the flow that colours the desk lamp
${homekit ? homekitLine(homekit) : ""}
Open the page and click "In a call": within ${INTERVAL_SECONDS} seconds the desk lamp turns red.
Ctrl+C ends everything.`;
}

/** The page shows the sensors without any pairing. */
function homekitLine({ pairingCode, port }: PairableBridge): string {
  return `  HomeKit    code ${pairingCode}   pairs a controller on this machine with 127.0.0.1:${port}; phones cannot see it\n`;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(FAILURE);
  },
);
