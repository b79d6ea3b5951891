interface Challenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

/**
 * The claims a 401 answer asks for when continuous access evaluation has revoked a token: JSON text, decoded from
 * base64, ready for a TokenRequest. Undefined when the header holds no such challenge.
 * Source: Microsoft Entra docs, "Claims challenges, claims requests and client capabilities"; header grammar of
 * RFC 9110, section 11.6.1. Several challenges may stand in one header.
 */
export function challengedClaims(wwwAuthenticate: string | null): string | undefined {
  for (const { scheme, parameters } of challengesIn(wwwAuthenticate ?? "")) {
    if (scheme !== "bearer" || parameters.get("error") !== "insufficient_claims") continue;
    const claims = decoded(parameters.get("claims") ?? "");
    if (claims !== undefined) return claims;
  }
  return undefined;
}

/** Either `name=value` with the value in quotes or not, or the bare word that begins a challenge. */
const PART = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([\w-]+)/g;

function challengesIn(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  for (const [, name, quoted, bare, scheme] of header.matchAll(PART)) {
    if (scheme) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    else if (name) challenges.at(-1)?.parameters.set(name.toLowerCase(), quoted ?? bare ?? "");
  }
  return challenges;
}

function decoded(base64: string): string | undefined {
  const text = Buffer.from(base64, "base64").toString("utf8");
  try {
    const claims: unknown = JSON.parse(text);
    return typeof claims === "object" && claims !== null ? text : undefined;
  } catch {
    return undefined;
  }
}
