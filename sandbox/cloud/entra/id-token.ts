import { createHash, generateKeyPair, randomUUID, sign } from "node:crypto";
import { promisify } from "node:util";
import type { Person } from "../../world";
import { TENANT_ID } from "./registrations";

export interface IdTokenSigner {
  /** The JSON Web Key Set's keys. */
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  sign(request: IdTokenRequest): string;
}

export interface IdTokenRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly person: Person;
  /** Of the authorization request; undefined where there was none. */
  readonly nonce: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const LIFETIME_SECONDS = 3600;
/** The service dates tokens back, for clients whose clock is slow. */
const BACKDATED_SECONDS = 300;

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Id tokens signed with RS256 and the claims of Microsoft Entra docs, "ID token claims reference", version 2.0. */
export async function createIdTokenSigner(): Promise<IdTokenSigner> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const kid = randomUUID();
  return {
    keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }],
    sign({ issuer, clientId, person, nonce, now }) {
      const issuedAt = Math.floor(now / 1000) - BACKDATED_SECONDS;
      const claims = {
        ver: "2.0",
        iss: issuer,
        aud: clientId,
        // Differs from app to app for the same person.
        sub: createHash("sha256").update(`${clientId} ${person.oid}`).digest("base64url"),
        oid: person.oid,
        tid: TENANT_ID,
        preferred_username: person.upn,
        name: person.name,
        ...(nonce === undefined ? {} : { nonce }),
        iat: issuedAt,
        nbf: issuedAt,
        exp: issuedAt + BACKDATED_SECONDS + LIFETIME_SECONDS,
      };
      const signed = `${encode({ typ: "JWT", alg: "RS256", kid })}.${encode(claims)}`;
      return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
    },
  };
}

/** The `client_info` value MSAL builds its account id from: who, and of which tenant. */
export function clientInfo(person: Person): string {
  return encode({ uid: person.oid, utid: TENANT_ID });
}
