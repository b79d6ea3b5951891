import type { Diagnosis } from "../../shared/microsoft/doctor/doctor";
import type { DoctorOptions } from "../../shared/microsoft/doctor/stage";
import { sameSettings, type SignInSettings } from "../../shared/microsoft/sign-in-settings";
import { addRoute, type Body } from "../common/admin";
import type { NodeRed } from "../common/node-red";
import { dialogSettings } from "./auth-properties";
import type { TeamsAuth } from "./teams-auth-account";

export interface CheckParts {
  readonly deployed: (id: string) => Pick<TeamsAuth, "settings" | "tokens" | "pace"> | undefined;
  readonly examine: (options: Omit<DoctorOptions, "clock" | "fetch">) => Promise<Diagnosis>;
}

interface Running {
  readonly settings: SignInSettings;
  readonly diagnosis: Promise<Diagnosis>;
}

/**
 * The doctor of the dialog and of scripts: `POST teams-auth/:id/check` with the properties of the dialog, or `{}` for the
 * deployed ones, gives a Diagnosis. One examination per account at a time; an equal one that runs is shared.
 */
export function addCheckRoute(RED: NodeRed, { deployed, examine }: CheckParts): void {
  const running = new Map<string, Running>();

  function begin(id: string, options: Omit<DoctorOptions, "clock" | "fetch">): Promise<Diagnosis> {
    const { settings } = options;
    const before = running.get(id);
    if (before && sameSettings(before.settings, settings)) return before.diagnosis;
    const turn = before?.diagnosis.catch(() => undefined) ?? Promise.resolve();
    const mine: Running = { settings, diagnosis: turn.then(() => examine(options)) };
    running.set(id, mine);
    return mine.diagnosis.finally(() => {
      if (running.get(id) === mine) running.delete(id);
    });
  }

  addRoute(RED, {
    method: "post",
    path: "/teams-auth/:id/check",
    permission: "teams-auth.write",
    answer: async ({ id, body }) => {
      const current = deployed(id);
      const settings = settingsOf(RED, id, body, current?.settings);
      if (!current) return begin(id, { settings, tokens: "nobody" });
      // What is stored goes only where it was stored for.
      if (!sameSettings(current.settings, settings)) return begin(id, { settings, tokens: "other-settings" });
      return begin(id, { settings, tokens: current.tokens, pace: current.pace });
    },
  });
}

function settingsOf(RED: NodeRed, id: string, body: Body, deployed?: SignInSettings): SignInSettings {
  if (deployed && Object.keys(body).length === 0) return deployed;
  return dialogSettings(RED, id, body, deployed);
}
