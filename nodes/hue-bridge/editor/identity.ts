/** What Node-RED's editor shows in place of a password that is stored. */
export const STORED = "__PWRD__";

/** The properties that a stored key is bound to. */
export const IDENTITY = ["host", "port", "bridgeId", "tls", "api"] as const;
