import assert from "node:assert/strict";
import {
  APP_REGISTRATION,
  APP_SECRET,
  CONFIDENTIAL_REGISTRATION,
  DEFAULT_REGISTRATION,
  EXPIRED_APP_SECRET,
  MULTI_TENANT_REGISTRATION,
} from "../../../../sandbox/cloud";
import { AppAccount } from "../../../../shared/microsoft/account/app-account";
import {
  clientCredential,
  type GivenCredentials,
} from "../../../../shared/microsoft/account/client-credential";
import { adminConsentUrl } from "../../../../shared/microsoft/doctor/admin-consent";
import { type Diagnosis, examine } from "../../../../shared/microsoft/doctor/doctor";
import { checkRegistration } from "../../../../shared/microsoft/registration/registration";
import type { SignInSettings } from "../../../../shared/microsoft/registration/sign-in-settings";
import { silentLog } from "../../../../shared/support/log";
import { call, startTestCloud, type TestCloud } from "../../../sandbox/cloud/support";

const STRANGER = "00000000-0000-4000-8000-000000000000";
const ORGANIZATIONS = { tenant: "organizations" };

describe("the doctor, with the pretend cloud", () => {
  let test: TestCloud;
  before(async () => {
    test = await startTestCloud();
  });
  after(() => test.cloud.close());

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input;
    const headers = Object.fromEntries(new Headers(init?.headers));
    const body = init?.body;
    const reply = await call(String(url), { headers, ...(typeof body === "string" ? { body } : {}) });
    // The server dates its answers by the real clock.
    const date = new Date(test.clock.now()).toUTCString();
    return new Response(reply.body, { status: reply.status, headers: { date } });
  };

  function settings(
    { clientId }: { readonly clientId: string },
    more: Partial<SignInSettings> & { readonly tenant?: string } = {},
  ): SignInSettings {
    const { cloud } = test;
    const registration = checkRegistration({
      cloud: "custom",
      authority: cloud.entra.origin,
      graph: cloud.graph.origin,
      tenant: more.tenant ?? cloud.tenant,
      clientId,
    });
    const rest = { readOthers: false, writePresence: false, redirectUri: "" };
    return { registration, method: more.method ?? "device-code", ...rest };
  }

  const states = ({ checks }: Diagnosis): string => checks.map(({ state }) => state[0]).join("");
  const failed = ({ checks }: Diagnosis) => checks.find(({ state }) => state === "failed");

  const SEEN: readonly (readonly [
    string,
    { readonly clientId: string },
    { readonly tenant?: string },
    string,
    string | undefined,
  ])[] = [
    ["nothing against a registration as it should be", DEFAULT_REGISTRATION, {}, "oooousss", undefined],
    [
      "nothing against one for any organization",
      MULTI_TENANT_REGISTRATION,
      ORGANIZATIONS,
      "oooousss",
      undefined,
    ],
    ["a client that is not public", CONFIDENTIAL_REGISTRATION, {}, "oooofsss", "AADSTS7000218"],
    ["a client id that nobody knows", { clientId: STRANGER }, {}, "ooofssss", "AADSTS700016"],
    ["a client of one tenant without it", DEFAULT_REGISTRATION, ORGANIZATIONS, "ooofssss", "AADSTS50059"],
    ["a tenant that is not there", DEFAULT_REGISTRATION, { tenant: STRANGER }, "oofsssss", "AADSTS90002"],
  ];
  for (const [what, registration, more, all, reference] of SEEN) {
    it(`sees ${what}`, async () => {
      const { clock } = test;
      const diagnosis = await examine({
        settings: settings(registration, more),
        tokens: "nobody",
        clock,
        fetch,
      });
      assert.equal(states(diagnosis), all);
      assert.equal(failed(diagnosis)?.reference, reference);
    });
  }

  const APPLICATIONS: readonly (readonly [string, Partial<GivenCredentials>, string, string | undefined])[] =
    [
      ["whose secret is right", { clientSecret: APP_SECRET }, "ooooosus", undefined],
      ["whose secret is wrong", { clientSecret: "something~else" }, "oooofsss", "AADSTS7000215"],
      ["whose secret has expired", { clientSecret: EXPIRED_APP_SECRET }, "oooofsss", "AADSTS7000222"],
    ];
  for (const [what, given, all, reference] of APPLICATIONS) {
    it(`sees an application ${what}`, async () => {
      const { clock } = test;
      const app = settings(APP_REGISTRATION, { method: "app" });
      const credential = clientCredential({ clientSecret: "", certificate: "", ...given });
      const { registration } = app;
      const tokens = new AppAccount({ registration, credential, log: silentLog, clock, fetch });
      const diagnosis = await examine({ settings: app, tokens, clock, fetch });
      await tokens.close();
      assert.equal(states(diagnosis), all);
      assert.equal(failed(diagnosis)?.reference, reference);
    });
  }

  it("links to where an administrator is asked", async () => {
    const { status, body } = await call(adminConsentUrl(settings(DEFAULT_REGISTRATION)));
    assert.equal(status, 200);
    assert.match(body, /for everybody\?/);
    assert.match(body, /Presence\.Read|presence/);
  });
});
