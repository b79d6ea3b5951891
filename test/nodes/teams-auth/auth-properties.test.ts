import assert from "node:assert/strict";
import type { NodeConfig, NodeRed } from "../../../nodes/common/node-red";
import {
  authProperties,
  dialogRedirect,
  dialogSettings,
  secretExpires,
} from "../../../nodes/teams-auth/auth-properties";
import { Problem } from "../../../shared/support/problem";

const ID = "a1b2c3d4e5f60718";
const CLIENT_ID = "7e5e0ce0-0000-4000-8000-00000000c11e";
const RIGHT = { id: ID, type: "teams-auth", tenant: "contoso.example", clientId: CLIENT_ID };
const CUSTOM = { cloud: "custom", authority: "https://login.example", graph: "https://graph.example" };

const isAbout =
  (property: string, code = "bad-configuration") =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === code && error.message.includes(property);

describe("the properties of teams-auth", () => {
  it("need a tenant and a client id, nothing else", () => {
    assert.deepEqual(authProperties(RIGHT), {
      registration: { cloud: "global", tenant: "contoso.example", clientId: CLIENT_ID },
      method: "device-code",
      readOthers: false,
      writePresence: false,
      redirectUri: "",
    });
  });

  it("take a sign-in in a browser, and where it comes back to", () => {
    const { method, redirectUri } = authProperties({
      ...RIGHT,
      method: "auth-code",
      redirectUri: " https://home.example/teams-auth/callback ",
    });
    assert.deepEqual([method, redirectUri], ["auth-code", "https://home.example/teams-auth/callback"]);
  });

  const WRONG: readonly (readonly [string, readonly unknown[]])[] = [
    ["cloud", ["mars", 5, {}, []]],
    ["tenant", [undefined, "", "contoso", "common", "a b.example", "x/../y.example", 5, {}, ["a.example"]]],
    ["clientId", [undefined, "", "alice", "7e5e0ce0", 5, {}, [CLIENT_ID]]],
    ["method", ["password", 5, {}]],
    ["readOthers", [1, "yes", {}]],
    ["writePresence", [1, {}]],
    ["redirectUri", ["http://example.com/callback", "example.com", "ftp://localhost/", 5, {}]],
    // Only for `custom`: elsewhere they would be ignored, and somebody relies on them.
    ["authority", ["https://login.example", 5]],
    ["graph", ["https://graph.example", 5]],
  ];
  for (const [property, values] of WRONG) {
    for (const value of values) {
      it(`refuse ${property} = ${JSON.stringify(value)} by name`, () => {
        assert.throws(() => authProperties({ ...RIGHT, [property]: value }), isAbout(property));
      });
    }
  }

  it("take an application that signs in by itself, and what it reads and writes", () => {
    const given = { ...RIGHT, method: "app", readOthers: "true", writePresence: true };
    const { method, readOthers, writePresence } = authProperties(given);
    assert.deepEqual(
      { method, readOthers, writePresence },
      { method: "app", readOthers: true, writePresence: true },
    );
  });

  it("need the application's own tenant, not organizations", () => {
    const everywhere = { ...RIGHT, tenant: "organizations" };
    assert.equal(authProperties(everywhere).registration.tenant, "organizations");
    assert.throws(() => authProperties({ ...everywhere, method: "app" }), isAbout("tenant"));
  });

  it("may say on which day the client secret ends", () => {
    assert.equal(secretExpires(RIGHT), "");
    assert.equal(secretExpires({ ...RIGHT, clientSecretExpires: "" }), "");
    assert.equal(secretExpires({ ...RIGHT, clientSecretExpires: " 2027-11-30 " }), "2027-11-30");
  });
  for (const value of ["2027-02-30", "30.11.2027", "soon", 5, {}, true]) {
    it(`refuse clientSecretExpires = ${JSON.stringify(value)} by name`, () => {
      assert.throws(
        () => secretExpires({ ...RIGHT, clientSecretExpires: value }),
        isAbout("clientSecretExpires"),
      );
    });
  }

  for (const property of ["authority", "graph"] as const) {
    for (const value of [
      undefined,
      "",
      "login.example",
      "http://login.example",
      "https://login.example/path",
      "https://login.example?x=1",
      "https://user@login.example",
      "javascript:alert(1)",
      5,
    ]) {
      it(`refuse ${property} = ${JSON.stringify(value)} in a custom cloud by name`, () => {
        assert.throws(() => authProperties({ ...RIGHT, ...CUSTOM, [property]: value }), isAbout(property));
      });
    }
  }

  for (const neutral of [
    { readOthers: false, writePresence: false, redirectUri: "" },
    { readOthers: null, writePresence: "", redirectUri: undefined },
    { method: "device-code", redirectUri: " " },
    { method: "" },
    { cloud: "" },
  ]) {
    it(`take ${JSON.stringify(neutral)} for what this version does anyway`, () => {
      assert.equal(authProperties({ ...RIGHT, ...neutral }).registration.clientId, CLIENT_ID);
    });
  }
});

