import { generateKeyPairSync } from "node:crypto";
import { createServer, request } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Adapter, AdapterPayload, Provider } from "oidc-provider";
import type { Authority } from "../../sandbox/support/certificates";

export interface ProviderUser {
  readonly oid: string;
  readonly name: string;
  readonly upn: string;
}

export interface OpenIdProvider {
  /** The properties of a teams-auth node that signs in here. */
  readonly registration: Readonly<Record<"cloud" | "authority" | "graph" | "tenant" | "clientId", string>>;
  /** Forms sent to the token endpoint, in their order. */
  readonly redeemed: readonly URLSearchParams[];
  /** Opens the address of a sign-in as a browser does, and signs in, or declines with this description. */
  browse(url: string, as: ProviderUser | { readonly declines: string }): Promise<CameBack>;
  /** `fetch` that trusts the provider's certificate. */
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/** Where the browser is sent in the end, and with what. */
export interface CameBack {
  readonly mode: "form_post" | "query";
  readonly address: string;
  readonly fields: Readonly<Record<string, string>>;
}

const TENANT = "c0117050-0000-4000-8000-00000000c0de";
const CLIENT_ID = "7e5e0ce0-0000-4000-8000-00000000c11e";
const GRAPH = "https://localhost:1";

/**
 * An OpenID provider that nobody here has written, certified and strict: PKCE is required, and a code is good once. It
 * speaks HTTPS on localhost, below the tenant's path as Entra does.
 */
export async function startOpenIdProvider(
  authority: Authority,
  redirectUris: readonly string[],
): Promise<OpenIdProvider> {
  const leaf = await authority.issue({
    commonName: "localhost",
    dnsNames: ["localhost"],
    ips: ["127.0.0.1"],
  });
  const server = createServer({ cert: leaf.certificate, key: leaf.key });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const users = new Map<string, ProviderUser>();
  const provider = await createProvider(`${origin}/${TENANT}`, redirectUris, users);
  const answer = provider.callback();
  const redeemed: URLSearchParams[] = [];
  let visitor: ProviderUser | { readonly declines: string } = { declines: "Nobody is here." };

  async function interact(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(incoming, outgoing);
    if ("declines" in visitor) {
      const refusal = { error: "access_denied", error_description: visitor.declines };
      return provider.interactionFinished(incoming, outgoing, refusal);
    }
    users.set(visitor.oid, visitor);
    const grant = new provider.Grant({ accountId: visitor.oid, clientId: CLIENT_ID });
    grant.addOIDCScope(String(params["scope"]));
    await provider.interactionFinished(incoming, outgoing, {
      select_account: {},
      login: { accountId: visitor.oid },
      consent: { grantId: await grant.save() },
    });
  }

  server.on("request", (incoming: IncomingMessage & { originalUrl?: string }, outgoing: ServerResponse) => {
    const path = incoming.url ?? "/";
    incoming.originalUrl = path;
    incoming.url = path.replace(`/${TENANT}`, "");
    if (incoming.url.startsWith("/interaction/")) {
      interact(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
      return;
    }
    if (incoming.url.startsWith("/token")) {
      let body = "";
      incoming.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
      incoming.on("end", () => redeemed.push(new URLSearchParams(body)));
    }
    void answer(incoming, outgoing);
  });

  const ask = (url: string, options: Asking = {}): Promise<Answer> => httpsCall(authority, url, options);
  return {
    registration: { cloud: "custom", authority: origin, graph: GRAPH, tenant: TENANT, clientId: CLIENT_ID },
    redeemed,
    async browse(url, as) {
      visitor = as;
      const cookies = new Map<string, string>();
      for (let next = url; ;) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        const { status, headers, text } = await ask(next, { headers: { cookie } });
        for (const each of headers["set-cookie"] ?? []) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
          cookies.set(name, value);
        }
        const { location } = headers;
        if (location === undefined) return postedBy(text, status);
        const target = new URL(location, next);
        if (target.origin !== origin)
          return {
            mode: "query",
            address: target.href,
            fields: Object.fromEntries(target.searchParams),
          };
        next = target.href;
      }
    },
    async fetch(input, init = {}) {
      const { status, headers, text } = await ask(String(input instanceof Request ? input.url : input), {
        method: init.method,
        headers: init.headers as Record<string, string>,
        body: typeof init.body === "string" ? init.body : undefined,
      });
      const type = String(headers["content-type"]);
      return new Response(text, { status, headers: { "content-type": type } });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function createProvider(
  issuer: string,
  redirectUris: readonly string[],
  users: ReadonlyMap<string, ProviderUser>,
): Promise<Provider> {
  const { Provider: OidcProvider, interactionPolicy } = await import("oidc-provider");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  const provider = new OidcProvider(issuer, {
    adapter: memory(),
    clients: [
      {
        client_id: CLIENT_ID,
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: [...redirectUris],
      },
    ],
    claims: { openid: ["sub", "oid", "tid", "preferred_username", "name"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["a key of the tests"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => {
        const { oid = id, name, upn } = users.get(id) ?? {};
        return { sub: id, oid, tid: TENANT, name, preferred_username: upn };
      },
    }),
    interactions: { policy, url: (_context, { uid }) => `/${TENANT}/interaction/${uid}` },
    issueRefreshToken: () => true,
    jwks: { keys: [privateKey.export({ format: "jwk" })] },
    pkce: { required: () => true },
    scopes: ["openid", "profile", "offline_access", `${GRAPH}/Presence.Read`],
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 3600,
      Session: 3600,
    },
  });
  return provider;
}

/** As much of a store as the provider needs for an hour. */
function memory(): (model: string) => Adapter {
  const all = new Map<string, AdapterPayload>();
  const first = (fits: (key: string, payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
    [...all].find(([key, payload]) => fits(key, payload))?.[1];
  return (model) => ({
    upsert: (id, payload) => Promise.resolve(void all.set(`${model} ${id}`, payload)),
    find: (id) => Promise.resolve(all.get(`${model} ${id}`)),
    findByUid: (uid) =>
      Promise.resolve(first((key, payload) => key.startsWith(`${model} `) && payload.uid === uid)),
    findByUserCode: () => Promise.resolve(undefined),
    destroy: (id) => Promise.resolve(void all.delete(`${model} ${id}`)),
    consume(id) {
      const payload = all.get(`${model} ${id}`);
      if (payload) payload["consumed"] = Math.floor(Date.now() / 1000);
      return Promise.resolve();
    },
    revokeByGrantId(grantId) {
      for (const [key, payload] of all) if (payload.grantId === grantId) all.delete(key);
      return Promise.resolve();
    },
  });
}

/** The form of a page that posts itself. */
function postedBy(page: string, status: number): CameBack {
  const action = /<form method="post" action="([^"]*)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`The provider shows a page (${status}): ${page.slice(0, 500)}`);
  const inputs = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  const fields = Object.fromEntries([...inputs].map(([, name = "", value = ""]) => [name, plain(value)]));
  return { mode: "form_post", address: plain(action), fields };
}

function plain(html: string): string {
  const names: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return html.replace(/&(#?\w+);/g, (whole, name: string) => names[name] ?? whole);
}

interface Asking {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

function httpsCall(
  authority: Authority,
  url: string,
  { method = "GET", headers, body }: Asking,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { ca: authority.certificate, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asking.on("error", reject);
    asking.end(body);
  });
}
