import assert from "node:assert/strict";
import { call, inside, parsed, startTestCloud } from "./support";
import type { Call, Reply, TestCloud } from "./support";

const NOBODY = "00000000-0000-4000-8000-00000000dead";

describe("the pretend Graph", () => {
  let test: TestCloud;
  let alice: string;
  let bob: string;
  before(async () => {
    test = await startTestCloud();
    alice = test.world.person("alice").oid;
    bob = test.world.person("bob").oid;
  });
  after(() => test.cloud.close());

  const get = (path: string, permissions = ["Presence.Read"], request: Call = {}): Promise<Reply> =>
    call(test.graph + path, { token: test.cloud.signIn("alice", permissions), ...request });
  const getMany = (body: unknown, permissions = ["Presence.Read.All"]): Promise<Reply> =>
    get("/communications/getPresencesByUserId", permissions, {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });

  function assertRefused(reply: Reply, status: number, code: string): void {
    assert.equal(reply.status, status);
    const error = inside(parsed(reply), "error");
    assert.equal(error["code"], code);
    assert.ok(error["message"]);
    assert.deepEqual(Object.keys(inside(error, "innerError")), ["date", "request-id", "client-request-id"]);
  }

  describe("answers", () => {
    it("the whole presence resource, as it is now", async () => {
      const { sequenceNumber } = test.world.setPresence("alice", {
        availability: "Busy",
        activity: "InACall",
        outOfOffice: true,
      });
      assert.deepEqual(parsed(await get("/me/presence")), {
        "@odata.context": `${test.graph}/$metadata#presence`,
        id: alice,
        availability: "Busy",
        activity: "InACall",
        sequenceNumber,
        outOfOfficeSettings: { isOutOfOffice: true, message: null },
        statusMessage: null,
        workLocation: { placeId: null, source: "none", workLocationType: "unspecified" },
      });
    });

    it("the presence of one person by object id, in any case", async () => {
      for (const path of [`/users/${bob}/presence`, `/communications/presences/${bob.toUpperCase()}`])
        assert.equal(parsed(await get(path, ["Presence.Read.All"]))["id"], bob);
    });

    it("one's own presence by object id without permission to read others", async () => {
      assert.equal((await get(`/users/${alice}/presence`)).status, 200);
    });

    it("the presence of many people in the order asked, leaving out who does not exist", async () => {
      const value = inside(parsed(await getMany({ ids: [bob, NOBODY, alice] })), "value");
      assert.deepEqual(
        Object.values(value).map((presence) => inside({ presence }, "presence")["id"]),
        [bob, alice],
      );
    });

    it("who is signed in, to tokens that may read the profile", async () => {
      assert.deepEqual(parsed(await get("/me", ["User.Read"])), {
        id: alice,
        displayName: "Alice Example",
        userPrincipalName: "alice@contoso.example",
      });
    });

    it("who somebody is, by object id or user principal name, as much as is selected", async () => {
      const bobsProfile = {
        id: bob,
        displayName: "Bob Example",
        userPrincipalName: "bob@contoso.example",
      };
      for (const permission of ["User.ReadBasic.All", "User.Read.All"])
        for (const id of [bob, "Bob@contoso.example"])
          assert.deepEqual(parsed(await get(`/users/${id}`, [permission])), bobsProfile);
      const selected = await get(`/users/${bob}?$select=id,displayName`, ["User.ReadBasic.All"]);
      assert.deepEqual(parsed(selected), { id: bob, displayName: "Bob Example" });
    });

    it("who one is oneself, to tokens that may read the own profile", async () => {
      assert.equal(parsed(await get(`/users/${alice}`, ["User.Read"]))["id"], alice);
    });

    it("up to 650 ids at once", async () => {
      assert.equal((await getMany({ ids: Array.from({ length: 650 }, () => bob) })).status, 200);
    });
  });

  describe("refuses", () => {
    it("a missing, unknown or malformed token, with a challenge", async () => {
      const url = `${test.graph}/me/presence`;
      const requests: Call[] = [{}, { token: "made-up" }, { headers: { authorization: "Basic YTpi" } }];
      for (const request of requests) {
        const reply = await call(url, request);
        assertRefused(reply, 401, "InvalidAuthenticationToken");
        assert.match(String(reply.headers["www-authenticate"]), /^Bearer realm=""/);
      }
    });

    it("an expired token", async () => {
      const token = test.cloud.signIn("alice");
      await test.clock.advance(3_600_000);
      assertRefused(await call(`${test.graph}/me/presence`, { token }), 401, "InvalidAuthenticationToken");
    });

    const options = ["$select=availability", "$expand=x", "$filter=true", "a=b"];
    for (const option of options)
      it(`the query option ${option} on presence`, async () => {
        assertRefused(await get(`/me/presence?${option}`), 400, "BadRequest");
      });

    it("others' presence without Presence.Read.All", async () => {
      const own = ["Presence.Read", "Presence.ReadWrite"];
      assertRefused(await get(`/users/${bob}/presence`, own), 403, "Forbidden");
      assertRefused(await get(`/communications/presences/${bob}`, own), 403, "Forbidden");
      assertRefused(await getMany({ ids: [alice] }, own), 403, "Forbidden");
    });

    it("presence to a token without any presence permission", async () => {
      assertRefused(await get("/me/presence", ["User.Read"]), 403, "Forbidden");
    });

    it("the profile to a token that may only read presence", async () => {
      assertRefused(await get("/me"), 403, "Authorization_RequestDenied");
    });

    it("others' profiles to a token that may only read the own", async () => {
      assertRefused(await get(`/users/${bob}`, ["User.Read"]), 403, "Authorization_RequestDenied");
      assertRefused(await get(`/users/${NOBODY}`, ["User.Read"]), 403, "Authorization_RequestDenied");
    });

    it("profiles of people and properties that do not exist", async () => {
      const missing = await get("/users/carol@contoso.example", ["User.ReadBasic.All"]);
      assertRefused(missing, 404, "Request_ResourceNotFound");
      assertRefused(await get(`/users/${bob}?$select=shoeSize`, ["User.Read.All"]), 400, "BadRequest");
    });

    it("a user principal name, and an object id nobody has", async () => {
      for (const id of ["alice@contoso.example", NOBODY])
        assertRefused(await get(`/users/${id}/presence`, ["Presence.Read.All"]), 404, "NotFound");
    });

    const bodies: readonly (readonly [string, unknown])[] = [
      ["651 ids", { ids: Array.from({ length: 651 }, () => NOBODY) }],
      ["no ids", { ids: [] }],
      ["ids that are not object ids", { ids: ["alice@contoso.example"] }],
      ["a body without ids", []],
    ];
    for (const [name, body] of bodies)
      it(`${name} at once`, async () => assertRefused(await getMany(body), 400, "BadRequest"));

    it("a body that is not JSON", async () => {
      const request = { body: "ids=1", headers: { "content-type": "application/json" } };
      assertRefused(
        await get("/communications/getPresencesByUserId", ["Presence.Read.All"], request),
        400,
        "BadRequest",
      );
    });

    it("other methods, naming those that are allowed", async () => {
      const reply = await get("/me/presence", ["Presence.Read"], { method: "DELETE" });
      assertRefused(reply, 405, "Request_BadRequest");
      assert.equal(reply.headers.allow, "GET");
    });

    it("paths it does not have", async () => {
      assertRefused(await get("/me/presenc"), 400, "BadRequest");
    });
  });

  it("repeats the client's request id", async () => {
    const reply = await get("/nothing", ["Presence.Read"], { headers: { "client-request-id": "mine" } });
    const innerError = inside(inside(parsed(reply), "error"), "innerError");
    assert.equal(innerError["client-request-id"], "mine");
    assert.equal(reply.headers["client-request-id"], "mine");
  });
});
