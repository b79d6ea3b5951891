import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes a Homebridge plugin, in a folder of its own, that registers the platform `TeamsPresence` with one accessory, "Alice",
 * as its block in config.json says: `sensors: [{name, service, shows, value, fault?, active?}]`, in HAP's names.
 * It asks the first account's authority for a device code and prints it, and throws at once where `explode` is set.
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
    if (config.explode) throw new Error("a bang");
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
      const [account] = config.accounts ?? [];
      if (account?.authority) void askForCode(log, account);
    });
  }
  configureAccessory(accessory) {
    this.known.set(accessory.UUID, accessory);
  }
}

async function askForCode(log, { authority, tenant, clientId }) {
  const ask = async (path, form) => {
    const body = new URLSearchParams({ client_id: clientId, ...form });
    return (await fetch(authority + "/" + tenant + "/oauth2/v2.0/" + path, { method: "POST", body })).json();
  };
  const scope = "Presence.Read offline_access";
  const { user_code, device_code } = await ask("devicecode", { scope });
  log.info("Sign in with " + user_code);
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const { error, token_type } = await ask("token", { grant_type, device_code });
  log.info("Signed in: " + (error ?? token_type));
}

module.exports = (api) => api.registerPlatform("homebridge-teams-presence", "TeamsPresence", Platform);
`;
