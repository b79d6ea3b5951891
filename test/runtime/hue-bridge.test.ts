import assert from "node:assert/strict";
import { createAuthority } from "../../sandbox/support/certificates";
import { startPlainServer } from "../shared/lights/hue/wire/http-server";
import { type Handler, type HttpsServer, startServer } from "../shared/lights/hue/wire/https-server";
import { advertise, mdnsPort } from "../support/mdns";
import { MAJOR, NodeRedProcess } from "../support/node-red";

const BRIDGE = "a1b2c3d4e5f60b01";
const HOME = "001788fffe5a4d0b";
const ATTIC = "001788fffe0a1b2c";
const KEY = "forty-characters-that-are-the-key-000000";

interface Refusal {
  readonly error: { readonly code: string };
}

describe(`finding and pairing Hue bridges in a real Node-RED ${MAJOR}`, function () {
  this.timeout(40_000);
  let home: HttpsServer;
  let attic: HttpsServer;
  let red: NodeRedProcess;
  /** What bridges were asked, in order. */
  let seen: string[];
  const ends: (() => Promise<unknown>)[] = [];

  const bridge =
    (config: object): Handler =>
    ({ method, url }, response) => {
      seen.push(`${method} ${url}`);
      response.end(JSON.stringify(url === "/api" ? [{ success: { username: KEY } }] : config));
    };

  before(async () => {
    const place = await mdnsPort();
    const leaf = await (await createAuthority("CN=Test CA")).issue({ commonName: HOME });
    home = await startServer(
      leaf,
      bridge({ name: "Home", swversion: "1967054020", modelid: "BSB002", bridgeid: HOME.toUpperCase() }),
    );
    attic = await startPlainServer(
      bridge({ name: "Attic", swversion: "01041302", modelid: "BSB001", bridgeid: ATTIC.toUpperCase() }),
    );
    ends.push(home.close, attic.close);
    ends.push(await advertise(place, { name: "one", port: home.port, txt: { bridgeid: HOME } }));
    ends.push(await advertise(place, { name: "two", port: attic.port }));
    const env = { TEAMS_PRESENCE_MDNS_INTERFACE: `${place.interface}:${place.port}` };
    red = await NodeRedProcess.start({ env });
  });
  beforeEach(() => (seen = []));
  after(async () => {
    const { output, running } = red;
    await red.dispose();
    for (const end of ends) await end();
    assert.ok(running, output);
    assert.ok(!output.includes(KEY));
  });

  const ask = async <T>(path: string, body: object): Promise<T> =>
    (await red.admin("POST", `/presence-hue-bridge/${path}`, body)).body as T;
  const pair = (body: object) => ask<object & Refusal>(`${BRIDGE}/pair`, { host: "127.0.0.1", ...body });

  it("finds them before anything is deployed, sorted by name", async () =>
    assert.deepEqual(await ask("discover", {}), [
      { host: "127.0.0.1", bridgeId: ATTIC, name: "Attic", model: "BSB001", port: attic.port, api: "v1" },
      { host: "127.0.0.1", bridgeId: HOME, name: "Home", model: "BSB002", port: home.port },
    ]));

  it("understands no other wish for Signify than yes and no", async () => {
    const { error } = await ask<Refusal>("discover", { cloud: "perhaps" });
    assert.equal(error.code, "bad-configuration");
  });

  it("pairs with an old one only where it is said that it is one", async () => {
    for (const api of [{}, { api: "auto" }, { api: "v2" }])
      assert.equal((await pair({ port: attic.port, ...api })).error.code, "bridge-too-old");
    assert.deepEqual([...new Set(seen)], ["GET /api/config"]);
    assert.deepEqual(await pair({ port: attic.port, api: "v1" }), {
      state: "paired",
      bridgeId: ATTIC,
      name: "Attic",
      model: "BSB001",
      key: KEY,
      api: "v1",
      port: attic.port,
    });
  });

  it("refuses what is no way to speak", async () =>
    assert.equal((await pair({ port: attic.port, api: "v3" })).error.code, "bad-configuration"));

  it("sends a stored key nowhere without encryption because somebody chose so", async () => {
    const stored = { host: "127.0.0.1", port: attic.port, bridgeId: ATTIC, tls: "insecure", api: "auto" };
    await red.deploy([{ id: BRIDGE, type: "presence-hue-bridge", ...stored, credentials: { key: KEY } }]);
    const credentials = { key: "__PWRD__" };
    const { error } = await ask<Refusal>(`${BRIDGE}/targets`, { ...stored, api: "v1", credentials });
    assert.equal(error.code, "credentials-needed");
    assert.deepEqual(seen, []);
  });
});
