import assert from "node:assert/strict";
import {
  checkRegistration,
  endpoints,
  sameRegistration,
} from "../../../../shared/microsoft/registration/registration";
import { Problem } from "../../../../shared/support/problem";

const ID = "22222222-2222-4222-8222-abcdefabcdef";
const GOOD = { cloud: "global", tenant: "contoso.com", clientId: ID };
const OWN = {
  ...GOOD,
  cloud: "custom",
  authority: "https://login.example.com:8443",
  graph: "https://graph.example.com",
};

describe("registration", () => {
  const ENDPOINTS: [Record<string, unknown>, string, string][] = [
    [GOOD, "https://login.microsoftonline.com", "https://graph.microsoft.com"],
    [{ ...GOOD, cloud: "gcc-high" }, "https://login.microsoftonline.us", "https://graph.microsoft.us"],
    [{ ...GOOD, cloud: "dod" }, "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"],
    [OWN, "https://login.example.com:8443", "https://graph.example.com"],
  ];
  for (const [values, authority, graph] of ENDPOINTS) {
    it(`finds the endpoints of ${String(values["cloud"])}`, () => {
      const registration = checkRegistration(values);
      assert.deepEqual(endpoints(registration), { authority, graph });
    });
  }

  const ACCEPTED: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ["no cloud as global", { ...GOOD, cloud: undefined }, GOOD],
    ["an empty cloud as global", { ...GOOD, cloud: "" }, GOOD],
    ["empty authority and graph", { ...GOOD, authority: "", graph: " " }, GOOD],
    ["upper case and spaces", { ...GOOD, tenant: " Contoso.COM ", clientId: ` ${ID.toUpperCase()}` }, GOOD],
    ["a tenant id", { ...GOOD, tenant: ID.toUpperCase() }, { ...GOOD, tenant: ID }],
    ["organizations", { ...GOOD, tenant: "organizations" }, { ...GOOD, tenant: "organizations" }],
    ["a subdomain", { ...GOOD, tenant: "a.onmicrosoft.com" }, { ...GOOD, tenant: "a.onmicrosoft.com" }],
    ["a trailing slash", { ...OWN, authority: "https://LOGIN.example.com:8443/" }, OWN],
    ["unknown properties by leaving them out", { ...GOOD, name: "x", clientSecret: "y" }, GOOD],
  ];
  for (const [what, values, result] of ACCEPTED) {
    it(`accepts ${what}`, () => assert.deepEqual({ ...checkRegistration(values) }, result));
  }

  const REFUSED: [string, Record<string, unknown>, string][] = [
    ["another cloud", { ...GOOD, cloud: "moon" }, "cloud"],
    ["a cloud that is an inherited name", { ...GOOD, cloud: "constructor" }, "cloud"],
    ["no tenant", { ...GOOD, tenant: "" }, "tenant"],
    ["the tenant common", { ...GOOD, tenant: "common" }, "tenant"],
    ["the tenant consumers", { ...GOOD, tenant: "consumers" }, "tenant"],
    ["a tenant with a path", { ...GOOD, tenant: "contoso.com/../x" }, "tenant"],
    ["a tenant with a query", { ...GOOD, tenant: "contoso.com?x" }, "tenant"],
    ["a tenant of another type", { ...GOOD, tenant: 5 }, "tenant"],
    ["no client id", { ...GOOD, clientId: undefined }, "clientId"],
    ["a client id that is a name", { ...GOOD, clientId: "my app" }, "clientId"],
    ["an authority without custom", { ...GOOD, authority: OWN.authority }, "authority"],
    ["a graph without custom", { ...GOOD, graph: OWN.graph }, "graph"],
    ["custom without authority", { ...OWN, authority: "" }, "authority"],
    ["custom without graph", { ...OWN, graph: undefined }, "graph"],
    ["http", { ...OWN, authority: "http://login.example.com" }, "authority"],
    ["a path", { ...OWN, graph: "https://graph.example.com/v1.0" }, "graph"],
    ["a query", { ...OWN, graph: "https://graph.example.com/?x" }, "graph"],
    ["a user", { ...OWN, graph: "https://u:p@graph.example.com" }, "graph"],
    ["no address at all", { ...OWN, graph: "graph.example.com" }, "graph"],
  ];
  for (const [what, values, property] of REFUSED) {
    it(`refuses ${what}, naming the property`, () => {
      assert.throws(
        () => checkRegistration(values),
        (error) =>
          error instanceof Problem && error.code === "bad-configuration" && error.message.includes(property),
      );
    });
  }

  const TEXTS: [string, Record<string, unknown>, string, string][] = [
    [
      "tenant",
      { ...GOOD, tenant: "contoso" },
      "Tenant is missing or wrong",
      "Copy the Directory (tenant) ID from the app's Overview page, or use your domain, like contoso.com (property tenant).",
    ],
    [
      "client ID",
      { ...GOOD, clientId: "" },
      "Client ID is missing or wrong",
      "Copy the Application (client) ID from the app's Overview page (property clientId).",
    ],
  ];
  for (const [what, values, title, advice] of TEXTS) {
    it(`says where to find the ${what}`, () => {
      assert.throws(() => checkRegistration(values), { code: "bad-configuration", title, advice });
    });
  }

  it("names the allowed clouds", () => {
    assert.throws(() => checkRegistration({ ...GOOD, cloud: "x" }), /global, gcc-high, dod, custom/);
  });

  const DIFFERENT: [string, Record<string, unknown>][] = [
    ["cloud", { ...GOOD, cloud: "dod" }],
    ["tenant", { ...GOOD, tenant: "fabrikam.com" }],
    ["client id", { ...GOOD, clientId: ID.replace("2", "3") }],
  ];
  for (const [what, values] of DIFFERENT) {
    it(`tells registrations apart by ${what}`, () => {
      const [a, b] = [checkRegistration(GOOD), checkRegistration(values)];
      assert.equal(sameRegistration(a, b), false);
      assert.equal(sameRegistration(b, checkRegistration(values)), true);
    });
  }

  it("tells custom registrations apart by authority and graph", () => {
    const own = checkRegistration(OWN);
    const elsewhere = "https://elsewhere.example.com";
    assert.equal(sameRegistration(own, checkRegistration({ ...OWN, authority: elsewhere })), false);
    assert.equal(sameRegistration(own, checkRegistration({ ...OWN, graph: elsewhere })), false);
    assert.equal(sameRegistration(own, checkRegistration({ ...OWN })), true);
  });
});
