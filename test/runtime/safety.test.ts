import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { WireEntry } from "../../sandbox/support/wire-log";
import { addressOf, openSignIn, postCallback, signedIn } from "../support/browser-sign-in";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { installPacked } from "../support/packed";
import { presence } from "../support/presences";
import { type RawAnswer, rawRequest } from "../support/raw-request";
import { secretsOf, startRecordingProxy } from "../support/recording-proxy";
import { signIn, signInState } from "../support/sign-in";

const AUTH = "a1b2c3d4e5f60718";
const OTHER_CLIENT_ID = "7e5e0ce0-0000-4000-8000-00000000beef";

const UNREACHABLE_BRIDGE = { host: "127.0.0.1", port: 1, tls: "insecure", credentials: { key: "k" } };

interface Endpoint {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** What a dialog would send, from the registration of a pretend cloud. */
  readonly body?: (registration: object) => object;
  /** What it answers its own page; 200 unless given. */
  readonly status?: 400;
}

/** Every endpoint of the package: a new one is a line here. */
const ENDPOINTS: readonly Endpoint[] = [
  { method: "GET", path: `/teams-auth/${AUTH}/sign-in` },
  { method: "POST", path: `/teams-auth/${AUTH}/sign-in`, body: (registration) => registration },
  { method: "POST", path: `/teams-auth/${AUTH}/sign-in/keep`, body: () => ({ replace: true }) },
  { method: "POST", path: `/teams-auth/${AUTH}/sign-in/discard` },
  { method: "POST", path: `/teams-auth/${AUTH}/sign-out` },
  { method: "POST", path: `/teams-auth/${AUTH}/redirect`, body: () => ({ url: "x" }), status: 400 },
  { method: "POST", path: `/teams-auth/${AUTH}/redirect-address` },
  // A question that is refused: a search would go out into the network.
  { method: "POST", path: "/presence-hue-bridge/discover", body: () => ({ cloud: "perhaps" }), status: 400 },
  { method: "POST", path: "/presence-hue-bridge/b1/pair", body: () => UNREACHABLE_BRIDGE, status: 400 },
  { method: "POST", path: "/presence-hue-bridge/b1/targets", body: () => UNREACHABLE_BRIDGE, status: 400 },
  {
    method: "POST",
    path: "/presence-hue-light/l1/try",
    body: () => ({ bridge: "b1", target: "x", targetType: "light", ...UNREACHABLE_BRIDGE }),
    status: 400,
  },
];

const FOREIGN: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["another site", { Origin: "https://evil.example" }],
  ["a page without an origin", { Origin: "null" }],
  ["the same machine's other port", { Origin: "http://127.0.0.1:1" }],
  ["the same port under another name", { Origin: "http://localhost:1880" }],
  [
    "a forwarded host that nobody trusts",
    { Origin: "http://evil.example", "X-Forwarded-Host": "evil.example" },
  ],
];

const FLOW = (registration: object) => [
  { id: "tab", type: "tab", label: "Flow" },
  { id: AUTH, type: "teams-auth", name: "Work", ...registration },
  { id: "poll", type: "presence-poll", z: "tab", auth: AUTH, interval: 3600, wires: [[], []] },
  { id: "in", type: "inject", z: "tab", props: [{ p: "payload" }], wires: [["diff"]] },
  { id: "diff", type: "presence-diff", z: "tab", wires: [["out"]] },
  {
    id: "out",
    type: "debug",
    z: "tab",
    active: true,
    tosidebar: true,
    complete: "payload",
    targetType: "msg",
  },
];

const codeOf = ({ body }: { readonly body: unknown }): unknown =>
  (body as { error?: { code?: unknown } } | undefined)?.error?.code;

/** One call as a page in a browser could make it. */
function send(
  red: NodeRedProcess,
  { method, path, body }: Endpoint,
  registration: object,
  headers: Readonly<Record<string, string>>,
): Promise<RawAnswer> {
  if (method === "GET") return rawRequest(red.origin, method, path, { headers });
  return rawRequest(red.origin, method, path, {
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body?.(registration) ?? {}),
  });
}

/** Every path below a directory; Node-RED's own settings files come and go, links lead elsewhere. */
function tree(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules(\/|$)|\.config\.)/.test(path))
    .sort();
}

