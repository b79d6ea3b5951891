import { join } from "node:path";
import { systemClock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { asProblem } from "../../shared/support/problem";
import { answering } from "./server/answer";
import { SettingsServer } from "./server/settings-server";

/** All that is printed goes into the log of Homebridge's UI, where steps that go well are noise. */
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (text) => console.warn(text),
  error: (text) => console.error(text),
};

/** Begun by Homebridge's UI when the settings page is opened, and ended when it is closed. */
async function serve(): Promise<void> {
  // An ES module, which `require` loads only on newer versions of Node.
  const { HomebridgePluginUiServer, RequestError } = await import("@homebridge/plugin-ui-utils");
  const server = new HomebridgePluginUiServer();
  const storage = server.homebridgeStoragePath;
  if (!storage)
    throw new Error("HOMEBRIDGE_STORAGE_PATH is missing: Homebridge's UI starts this, and nobody else.");
  const settings = new SettingsServer({
    storage,
    configPath: server.homebridgeConfigPath || join(storage, "config.json"),
    tell: (event, data) => {
      if (process.connected) server.pushEvent(event, data);
    },
    clock: systemClock,
    log,
  });
  let ending: Promise<void> | undefined;
  const end = (): void => void (ending ??= settings.close().finally(() => process.exit()));
  // Of the signal, which is what the library makes of it, a process that waits for nothing else may not hear.
  process.on("disconnect", end);
  process.on("SIGTERM", end);
  await settings.start();
  for (const [path, handler] of Object.entries(settings.handlers))
    server.onRequest(
      path,
      answering(handler, ({ title, text }) => new RequestError(title, text)),
    );
  server.ready();
}

// An answer that nobody waits for any more, and messages that the library cannot read, must not end what is under way.
process.on("error", () => undefined);
process.on("uncaughtException", (error: unknown) => log.error(asProblem(error).message));
serve().catch((error: unknown) => {
  log.error(error instanceof Error ? error.message : "The settings page's server could not start.");
  process.exit(1);
});
