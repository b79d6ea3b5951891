import assert from "node:assert/strict";
import { Complaints } from "../../../homebridge-plugin/config/complaints";
import { readMqtt } from "../../../homebridge-plugin/config/mqtt-settings";

function read(value: unknown) {
  const complaints = new Complaints();
  const settings = readMqtt(value, complaints);
  return { settings, complaints: complaints.all.map(({ advice }) => advice) };
}

const URL = "mqtt://broker.test";
const PLAIN = {
  url: URL,
  base: "teams-presence",
  username: "",
  password: "",
  clientId: "",
  ca: "",
  certificate: "",
  key: "",
  publish: false,
};
const NO_BROKER = "Until then nothing is read from or published to MQTT.";
const URL_EXPECTED =
  "an address like mqtt://192.168.1.10 or mqtts://broker.example:8883, without user and password, which have properties of their own.";

describe("mqtt of the configuration", () => {
  for (const value of [
    undefined,
    null,
    {},
    { url: "", base: "teams-presence", publish: false, password: "" },
  ])
    it(`is none where it is ${JSON.stringify(value)}`, () =>
      assert.deepEqual(read(value), { settings: undefined, complaints: [] }));

  const right: readonly (readonly [object, object])[] = [
    [{ url: ` ${URL} ` }, PLAIN],
    [{ url: "wss://b.test/mqtt" }, { ...PLAIN, url: "wss://b.test/mqtt" }],
    [{ url: "mqtt://[fe80::1]:1884" }, { ...PLAIN, url: "mqtt://[fe80::1]:1884" }],
    [{ url: URL, base: "" }, PLAIN],
    [
      { url: URL, base: "home/teams" },
      { ...PLAIN, base: "home/teams" },
    ],
    [
      { url: URL, username: " u ", password: " p " },
      { ...PLAIN, username: "u", password: " p " },
    ],
    [
      { url: URL, clientId: "my-bridge" },
      { ...PLAIN, clientId: "my-bridge" },
    ],
    [
      { url: URL, ca: "/etc/ca.pem" },
      { ...PLAIN, ca: "/etc/ca.pem" },
    ],
    [
      { url: URL, publish: "true" },
      { ...PLAIN, publish: true },
    ],
    [{ url: URL, username: null, publish: "" }, PLAIN],
  ];
  for (const [given, expected] of right)
    it(`is right as ${JSON.stringify(given)}`, () =>
      assert.deepEqual(read(given), { settings: expected, complaints: [] }));

  const known = "url, base, username, password, clientId, ca, certificate, key, publish";
  const wrong: readonly (readonly [unknown, object | undefined, string])[] = [
    ["mqtt://broker", undefined, `mqtt must be an object with ${known}. ${NO_BROKER}`],
    [[], undefined, `mqtt must be an object with ${known}. ${NO_BROKER}`],
    [{ base: "x", username: "u" }, undefined, `mqtt.url must be ${URL_EXPECTED} ${NO_BROKER}`],
    [{ url: "broker" }, undefined, `mqtt.url must be ${URL_EXPECTED} ${NO_BROKER}`],
    [{ url: "http://broker" }, undefined, `mqtt.url must be ${URL_EXPECTED} ${NO_BROKER}`],
    [{ url: "mqtt://u:hidden@broker" }, undefined, `mqtt.url must be ${URL_EXPECTED} ${NO_BROKER}`],
    [
      { url: URL, base: "a/+" },
      undefined,
      `mqtt.base must be a topic like teams-presence/alice, without + and #. ${NO_BROKER}`,
    ],
    [
      { url: URL, clientId: "a b" },
      PLAIN,
      "mqtt.clientId must be at most 64 letters, digits, and _ . : -. Until then it is empty.",
    ],
    [{ url: URL, password: 1234 }, PLAIN, "mqtt.password must be a text. Until then it is empty."],
    [{ url: URL, publish: "on" }, PLAIN, "mqtt.publish must be true or false. Until then it is false."],
    [{ url: URL, qos: 2 }, PLAIN, `mqtt.qos must be left out; known are ${known}.`],
  ];
  for (const [given, expected, complaint] of wrong)
    it(`is refused in part or as a whole as ${JSON.stringify(given)}`, () => {
      const { settings, complaints } = read(given);
      assert.deepEqual(settings, expected);
      assert.deepEqual(complaints, [complaint]);
      assert.doesNotMatch(complaint, /hidden|1234/);
    });
});
