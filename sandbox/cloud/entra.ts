import type { Authority } from "../support/certificates";
import type { Faults } from "../support/faults";
import type { WireLog } from "../support/wire-log";
import type { World } from "../world";
import type { Request } from "./answer";
import { adminConsentPage } from "./entra/admin-consent";
import { AuthorizationCodes } from "./entra/authorization-codes";
import { authorizeStep } from "./entra/authorize";
import type { AuthorizeAnswer } from "./entra/authorize";
import { authorizePage, nativeClientPage } from "./entra/authorize-page";
import { deviceCode } from "./entra/device-code";
import { DeviceCodes } from "./entra/device-codes";
import { errorAnswer, refusedAnswer } from "./entra/error-answer";
import { createIdTokenSigner } from "./entra/id-token";
import { DEVICE_PAGE, keySet, openidConfiguration } from "./entra/metadata";
import { REFUSED, refuseOrdered } from "./entra/ordered-refusals";
import { approveAs, showDevicePage, submitDevicePage } from "./entra/page";
import { Refused } from "./entra/refusals";
import { NATIVE_CLIENT, REGISTRATIONS } from "./entra/registrations";
import type { Registration } from "./entra/registrations";
import type { EntraService } from "./entra/service";
import { token } from "./entra/token";
import { Tokens } from "./entra/tokens";
import { findRoute } from "./router";
import type { Route } from "./router";
import { startServer } from "./server";
import type { Outcome } from "./server";
import { COMMON_FAULTS, commonTrouble } from "./trouble";
import type { FailingStatus } from "./trouble";

/**
 * `revoked`: at once, every token given out so far dies, only those of `person` where one is named; whoever signs in anew
 * gets good ones. `refused`: the next request it concerns is answered with the AADSTS number `code`.
 */
export const ENTRA_FAULTS = [...COMMON_FAULTS, "revoked", REFUSED] as const;

export interface EntraOptions {
  readonly authority: Authority;
  readonly world: World;
  readonly log: WireLog;
  readonly faults: Faults;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  /** Reached under this name at port 443, through a proxy; absent: as localhost. */
  readonly name?: string | undefined;
  /** Absent: those of registrations.ts. */
  readonly registrations?: readonly Registration[] | undefined;
  /** Shared with Graph, which looks tokens up. */
  readonly tokens?: Tokens | undefined;
  /** Origins that stand for Microsoft Graph in scopes, besides the real one. */
  readonly graphOrigins?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
  /** What devices are told to wait between polls, in seconds; default 5, as Entra. */
  readonly intervalSeconds?: number | undefined;
  /** How long a device code is good for, in seconds; default 900, as Entra. */
  readonly deviceCodeSeconds?: number | undefined;
}

export interface IssuedCode {
  readonly userCode: string;
  /** Of the application that asks for it. */
  readonly clientId: string;
}

export interface Entra {
  /** `https://localhost:<port>` */
  readonly origin: string;
  readonly port: number;
  readonly tokens: Tokens;
  /** As if this person had typed the code and approved. Throws an Error with the AADSTS text for a code nobody waits for. */
  approve(userCode: string, slug: string): void;
  decline(userCode: string): void;
  /** Calls `listener`, which must not throw, before a code is given out. */
  onDeviceCode(listener: (code: IssuedCode) => void): void;
  authorize(url: string, slug: string, decision?: "approve" | "decline"): AuthorizeAnswer;
  close(): Promise<void>;
}

const AUTHORIZE = "/{tenant}/oauth2/v2.0/authorize";

/** Microsoft Entra docs, reference-error-codes: throttled, server error, temporarily unavailable. */
const TROUBLES: Readonly<Record<FailingStatus, { error: string; code: number; text: string }>> = {
  429: { error: "temporarily_unavailable", code: 90055, text: "There are too many requests." },
  500: { error: "server_error", code: 90033, text: "A transient error has occurred." },
  503: { error: "temporarily_unavailable", code: 90006, text: "The service is temporarily unavailable." },
};

/** Pages for a person's browser: trouble is ordered for programs, and must not be used up here. */
function pagesOf(service: EntraService): readonly Route[] {
  const authorize = (request: Request) => authorizePage(service, request);
  const adminConsent = (request: Request) => adminConsentPage(service, request);
  return [
    {
      path: DEVICE_PAGE,
      methods: { GET: showDevicePage, POST: (request) => submitDevicePage(service, request) },
    },
    { path: AUTHORIZE, methods: { GET: authorize, POST: authorize } },
    { path: "/{tenant}/v2.0/adminconsent", methods: { GET: adminConsent, POST: adminConsent } },
    { path: NATIVE_CLIENT, methods: { GET: nativeClientPage } },
  ];
}

