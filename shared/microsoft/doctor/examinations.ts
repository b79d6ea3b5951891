import { sameSettings, type SignInSettings } from "../registration/sign-in-settings";
import type { Diagnosis } from "./doctor";

interface Running {
  readonly settings: SignInSettings;
  readonly diagnosis: Promise<Diagnosis>;
}

/** One examination per account at a time; an equal one that runs is shared. */
export class Examinations {
  readonly #running = new Map<string, Running>();

  /** Gives what `examine` does, or what the equal one that runs gives. */
  inTurn(id: string, settings: SignInSettings, examine: () => Promise<Diagnosis>): Promise<Diagnosis> {
    const before = this.#running.get(id);
    // Secrets are no settings: two applications may differ in them alone.
    const isEqual = before && settings.method !== "app" && sameSettings(before.settings, settings);
    if (isEqual) return before.diagnosis;
    const turn = before?.diagnosis.catch(() => undefined) ?? Promise.resolve();
    const mine: Running = { settings, diagnosis: turn.then(examine) };
    this.#running.set(id, mine);
    return mine.diagnosis.finally(() => {
      if (this.#running.get(id) === mine) this.#running.delete(id);
    });
  }
}
