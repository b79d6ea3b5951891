import type { ProblemText } from "../../support/problem";
import texts from "./locales/en-US.json";

/** The kinds of trouble that have a text of their own: the keys of the files in `locales`. */
export type EntraProblemKey = keyof typeof texts;

interface Kind {
  /** Public and stable; the key unless given. */
  readonly code?: string;
  /** AADSTS numbers. */
  readonly numbers?: readonly number[];
  /** OAuth errors (RFC 6749 section 5.2, RFC 8628 section 3.5); used where the number says nothing. */
  readonly errors?: readonly string[];
  /** Passes by itself. */
  readonly transient?: true;
}

/** Microsoft Entra documentation, "Microsoft Entra authentication and authorization error codes". */
const KINDS: Readonly<Record<EntraProblemKey, Kind>> = {
  "authorization-pending": {
    code: "sign-in-pending",
    numbers: [70016],
    errors: ["authorization_pending"],
  },
  "code-expired": { numbers: [70019, 70020], errors: ["expired_token", "code_expired"] },
  "code-wrong": { numbers: [70018, 90119], errors: ["bad_verification_code"] },
  "code-used": { code: "code-wrong", numbers: [90120] },
  "sign-in-declined": { numbers: [65004], errors: ["authorization_declined", "access_denied"] },
  "consent-needed": { numbers: [65001], errors: ["consent_required"] },
  "admin-consent-needed": { numbers: [90094, 90095] },
  "account-not-in-tenant": { numbers: [50020, 50034, 51004] },
  "personal-account": { code: "account-not-in-tenant", numbers: [500208] },
  "tenant-needed": { numbers: [50194] },
  "tenant-not-named": { code: "tenant-needed", numbers: [50059] },
  "application-unknown": { numbers: [700016] },
  "application-disabled": { numbers: [7000112] },
  "application-not-in-tenant": { numbers: [7000229] },
  "application-refused": {},
  "application-blocked-by-policy": { code: "blocked-by-policy" },
  "public-client-off": { numbers: [7000218] },
  "client-secret-unwanted": { code: "client-secret-wrong", numbers: [700025] },
  "client-secret-wrong": { numbers: [7000215] },
  "client-secret-is-id": { code: "client-secret-wrong" },
  "client-secret-expired": { code: "client-secret-wrong", numbers: [7000222] },
  "certificate-wrong": { numbers: [700027] },
  "assertion-out-of-time": { code: "clock-wrong", numbers: [700024] },
  "tenant-not-allowed": { numbers: [9002332, 90130, 9001023] },
  "tenant-unknown": { numbers: [90002] },
  "cloud-wrong": { numbers: [90038] },
  "user-not-assigned": { numbers: [50105] },
  "password-changed": { code: "sign-in-needed", numbers: [50173, 50132, 50133] },
  "sign-in-missing": { code: "sign-in-needed", numbers: [50058] },
  "sign-in-unused": { code: "sign-in-needed", numbers: [700082] },
  "sign-in-frequency": { code: "sign-in-needed", numbers: [70043] },
  "sign-in-expired": { code: "sign-in-needed", numbers: [70008, 70000] },
  "sign-in-no-longer-valid": {
    code: "sign-in-needed",
    errors: ["interaction_required", "login_required", "invalid_grant"],
  },
  "proof-needed": { code: "sign-in-needed", numbers: [50074, 50076, 50158] },
  "proof-not-set-up": { code: "sign-in-needed", numbers: [50072, 50079] },
  "proof-expired": { code: "sign-in-needed", numbers: [50078] },
  "blocked-by-policy": { numbers: [53003] },
  "blocked-by-security-policy": { code: "blocked-by-policy", numbers: [530032] },
  "blocked-by-security-defaults": { code: "blocked-by-policy", numbers: [530035] },
  "device-not-managed": { numbers: [53000, 53001, 530033] },
  "account-locked": { code: "account-blocked", numbers: [50053] },
  "password-expired": { code: "account-blocked", numbers: [50055] },
  "account-disabled": { code: "account-blocked", numbers: [50057] },
  "redirect-not-registered": { numbers: [50011] },
  "redirect-of-a-page": { code: "redirect-not-registered", numbers: [9002327] },
  "permission-unknown": { numbers: [70011, 650053], errors: ["invalid_scope"] },
  "permissions-mixed": { code: "permission-unknown", numbers: [700022] },
  "microsoft-throttled": { numbers: [90055, 50196], transient: true },
  "microsoft-trouble": {
    code: "microsoft-unreachable",
    numbers: [90033, 90006, 50033, 50087, 90024],
    errors: ["temporarily_unavailable", "server_error"],
    transient: true,
  },
};

const ALL = Object.entries(KINDS) as readonly (readonly [EntraProblemKey, Kind])[];

const BY_NUMBER: ReadonlyMap<number, EntraProblemKey> = new Map(
  ALL.flatMap(([key, { numbers = [] }]) => numbers.map((number) => [number, key])),
);

const BY_ERROR: ReadonlyMap<string, EntraProblemKey> = new Map(
  ALL.flatMap(([key, { errors = [] }]) => errors.map((error) => [error, key])),
);

/** The text for an AADSTS number or, failing that, for the OAuth error; undefined when neither is known. */
export function entraText(numbers: readonly number[], error: string): ProblemText | undefined {
  const key = keyOf(numbers, error);
  return key && textOf(key);
}

export function textOf(key: EntraProblemKey): ProblemText {
  return { code: KINDS[key].code ?? key, ...texts[key], key };
}

/** Whether such an answer passes by itself. */
export function isTransient(numbers: readonly number[], error: string): boolean {
  const key = keyOf(numbers, error);
  return key !== undefined && KINDS[key].transient === true;
}

function keyOf(numbers: readonly number[], error: string): EntraProblemKey | undefined {
  const known = numbers.find((number) => BY_NUMBER.has(number));
  return known === undefined ? BY_ERROR.get(error) : BY_NUMBER.get(known);
}
