import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes a Homebridge plugin, in a folder of its own, that registers the platform `TeamsPresence` with one accessory, "Alice",
 * as its block in config.json says: `sensors: [{name, service, shows, value, fault?, active?}]`, in HAP's names.
 * It ends Homebridge where `explode` is set.
 * @returns the plugin's folder
 */
export function pretendPlugin(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: "homebridge-teams-presence",
    version: "0.0.1",
    main: "index.js",
    keywords: ["homebridge-plugin"],
    engines: { homebridge: ">=1.8" },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "index.js"), SOURCE);
  return folder;
}

const SOURCE = `
class Platform {
  constructor(log, config, api) {
    if (config.explode) {
      console.error("a bang");
      process.exit(3);
    }
    this.known = new Map();
    api.on("didFinishLaunching", () => {
      const { Service, Characteristic, uuid } = api.hap;
      const id = uuid.generate("alice");
      const accessory = this.known.get(id) ?? new api.platformAccessory("Alice", id);
      for (const { name, service: type, shows, value, fault, active } of config.sensors ?? []) {
        const service = accessory.getServiceById(Service[type], name) ?? accessory.addService(Service[type], name, name);
        service.updateCharacteristic(Characteristic[shows], value);
        if (fault) service.updateCharacteristic(Characteristic.StatusFault, 1);
        if (active === false) service.updateCharacteristic(Characteristic.StatusActive, false);
      }
      if (!this.known.has(id)) api.registerPlatformAccessories("homebridge-teams-presence", "TeamsPresence", [accessory]);
    });
  }
  configureAccessory(accessory) {
    this.known.set(accessory.UUID, accessory);
  }
}

module.exports = (api) => api.registerPlatform("homebridge-teams-presence", "TeamsPresence", Platform);
`;
