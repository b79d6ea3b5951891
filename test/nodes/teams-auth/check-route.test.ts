import assert from "node:assert/strict";
import type { AdminHandler, AdminRequest, AdminResponse, NodeRed } from "../../../nodes/common/node-red";
import { authProperties } from "../../../nodes/teams-auth/auth-properties";
import { addCheckRoute, type CheckParts } from "../../../nodes/teams-auth/check-route";
import { AccountPace } from "../../../shared/microsoft/polling/account-pace";
import type { Diagnosis } from "../../../shared/microsoft/doctor/doctor";
import { deferred, type Deferred } from "../../support/deferred";
import { problemOf } from "../../shared/microsoft/helpers";
import { settle } from "../../support/fake-clock";

const ID = "a1b2c3d4e5f60718";
const PROPERTIES = { tenant: "contoso.example", clientId: "7e5e0ce0-0000-4000-8000-00000000c11e" };
const OTHER = { ...PROPERTIES, tenant: "fabrikam.example" };
const DIAGNOSIS: Diagnosis = { checks: [], letter: { subject: "", body: "" } };
const HEADERS = {
  host: "nodered.example",
  origin: "http://nodered.example",
  "content-type": "application/json",
};

type Asked = Parameters<CheckParts["examine"]>[0];
type Current = NonNullable<ReturnType<CheckParts["deployed"]>>;

const current = {
  settings: authProperties({ id: ID, type: "teams-auth", ...PROPERTIES }),
  tokens: { name: "the stored sign-in" },
  pace: new AccountPace(),
} as unknown as Current;

/** The route behind its own handlers, and an examination that ends when the test says so. */
function route(current?: Current) {
  let handlers: readonly AdminHandler[] = [];
  let path = "";
  const permissions: string[] = [];
  const RED = {
    httpAdmin: { post: (at: string, ...given: AdminHandler[]) => ((path = at), (handlers = given)) },
    log: { warn: () => undefined },
    settings: { httpAdminRoot: "/red" },
    nodes: { eachNode: () => undefined, getNode: () => null, getCredentials: () => undefined },
    auth: {
      needsPermission: (permission: string): AdminHandler => {
        permissions.push(permission);
        return (_request, _response, next) => next();
      },
    },
  } as unknown as NodeRed;
  const asked: Asked[] = [];
  const endings: Deferred<Diagnosis>[] = [];
  addCheckRoute(RED, {
    deployed: () => current,
    examine: (options) => {
      asked.push(options);
      const ending = deferred<Diagnosis>();
      endings.push(ending);
      return ending.promise;
    },
  });

  async function call(body: object, id = ID): Promise<{ status: number; body?: unknown }> {
    const result: { status: number; body?: unknown } = { status: 200 };
    const response: AdminResponse = {
      status: (code) => ((result.status = code), response),
      set: () => response,
      json: (sent) => void (result.body = sent),
      end: () => undefined,
      headersSent: false,
    };
    const app = { get: () => undefined };
    const request = { method: "POST", headers: HEADERS, params: { id }, body, protocol: "http", app };
    const run = (index: number): void =>
      handlers[index]?.(request as unknown as AdminRequest, response, () => run(index + 1));
    run(0);
    await settle();
    return result;
  }
  return { call, asked, endings, permissions, path: () => path };
}

