import assert from "node:assert/strict";
import { AccountFiles, type StoredSignIn } from "../../../../shared/microsoft/account/account-file";
import { EntraNetwork } from "../../../../shared/microsoft/entra/entra-network";
import { MicrosoftAccount } from "../../../../shared/microsoft/account/microsoft-account";
import { endpoints } from "../../../../shared/microsoft/registration/registration";
import { parseJsonObject } from "../../../../shared/support/json-object";
import { FakeClock } from "../../../support/fake-clock";
import { turnDate } from "../../../support/turned-date";
import { RecordingLog, REGISTRATION, useDirectory } from "../helpers";
import { ALICE, CLIENT, InMemoryEntra, MARKER, TENANT } from "../in-memory-entra";

const SCOPE = `${endpoints(REGISTRATION).graph}/Presence.Read`;

/** A sign-in as MSAL Node 2.16.2 of 2024 completes and writes it. */
async function signInOf2024(entra: InMemoryEntra): Promise<StoredSignIn> {
  const { PublicClientApplication } = await import("msal-node-2024");
  const application = new PublicClientApplication({
    auth: { clientId: CLIENT, authority: `https://login.microsoftonline.com/${TENANT}` },
    system: { networkClient: new EntraNetwork({ clock: new FakeClock(), fetch: entra.fetch }) },
  });
  entra.approvedBy = ALICE;
  await application.acquireTokenByDeviceCode({ scopes: [SCOPE], deviceCodeCallback: () => {} });
  const { oid, tid, upn, name } = ALICE;
  return {
    account: { id: oid, tenantId: tid, username: upn, name },
    cache: application.getTokenCache().serialize(),
  };
}

describe("a cache that MSAL wrote in 2024", () => {
  const directory = useDirectory();
  const log = new RecordingLog();
  const opened: MicrosoftAccount[] = [];
  let entra = new InMemoryEntra();
  let files: AccountFiles;
  let clock = new FakeClock();
  let restoreDate = (): void => undefined;

  beforeEach(async () => {
    entra = new InMemoryEntra();
    clock = new FakeClock();
    // MSAL asks nobody else for the time.
    restoreDate = turnDate(clock);
    files = new AccountFiles({ directory: directory.path, secret: "A", clock, log });
    await files.write("a", REGISTRATION, await signInOf2024(entra));
    entra.requests.length = 0;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((account) => account.close()));
    restoreDate();
  });

  function open(): MicrosoftAccount {
    const account = new MicrosoftAccount({
      id: "a",
      registration: REGISTRATION,
      files,
      log,
      clock,
      fetch: entra.fetch,
    });
    opened.push(account);
    return account;
  }

  it("opens: its access token serves", async () => {
    const account = open();
    assert.equal((await account.account())?.username, ALICE.upn);
    assert.equal((await account.getToken({ scopes: [SCOPE] })).token, `${MARKER}-access-1`);
    assert.equal(entra.requests.length, 0);
  });

  it("is renewed with its refresh token, and from then on with those that replace it", async () => {
    const account = open();
    const fresh = { scopes: [SCOPE], forceRefresh: true };
    for (const number of [2, 3, 4]) {
      assert.equal((await account.getToken(fresh)).token, `${MARKER}-access-${number}`);
    }
    assert.equal((await open().getToken(fresh)).token, `${MARKER}-access-5`);
    assert.deepEqual(
      entra.requests.map(({ form }) => form.get("refresh_token")),
      [1, 2, 3, 4].map((number) => `${MARKER}-refresh-${number}`),
    );
  });

  it("names its refresh tokens otherwise than MSAL does now", async () => {
    const account = open();
    await account.getToken({ scopes: [SCOPE], forceRefresh: true });
    const stored = await files.read("a", REGISTRATION);
    assert.ok(stored.state === "stored");
    const keys = Object.keys(parseJsonObject(stored.signIn.cache)?.["RefreshToken"] ?? {});
    assert.equal(keys.length, 2, "otherwise nothing is shown by the test before");
  });
});
