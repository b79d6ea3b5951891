/** The alias under which the platform stands in Homebridge's config.json. */
export const PLATFORM_NAME = "TeamsPresence";

/** The package's name, as it has to be told when accessories are registered. */
export const PLUGIN_NAME = "homebridge-teams-presence";

/** Below Homebridge's storage directory; never `persist`, which is HAP's own. */
export const STORAGE_FOLDER = "teams-presence";
