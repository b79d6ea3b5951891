import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxState } from "../../sandbox/api/state";
import { ask, listen, post } from "../sandbox/api/client";
import { Inbox } from "../support/inbox";
import { MAJOR } from "../support/node-red";
import { root } from "../support/packed";

const MAIN = join(root, ".build", "sandbox", "main.js");
const IN_A_CALL = { availability: "Busy", activity: "InACall" };
const FREE = { availability: "Available", activity: "Available" };

type State = Omit<SandboxState, "wire">;

/** Homebridge is another process to wait for, and asks Graph as Node-RED does. */
const WITHOUT_HOMEBRIDGE = "--no-homebridge";

/** The sandbox in a process of its own, on free ports and with a folder of its own, without Homebridge. */
class SandboxProcess {
  output = "";
  page = 0;
  nodeRed = 0;
  readonly states = new Inbox<State>();
  readonly #state: string;
  readonly #all = new Set<ChildProcess>();
  #child: ChildProcess | undefined;

  constructor(state: string) {
    this.#state = state;
  }

  /** Resolves when the sandbox says that it is ready. */
  start(...args: readonly string[]): Promise<void> {
    return this.#start(this.spawn("--port", "0", "--sandbox-port", "0", ...args));
  }

  /** The same, with Homebridge. */
  startWithHomebridge(): Promise<void> {
    return this.#start(this.#spawn("--port", "0", "--sandbox-port", "0"));
  }

  async #start(child: ChildProcess): Promise<void> {
    this.#child = child;
    const [page, nodeRed] = await new Promise<readonly number[]>((resolve, reject) => {
      const from = this.output.length;
      child.stdout?.on("data", () => {
        const text = this.output.slice(from);
        const ports = [...text.matchAll(/^ {2}.*http:\/\/127\.0\.0\.1:(\d+)\//gm)].map(([, port]) =>
          Number(port),
        );
        if (text.includes("Ctrl+C")) resolve(ports);
      });
      child.once("exit", (code) => reject(new Error(`The sandbox ended with ${code}:\n${this.output}`)));
    });
    this.page = page ?? 0;
    this.nodeRed = nodeRed ?? 0;
    this.states.clear();
    await this.#listen();
  }

  /** Starts another one on the same folder. */
  spawn(...args: readonly string[]): ChildProcess {
    return this.#spawn(WITHOUT_HOMEBRIDGE, ...args);
  }

  #spawn(...args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [MAIN, "--state", this.#state, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#all.add(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString("utf8")));
    return child;
  }

  /** Resolves to the exit code, null after SIGKILL. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, "exit") as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await exit;
    return code;
  }

  /** Ends every process there has been, also one that a failed test has left behind. */
  dispose(): void {
    for (const child of this.#all) child.kill("SIGKILL");
  }

  setPresence(presence: object): Promise<unknown> {
    return post(this.page, "/api/people/alice/presence", presence);
  }

  /** Waits until the desk lamp shows a colour in which `strong` outshines `weak`. */
  lamp(strong: "red" | "green", weak: "red" | "green"): Promise<State> {
    return this.states.find(({ lamps }) => {
      const [lamp] = lamps;
      return lamp?.on === true && part(lamp.color, strong) > 2 * part(lamp.color, weak);
    });
  }

  async #listen(): Promise<void> {
    const feed = await listen(this.page);
    const read = async (): Promise<void> => {
      for (let event = await feed.next(); event; event = await feed.next())
        if (event.event !== "wire") this.states.add(event.data as State);
    };
    // It breaks off when the sandbox is killed.
    read().catch(() => undefined);
  }
}

function part(color: string, name: "red" | "green"): number {
  return Number.parseInt(name === "red" ? color.slice(1, 3) : color.slice(3, 5), 16);
}

/** The HTTP status that an attempt to open Node-RED's websocket gets. */
function upgrade(port: number, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: "127.0.0.1",
      port,
      path: "/comms",
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.alloc(16).toString("base64"),
        ...headers,
      },
    });
    outgoing.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

