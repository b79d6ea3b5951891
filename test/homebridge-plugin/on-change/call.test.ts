import assert from "node:assert/strict";
import { changeCall, offCall } from "../../../homebridge-plugin/on-change/call";
import type { OnChange } from "../../../homebridge-plugin/on-change/on-change-settings";
import type { PresetName } from "../../../shared/presence/appearance";
import type { ChangedPresence, Status } from "../../../shared/presence/presence";
import { ALICE, presence } from "../../support/presences";

const SETTINGS: OnChange = {
  url: "http://light.local/set",
  method: "POST",
  headers: {},
  colors: "traffic-light",
  statusColors: {},
};

const IN_A_CALL: ChangedPresence = {
  ...presence("in-a-call"),
  since: "2026-11-21T08:55:00.000Z",
  previous: null,
  change: "status",
};

const TRICKY = presence("busy", { person: { ...ALICE, name: 'Ann "A" \\ {red} $& é\n&x=1' } });

function bodyOf(body: string, contentType?: string, of = TRICKY): string | undefined {
  const headers = contentType === undefined ? {} : { "Content-Type": contentType };
  return changeCall({ ...SETTINGS, body, headers }, of).body;
}

describe("a call for a presence", () => {
  it("carries the Presence as JSON unless a body is given", () => {
    const call = changeCall(SETTINGS, IN_A_CALL);
    assert.deepEqual(JSON.parse(call.body ?? ""), IN_A_CALL);
    assert.deepEqual(call.headers, { "content-type": "application/json" });
    assert.equal(call.method, "POST");
  });

  it("knows every placeholder", () => {
    const body =
      "{status} {availability} {activity} {slug} {name} {since} {color} {red} {green} {blue} {brightness}";
    assert.equal(
      bodyOf(body, undefined, IN_A_CALL),
      "in-a-call Busy InACall alice Alice 2026-11-21T08:55:00.000Z #ff0000 255 0 0 100",
    );
  });

  it("says when a presence was observed where nobody knows since when it lasts", () => {
    assert.equal(bodyOf("{since}"), TRICKY.observedAt);
  });

  it("escapes for JSON, and fills nothing into what it has filled in", () => {
    assert.deepEqual(JSON.parse(bodyOf('{"name":"{name}","red":{red}}') ?? ""), {
      name: TRICKY.person.name,
      red: 255,
    });
    assert.deepEqual(
      JSON.parse(bodyOf('"{name}"', "application/problem+json; charset=utf-8") ?? ""),
      TRICKY.person.name,
    );
  });

  it("escapes for a form", () => {
    const filled = bodyOf("name={name}&r={red}", "application/x-www-form-urlencoded");
    assert.deepEqual(Object.fromEntries(new URLSearchParams(filled)), { name: TRICKY.person.name, r: "255" });
  });

  it("escapes nothing in other texts", () => {
    assert.equal(bodyOf("{name}"), TRICKY.person.name);
    assert.equal(bodyOf('{"name":{name}}', "text/plain; about=json"), `{"name":${TRICKY.person.name}}`);
  });

  it("escapes for the URL", () => {
    const { url } = changeCall({ ...SETTINGS, url: "http://light.local/{name}?of={name}&c={color}" }, TRICKY);
    const { host, pathname, searchParams } = new URL(url);
    assert.equal(host, "light.local");
    assert.equal(decodeURIComponent(pathname), `/${TRICKY.person.name}`);
    assert.deepEqual(
      [...searchParams],
      [
        ["of", TRICKY.person.name],
        ["c", "#ff0000"],
      ],
    );
  });

  it("says application/json only of JSON, and only where the user says nothing else", () => {
    const typeOf = (settings: Partial<OnChange>) =>
      changeCall({ ...SETTINGS, ...settings }, IN_A_CALL).headers;
    assert.deepEqual(typeOf({ body: '{"a":1}' }), { "content-type": "application/json" });
    assert.deepEqual(typeOf({ body: "{status}" }), {});
    assert.deepEqual(typeOf({ headers: { "CONTENT-TYPE": "application/x.presence+json" } }), {
      "CONTENT-TYPE": "application/x.presence+json",
    });
    assert.deepEqual(typeOf({ headers: { "X-Key": "1" } }), {
      "content-type": "application/json",
      "X-Key": "1",
    });
  });

  it("sends no body with GET", () => {
    assert.deepEqual(
      changeCall({ ...SETTINGS, url: "http://light.local/{status}", method: "GET" }, IN_A_CALL),
      {
        url: "http://light.local/in-a-call",
        method: "GET",
        headers: {},
      },
    );
  });

  it("asks for off with GET and the same headers", () => {
    const headers = { "X-Key": "1" };
    assert.deepEqual(offCall("http://light.local/off", { ...SETTINGS, headers }), {
      url: "http://light.local/off",
      method: "GET",
      headers,
    });
  });
});

describe("the colour in a call", () => {
  const rows: readonly (readonly [PresetName, OnChange["statusColors"], Status, string])[] = [
    ["traffic-light", {}, "available", "#00ff00 0 255 0 100"],
    ["traffic-light", {}, "away", "#ffbf00 255 191 0 100"],
    ["traffic-light", {}, "offline", "#000000 0 0 0 0"],
    ["traffic-light", {}, "unknown", "#000000 0 0 0 0"],
    ["presence-switch", {}, "available", "#009000 0 144 0 100"],
    ["presence-switch", {}, "off-work", "#000000 0 0 0 0"],
    ["presencelight", {}, "offline", "#ffffff 255 255 255 100"],
    ["traffic-light", { busy: "#0a0b0c" }, "busy", "#0a0b0c 10 11 12 100"],
    ["traffic-light", { busy: "#0a0b0c" }, "in-a-call", "#ff0000 255 0 0 100"],
    ["traffic-light", { offline: "#0000ff" }, "offline", "#0000ff 0 0 255 100"],
    ["traffic-light", { busy: "#000000" }, "busy", "#000000 0 0 0 0"],
  ];
  for (const [colors, statusColors, status, expected] of rows)
    it(`of ${status} is ${expected} with ${colors} and ${JSON.stringify(statusColors)}`, () => {
      const body = "{color} {red} {green} {blue} {brightness}";
      const settings = { ...SETTINGS, colors, statusColors, body };
      assert.equal(changeCall(settings, presence("busy", { status })).body, expected);
    });
});
