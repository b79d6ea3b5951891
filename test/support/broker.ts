import { type ChildProcess, spawn } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { connectAsync, type IClientOptions, type MqttProtocol } from "mqtt";
import WebSocket from "ws";
import type { Leaf } from "../../sandbox/support/certificates";
import { Inbox } from "./inbox";

const LOOPBACK = "127.0.0.1";

export interface BrokerOptions {
  /** Absent: any free one. The one that a broker had before makes it the same broker, come back. */
  readonly port?: number;
  /** The only user who may connect; absent: anybody. */
  readonly user?: { readonly username: string; readonly password: string };
  /** `clients`: the authority, PEM, that must have signed the certificate of each client. */
  readonly tls?: { readonly server: Leaf; readonly clients?: string };
  /** Only aedes: not every Mosquitto is built with it. */
  readonly webSocket?: boolean;
  /** A filter that nobody may subscribe to; only aedes, since Mosquitto lets it pass and tells nothing. */
  readonly unreadable?: string;
}

/** A real broker on 127.0.0.1 that remembers nothing over a restart. */
export interface TestBroker {
  readonly url: string;
  readonly port: number;
  /** Ends it without a farewell, as when the power fails. */
  stop(): Promise<void>;
}

export type StartBroker = (options?: BrokerOptions) => Promise<TestBroker>;

export async function startAedes(options: BrokerOptions = {}): Promise<TestBroker> {
  const { Aedes } = await import("aedes");
  const { user, tls, webSocket = false, unreadable } = options;
  const broker = await Aedes.createBroker({
    authorizeSubscribe: (_client, subscription, done) =>
      done(null, subscription.topic === unreadable ? null : subscription),
    ...(user && {
      authenticate(_client, username, password, done) {
        const right = username === user.username && String(password) === user.password;
        done(right ? null : Object.assign(new Error("refused"), { returnCode: 4 as const }), right);
      },
    }),
  });
  const sockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    socket.on("error", () => undefined);
    broker.handle(socket);
  };
  const web = webSocket ? createHttpServer() : undefined;
  const server: Server = tls
    ? createTlsServer(
        {
          cert: tls.server.certificate,
          key: tls.server.key,
          ...(tls.clients !== undefined && { ca: tls.clients, requestCert: true, rejectUnauthorized: true }),
        },
        accept,
      )
    : (web ?? createServer(accept));
  server.on("connection", (socket: Socket) => track(sockets, socket));
  if (web)
    new WebSocket.Server({ server: web }).on("connection", (socket) => {
      broker.handle(WebSocket.createWebSocketStream(socket));
    });
  const port = await listen(server, options.port);
  return {
    url: urlOf(options, port),
    port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      // Not waited for: with a session that outlives its client it never comes to an end.
      broker.close();
    },
  };
}

/** Debian keeps it where the PATH of a user does not look. */
const MOSQUITTO_ENV = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin` };

export async function startMosquitto(options: BrokerOptions = {}): Promise<TestBroker> {
  const { user, tls } = options;
  const folder = await mkdtemp(join(tmpdir(), "mosquitto-"));
  const port = options.port ?? (await freePort());
  const keep = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const lines = [
    // As root it would give up the right to read these files.
    `user ${userInfo().username}`,
    "persistence false",
    "log_dest stderr",
    "log_type all",
    `listener ${port} ${LOOPBACK}`,
    ...(user
      ? ["allow_anonymous false", `password_file ${await keep("passwords", passwordLine(user))}`]
      : ["allow_anonymous true"]),
    ...(tls
      ? [
          `certfile ${await keep("server.pem", tls.server.certificate)}`,
          `keyfile ${await keep("server.key", tls.server.key)}`,
        ]
      : []),
    ...(tls?.clients === undefined
      ? []
      : [`cafile ${await keep("clients.pem", tls.clients)}`, "require_certificate true"]),
  ];
  const child = spawn("mosquitto", ["-c", await keep("mosquitto.conf", `${lines.join("\n")}\n`)], {
    env: MOSQUITTO_ENV,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await running(child);
  return {
    url: urlOf(options, port),
    port,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function running(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("error", reject);
    child.once("close", () => reject(new Error(`Mosquitto has ended: ${said}`)));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-5000);
      if (/mosquitto version \S+ running/.test(said)) resolve();
    });
  });
}

/** A line of Mosquitto's password file (mosquitto_passwd(1)): PBKDF2 over SHA-512, the salt and its rounds. */
function passwordLine({ username, password }: NonNullable<BrokerOptions["user"]>): string {
  const rounds = 101;
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, rounds, 64, "sha512");
  return `${username}:$7$${rounds}$${salt.toString("base64")}$${hash.toString("base64")}\n`;
}

function urlOf({ tls, webSocket = false }: BrokerOptions, port: number): string {
  const protocol = webSocket ? (tls ? "wss" : "ws") : tls ? "mqtts" : "mqtt";
  return `${protocol}://${LOOPBACK}:${port}`;
}

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

