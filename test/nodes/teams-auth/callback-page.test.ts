import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { callbackPage } from "../../../nodes/teams-auth/callback-page";

const EVIL = `</title><script>alert("1")</script><img src=x onerror='alert(1)'>&amp;`;

/** The directives of a policy by name. */
function policyOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const directives = (headers["Content-Security-Policy"] ?? "").split("; ");
  return Object.fromEntries(
    directives.map((each) => [each.slice(0, each.indexOf(" ")), each.slice(each.indexOf(" ") + 1)]),
  );
}

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("the page a browser comes back to", () => {
  const done = callbackPage({ title: "Done", text: "Well." }, { closes: true });
  const failed = callbackPage({ title: "Failed", text: "Try again." }, { closes: false });

  it("closes itself, unless there is something to read", () => {
    assert.match(done.html, /<script>window\.close\(\);<\/script>/);
    assert.doesNotMatch(failed.html, /<script/);
    assert.deepEqual([done.status, failed.status], [200, 400]);
  });

  it("is kept by nobody, tells nobody where it was, and is no frame of another page", () => {
    for (const { headers } of [done, failed]) {
      assert.equal(headers["Cache-Control"], "no-store");
      assert.equal(headers["Referrer-Policy"], "no-referrer");
      assert.equal(headers["X-Content-Type-Options"], "nosniff");
      assert.equal(headers["Content-Type"], "text/html; charset=utf-8");
      const { "default-src": sources, "frame-ancestors": frames } = policyOf(headers);
      assert.deepEqual([sources, frames], ["'none'", "'none'"]);
    }
  });

  it("runs its own script and style and no others", () => {
    const policy = policyOf(done.headers);
    const inline = (tag: string): string =>
      new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(done.html)?.[1] ?? "missing";
    assert.equal(policy["script-src"], hash(inline("script")));
    assert.equal(policy["style-src"], hash(inline("style")));
  });

  it("shows a text as a text", () => {
    const { html } = callbackPage({ title: EVIL, text: EVIL }, { closes: false });
    assert.equal(html.includes("<script"), false);
    assert.equal(html.includes("<img"), false);
    assert.equal(html.split("&#60;/title&#62;").length, 4, "as title, as heading and as text");
    assert.equal(html.includes("&#38;amp;"), true);
  });
});