describe("the check of an account", () => {
  it("is for those who may change flows", () => {
    const { path, permissions } = route();
    assert.equal(path(), "/teams-auth/:id/check");
    assert.deepEqual(permissions, ["teams-auth.write"]);
  });

  it("works before the first deploy, from the values of the dialog, and answers with the diagnosis", async () => {
    const { call, asked, endings } = route();
    const answer = await call(PROPERTIES);
    assert.equal(answer.body, undefined);
    endings[0]?.resolve(DIAGNOSIS);
    await settle();
    assert.deepEqual(answer, { status: 200, body: DIAGNOSIS });
    assert.equal(asked[0]?.tokens, "nobody");
    assert.equal(asked[0]?.settings.registration.tenant, "contoso.example");
  });

  for (const body of [PROPERTIES, {}]) {
    it(`uses the stored sign-in for ${JSON.stringify(body)}, which is what is deployed`, async () => {
      const { call, asked } = route(current);
      await call(body);
      assert.equal(asked[0]?.tokens, current.tokens);
      assert.equal(asked[0]?.pace, current.pace);
      assert.deepEqual(asked[0]?.settings, current.settings);
    });
  }

  const CHANGED: readonly object[] = [
    OTHER,
    { ...PROPERTIES, clientId: "00000000-0000-4000-8000-000000000000" },
    { ...PROPERTIES, cloud: "dod" },
    { ...PROPERTIES, cloud: "custom", authority: "https://evil.example", graph: "https://evil.example" },
  ];
  for (const body of CHANGED) {
    it(`uses no stored sign-in for ${JSON.stringify(body)}`, async () => {
      const { call, asked } = route(current);
      await call(body);
      assert.equal(asked[0]?.tokens, "other-settings");
      assert.equal(asked[0]?.pace, undefined);
    });
  }

  it("names the property that is wrong, and examines nothing", async () => {
    const { call, asked } = route(current);
    const { status, body } = await call({ ...PROPERTIES, tenant: "nonsense" });
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /bad-configuration.*tenant/);
    assert.equal(asked.length, 0);
  });

  it("shares an equal examination that runs, and lets another one wait", async () => {
    const { call, asked, endings } = route();
    const answers = [await call(PROPERTIES), await call(PROPERTIES), await call(OTHER)];
    assert.equal(asked.length, 1);
    endings[0]?.resolve(DIAGNOSIS);
    await settle();
    assert.deepEqual(
      answers.map(({ body }) => body !== undefined),
      [true, true, false],
    );
    assert.equal(asked.length, 2);
    endings[1]?.resolve(DIAGNOSIS);
    await settle();
    assert.deepEqual(answers[2]?.body, DIAGNOSIS);
    await call(PROPERTIES);
    assert.equal(asked.length, 3, "a later one is made anew");
  });

  it("lets accounts be examined side by side", async () => {
    const { call, asked } = route();
    await call(PROPERTIES);
    await call(PROPERTIES, "another");
    assert.equal(asked.length, 2);
  });

  it("begins again after one that failed", async () => {
    const { call, asked, endings } = route();
    const failed = await call(PROPERTIES);
    const waiting = await call(OTHER);
    endings[0]?.reject(new Error("a defect"));
    await settle();
    assert.equal(failed.status, 400);
    endings[1]?.resolve(DIAGNOSIS);
    await settle();
    assert.deepEqual(waiting.body, DIAGNOSIS);
    assert.equal(asked.length, 2);
  });

  const ADDRESSES: readonly (readonly [object, string])[] = [
    [{}, "https://login.microsoftonline.com/common/oauth2/nativeclient"],
    [{ redirectUri: "https://red.example/teams-auth/callback" }, "https://red.example/teams-auth/callback"],
  ];
  for (const [more, address] of ADDRESSES) {
    it(`names ${address} in the letter of a browser's sign-in with ${JSON.stringify(more)}`, async () => {
      const { call, asked } = route();
      await call({ ...PROPERTIES, method: "auth-code", ...more });
      assert.equal(asked[0]?.settings.redirectUri, address);
    });
  }

  describe("that is an application's", () => {
    const APP = { ...PROPERTIES, method: "app" };

    it("tries the secret of the dialog", async () => {
      const { call, asked } = route();
      await call({ ...APP, credentials: { clientSecret: "typed~in" } });
      const tokens = asked[0]?.tokens;
      assert.ok(typeof tokens === "object");
      assert.equal((await tokens.account())?.id, PROPERTIES.clientId);
    });

    it("is examined without a secret too, and says what is missing", async () => {
      const { call, asked } = route();
      await call(APP);
      const tokens = asked[0]?.tokens;
      assert.ok(typeof tokens === "object");
      const problem = await problemOf(tokens.getToken({ scopes: [] }));
      assert.equal(problem.code, "bad-configuration");
    });

    it("is not shared with another secret's", async () => {
      const { call, asked, endings } = route();
      const answers = [];
      for (const clientSecret of ["one", "other"])
        answers.push(await call({ ...APP, credentials: { clientSecret } }));
      assert.equal(asked.length, 1);
      endings[0]?.resolve(DIAGNOSIS);
      await settle();
      assert.equal(asked.length, 2);
      assert.equal(answers[1]?.body, undefined);
    });
  });
});
