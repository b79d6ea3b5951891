import type { Clock } from "../../support/clock";
import type { JsonObject } from "../../support/json-object";
import type { Problem } from "../../support/problem";
import { EntraNetwork } from "../entra/entra-network";
import { entraProblem } from "../entra/entra-problem";
import type { Fetch } from "../network/microsoft-fetch";
import { endpoints } from "../registration/registration";
import { permissionsOf, scopesOf, type SignInSettings } from "../registration/sign-in-settings";

/** Somebody looks at a spinner meanwhile. */
const LONGEST_MS = 60_000;
const FIRST_ANSWER_MS = 10_000;

const FORM = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };

export interface ProbeOptions {
  readonly settings: SignInSettings;
  readonly clock: Clock;
  readonly fetch?: Fetch | undefined;
}

/** What came back: an answer, perhaps one that refuses. `date` is its Date header. */
export interface Answered {
  readonly date: string | undefined;
  readonly body: JsonObject;
  readonly refusal: Problem | undefined;
}

/**
 * Questions to Entra that need no person and change nothing for one: a device code that nobody is shown expires by
 * itself. Each throws a Problem where no answer of Entra comes.
 */
export class EntraProbe {
  readonly #settings: SignInSettings;
  readonly #network: EntraNetwork;
  readonly #end: () => void;

  constructor({ settings, clock, fetch }: ProbeOptions) {
    const ending = new AbortController();
    const timer = clock.after(LONGEST_MS, () => ending.abort());
    this.#end = () => timer.cancel();
    this.#settings = settings;
    this.#network = new EntraNetwork({ clock, fetch, signal: ending.signal });
  }

  /** No further question will be asked. */
  close(): void {
    this.#end();
  }

  /** OpenID Connect Discovery 1.0 section 4: for a tenant that does not exist Entra refuses with AADSTS90002. */
  configuration(): Promise<Answered> {
    const url = this.#url("v2.0/.well-known/openid-configuration");
    return this.#ask(() => this.#network.sendGetRequestAsync(url, {}, FIRST_ANSWER_MS));
  }

  /** RFC 8628 section 3.1: refused for a client id that this tenant does not know or may not use. */
  deviceCode(): Promise<Answered> {
    const { registration } = this.#settings;
    const delegated = scopesOf({ ...this.#settings, method: "device-code" }, permissionsOf(this.#settings));
    const scope = [...delegated, "openid", "profile", "offline_access"].join(" ");
    return this.#post("oauth2/v2.0/devicecode", { client_id: registration.clientId, scope });
  }

  /**
   * One poll for a device code (RFC 8628 section 3.4). Nobody has typed it, so the best answer is
   * `authorization_pending`; a client that is not public may be refused now or, by some reports, only afterwards.
   */
  poll(deviceCode: string): Promise<Answered> {
    return this.#post("oauth2/v2.0/token", {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      client_id: this.#settings.registration.clientId,
      device_code: deviceCode,
    });
  }

  #post(path: string, form: Record<string, string>): Promise<Answered> {
    const body = new URLSearchParams(form).toString();
    return this.#ask(() => this.#network.sendPostRequestAsync(this.#url(path), { body, headers: FORM }));
  }

  #url(path: string): string {
    const { registration } = this.#settings;
    return `${endpoints(registration).authority}/${registration.tenant}/${path}`;
  }

  async #ask(
    send: () => Promise<{ readonly headers: Record<string, string>; readonly body: JsonObject }>,
  ): Promise<Answered> {
    try {
      const { headers, body } = await send();
      const { failure } = this.#network;
      return { date: headers["date"], body, refusal: failure && entraProblem(undefined, failure) };
    } catch (error) {
      throw entraProblem(error, this.#network.failure);
    }
  }
}
