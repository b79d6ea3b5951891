import { randomBytes, randomInt } from "node:crypto";
import { EventEmitter } from "node:events";
import type { Person } from "../../world";
import { Refused } from "./refusals";
import type { Registration } from "./registrations";
import type { Scopes } from "./scopes";

type State =
  | { readonly kind: "pending" }
  | { readonly kind: "approved"; readonly person: Person }
  | { readonly kind: "declined" }
  | { readonly kind: "redeemed" };

/** One sign-in a device has begun. */
export interface SignIn {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly registration: Registration;
  readonly scopes: Scopes;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  intervalMs: number;
  polledAt: number | undefined;
  state: State;
}

/** Letters and digits nobody confuses. */
const USER_CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const USER_CODE_LENGTH = 9;
/** RFC 8628 section 3.5: slow_down raises the interval by 5 seconds. */
const SLOW_DOWN_MS = 5000;
/** Polls that left on time may arrive a little close together. */
const INTERVAL_TOLERANCE = 0.9;

export interface DeviceCodesOptions {
  readonly now: () => number;
  readonly intervalSeconds: number;
  readonly lifetimeSeconds: number;
}

/** Every sign-in with a code; emits `begun`. */
export class DeviceCodes extends EventEmitter<{ begun: [SignIn] }> {
  readonly options: DeviceCodesOptions;
  readonly #byDeviceCode = new Map<string, SignIn>();

  constructor(options: DeviceCodesOptions) {
    super();
    this.options = options;
  }

  begin(registration: Registration, scopes: Scopes): SignIn {
    const signIn: SignIn = {
      deviceCode: randomBytes(48).toString("base64url"),
      userCode: Array.from(
        { length: USER_CODE_LENGTH },
        () => USER_CODE_ALPHABET[randomInt(USER_CODE_ALPHABET.length)],
      ).join(""),
      registration,
      scopes,
      expiresAt: this.options.now() + this.options.lifetimeSeconds * 1000,
      intervalMs: this.options.intervalSeconds * 1000,
      polledAt: undefined,
      state: { kind: "pending" },
    };
    this.#byDeviceCode.set(signIn.deviceCode, signIn);
    this.emit("begun", signIn);
    return signIn;
  }

  /** The sign-in a typed code stands for, spaces, dashes and case forgiven. Throws Refused when it cannot be decided any more. */
  waiting(typed: string): SignIn {
    const userCode = typed.replaceAll(/[\s-]/g, "").toUpperCase();
    if (userCode === "") throw new Refused("emptyUserCode");
    const signIn = [...this.#byDeviceCode.values()].find((candidate) => candidate.userCode === userCode);
    if (!signIn) throw new Refused("badUserCode");
    if (signIn.expiresAt <= this.options.now()) throw new Refused("expiredUserCode");
    if (signIn.state.kind !== "pending") throw new Refused("usedUserCode");
    return signIn;
  }

  approve(typed: string, person: Person): void {
    this.waiting(typed).state = { kind: "approved", person };
  }

  decline(typed: string): void {
    this.waiting(typed).state = { kind: "declined" };
  }

  /** The device asks: who signed in? Throws Refused while, or because, there is nobody to name. An approval is given out once. */
  redeem(deviceCode: string, clientId: string): { readonly person: Person; readonly scopes: Scopes } {
    const signIn = this.#byDeviceCode.get(deviceCode);
    if (!signIn) throw new Refused("unknownDeviceCode");
    if (signIn.registration.clientId !== clientId) throw new Refused("invalidGrant");
    const now = this.options.now();
    if (signIn.state.kind === "redeemed") throw new Refused("invalidGrant");
    if (signIn.expiresAt <= now) throw new Refused("expired");
    if (signIn.state.kind === "declined") throw new Refused("declined");
    if (signIn.state.kind === "approved") {
      const { person } = signIn.state;
      signIn.state = { kind: "redeemed" };
      return { person, scopes: signIn.scopes };
    }
    const sinceLast = signIn.polledAt === undefined ? Number.POSITIVE_INFINITY : now - signIn.polledAt;
    signIn.polledAt = now;
    if (sinceLast >= signIn.intervalMs * INTERVAL_TOLERANCE) throw new Refused("pending");
    signIn.intervalMs += SLOW_DOWN_MS;
    throw new Refused("slowDown");
  }
}