function routesOf(service: EntraService): readonly Route[] {
  const configuration = { methods: { GET: (request: Request) => openidConfiguration(service, request) } };
  return [
    { path: "/{tenant}/v2.0/.well-known/openid-configuration", ...configuration },
    // Where MSAL looks with protocolMode OIDC; the real one answers with version 1 endpoints there.
    { path: "/{tenant}/.well-known/openid-configuration", ...configuration },
    { path: "/{tenant}/discovery/v2.0/keys", methods: { GET: (request) => keySet(service, request) } },
    {
      path: "/{tenant}/oauth2/v2.0/devicecode",
      methods: { POST: (request) => deviceCode(service, request) },
    },
    { path: "/{tenant}/oauth2/v2.0/token", methods: { POST: (request) => token(service, request) } },
  ];
}

/**
 * A pretend Entra (Microsoft's sign-in service) on 127.0.0.1: every way to sign in that presence needs.
 * It refuses what Entra refuses: entra/refusals.ts lists what, and the public source of each.
 */
export async function startEntra(options: EntraOptions): Promise<Entra> {
  const { authority, world, log, faults } = options;
  const now = options.clock ?? Date.now;
  const tokens = options.tokens ?? new Tokens({ clock: now });
  const codes = new DeviceCodes({
    now,
    intervalSeconds: options.intervalSeconds ?? 5,
    lifetimeSeconds: options.deviceCodeSeconds ?? 900,
  });
  const service: EntraService = {
    world,
    tokens,
    codes,
    authorizationCodes: new AuthorizationCodes(now),
    now,
    refuseOrdered: (place, clientId, person) => refuseOrdered(faults, place, clientId, person),
    signer: await createIdTokenSigner(),
    registrations: options.registrations ?? REGISTRATIONS,
    graphOrigins: options.graphOrigins ?? [],
    origin: () => server.origin,
  };
  const pages = pagesOf(service);
  const routes = routesOf(service);

  function trouble(request: Request): Outcome | undefined {
    const fault = faults.take("entra", ({ kind }) => kind !== REFUSED);
    if (!fault) return undefined;
    return commonTrouble(fault, (status) => {
      const { error, code, text } = TROUBLES[status];
      return errorAnswer(request, now(), { status, error, code }, `AADSTS${code}: ${text}`);
    });
  }

  async function handle(request: Request): Promise<Outcome> {
    try {
      const shown = findRoute(pages, request.method, request.path);
      if (shown.kind === "found") return await shown.handler({ ...request, parameters: shown.parameters });
      const disturbed = trouble(request);
      if (disturbed !== undefined) return disturbed;
      const found = shown.kind === "nothing" ? findRoute(routes, request.method, request.path) : shown;
      if (found.kind === "wrong-method") throw new Refused("wrongMethod", found.allowed.join(", "));
      if (found.kind === "nothing") return { status: 404, body: "", note: "no such page" };
      return await found.handler({ ...request, parameters: found.parameters });
    } catch (error) {
      if (error instanceof Refused) return refusedAnswer(request, now(), error);
      throw error;
    }
  }

  /** A request as a browser would make it that follows a link. */
  function requestFor(url: string): Request {
    const { pathname, searchParams } = new URL(url);
    const found = findRoute(pages, "GET", pathname);
    if (found.kind !== "found") throw new Error(`${pathname} is no page of the pretend Entra`);
    const { parameters } = found;
    return { method: "GET", path: pathname, query: searchParams, headers: {}, body: "", parameters };
  }

  function authorize(url: string, slug: string, decision: "approve" | "decline"): AuthorizeAnswer {
    const { slug: account } = world.person(slug);
    const step = authorizeStep(service, requestFor(url), { account, decision });
    if (step.kind !== "answer") throw new Error("The sign-in is not finished");
    return step.answer;
  }

  const server = await startServer({
    authority,
    service: "entra",
    log,
    port: options.port,
    name: options.name,
    handle,
  });
  faults.atOnce("entra", "revoked", ({ person }) =>
    tokens.revoke(person === undefined ? undefined : world.person(person)),
  );
  return {
    origin: server.origin,
    port: server.port,
    tokens,
    approve: (userCode, slug) => approveAs(service, userCode, world.person(slug)),
    decline: (userCode) => codes.decline(userCode),
    onDeviceCode: (listener) =>
      void codes.on("begun", ({ userCode, registration: { clientId } }) => listener({ userCode, clientId })),
    authorize: (url, slug, decision = "approve") => authorize(url, slug, decision),
    close: () => server.close(),
  };
}
