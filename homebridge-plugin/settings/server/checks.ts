import { type Diagnosis, examine } from "../../../shared/microsoft/doctor/doctor";
import { Examinations } from "../../../shared/microsoft/doctor/examinations";
import type { Language } from "../../../shared/microsoft/doctor/texts";
import { endpoints } from "../../../shared/microsoft/registration/registration";
import type { SignInSettings } from "../../../shared/microsoft/registration/sign-in-settings";
import { addressToRegister, redirectFor } from "../../../shared/microsoft/sign-in/sessions/redirect-address";
import type { Clock } from "../../../shared/support/clock";
import type { AccountSettings } from "../../config/account-settings";
import type { OpenAccounts } from "./open-accounts";

export interface ChecksOptions {
  readonly accounts: OpenAccounts;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** The doctor of the page: what stands between an account and somebody's presence. */
export class Checks {
  readonly #options: ChecksOptions;
  readonly #examinations = new Examinations();

  constructor(options: ChecksOptions) {
    this.#options = options;
  }

  check({ id, signIn }: AccountSettings, language: Language): Promise<Diagnosis> {
    const { accounts, clock, fetch } = this.#options;
    return this.#examinations.inTurn(id, { settings: signIn, language }, () => {
      const { tokens } = accounts.open(id, signIn.registration);
      const pace = accounts.paceOf(id);
      const settings = withAddress(signIn);
      return examine({ settings, tokens, pace, language, program: "homebridge", clock, fetch });
    });
  }
}

/** The letter names the address that a sign-in with the browser needs. */
function withAddress(signIn: SignInSettings): SignInSettings {
  if (signIn.method !== "auth-code") return signIn;
  const { redirectUri, registration } = signIn;
  const { authority } = endpoints(registration);
  return { ...signIn, redirectUri: addressToRegister(redirectFor({ redirectUri, authority })) };
}
