import type { Clock } from "../../support/clock";
import type { AccountPace } from "../polling/account-pace";
import type { Fetch } from "../network/microsoft-fetch";
import type { SignInSettings } from "../registration/sign-in-settings";
import type { TokenProvider } from "../account/token-provider";
import type { Finding, Reason } from "./check";
import type { Language, Program } from "./texts";

export interface DoctorOptions {
  /** With the address to register as `redirectUri` where a browser comes back: the letter names it. */
  readonly settings: SignInSettings;
  /** What is stored for exactly these settings, or why it may not be used. For `app`: tokens of the application. */
  readonly tokens: TokenProvider | Extract<Reason, "nobody" | "other-settings">;
  /** What the pollers of the account share: inside a pause of Graph it is not asked. */
  readonly pace?: AccountPace | undefined;
  /** English where none is given. */
  readonly language?: Language;
  /** Node-RED where none is given. */
  readonly program?: Program;
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
}

/** What one part of the examination found, and why the parts after it are not made. */
export interface Stage {
  readonly checks: readonly Finding[];
  readonly stop?: Reason;
}
