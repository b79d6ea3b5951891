import assert from "node:assert/strict";
import { checkRegistration } from "../../../../shared/microsoft/registration/registration";
import {
  permissionsOf,
  sameSettings,
  scopesOf,
  type SignInSettings,
} from "../../../../shared/microsoft/registration/sign-in-settings";

const PLAIN: SignInSettings = {
  registration: checkRegistration({
    tenant: "contoso.example",
    clientId: "7e5e0ce0-0000-4000-8000-00000000c11e",
  }),
  method: "device-code",
  readOthers: false,
  writePresence: false,
  redirectUri: "",
};
const GRAPH = "https://graph.microsoft.com";

describe("the settings of a sign-in", () => {
  const PERMISSIONS: [Partial<SignInSettings>, string[]][] = [
    [{}, ["Presence.Read"]],
    [{ readOthers: true }, ["Presence.Read.All"]],
    [{ writePresence: true }, ["Presence.Read", "Presence.ReadWrite"]],
    [{ readOthers: true, writePresence: true }, ["Presence.Read.All", "Presence.ReadWrite"]],
  ];
  for (const [change, expected] of PERMISSIONS) {
    it(`call for no more than ${expected.join(" and ")} with ${JSON.stringify(change)}`, () => {
      assert.deepEqual(permissionsOf({ ...PLAIN, ...change }), expected);
    });
  }

  it("name permissions with the Graph of their cloud", () => {
    const registration = checkRegistration({ ...PLAIN.registration, cloud: "dod" });
    const scopes = scopesOf({ ...PLAIN, registration }, ["Presence.Read", "Presence.ReadWrite"]);
    const graph = "https://dod-graph.microsoft.us";
    assert.deepEqual(scopes, [`${graph}/Presence.Read`, `${graph}/Presence.ReadWrite`]);
  });

  it("ask for what was consented to once and for all, as an application", () => {
    assert.deepEqual(scopesOf({ ...PLAIN, method: "app" }, ["Presence.Read.All"]), [`${GRAPH}/.default`]);
  });

  const DIFFERENCES: Partial<SignInSettings>[] = [
    { registration: { ...PLAIN.registration, tenant: "fabrikam.example" } },
    { method: "auth-code" },
    { readOthers: true },
    { writePresence: true },
    { redirectUri: "https://example.com/back" },
  ];
  it("are the same as their copy", () => {
    assert.ok(sameSettings(PLAIN, structuredClone(PLAIN)));
  });
  for (const change of DIFFERENCES) {
    it(`are others with ${JSON.stringify(change)}`, () => {
      assert.ok(!sameSettings(PLAIN, { ...PLAIN, ...change }));
    });
  }
});
