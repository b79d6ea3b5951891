import { AccountFiles } from "../../shared/microsoft/account/account-file";
import { AppAccount } from "../../shared/microsoft/account/app-account";
import { clientCredential } from "../../shared/microsoft/account/client-credential";
import { type CredentialEnd, endOf } from "../../shared/microsoft/account/credential-expiry";
import { AccountPace } from "../../shared/microsoft/polling/account-pace";
import { type Redirect, startAuthCode } from "../../shared/microsoft/sign-in/auth-code";
import { startDeviceCode } from "../../shared/microsoft/sign-in/device-code";
import { redirectFromAnywhere } from "../../shared/microsoft/sign-in/sessions/redirect-address";
import { examine } from "../../shared/microsoft/doctor/doctor";
import { MicrosoftAccount } from "../../shared/microsoft/account/microsoft-account";
import { endpoints, type Registration } from "../../shared/microsoft/registration/registration";
import {
  permissionsOf,
  scopesOf,
  type SignInSettings,
} from "../../shared/microsoft/registration/sign-in-settings";
import { systemClock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { asProblem, Problem } from "../../shared/support/problem";
import { dataFolder, isDeleted, userSecret } from "../common/data-folder";
import { handle } from "../common/handlers";
import { nodeLog } from "../common/node-log";
import type { NodeConfig, NodeRed } from "../common/node-red";
import { authProperties, secretExpires } from "./auth-properties";
import { editorRedirect } from "./callback-address";
import { addCallbackRoutes } from "./callback-routes";
import { addCheckRoute } from "./check-route";
import { addSignInRoutes } from "./sign-in-routes";
import { SignInSessions } from "../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import { TeamsAuth, type TeamsAuthNode } from "./teams-auth-account";

export = (RED: NodeRed): void => {
  const nodes = new Map<string, TeamsAuth>();
  /** A deploy does not end a pause that Microsoft has asked for. */
  const paces = new Map<string, AccountPace>();
  const folder = dataFolder(RED);
  const files =
    folder === undefined
      ? undefined
      : new AccountFiles({ directory: folder, secret: userSecret(RED), clock: systemClock, log: RED.log });

  /** What has changed is not said: everybody who may look at the editor hears it. */
  const tellEditors = (id: string): void => RED.comms.publish("teams-auth/sign-in", { id }, false);

  const open = (id: string, registration: Registration, log: Log): MicrosoftAccount => {
    if (!files) throw noFolder();
    return new MicrosoftAccount({ id, registration, files, log, clock: systemClock });
  };

  /** Where an application is deployed, a person's sign-in is not its: it goes to the file, for the deploy to come. */
  const ofPerson = (id: string): TeamsAuth | undefined => {
    const node = nodes.get(id);
    return node?.application ? undefined : node;
  };

  const sessions = new SignInSessions({
    clock: systemClock,
    deployed: ofPerson,
    onChange: tellEditors,
    async begin(id, settings, redirect) {
      const { registration } = settings;
      const scopes = scopesOf(settings, permissionsOf(settings));
      const common = { registration, scopes, clock: systemClock, log: RED.log };
      if (settings.method !== "auth-code") return startDeviceCode(common);
      const { authority } = endpoints(registration);
      // Nobody's browser is known where a message asks: what worked last time is registered, and leads here.
      const known = async (): Promise<Redirect> =>
        redirectFromAnywhere(
          editorRedirect({ ...settings, authority }, await nodes.get(id)?.tokens.redirectUri?.()),
        );
      return startAuthCode({ ...common, redirect: redirect ?? (await known()) });
    },
    async withFile(id, registration, use) {
      const tokens = open(id, registration, RED.log);
      try {
        return await use({
          registration,
          account: () => tokens.account(),
          adopt: (result, options) => tokens.adopt(result, options),
        });
      } finally {
        await tokens.close();
      }
    },
  });

  /** @throws Problem `bad-configuration` where the secret or certificate cannot be used. */
  function createAuth(node: TeamsAuthNode, settings: SignInSettings): TeamsAuth {
    const { id } = node;
    const log = nodeLog(node);
    const { tokens, credentialEnd } =
      settings.method === "app"
        ? application(node, settings, log)
        : { tokens: open(id, settings.registration, log) };
    tokens.onChange(() => tellEditors(id));
    const revive = async (): Promise<unknown> => files?.revive(id);
    const pace = paces.get(id) ?? new AccountPace();
    paces.set(id, pace);
    const auth = new TeamsAuth({ id, settings, tokens, credentialEnd, sessions, pace, log, revive });
    nodes.set(id, auth);
    return auth;
  }

  async function close({ id, auth }: TeamsAuthNode, removed: boolean): Promise<void> {
    nodes.delete(id);
    await auth?.ready;
    await auth?.tokens.close();
    if (!removed || !isDeleted(RED, id)) return;
    sessions.forget(id);
    paces.delete(id);
    await files?.markDeleted(id);
  }

  function construct(this: TeamsAuthNode, config: NodeConfig): void {
    RED.nodes.createNode(this, config);
    // Also where the configuration is wrong: an earlier one may have signed in.
    handle(this, { close: (removed) => close(this, removed) });
    try {
      this.clientSecretExpires = secretExpires(config);
      this.settings = authProperties(config);
      this.auth = createAuth(this, this.settings);
    } catch (error) {
      this.problem = asProblem(error);
      this.warn(this.problem.message);
    }
  }
  RED.nodes.registerType("teams-auth", construct, {
    credentials: { clientSecret: { type: "password" }, certificate: { type: "password" } },
  });
  addCallbackRoutes(RED, sessions);
  addCheckRoute(RED, {
    deployed: (id) => nodes.get(id),
    examine: (options) => examine({ ...options, clock: systemClock }),
  });
  addSignInRoutes(RED, {
    sessions,
    deployed: (id) => nodes.get(id),
    async signOut(id) {
      const node = nodes.get(id);
      await (node ? node.tokens.signOut() : files?.remove(id));
    },
  });
};

function application(
  { name, credentials = {}, clientSecretExpires = "" }: TeamsAuthNode,
  { registration }: SignInSettings,
  log: Log,
): { readonly tokens: AppAccount; readonly credentialEnd: CredentialEnd | undefined } {
  const credential = clientCredential(credentials);
  const tokens = new AppAccount({ registration, credential, name, clock: systemClock, log });
  return { tokens, credentialEnd: endOf(credential, clientSecretExpires) };
}

function noFolder(): Problem {
  return new Problem({
    code: "no-user-directory",
    title: "There is nowhere to keep the sign-in",
    advice: "Node-RED runs without a user directory; set userDir in its settings.",
  });
}