describe("the registration of an open dialog", () => {
  function withFlow(...configs: readonly NodeConfig[]): NodeRed {
    const flow = {
      nodes: { eachNode: (visit: (config: NodeConfig) => void) => configs.forEach((each) => visit(each)) },
    };
    return flow as unknown as NodeRed;
  }

  const FROM_ENVIRONMENT = "${TENANT}";
  const body = { tenant: FROM_ENVIRONMENT, clientId: CLIENT_ID };
  const deployed = authProperties(RIGHT);

  it("is what the dialog shows", () => {
    assert.deepEqual(dialogSettings(withFlow(), ID, { ...RIGHT }, undefined), deployed);
  });

  it("takes an environment variable's value where the deployed node has that very text", () => {
    const RED = withFlow({ ...RIGHT, ...body });
    assert.equal(dialogSettings(RED, ID, body, deployed).registration.tenant, "contoso.example");
  });

  const REFUSED: readonly (readonly [string, NodeRed, object, typeof deployed | undefined])[] = [
    ["nothing is deployed", withFlow(), body, undefined],
    ["the flow has it, but it is not deployed", withFlow({ ...RIGHT, ...body }), body, undefined],
    ["the deployed text is another variable", withFlow({ ...RIGHT, tenant: "${OTHER}" }), body, deployed],
    ["the deployed text is a plain value", withFlow(RIGHT), body, deployed],
    ["another node has that text", withFlow(RIGHT, { ...RIGHT, id: "other", ...body }), body, deployed],
    [
      "another property has that text",
      withFlow({ ...RIGHT, clientId: FROM_ENVIRONMENT }),
      { tenant: FROM_ENVIRONMENT, clientId: CLIENT_ID },
      deployed,
    ],
    ["the older notation is used", withFlow(RIGHT), { tenant: "$(TENANT)", clientId: CLIENT_ID }, deployed],
  ];
  for (const [when, RED, values, current] of REFUSED) {
    it(`reads no environment variable when ${when}`, () => {
      assert.throws(() => dialogSettings(RED, ID, { ...values }, current), isAbout("tenant", "deploy-first"));
    });
  }

  describe("where it comes back to", () => {
    const ADDRESS = "https://home.example/x";
    const FROM = { redirectUri: "${ADDRESS}" };
    const current = authProperties({ ...RIGHT, redirectUri: ADDRESS });

    it("is known without tenant and client id, since the registration needs the address first", () => {
      const shown = { tenant: "${NOT_DEPLOYED}", clientId: "", redirectUri: ADDRESS };
      const expected = { redirectUri: ADDRESS, authority: "https://login.microsoftonline.com" };
      assert.deepEqual(dialogRedirect(withFlow(), ID, shown, undefined), expected);
      assert.deepEqual(dialogRedirect(withFlow(), ID, { cloud: "dod" }, undefined), {
        redirectUri: "",
        authority: "https://login.microsoftonline.us",
      });
      assert.equal(dialogRedirect(withFlow(), ID, CUSTOM, undefined).authority, CUSTOM.authority);
    });

    it("is refused by name where it is wrong", () => {
      for (const shown of [{ redirectUri: "http://home.example" }, { redirectUri: 5 }])
        assert.throws(() => dialogRedirect(withFlow(), ID, shown, undefined), isAbout("redirectUri"));
      const noAuthority = { ...CUSTOM, authority: "" };
      assert.throws(() => dialogRedirect(withFlow(), ID, noAuthority, undefined), isAbout("authority"));
    });

    it("comes from the environment only where the deployed node has that very text", () => {
      const RED = withFlow({ ...RIGHT, ...FROM });
      assert.equal(dialogRedirect(RED, ID, FROM, current).redirectUri, ADDRESS);
      assert.equal(dialogSettings(RED, ID, { ...RIGHT, ...FROM }, current).redirectUri, ADDRESS);
      for (const read of [dialogRedirect, dialogSettings])
        assert.throws(
          () => read(withFlow(RIGHT), ID, { ...RIGHT, ...FROM }, current),
          isAbout("redirectUri", "deploy-first"),
        );
    });
  });

  it("never takes id and type from the body", () => {
    const registration = dialogSettings(withFlow(), ID, { ...RIGHT, id: "x", type: "y" }, undefined);
    assert.deepEqual(registration, deployed);
  });
});
