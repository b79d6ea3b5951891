import type { API, MatterAPI } from "../homebridge";

/** What we use of Homebridge's Matter. */
export type Matter = Pick<
  MatterAPI,
  | "deviceTypes"
  | "registerPlatformAccessories"
  | "updatePlatformAccessories"
  | "unregisterPlatformAccessories"
  | "updateAccessoryState"
  | "getAccessoryState"
>;

/** Homebridge as far as Matter goes; the first major has none of it. */
export interface MatterHost {
  readonly hap: Pick<API["hap"], "uuid">;
  readonly isMatterAvailable?: () => boolean;
  readonly isMatterEnabled?: () => boolean;
  readonly matter?: Matter;
}

const GOES_ON = "HomeKit goes on.";

export const NO_MATTER = `Matter is left out, since it takes Homebridge 2. ${GOES_ON}`;

/** Buttons as homebridge-config-ui-x 5.28 calls them. */
export const MATTER_IS_OFF = `Matter is left out, since it is off for this bridge. In Homebridge's UI turn it on under Settings → Matter Settings, or for a child bridge under the plugin's Child Bridge Config → Enable Matter, and restart Homebridge. ${GOES_ON}`;

/** Matter of the bridge that the platform runs in, or a line that says why there is none and what to do. */
export function matterOf(host: MatterHost): Matter | string {
  if (host.isMatterAvailable?.() !== true) return NO_MATTER;
  if (host.isMatterEnabled?.() !== true || !host.matter) return MATTER_IS_OFF;
  return host.matter;
}

/** Homebridge refuses accessories; its own words speak to plugin authors. */
export const MATTER_FAILS = `Matter is left out until the next start, since Homebridge's Matter does not run on this bridge: lines of its log with [Matter/ say why. ${GOES_ON}`;

/** What Homebridge takes and does not show. Matter of a bridge can be for accessories with bridges of their own alone. */
export function notShownLine(names: readonly string[]): string {
  return `Homebridge does not show in Matter: ${names.join(", ")}. Where Externals Only (Matter) is on for this bridge, turn it off; otherwise lines of its log with [Matter/ say why. ${GOES_ON}`;
}
