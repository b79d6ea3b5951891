import assert from "node:assert/strict";
import { Agent, request as httpsRequest } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import { startCloud } from "../../../sandbox/cloud";
import type { Cloud, CloudOptions } from "../../../sandbox/cloud";
import { createAuthority } from "../../../sandbox/support/certificates";
import type { Authority } from "../../../sandbox/support/certificates";
import { Faults } from "../../../sandbox/support/faults";
import { WireLog } from "../../../sandbox/support/wire-log";
import type { WireEntry } from "../../../sandbox/support/wire-log";
import { World } from "../../../sandbox/world";
import { FakeClock } from "../../support/fake-clock";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Call {
  readonly method?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Reuses connections, for many requests. */
  readonly keepAlive?: boolean;
}

const reused = new Agent({ keepAlive: true });

const FORM_HEADERS = { "content-type": "application/x-www-form-urlencoded" };

let shared: Promise<Authority> | undefined;

/** One authority for all tests: making keys takes a while. */
export function authority(): Promise<Authority> {
  shared ??= createAuthority("CN=Test authority");
  return shared;
}

/** A request that trusts the test authority; form fields make it a POST. */
export async function call(url: string, { form, token, ...options }: Call = {}): Promise<Reply> {
  const { certificate } = await authority();
  const { hostname } = new URL(url);
  const body = form ? new URLSearchParams(form).toString() : options.body;
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, {
      ca: certificate,
      agent: options.keepAlive ? reused : false,
      // Otherwise Node checks the certificate against whatever Host header a test sends.
      ...(hostname === "localhost" ? { servername: hostname } : {}),
      method: options.method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(form ? FORM_HEADERS : {}),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...options.headers,
      },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    request.end(body);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

export function parseJson(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  assert.ok(isRecord(value));
  return value;
}

export function parsed(reply: Reply): Record<string, unknown> {
  return parseJson(reply.body);
}

/** A property that is an object or an array itself. */
export function inside(value: unknown, name: string): Record<string, unknown> {
  assert.ok(isRecord(value));
  const found = value[name];
  assert.ok(isRecord(found), `no ${name}`);
  return found;
}

export function decoded(base64: string): Record<string, unknown> {
  return parseJson(Buffer.from(base64, "base64").toString("utf8"));
}

export interface TestCloud {
  readonly cloud: Cloud;
  readonly world: World;
  readonly faults: Faults;
  readonly log: WireLog;
  readonly clock: FakeClock;
  /** `<entra>/<tenant>/oauth2/v2.0` */
  readonly oauth: string;
  readonly graph: string;
}

export type TestCloudOptions = Omit<CloudOptions, "authority" | "clock" | "faults" | "log" | "world">;

export async function startTestCloud(
  options: TestCloudOptions = {},
  clock = new FakeClock(),
): Promise<TestCloud> {
  const now = (): number => clock.now();
  const world = new World(now);
  const faults = new Faults(now);
  const log = new WireLog();
  const cloud = await startCloud({
    authority: await authority(),
    world,
    faults,
    log,
    clock: now,
    ...options,
  });
  const oauth = `${cloud.entra.origin}/${cloud.tenant}/oauth2/v2.0`;
  return { cloud, world, faults, log, clock, oauth, graph: `${cloud.graph.origin}/v1.0` };
}

export interface Begun {
  readonly deviceCode: string;
  readonly userCode: string;
}

export const ALL_SCOPES = "openid profile offline_access Presence.Read";

export async function beginSignIn({ cloud, oauth }: TestCloud, scope = ALL_SCOPES): Promise<Begun> {
  const body = parsed(await call(`${oauth}/devicecode`, { form: { client_id: cloud.clientId, scope } }));
  return { deviceCode: String(body["device_code"]), userCode: String(body["user_code"]) };
}

export function poll(
  { cloud, oauth }: TestCloud,
  deviceCode: string,
  more: Record<string, string> = {},
): Promise<Reply> {
  return call(`${oauth}/token`, {
    form: {
      client_id: cloud.clientId,
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: deviceCode,
      ...more,
    },
  });
}

export function refresh(
  { cloud, oauth }: TestCloud,
  refreshToken: string,
  more: Record<string, string> = {},
): Promise<Reply> {
  return call(`${oauth}/token`, {
    form: {
      client_id: cloud.clientId,
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      scope: ALL_SCOPES,
      ...more,
    },
  });
}

/** The whole sign-in; gives the token answer, numbers as text. */
export async function signedIn(
  test: TestCloud,
  slug = "alice",
  scope = ALL_SCOPES,
): Promise<Record<string, string>> {
  const { deviceCode, userCode } = await beginSignIn(test, scope);
  test.cloud.approve(userCode, slug);
  const answer = Object.entries(parsed(await poll(test, deviceCode)));
  return Object.fromEntries(answer.map(([name, value]) => [name, String(value)]));
}

/** The next entry of the wire log that fits. */
export function nextEntry(log: WireLog, fits: (entry: WireEntry) => boolean): Promise<WireEntry> {
  return new Promise((resolve) => {
    const look = (entry: WireEntry): void => {
      if (!fits(entry)) return;
      log.off("entry", look);
      resolve(entry);
    };
    log.on("entry", look);
  });
}
