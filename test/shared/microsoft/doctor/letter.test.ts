import assert from "node:assert/strict";
import { adminConsentUrl } from "../../../../shared/microsoft/doctor/admin-consent";
import { letterToAdministrator } from "../../../../shared/microsoft/doctor/letter";
import { fill, textsFor } from "../../../../shared/microsoft/doctor/texts";
import { checkRegistration } from "../../../../shared/microsoft/registration/registration";
import {
  SIGN_IN_METHODS,
  type SignInSettings,
} from "../../../../shared/microsoft/registration/sign-in-settings";
import { REGISTRATION } from "../helpers";
import { ALICE, CLIENT, TENANT } from "../in-memory-entra";

const SETTINGS: SignInSettings = {
  registration: REGISTRATION,
  method: "device-code",
  readOthers: false,
  writePresence: false,
  redirectUri: "",
};
const GRAPH = "https://graph.microsoft.com";
const NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient";
const ACCOUNT = { id: ALICE.oid, tenantId: ALICE.tid, username: ALICE.upn, name: ALICE.name };

function asked(settings: Partial<SignInSettings>): {
  readonly origin: string;
  readonly path: string;
  readonly query: Record<string, string>;
} {
  const { origin, pathname, searchParams } = new URL(adminConsentUrl({ ...SETTINGS, ...settings }));
  return { origin, path: pathname, query: Object.fromEntries(searchParams) };
}

describe("the link for an administrator's consent", () => {
  it("asks for just what the sign-in asks for, in the tenant", () => {
    assert.deepEqual(asked({}), {
      origin: "https://login.microsoftonline.com",
      path: `/${TENANT}/v2.0/adminconsent`,
      query: {
        client_id: CLIENT,
        scope: `${GRAPH}/Presence.Read openid profile offline_access`,
        redirect_uri: NATIVE,
        state: "admin-consent",
      },
    });
    const more = asked({ readOthers: true, writePresence: true });
    assert.equal(
      more.query["scope"],
      `${GRAPH}/Presence.Read.All ${GRAPH}/Presence.ReadWrite openid profile offline_access`,
    );
  });

  it("asks for what the registration lists where the application signs in itself", () => {
    assert.equal(asked({ method: "app" }).query["scope"], `${GRAPH}/.default`);
  });

  it("comes back to the address of the settings where they have one", () => {
    const redirectUri = "https://nodered.example/teams-auth/callback";
    assert.equal(asked({ redirectUri }).query["redirect_uri"], redirectUri);
  });

  it("leads to the cloud of the tenant, and to any organization where none is named", () => {
    const values = { cloud: "dod", tenant: "organizations", clientId: CLIENT };
    const { origin, path, query } = asked({ registration: checkRegistration(values) });
    assert.equal(origin + path, "https://login.microsoftonline.us/organizations/v2.0/adminconsent");
    assert.match(query["scope"] ?? "", /^https:\/\/dod-graph\.microsoft\.us\/Presence\.Read /);
    assert.equal(query["redirect_uri"], "https://login.microsoftonline.us/common/oauth2/nativeclient");
  });
});

describe("the letter to the IT department", () => {
  it("says who asks, for which application, for what permission, and how to allow it", () => {
    const { subject, body } = letterToAdministrator(SETTINGS, ACCOUNT);
    assert.ok(subject.includes(CLIENT));
    for (const part of [
      "my account Alice (alice@contoso.com)",
      "free, busy or in a call",
      "It only reads",
      `Application (client) ID: ${CLIENT}`,
      `Directory (tenant): ${TENANT}`,
      "Presence.Read, delegated, id 76bc735e-aecd-4a1d-8b4c-2b915deabb79. Users may agree",
      "offline_access",
      "Grant admin consent",
      adminConsentUrl(SETTINGS),
      NATIVE,
      "device code flow",
      '"Allow public client flows"',
      '"Block device code flow"',
    ])
      assert.ok(body.includes(part), part);
    assert.match(body, /Thank you!\nAlice$/);
  });

  const PERMISSIONS: readonly (readonly [Partial<SignInSettings>, readonly string[]])[] = [
    [{ readOthers: true }, ["Presence.Read.All, delegated, id 9c7a330d-35b3-4aa1-963d-cb2b9f927841"]],
    [
      { writePresence: true },
      [
        "Presence.Read, delegated, id 76bc735e-aecd-4a1d-8b4c-2b915deabb79",
        "Presence.ReadWrite, delegated, id 8d3c54a7-cf58-4773-bf81-c0cd6ad522bb",
      ],
    ],
    [{ method: "app" }, ["Presence.Read.All, application, id a70e0c2d-e793-494c-94c4-118fa0a67f42"]],
    [
      { method: "app", writePresence: true },
      [
        "Presence.Read.All, application, id a70e0c2d-e793-494c-94c4-118fa0a67f42",
        "Presence.ReadWrite.All, application, id 83cded22-8297-4ff6-a7fa-e97e9545a259",
      ],
    ],
  ];
  for (const [settings, permissions] of PERMISSIONS) {
    it(`names the permissions of ${JSON.stringify(settings)}, and no other`, () => {
      const { body } = letterToAdministrator({ ...SETTINGS, ...settings });
      const named = body.match(/Presence\.[\w.]+, \w+, id [\w-]+/g);
      assert.deepEqual(named, permissions);
      assert.equal(body.includes("Only an administrator can agree"), settings.method === "app");
      assert.equal(body.includes("It only reads"), settings.writePresence !== true);
    });
  }

  it("names the redirect address of a sign-in with the browser, and wants no public client flows then", () => {
    const redirectUri = "https://nodered.example/teams-auth/callback";
    const { body } = letterToAdministrator({ ...SETTINGS, method: "auth-code", redirectUri });
    assert.ok(body.includes(`Redirect address: ${redirectUri}`));
    assert.ok(!body.includes("Allow public client flows"));
  });

  it("is in German, too", () => {
    const { subject, body } = letterToAdministrator(SETTINGS, ACCOUNT, textsFor("de", "homebridge"));
    assert.ok(subject.includes(CLIENT));
    assert.match(body, /^Guten Tag,\n\nich möchte mein Konto Alice \(alice@contoso\.com\)/);
    assert.match(body, /Presence\.Read, delegiert, ID 76bc735e-/);
    assert.match(body, /Vielen Dank!\nAlice$/);
    assert.doesNotMatch(body, /__|undefined/);
  });

  for (const method of SIGN_IN_METHODS)
    for (const tenant of [TENANT, "organizations"])
      it(`is plain text without gaps for ${method} in ${tenant}`, () => {
        const registration = checkRegistration({ tenant, clientId: CLIENT });
        const { subject, body } = letterToAdministrator({ ...SETTINGS, method, registration });
        assert.doesNotMatch(subject + body, /__|undefined|<[a-z]/);
        assert.equal(body.includes("Directory (tenant): any organization"), tenant === "organizations");
      });

  it("cannot be written with a value missing", () => {
    assert.equal(fill("__one__ and __two__", { one: 1, two: "b" }), "1 and b");
    assert.throws(() => fill("__one__ and __two__", { one: 1 }), /no value for two/);
  });
});
