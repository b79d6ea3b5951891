/** The process Homebridge runs in: its own command line, behind a door, ending with the parent and not before. */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { closeDoor, stayOnThisMachine } from "./door";
import type { Request } from "./messages";

/** What its `bin/homebridge.js` runs. */
const COMMAND_LINE = join(dirname(require.resolve("homebridge")), "cli.js");

async function run({ storage, plugin, port }: Request): Promise<void> {
  closeDoor(port);
  stayOnThisMachine(port);
  const { default: homebridge } = (await import(pathToFileURL(COMMAND_LINE).href)) as { default: () => void };
  const only = ["--plugin-path", plugin, "--strict-plugin-resolution"];
  // Insecure: what the sensors show can be read without pairing, which only one controller could do.
  process.argv = [process.execPath, "homebridge", "-U", storage, ...only, "--no-qrcode", "--insecure"];
  homebridge();
  ignoreInterrupts();
}

/** Ctrl+C reaches every process of the terminal: this one ends when its parent has done so in order. */
function ignoreInterrupts(): void {
  for (const signal of ["SIGINT", "SIGHUP"] as const)
    process.removeAllListeners(signal).on(signal, () => undefined);
}

process.on("disconnect", () => {
  // Homebridge tells its parent whenever there is a way to tell, and there is nobody any more.
  delete process.send;
  if (process.listenerCount("SIGTERM") === 0) process.exit(0);
  process.emit("SIGTERM", "SIGTERM");
});

ignoreInterrupts();
run(JSON.parse(process.argv[2] ?? "{}") as Request).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
