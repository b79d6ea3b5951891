import assert from "node:assert/strict";
import { inspect } from "node:util";
import { type Environment, proxyFailed, proxyFor } from "../../../../shared/microsoft/network/proxy";

const GRAPH = "https://graph.microsoft.com/v1.0/me";
const HTTPS_PROXY = "http://proxy.corp.test:3128";

function placeFor(url: string, environment: Environment): string | undefined {
  return proxyFor(new URL(url), environment)?.place;
}

describe("the proxy for Microsoft", () => {
  const CHOSEN: [string, Environment, string | undefined][] = [
    ["nothing set", {}, undefined],
    ["HTTPS_PROXY", { HTTPS_PROXY }, "proxy.corp.test:3128"],
    ["https_proxy", { https_proxy: HTTPS_PROXY }, "proxy.corp.test:3128"],
    ["both cases", { https_proxy: "http://lower.test:1", HTTPS_PROXY }, "lower.test:1"],
    ["an empty one in lower case", { https_proxy: "", HTTPS_PROXY }, undefined],
    ["HTTP_PROXY alone", { HTTP_PROXY: "http://plain.test:1" }, "plain.test:1"],
    ["http_proxy alone", { http_proxy: "http://plain.test:1" }, "plain.test:1"],
    ["both kinds", { HTTP_PROXY: "http://plain.test:1", HTTPS_PROXY }, "proxy.corp.test:3128"],
    ["no scheme", { HTTPS_PROXY: "proxy.corp.test:3128" }, "proxy.corp.test:3128"],
    ["no port", { HTTPS_PROXY: "http://proxy.corp.test" }, "proxy.corp.test:80"],
    ["an https proxy", { HTTPS_PROXY: "https://proxy.corp.test/" }, "proxy.corp.test:443"],
    ["spaces around", { HTTPS_PROXY: ` ${HTTPS_PROXY} ` }, "proxy.corp.test:3128"],
    ["an IPv6 address", { HTTPS_PROXY: "http://[fd00::1]:3128" }, "[fd00::1]:3128"],
  ];
  for (const [what, environment, place] of CHOSEN) {
    it(`with ${what} is ${place ?? "none"}`, () => assert.equal(placeFor(GRAPH, environment), place));
  }

  const EXCEPTIONS: [noProxy: string, url: string, proxied: boolean][] = [
    ["", GRAPH, true],
    ["*", GRAPH, false],
    ["graph.microsoft.com", GRAPH, false],
    ["microsoft.com", GRAPH, false],
    [".microsoft.com", GRAPH, false],
    ["*.microsoft.com", GRAPH, false],
    ["Graph.Microsoft.COM", GRAPH, false],
    ["microsoft.com.", GRAPH, false],
    ["corp.test,microsoft.com", GRAPH, false],
    ["corp.test microsoft.com", GRAPH, false],
    [" corp.test , microsoft.com ,", GRAPH, false],
    ["graph.microsoft.com:443", GRAPH, false],
    ["graph.microsoft.com:8443", GRAPH, true],
    ["graph.microsoft.com:8443", "https://graph.microsoft.com:8443/", false],
    ["soft.com", GRAPH, true],
    ["login.microsoftonline.com", GRAPH, true],
    [".", GRAPH, true],
    ["10.0.0.1", "https://10.0.0.1/", false],
    ["10.0.0.1:444", "https://10.0.0.1/", true],
    ["fd00::1", "https://[fd00::1]/", false],
    ["[fd00::1]", "https://[fd00::1]/", false],
    ["[fd00::1]:443", "https://[fd00::1]/", false],
    ["", "https://localhost:8443/", false],
    ["", "https://LOCALHOST./", false],
    ["", "https://login.localhost/", false],
    ["", "https://127.0.0.1/", false],
    ["", "https://127.1/", false],
    ["", "https://[::1]:1/", false],
    ["", "https://localhost.example.com/", true],
    ["", "https://127.0.0.1.example.com/", true],
  ];
  for (const [noProxy, url, proxied] of EXCEPTIONS) {
    it(`is ${proxied ? "used" : "not used"} for ${url} with NO_PROXY "${noProxy}"`, () => {
      assert.equal(placeFor(url, { HTTPS_PROXY, NO_PROXY: noProxy }) !== undefined, proxied);
      assert.equal(placeFor(url, { HTTPS_PROXY, no_proxy: noProxy }) !== undefined, proxied);
    });
  }

  const CREDENTIALS: [string, string | undefined][] = [
    ["http://user:pass@p.test:1", "user:pass"],
    ["http://us%40er:p%3Aa%2Fss%20@p.test:1", "us@er:p:a/ss "],
    ["http://user:100%25@p.test:1", "user:100%"],
    ["http://user:a%zz@p.test:1", "user:a%zz"],
    ["http://user@p.test:1", "user:"],
    ["user:pass@p.test:1", "user:pass"],
    ["http://corp%5Cuser:p%C3%A4ss@p.test:1", "corp\\user:päss"],
    ["http://p.test:1", undefined],
  ];
  for (const [setting, expected] of CREDENTIALS) {
    it(`takes ${expected === undefined ? "no credentials" : `the credentials ${expected}`} from ${setting}`, () => {
      const proxy = proxyFor(new URL(GRAPH), { HTTPS_PROXY: setting });
      const basic = expected && `Basic ${Buffer.from(expected).toString("base64")}`;
      assert.deepEqual(proxy, { origin: "http://p.test:1", place: "p.test:1", authorization: basic });
    });
  }

  for (const setting of [
    "socks5://user:hidden@p.test:1",
    "http://",
    "http://user:hidden@",
    "p.test:hidden",
    "///",
  ]) {
    it(`refuses ${setting} without repeating it`, () => {
      assert.throws(
        () => proxyFor(new URL(GRAPH), { https_proxy: setting }),
        (error) => {
          assert.doesNotMatch(inspect(error, { showHidden: true }), /hidden/);
          return inspect(error).includes("proxy-failed") && inspect(error).includes("https_proxy");
        },
      );
    });
  }

  it("that cannot be used does not matter where none is needed", () => {
    assert.equal(placeFor("https://localhost/", { HTTPS_PROXY: "socks5://p.test" }), undefined);
  });

  const FAILED: [setting: string, reason: number | string, advice: RegExp][] = [
    ["http://p.test:1", 407, /wants a user name and a password: .* \(HTTP 407\)$/],
    ["http://user:hidden@p.test:1", 407, /does not accept the user name.* \(HTTP 407\)$/],
    ["http://p.test:1", 403, /administrator/],
    ["http://p.test:1", 502, /tried again later/],
    ["http://p.test:1", 404, /Check that it runs/],
    ["http://user:hidden@p.test:1", "ECONNREFUSED", /Check that it runs.* \(ECONNREFUSED\)$/],
  ];
  for (const [setting, reason, advice] of FAILED) {
    it(`that answers ${reason} to ${setting} is named without its credentials`, () => {
      const proxy = proxyFor(new URL(GRAPH), { HTTPS_PROXY: setting });
      assert.ok(proxy);
      const problem = proxyFailed(proxy, reason);
      assert.deepEqual(
        [problem.code, problem.title],
        ["proxy-failed", "The proxy p.test:1 does not lead to Microsoft"],
      );
      assert.match(problem.advice, advice);
      assert.doesNotMatch(inspect(problem, { showHidden: true }), /hidden|Basic/);
    });
  }
});
