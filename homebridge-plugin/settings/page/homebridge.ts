/** What the page uses of `window.homebridge`, which Homebridge's UI puts there. */
export interface HomebridgeUi extends EventTarget {
  getPluginConfig(): Promise<unknown>;
  updatePluginConfig(blocks: readonly unknown[]): Promise<unknown>;
  request(path: string, body: unknown): Promise<unknown>;
  i18nCurrentLang(): Promise<string>;
}

declare global {
  interface Window {
    readonly homebridge: HomebridgeUi;
  }
}
