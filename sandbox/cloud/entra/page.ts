import { createHash } from "node:crypto";
import type { Person } from "../../world";
import type { Answer, Request } from "../answer";
import type { SignIn } from "./device-codes";
import { DEVICE_PAGE } from "./metadata";
import { Refused } from "./refusals";
import { formOf } from "./service";
import type { EntraService } from "./service";

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#c8ccd2, #4a4f57); --accent: light-dark(#0b57b0, #8ab8f5);
  --on-accent: light-dark(#fff, #10151c); --quiet: light-dark(#5a626d, #a9b1bc); --wrong: light-dark(#a4161a, #ff9d9f); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#eef1f5, #14171b); color: light-dark(#1b1f24, #e8eaed); }
main { width: min(26rem, 100%); padding: 2rem; border: 1px solid var(--line); border-radius: .75rem;
  background: light-dark(#fff, #1d2126); }
.sandbox { margin: 0; color: var(--quiet); font-size: .875rem; }
h1 { margin: .25rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input, button { font: inherit; color: inherit; border: 1px solid var(--line); border-radius: .5rem; min-height: 2.75rem; }
input { width: 100%; padding: .5rem .75rem; background: transparent; letter-spacing: .15em; text-transform: uppercase; }
button { padding: .5rem 1.25rem; background: transparent; cursor: pointer; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.row { display: flex; gap: .75rem; margin-top: 1.25rem; }
.account { display: block; width: 100%; margin-bottom: .75rem; text-align: start; }
.account span { display: block; color: var(--quiet); font-size: .875rem; }
.wrong { margin: .5rem 0 0; color: var(--wrong); }
li { margin-bottom: .25rem; }
`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
};

const PERMISSION_TEXTS: Readonly<Record<string, string>> = {
  "User.Read": "See your name and account",
  "Presence.Read": "See your own presence",
  "Presence.Read.All": "See the presence of everybody in the organisation",
  "Presence.ReadWrite": "See and change your own presence",
};

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

function page(title: string, content: string, note: string): Answer {
  return {
    status: 200,
    headers: HEADERS,
    note,
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – sandbox</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="sandbox">Pretend Microsoft sign-in of the sandbox</p>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`,
  };
}

function form(hidden: Readonly<Record<string, string>>, content: string): string {
  const fields = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join("");
  return `<form method="post" action="${DEVICE_PAGE}">${fields}${content}</form>`;
}

/** @param wrong what was the matter with the code typed before */
function askCode(typed = "", wrong?: Refused): Answer {
  const trouble = wrong ? `<p class="wrong" id="wrong" role="alert">${escapeHtml(wrong.sentence)}</p>` : "";
  const described = wrong ? ' aria-invalid="true" aria-describedby="wrong"' : "";
  return page(
    "Enter code",
    form(
      {},
      `<label for="code">Code shown on your device</label>
<input id="code" name="code" value="${escapeHtml(typed)}" required autofocus autocomplete="off" autocapitalize="characters" spellcheck="false"${described}>
${trouble}<div class="row"><button class="primary">Next</button></div>`,
    ),
    wrong ? `page: AADSTS${wrong.refusal.code}` : "page: enter code",
  );
}

function askAccount({ userCode }: SignIn, people: readonly Person[]): Answer {
  const buttons = people.map(
    ({ slug, name, upn }) =>
      `<button class="account" name="account" value="${escapeHtml(slug)}">${escapeHtml(name)}<span>${escapeHtml(upn)}</span></button>`,
  );
  return page("Pick an account", form({ code: userCode }, buttons.join("\n")), "page: pick an account");
}

function askApproval({ userCode, registration, scopes }: SignIn, { slug, upn }: Person): Answer {
  const permissions = scopes.everything
    ? [...scopes.permissions, ...registration.delegated]
    : scopes.permissions;
  const items = [...new Set(permissions)].map(
    (permission) => `<li>${escapeHtml(PERMISSION_TEXTS[permission] ?? permission)}</li>`,
  );
  return page(
    `Sign in to ${registration.name}?`,
    `<p>Signing in as <strong>${escapeHtml(upn)}</strong>. Approve only if you started this on a device of your own.</p>
${items.length > 0 ? `<p>It will be able to:</p><ul>${items.join("")}</ul>` : ""}
${form(
  { code: userCode, account: slug },
  `<div class="row"><button class="primary" name="decision" value="approve">Approve</button>
<button name="decision" value="decline">Decline</button></div>`,
)}`,
    "page: approve?",
  );
}

export function showDevicePage(): Answer {
  return askCode();
}

/** One step further for every field that is known: `code`, then `account`, then `decision`. */
export function submitDevicePage({ codes, world }: EntraService, request: Request): Answer {
  const fields = formOf(request);
  const typed = fields.get("code") ?? "";
  try {
    const signIn = codes.waiting(typed);
    const person = world.people.find(({ slug }) => slug === fields.get("account"));
    if (!person) return askAccount(signIn, world.people);
    const decision = fields.get("decision");
    if (decision === "approve") {
      codes.approve(typed, person);
      return page(
        "You are signed in",
        "<p>You can close this window.</p>",
        `page: approved by ${person.slug}`,
      );
    }
    if (decision === "decline") {
      codes.decline(typed);
      return page("Declined", "<p>Nothing was shared. You can close this window.</p>", "page: declined");
    }
    return askApproval(signIn, person);
  } catch (error) {
    if (error instanceof Refused) return askCode(typed, error);
    throw error;
  }
}
