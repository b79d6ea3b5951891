import assert from "node:assert/strict";
import { MULTI_TENANT_REGISTRATION } from "../../../sandbox/cloud";
import { approveFirst } from "../../../sandbox/homebridge/approve-first";
import { ALL_SCOPES, beginSignIn, call, parsed, poll, startTestCloud } from "../cloud/support";
import type { TestCloud } from "../cloud/support";

describe("the code that an application begins with in the sandbox", () => {
  let test: TestCloud;
  const said: string[] = [];
  beforeEach(async () => {
    said.length = 0;
    test = await startTestCloud();
    const { cloud } = test;
    approveFirst(cloud, { clientId: cloud.clientId, slug: "bob" }, (line) => said.push(line));
  });
  afterEach(() => test.cloud.close());

  const outcome = async (deviceCode: string) => parsed(await poll(test, deviceCode))["error"];

  it("is approved before the application asks for the first time, and no later one is", async () => {
    const { cloud, world, oauth } = test;
    const form = { client_id: MULTI_TENANT_REGISTRATION.clientId, scope: ALL_SCOPES };
    const { user_code: other } = parsed(await call(`${oauth}/devicecode`, { form }));
    const [first, second] = [await beginSignIn(test), await beginSignIn(test)];
    assert.equal(await outcome(first.deviceCode), undefined);
    assert.equal(await outcome(second.deviceCode), "authorization_pending");
    assert.equal(cloud.newestSignIn(cloud.clientId)?.person, world.person("bob"));
    // It still waits: nobody has approved another application's.
    cloud.decline(String(other));
    assert.deepEqual(said, []);
  });

  it("is left to a hand where the person is refused, which is said", async () => {
    test.cloud.refuse("bob", "53003");
    const { deviceCode } = await beginSignIn(test);
    assert.equal(await outcome(deviceCode), "authorization_pending");
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", /AADSTS53003/);
  });
});
