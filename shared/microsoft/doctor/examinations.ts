import { sameSettings } from "../registration/sign-in-settings";
import type { Diagnosis } from "./doctor";
import type { DoctorOptions } from "./stage";

/** What an examination is about, and the language of what it finds. */
type Subject = Pick<DoctorOptions, "settings" | "language">;

interface Running {
  readonly subject: Subject;
  readonly diagnosis: Promise<Diagnosis>;
}

/** One examination per account at a time; an equal one that runs is shared. */
export class Examinations {
  readonly #running = new Map<string, Running>();

  /** Gives what `examine` does, or what the equal one that runs gives. */
  inTurn(id: string, subject: Subject, examine: () => Promise<Diagnosis>): Promise<Diagnosis> {
    const before = this.#running.get(id);
    if (before && isSame(before.subject, subject)) return before.diagnosis;
    const turn = before?.diagnosis.catch(() => undefined) ?? Promise.resolve();
    const mine: Running = { subject, diagnosis: turn.then(examine) };
    this.#running.set(id, mine);
    return mine.diagnosis.finally(() => {
      if (this.#running.get(id) === mine) this.#running.delete(id);
    });
  }
}

/** Secrets are no settings: two applications may differ in them alone. */
function isSame(one: Subject, other: Subject): boolean {
  return (
    one.settings.method !== "app" &&
    one.language === other.language &&
    sameSettings(one.settings, other.settings)
  );
}
