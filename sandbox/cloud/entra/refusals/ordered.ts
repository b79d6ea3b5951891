import type { Refusal } from "./refusal";

/** Where ordered trouble shows: at a person's browser, when a sign-in is renewed, or when an application proves who it is. */
export type Place = "sign-in" | "refresh" | "application";

export interface Orderable {
  /** AADSTS number; what `code` in an order names. */
  readonly code: string;
  /** A few words for the sandbox's page. */
  readonly title: string;
  readonly at: Readonly<Partial<Record<Place, Refusal>>>;
}

type Told = Pick<Refusal, "error" | "suberror">;

/** A person who can do something about it: MSAL Node, InteractionRequiredAuthError, and Microsoft Entra docs, reference-error-codes. */
const INTERACTION: Told = { error: "interaction_required", suberror: "basic_action" };
const INVALID: Told = { error: "invalid_grant" };

function orderable(
  code: number,
  title: string,
  text: string,
  at: Readonly<Partial<Record<Place, Told>>>,
): Orderable {
  const status = at.application ? 401 : 400;
  const refusals = Object.entries(at).map(([place, told]) => [place, { status, code, text, ...told }]);
  return { code: String(code), title, at: Object.fromEntries(refusals) as Orderable["at"] };
}

/**
 * Trouble that depends on what a company decides, and so happens here only by order. The numbers and their meaning:
 * Microsoft Entra docs, reference-error-codes. Which OAuth error and suberror come with them is from public reports; with
 * what the sign-in page keeps to itself no application ever sees an error at all.
 */
export const ORDERABLE: readonly Orderable[] = [
  orderable(
    50076,
    "Needs another factor",
    "The organisation wants another factor for this, and there was none",
    { refresh: INTERACTION },
  ),
  orderable(50079, "Has to set up another factor", "The person has to enroll in multifactor authentication", {
    refresh: INTERACTION,
  }),
  orderable(50173, "Password changed", "The grant was revoked, and a fresh one is needed", {
    refresh: INVALID,
  }),
  orderable(700082, "Unused for 90 days", "The refresh token has expired due to inactivity", {
    refresh: INVALID,
  }),
  orderable(
    70043,
    "Sign-in frequency",
    "The refresh token is older than the organisation lets a sign-in become",
    { refresh: { error: "invalid_grant", suberror: "token_expired" } },
  ),
  orderable(70000, "Refresh token is bad", "The provided value for 'refresh_token' is not valid", {
    refresh: { error: "invalid_grant", suberror: "bad_token" },
  }),
  orderable(65001, "Consent withdrawn", "The person or administrator has not consented to the application", {
    refresh: { error: "invalid_grant", suberror: "consent_required" },
  }),
  orderable(53003, "Blocked by Conditional Access", "Conditional Access forbids this sign-in", {
    "sign-in": INVALID,
    refresh: { error: "invalid_grant", suberror: "message_only" },
  }),
  orderable(53000, "Device not managed", "Conditional Access wants a compliant device, and this is none", {
    "sign-in": INVALID,
    refresh: { error: "invalid_grant", suberror: "message_only" },
  }),
  orderable(90094, "Needs an admin's approval", "The grant requires admin permission", {
    "sign-in": { error: "access_denied" },
  }),
  orderable(
    50105,
    "Not assigned to the application",
    "The person is not assigned to a role for the application",
    {
      "sign-in": INVALID,
      refresh: INVALID,
    },
  ),
  orderable(50057, "Account disabled", "The person's account is disabled", {
    "sign-in": INVALID,
    refresh: INVALID,
  }),
  orderable(50053, "Account locked", "The account is locked: too many wrong passwords", {
    "sign-in": INVALID,
  }),
  orderable(50055, "Password expired", "The password is expired", { "sign-in": INVALID, refresh: INVALID }),
  orderable(50020, "Account of another tenant", "The account does not exist in this tenant", {
    "sign-in": INVALID,
  }),
  orderable(7000222, "Secret expired", "The provided client secret keys are expired", {
    application: { error: "invalid_client" },
  }),
  orderable(7000215, "Secret wrong", "Invalid client secret provided", {
    application: { error: "invalid_client" },
  }),
];
