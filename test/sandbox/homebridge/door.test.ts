import assert from "node:assert/strict";
import { mayEnter } from "../../../sandbox/homebridge/door";

describe("the door before the HomeKit bridge", () => {
  for (const [headers, may] of [
    [{ host: "127.0.0.1:51826" }, true],
    [{ host: "localhost:51826" }, true],
    [{ host: "Presence\\032sandbox\\0321A2B._hap._tcp.local" }, true],
    [{ host: "Presence._hap._tcp.local.:51826" }, true],
    [{ host: "127.0.0.1:80" }, false],
    [{ host: "rebound.example:51826" }, false],
    [{ host: "_hap._tcp.local.rebound.example" }, false],
    [{}, false],
    [{ host: "127.0.0.1:51826", origin: "http://elsewhere.example" }, false],
    [{ host: "127.0.0.1:51826", origin: "http://127.0.0.1:51826" }, false],
    [{ host: "127.0.0.1:51826", origin: "null" }, false],
  ] as const)
    it(`${may ? "lets in" : "keeps out"} ${JSON.stringify(headers)}`, () =>
      assert.equal(mayEnter(headers, 51_826), may));
});
