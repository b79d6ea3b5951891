import type { Redirect } from "../auth-code";
import type { IdentifiedResponse } from "../authorization-response";
import { type PendingSignIn, signInCancelled, type SignInResult } from "../sign-in";
import { type Registration, sameRegistration } from "../../registration/registration";
import { sameSettings, type SignInSettings } from "../../registration/sign-in-settings";
import type { Account } from "../../account/token-provider";
import type { Clock, Timer } from "../../../support/clock";
import { asProblem, type Problem } from "../../../support/problem";
import type { Adopter, DeployedAccount } from "./adopter";
import { takeAddress, takeAnswer, type Waiting } from "./browser-answer";
import { busyInEditor, openSignIn, signInEnded, type SignInState } from "./sign-in-state";

export interface SessionsOptions {
  /** `redirect` is absent where no page asks. */
  readonly begin: (
    id: string,
    settings: SignInSettings,
    redirect: Redirect | undefined,
  ) => Promise<PendingSignIn>;
  /** The account that is in use under this id, where it is a person's: that of the deployed node. */
  readonly deployed: (id: string) => DeployedAccount | undefined;
  /** Opens an account's file where none is in use yet, for the time of `use`. */
  readonly withFile: <T>(
    id: string,
    registration: Registration,
    use: (file: Adopter) => Promise<T>,
  ) => Promise<T>;
  /** Called whenever `state` may answer something else; must not throw. */
  readonly onChange: (id: string) => void;
  readonly clock: Clock;
}

export interface StartOptions {
  /** A dialog asks. */
  readonly confirm: boolean;
  /** Where the browser of whoever asks can come back to; an open sign-in that ends elsewhere is no use there. */
  readonly redirect?: Redirect;
}

interface Session {
  readonly settings: SignInSettings;
  /** A dialog is open: nothing is stored before it is closed with Done. */
  readonly confirm: boolean;
  /** Its result includes that the sign-in is stored, where no dialog has to be asked. */
  readonly pending: PendingSignIn;
  /** The browser came back: its state is used up. */
  isAnswered?: boolean;
  /** Completed and not stored yet. */
  result?: SignInResult;
  problem?: Problem;
  /** Done was pressed, and only a deploy is still missing. */
  kept?: { readonly replace: boolean };
  forget?: Timer;
}

/** How long the outcome of a sign-in waits for somebody to want it. */
const OUTCOME_KEPT_MS = 30 * 60_000;

/** How long it waits for the deploy once it is wanted: flows are edited for hours before that. */
const KEPT_FOR_DEPLOY_MS = 24 * 3_600_000;

