import type { Person } from "../../world";
import type { Answer } from "../answer";
import { escapeHtml, form, page } from "./html";
import type { Refused } from "./refusals";
import type { Registration } from "./registrations";

const PERMISSION_TEXTS: Readonly<Record<string, string>> = {
  "User.Read": "See your name and account",
  "User.ReadBasic.All": "See the names of everybody in the organisation",
  "User.Read.All": "See everybody's full profile",
  "Presence.Read": "See your own presence",
  "Presence.Read.All": "See the presence of everybody in the organisation",
  "Presence.ReadWrite": "See and change your own presence",
};

/** Where a step's form leads, and what it carries along. */
export interface Step {
  readonly hidden: Readonly<Record<string, string>>;
  readonly action?: string;
  readonly formActions?: readonly string[];
}

/** The permissions as a person understands them, as HTML. */
export function permissionList(permissions: readonly string[]): string {
  if (permissions.length === 0) return "";
  const items = [...new Set(permissions)].map(
    (permission) => `<li>${escapeHtml(PERMISSION_TEXTS[permission] ?? permission)}</li>`,
  );
  return `<p>It will be able to:</p><ul>${items.join("")}</ul>`;
}

export function askAccount(people: readonly Person[], { hidden, action, ...step }: Step): Answer {
  const buttons = people.map(
    ({ slug, name, upn }) =>
      `<button class="account" name="account" value="${escapeHtml(slug)}">${escapeHtml(name)}<span>${escapeHtml(upn)}</span></button>`,
  );
  return page({
    title: "Pick an account",
    content: form(hidden, buttons.join("\n"), action),
    note: "page: pick an account",
    ...step,
  });
}

interface Approval {
  readonly registration: Registration;
  readonly permissions: readonly string[];
  readonly person: Person;
}

/** @param caution when to approve, in one sentence */
export function askApproval(
  { registration, permissions, person }: Approval,
  caution: string,
  { hidden, action, ...step }: Step,
): Answer {
  return page({
    title: `Sign in to ${registration.name}?`,
    content: `<p>Signing in as <strong>${escapeHtml(person.upn)}</strong>. ${escapeHtml(caution)}</p>
${permissionList(permissions)}
${decisions({ ...hidden, account: person.slug }, action)}`,
    note: "page: approve?",
    ...step,
  });
}

export function decisions(hidden: Readonly<Record<string, string>>, action?: string): string {
  return form(
    hidden,
    `<div class="row"><button class="primary" name="decision" value="approve">Approve</button>
<button name="decision" value="decline">Decline</button></div>`,
    action,
  );
}

const TITLES: Readonly<Record<number, string>> = {
  90094: "An admin has to approve this first",
  53003: "Your organisation does not allow this",
};

/** Trouble that stays on Microsoft's page: the application learns nothing of it. */
export function tellRefused({ refusal, sentence }: Refused): Answer {
  return page({
    title: TITLES[refusal.code] ?? "You cannot be signed in",
    content: `<p class="wrong" role="alert">${escapeHtml(sentence)}</p><p class="code">AADSTS${refusal.code}</p>`,
    note: `page: AADSTS${refusal.code}`,
  });
}
