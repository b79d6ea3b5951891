import type { Fault } from "../../support/faults";
import type { AccessGrant, Tokens } from "../entra/tokens";
import type { Person } from "../../world";
import type { Request } from "../answer";
import { jsonAt } from "../json";
import { GraphRefused, unauthorized } from "./errors";

interface Challenge {
  readonly fault: Fault;
  /** The `nbf` a new token has to be asked for with, seconds since 1970. */
  readonly notBefore: number;
}

/** Who knocks, and with which permissions. */
export class Access {
  readonly #tokens: Tokens;
  readonly #now: () => number;
  readonly #challenges = new Map<string, Challenge>();
  #lastNotBefore = 0;

  constructor(tokens: Tokens, now: () => number) {
    this.#tokens = tokens;
    this.#now = now;
  }

  /**
   * The grant behind the request's bearer token. Throws GraphRefused 401 without one, for one that was never given out or
   * has expired or was revoked, and for one whose claims challenge is unanswered.
   */
  authenticate(request: Request): AccessGrant {
    const grant = this.#identify(request);
    const challenge = this.#challenges.get(keyOf(grant));
    if (challenge) requireAnswer(challenge, grant);
    return grant;
  }

  /**
   * From now on this person's tokens for this client are good only when asked for with the new claims; throws like
   * `authenticate`. One fault challenges a person once, so that an answer is accepted while the fault lasts.
   */
  challenge(fault: Fault, request: Request): void {
    const grant = this.#identify(request);
    if (this.#challenges.get(keyOf(grant))?.fault !== fault) {
      this.#lastNotBefore = Math.max(this.#lastNotBefore + 1, Math.floor(this.#now() / 1000));
      this.#challenges.set(keyOf(grant), { fault, notBefore: this.#lastNotBefore });
    }
    this.authenticate(request);
  }

  #identify(request: Request): AccessGrant {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) throw unauthorized("Access token is empty.");
    const grant = this.#tokens.access(token);
    if (!grant) throw unauthorized("The access token was not issued here.");
    if (grant.expiresAt <= this.#now())
      throw unauthorized("Lifetime validation failed, the token is expired.");
    if (grant.revoked) throw this.#revoked();
    return grant;
  }

  /** Only a new sign-in helps; the challenge sends the client to Entra, where it learns that. */
  #revoked(): GraphRefused {
    const notBefore = Math.floor(this.#now() / 1000);
    return unauthorized("The session this token belongs to was revoked.", claimsFor(notBefore));
  }
}

function keyOf({ clientId, person }: AccessGrant): string {
  return `${clientId} ${person?.oid ?? "itself"}`;
}

function requireAnswer({ notBefore }: Challenge, grant: AccessGrant): void {
  const answered = jsonAt(grant.claims, "access_token", "nbf", "value");
  if (answered === String(notBefore) || answered === notBefore) return;
  throw unauthorized("The token was issued before something changed for this person.", claimsFor(notBefore));
}

function claimsFor(notBefore: number): string {
  return JSON.stringify({ access_token: { nbf: { essential: true, value: String(notBefore) } } });
}

/**
 * The person behind a token.
 * @throws GraphRefused 400 for one of an application that acts for itself: microsoftgraph/msgraph-sdk-php#1163
 */
export function requirePerson({ person }: AccessGrant): Person {
  if (person) return person;
  throw new GraphRefused(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
}

/** Throws GraphRefused 403 unless the token carries one of these permissions. */
export function requirePermission({ permissions }: AccessGrant, ...anyOf: readonly string[]): void {
  if (anyOf.some((wanted) => permissions.includes(wanted))) return;
  throw new GraphRefused(
    403,
    "Forbidden",
    `Missing scope permissions on the request: one of '${anyOf.join(", ")}' is required, the token has '${permissions.join(", ")}'.`,
  );
}