describe(`safety at the edge of a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let outer: string;
  let red: NodeRedProcess;
  before(async () => {
    microsoft = await startTestCloud();
    // Two levels down, so that a path that climbs out lands in a directory that is looked at.
    outer = mkdtempSync(join(tmpdir(), "teams-presence-safety-"));
    const userDir = join(outer, "home", "node-red");
    mkdirSync(userDir, { recursive: true });
    installPacked(userDir);
    red = await NodeRedProcess.start({
      userDir,
      env: {
        ...microsoft.env,
        RIGHT_TENANT: microsoft.registration.tenant,
        SECRET: "hidden-value.example",
      },
    });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output, red.statuses.all, microsoft.log.entries);
  });
  after(async () => {
    const { output, running } = red;
    await red.dispose();
    await microsoft.close();
    assert.ok(running, output);
    assert.doesNotMatch(output, /unhandled|uncaught|\n\s+at .*node-red-teams-presence/i);
    rmSync(outer, { recursive: true, force: true });
  });

  describe("refuses other sites:", () => {
    for (const endpoint of ENDPOINTS) {
      const { method, path } = endpoint;
      for (const [who, headers] of FOREIGN) {
        it(`${method} ${path} from ${who}`, async () => {
          const answer = await send(red, endpoint, microsoft.registration, headers);
          assert.deepEqual([answer.status, codeOf(answer)], [403, "forbidden-origin"]);
        });
      }
      if (method === "POST") {
        it(`${method} ${path} without an origin`, async () => {
          const answer = await send(red, endpoint, microsoft.registration, {});
          assert.deepEqual([answer.status, codeOf(answer)], [403, "forbidden-origin"]);
        });

        for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
          it(`${method} ${path} as ${type}, which a form may send without asking`, async () => {
            const headers = { Origin: red.origin, "Content-Type": type };
            const answer = await send(red, endpoint, microsoft.registration, headers);
            assert.deepEqual([answer.status, codeOf(answer)], [403, "forbidden-origin"]);
          });
        }
      }

      it(`${method} ${path} gets nothing from a preflight that would let it in`, async () => {
        const preflight = await rawRequest(red.origin, "OPTIONS", path, {
          headers: {
            Origin: "https://evil.example",
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "content-type",
          },
        });
        assert.notEqual(preflight.headers["access-control-allow-origin"], "https://evil.example");
        assert.equal(preflight.headers["access-control-allow-credentials"], undefined);
      });
    }

    it("and has asked nothing of Microsoft for any of them", () => {
      assert.deepEqual(microsoft.log.entries, []);
    });

    it("but not its own pages, whose answers stay out of every cache", async () => {
      for (const endpoint of ENDPOINTS) {
        const { status, headers } = await send(red, endpoint, microsoft.registration, { Origin: red.origin });
        const expected = [endpoint.status ?? 200, "no-store"];
        assert.deepEqual([status, headers["cache-control"]], expected, endpoint.path);
      }
    });
  });

  it("answers nonsense with one sentence, not with a crash", async () => {
    const path = `/teams-auth/${AUTH}/sign-in`;
    const headers = { Origin: red.origin, "Content-Type": "application/json" };
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '"text"',
      "5",
      "{}",
      '{"tenant":{}}',
      '{"__proto__":{"x":1}}',
    ]) {
      const { status } = await rawRequest(red.origin, "POST", path, { headers, body });
      assert.equal(status, 400, body);
    }
    assert.ok(red.running);
  });

  describe("keeps its files to itself:", () => {
    const IDS: readonly string[] = [
      "%2e%2e",
      "..%2f..%2fclimbed",
      "..%5c..%5cclimbed",
      "%2fetc%2fclimbed",
      "x%2f..%2f..%2f..%2fclimbed",
      "nul%00byte",
      "line%0afeed",
      "%F0%9F%92%A1",
      "%C3%A9t%C3%A9",
      "__proto__",
      "account.key",
      "state",
      ".hidden",
      "long".repeat(200),
    ];

    it("an id in a path never leads out of its directory", async () => {
      const before = tree(outer);
      const headers = { Origin: red.origin, "Content-Type": "application/json" };
      const post = (id: string, action: string, body: object): Promise<RawAnswer> =>
        rawRequest(red.origin, "POST", `/teams-auth/${id}/${action}`, {
          headers,
          body: JSON.stringify(body),
        });
      const given = waitForTokens(microsoft, IDS.length);
      for (const id of IDS) {
        const begun = await post(id, "sign-in", { ...microsoft.registration, dialog: true });
        assert.equal(begun.status, 200, `${id}: ${begun.text}`);
        microsoft.cloud.approve((begun.body as { userCode: string }).userCode, "alice");
      }
      await given;
      for (const id of IDS) {
        let state = "pending";
        while (state === "pending")
          state = (
            (await rawRequest(red.origin, "GET", `/teams-auth/${id}/sign-in`)).body as { state: string }
          ).state;
        assert.equal(state, "signed-in", id);
        const kept = await post(id, "sign-in/keep", {});
        assert.equal(kept.status, 200, `${id}: ${kept.text}`);
      }
      const made = tree(outer).filter((path) => !before.includes(path));
      const own = join("home", "node-red", "teams-presence");
      assert.deepEqual(
        made.filter((path) => path !== own && !path.startsWith(`${own}/`)),
        [],
      );
      const names = readdirSync(join(outer, own));
      assert.equal(names.length, 2 * IDS.length + 1, "a file and its copy per id, and the key");
      for (const name of names) assert.match(name, /^(account\.key|[\w-]+(\.\w+)?\.json(\.previous)?)$/);
      for (const id of IDS) assert.equal((await post(id, "sign-out", {})).status, 200);
      assert.deepEqual(readdirSync(join(outer, own)), ["account.key"]);
    });

    it("an id that is no text in UTF-8 is refused", async () => {
      const { status } = await rawRequest(red.origin, "GET", "/teams-auth/%ff%fe/sign-in");
      assert.ok(status >= 400 && status < 500, String(status));
    });

    it("nobody else on the machine can read them", async function () {
      if (process.platform === "win32") this.skip();
      await signIn(red, microsoft, AUTH, { ...microsoft.registration, dialog: true });
      await red.admin("POST", `/teams-auth/${AUTH}/sign-in/keep`, {});
      await red.deploy(FLOW(microsoft.registration));
      await red.admin("POST", "/inject/in", {
        __user_inject_props__: [{ p: "payload", v: JSON.stringify(presence("busy")), vt: "json" }],
      });
      await red.debugs.find(({ id }) => id === "out");
      const folder = join(red.userDir, "teams-presence");
      // The deploy waits until the node that is closed has written what it remembers.
      await red.deploy(FLOW(microsoft.registration));
      const modes = [".", ...readdirSync(folder, { recursive: true }).map(String)].map((path) => {
        const found = statSync(join(folder, path));
        return [path, found.isDirectory() ? "directory" : "file", (found.mode & 0o777).toString(8)];
      });
      assert.ok(modes.some(([path]) => path === join("state", "diff.json")));
      assert.deepEqual(
        modes.filter(([, kind, mode]) => mode !== (kind === "directory" ? "700" : "600")),
        [],
      );
    });
  });

  describe("gives a stored sign-in only to what it was stored for:", () => {
    it("another client id is signed out, and the former one signed in again", async () => {
      assert.equal((await signInState(red, AUTH)).state, "signed-in");
      red.statuses.clear();
      await red.deploy(FLOW({ ...microsoft.registration, clientId: OTHER_CLIENT_ID }));
      assert.equal((await signInState(red, AUTH)).state, "signed-out");
      await red.statuses.find(({ id, text }) => id === "poll" && text === "sign in needed");
      await red.deploy(FLOW(microsoft.registration));
      assert.equal((await signInState(red, AUTH)).state, "signed-in");
    });

    it("a dialog that names another authority sends it nothing of the deployed account", async () => {
      const own = await startRecordingProxy(microsoft.authority, microsoft.cloud.entra.origin);
      const elsewhere = await startTestCloud({ authority: microsoft.authority });
      const other = await startRecordingProxy(elsewhere.authority, elsewhere.cloud.entra.origin);
      try {
        const deployed = { ...microsoft.registration, authority: own.origin };
        await red.deploy(FLOW(deployed));
        await signIn(red, microsoft, AUTH, { ...deployed, dialog: true });
        await red.admin("POST", `/teams-auth/${AUTH}/sign-in/keep`, { replace: true });
        const secrets = secretsOf(own.exchanges);
        assert.ok(secrets.length >= 4, "the account has tokens that could leak");

        const shown = { ...elsewhere.registration, authority: other.origin, dialog: true };
        const { state } = await signIn(red, elsewhere, AUTH, shown);
        assert.equal(state, "signed-in");
        await red.admin("POST", `/teams-auth/${AUTH}/sign-in/discard`, {});
        assert.ok(other.exchanges.length > 0);
        const heard = JSON.stringify(other.exchanges);
        assert.deepEqual(
          secrets.filter((secret) => heard.includes(secret)),
          [],
        );
        assert.equal((await signInState(red, AUTH)).state, "signed-in", "the deployed account is untouched");
      } finally {
        await own.close();
        await other.close();
        await elsewhere.close();
      }
    });
  });

  describe("reads the environment only for a deployed text:", () => {
    const dialog = (id: string, changes: object): Promise<{ status: number; body: unknown }> =>
      red.admin("POST", `/teams-auth/${id}/sign-in`, { ...microsoft.registration, ...changes, dialog: true });
    const refused = async (id: string, changes: object): Promise<void> => {
      const { status, body } = await dialog(id, changes);
      assert.deepEqual([status, codeOf({ body })], [400, "deploy-first"]);
      assert.equal(JSON.stringify(body).includes("hidden-value"), false);
    };

    it("not for a node that is not deployed", () => refused("undeployed", { tenant: "${SECRET}" }));

    it("not for a node that is deployed with another text", async () => {
      await red.deploy(FLOW(microsoft.registration));
      await refused(AUTH, { tenant: "${SECRET}" });
      await red.deploy(FLOW({ ...microsoft.registration, tenant: "${RIGHT_TENANT}" }));
      await refused(AUTH, { tenant: "${SECRET}" });
      await refused(AUTH, { authority: "${RIGHT_TENANT}" });
    });

    for (const action of ["check", "redirect-address"]) {
      it(`not for ${action} either`, async () => {
        const { clientId: _none, ...registration } = microsoft.registration;
        for (const id of [AUTH, "undeployed"]) {
          for (const property of ["authority", "redirectUri"]) {
            const shown = { clientId: AUTH, ...registration, method: "auth-code", [property]: "${SECRET}" };
            const { status, body } = await red.admin("POST", `/teams-auth/${id}/${action}`, shown);
            assert.deepEqual([status, codeOf({ body })], [400, "deploy-first"], property);
          }
        }
      });
    }

    it("for the node that is deployed with that very text", async () => {
      const { status } = await dialog(AUTH, { tenant: "${RIGHT_TENANT}" });
      assert.equal(status, 200);
      await red.admin("POST", `/teams-auth/${AUTH}/sign-in/discard`, {});
    });
  });
});

describe(`safety of a real Node-RED ${MAJOR} with users`, function () {
  this.timeout(60_000);
  /** bcrypt of "open-sesame" with few rounds: nothing is protected here. */
  const PASSWORD = "$2b$04$zRVlGFjg/Qkd1eBDEMk2S.IYBFmfF4p4nJWkJVBcPIyajzAH5IP1W";
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  const tokens: Record<"admin" | "reader", string> = { admin: "", reader: "" };

  before(async () => {
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({
      env: microsoft.env,
      settings: {
        httpServerOptions: { "trust proxy": "loopback" },
        adminAuth: {
          type: "credentials",
          users: [
            { username: "admin", password: PASSWORD, permissions: "*" },
            { username: "reader", password: PASSWORD, permissions: "read" },
          ],
        },
      },
    });
    for (const username of ["admin", "reader"] as const) {
      const { body } = await red.admin("POST", "/auth/token", {
        client_id: "node-red-admin",
        grant_type: "password",
        scope: username === "admin" ? "*" : "read",
        username,
        password: "open-sesame",
      });
      tokens[username] = (body as { access_token: string }).access_token;
    }
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output);
  });
  after(async () => {
    await red.dispose();
    await microsoft.close();
  });

  const as = (user: "admin" | "reader"): Readonly<Record<string, string>> => ({
    Origin: red.origin,
    Authorization: `Bearer ${tokens[user]}`,
  });

  for (const endpoint of ENDPOINTS) {
    const { method, path } = endpoint;
    it(`${method} ${path} is closed without a login, and with a wrong one`, async () => {
      for (const login of [{}, { Authorization: "Bearer wrong" }]) {
        const answer = await send(red, endpoint, microsoft.registration, { Origin: red.origin, ...login });
        assert.deepEqual([answer.status, answer.headers["cache-control"]], [401, "no-store"]);
      }
    });

    it(`${method} ${path} is ${method === "GET" ? "open" : "closed"} to who may only look`, async () => {
      const { status } = await send(red, endpoint, microsoft.registration, as("reader"));
      assert.equal(status, method === "GET" ? 200 : 401);
    });

    it(`${method} ${path} from another site stays closed with a login`, async () => {
      const { status } = await send(red, endpoint, microsoft.registration, {
        ...as("admin"),
        Origin: "https://evil.example",
      });
      assert.equal(status, 403);
    });
  }

  it("tells who may only look the state and nothing else, at every stage of a sign-in", async () => {
    const seen = async (): Promise<unknown> =>
      (await rawRequest(red.origin, "GET", `/teams-auth/${AUTH}/sign-in`, { headers: as("reader") })).body;
    assert.deepEqual(await seen(), { state: "signed-out" });
    red.token = tokens.admin;
    const { status, body } = await red.admin("POST", `/teams-auth/${AUTH}/sign-in`, {
      ...microsoft.registration,
      dialog: true,
    });
    assert.equal(status, 200);
    assert.deepEqual(await seen(), { state: "pending" });
    for (const action of ["sign-in", "sign-in/keep", "sign-in/discard", "sign-out"]) {
      const path = `/teams-auth/${AUTH}/${action}`;
      await send(red, { method: "POST", path }, {}, as("reader"));
    }
    const { userCode } = body as { userCode: string };
    assert.equal(((await signInState(red, AUTH)) as { userCode?: string }).userCode, userCode);
    microsoft.cloud.decline(userCode);
    await waitForEntry(microsoft, ({ note }) => note?.includes("declined") === true);
    let state: unknown = { state: "pending" };
    while ((state as { state: string }).state === "pending") state = await seen();
    assert.deepEqual(state, { state: "failed" });
  });

  it("tells who may only look neither the address nor the state of a sign-in in a browser", async () => {
    const shown = { ...microsoft.registration, dialog: true };
    red.token = tokens.admin;
    const opened = await openSignIn(red, "browser", shown);
    red.token = tokens.reader;
    assert.deepEqual(await signInState(red, "browser"), { state: "pending" });
    const fields = signedIn(microsoft, opened);
    const pasted = { url: addressOf("https://localhost/", fields) };
    for (const [action, body] of [
      ["sign-in", { ...shown, method: "auth-code" }],
      ["redirect", pasted],
      ["redirect-address", {}],
      ["sign-in/keep", {}],
      ["sign-in/discard", {}],
      ["sign-out", {}],
    ] as const) {
      const { status } = await red.admin("POST", `/teams-auth/browser/${action}`, body);
      assert.equal(status, 401, action);
    }
    assert.equal((await postCallback(red, fields)).status, 200, "a browser that comes back has no login");
    assert.deepEqual(await signInState(red, "browser"), { state: "signed-in" });
    red.token = tokens.admin;
    assert.equal((await signInState(red, "browser")).account?.name, "Alice Example");
  });

  it("takes the origin of a proxy that the settings trust", async () => {
    for (const [forwarded, status] of [
      ["home.example", 200],
      ["other.example", 403],
    ] as const) {
      const headers = { ...as("admin"), Origin: "https://home.example" };
      const answer = await rawRequest(red.origin, "POST", `/teams-auth/${AUTH}/sign-in/discard`, {
        headers: {
          ...headers,
          "Content-Type": "application/json",
          "X-Forwarded-Host": forwarded,
          "X-Forwarded-Proto": "https",
        },
        body: "{}",
      });
      assert.equal(answer.status, status, forwarded);
    }
  });
});

/** The next request to the pretend cloud that fits. */
function waitForEntry({ log }: TestCloud, fits: (entry: WireEntry) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (entry: WireEntry): void => {
      if (!fits(entry)) return;
      log.off("entry", look);
      resolve();
    };
    log.on("entry", look);
  });
}

/** Resolves when so many more sign-ins have got their tokens. */
function waitForTokens(microsoft: TestCloud, count: number): Promise<void> {
  let left = count;
  return waitForEntry(microsoft, ({ path, status }) => {
    if (path.endsWith("/token") && status === 200) left--;
    return left === 0;
  });
}
