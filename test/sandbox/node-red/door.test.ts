import assert from "node:assert/strict";
import { mayEnter } from "../../../sandbox/node-red/door";

const PORT = 1880;
const ENTRA = "https://localhost:4711";

interface Case {
  readonly method?: string;
  readonly url?: string;
  readonly host?: string;
  readonly origin?: string;
  readonly enters: boolean;
}

describe("the door before the sandbox's Node-RED", () => {
  const cases: readonly Case[] = [
    { enters: true },
    { host: "localhost:1880", enters: true },
    { host: "127.0.0.1:1880", enters: true },
    { host: "localhost", enters: false },
    { host: "evil.example:1880", enters: false },
    { method: "POST", url: "/flows", origin: "http://localhost:1880", enters: true },
    { method: "POST", url: "/flows", origin: ENTRA, enters: false },
    { method: "POST", url: "/flows", origin: "null", enters: false },
    { method: "POST", url: "/teams-auth/callback", origin: ENTRA, enters: true },
    { method: "POST", url: "/teams-auth/callback", origin: "null", enters: true },
    { method: "POST", url: "/teams-auth/callback", origin: ENTRA, host: "evil.example:1880", enters: false },
    { method: "GET", url: "/teams-auth/callback", origin: ENTRA, enters: false },
    { method: "OPTIONS", url: "/teams-auth/callback", origin: ENTRA, enters: false },
    { method: "POST", url: "/teams-auth/callback/", origin: ENTRA, enters: false },
    { method: "POST", url: "/Teams-auth/callback", origin: ENTRA, enters: false },
    { method: "POST", url: "/teams-auth/callback?x=1", origin: ENTRA, enters: false },
    { method: "POST", url: "/teams-auth/callback/../../flows", origin: ENTRA, enters: false },
    { method: "POST", url: "//teams-auth/callback", origin: ENTRA, enters: false },
    { method: "POST", url: "/teams-auth/auth/sign-in", origin: ENTRA, enters: false },
  ];
  for (const { method = "GET", url = "/", host = "localhost:1880", origin, enters } of cases)
    it(`${enters ? "lets in" : "keeps out"} ${method} ${url} at ${host} from ${origin ?? "no page"}`, () => {
      const headers = { host, ...(origin === undefined ? {} : { origin }) };
      assert.equal(mayEnter({ method, url, headers }, PORT), enters);
    });
});
