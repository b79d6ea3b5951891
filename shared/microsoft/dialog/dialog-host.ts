import type { Texts } from "./texts";

/** What the panels ask of the server half of their page. */
export type Action =
  /** How the sign-in is: gives a State. */
  | "sign-in"
  /** Opens a sign-in with the values that the page shows: gives a Begun. */
  | "sign-in/begin"
  /** Keeps the one that has been made, with `{ replace }`: gives a State. */
  | "sign-in/keep"
  /** Calls it off; with `{ onlyFailed: true }` only where it has failed: gives a State. */
  | "sign-in/discard"
  /** Takes the address that a browser ended at, `{ url }`: gives a State. */
  | "redirect"
  /** Forgets what is stored: gives a State. */
  | "sign-out"
  /** Examines the values that the page shows: gives a Diagnosis. */
  | "check";

/** What an icon stands for. */
export type IconName =
  | "busy"
  | "calendar"
  | "check"
  | "clock"
  | "failed"
  | "info"
  | "key"
  | "keyboard"
  | "link"
  | "ok"
  | "question"
  | "sign-in"
  | "skipped"
  | "unknown"
  | "waiting"
  | "warning";

/** What the panels need of the page they are on, for one account of it. */
export interface DialogHost {
  /**
   * The texts of the page's language: under the keys of `locales`, under `problem.` those of entra/locales, and under
   * `trouble.` those of `troubles`, which English needs not.
   */
  readonly text: Texts;
  /** Title of a trouble that the server does not name. */
  readonly noAnswer: () => string;
  /** Asks the server half. Rejects with a ProblemText, also where it cannot be reached. */
  readonly call: <T>(action: Action, body?: object) => Promise<T>;
  /** An element that shows it and is hidden from screen readers. */
  readonly icon: (name: IconName) => HTMLElement;
  /** Classes of a button. */
  readonly buttonClass: string;
  /** Tells that the sign-in may have moved on; gives what ends the telling. */
  readonly onNews: (listener: () => void) => () => void;
}
