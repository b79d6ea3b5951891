import { AccountFiles } from "../../shared/microsoft/account-file";
import { AccountPace } from "../../shared/microsoft/account-pace";
import { startDeviceCode } from "../../shared/microsoft/device-code";
import { examine } from "../../shared/microsoft/doctor/doctor";
import { MicrosoftAccount } from "../../shared/microsoft/microsoft-account";
import type { Registration } from "../../shared/microsoft/registration";
import { permissionsOf, scopesOf, type SignInSettings } from "../../shared/microsoft/sign-in-settings";
import { systemClock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";
import { asProblem, Problem } from "../../shared/support/problem";
import { dataFolder, isDeleted, userSecret } from "../common/data-folder";
import { handle } from "../common/handlers";
import { nodeLog } from "../common/node-log";
import type { NodeRed, NodeRedNode } from "../common/node-red";
import { authProperties } from "./auth-properties";
import { addCheckRoute } from "./check-route";
import { addSignInRoutes } from "./sign-in-routes";
import { SignInSessions } from "./sign-in-sessions";
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

  const open = (id: string, registration: Registration, log: Log): MicrosoftAccount => {
    if (!files) throw noFolder();
    return new MicrosoftAccount({ id, registration, files, log, clock: systemClock });
  };

  const sessions = new SignInSessions({
    clock: systemClock,
    deployed: (id) => nodes.get(id),
    begin: (settings) =>
      startDeviceCode({
        registration: settings.registration,
        scopes: scopesOf(settings, permissionsOf(settings)),
        clock: systemClock,
        log: RED.log,
      }),
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

  function createAuth(node: NodeRedNode, settings: SignInSettings): TeamsAuth {
    const { id } = node;
    const log = nodeLog(node);
    const tokens = open(id, settings.registration, log);
    const revive = async (): Promise<unknown> => files?.revive(id);
    const pace = paces.get(id) ?? new AccountPace();
    paces.set(id, pace);
    const auth = new TeamsAuth({ id, settings, tokens, sessions, pace, log, revive });
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

  RED.nodes.registerType("teams-auth", function (this: TeamsAuthNode, config) {
    RED.nodes.createNode(this, config);
    // Also where the configuration is wrong: an earlier one may have signed in.
    handle(this, { close: (removed) => close(this, removed) });
    try {
      this.auth = createAuth(this, authProperties(config));
    } catch (error) {
      this.problem = asProblem(error);
      this.warn(this.problem.message);
    }
  });
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

function noFolder(): Problem {
  return new Problem({
    code: "no-user-directory",
    title: "There is nowhere to keep the sign-in",
    advice: "Node-RED runs without a user directory; set userDir in its settings.",
  });
}
