import { createHash } from "node:crypto";
import type { Page } from "../common/admin";

/** A window that a dialog has opened closes itself; any other one stays, and its text says so. */
const SCRIPT = "window.close();";
const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}";

export interface PageText {
  readonly title: string;
  readonly text: string;
}

/** What a browser shows that came back from the sign-in; `closes`: there is nothing left to read. */
export function callbackPage({ title, text }: PageText, { closes }: { readonly closes: boolean }): Page {
  const script = closes ? `<script>${SCRIPT}</script>` : "";
  return {
    status: closes ? 200 : 400,
    headers: HEADERS,
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${script}</body></html>
`,
  };
}

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": [
    "default-src 'none'",
    `script-src ${hash(SCRIPT)}`,
    `style-src ${hash(STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
};

/** Content Security Policy Level 3, section 2.3.1 (hash-source). */
function hash(inline: string): string {
  return `'sha256-${createHash("sha256").update(inline).digest("base64")}'`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
