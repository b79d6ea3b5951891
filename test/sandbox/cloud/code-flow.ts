import { createHash } from "node:crypto";
import { ALL_SCOPES, call } from "./support";
import type { Reply, TestCloud } from "./support";

export const CALLBACK = "http://localhost:1880/teams-auth/callback";
export const VERIFIER = "a-code-verifier-of-a-sufficient-length-for-everybody";
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

/** Changes to a good request; null leaves a parameter out. */
export type Changes = Readonly<Record<string, string | null>>;

function changed(good: Readonly<Record<string, string>>, changes: Changes): Record<string, string> {
  const entries = Object.entries({ ...good, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The address to open for a sign-in; a good one unless changed. */
export function authorizeUrl({ cloud, oauth }: TestCloud, changes: Changes = {}, base = oauth): string {
  const parameters = changed(
    {
      client_id: cloud.clientId,
      response_type: "code",
      redirect_uri: CALLBACK,
      scope: ALL_SCOPES,
      state: "the state",
      nonce: "the nonce",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
    },
    changes,
  );
  return `${base}/authorize?${new URLSearchParams(parameters).toString()}`;
}

/** Redeems a code at the token endpoint; rightly unless changed. */
export function redeem(
  { cloud, oauth }: TestCloud,
  code: string,
  changes: Changes = {},
  base = oauth,
): Promise<Reply> {
  const form = changed(
    {
      client_id: cloud.clientId,
      grant_type: "authorization_code",
      code,
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      scope: ALL_SCOPES,
    },
    changes,
  );
  return call(`${base}/token`, { form });
}

/** Signs somebody in as far as the code. */
export function codeFor(test: TestCloud, slug = "alice", changes: Changes = {}): string {
  const { parameters } = test.cloud.authorize(authorizeUrl(test, changes), slug);
  return parameters["code"] ?? "";
}
