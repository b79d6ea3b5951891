import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bridge, startBridge } from "../../sandbox/bridge/bridge";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { catchNodes, debugNode, inject, injectNode, TAB } from "../support/flow";
import { MAJOR, NodeRedProcess } from "../support/node-red";
import { type RecordingProxy, secretsOf, startRecordingProxy } from "../support/recording-proxy";
import { findSecrets, type Place } from "../support/secret-search";

const ACCOUNT = "a1b2c3d4e5f60718";
const BRIDGE = "a1b2c3d4e5f60001";
const LIGHT = "a1b2c3d4e5f60002";
const DESK_LAMP = "5a0d6a1e-3c52-4f7b-9f0c-0d1b8f2e6a01";
const SIGN_IN = `/teams-auth/${ACCOUNT}/sign-in`;

interface SignIn {
  readonly state: string;
  readonly userCode?: string;
}

describe(`secrets in a real Node-RED ${MAJOR} that logs all it can`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let wire: RecordingProxy;
  let bridge: Bridge;
  /** What the bridge gave out at pairing. */
  let key: string;
  let red: NodeRedProcess;
  /** What the admin API answered, by request. */
  const answers: Place[] = [];
  const userCodes: string[] = [];

  const flow = (): object[] => [
    TAB,
    { id: ACCOUNT, type: "teams-auth", ...microsoft.registration, authority: wire.origin },
    {
      id: "poll",
      type: "presence-poll",
      z: TAB.id,
      auth: ACCOUNT,
      interval: 5,
      wires: [["diff", "out"], ["attention"]],
    },
    { id: "diff", type: "presence-diff", z: TAB.id, wires: [["out", LIGHT]] },
    {
      id: BRIDGE,
      type: "presence-hue-bridge",
      ...address(),
      bridgeId: bridge.bridgeId,
      credentials: { key },
    },
    {
      id: LIGHT,
      type: "presence-hue-light",
      z: TAB.id,
      bridge: BRIDGE,
      targetType: "light",
      target: DESK_LAMP,
      wires: [["lit"]],
    },
    debugNode("lit", "true"),
    injectNode("in", "poll"),
    injectNode("planted", "out", "warn"),
    { id: "warn", type: "function", z: TAB.id, func: "node.warn(msg.payload);", outputs: 0, wires: [] },
    debugNode("out", "true"),
    debugNode("attention", "true"),
    ...catchNodes("errors"),
  ];

  const address = (): object => ({ host: bridge.host, port: bridge.port, tls: "insecure" });

  async function ask(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
    const answer = await red.admin(method, path, body);
    answers.push({ name: `${method} ${path}`, text: JSON.stringify(answer) });
    return answer.body;
  }

  async function signInAs(slug: string, properties: object): Promise<SignIn> {
    const { userCode } = (await ask("POST", SIGN_IN, properties)) as SignIn;
    assert.ok(userCode);
    userCodes.push(userCode);
    microsoft.cloud.approve(userCode, slug);
    for (;;) {
      const state = (await ask("GET", SIGN_IN)) as SignIn;
      if (state.state !== "pending") return state;
    }
  }

  /** Everything the run has produced, but for what Node-RED itself brought along. */
  function places(): Place[] {
    const files = readdirSync(red.userDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/[\\/]node_modules([\\/]|$)/.test(entry.parentPath))
      .map((entry) => join(entry.parentPath, entry.name));
    return [
      { name: "output", text: red.output },
      { name: "comms", text: red.heard },
      ...answers,
      ...files.map((file) => ({ name: file, text: readFileSync(file, "latin1") })),
    ];
  }

  before(async () => {
    microsoft = await startTestCloud({ accessTokenSeconds: 60 });
    wire = await startRecordingProxy(microsoft.authority, microsoft.cloud.entra.origin);
    bridge = await startBridge(microsoft);
    key = bridge.addKey();
    red = await NodeRedProcess.start({
      env: microsoft.env,
      settings: { logging: { console: { level: "trace", metrics: true, audit: true } } },
    });
  });
  after(async () => {
    await red.dispose();
    await bridge.close();
    await wire.close();
    await microsoft.close();
  });

  it("are made by a run that signs in, polls, is refused, fails and signs in again", async () => {
    const { authority, graph, ...rest } = microsoft.registration;
    const shown = { ...rest, graph, authority: wire.origin };
    await ask("POST", SIGN_IN, { ...shown, authority: `${authority}/path`, dialog: true });
    assert.equal((await signInAs("alice", { ...shown, dialog: true })).state, "signed-in");
    await ask("POST", `${SIGN_IN}/keep`, {});
    await red.deploy(flow());
    await red.debugs.find(({ id }) => id === "out");

    // For a while: a token that is renewed ahead of its end would use up a single one before the deploy.
    microsoft.faults.order({ target: "entra", kind: "garbage", seconds: 60 });
    await red.deploy(flow());
    await red.debugs.find(({ id }) => id === "errors");

    microsoft.faults.clear();
    microsoft.faults.order({ target: "entra", kind: "revoked" });
    await red.deploy(flow());
    await red.debugs.find(({ id, msg }) => id === "attention" && msg.includes("sign-in-needed"));

    await inject(red, "in", "sign-in");
    await red.debugs.find(({ id, msg }) => id === "attention" && msg.includes("sign-in-started"));
    assert.equal((await signInAs("bob", {})).state, "failed");
    await red.debugs.find(({ id, msg }) => id === "errors" && msg.includes("wrong-account"));
    assert.equal((await signInAs("alice", {})).state, "signed-in");
    await red.debugs.find(({ id, msg }) => id === "attention" && msg.includes("recovered"));

    const lit = red.debugs.find(({ id, msg }) => id === "lit" && msg.includes(`"applied":true`));
    await lit;
    microsoft.faults.order({ target: "hue", kind: "garbage", seconds: 60 });
    await ask("POST", `/presence-hue-bridge/${BRIDGE}/targets`, {});
    microsoft.faults.clear();
    await ask("POST", `/presence-hue-bridge/${BRIDGE}/targets`, {});
    await ask("POST", `/presence-hue-bridge/${BRIDGE}/targets`, { ...address(), port: 1 });
    await ask("POST", `/presence-hue-light/${LIGHT}/try`, {});
    for (const path of [
      "/flows",
      "/settings",
      "/nodes",
      "/context/global",
      `/credentials/teams-auth/${ACCOUNT}`,
      `/credentials/presence-hue-bridge/${BRIDGE}`,
    ])
      await ask("GET", path);
    await ask("POST", `${SIGN_IN}/discard`, {});
    assert.ok(
      secretsOf(wire.exchanges).length >= 12,
      "device codes and three kinds of tokens, several times",
    );
    assert.match(red.output, /\[trace\]|\[metric\]/);
  });

  it("would be found: every form in every kind of place", async () => {
    const planted = ["debug", "log", "file", "base64", "base64url", "url", "hex", "cut", "json"].map(
      (name) => [name, `planted/${name}+${"x1".repeat(10)}+${name}/end`] as const,
    );
    const secretOf = (name: string): string => new Map(planted).get(name) ?? "";
    const payload = [
      secretOf("debug"),
      Buffer.from(`a${secretOf("base64")}`).toString("base64"),
      Buffer.from(`{"token":"${secretOf("base64url")}"}`).toString("base64url"),
      `https://example.com/?token=${encodeURIComponent(secretOf("url"))}`,
      Buffer.from(secretOf("hex")).toString("hex"),
      `${secretOf("cut").slice(0, 24)}…`,
    ].join(" ");
    await inject(red, "planted", payload);
    await red.debugs.find(({ id, msg }) => id === "out" && msg.includes("planted/debug"));
    await red.printed.find((text) => text.includes("planted/debug"));
    const file = join(red.userDir, "teams-presence", "planted.json");
    writeFileSync(file, JSON.stringify([secretOf("file"), JSON.stringify({ x: secretOf("json") })]));
    const secrets = planted.map(([, secret]) => secret);
    const finds = findSecrets(secrets, places());
    rmSync(file);
    const foundIn = (place: string): string[] =>
      planted
        .filter(([, secret]) => finds.some((each) => each.place === place && each.secret === secret))
        .map(([name]) => name);
    const inMessage = ["debug", "base64", "base64url", "url", "hex", "cut"];
    assert.deepEqual(foundIn("comms"), inMessage);
    assert.deepEqual(foundIn("output"), inMessage);
    assert.deepEqual(foundIn(file), ["file", "json"]);
    answers.push({ name: "planted", text: secretOf("log") });
    assert.equal(findSecrets([secretOf("log")], places()).length > 0, true);
    answers.pop();
  });

  it("turn up nowhere: no output, message, answer or file has any token, device code or bridge key", () => {
    assert.deepEqual(findSecrets([...secretsOf(wire.exchanges), key], places()), []);
  });

  it("the key of the files is in its own file only", () => {
    const key = readFileSync(join(red.userDir, "teams-presence", "account.key"), "utf8").trim();
    const finds = findSecrets([key], places());
    assert.deepEqual(
      [...new Set(finds.map(({ place }) => place))],
      [join(red.userDir, "teams-presence", "account.key")],
    );
  });

  it("user codes are where they are meant to be seen, and not in the log or in files", () => {
    const seen = places().filter(({ text }) => userCodes.some((code) => text.includes(code)));
    const names = new Set(seen.map(({ name }) => name));
    assert.deepEqual([...names].sort(), [`GET ${SIGN_IN}`, `POST ${SIGN_IN}`, "comms"]);
  });
});
