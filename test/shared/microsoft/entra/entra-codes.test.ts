import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entraText, isTransient } from "../../../../shared/microsoft/entra/entra-codes";
import { entraProblem, silentProblem } from "../../../../shared/microsoft/entra/entra-problem";
import { root } from "../../../support/packed";

/** Number, key of the text, public code. */
const CODES: readonly (readonly [number, string, string])[] = [
  [70016, "authorization-pending", "sign-in-pending"],
  [70020, "code-expired", "code-expired"],
  [70019, "code-expired", "code-expired"],
  [70018, "code-wrong", "code-wrong"],
  [90119, "code-wrong", "code-wrong"],
  [90120, "code-used", "code-wrong"],
  [65004, "sign-in-declined", "sign-in-declined"],
  [65001, "consent-needed", "consent-needed"],
  [90094, "admin-consent-needed", "admin-consent-needed"],
  [90095, "admin-consent-needed", "admin-consent-needed"],
  [50020, "account-not-in-tenant", "account-not-in-tenant"],
  [50034, "account-not-in-tenant", "account-not-in-tenant"],
  [51004, "account-not-in-tenant", "account-not-in-tenant"],
  [500208, "personal-account", "account-not-in-tenant"],
  [50194, "tenant-needed", "tenant-needed"],
  [50059, "tenant-not-named", "tenant-needed"],
  [700016, "application-unknown", "application-unknown"],
  [7000112, "application-disabled", "application-disabled"],
  [7000229, "application-not-in-tenant", "application-not-in-tenant"],
  [7000218, "public-client-off", "public-client-off"],
  [700025, "client-secret-unwanted", "client-secret-wrong"],
  [7000215, "client-secret-wrong", "client-secret-wrong"],
  [7000222, "client-secret-expired", "client-secret-wrong"],
  [700027, "certificate-wrong", "certificate-wrong"],
  [700024, "assertion-out-of-time", "clock-wrong"],
  [9002332, "tenant-not-allowed", "tenant-not-allowed"],
  [90130, "tenant-not-allowed", "tenant-not-allowed"],
  [9001023, "tenant-not-allowed", "tenant-not-allowed"],
  [90002, "tenant-unknown", "tenant-unknown"],
  [90038, "cloud-wrong", "cloud-wrong"],
  [50105, "user-not-assigned", "user-not-assigned"],
  [50076, "proof-needed", "sign-in-needed"],
  [50074, "proof-needed", "sign-in-needed"],
  [50158, "proof-needed", "sign-in-needed"],
  [50079, "proof-not-set-up", "sign-in-needed"],
  [50072, "proof-not-set-up", "sign-in-needed"],
  [50078, "proof-expired", "sign-in-needed"],
  [53003, "blocked-by-policy", "blocked-by-policy"],
  [530032, "blocked-by-security-policy", "blocked-by-policy"],
  [530035, "blocked-by-security-defaults", "blocked-by-policy"],
  [530033, "device-not-managed", "device-not-managed"],
  [53000, "device-not-managed", "device-not-managed"],
  [53001, "device-not-managed", "device-not-managed"],
  [50173, "password-changed", "sign-in-needed"],
  [50132, "password-changed", "sign-in-needed"],
  [50133, "password-changed", "sign-in-needed"],
  [700082, "sign-in-unused", "sign-in-needed"],
  [70008, "sign-in-expired", "sign-in-needed"],
  [70000, "sign-in-expired", "sign-in-needed"],
  [70043, "sign-in-frequency", "sign-in-needed"],
  [50058, "sign-in-missing", "sign-in-needed"],
  [50053, "account-locked", "account-blocked"],
  [50055, "password-expired", "account-blocked"],
  [50057, "account-disabled", "account-blocked"],
  [50011, "redirect-not-registered", "redirect-not-registered"],
  [9002327, "redirect-of-a-page", "redirect-not-registered"],
  [70011, "permission-unknown", "permission-unknown"],
  [650053, "permission-unknown", "permission-unknown"],
  [700022, "permissions-mixed", "permission-unknown"],
  [90055, "microsoft-throttled", "microsoft-throttled"],
  [50196, "microsoft-throttled", "microsoft-throttled"],
  [90033, "microsoft-trouble", "microsoft-unreachable"],
  [90006, "microsoft-trouble", "microsoft-unreachable"],
  [50033, "microsoft-trouble", "microsoft-unreachable"],
  [50087, "microsoft-trouble", "microsoft-unreachable"],
  [90024, "microsoft-trouble", "microsoft-unreachable"],
];

