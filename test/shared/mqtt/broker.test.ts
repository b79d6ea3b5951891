import assert from "node:assert/strict";
import { brokerAddress, clientOptions, settingsProblem } from "../../../shared/mqtt/broker";
import type { BrokerSettings } from "../../../shared/mqtt/broker";

const PLAIN: BrokerSettings = { url: "mqtt://broker.example", clientId: "house" };
const PEM = "-----BEGIN CERTIFICATE-----";

describe("the settings of a broker", () => {
  const ADDRESSES: readonly (readonly [url: string, means: string])[] = [
    ["mqtt://192.168.1.10", "mqtt 192.168.1.10 1883"],
    ["mqtts://broker.example", "mqtts broker.example 8883"],
    ["ws://broker.example/mqtt?x=1", "ws broker.example 80 /mqtt?x=1"],
    ["wss://broker.example:9001", "wss broker.example 9001 /"],
    ["mqtt://[fe80::1]:1884", "mqtt fe80::1 1884"],
    [" mqtt://broker.example ", "mqtt broker.example 1883"],
    ["mqtt://broker.example:1883/", "mqtt broker.example 1883"],
    ["MQTT://broker.example", "mqtt broker.example 1883"],
    ["http://broker.example", "none"],
    ["mqtt+unix:///run/mqtt.sock", "none"],
    ["tcp://broker.example", "none"],
    ["broker.example", "none"],
    ["broker.example:1883", "none"],
    ["mqtt://", "none"],
    ["mqtt://broker.example:99999", "none"],
    ["", "none"],
  ];
  for (const [url, means] of ADDRESSES)
    it(`read ${JSON.stringify(url)} as ${means}`, () => {
      const address = brokerAddress(url);
      const path = address?.protocol.startsWith("ws") ? ` ${address.path}` : "";
      assert.equal(address ? `${address.protocol} ${address.host} ${address.port}${path}` : "none", means);
    });

  const REFUSED: readonly (readonly [what: string, settings: Partial<BrokerSettings>, names: string])[] = [
    ["an address that is none", { url: "broker" }, '"url"'],
    ["no client id", { clientId: "" }, '"clientId"'],
    ["a key without its certificate", { url: "mqtts://broker", key: PEM }, '"certificate"'],
    ["a certificate without its key", { url: "mqtts://broker", certificate: PEM }, '"key"'],
    ["an authority where nothing is encrypted", { ca: PEM }, '"url"'],
    ["a certificate where nothing is encrypted", { certificate: PEM, key: PEM }, '"url"'],
  ];
  for (const [what, settings, names] of REFUSED)
    it(`refuse ${what}`, () => {
      const problem = settingsProblem({ ...PLAIN, ...settings });
      assert.equal(problem?.code, "mqtt-settings");
      assert.ok(problem?.title.startsWith(names), problem?.title);
    });

  it("take what is right", () => {
    for (const settings of [PLAIN, { ...PLAIN, url: "wss://broker", ca: PEM, certificate: PEM, key: PEM }])
      assert.equal(settingsProblem(settings), undefined);
  });

  const CREDENTIALS: readonly (readonly [
    settings: Partial<BrokerSettings>,
    username: unknown,
    password: unknown,
  ])[] = [
    [{}, undefined, undefined],
    [{ username: "alice", password: "secret" }, "alice", "secret"],
    [{ username: "alice" }, "alice", ""],
    [{ password: "secret" }, undefined, undefined],
    [{ url: "mqtt://bob:p%40ss@broker" }, "bob", "p@ss"],
    [{ url: "mqtt://bob:pass@broker", username: "alice", password: "secret" }, "alice", "secret"],
    [{ url: "mqtt://bob:pass@broker", username: "alice" }, "alice", ""],
    [{ url: "mqtt://bob@broker", password: "secret" }, "bob", "secret"],
  ];
  for (const [settings, username, password] of CREDENTIALS)
    it(`make ${JSON.stringify(settings)} ${String(username)} with ${String(password)}`, () => {
      const options = clientOptions({ ...PLAIN, ...settings }, undefined);
      assert.deepEqual([options.username, options.password], [username, password]);
    });

  it("have the broker keep what comes meanwhile, unless nothing is to be left there", () => {
    const [kept, clean] = [PLAIN, { ...PLAIN, clean: true }].map(
      (each) => clientOptions(each, undefined).clean,
    );
    assert.deepEqual([kept, clean], [false, true]);
  });

  it("never trust a certificate that nobody vouches for", () => {
    const options = clientOptions({ ...PLAIN, url: "mqtts://broker", ca: PEM }, undefined);
    assert.equal(options.rejectUnauthorized, true);
    assert.equal(options.ca, PEM);
  });
});
