/** Begun by Homebridge's UI when the settings page is opened, and ended when it is closed. */
async function serve(): Promise<void> {
  // An ES module, which `require` loads only on newer versions of Node.
  const { HomebridgePluginUiServer } = await import("@homebridge/plugin-ui-utils");
  const server = new HomebridgePluginUiServer();
  server.ready();
}

serve().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : "The settings page's server could not start.");
  process.exitCode = 1;
});
