import type { Driver } from "../../shared/lights/busylight/driver";
import { LightHub } from "../../shared/lights/busylight/hub";
import { systemDriver } from "../../shared/lights/busylight/system/system-driver";
import { withVirtual } from "../../shared/lights/busylight/with-virtual";
import { systemClock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";

/** Names a module whose `driver` is used in place of the system's: the sandbox has pretend lights behind one. */
const DRIVER = "TEAMS_PRESENCE_USB_DRIVER";

/**
 * By these Node-RED is told to end (its `red.js`); it then closes all nodes as a deploy does, and is gone at once. Another
 * word for it is the message `shutdown` of whoever has started it, as PM2 sends it on Windows.
 */
const ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2", "SIGBREAK"] as const;
const SHUTDOWN = "shutdown";

let lights: LightHub | undefined;

/** The lights of this process, however many nodes there are: a light can be open only once. */
export function lightsOfProcess(log: Log): LightHub {
  lights ??= begin(log);
  return lights;
}

function begin(log: Log): LightHub {
  const driver = withVirtual(ownDriver() ?? systemDriver());
  const hub = new LightHub({ driver, clock: systemClock, log });
  for (const ending of ENDINGS) {
    // Listening alone would keep a process alive that nobody else ends.
    if (process.listenerCount(ending) > 0) process.prependListener(ending, () => void hub.stop());
  }
  if (process.listenerCount("message") > 0)
    process.prependListener("message", (message) => {
      if (message === SHUTDOWN) void hub.stop();
    });
  return hub;
}

function ownDriver(): Driver | undefined {
  const file = process.env[DRIVER];
  if (file === undefined || file === "") return undefined;
  return (require(file) as { readonly driver: Driver }).driver;
}
