import { randomBytes } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../../shared/support/json-object";
import type { Person } from "../../world";

export interface AccessGrant {
  readonly clientId: string;
  /** Whom the application acts for; undefined where it acts for itself. */
  readonly person?: Person;
  /** Graph permissions in their official spelling: delegated ones (`scp`) with a person, else application ones (`roles`). */
  readonly permissions: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The `claims` parameter the token was asked for with; "" without one. */
  readonly claims: string;
  revoked: boolean;
}

export interface RefreshGrant {
  readonly clientId: string;
  readonly person: Person;
  readonly signIn: ReadonlySet<string>;
  usedAt: number;
  revoked: boolean;
}

export interface TokensOptions {
  /** Milliseconds since 1970. */
  readonly clock?: (() => number) | undefined;
  /** How long an access token is good for; default 3600. */
  readonly accessTokenSeconds?: number | undefined;
  /** Called when `toJSON` has something new. */
  readonly onChange?: (() => void) | undefined;
}

/** Microsoft Entra docs, "Refresh tokens": 90 days without use, except for single-page apps. */
const REFRESH_TOKEN_MS = 90 * 24 * 3_600_000;
const ACCESS_TOKEN_SECONDS = 3600;

/** Whose consent it is, where not a person's: an admin's for everybody, or for the application itself. */
const EVERYBODY = "everybody";
const APPLICATION = "application";

/** Each use of a refresh token gives a new one, and only the newest are still in use anywhere. */
const MOST_REMEMBERED = 100;

function opaque(): string {
  return randomBytes(48).toString("base64url");
}

/** Every token given out, and what each person has consented to; Entra issues, Graph looks up. */
export class Tokens {
  readonly accessTokenSeconds: number;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #access = new Map<string, AccessGrant>();
  readonly #refresh = new Map<string, RefreshGrant>();
  readonly #consented = new Map<string, Set<string>>();

  constructor({
    clock = Date.now,
    accessTokenSeconds = ACCESS_TOKEN_SECONDS,
    onChange = () => undefined,
  }: TokensOptions = {}) {
    this.#now = clock;
    this.#onChange = onChange;
    this.accessTokenSeconds = accessTokenSeconds;
  }

  /** What a restart of the cloud must not lose: refresh tokens and consents. An access token is soon replaced by itself. */
  toJSON(): object {
    const refresh = [...this.#refresh]
      .slice(-MOST_REMEMBERED)
      .map(([token, { clientId, person, signIn, usedAt, revoked }]) => {
        return { token, clientId, oid: person.oid, signIn: [...signIn], usedAt, revoked };
      });
    const consented = [...this.#consented].map(([key, permissions]) => ({
      key,
      permissions: [...permissions],
    }));
    return { refresh, consented };
  }

  /** Takes in what `toJSON` gave, and nothing of anything else. */
  restore(remembered: unknown, people: readonly Person[]): void {
    for (const { token, clientId, oid, signIn, usedAt, revoked } of listAt(remembered, "refresh")) {
      const person = people.find((known) => known.oid === oid);
      if (typeof token !== "string" || typeof clientId !== "string" || !person) continue;
      if (typeof usedAt !== "number" || typeof revoked !== "boolean") continue;
      this.#refresh.set(token, { clientId, person, signIn: new Set(textsOf(signIn)), usedAt, revoked });
    }
    for (const { key, permissions } of listAt(remembered, "consented"))
      if (typeof key === "string") this.#consented.set(key, new Set(textsOf(permissions)));
  }

  /** Whose sign-in with this application is the newest, and whether its refresh token is still good. */
  newest(clientId: string): { readonly person: Person; readonly good: boolean } | undefined {
    const grant = [...this.#refresh.values()].findLast((known) => known.clientId === clientId);
    return grant && { person: grant.person, good: !grant.revoked && !this.isInactive(grant) };
  }

  isInactive({ usedAt }: RefreshGrant): boolean {
    return this.#now() - usedAt >= REFRESH_TOKEN_MS;
  }

  consent(clientId: string, person: Person, permissions: readonly string[]): void {
    this.#consent(`${clientId} ${person.oid}`, permissions);
  }

  consented(clientId: string, person: Person): readonly string[] {
    const whose = [person.oid, EVERYBODY];
    return whose.flatMap((who) => [...(this.#consented.get(`${clientId} ${who}`) ?? [])]);
  }

  /** An admin's consent: delegated permissions for everybody, application permissions for the application itself. */
  consentAsAdmin(clientId: string, delegated: readonly string[], application: readonly string[]): void {
    this.#consent(`${clientId} ${EVERYBODY}`, delegated);
    this.#consent(`${clientId} ${APPLICATION}`, application);
  }

  consentedToApplication(clientId: string): readonly string[] {
    return [...(this.#consented.get(`${clientId} ${APPLICATION}`) ?? [])];
  }

  #consent(key: string, permissions: readonly string[]): void {
    this.#consented.set(key, new Set([...(this.#consented.get(key) ?? []), ...permissions]));
    this.#onChange();
  }

  issueAccess(grant: Omit<AccessGrant, "expiresAt" | "revoked">): string {
    const token = opaque();
    const expiresAt = this.#now() + this.accessTokenSeconds * 1000;
    this.#access.set(token, { ...grant, expiresAt, revoked: false });
    return token;
  }

  access(token: string): AccessGrant | undefined {
    return this.#access.get(token);
  }

  issueRefresh(grant: Omit<RefreshGrant, "revoked" | "usedAt">): string {
    const token = opaque();
    this.#refresh.set(token, { ...grant, usedAt: this.#now(), revoked: false });
    this.#onChange();
    return token;
  }

  refresh(token: string): RefreshGrant | undefined {
    return this.#refresh.get(token);
  }

  /**
   * Every token given out so far, to this person or to anybody, is dead, as after a password change where continuous access evaluation is in force
   * (Microsoft Entra docs, "Continuous access evaluation": critical event evaluation).
   */
  revoke(person?: Person): void {
    for (const grant of [...this.#refresh.values(), ...this.#access.values()])
      if (person === undefined || grant.person === person) grant.revoked = true;
    this.#onChange();
  }
}

function listAt(value: unknown, name: string): readonly JsonObject[] {
  const list = isJsonObject(value) ? value[name] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}
