import assert from "node:assert/strict";
import {
  addressToRegister,
  isRedirectAddress,
  redirectFor,
} from "../../../../../shared/microsoft/sign-in/sessions/redirect-address";

const AUTHORITY = "https://login.microsoftonline.com";
const NATIVE = `${AUTHORITY}/common/oauth2/nativeclient`;

describe("the redirect address", () => {
  for (const [address, fits] of [
    ["", true],
    ["https://home.example/teams-auth/callback", true],
    ["https://home.example:8443/admin/teams-auth/callback", true],
    ["https://home.example", true],
    ["HTTPS://home.example/x", true],
    ["https://192.168.1.5/teams-auth/callback", true],
    ["https://home.example/x?tenant=1", true],
    ["http://localhost", true],
    ["http://localhost:1880/teams-auth/callback", true],
    ["http://localhost.evil.example/teams-auth/callback", false],
    ["http://127.0.0.1:1880/teams-auth/callback", false],
    ["http://home.example/teams-auth/callback", false],
    ["https://user@home.example/", false],
    ["https://user:pass@home.example/", false],
    ["https://home.example/#fragment", false],
    ["https://home.example/a b", false],
    ["https:home.example", false],
    ["//home.example", false],
    ["home.example", false],
    ["javascript:alert(1)", false],
    ["urn:ietf:wg:oauth:2.0:oob", false],
    [`https://home.example/${"x".repeat(256)}`, false],
  ] as const) {
    it(`${fits ? "may" : "may not"} be ${JSON.stringify(address.slice(0, 60))}`, () =>
      assert.equal(isRedirectAddress(address), fits));
  }

  /** The property, what is used, and what to register where that differs. */
  const WITHOUT_CALLBACK: readonly (readonly [string, string, string?])[] = [
    ["", NATIVE],
    ["https://home.example/teams-auth/callback", "https://home.example/teams-auth/callback"],
    ["http://localhost:8400", "http://localhost:8400", "http://localhost"],
  ];
  for (const [redirectUri, uri, register = uri] of WITHOUT_CALLBACK) {
    it(`is ${uri}, pasted, for ${JSON.stringify(redirectUri)} and a program that takes no answers`, () => {
      const redirect = redirectFor({ redirectUri, authority: AUTHORITY });
      assert.deepEqual(redirect, { uri, responseMode: "query" });
      assert.equal(addressToRegister(redirect), register);
    });
  }

  it("is the program's own only where it ends as such an address does", () => {
    const own = { path: "/callback", address: "https://home.example/callback/else" };
    assert.equal(redirectFor({ redirectUri: "", authority: AUTHORITY }, own).uri, NATIVE);
    const address = "https://home.example/a/callback";
    assert.equal(redirectFor({ redirectUri: "", authority: AUTHORITY }, { ...own, address }).uri, address);
  });
});
