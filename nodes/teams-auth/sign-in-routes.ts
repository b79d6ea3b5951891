import { addRoute } from "../common/admin";
import type { NodeRed } from "../common/node-red";
import { endpoints } from "../../shared/microsoft/registration/registration";
import { deployedSettings, verifyApplication, withApplication } from "./app-sign-in";
import { dialogRedirect, dialogSettings } from "./auth-properties";
import { addressToRegister } from "../../shared/microsoft/sign-in/sessions/redirect-address";
import { editorCallback, editorRedirect } from "./callback-address";
import type { SignInSessions } from "../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import { openSignIn } from "../../shared/microsoft/sign-in/sessions/sign-in-state";
import type { TeamsAuth } from "./teams-auth-account";

const PERMISSION = "teams-auth.write";

export interface SignInParts {
  readonly sessions: SignInSessions;
  readonly deployed: (id: string) => TeamsAuth | undefined;
  /** Removes what is stored under this id, also for a node that is not deployed. */
  readonly signOut: (id: string) => Promise<void>;
}

/** The sign-in of the dialog and of scripts. They work before the first deploy, from the values in the open dialog. */
export function addSignInRoutes(RED: NodeRed, { sessions, deployed, signOut }: SignInParts): void {
  const callback = (origin: string | undefined): string | undefined =>
    origin === undefined ? undefined : editorCallback(origin, RED.settings.httpAdminRoot);

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/sign-in",
    permission: PERMISSION,
    async answer({ id, body, origin }) {
      const current = deployedSettings(RED, id);
      const isEmpty = Object.keys(body).every((key) => key === "dialog");
      const settings = isEmpty && current ? current : dialogSettings(RED, id, body, current);
      if (settings.method === "app") return verifyApplication(RED, { id, body, settings });
      const { authority } = endpoints(settings.registration);
      const redirect = editorRedirect({ ...settings, authority }, callback(origin));
      const pending = await sessions.start(id, settings, { confirm: body["dialog"] === true, redirect });
      const open = openSignIn(pending);
      return pending.method === "auth-code" ? { ...open, url: pending.url } : open;
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/redirect",
    permission: PERMISSION,
    async answer({ id, body }) {
      await sessions.paste(id, body["url"]);
      return sessions.state(id);
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/redirect-address",
    permission: PERMISSION,
    answer({ id, body, origin }) {
      const settings = dialogRedirect(RED, id, body, deployed(id)?.settings);
      const redirect = editorRedirect(settings, callback(origin));
      const { responseMode } = redirect;
      const address = addressToRegister(redirect);
      return Promise.resolve({ address, responseMode, paste: responseMode === "query" });
    },
  });

  addRoute(RED, {
    method: "get",
    path: "/teams-auth/:id/sign-in",
    permission: "teams-auth.read",
    async answer({ id, may }) {
      const state = withApplication(RED, id, await sessions.state(id));
      return (await may(PERMISSION)) ? state : { state: state.state };
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/sign-in/keep",
    permission: PERMISSION,
    async answer({ id, body }) {
      await sessions.keep(id, { replace: body["replace"] === true });
      return sessions.state(id);
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/sign-in/discard",
    permission: PERMISSION,
    answer({ id, body }) {
      // Whoever was only shown a failure must not call off what somebody else has begun since.
      if (body["onlyFailed"] === true) sessions.dismiss(id);
      else sessions.discard(id);
      return sessions.state(id);
    },
  });

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/sign-out",
    permission: PERMISSION,
    async answer({ id }) {
      sessions.forget(id);
      await signOut(id);
      return sessions.state(id);
    },
  });
}
