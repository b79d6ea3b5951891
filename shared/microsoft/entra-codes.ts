import type { ProblemText } from "../support/problem";

/** What to tell the person, by the kind of trouble; `code` is public and stable. */
const TEXTS = {
  expired: {
    code: "code-expired",
    title: "The sign-in code has expired",
    advice: "Start the sign-in again and enter the new code within its time.",
  },
  mistyped: {
    code: "code-wrong",
    title: "The sign-in code was not accepted",
    advice: "Start the sign-in again and enter the new code exactly as shown.",
  },
  declined: {
    code: "sign-in-declined",
    title: "The sign-in was declined",
    advice: "Start it again and accept, if this application is meant to read the presence.",
  },
  consent: {
    code: "consent-needed",
    title: "The account has not agreed to what this application asks for",
    advice: "Sign in again and accept; if that is not offered, an administrator has to agree.",
  },
  admin: {
    code: "admin-consent-needed",
    title: "Only an administrator may agree to this application",
    advice:
      "Ask your administrator to consent to the delegated permission Presence.Read for it, or use a registration of your own.",
  },
  foreign: {
    code: "account-not-in-tenant",
    title: "This account does not belong to the configured tenant",
    advice:
      "Sign in with the work or school account, or correct the tenant; personal accounts have no Teams presence here.",
  },
  tenantMissing: {
    code: "tenant-needed",
    title: "This application belongs to one tenant",
    advice: "Set the tenant to the directory (tenant) id instead of organizations.",
  },
  application: {
    code: "application-unknown",
    title: "The tenant does not know this client id",
    advice: "Check the client id, the tenant and the cloud. Tenant and client ID may be swapped.",
  },
  notPublic: {
    code: "public-client-off",
    title: "The registration does not allow public client flows",
    advice: 'In the app registration, under Authentication, turn on "Allow public client flows".',
  },
  secret: {
    code: "client-secret-wrong",
    title: "The client secret is wrong, expired or not wanted",
    advice:
      "Use the value (not the id) of a valid secret, or none for a registration that allows public client flows.",
  },
  grant: {
    code: "tenant-not-allowed",
    title: "This way of signing in is not allowed for the configured tenant",
    advice: "Set the tenant to the directory (tenant) id, or to organizations.",
  },
  tenant: {
    code: "tenant-unknown",
    title: "Microsoft does not know the configured tenant",
    advice:
      "Correct the tenant: the directory (tenant) id or one of its domains. Tenant and client ID may be swapped.",
  },
  cloud: {
    code: "cloud-wrong",
    title: "The tenant lives in another Microsoft cloud",
    advice: "Change the cloud setting to the one of the tenant.",
  },
  unassigned: {
    code: "user-not-assigned",
    title: "The account is not assigned to this application",
    advice: "Ask your administrator to assign it under Enterprise applications.",
  },
  again: {
    code: "sign-in-needed",
    title: "The sign-in is no longer valid",
    advice: "Sign in again.",
  },
  confirm: {
    code: "sign-in-needed",
    title: "Microsoft asks for another proof of identity",
    advice: "Sign in again in a browser and complete the extra verification.",
  },
  policy: {
    code: "blocked-by-policy",
    title: "A policy of the organization forbids this sign-in",
    advice:
      "Ask your administrator; often the device code flow is blocked, which an exception for this application solves.",
  },
  device: {
    code: "device-not-managed",
    title: "The organization allows only managed devices",
    advice: "Ask your administrator for an exception: a sign-in with a code cannot prove the device.",
  },
  account: {
    code: "account-blocked",
    title: "The account is locked, disabled or its password has expired",
    advice: "Ask the organization's IT department.",
  },
  redirect: {
    code: "redirect-not-registered",
    title: "The redirect address is not registered",
    advice: 'Add it to the app registration under "Mobile and desktop applications".',
  },
  scope: {
    code: "permission-unknown",
    title: "Microsoft does not know the permission that was asked for",
    advice: "Check the cloud and the Graph address.",
  },
  busy: {
    code: "microsoft-throttled",
    title: "Microsoft asks to slow down",
    advice: "Nothing needs to be done; it is tried again later.",
  },
  outage: {
    code: "microsoft-unreachable",
    title: "Microsoft's sign-in service has trouble",
    advice: "Nothing needs to be done; it is tried again later.",
  },
} as const satisfies Readonly<Record<string, ProblemText>>;

/** Microsoft Entra documentation, "Microsoft Entra authentication and authorization error codes". */
const AADSTS: readonly (readonly [ProblemText, ...number[]])[] = [
  [TEXTS.expired, 70019, 70020],
  [TEXTS.mistyped, 70018, 90119, 90120],
  [TEXTS.declined, 65004],
  [TEXTS.consent, 65001],
  [TEXTS.admin, 90094, 90095],
  [TEXTS.foreign, 50020, 500208, 50034, 51004],
  [TEXTS.tenantMissing, 50194, 50059],
  [TEXTS.application, 700016],
  [TEXTS.notPublic, 7000218],
  [TEXTS.secret, 700025, 7000215, 7000222],
  [TEXTS.grant, 9002332, 90130, 9001023],
  [TEXTS.tenant, 90002],
  [TEXTS.cloud, 90038],
  [TEXTS.unassigned, 50105],
  [TEXTS.again, 50173, 50132, 50133, 50058, 700082, 70008, 70000, 70043],
  [TEXTS.confirm, 50072, 50074, 50076, 50078, 50079, 50158],
  [TEXTS.policy, 53003, 530032, 530035],
  [TEXTS.device, 53000, 53001, 530033],
  [TEXTS.account, 50053, 50055, 50057],
  [TEXTS.redirect, 50011],
  [TEXTS.scope, 70011, 700022, 650053],
  [TEXTS.busy, 90055, 50196],
  [TEXTS.outage, 90033, 90006, 50033, 50087, 90024],
];

/** RFC 6749 section 5.2, RFC 8628 section 3.5; used where the number says nothing. */
const OAUTH = new Map<string, ProblemText>([
  ["authorization_declined", TEXTS.declined],
  ["access_denied", TEXTS.declined],
  ["expired_token", TEXTS.expired],
  ["code_expired", TEXTS.expired],
  ["bad_verification_code", TEXTS.mistyped],
  ["consent_required", TEXTS.consent],
  ["interaction_required", TEXTS.again],
  ["login_required", TEXTS.again],
  ["invalid_grant", TEXTS.again],
  ["invalid_scope", TEXTS.scope],
  ["temporarily_unavailable", TEXTS.outage],
  ["server_error", TEXTS.outage],
]);

const BY_NUMBER: ReadonlyMap<number, ProblemText> = new Map(
  AADSTS.flatMap(([text, ...numbers]) => numbers.map((number) => [number, text])),
);

const TRANSIENT: ReadonlySet<ProblemText> = new Set([TEXTS.busy, TEXTS.outage]);

/** The text for an AADSTS number or, failing that, for the OAuth error; undefined when neither is known. */
export function entraText(numbers: readonly number[], error: string): ProblemText | undefined {
  for (const number of numbers) {
    const text = BY_NUMBER.get(number);
    if (text) return text;
  }
  return OAUTH.get(error);
}

/** Whether such an answer passes by itself. */
export function isTransient(numbers: readonly number[], error: string): boolean {
  const text = entraText(numbers, error);
  return text !== undefined && TRANSIENT.has(text);
}
