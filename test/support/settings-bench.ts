import { existsSync, watch } from "node:fs";
import type { TestCloud } from "./cloud";
import type { HomebridgeUi } from "./homebridge-ui";
import type { SettingsPage } from "./settings-page";

/** Room for Homebridge's UI to start and to be loaded. */
export const SETTINGS_START_MS = 60_000;

/** What a file of tests of the settings page runs against; what it has not got is not taken down. */
export interface SettingsBench {
  readonly ui: HomebridgeUi | undefined;
  readonly settings: SettingsPage | undefined;
  readonly microsoft?: TestCloud | undefined;
}

/** For a `describe`: a failed test shows what was said, and all is taken down after the last. */
export function tidyUpSettings(bench: () => SettingsBench): void {
  afterEach(async function () {
    if (!this.currentTest?.isFailed()) return;
    const { ui, settings, microsoft } = bench();
    console.error(ui?.said, settings?.trouble, microsoft?.log.entries);
    await settings?.picture(`failed-${this.currentTest.title}`).catch(() => undefined);
  });
  after(async () => {
    const { ui, settings, microsoft } = bench();
    await settings?.dispose();
    await ui?.dispose();
    await microsoft?.close();
  });
}

/** Resolves when there is no such file in a Homebridge's storage. */
export function gone({ storage }: HomebridgeUi, file: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (existsSync(file)) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(storage, { recursive: true }, look);
    look();
  });
}
