import assert from "node:assert/strict";
import { ProxyAgent, request } from "undici";
import { startForwardProxy } from "../../support/forward-proxy";
import type { ForwardProxy } from "../../support/forward-proxy";
import { authority, startTestCloud } from "./support";
import type { TestCloud } from "./support";

const CREDENTIALS = { user: "alice", password: "p:w" };
const token = (password: string): string =>
  `Basic ${Buffer.from(`${CREDENTIALS.user}:${password}`).toString("base64")}`;

describe("the pretend cloud behind a proxy, under names of its own", () => {
  let test: TestCloud;
  let proxy: ForwardProxy;
  const agents: ProxyAgent[] = [];
  before(async () => {
    test = await startTestCloud({ names: { entra: "login.corp.test", graph: "graph.corp.test" } });
    const { entra, graph } = test.cloud;
    proxy = await startForwardProxy({
      credentials: CREDENTIALS,
      routes: { "login.corp.test:443": entra.port, "graph.corp.test": graph.port },
    });
  });
  after(async () => {
    await Promise.all(agents.map((agent) => agent.destroy()));
    await proxy.close();
    await test.cloud.close();
  });

  const get = async (url: string, password = CREDENTIALS.password): Promise<number> => {
    const { certificate: ca } = await authority();
    const agent = new ProxyAgent({ uri: proxy.url, token: token(password), requestTls: { ca } });
    agents.push(agent);
    return (await request(url, { dispatcher: agent })).statusCode;
  };

  it("is reached with a certificate for those names, and says so in what it publishes", async () => {
    assert.equal(test.cloud.entra.origin, "https://login.corp.test");
    const tenant = `${test.cloud.entra.origin}/${test.cloud.tenant}`;
    assert.equal(await get(`${tenant}/v2.0/.well-known/openid-configuration`), 200);
    assert.equal(await get(`${test.graph}/me/presence`), 401);
    assert.deepEqual(proxy.opened, ["login.corp.test:443", "graph.corp.test:443"]);
  });

  it("is not reached with wrong credentials or by names the proxy does not know", async () => {
    const before = proxy.opened.length;
    await assert.rejects(get(test.cloud.entra.origin, "wrong"), /407/);
    await assert.rejects(get("https://elsewhere.test/"), /502/);
    assert.equal(proxy.opened.length, before);
    assert.deepEqual(proxy.asked.slice(-2), ["login.corp.test:443", "elsewhere.test:443"]);
  });
});
