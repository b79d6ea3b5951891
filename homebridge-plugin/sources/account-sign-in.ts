import {
  type GraphPermission,
  scopesOf,
  type SignInSettings,
} from "../../shared/microsoft/registration/sign-in-settings";
import type { DeviceCodeSignIn, SignInResult } from "../../shared/microsoft/sign-in/sign-in";
import type { Clock } from "../../shared/support/clock";
import type { Log } from "../../shared/support/log";

/** How somebody is brought to sign in to an account. Neither method throws, and both may be called twice. */
export interface AccountSignIn {
  /** Only a person can help now. */
  need(): void;
  /** Somebody is signed in, or the account is closed. */
  end(): void;
}

/** What it has to work with. */
export interface SignInMeans {
  /** What the log calls the account. */
  readonly name: string;
  /** Asks Microsoft for a code. Throws a Problem where it gives none. */
  readonly begin: () => Promise<DeviceCodeSignIn>;
  /** Stores who has signed in, and says so in the log. Throws a Problem; `wrong-account` has the words that the log is to show. */
  readonly adopt: (result: SignInResult) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export type CreateSignIn = (means: SignInMeans) => AccountSignIn;

/** For whoever only reads: others ask for the sign-in. */
export const noSignIn: CreateSignIn = () => ({ need() {}, end() {} });

/**
 * What a token for the sign-in itself is asked for with, however it is done. Whoever reads others may read its own
 * presence too, by a token that needs nothing more.
 */
export function signInScopes(settings: SignInSettings): readonly string[] {
  const permissions: readonly GraphPermission[] = settings.readOthers
    ? ["Presence.Read", "Presence.Read.All"]
    : ["Presence.Read"];
  return scopesOf(settings, permissions);
}
