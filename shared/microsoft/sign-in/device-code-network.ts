import type { NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import type { Clock } from "../../support/clock";
import type { JsonObject } from "../../support/json-object";
import {
  asMsalWants,
  EntraFailureError,
  EntraNetwork,
  type EntraNetworkOptions,
} from "../entra/entra-network";

/** RFC 8628 section 3.2: where the server names no interval. */
const DEFAULT_INTERVAL_S = 5;
/** RFC 8628 section 3.5: what `slow_down` adds, for all later polls. */
const SLOW_DOWN_S = 5;
/** After this long without an answer a person is not kept waiting longer per try. */
const LONGEST_WAIT_S = 60;
/** What Entra grants. */
const DEFAULT_LIFETIME_S = 900;

/**
 * The network of one device code sign-in. MSAL's own polling ends at the first `slow_down`, lost connection or
 * proxy error, and spins without an interval; so the waiting happens here, and MSAL sees only the final answer.
 */
export class DeviceCodeNetwork extends EntraNetwork {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #intervalS = DEFAULT_INTERVAL_S;
  #expiresAt: number;

  constructor(options: EntraNetworkOptions & { readonly signal: AbortSignal }) {
    super(options);
    this.#clock = options.clock;
    this.#signal = options.signal;
    this.#expiresAt = options.clock.now() + DEFAULT_LIFETIME_S * 1000;
  }

  /** Milliseconds since 1970; true to the answer once there is one. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  override async sendPostRequestAsync<T>(
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    const grant = new URLSearchParams(options?.body).get("grant_type");
    if (grant !== null) return this.#poll<T>(url, options);
    const response = await super.sendPostRequestAsync<JsonObject>(url, options);
    return { ...response, body: asMsalWants<T>(this.#granted(response.body)) };
  }

  /** The answer of /devicecode with its gaps filled. Throws where there is no code to show: MSAL would poll anyway. */
  #granted(body: JsonObject): JsonObject {
    if (this.failure) throw new EntraFailureError(this.failure);
    const interval = positive(body["interval"]) ?? DEFAULT_INTERVAL_S;
    const lifetime = positive(body["expires_in"]) ?? DEFAULT_LIFETIME_S;
    this.#intervalS = interval;
    this.#expiresAt = this.#clock.now() + lifetime * 1000;
    return { ...body, interval, expires_in: lifetime };
  }

  async #poll<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    let waitS = this.#intervalS;
    for (;;) {
      await this.#wait(waitS * 1000);
      if (this.#clock.now() >= this.#expiresAt) throw this.fail(EXPIRED);
      try {
        const response = await super.sendPostRequestAsync<T>(url, options);
        const error = this.failure?.kind === "refused" ? this.failure.error : "";
        if (error !== "authorization_pending" && error !== "slow_down") return response;
        if (error === "slow_down") this.#intervalS += SLOW_DOWN_S;
        waitS = this.#intervalS;
      } catch (error) {
        if (!(error instanceof EntraFailureError) || this.#signal.aborted) throw error;
        const { failure } = error;
        const asked = failure.kind === "throttled" ? (failure.retryAfterSeconds ?? 0) : 0;
        waitS = Math.max(asked, Math.min(waitS * 2, LONGEST_WAIT_S), this.#intervalS);
      }
    }
  }

  /** Ends early when the sign-in is called off, and at the latest when the code expires. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        timer.cancel();
        reject(new Error("called off"));
      };
      const left = Math.max(0, this.#expiresAt - this.#clock.now());
      const timer = this.#clock.after(Math.min(ms, left), () => {
        this.#signal.removeEventListener("abort", stop);
        resolve();
      });
      if (this.#signal.aborted) stop();
      else this.#signal.addEventListener("abort", stop, { once: true });
    });
  }
}

const EXPIRED = {
  kind: "refused",
  error: "expired_token",
  subError: "",
  numbers: [],
  line: "",
  correlationId: "",
  timestamp: "",
} as const;

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? number : undefined;
}
