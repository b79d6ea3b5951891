import type { Registration } from "../../registration/registration";
import type { SignInResult } from "../sign-in";
import type { Account } from "../../account/token-provider";
import type { Problem } from "../../../support/problem";

/** An account that can take a sign-in: the deployed node's, or one opened for the moment. */
export interface Adopter {
  readonly registration: Registration;
  account(): Promise<Account | undefined>;
  adopt(result: SignInResult, options?: { readonly replace?: boolean }): Promise<void>;
}

/** The account of a node that is deployed. */
export interface DeployedAccount extends Adopter {
  /** Why Microsoft takes the stored sign-in no longer, if so. */
  endedBy(): Promise<Problem | undefined>;
}
