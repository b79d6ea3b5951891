import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext } from "playwright-core";
import { browser, describeInBrowser } from "../support/browser";
import { startTestCloud } from "../support/cloud";
import type { TestCloud } from "../support/cloud";
import { Inbox } from "../support/inbox";
import { CHALLENGE } from "../sandbox/cloud/code-flow";

interface Arrival {
  readonly method: string | undefined;
  readonly origin: string | undefined;
  readonly parameters: URLSearchParams;
}

/** What policies allow, only a browser can tell. */
describeInBrowser("the sandbox's sign-in page in a real browser", () => {
  let microsoft: TestCloud;
  let application: Server;
  let context: BrowserContext;
  const arrivals = new Inbox<Arrival>();
  before(async () => {
    microsoft = await startTestCloud();
    application = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        response.end("You are back.");
        if (pathname !== "/teams-auth/callback") return;
        const parameters = request.method === "POST" ? new URLSearchParams(body) : searchParams;
        arrivals.add({ method: request.method, origin: request.headers.origin, parameters });
      });
    });
    await new Promise<void>((resolve) => application.listen(0, "127.0.0.1", resolve));
    const found = await browser();
    assert.ok(found);
    context = await found.newContext({ ignoreHTTPSErrors: true });
  });
  beforeEach(() => arrivals.clear());
  after(async () => {
    await context?.close();
    await new Promise((resolve) => application?.close(resolve));
    await microsoft?.close();
  });

  async function signIn(responseMode: string, decision: string): Promise<Arrival> {
    const { port } = application.address() as AddressInfo;
    const { cloud } = microsoft;
    const query = new URLSearchParams({
      client_id: cloud.clientId,
      response_type: "code",
      redirect_uri: `http://localhost:${port}/teams-auth/callback`,
      response_mode: responseMode,
      scope: "openid Presence.Read",
      state: "the state",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
    });
    const page = await context.newPage();
    try {
      await page.goto(`${cloud.entra.origin}/${cloud.tenant}/oauth2/v2.0/authorize?${query.toString()}`);
      await page.click('button[value="bob"]');
      await page.click(`button[value="${decision}"]`);
      return await arrivals.find(() => true);
    } finally {
      await page.close();
    }
  }

  for (const [mode, method] of [
    ["form_post", "POST"],
    ["query", "GET"],
  ] as const) {
    it(`brings the code back with ${mode}`, async () => {
      const arrival = await signIn(mode, "approve");
      assert.equal(arrival.method, method);
      assert.ok(arrival.parameters.get("code"));
      assert.equal(arrival.parameters.get("state"), "the state");
    });

    it(`brings a refusal back with ${mode}`, async () => {
      const arrival = await signIn(mode, "decline");
      assert.equal(arrival.method, method);
      assert.equal(arrival.parameters.get("error"), "access_denied");
    });
  }

  it("does not say where a form to a plain address comes from", async () => {
    assert.equal((await signIn("form_post", "approve")).origin, "null");
  });
});
