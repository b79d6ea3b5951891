import { type PendingSignIn, signInCancelled, type SignInResult } from "../../shared/microsoft/sign-in";
import { type Registration, sameRegistration } from "../../shared/microsoft/registration";
import { sameSettings, type SignInSettings } from "../../shared/microsoft/sign-in-settings";
import type { Account } from "../../shared/microsoft/token-provider";
import type { Clock, Timer } from "../../shared/support/clock";
import { asProblem, Problem, type ProblemText } from "../../shared/support/problem";

/** An account that can take a sign-in: the deployed node's, or one opened for the moment. */
export interface Adopter {
  readonly registration: Registration;
  account(): Promise<Account | undefined>;
  adopt(result: SignInResult, options?: { readonly replace?: boolean }): Promise<void>;
}

/** The account of a node that is deployed. */
export interface DeployedAccount extends Adopter {
  /** Whether Microsoft has ended the stored sign-in. */
  hasEnded(): Promise<boolean>;
}

export interface OpenCode {
  /** With a device code only. */
  readonly userCode?: string;
  readonly verificationUri?: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/**
 * What the dialog and scripts are told; `expiresAt` is ISO 8601. With `failed`, `account` is whose sign-in Microsoft has
 * ended.
 */
export type SignInState =
  | { readonly state: "signed-out" }
  | ({ readonly state: "pending" } & OpenCode)
  | { readonly state: "signed-in"; readonly account: Account; readonly replaces?: Account }
  | { readonly state: "failed"; readonly account?: Account; readonly error: ProblemText };

export interface SessionsOptions {
  readonly begin: (settings: SignInSettings) => Promise<PendingSignIn>;
  /** The account of the node that is deployed under this id. */
  readonly deployed: (id: string) => DeployedAccount | undefined;
  /** Opens an account's file for a node that is not deployed yet, for the time of `use`. */
  readonly withFile: <T>(
    id: string,
    registration: Registration,
    use: (file: Adopter) => Promise<T>,
  ) => Promise<T>;
  readonly clock: Clock;
}

interface Session {
  readonly settings: SignInSettings;
  /** A dialog is open: nothing is stored before it is closed with Done. */
  readonly confirm: boolean;
  /** Its result includes that the sign-in is stored, where no dialog has to be asked. */
  readonly pending: PendingSignIn;
  /** Completed and not stored yet. */
  result?: SignInResult;
  problem?: Problem;
  /** Done was pressed, and only a deploy is still missing. */
  kept?: { readonly replace: boolean };
  forget?: Timer;
}

/** How long the outcome of a sign-in waits for somebody to want it. */
const OUTCOME_KEPT_MS = 30 * 60_000;

/** The sign-ins that are under way or wait to be kept, one per account at most. They live in memory only. */
export class SignInSessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  /** The newest start of each account: the next one waits for it. */
  readonly #starts = new Map<string, Promise<PendingSignIn>>();
  /** Starts that wait for Microsoft's code. */
  readonly #beginning = new Map<string, { dropped: boolean }>();
  /** Who was kept for a node that is not deployed yet: its file cannot be asked without a registration. */
  readonly #stored = new Map<string, Account>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /**
   * Opens a sign-in, or gives the one that is open until it expires. Throws Problem when Microsoft refuses to begin, and
   * `sign-in-in-editor` when a dialog is in the midst of one that cannot be shared.
   * The result rejects also when the sign-in is completed but refused, as `wrong-account` is.
   */
  start(
    id: string,
    settings: SignInSettings,
    { confirm }: { readonly confirm: boolean },
  ): Promise<PendingSignIn> {
    const before = this.#starts.get(id)?.catch(() => undefined) ?? Promise.resolve();
    const turn = before.then(() => this.#reuseOrBegin(id, settings, confirm));
    this.#starts.set(id, turn);
    return turn.finally(() => {
      if (this.#starts.get(id) === turn) this.#starts.delete(id);
    });
  }

  async state(id: string): Promise<SignInState> {
    const session = this.#sessions.get(id);
    if (session?.problem) return { state: "failed", error: session.problem.text };
    if (session?.result) return this.#outcome(id, session.result.account);
    if (session) return { state: "pending", ...openCode(session.pending) };
    const account = await this.#signedIn(id);
    if (!account) return { state: "signed-out" };
    if (await this.#options.deployed(id)?.hasEnded())
      return { state: "failed", account, error: signInEnded(account) };
    return { state: "signed-in", account };
  }

  /**
   * The dialog was closed with Done; a sign-in that is still under way is kept as soon as it is completed. Stored at once
   * where nothing else is deployed under this id; where the deployed node has another registration the result waits for
   * the deploy, so that a change nobody deploys costs no sign-in.
   * Throws Problem, such as `wrong-account`; the sign-in is then forgotten.
   */
  async keep(id: string, { replace }: { readonly replace: boolean }): Promise<void> {
    const session = this.#sessions.get(id);
    if (!session) return;
    if (!session.result) {
      // The person may be typing the code at this moment: Done says that what comes of it is wanted.
      if (this.#isOpen(session)) session.kept = { replace };
      else this.discard(id);
      return;
    }
    try {
      await this.#keepResult(id, session, replace);
    } catch (error) {
      this.#end(id, session);
      throw error;
    }
  }

  /** The dialog was closed with Cancel, or another sign-in begins. */
  discard(id: string): void {
    const beginning = this.#beginning.get(id);
    if (beginning) beginning.dropped = true;
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    session?.forget?.cancel();
    if (session && this.#isOpen(session)) session.pending.cancel();
  }

  /** A failure was told; what is under way or waits stays. */
  dismiss(id: string): void {
    if (this.#sessions.get(id)?.problem) this.discard(id);
  }

  /** The account was signed out or its node deleted. */
  forget(id: string): void {
    this.discard(id);
    this.#stored.delete(id);
  }

  /** A node was deployed: it takes what was kept, or signed in without a dialog, for just this registration. */
  async deployed(id: string, node: Adopter): Promise<void> {
    this.#stored.delete(id);
    const session = this.#sessions.get(id);
    if (!session?.result || !sameRegistration(session.settings.registration, node.registration)) return;
    if (session.confirm && !session.kept) return;
    await this.#store(id, session, node, session.kept?.replace ?? false);
  }

  async #keepResult(id: string, session: Session, replace: boolean): Promise<void> {
    const { result } = session;
    const { registration } = session.settings;
    const deployed = this.#options.deployed(id);
    if (deployed && !sameRegistration(deployed.registration, registration)) {
      session.kept = { replace };
      return;
    }
    if (deployed) return this.#store(id, session, deployed, replace);
    await this.#options.withFile(id, registration, (file) => this.#store(id, session, file, replace));
    if (result) this.#stored.set(id, result.account);
  }

  async #reuseOrBegin(id: string, settings: SignInSettings, confirm: boolean): Promise<PendingSignIn> {
    const open = this.#sessions.get(id);
    if (open && this.#isOpen(open) && (open.confirm || !confirm) && sameSettings(open.settings, settings)) {
      return open.pending;
    }
    // A person is in the midst of it: a message must not take away the code that is being typed in, or its result.
    if (open?.confirm && !confirm && (this.#isOpen(open) || (open.result && !open.problem))) {
      throw busyInEditor();
    }
    this.discard(id);
    const begun = await this.#begin(id, settings);
    const session: Session = {
      settings,
      confirm,
      pending: { ...begun, result: begun.result.then((result) => this.#complete(id, session, result)) },
    };
    this.#sessions.set(id, session);
    session.pending.result.catch((error: unknown) => this.#fail(id, session, asProblem(error)));
    return session.pending;
  }

  async #begin(id: string, settings: SignInSettings): Promise<PendingSignIn> {
    const beginning = { dropped: false };
    this.#beginning.set(id, beginning);
    const begun = await this.#options.begin(settings).finally(() => this.#beginning.delete(id));
    if (!beginning.dropped) return begun;
    begun.cancel();
    throw signInCancelled();
  }

  /** Somebody has signed in. Without a dialog that is stored where it belongs; else it waits. */
  async #complete(id: string, session: Session, result: SignInResult): Promise<SignInResult> {
    if (this.#sessions.get(id) !== session) throw signInCancelled();
    const node = this.#options.deployed(id);
    if (node && !session.confirm && sameRegistration(node.registration, session.settings.registration)) {
      await node.adopt(result);
      this.#end(id, session);
      return result;
    }
    session.result = result;
    this.#forgetLater(id, session);
    if (session.kept) await this.#keepResult(id, session, session.kept.replace);
    return result;
  }

  #fail(id: string, session: Session, problem: Problem): void {
    if (this.#sessions.get(id) !== session) return;
    session.problem = problem;
    this.#forgetLater(id, session);
  }

  #end(id: string, session: Session): void {
    if (this.#sessions.get(id) === session) this.discard(id);
  }

  #forgetLater(id: string, session: Session): void {
    session.forget?.cancel();
    session.forget = this.#options.clock.after(OUTCOME_KEPT_MS, () => this.discard(id));
  }

  /** Where it is refused, the state tells so instead of a sign-in that is not there. */
  async #store(id: string, session: Session, to: Adopter, replace: boolean): Promise<void> {
    if (!session.result) return;
    try {
      await to.adopt(session.result, { replace });
      this.#end(id, session);
    } catch (error) {
      session.problem = asProblem(error);
      throw session.problem;
    }
  }

  async #outcome(id: string, account: Account): Promise<SignInState> {
    const before = await this.#signedIn(id);
    const isOther =
      before !== undefined && (before.id !== account.id || before.tenantId !== account.tenantId);
    return { state: "signed-in", account, ...(isOther && { replaces: before }) };
  }

  async #signedIn(id: string): Promise<Account | undefined> {
    const node = this.#options.deployed(id);
    return node ? node.account() : this.#stored.get(id);
  }

  #isOpen(session: Session): boolean {
    return !session.result && !session.problem && session.pending.expiresAt > this.#options.clock.now();
  }
}

function signInEnded({ name }: Account): ProblemText {
  return {
    code: "sign-in-needed",
    title: `Microsoft has ended the sign-in of ${name}`,
    advice: "Press Sign in again.",
  };
}

function busyInEditor(): Problem {
  return new Problem({
    code: "sign-in-in-editor",
    title: "A sign-in of this account is under way in the editor",
    advice: "Close its dialog with Done or Cancel, deploy, and try again.",
  });
}

export function openCode(pending: PendingSignIn): OpenCode {
  const expiresAt = new Date(pending.expiresAt).toISOString();
  if (pending.method !== "device-code") return { expiresAt };
  const { userCode, verificationUri } = pending;
  return { userCode, verificationUri, expiresAt };
}
