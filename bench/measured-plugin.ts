import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a line of Homebridge's output begins that tells of a value that was given to HAP. */
export const MARK = "measured";

/** Wraps the plugin: every value of a sensor that is given to HAP is printed with the machine's monotonic time in ns. */
const WRAPPER = `"use strict";
const plugin = require(process.env.MEASURED_PLUGIN);
module.exports = (api) => {
  const { Service, Characteristic } = api.hap;
  const detections = [Characteristic.OccupancyDetected, Characteristic.ContactSensorState, Characteristic.MotionDetected];
  const update = Service.prototype.updateCharacteristic;
  Service.prototype.updateCharacteristic = function (type, value) {
    const at = process.hrtime.bigint();
    const changed = detections.includes(type) && this.getCharacteristic(type).value !== value;
    const result = update.call(this, type, value);
    if (changed) console.log("${MARK} " + at + " " + this.subtype + " " + Number(value));
    return result;
  };
  return plugin(api);
};
`;

/** A package folder that Homebridge loads in the plugin's place; \`MEASURED_PLUGIN\` in its environment is the plugin's. */
export function measuredPlugin(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "teams-presence-bench-")), "homebridge-teams-presence");
  mkdirSync(folder);
  const manifest = {
    name: "homebridge-teams-presence",
    version: "0.0.0",
    main: "index.js",
    keywords: ["homebridge-plugin"],
    engines: { homebridge: "^2.0.0" },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "index.js"), WRAPPER);
  return folder;
}
