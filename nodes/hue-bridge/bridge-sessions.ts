import { isDeepStrictEqual } from "node:util";
import { BridgeCommons } from "../../shared/lights/hue/bridge/bridge-commons";
import { BridgeSession } from "../../shared/lights/hue/bridge/bridge-session";
import { connectBridge } from "../../shared/lights/hue/bridge/connect";
import { findBridge } from "../../shared/lights/hue/bridge/discovery";
import type { Place } from "../../shared/lights/hue/wire/problems";
import { systemClock } from "../../shared/support/clock";
import { firstOf, type Log } from "../../shared/support/log";
import { addressOf, type BridgeSettings } from "./bridge-properties";

/** A bridge's session as long as somebody needs it. */
export interface Lease {
  readonly session: BridgeSession;
  /** Does nothing the second time. */
  readonly release: () => void;
}

/** A session, and the logs of those who have a lease on it: what there is to say is said once, by the eldest. */
interface Shared {
  readonly settings: BridgeSettings;
  readonly commons: BridgeCommons;
  readonly session: BridgeSession;
  /** In the order they came. */
  readonly leases: Map<Lease, Log>;
}

/**
 * The sessions of this process. A bridge does not care how many nodes mean it: those with the same settings have one
 * session together, and those that differ, in their keys say, still have its pace and its lamps in common.
 */
const sessions = new Set<Shared>();

/**
 * The first lease begins a session, and the end of the last one closes it.
 * @throws Problem `not-paired`.
 */
export function leaseSession(settings: BridgeSettings, log: Log): Lease {
  const shared = [...sessions].find((one) => isDeepStrictEqual(one.settings, settings)) ?? begin(settings);
  sessions.add(shared);
  const lease: Lease = {
    session: shared.session,
    release() {
      if (!shared.leases.delete(lease) || shared.leases.size > 0) return;
      sessions.delete(shared);
      shared.session.close();
    },
  };
  shared.leases.set(lease, log);
  return lease;
}

function begin(settings: BridgeSettings): Shared {
  const address = addressOf(settings);
  const { host, port, bridgeId, tls } = address;
  const { api } = settings.properties;
  const leases = new Map<Lease, Log>();
  const log = firstOf(() => leases.values());
  const commons = commonsOf(bridgeId ?? `${host}:${port}`);
  // Without encryption, or without a look at the certificate, anybody could say that the bridge is with him now.
  const canProve = api !== "v1" && tls !== "insecure" && bridgeId !== undefined;
  const session = new BridgeSession({
    commons,
    place: { host, port },
    connect: (place) =>
      connectBridge({ address: { ...address, ...place }, api, key: settings.key, clock: systemClock, log }),
    ...(canProve && { find: () => findEncrypted(bridgeId) }),
    clock: systemClock,
    log,
  });
  return { settings, commons, session, leases };
}

function commonsOf(bridge: string): BridgeCommons {
  const other = [...sessions].find(({ commons }) => commons.bridge === bridge);
  return other?.commons ?? new BridgeCommons(bridge, systemClock);
}

/** Where the bridge says it is now; only what proves its identity is of use. */
async function findEncrypted(bridgeId: string): Promise<Place | undefined> {
  const found = await findBridge(bridgeId, { clock: systemClock });
  return found?.transport === "https" ? { host: found.host, port: found.port } : undefined;
}
