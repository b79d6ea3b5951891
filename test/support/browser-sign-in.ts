import assert from "node:assert/strict";
import type { TestCloud } from "./cloud";
import type { NodeRedProcess } from "./node-red";
import { type RawAnswer, rawRequest } from "./raw-request";

export interface Opened {
  readonly url: string;
  readonly paste: boolean;
  readonly state: string;
}

/** Starts a sign-in in a browser as the dialog or a script would; `properties` are those of the dialog. */
export async function openSignIn(
  red: NodeRedProcess,
  id: string,
  properties: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Opened> {
  const path = `/teams-auth/${encodeURIComponent(id)}/sign-in`;
  const { status, body } = await red.admin("POST", path, { ...properties, method: "auth-code" }, headers);
  assert.equal(status, 200, JSON.stringify(body));
  const { method, url, paste } = body as { method: string; url: string; paste: boolean };
  assert.equal(method, "auth-code");
  return { url, paste, state: new URL(url).searchParams.get("state") ?? "" };
}

/** What a browser brings back once somebody has signed in on the page at this address. */
export function signedIn(
  { cloud }: Pick<TestCloud, "cloud">,
  { url }: Pick<Opened, "url">,
  slug = "alice",
): Readonly<Record<string, string>> {
  return cloud.authorize(url, slug, "approve").parameters;
}

export interface CallbackOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** As in `rawRequest`. */
  readonly ca?: string;
}

/** The form that the sign-in page makes a browser post: from another site, with no login of Node-RED's. */
export function postCallback(
  { origin }: Pick<NodeRedProcess, "origin">,
  fields: Readonly<Record<string, string>> | string,
  { path = "/teams-auth/callback", headers = {}, ...options }: CallbackOptions = {},
): Promise<RawAnswer> {
  return rawRequest(origin, "POST", path, {
    ...options,
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Origin: "https://login.microsoftonline.com",
      ...headers,
    },
    body: typeof fields === "string" ? fields : new URLSearchParams(fields).toString(),
  });
}

/** Where the browser ends with a query. */
export function addressOf(base: string, fields: Readonly<Record<string, string>>): string {
  return `${base}?${new URLSearchParams(fields).toString()}`;
}
