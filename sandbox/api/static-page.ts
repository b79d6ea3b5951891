import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "./refusal";

const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  "/": { file: "index.html", type: "text/html; charset=utf-8" },
  "/page.css": { file: "page.css", type: "text/css; charset=utf-8" },
  "/page.js": { file: "page.js", type: "text/javascript; charset=utf-8" },
};

/** For everything the server answers. `data:` is for the tab's icon, which carries the presence's colour. */
export const SAFE_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;

export function isPageFile(path: string): boolean {
  return Object.hasOwn(FILES, path);
}

/**
 * One of the page's three files.
 * @param pageDir where `index.html`, `page.css` and the bundled `page.js` lie
 * @throws Refusal 404 when the page has not been built
 */
export async function readPageFile(
  pageDir: string,
  path: string,
): Promise<{ type: string; content: Buffer }> {
  const entry = FILES[path];
  const content = entry && (await readFile(join(pageDir, entry.file)).catch(() => undefined));
  if (!entry || !content) {
    throw new Refusal(404, {
      code: "page-not-built",
      title: "The sandbox's page has not been built",
      advice: "Build the project, then load this page again.",
    });
  }
  return { type: entry.type, content };
}
