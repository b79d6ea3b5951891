import type {
  ConfidentialClientApplication,
  Configuration,
  ICachePlugin,
  INetworkModule,
  NodeAuthOptions,
} from "@azure/msal-node";
import type { PublicClientApplication } from "@azure/msal-node";
import type { ClientCredential } from "../account/client-credential";
import { endpoints, type Registration } from "../registration/registration";

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
  const { PublicClientApplication } = await import("@azure/msal-node");
  return new PublicClientApplication(await configurationOf(parts));
}

/** A client that proves itself with a secret or a certificate of its own. */
export async function createConfidentialApplication({
  credential,
  ...parts
}: Parts & { readonly credential: ClientCredential }): Promise<ConfidentialClientApplication> {
  const { ConfidentialClientApplication } = await import("@azure/msal-node");
  const configuration = await configurationOf(parts);
  const auth = { ...configuration.auth, ...proofOf(credential) };
  return new ConfidentialClientApplication({ ...configuration, auth });
}

/** A chain is sent where there is one: a registration may trust a certificate by its issuer and name. */
function proofOf(credential: ClientCredential): Partial<NodeAuthOptions> {
  if (credential.kind === "secret") return { clientSecret: credential.secret };
  const { certificate, hasChain, privateKey, thumbprintSha256 } = credential;
  return { clientCertificate: { thumbprintSha256, privateKey, ...(hasChain && { x5c: certificate }) } };
}

async function configurationOf(parts: Parts): Promise<Configuration> {
  const { registration, networkClient, cachePlugin } = parts;
  const { LogLevel, ProtocolMode } = await import("@azure/msal-node");
  const origin = endpoints(registration).authority;
  const custom = registration.cloud === "custom";
  return {
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
}
