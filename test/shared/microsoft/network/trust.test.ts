import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tls from "node:tls";
import { promisify } from "node:util";
import { type Authority, createAuthority } from "../../../../sandbox/support/certificates";
import { startForwardProxy } from "../../../support/forward-proxy";

const NAME = "graph.corp.test";
const BRIDGE_ID = "ecb5fafffe000001";

const FETCHING = require.resolve("../../../../shared/microsoft/network/microsoft-fetch");
const TROUBLE = require.resolve("../../../../shared/microsoft/network/connection-trouble");
const HUE = require.resolve("../../../../shared/lights/hue/wire/connection");
const CLOCK = require.resolve("../../../../shared/support/clock");

/** Programs for a process of its own, which gets the port as its argument and prints one word. */
const MICROSOFT = `
  const { microsoftFetch } = require(${JSON.stringify(FETCHING)});
  const { connectionTrouble } = require(${JSON.stringify(TROUBLE)});
  microsoftFetch("https://" + (process.argv[2] ?? "localhost") + ":" + process.argv[1] + "/").then(
    async (answer) => console.log((await answer.json()).data.length === 0 ? "answered" : "strange"),
    (error) => console.log(connectionTrouble(error)?.code ?? error),
  );`;
const BRIDGE = `
  const { BridgeConnection } = require(${JSON.stringify(HUE)});
  const { systemClock } = require(${JSON.stringify(CLOCK)});
  const roots = process.argv[2] && [require("node:fs").readFileSync(process.argv[2], "utf8")];
  const address = { host: "localhost", port: Number(process.argv[1]), bridgeId: "${BRIDGE_ID}", tls: "verified" };
  const bridge = new BridgeConnection({ address, key: "k", clock: systemClock, ...(roots && { roots }) });
  bridge.request("GET", "/resource/light").then(
    ({ data }) => console.log(data.length === 0 ? "answered" : "strange"),
    (error) => console.log(error.code),
  ).finally(() => bridge.close());`;
const EVERYBODY_ELSE = `
  const { microsoftFetch } = require(${JSON.stringify(FETCHING)});
  const before = globalThis.fetch;
  const url = "https://localhost:" + process.argv[1] + "/";
  microsoftFetch(url).then(async (answer) => {
    await answer.text();
    const others = await fetch(url).then(() => "answered", (error) => error.cause.code);
    const dispatcher = globalThis[Symbol.for("undici.globalDispatcher.1")];
    const ours = dispatcher instanceof require("undici").Agent;
    console.log(others, ours ? "our dispatcher," : "own dispatcher,", fetch === before ? "own fetch" : "our fetch");
  });`;

/** Less than idle connections are kept for: a process that they keep alive is killed. */
const LONGEST_MS = 8_000;

/** Whether this Node can read the operating system's certificate authorities. */
const READS_SYSTEM = typeof Reflect.get(tls, "getCACertificates") === "function";

describe("trust in certificates", function () {
  this.timeout(20_000);
  let folder: string;
  let extra: string;
  let unrelated: string;
  const servers: ReturnType<typeof createServer>[] = [];
  let port = "";
  let bridgePort = "";
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-trust-"));
    const authority = await createAuthority("CN=Company CA");
    extra = pem("company.pem", authority);
    unrelated = pem("other.pem", await createAuthority("CN=Other CA"));
    port = await serve(await authority.issue({ commonName: "localhost", dnsNames: ["localhost", NAME] }));
    bridgePort = await serve(await authority.issue({ commonName: BRIDGE_ID }));
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function pem(name: string, { certificate }: Authority): string {
    const file = join(folder, name);
    writeFileSync(file, certificate);
    return file;
  }

  async function serve({ certificate, key }: { certificate: string; key: string }): Promise<string> {
    // Connections stay open as long as the other side wants.
    const server = createServer({ cert: certificate, key, keepAliveTimeout: 0 }, (_request, response) =>
      response.setHeader("content-type", "application/json").end('{"data":[],"errors":[]}'),
    );
    servers.push(server.listen(0, "127.0.0.1"));
    await once(server, "listening");
    return String((server.address() as AddressInfo).port);
  }

  /** What a program prints in a process of its own; `trust` is all that its environment says of certificates. */
  async function printed(program: string, trust: Record<string, string>, ...args: string[]): Promise<string> {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(NODE_EXTRA_CA_CERTS|NODE_OPTIONS|NODE_TLS_.*|SSL_CERT_.*|.*_PROXY)$/i.test(name),
    );
    const env = { ...Object.fromEntries(inherited), SSL_CERT_DIR: join(folder, "empty"), ...trust };
    const run = promisify(execFile);
    return (
      await run(process.execPath, ["-e", program, ...args], { env, timeout: LONGEST_MS })
    ).stdout.trim();
  }

  it("is refused to a company's authority that nobody has named", async () => {
    assert.equal(await printed(MICROSOFT, { SSL_CERT_FILE: unrelated }, port), "certificate-untrusted");
  });

  it("for Microsoft follows NODE_EXTRA_CA_CERTS", async () => {
    const trust = { NODE_EXTRA_CA_CERTS: extra, SSL_CERT_FILE: unrelated };
    assert.equal(await printed(MICROSOFT, trust, port), "answered");
  });

  (READS_SYSTEM ? it : it.skip)("for Microsoft follows the operating system", async () => {
    assert.equal(await printed(MICROSOFT, { SSL_CERT_FILE: extra }, port), "answered");
  });

  (READS_SYSTEM ? it : it.skip)("of the operating system is nobody else's", async () => {
    assert.match(await printed(EVERYBODY_ELSE, { SSL_CERT_FILE: extra }, port), /UNABLE_TO_VERIFY/);
  });

  it("for Microsoft leaves everybody else's fetch as it was", async () => {
    const trust = { NODE_EXTRA_CA_CERTS: extra, SSL_CERT_FILE: unrelated };
    assert.equal(await printed(EVERYBODY_ELSE, trust, port), "answered own dispatcher, own fetch");
  });

  it("does not come with connections that keep a process alive, through a proxy either", async () => {
    const proxy = await startForwardProxy({ routes: { [NAME]: Number(port) } });
    const environment = { NODE_EXTRA_CA_CERTS: extra, HTTPS_PROXY: proxy.url };
    try {
      assert.equal(await printed(MICROSOFT, environment, "443", NAME), "answered");
      assert.deepEqual(proxy.opened, [`${NAME}:443`]);
    } finally {
      await proxy.close();
    }
  });

  for (const variable of ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"]) {
    it(`for a Hue bridge does not follow ${variable}`, async () => {
      const trust = { SSL_CERT_FILE: unrelated, [variable]: extra };
      assert.equal(await printed(BRIDGE, trust, bridgePort), "bridge-certificate");
      assert.equal(await printed(BRIDGE, trust, bridgePort, extra), "answered", "the bridge itself is fine");
    });
  }

  it("for a Hue bridge is not asked of a proxy", async () => {
    const proxies = {
      HTTPS_PROXY: "http://127.0.0.1:9",
      HTTP_PROXY: "http://127.0.0.1:9",
      NODE_USE_ENV_PROXY: "1",
    };
    assert.equal(await printed(BRIDGE, proxies, bridgePort, extra), "answered");
  });
});
