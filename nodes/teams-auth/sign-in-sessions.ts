import type { PendingSignIn, SignInResult } from "../../shared/microsoft/device-code";
import { type Registration, sameRegistration } from "../../shared/microsoft/registration";
import type { Account } from "../../shared/microsoft/token-provider";
import type { Clock, Timer } from "../../shared/support/clock";
import { asProblem, Problem, type ProblemText } from "../../shared/support/problem";

/** An account that can take a sign-in: the deployed node's, or one opened for the moment. */
export interface Adopter {
  readonly registration: Registration;
  account(): Promise<Account | undefined>;
  adopt(result: SignInResult, options?: { readonly replace?: boolean }): Promise<void>;
}

export interface OpenCode {
  readonly userCode: string;
  readonly verificationUri: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** What the dialog and scripts are told; `expiresAt` is ISO 8601. */
export type SignInState =
  | { readonly state: "signed-out" }
  | ({ readonly state: "pending" } & OpenCode)
  | { readonly state: "signed-in"; readonly account: Account; readonly replaces?: Account }
  | { readonly state: "failed"; readonly error: ProblemText };

export interface SessionsOptions {
  readonly begin: (registration: Registration) => Promise<PendingSignIn>;
  /** The account of the node that is deployed under this id. */
  readonly deployed: (id: string) => Adopter | undefined;
  /** Opens an account's file for a node that is not deployed yet, for the time of `use`. */
  readonly withFile: <T>(
    id: string,
    registration: Registration,
    use: (file: Adopter) => Promise<T>,
  ) => Promise<T>;
  readonly clock: Clock;
}

interface Session {
  readonly registration: Registration;
  /** A dialog is open: nothing is stored before it is closed with Done. */
  readonly confirm: boolean;
  readonly pending: PendingSignIn;
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
  readonly #beginning = new Map<string, Promise<Session>>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Opens a sign-in, or gives the one that is open until it expires. Throws Problem when Microsoft refuses to begin. */
  async start(
    id: string,
    registration: Registration,
    { confirm }: { readonly confirm: boolean },
  ): Promise<PendingSignIn> {
    await this.#beginning.get(id)?.catch(() => undefined);
    const open = this.#sessions.get(id);
    if (
      open &&
      this.#isOpen(open) &&
      open.confirm === confirm &&
      sameRegistration(open.registration, registration)
    ) {
      return open.pending;
    }
    this.discard(id);
    const beginning = this.#begin(id, registration, confirm);
    this.#beginning.set(id, beginning);
    try {
      return (await beginning).pending;
    } finally {
      this.#beginning.delete(id);
    }
  }

  async state(id: string): Promise<SignInState> {
    const session = this.#sessions.get(id);
    if (session?.problem) return { state: "failed", error: session.problem.text };
    if (session?.result) return this.#outcome(id, session.result.account);
    if (session) return { state: "pending", ...openCode(session.pending) };
    const account = await this.#options.deployed(id)?.account();
    return account ? { state: "signed-in", account } : { state: "signed-out" };
  }

  /**
   * The dialog was closed with Done. Stored at once where nothing else is deployed under this id; where the deployed
   * node has another registration the result waits for the deploy, so that a change nobody deploys costs no sign-in.
   */
  async keep(id: string, { replace }: { readonly replace: boolean }): Promise<void> {
    const session = this.#sessions.get(id);
    if (!session) return;
    const { result, registration } = session;
    if (!result) return this.discard(id);
    const deployed = this.#options.deployed(id);
    if (deployed && !sameRegistration(deployed.registration, registration)) {
      session.kept = { replace };
      return;
    }
    if (deployed) await deployed.adopt(result, { replace });
    else await this.#options.withFile(id, registration, (file) => file.adopt(result, { replace }));
    this.discard(id);
  }

  /** The dialog was closed with Cancel, or another sign-in begins. */
  discard(id: string): void {
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    session?.forget?.cancel();
    if (session && this.#isOpen(session)) session.pending.cancel();
  }

  /** A node was deployed: it takes what was kept, or signed in without a dialog, for just this registration. */
  async deployed(id: string, node: Adopter): Promise<void> {
    const session = this.#sessions.get(id);
    if (!session?.result || !sameRegistration(session.registration, node.registration)) return;
    if (session.confirm && !session.kept) return;
    await node.adopt(session.result, { replace: session.kept?.replace ?? false });
    this.discard(id);
  }

  /** Ends everything that is under way. */
  close(): void {
    for (const id of this.#sessions.keys()) this.discard(id);
  }

  async #begin(id: string, registration: Registration, confirm: boolean): Promise<Session> {
    const session: Session = { registration, confirm, pending: await this.#options.begin(registration) };
    this.#sessions.set(id, session);
    session.pending.result.then(
      (result) => this.#finish(id, session, { result }),
      (error: unknown) => this.#finish(id, session, { problem: asProblem(error) }),
    );
    return session;
  }

  #finish(id: string, session: Session, outcome: Pick<Session, "result" | "problem">): void {
    if (this.#sessions.get(id) !== session) return;
    Object.assign(session, outcome);
    session.forget = this.#options.clock.after(OUTCOME_KEPT_MS, () => this.discard(id));
    const node = this.#options.deployed(id);
    if (!node || session.confirm) return;
    this.deployed(id, node).catch((error: unknown) => {
      session.problem = asProblem(error);
    });
  }

  async #outcome(id: string, account: Account): Promise<SignInState> {
    const before = await this.#options.deployed(id)?.account();
    const isOther =
      before !== undefined && (before.id !== account.id || before.tenantId !== account.tenantId);
    return { state: "signed-in", account, ...(isOther && { replaces: before }) };
  }

  #isOpen(session: Session): boolean {
    return !session.result && !session.problem && session.pending.expiresAt > this.#options.clock.now();
  }
}

export function openCode({ userCode, verificationUri, expiresAt }: PendingSignIn): OpenCode {
  return { userCode, verificationUri, expiresAt: new Date(expiresAt).toISOString() };
}
