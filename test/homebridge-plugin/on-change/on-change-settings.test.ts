import assert from "node:assert/strict";
import { type OnChange, readOnChange } from "../../../homebridge-plugin/on-change/on-change-settings";
import { Problem } from "../../../shared/support/problem";
import { readProperty } from "../../../shared/support/properties";

const URL_GIVEN = "http://127.0.0.1:5000/api/switch";

function read(value: unknown): OnChange | undefined {
  return readProperty("onChange", value, readOnChange);
}

function adviceOn(value: unknown): string {
  try {
    read(value);
  } catch (error) {
    assert.ok(error instanceof Problem);
    assert.equal(error.code, "bad-configuration");
    return error.advice;
  }
  return "nothing";
}

/** Properties beside a URL that is right, and what is said of them. */
const REFUSED: readonly (readonly [object, RegExp])[] = [
  [{ url: undefined }, /^onChange\.url must be an address that begins with http/],
  [{ url: "192.168.1.20/light" }, /^onChange\.url must be an address that begins with http/],
  [{ url: "ftp://light.local/" }, /^onChange\.url must be an address that begins with http/],
  [{ url: "file:///etc/passwd" }, /^onChange\.url must be an address that begins with http/],
  [{ url: "http:///light.local/" }, /^onChange\.url must be an address that begins with http/],
  [{ url: "http://light.local/a b" }, /^onChange\.url must be an address .* no spaces/],
  [{ url: "http://light.local/\nx" }, /^onChange\.url must be an address .* no spaces/],
  [{ url: "http://light.local:99999/" }, /^onChange\.url must be an address/],
  [
    { url: "http://alice:secret@light.local/" },
    /^onChange\.url must be without user and password.*headers.*Authorization/,
  ],
  [{ url: "http://alice@light.local/" }, /^onChange\.url must be without user and password/],
  [{ url: "http://{slug}.local/" }, /^onChange\.url must be with its placeholders after the host/],
  [{ url: "http://light.local:{red}/" }, /^onChange\.url must be with its placeholders after the host/],
  [
    { url: "http://light.local/{state}" },
    /^onChange\.url must be without \{state\}; the placeholders are \{status\} .*\{brightness\}\.$/,
  ],
  [{ url: "http://light.local/{Status}" }, /^onChange\.url must be without \{Status\}/],
  [{ method: "DELETE" }, /^onChange\.method must be one of POST, PUT, GET/],
  [
    { body: '{"is":"{presence}"}' },
    /^onChange\.body must be without \{presence\}; the placeholders are \{status\}/,
  ],
  [{ body: '{"is":{status}}' }, /^onChange\.body must be JSON, with quotation marks around/],
  [{ body: '{"red":{red}' }, /^onChange\.body must be JSON/],
  [{ body: "{status}", headers: ["content-type: application/json"] }, /^onChange\.body must be JSON/],
  [{ body: { red: "{red}" } }, /^onChange\.body must be a text/],
  [{ method: "GET", body: "x" }, /^onChange\.body must be left out with GET/],
  [{ colors: "rainbow" }, /^onChange\.colors must be one of traffic-light, colour-blind-safe/],
  [
    { statusColors: { "in-a-call": "reddish" } },
    /^onChange\.statusColors\.in-a-call must be a colour, like #ff0000/,
  ],
  [{ statusColors: { busy: { red: 1 } } }, /^onChange\.statusColors\.busy must be a colour/],
  [
    { statusColors: { inacall: "#ff0000" } },
    /^onChange\.statusColors\.inacall must be left out; known are available, busy/,
  ],
  [{ statusColors: "red" }, /^onChange\.statusColors must be entries with available, busy/],
  [{ offUrl: "light.local/off" }, /^onChange\.offUrl must be an address/],
  [{ offUrl: "http://a:b@light.local/off" }, /^onChange\.offUrl must be without user and password/],
  [{ offUrl: "http://light.local/{status}" }, /^onChange\.offUrl must be without placeholders/],
  ...["X-Api-Key: 1", { "X-Api-Key": "1" }, {}, 7].map((headers): readonly [object, RegExp] => [
    { headers },
    /^onChange\.headers must be a list of lines, like \["X-Api-Key: …"\]\.$/,
  ]),
  ...[
    "X-Api-Key",
    ": 1",
    "X Key: 1",
    "X-Key : 1",
    "X-Key\r\nHost: 1",
    `${"x".repeat(65)}: 1`,
    7,
    { "X-Key": "1" },
    ["X-Key: 1"],
  ].map((line): readonly [object, RegExp] => [
    { headers: [line] },
    /^onChange\.headers\[0\] must be a name and a value, like "X-Api-Key: …"\.$/,
  ]),
  [{ headers: ["X-Key: 1", "", "X-Key"] }, /^onChange\.headers\[2\] must be a name and a value/],
  ...["X-Key:", "X-Key: 1\r\nHost: elsewhere", "X-Key: Zoë", `X-Key: ${"1".repeat(4097)}`].map(
    (line): readonly [object, RegExp] => [
      { headers: [line] },
      /^onChange\.headers\[0\] must be one line, with a value in plain letters after X-Key\.$/,
    ],
  ),
  [{ headers: ["X-Key: 1", "X-Key: 2"] }, /^onChange\.headers must be with X-Key only once/],
  [{ headers: ["X-Key: 1", "x-key: 2"] }, /^onChange\.headers must be with x-key only once/],
  ...["Host", "content-length", "Connection", "Transfer-Encoding", "Expect", "Upgrade", "Keep-Alive"].map(
    (name): readonly [object, RegExp] => [
      { headers: [`${name}: 1`] },
      new RegExp(`^onChange\\.headers\\[0\\] must be left out: ${name} is made for each call`),
    ],
  ),
  [{ colours: "traffic-light" }, /^onChange\.colours must be left out; known are url, method/],
];