// It brings its own Node-RED 5: a run about Node-RED 4 would only repeat these.
if (MAJOR === "5")
  describe("the sandbox", function () {
    this.timeout(30_000);
    let folder: string;
    let sandbox: SandboxProcess;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "teams-presence-sandbox-"));
      sandbox = new SandboxProcess(join(folder, "state"));
      await sandbox.start();
    });
    afterEach(function () {
      if (!this.currentTest?.isFailed()) return;
      const logs = ["node-red.log", "homebridge.log"].map((name) => join(folder, "state", name));
      console.error(
        sandbox.output,
        ...logs.filter((log) => existsSync(log)).map((log) => readFileSync(log, "utf8")),
        sandbox.states.all.at(-1),
      );
    });
    after(() => {
      sandbox.dispose();
      rmSync(folder, { recursive: true, force: true });
    });

    /** What nodes have had to complain about since Node-RED was started. */
    const complaints = () =>
      readFileSync(join(folder, "state", "node-red.log"), "utf8").match(/^.* \[(warn|error)\] \[.*$/gm) ?? [];

    it("shows the desk lamp green while Alice is free", async () => {
      await sandbox.lamp("green", "red");
      assert.deepEqual(complaints(), []);
    });

    it("turns it red with the next poll when she is in a call", async () => {
      sandbox.states.clear();
      const { requests } = (await ask(sandbox.page, "/api/state")).json() as SandboxState;
      await sandbox.setPresence(IN_A_CALL);
      const red = await sandbox.lamp("red", "green");
      const polls = (red.requests["graph"] ?? 0) - (requests["graph"] ?? 0);
      // One more may have been answered before she picked up.
      assert.ok(polls === 1 || polls === 2, `${polls} polls`);
    });

    it("tells the whole state to scripts", async () => {
      const state = (await ask(sandbox.page, "/api/state")).json() as SandboxState;
      assert.deepEqual(
        state.people.map(({ person, status }) => [person.slug, status]),
        [
          ["alice", "in-a-call"],
          ["bob", "available"],
        ],
      );
      assert.equal(state.links.nodeRed, `http://127.0.0.1:${sandbox.nodeRed}/`);
      assert.ok((state.requests["graph"] ?? 0) > 0 && (state.requests["hue"] ?? 0) > 0);
    });

    it("answers under its own address only: the page, the editor and the editor's websocket", async () => {
      for (const port of [sandbox.page, sandbox.nodeRed]) {
        assert.equal((await ask(port, "/")).status, 200);
        assert.equal((await ask(port, "/", { headers: { host: `localhost:${port}` } })).status, 200);
        for (const host of [`rebound.example:${port}`, "127.0.0.1", `127.0.0.1.rebound.example:${port}`])
          assert.equal((await ask(port, "/", { headers: { host } })).status, 403, host);
      }
      const own = `127.0.0.1:${sandbox.nodeRed}`;
      for (const origin of ["http://elsewhere.example", "null", `https://${own}`])
        assert.equal((await ask(sandbox.nodeRed, "/flows", { headers: { origin } })).status, 403, origin);
      const origin = `http://${own}`;
      assert.equal((await ask(sandbox.nodeRed, "/flows", { headers: { origin } })).status, 200);
      const callback = { method: "POST", headers: { origin: "null" } };
      const { text } = await ask(sandbox.nodeRed, "/teams-auth/callback", callback);
      assert.doesNotMatch(text, /answers only under/);
      assert.equal(await upgrade(sandbox.nodeRed, { host: own, origin: `http://${own}` }), 101);
      assert.equal(await upgrade(sandbox.nodeRed, { host: own }), 101);
      assert.equal(await upgrade(sandbox.nodeRed, { host: `rebound.example:${sandbox.nodeRed}` }), 403);
      assert.equal(await upgrade(sandbox.nodeRed, { host: own, origin: "http://elsewhere.example" }), 403);
    });

    it("sends a second start to the first and ends it with 1", async () => {
      const second = sandbox.spawn("--port", "0", "--sandbox-port", "0");
      const [code] = (await once(second, "close")) as [number];
      assert.equal(code, 1);
      assert.match(sandbox.output, new RegExp(`running already: .*http://127\\.0\\.0\\.1:${sandbox.page}/`));
    });

    it("ends with 0 on Ctrl+C and leaves nothing running", async () => {
      assert.equal(await sandbox.end("SIGINT"), 0);
      for (const port of [sandbox.page, sandbox.nodeRed])
        await assert.rejects(ask(port, "/"), { code: "ECONNREFUSED" });
      assert.equal(existsSync(join(folder, "state.pid")), false);
    });

    it("ends with 0 on Ctrl+C in the middle of the sign-in, too", async () => {
      const other = new SandboxProcess(join(folder, "interrupted"));
      const child = other.spawn("--port", "0", "--sandbox-port", "0");
      const ended = once(child, "exit") as Promise<[number | null]>;
      child.stdout?.on("data", () => {
        if (other.output.includes("Signing in")) child.kill("SIGINT");
      });
      const [code] = await ended;
      other.dispose();
      assert.equal(code, 0, other.output);
    });

    it("starts again with what the user has made of the flow, and the lamp follows again", async () => {
      const file = join(folder, "state", "node-red", "flows.json");
      const flow = JSON.parse(readFileSync(file, "utf8")) as { type: string; name?: string }[];
      for (const node of flow) if (node.type === "presence-diff") node.name = "Mine";
      writeFileSync(file, JSON.stringify(flow));
      const before = sandbox.output.length;
      await sandbox.start();
      await sandbox.lamp("green", "red");
      assert.deepEqual(complaints(), []);
      assert.doesNotMatch(sandbox.output.slice(before), /Signing in/);
      const running = (await ask(sandbox.nodeRed, "/flows")).json() as typeof flow;
      assert.ok(running.some(({ name }) => name === "Mine"));
      await sandbox.setPresence(IN_A_CALL);
      await sandbox.lamp("red", "green");
      await sandbox.setPresence(FREE);
    });

    it("lets a revoked sign-in be seen at once, and signs in anew with the next start", async () => {
      sandbox.states.clear();
      const { wire } = (await ask(sandbox.page, "/api/state")).json() as SandboxState;
      const answer = await post(sandbox.page, "/api/faults", { target: "entra", kind: "revoked" });
      assert.deepEqual(answer.json(), { faults: [] });
      const refusedBy = (service: string, state: SandboxState) =>
        state.wire.some(
          ({ number, status, ...line }) =>
            line.service === service && number > (wire.at(-1)?.number ?? 0) && status >= 400,
        );
      let state: SandboxState;
      do {
        await sandbox.states.next();
        state = (await ask(sandbox.page, "/api/state")).json() as SandboxState;
      } while (!refusedBy("entra", state));
      assert.ok(refusedBy("graph", state));
      assert.equal(await sandbox.end("SIGTERM"), 0);
      const before = sandbox.output.length;
      await sandbox.start();
      assert.match(sandbox.output.slice(before), /Signing in/);
      await sandbox.lamp("green", "red");
      assert.deepEqual(complaints(), []);
    });

    it("takes Node-RED along even when it is killed, and starts again over what is left", async () => {
      const editor = new WebSocket(`ws://127.0.0.1:${sandbox.nodeRed}/comms`);
      await once(editor, "open");
      const closed = once(editor, "close");
      await sandbox.end("SIGKILL");
      await closed;
      await sandbox.start("--fresh");
      await sandbox.lamp("green", "red");
      assert.equal(await sandbox.end("SIGTERM"), 0);
    });

    it("shows the same presence in HomeKit, signed in by itself, and tells the pairing code", async () => {
      const from = sandbox.output.length;
      await sandbox.startWithHomebridge();
      const [, code = "", port = ""] =
        /^ {2}HomeKit {4}code (\d{3}-\d{2}-\d{3}) .*127\.0\.0\.1:(\d+);/m.exec(sandbox.output.slice(from)) ??
        [];
      const detected = (name: string) =>
        sandbox.states.find(({ homekit }) => homekit.some((one) => one.name === name && one.value));
      const { homebridge } = await detected("Available");
      assert.deepEqual(homebridge, {
        state: "running",
        port: Number(port),
        pairingCode: code,
        paired: false,
      });
      await sandbox.setPresence(IN_A_CALL);
      const { homekit } = await detected("In a call");
      assert.deepEqual(
        homekit.filter(({ accessory, value }) => accessory.name === "Alice" && value).map(({ name }) => name),
        ["Busy", "In a call"],
      );
      assert.equal(await sandbox.end("SIGTERM"), 0);
      await assert.rejects(ask(Number(port), "/accessories"), { code: "ECONNREFUSED" });
    });

    it("goes on without a Homebridge that cannot start, and says so once", async () => {
      writeFileSync(join(folder, "state", "homebridge", "config.json"), "{ half");
      const from = sandbox.output.length;
      await sandbox.startWithHomebridge();
      const { homebridge } = await sandbox.states.find(({ homebridge: { state } }) => state === "ended");
      assert.partialDeepStrictEqual(homebridge, {
        advice: "Repair the file, or start with --fresh to begin anew.",
      });
      const said = sandbox.output.slice(from);
      assert.equal(said.split("cannot be read").length, 2, said);
      assert.doesNotMatch(said, /pairs a controller/);
      await sandbox.lamp("green", "red");
      assert.equal(await sandbox.end("SIGTERM"), 0);
    });

    it("ends with 1 when Node-RED ends by itself, and shows its last words", async () => {
      const bad = join(folder, "state", "node-red", "node_modules", "exploding");
      mkdirSync(bad, { recursive: true });
      const manifest = {
        name: "exploding",
        version: "1.0.0",
        "node-red": { nodes: { exploding: "index.js" } },
      };
      writeFileSync(join(bad, "package.json"), JSON.stringify(manifest));
      writeFileSync(join(bad, "index.html"), "");
      writeFileSync(
        join(bad, "index.js"),
        'module.exports = (RED) => RED.events.on("flows:started", () => setImmediate(() => { throw new Error("a bang"); }));',
      );
      const [code] = (await once(sandbox.spawn("--port", "0", "--sandbox-port", "0"), "close")) as [number];
      assert.equal(code, 1);
      assert.match(sandbox.output, /Node-RED has ended by itself \(exit code 1\)/);
      assert.match(sandbox.output, /Error: a bang/);
      assert.match(sandbox.output, /\nStart again with npm start; your flow is kept\.\n$/);
      assert.equal(existsSync(join(folder, "state.pid")), false);
    });

    it("names an option it does not know", async () => {
      const [code] = (await once(sandbox.spawn("--prot", "1880"), "close")) as [number];
      assert.equal(code, 1);
      assert.match(sandbox.output, /There is no option --prot\./);
    });
  });