/** OAuth error without a known number, key of the text, public code. */
const ERRORS: readonly (readonly [string, string | undefined, string | undefined])[] = [
  ["authorization_pending", "authorization-pending", "sign-in-pending"],
  ["expired_token", "code-expired", "code-expired"],
  ["code_expired", "code-expired", "code-expired"],
  ["bad_verification_code", "code-wrong", "code-wrong"],
  ["authorization_declined", "sign-in-declined", "sign-in-declined"],
  ["access_denied", "sign-in-declined", "sign-in-declined"],
  ["consent_required", "consent-needed", "consent-needed"],
  ["interaction_required", "sign-in-no-longer-valid", "sign-in-needed"],
  ["login_required", "sign-in-no-longer-valid", "sign-in-needed"],
  ["invalid_grant", "sign-in-no-longer-valid", "sign-in-needed"],
  ["invalid_scope", "permission-unknown", "permission-unknown"],
  ["temporarily_unavailable", "microsoft-trouble", "microsoft-unreachable"],
  ["server_error", "microsoft-trouble", "microsoft-unreachable"],
  ["strange", undefined, undefined],
  ["constructor", undefined, undefined],
];

/** Chosen by what else is known of an application that signs in by itself. */
const OF_APPLICATIONS = ["application-refused", "application-blocked-by-policy", "client-secret-is-id"];

const LOCALES = "shared/microsoft/entra/locales";
const LONGEST_TITLE = 80;
const LONGEST_ADVICE = 280;

type Texts = Readonly<Record<string, { readonly title: string; readonly advice: string }>>;

/** An abbreviation's dot or that of an address has no space and capital after it. */
const sentencesOf = (text: string): number => text.split(/[.!?](?:\s+(?=[A-Z"])|$)/).filter(Boolean).length;

describe("the codes of Entra", () => {
  for (const [number, key, code] of CODES) {
    it(`say ${key} for AADSTS${number}`, () => {
      const text = entraText([1, number], "invalid_grant");
      assert.deepEqual([text?.key, text?.code], [key, code]);
    });
  }

  for (const [error, key, code] of ERRORS) {
    it(`say ${key ?? "nothing"} for ${error} with a number nobody knows`, () => {
      const text = entraText([1], error);
      assert.deepEqual([text?.key, text?.code], [key, code]);
    });
  }

  it("pass by themselves where only Microsoft has trouble", () => {
    const passing = CODES.filter(([number]) => isTransient([number], "")).map(([, key]) => key);
    assert.deepEqual(new Set(passing), new Set(["microsoft-throttled", "microsoft-trouble"]));
    assert.ok(isTransient([], "temporarily_unavailable"));
    assert.ok(!isTransient([], "strange"));
  });

  it("are named in the Problem for programs and people", () => {
    const failure = {
      kind: "refused",
      error: "invalid_request",
      subError: "",
      numbers: [50059],
      line: "AADSTS50059: x",
      correlationId: "",
      timestamp: "",
    } as const;
    for (const problem of [entraProblem(undefined, failure), silentProblem(undefined, failure)]) {
      assert.equal(problem.key, "tenant-not-named");
      assert.equal(problem.reference, "AADSTS50059");
      assert.match(problem.advice, / \(AADSTS50059\)$/);
      assert.equal(problem.text.reference, "AADSTS50059");
    }
    const unknown = entraProblem(undefined, { ...failure, numbers: [] });
    assert.deepEqual([unknown.key, unknown.reference], [undefined, "invalid_request"]);
  });
});

for (const file of globSync("*.json", { cwd: join(root, LOCALES) })) {
  describe(`the texts of trouble in ${file}`, () => {
    const texts = JSON.parse(readFileSync(join(root, LOCALES, file), "utf8")) as Texts;

    it("are there for every kind of trouble, and for nothing else", () => {
      const keys = [...CODES, ...ERRORS].flatMap(([, key]) => (key === undefined ? [] : [key]));
      assert.deepEqual(Object.keys(texts).sort(), [...new Set([...keys, ...OF_APPLICATIONS])].sort());
    });

    for (const [key, { title, advice }] of Object.entries(texts)) {
      it(`say ${key} briefly`, () => {
        assert.ok(title.length > 0 && title.length <= LONGEST_TITLE, `${title.length} characters`);
        assert.ok(!/[.!?]$/.test(title), "the title is no sentence");
        assert.ok([1, 2].includes(sentencesOf(advice)), `${sentencesOf(advice)} sentences`);
        assert.ok(advice.length <= LONGEST_ADVICE, `${advice.length} characters`);
        assert.match(advice, /[.]$/);
        assert.doesNotMatch(title + advice, /__|\$\{|\{\{|%[sd]|\n|<\w/);
      });
    }
  });
}
