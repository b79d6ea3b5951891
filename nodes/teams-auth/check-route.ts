import type { Diagnosis } from "../../shared/microsoft/doctor/doctor";
import { Examinations } from "../../shared/microsoft/doctor/examinations";
import type { DoctorOptions } from "../../shared/microsoft/doctor/stage";
import { endpoints } from "../../shared/microsoft/registration/registration";
import { sameSettings, type SignInSettings } from "../../shared/microsoft/registration/sign-in-settings";
import type { TokenProvider } from "../../shared/microsoft/account/token-provider";
import { asProblem, type Problem } from "../../shared/support/problem";
import { addRoute, type Body } from "../common/admin";
import type { NodeRed } from "../common/node-red";
import { useApplicationTokens } from "./app-sign-in";
import { dialogSettings } from "./auth-properties";
import { addressToRegister } from "../../shared/microsoft/sign-in/sessions/redirect-address";
import { editorCallback, editorRedirect } from "./callback-address";
import type { TeamsAuth } from "./teams-auth-account";

type Options = Omit<DoctorOptions, "clock" | "fetch">;

export interface CheckParts {
  readonly deployed: (id: string) => Pick<TeamsAuth, "settings" | "tokens" | "pace"> | undefined;
  /** Never rejects. */
  readonly examine: (options: Options) => Promise<Diagnosis>;
}

/**
 * The doctor of the dialog and of scripts: `POST teams-auth/:id/check` with the properties of the dialog, or `{}` for the
 * deployed ones, gives a Diagnosis. One examination per account at a time; an equal one that runs is shared.
 */
export function addCheckRoute(RED: NodeRed, { deployed, examine }: CheckParts): void {
  const examinations = new Examinations();

  async function examineApplication(id: string, body: Body, settings: SignInSettings): Promise<Diagnosis> {
    try {
      return await useApplicationTokens(RED, { id, body, settings }, (tokens) =>
        examine({ settings, tokens }),
      );
    } catch (error) {
      return examine({ settings, tokens: refusing(asProblem(error)) });
    }
  }

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/check",
    permission: "teams-auth.write",
    answer: async ({ id, body, origin }) => {
      const current = deployed(id);
      const settings = settingsOf(RED, id, body, current?.settings);
      const callback = origin && editorCallback(origin, RED.settings.httpAdminRoot);
      return examinations.inTurn(id, { settings }, () =>
        settings.method === "app"
          ? examineApplication(id, body, settings)
          : examine({ settings: withAddress(settings, callback), ...stored(current, settings) }),
      );
    },
  });
}

function settingsOf(RED: NodeRed, id: string, body: Body, deployed?: SignInSettings): SignInSettings {
  if (deployed && Object.keys(body).length === 0) return deployed;
  return dialogSettings(RED, id, body, deployed);
}

/** The letter names the very address that a sign-in with the browser needs. */
function withAddress(settings: SignInSettings, callback: string | undefined): SignInSettings {
  if (settings.method !== "auth-code") return settings;
  const { authority } = endpoints(settings.registration);
  const redirectUri = addressToRegister(editorRedirect({ ...settings, authority }, callback));
  return { ...settings, redirectUri };
}

/** What is stored goes only where it was stored for. */
function stored(
  current: ReturnType<CheckParts["deployed"]>,
  settings: SignInSettings,
): Pick<Options, "tokens" | "pace"> {
  if (!current) return { tokens: "nobody" };
  if (!sameSettings(current.settings, settings)) return { tokens: "other-settings" };
  return { tokens: current.tokens, pace: current.pace };
}

/** There is nothing to ask Microsoft with; why, is part of the diagnosis. */
function refusing(problem: Problem): TokenProvider {
  return { account: () => Promise.resolve(undefined), getToken: () => Promise.reject(problem) };
}
