import { isJsonObject, parseJsonObject } from "../../support/json-object";

/**
 * MSAL's serialized cache without the refresh tokens that have been replaced. Versions of MSAL write the keys of that
 * section differently, so that the successor of another version's token stands beside it; MSAL then uses the first it
 * finds, which is the old one, until that dies of age. Successors are appended: the last of equals is the newest.
 */
export function withoutReplacedTokens(cache: string): string {
  const sections = parseJsonObject(cache);
  const tokens = sections?.["RefreshToken"];
  if (!sections || !isJsonObject(tokens)) return cache;
  const newest = new Map<string, string>();
  for (const [key, token] of Object.entries(tokens)) newest.set(whose(token), key);
  const kept = new Set(newest.values());
  if (kept.size === Object.keys(tokens).length) return cache;
  const left = Object.entries(tokens).filter(([key]) => kept.has(key));
  return JSON.stringify({ ...sections, RefreshToken: Object.fromEntries(left) });
}

/**
 * What a refresh token is for; the fields are those of MSAL's cache schema, shared by its versions and languages. Not
 * its environment: a cloud's sign-in host has several names, and an account's file is about one cloud.
 */
function whose(token: unknown): string {
  if (!isJsonObject(token)) return JSON.stringify(token);
  const { home_account_id, client_id, family_id, realm, target } = token;
  const parts = [home_account_id, family_id, family_id ? "" : client_id, realm, target];
  return parts.map((part) => (typeof part === "string" ? part.toLowerCase() : "")).join("\n");
}
