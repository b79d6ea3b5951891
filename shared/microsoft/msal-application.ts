import type { Configuration, ICachePlugin, INetworkModule } from "@azure/msal-node";
import type { PublicClientApplication } from "@azure/msal-node";
import { endpoints, type Registration } from "./registration";

interface Parts {
  readonly registration: Registration;
  readonly networkClient: INetworkModule;
  readonly cachePlugin?: ICachePlugin;
}

/**
 * A public client of MSAL, loaded on first use. CP1 tells Entra that claims challenges are answered here, which makes
 * access tokens long-lived. MSAL's own log is off: it is not made for the owner of a lamp.
 */
export async function createApplication(parts: Parts): Promise<PublicClientApplication> {
  const { registration, networkClient, cachePlugin } = parts;
  const { LogLevel, ProtocolMode, PublicClientApplication } = await import("@azure/msal-node");
  const origin = endpoints(registration).authority;
  const custom = registration.cloud === "custom";
  const configuration: Configuration = {
    auth: {
      clientId: registration.clientId,
      authority: `${origin}/${registration.tenant}`,
      clientCapabilities: ["CP1"],
      // Without this MSAL asks login.microsoftonline.com whether it may trust the host.
      ...(custom ? { knownAuthorities: [new URL(origin).host] } : {}),
    },
    ...(cachePlugin ? { cache: { cachePlugin } } : {}),
    system: {
      networkClient,
      loggerOptions: {
        loggerCallback: () => {},
        piiLoggingEnabled: false,
        logLevel: LogLevel.Error,
      },
      ...(custom ? { protocolMode: ProtocolMode.OIDC } : {}),
    },
  };
  return new PublicClientApplication(configuration);
}
