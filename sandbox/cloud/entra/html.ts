import { createHash } from "node:crypto";
import type { Answer } from "../answer";

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
.code { color: var(--quiet); font-size: .875rem; overflow-wrap: anywhere; }
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

const STYLE_HASH = hashOf(STYLE);
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

export interface Page {
  readonly title: string;
  /** HTML. */
  readonly content: string;
  /** For the wire log. */
  readonly note: string;
  readonly status?: number;
  /** Where the page's form may lead, redirects included; default its own origin alone. */
  readonly formActions?: readonly string[];
  /** The only script that may run. */
  readonly script?: string;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function policyOf({ formActions = ["'self'"], script }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${STYLE_HASH}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    `form-action ${formActions.join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function page(asked: Page): Answer {
  const { title, content, note, status = 200, script } = asked;
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      // As Entra: an application that is posted to may see where that came from, never with which query.
      "referrer-policy": "strict-origin-when-cross-origin",
      "x-content-type-options": "nosniff",
      "content-security-policy": policyOf(asked),
    },
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
${script === undefined ? "" : `<script>${script}</script>`}
</body>
</html>
`,
  };
}

/** @param action where it leads; absent: to the page's own address, query included */
export function form(hidden: Readonly<Record<string, string>>, content: string, action?: string): string {
  const fields = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join("");
  const leadingTo = action === undefined ? "" : ` action="${escapeHtml(action)}"`;
  return `<form method="post"${leadingTo}>${fields}${content}</form>`;
}
