/** The network in which the pretend bridge makes itself known and is searched for: this machine alone. */
export const MDNS_INTERFACE = "127.0.0.1";
