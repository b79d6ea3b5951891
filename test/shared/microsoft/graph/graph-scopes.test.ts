import assert from "node:assert/strict";
import { scopesFor } from "../../../../shared/microsoft/graph/graph-scopes";
import { checkRegistration } from "../../../../shared/microsoft/registration/registration";
import type {
  GraphPermission,
  SignInMethod,
  SignInSettings,
} from "../../../../shared/microsoft/registration/sign-in-settings";

const GRAPH = "https://graph.microsoft.com";

function settings(method: SignInMethod, readOthers: boolean): SignInSettings {
  const registration = checkRegistration({
    tenant: "contoso.example",
    clientId: "7e5e0ce0-0000-4000-8000-00000000c11e",
  });
  return { registration, method, readOthers, writePresence: true, redirectUri: "" };
}

describe("What a token for a call is asked with", () => {
  const TABLE: readonly (readonly [SignInMethod, readOthers: boolean, GraphPermission, scope: string])[] = [
    ["device-code", false, "Presence.Read", "Presence.Read"],
    ["device-code", true, "Presence.Read", "Presence.Read.All"],
    ["device-code", true, "Presence.Read.All", "Presence.Read.All"],
    ["auth-code", true, "Presence.ReadWrite", "Presence.ReadWrite"],
    ["app", false, "Presence.Read.All", ".default"],
  ];
  for (const [method, readOthers, permission, scope] of TABLE) {
    const who = `an account by ${method} that reads ${readOthers ? "others too" : "itself"}`;
    it(`is ${scope} where ${who} needs ${permission}`, () =>
      assert.deepEqual(scopesFor(settings(method, readOthers))(permission), [`${GRAPH}/${scope}`]));
  }
});
