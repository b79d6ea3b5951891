import assert from "node:assert/strict";
import { editorCallback, editorRedirect } from "../../../nodes/teams-auth/callback-address";
import {
  addressToRegister,
  redirectFromAnywhere,
} from "../../../shared/microsoft/sign-in/sessions/redirect-address";

const AUTHORITY = "https://login.microsoftonline.com";
const NATIVE = `${AUTHORITY}/common/oauth2/nativeclient`;

describe("the redirect address of the editor", () => {
  const CALLBACKS: readonly (readonly [string, unknown, string])[] = [
    ["https://home.example", "/", "https://home.example/teams-auth/callback"],
    ["https://home.example", undefined, "https://home.example/teams-auth/callback"],
    ["https://home.example", "/admin/", "https://home.example/admin/teams-auth/callback"],
    ["https://home.example", "admin", "https://home.example/admin/teams-auth/callback"],
    ["http://localhost:1880", "/a/b", "http://localhost:1880/a/b/teams-auth/callback"],
  ];
  for (const [origin, root, expected] of CALLBACKS) {
    it(`of the editor at ${origin} with the root ${String(root)} is ${expected}`, () =>
      assert.equal(editorCallback(origin, root), expected));
  }

  /** The property, the editor's own callback, what is used, whether it is pasted, and what to register where that differs. */
  const TABLE: readonly (readonly [string, string | undefined, string, boolean, string?])[] = [
    ["", "https://home.example/teams-auth/callback", "https://home.example/teams-auth/callback", false],
    [
      "",
      "https://home.example:8443/admin/teams-auth/callback",
      "https://home.example:8443/admin/teams-auth/callback",
      false,
    ],
    [
      "",
      "https://192.168.1.5:1880/teams-auth/callback",
      "https://192.168.1.5:1880/teams-auth/callback",
      false,
    ],
    [
      "",
      "http://localhost:1880/teams-auth/callback",
      "http://localhost:1880/teams-auth/callback",
      false,
      "http://localhost/teams-auth/callback",
    ],
    [
      "",
      "http://127.0.0.1:1880/admin/teams-auth/callback",
      "http://localhost:1880/admin/teams-auth/callback",
      false,
      "http://localhost/admin/teams-auth/callback",
    ],
    [
      "",
      "http://[::1]:1880/teams-auth/callback",
      "http://localhost:1880/teams-auth/callback",
      false,
      "http://localhost/teams-auth/callback",
    ],
    ["", "https://127.0.0.1:1880/teams-auth/callback", "https://localhost:1880/teams-auth/callback", false],
    ["", "http://192.168.1.5:1880/teams-auth/callback", NATIVE, true],
    ["", "http://home.example/teams-auth/callback", NATIVE, true],
    ["", "http://localhost.evil.example/teams-auth/callback", NATIVE, true],
    ["", undefined, NATIVE, true],
    ["", "no address", NATIVE, true],
    // Where an earlier sign-in came back to, by another property.
    ["", "https://elsewhere.example/paste", NATIVE, true],
    ["", NATIVE, NATIVE, true],
    [
      "https://proxy.example/red/teams-auth/callback",
      "http://192.168.1.5:1880/teams-auth/callback",
      "https://proxy.example/red/teams-auth/callback",
      false,
    ],
    [
      "https://proxy.example/other",
      "https://home.example/teams-auth/callback",
      "https://proxy.example/other",
      true,
    ],
    [
      "https://proxy.example/xteams-auth/callback",
      undefined,
      "https://proxy.example/xteams-auth/callback",
      true,
    ],
    [
      "https://proxy.example/?x=/teams-auth/callback",
      undefined,
      "https://proxy.example/?x=/teams-auth/callback",
      true,
    ],
    ["http://localhost:8400", undefined, "http://localhost:8400", true, "http://localhost"],
  ];
  for (const [redirectUri, callback, uri, paste, register = uri] of TABLE) {
    it(`is ${uri} for ${JSON.stringify(redirectUri)} and an editor at ${String(callback)}`, () => {
      const redirect = editorRedirect({ redirectUri, authority: AUTHORITY }, callback);
      assert.deepEqual(redirect, { uri, responseMode: paste ? "query" : "form_post" });
      assert.equal(addressToRegister(redirect), register);
    });
  }

  const ANYWHERE: readonly (readonly [string, boolean])[] = [
    ["https://home.example/teams-auth/callback", false],
    ["https://192.168.1.5:1880/teams-auth/callback", false],
    ["http://localhost:1880/teams-auth/callback", true],
    ["https://127.0.0.1:1880/teams-auth/callback", true],
    ["http://home.example/teams-auth/callback", true],
  ];
  for (const [callback, paste] of ANYWHERE) {
    it(`can be ${paste ? "pasted" : "posted to"} by a phone where the editor is at ${callback}`, () => {
      const redirect = editorRedirect({ redirectUri: "", authority: AUTHORITY }, callback);
      const { uri, responseMode } = redirectFromAnywhere(redirect);
      assert.deepEqual([uri, responseMode], [redirect.uri, paste ? "query" : "form_post"]);
    });
  }

  it("is the page of the account's own cloud", () => {
    const { uri } = editorRedirect(
      { redirectUri: "", authority: "https://login.microsoftonline.us" },
      undefined,
    );
    assert.equal(uri, "https://login.microsoftonline.us/common/oauth2/nativeclient");
  });
});