/** Whoever may open sign-ins opens no more of them than somebody could answer. */
const MOST_WAITING = 20;

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
  start(id: string, settings: SignInSettings, options: StartOptions): Promise<PendingSignIn> {
    const before = this.#starts.get(id)?.catch(() => undefined) ?? Promise.resolve();
    const turn = before.then(() => this.#reuseOrBegin(id, settings, options));
    this.#starts.set(id, turn);
    return turn.finally(() => {
      if (this.#starts.get(id) === turn) this.#starts.delete(id);
    });
  }

  async state(id: string): Promise<SignInState> {
    const session = this.#sessions.get(id);
    if (session?.problem) return { state: "failed", error: session.problem.text };
    if (session?.result) return this.#outcome(id, session, session.result.account);
    if (session) return { state: "pending", ...openSignIn(session.pending) };
    const account = await this.#signedIn(id);
    if (!account) return { state: "signed-out" };
    const problem = await this.#options.deployed(id)?.endedBy();
    if (problem) return { state: "failed", account, error: signInEnded(account, problem) };
    return { state: "signed-in", account };
  }

  /** What a browser brings back. Gives and throws as `takeAnswer` does. */
  answer(answer: IdentifiedResponse): Promise<Account> {
    return takeAnswer(this.#waiting(), answer);
  }

  /** The address a browser ended at, pasted. Throws as `takeAddress` does. */
  paste(id: string, address: unknown): Promise<void> {
    const session = this.#sessions.get(id);
    return takeAddress(session && this.#asWaiting(session), address);
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
    if (!session) return;
    session.forget?.cancel();
    if (this.#isOpen(session)) session.pending.cancel();
    this.#options.onChange(id);
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

  /** An application takes nobody's sign-in. What belongs to a dialog that is still open is left to whoever looks at it. */
  applicationDeployed(id: string): void {
    this.#stored.delete(id);
    const session = this.#sessions.get(id);
    if (session && (!session.confirm || session.kept)) this.discard(id);
  }

  async #keepResult(id: string, session: Session, replace: boolean): Promise<void> {
    const { result } = session;
    const { registration } = session.settings;
    const deployed = this.#options.deployed(id);
    if (deployed && !sameRegistration(deployed.registration, registration)) {
      session.kept = { replace };
      this.#forgetLater(id, session, KEPT_FOR_DEPLOY_MS);
      return;
    }
    if (deployed) return this.#store(id, session, deployed, replace);
    await this.#options.withFile(id, registration, (file) => this.#store(id, session, file, replace));
    if (result) this.#stored.set(id, result.account);
  }

  async #reuseOrBegin(
    id: string,
    settings: SignInSettings,
    { confirm, redirect }: StartOptions,
  ): Promise<PendingSignIn> {
    const open = this.#sessions.get(id);
    if (
      open &&
      this.#isOpen(open) &&
      (open.confirm || !confirm) &&
      sameSettings(open.settings, settings) &&
      endsAt(open.pending, redirect)
    ) {
      return open.pending;
    }
    // A person is in the midst of it: a message must not take away the code that is being typed in, or its result.
    if (open?.confirm && !confirm && (this.#isOpen(open) || (open.result && !open.problem))) {
      throw busyInEditor();
    }
    this.discard(id);
    const begun = await this.#begin(id, settings, redirect);
    const session: Session = {
      settings,
      confirm,
      pending: { ...begun, result: begun.result.then((result) => this.#complete(id, session, result)) },
    };
    this.#sessions.set(id, session);
    session.pending.result.catch((error: unknown) => this.#fail(id, session, asProblem(error)));
    for (const { pending } of this.#waiting().slice(0, -MOST_WAITING)) pending.cancel();
    this.#options.onChange(id);
    return session.pending;
  }

  /** The sign-ins that a browser may come back to, oldest first. */
  #waiting(): Waiting[] {
    return [...this.#sessions.values()].flatMap((session) => this.#asWaiting(session) ?? []);
  }

  #asWaiting(session: Session): Waiting | undefined {
    const { isAnswered, pending } = session;
    if (isAnswered || pending.method !== "auth-code" || !this.#isOpen(session)) return undefined;
    return { pending, taken: () => (session.isAnswered = true) };
  }

  async #begin(id: string, settings: SignInSettings, redirect: Redirect | undefined): Promise<PendingSignIn> {
    const beginning = { dropped: false };
    this.#beginning.set(id, beginning);
    const begun = await this.#options.begin(id, settings, redirect).finally(() => this.#beginning.delete(id));
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
    this.#options.onChange(id);
    if (session.kept) await this.#keepResult(id, session, session.kept.replace);
    return result;
  }

  #fail(id: string, session: Session, problem: Problem): void {
    if (this.#sessions.get(id) !== session) return;
    session.problem = problem;
    this.#forgetLater(id, session);
    this.#options.onChange(id);
  }

  #end(id: string, session: Session): void {
    if (this.#sessions.get(id) === session) this.discard(id);
  }

  #forgetLater(id: string, session: Session, ms = OUTCOME_KEPT_MS): void {
    session.forget?.cancel();
    session.forget = this.#options.clock.after(ms, () => this.discard(id));
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

  async #outcome(id: string, session: Session, account: Account): Promise<SignInState> {
    const { confirm, kept } = session;
    const before = await this.#before(id, session);
    const isOther =
      before !== undefined && (before.id !== account.id || before.tenantId !== account.tenantId);
    const waits = confirm && !kept;
    return {
      state: "signed-in",
      account,
      ...(isOther && { replaces: before }),
      ...(waits && { kept: false }),
    };
  }

  /** Whom a sign-in is kept in the place of. Where the file cannot be asked, Done will tell. */
  async #before(id: string, { settings }: Session): Promise<Account | undefined> {
    if (this.#options.deployed(id)) return this.#signedIn(id);
    const { withFile } = this.#options;
    return withFile(id, settings.registration, (file) => file.account()).catch(() => this.#stored.get(id));
  }

  async #signedIn(id: string): Promise<Account | undefined> {
    const node = this.#options.deployed(id);
    return node ? node.account() : this.#stored.get(id);
  }

  #isOpen(session: Session): boolean {
    return !session.result && !session.problem && session.pending.expiresAt > this.#options.clock.now();
  }
}

function endsAt(pending: PendingSignIn, redirect: Redirect | undefined): boolean {
  return redirect === undefined || pending.method !== "auth-code" || pending.redirectUri === redirect.uri;
}
