import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { type RecordingProxy, secretsOf, startRecordingProxy } from "../support/recording-proxy";
import { findSecrets } from "../support/secret-search";
import { SettingsServerProcess } from "../support/settings-server";

/** Homebridge's UI ends whoever is still there by force (its plugins-settings-ui.service.js). */
const FORCED_MS = 5000;

describe("the settings page's server, as Homebridge's UI runs it", function () {
  this.timeout(30_000);
  let microsoft: TestCloud;
  let wire: RecordingProxy;
  let storage: string;
  let open: SettingsServerProcess[];

  before(async () => {
    microsoft = await startTestCloud();
    wire = await startRecordingProxy(microsoft.authority, microsoft.cloud.entra.origin);
  });
  after(async () => {
    await wire.close();
    await microsoft.close();
  });
  beforeEach(() => {
    storage = mkdtempSync(join(tmpdir(), "teams-presence-settings-"));
    open = [];
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.error(open.map(({ output }) => output).join(""));
    for (const server of open) await server.kill();
    rmSync(storage, { recursive: true, force: true });
  });

  const block = (): object => ({
    accounts: [{ id: "work", name: "Work", ...microsoft.registration, authority: wire.origin }],
  });
  const asked = (): object => ({ block: block(), account: "work" });
  const accountFile = (): string => join(storage, "teams-presence", "work.json");

  async function start(): Promise<SettingsServerProcess> {
    const server = await SettingsServerProcess.start({ storage, env: microsoft.env });
    open.push(server);
    return server;
  }

  function save(...blocks: readonly object[]): void {
    const platforms = blocks.map((each) => ({ platform: "TeamsPresence", ...each }));
    writeFileSync(join(storage, "config.json"), JSON.stringify({ bridge: {}, platforms }));
  }

  async function signIn(server: SettingsServerProcess): Promise<unknown> {
    const { data } = await server.ask("/sign-in/begin", asked());
    microsoft.cloud.approve(String(data["userCode"]), "alice");
    for (;;) {
      const told = server.events.next(({ event }) => event === "sign-in");
      const { data: state } = await server.ask("/sign-in", asked());
      if (state["state"] !== "pending") return state;
      await told;
    }
  }

  it("is ready at once, says nothing, and ends with the page", async () => {
    const server = await start();
    assert.equal(server.output, "");
    assert.ok((await server.disconnect()) < FORCED_MS);
    assert.equal(server.exitCode, 0);
    assert.equal(server.output, "");
    assert.deepEqual(readdirSync(storage), []);
  });

  it("signs in by a code, stores that for the owner only, and prints no secret", async () => {
    const server = await start();
    save(block());
    assert.partialDeepStrictEqual(await signIn(server), {
      state: "signed-in",
      account: { name: "Alice Example" },
    });
    assert.equal(statSync(accountFile()).mode & 0o777, 0o600);
    await server.ask("/check", { ...asked(), language: "en" });
    await server.disconnect();
    assert.ok(existsSync(accountFile()), "whoever is saved stays signed in");

    const secrets = secretsOf(wire.exchanges);
    assert.ok(secrets.length >= 4, "there was something to leak");
    const stored = readFileSync(accountFile(), "utf8");
    const places = [
      { name: "output", text: server.output },
      { name: "account file", text: stored },
    ];
    assert.deepEqual(findSecrets(secrets, places), []);
  });

  it("prints nothing but what the library says of each request", async () => {
    const server = await start();
    await signIn(server);
    await server.disconnect();
    const lines = server.output.split("\n").filter((line) => line !== "");
    assert.deepEqual([...new Set(lines)].toSorted(), [
      "Incoming Request: /sign-in",
      "Incoming Request: /sign-in/begin",
    ]);
  });

  it("removes a sign-in that nobody has saved when the page is closed", async () => {
    const server = await start();
    save();
    await signIn(server);
    assert.ok(existsSync(accountFile()));
    await server.disconnect();
    assert.ok(!existsSync(accountFile()));
  });

  it("removes it at the next start where it was killed, and not while its page is open", async () => {
    const server = await start();
    save();
    await signIn(server);
    await start();
    assert.ok(existsSync(accountFile()));
    await server.kill();
    await start();
    assert.ok(!existsSync(accountFile()));
  });

  it("keeps it where config.json cannot be read", async () => {
    const server = await start();
    writeFileSync(join(storage, "config.json"), "{");
    await signIn(server);
    await server.disconnect();
    assert.ok(existsSync(accountFile()));
  });

  it("ends in the midst of a sign-in", async () => {
    const server = await start();
    await server.ask("/sign-in/begin", asked());
    await server.disconnect();
    assert.equal(server.exitCode, 0);
  });

  it("ends in the midst of an answer", async () => {
    const server = await start();
    server.send({ action: "request", requestId: "x", path: "/sign-in/begin", body: asked() });
    await server.disconnect();
    assert.equal(server.exitCode, 0);
  });

  it("outlives whatever it is sent", async () => {
    const server = await start();
    for (const garbage of [
      null,
      7,
      "text",
      [],
      {},
      { action: "request" },
      { action: 3 },
      { action: "request", path: {} },
    ])
      server.send(garbage);
    for (const path of ["/nothing", "constructor", "__proto__", "", 7, null]) await server.ask(path, {});
    for (const body of [null, 7, "text", [], {}, { block: null }, { block: {}, account: {} }]) {
      const { success, data } = await server.ask("/sign-in", body);
      assert.equal(success, false);
      assert.partialDeepStrictEqual(data, { error: { code: "bad-configuration" } });
    }
    assert.ok((await server.ask("/sign-in", asked())).success);
  });

  it("refuses with words for a person", async () => {
    const server = await start();
    const { success, data } = await server.ask("/sign-in", { block: {}, account: "home" });
    assert.equal(success, false);
    assert.deepEqual(data, {
      message: "There is no such account",
      error: {
        code: "unknown-account",
        title: "There is no such account",
        advice: 'None of accounts has the id "home".',
      },
    });
  });
});
