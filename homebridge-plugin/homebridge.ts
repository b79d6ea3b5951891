/**
 * The types of Homebridge, and the only place that names the package: importing a value from it would fail wherever
 * Homebridge lives in another node_modules tree. Values come from `api.hap`.
 */
export type {
  API,
  Characteristic,
  CharacteristicValue,
  DynamicPlatformPlugin,
  HAP,
  Logging,
  MatterAccessory,
  MatterAPI,
  PlatformAccessory,
  PlatformConfig,
  Service,
} from "homebridge" with { "resolution-mode": "import" };
