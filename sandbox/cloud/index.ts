import type { Memory } from "../../shared/support/memory-file";
import type { Authority } from "../support/certificates";
import type { Faults } from "../support/faults";
import type { WireLog } from "../support/wire-log";
import type { Person, World } from "../world";
import { startEntra } from "./entra";
import type { IssuedCode } from "./entra";
import type { AuthorizeAnswer } from "./entra/authorize";
import { REFUSED, requireOrderable } from "./entra/ordered-refusals";
import { CLIENT_ID, REGISTRATIONS, TENANT_ID } from "./entra/registrations";
import type { Registration } from "./entra/registrations";
import { Tokens } from "./entra/tokens";
import { startGraph } from "./graph";

export { ENTRA_FAULTS } from "./entra";
export { requireOrderable } from "./entra/ordered-refusals";
export { ORDERABLE as ENTRA_REFUSALS } from "./entra/refusals/ordered";
export { GRAPH_FAULTS } from "./graph";
export { APP_CERTIFICATE, APP_KEY } from "./entra/app-credentials";
export type { AuthorizeAnswer } from "./entra/authorize";
export {
  ADMIN_ONLY_REGISTRATION,
  APP_REGISTRATION,
  APP_SECRET,
  CLIENT_ID,
  CONFIDENTIAL_REGISTRATION,
  DEFAULT_REGISTRATION,
  EXPIRED_APP_SECRET,
  HOMEKIT_REGISTRATION,
  MULTI_TENANT_REGISTRATION,
  REGISTRATIONS,
  TENANT_DOMAIN,
  TENANT_ID,
} from "./entra/registrations";
export type { ClientSecret, Registration } from "./entra/registrations";

export interface CloudOptions {
  readonly authority: Authority;
  readonly world: World;
  readonly log: WireLog;
  readonly faults: Faults;
  /** Absent: any free ports. */
  readonly ports?: { readonly entra?: number; readonly graph?: number };
  /** Names under which they are reached at port 443 through a proxy that leads to their ports; absent: as localhost. */
  readonly names?: { readonly entra?: string; readonly graph?: string };
  /** Absent: those of registrations.ts, the default one first. */
  readonly registrations?: readonly Registration[];
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** What devices are told to wait between polls, in seconds; default 5. */
  readonly intervalSeconds?: number;
  /** How long a device code is good for, in seconds; default 900. */
  readonly deviceCodeSeconds?: number;
  /** How long an access token is good for, in seconds; default 3600. */
  readonly accessTokenSeconds?: number;
  /** Where refresh tokens and consents outlive the process; absent: nowhere. */
  readonly memory?: Memory;
}

export interface Cloud {
  /** Origins are `https://localhost:<port>`, or `https://<name>` where a name was given. */
  readonly entra: { readonly origin: string; readonly port: number };
  readonly graph: { readonly origin: string; readonly port: number };
  readonly tenant: string;
  readonly clientId: string;
  /** As if this person had typed the code and approved. Throws for a code nobody waits for and for an unknown person. */
  approve(userCode: string, slug: string): void;
  decline(userCode: string): void;
  /** Calls `listener`, which must not throw, before a code is given out. */
  onDeviceCode(listener: (code: IssuedCode) => void): void;
  /**
   * As if this person had opened the authorization address, picked the account and decided; gives what the browser would
   * take back to the application. Throws an Error with the AADSTS text where the page would keep the trouble to itself.
   */
  authorize(url: string, slug: string, decision?: "approve" | "decline"): AuthorizeAnswer;
  /**
   * The next sign-in or refresh of this person ends with this AADSTS number, or, with undefined for the person, that of
   * anybody or of any application. Throws a Problem for a number that cannot be ordered: `ENTRA_REFUSALS` has them.
   */
  refuse(slug: string | undefined, code: string | number): void;
  /** As if an admin had approved the whole list of this registration. Throws an Error for an unknown one. */
  consentAsAdmin(clientId: string): void;
  /** Every token this person was given so far dies at once. */
  revoke(slug: string): void;
  /** Whose sign-in with this application is the newest, and whether its refresh token is still good. */
  newestSignIn(clientId: string): { readonly person: Person; readonly good: boolean } | undefined;
  /** An access token for somebody, without the whole sign-in; default permission Presence.Read. */
  signIn(slug: string, permissions?: readonly string[]): string;
  close(): Promise<void>;
}

/** Microsoft's cloud as far as presence needs it: a pretend Entra and a pretend Graph that trust each other. */
export async function startCloud({
  ports = {},
  names = {},
  registrations,
  memory,
  ...options
}: CloudOptions): Promise<Cloud> {
  const { world, faults, clock, accessTokenSeconds } = options;
  const onChange = (): void => void memory?.save(tokens.toJSON());
  const tokens = new Tokens({ clock, accessTokenSeconds, onChange });
  tokens.restore(await memory?.load(), world.people);
  const graph = await startGraph({ ...options, tokens, port: ports.graph, name: names.graph });
  const entra = await startEntra({
    ...options,
    tokens,
    registrations,
    port: ports.entra,
    name: names.entra,
    graphOrigins: [graph.origin],
  }).catch(async (error: unknown) => {
    await graph.close();
    throw error;
  });
  const clientId = registrations?.[0]?.clientId ?? CLIENT_ID;
  return {
    entra,
    graph,
    tenant: TENANT_ID,
    clientId,
    approve: (userCode, slug) => entra.approve(userCode, slug),
    decline: (userCode) => entra.decline(userCode),
    onDeviceCode: (listener) => entra.onDeviceCode(listener),
    authorize: (url, slug, decision) => entra.authorize(url, slug, decision),
    refuse(slug, code) {
      const person = slug === undefined ? {} : { person: slug };
      const fault = { target: "entra", kind: REFUSED, ...person, code: String(code) } as const;
      requireOrderable(world, fault);
      faults.order(fault);
    },
    consentAsAdmin(wanted) {
      const registration = (registrations ?? REGISTRATIONS).find((known) => known.clientId === wanted);
      if (!registration) throw new Error(`Nothing is registered as ${wanted}`);
      tokens.consentAsAdmin(wanted, registration.delegated, registration.application);
    },
    revoke: (slug) => tokens.revoke(world.person(slug)),
    newestSignIn: (clientId) => tokens.newest(clientId),
    signIn: (slug, permissions = ["Presence.Read"]) =>
      tokens.issueAccess({ clientId, person: world.person(slug), permissions, claims: "" }),
    async close() {
      await Promise.all([entra.close(), graph.close()]);
      await memory?.save(tokens.toJSON());
    },
  };
}