function track(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.on("error", () => undefined);
}

/** Passes everything on to a broker, until it is cut: then each side finds the other gone without a word. */
export interface Relay {
  readonly port: number;
  cut(): void;
  /** Passes nothing on any more, and says so to nobody. */
  freeze(): void;
  close(): Promise<void>;
}

export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const onward = connect(target, LOOPBACK);
    for (const socket of [client, onward]) track(sockets, socket);
    client.on("close", () => onward.destroy());
    onward.on("close", () => client.destroy());
    client.pipe(onward).pipe(client);
  });
  const port = await listen(server);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut,
    freeze() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export interface Seen {
  readonly topic: string;
  readonly text: string;
  /** Whether it was there before; live messages come without it. */
  readonly retain: boolean;
}

/** A client of its own that reads along and publishes what a test wants. */
export interface Witness {
  readonly seen: Inbox<Seen>;
  publish(topic: string, payload: string | Buffer, retain?: boolean): Promise<void>;
  end(): Promise<void>;
}

export async function witness(url: string, filter = "#", options: IClientOptions = {}): Promise<Witness> {
  const { protocol, hostname, port } = new URL(url);
  const client = await connectAsync({
    ...options,
    protocol: protocol.slice(0, -1) as MqttProtocol,
    hostname,
    port: Number(port),
    reconnectPeriod: 0,
  });
  const seen = new Inbox<Seen>();
  client.on("message", (topic, payload, { retain }) =>
    seen.add({ topic, text: payload.toString("utf8"), retain }),
  );
  await client.subscribeAsync(filter, { qos: 1 });
  return {
    seen,
    async publish(topic, payload, retain = true) {
      await client.publishAsync(topic, payload, { qos: 1, retain });
    },
    end: () => client.endAsync(true),
  };
}

/** What a test needs of a broker; all of it is ended after the test. */
export interface Brokers {
  readonly start: StartBroker;
  relay(target: number): Promise<Relay>;
  witness(url: string, filter?: string): Promise<Witness>;
}

/**
 * A `describe` for each of two real brokers. Aedes is always there; where Mosquitto is not, its tests are skipped, loudly, and
 * fail where CI is set.
 */
export function describeOverBrokers(title: string, body: (brokers: Brokers) => void): void {
  const kinds: readonly (readonly [string, StartBroker])[] = [
    ["aedes", startAedes],
    ["Mosquitto", startMosquitto],
  ];
  for (const [name, startOne] of kinds)
    describe(`${title}, over ${name}`, () => {
      const ends: (() => Promise<void>)[] = [];
      if (name === "Mosquitto")
        before("Mosquitto", async function () {
          const why = await lacksMosquitto();
          if (why === undefined) return;
          if (process.env["CI"]) throw new Error(`Under CI Mosquitto must be tested: ${why}`);
          console.error(`\n!! Mosquitto is missing here and NOT tested:\n   ${why}\n`);
          this.skip();
        });
      afterEach(async () => {
        for (const end of ends.splice(0).toReversed()) await end().catch(() => undefined);
      });
      body({
        async start(options) {
          const broker = await startOne(options);
          ends.push(() => broker.stop());
          return broker;
        },
        async relay(target) {
          const relay = await startRelay(target);
          ends.push(() => relay.close());
          return relay;
        },
        async witness(url, filter) {
          const seeing = await witness(url, filter);
          ends.push(() => seeing.end());
          return seeing;
        },
      });
    });
}

async function lacksMosquitto(): Promise<string | undefined> {
  const child = spawn("mosquitto", ["-h"], { env: MOSQUITTO_ENV, stdio: "ignore" });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(undefined));
  });
}