describe("onChange of a person", () => {
  for (const absent of [undefined, null, ""])
    it(`is nothing where it is ${JSON.stringify(absent)}`, () => assert.equal(read(absent), undefined));

  it("needs no more than a URL", () => {
    assert.deepEqual(read({ url: ` ${URL_GIVEN} ` }), {
      url: URL_GIVEN,
      method: "POST",
      headers: {},
      colors: "traffic-light",
      statusColors: {},
    });
  });

  it("takes everything it has", () => {
    const all = {
      url: 'https://light.local/{slug}?to={status}&json={"on":true}',
      method: "PUT",
      headers: ["Authorization: Bearer abc", "Content-Type: application/json"],
      body: '{"red":{red},"who":"{name}"}',
      colors: "presence-switch",
      statusColors: { "in-a-call": "#ff00d4", away: "255,191,0" },
      offUrl: "http://127.0.0.1:5000/api/off?key=1",
    };
    assert.deepEqual(read(all), {
      ...all,
      headers: { Authorization: "Bearer abc", "Content-Type": "application/json" },
      statusColors: { "in-a-call": "#ff00d4", away: "#ffbf00" },
    });
  });

  it("takes the lines of headers, and passes over empty ones", () => {
    const headers = ["Authorization: Bearer a:b", "", null, " X-Key:1 ", "__proto__: a"];
    assert.deepEqual(read({ url: URL_GIVEN, headers })?.headers, {
      Authorization: "Bearer a:b",
      "X-Key": "1",
      ["__proto__"]: "a",
    });
  });

  for (const body of [
    '{"red":{red},"green":{green},"blue":{blue}}',
    '[{"status":"{status}","b":{brightness}}]',
    "{status}",
    "color={color}",
    "{name} is {status}",
  ])
    it(`takes the body ${body}`, () => assert.equal(read({ url: URL_GIVEN, body })?.body, body));

  it("leaves a body that is said to be text as it is, also one that looks like JSON", () => {
    const body = '{"is":{status}}';
    const headers = ["Content-Type: text/plain"];
    assert.equal(read({ url: URL_GIVEN, headers, body })?.body, body);
  });

  for (const [given, expected] of REFUSED)
    it(`refuses ${JSON.stringify(given)}`, () =>
      assert.match(adviceOn({ url: URL_GIVEN, ...given }), expected));

  for (const value of ["http://light.local/", [], 5])
    it(`refuses ${JSON.stringify(value)} in place of an entry`, () =>
      assert.match(adviceOn(value), /^onChange must be an entry with a url/));

  it("repeats no secret in what it says", () => {
    for (const given of [
      { url: "http://alice:hidden@light.local/?key=hidden" },
      { url: "http://light.local/{state}?key=hidden" },
      { headers: ["X-Key: hidden\r\né"] },
      { headers: ["Host: hidden"] },
      { headers: ["hidden"] },
      { headers: ["Bearer hidden:1"] },
      { headers: { "X-Key": "hidden" } },
      { headers: ["X-Key: hidden", "X-Key: hidden"] },
      { method: "GET", body: "hidden" },
      { offUrl: "http://light.local/{status}?key=hidden" },
    ])
      assert.doesNotMatch(adviceOn({ url: URL_GIVEN, ...given }), /hidden|^nothing$/);
  });
});
