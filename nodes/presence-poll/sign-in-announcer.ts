import type { Attention } from "../../shared/microsoft/polling/poll-listener";
import type { PendingSignIn } from "../../shared/microsoft/sign-in/sign-in";
import { asProblem, type Problem } from "../../shared/support/problem";

/** What whoever asked for a sign-in is told. */
export interface SignInStarted extends Omit<Attention, "event"> {
  readonly event: "sign-in-started";
  /** Where to sign in. */
  readonly url: string;
  /** To be typed there; missing where the address says it all. */
  readonly userCode?: string;
  /** The browser ends at a page that is empty or cannot be opened; its address is to be pasted in the account's dialog. */
  readonly paste?: true;
  /** ISO 8601. */
  readonly expiresAt: string;
  /** `url` as a QR code: an SVG element. */
  readonly qrCode: string;
}

export interface AnnouncerOptions {
  /** Opens a sign-in, or gives the one that is open. */
  readonly signIn: () => Promise<PendingSignIn>;
  readonly account: () => Promise<{ readonly id: string; readonly name: string } | undefined>;
  /** A sign-in that was told about has failed; how a good one ends is told by the poller. */
  readonly failed: (problem: Problem) => void;
}

/** Opens sign-ins on request, and only then: a code is good for minutes. */
export class SignInAnnouncer {
  readonly #options: AnnouncerOptions;
  #announced: PendingSignIn | undefined;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** Throws a Problem where Microsoft gives no sign-in. */
  async begin(): Promise<SignInStarted> {
    const pending = await this.#options.signIn();
    this.#tellFailure(pending);
    const account = await this.#options.account().catch(() => undefined);
    const url = pending.method === "device-code" ? pending.verificationUri : pending.url;
    return {
      event: "sign-in-started",
      ...(account && { account: { id: account.id, name: account.name } }),
      url,
      ...(pending.method === "device-code" && { userCode: pending.userCode }),
      ...(pending.method === "auth-code" && pending.paste && { paste: true }),
      expiresAt: new Date(pending.expiresAt).toISOString(),
      qrCode: await qrCode(url),
    };
  }

  /** Once, however many have asked for it. */
  #tellFailure(pending: PendingSignIn): void {
    if (this.#announced === pending) return;
    this.#announced = pending;
    pending.result.catch((error: unknown) => {
      const problem = asProblem(error);
      if (problem.code !== "sign-in-cancelled") this.#options.failed(problem);
    });
  }
}

/** Medium error correction: a phone reads it off a screen that reflects. */
async function qrCode(text: string): Promise<string> {
  const { renderSVG } = await import("uqr");
  return renderSVG(text, { ecc: "M", border: 2 });
}
