import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "../../sandbox/cloud";
import type { CloudOptions, Registration } from "../../sandbox/cloud";
import { type Authority, createAuthority } from "../../sandbox/support/certificates";
import { Faults } from "../../sandbox/support/faults";
import { WireLog } from "../../sandbox/support/wire-log";
import { World } from "../../sandbox/world";

export type TestCloud = Awaited<ReturnType<typeof startTestCloud>>;

/** The pretend Microsoft for a Node-RED in another process, which has to be started with `env`. */
export async function startTestCloud({
  authority: given,
  ...options
}: {
  /** Of an earlier cloud, whose `env` then serves for both. */
  readonly authority?: Authority;
  readonly accessTokenSeconds?: number;
  /** Names a proxy leads to `cloud.entra.port` and `cloud.graph.port`. */
  readonly names?: NonNullable<CloudOptions["names"]>;
  /** Absent: those of sandbox/cloud/entra/registrations.ts, the default one first. */
  readonly registrations?: readonly Registration[];
} = {}) {
  const authority = given ?? (await createAuthority("CN=Test CA"));
  const folder = mkdtempSync(join(tmpdir(), "teams-presence-ca-"));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, authority.certificate);
  const world = new World();
  const log = new WireLog();
  const faults = new Faults();
  const cloud = await startCloud({ authority, world, log, faults, intervalSeconds: 1, ...options });
  return {
    authority,
    cloud,
    faults,
    log,
    world,
    env: { NODE_EXTRA_CA_CERTS: caFile },
    /** The properties of a teams-auth node for this cloud. */
    registration: {
      cloud: "custom",
      authority: cloud.entra.origin,
      graph: cloud.graph.origin,
      tenant: cloud.tenant,
      clientId: cloud.clientId,
      method: "device-code",
    },
    async close(): Promise<void> {
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
