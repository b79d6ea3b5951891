import type { API, DynamicPlatformPlugin, Logging, PlatformAccessory, PlatformConfig } from "./homebridge";

export class TeamsPresencePlatform implements DynamicPlatformPlugin {
  constructor(log: Logging, _config: PlatformConfig, _api: API) {
    log.debug("started");
  }

  configureAccessory(_accessory: PlatformAccessory): void {}
}
