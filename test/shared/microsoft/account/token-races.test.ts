import assert from "node:assert/strict";
import {
  AccountFiles,
  type StoredAccount,
  type StoredSignIn,
} from "../../../../shared/microsoft/account/account-file";
import { EntraNetwork } from "../../../../shared/microsoft/entra/entra-network";
import { MicrosoftAccount } from "../../../../shared/microsoft/account/microsoft-account";
import { endpoints, type Registration } from "../../../../shared/microsoft/registration/registration";
import type { TokenRequest } from "../../../../shared/microsoft/account/token-provider";
import { parseJsonObject } from "../../../../shared/support/json-object";
import { FakeClock } from "../../../support/fake-clock";
import { seeded } from "../../../support/seeded";
import { RecordingLog, REGISTRATION, useDirectory } from "../helpers";
import { ALICE, BOB, CLIENT, InMemoryEntra, TENANT, type User } from "../in-memory-entra";
import { signInOf } from "../simulated";

const SCOPE = `${endpoints(REGISTRATION).graph}/Presence.Read`;
const CALLERS = 4;
const ROUNDS = 60;
const SEED = 20_240_615;

/** Waits for a few turns of the event loop, as a disk or a database lets wait. */
function delays(random: () => number): () => Promise<void> {
  return async () => {
    for (let turns = Math.floor(random() * 4); turns > 0; turns--) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
}

class DelayedFiles extends AccountFiles {
  delay: () => Promise<void> = () => Promise.resolve();

  override async read(id: string, registration: Registration): Promise<StoredAccount> {
    await this.delay();
    const stored = await super.read(id, registration);
    await this.delay();
    return stored;
  }

  override async write(id: string, registration: Registration, signIn: StoredSignIn): Promise<void> {
    await this.delay();
    await super.write(id, registration, signIn);
    await this.delay();
  }
}

/** Lets all callers call again and again, none waiting for another, and gives what was thrown. */
async function errorsOf(call: (caller: number, round: number) => Promise<unknown>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const callAgainAndAgain = async (caller: number): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      await call(caller, round).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => callAgainAndAgain(caller)));
  return errors;
}

describe("two accounts and storage that takes its time", () => {
  const directory = useDirectory();

  it("gives every caller a token, where one MSAL for both says that nobody is signed in", async () => {
    const random = seeded(SEED);
    const clock = new FakeClock();
    const log = new RecordingLog();
    const entra = new InMemoryEntra();
    const signInFor = async (user: User): Promise<StoredSignIn> =>
      signInOf(user, parseJsonObject(await entra.tokens(user, SCOPE).text()) ?? {}, Date.now());
    const signIns = [await signInFor(ALICE), await signInFor(BOB)] as const;

    const files = new DelayedFiles({ directory: directory.path, secret: "A", clock, log });
    files.delay = delays(random);
    const accounts = signIns.map((_, i) => {
      const options = { id: `account-${i}`, registration: REGISTRATION, files, log, clock };
      return new MicrosoftAccount({ ...options, fetch: entra.fetch });
    });
    try {
      await Promise.all(accounts.map((account, i) => account.adopt(signIns[i] ?? signIns[0])));
      const ours = await errorsOf((caller, round) => {
        const kinds: Partial<TokenRequest>[] = [{}, { forceRefresh: true }, { claims: `{"a":${round}}` }];
        const request = { scopes: [SCOPE], ...kinds[Math.floor(random() * kinds.length)] };
        const account = accounts[caller % accounts.length];
        assert.ok(account);
        return Promise.all([account.getToken(request), account.account()]);
      });
      assert.deepEqual(ours, []);
    } finally {
      await Promise.all(accounts.map((account) => account.close()));
    }

    const naive = await naiveErrors(signIns, entra, delays(seeded(SEED)));
    const codes = naive.map((error): unknown =>
      error instanceof Error ? Reflect.get(error, "errorCode") : error,
    );
    assert.ok(
      codes.includes("no_tokens_found"),
      `the naive way failed with ${codes.join(", ") || "nothing"}`,
    );
  });
});

/** One application and one cache for both accounts, called whenever somebody wants a token. */
async function naiveErrors(
  signIns: readonly StoredSignIn[],
  entra: InMemoryEntra,
  delay: () => Promise<void>,
): Promise<unknown[]> {
  const { PublicClientApplication } = await import("@azure/msal-node");
  let stored = JSON.stringify(merged(signIns.map(({ cache }) => cache)));
  const application = new PublicClientApplication({
    auth: { clientId: CLIENT, authority: `https://login.microsoftonline.com/${TENANT}` },
    system: { networkClient: new EntraNetwork({ clock: new FakeClock(), fetch: entra.fetch }) },
    cache: {
      cachePlugin: {
        async beforeCacheAccess({ tokenCache }) {
          await delay();
          tokenCache.deserialize(stored);
        },
        async afterCacheAccess({ cacheHasChanged, tokenCache }) {
          await delay();
          if (cacheHasChanged) stored = tokenCache.serialize();
        },
      },
    },
  });
  const infos = await application.getTokenCache().getAllAccounts();
  assert.equal(infos.length, 2);
  return errorsOf((caller) => {
    const account = infos[caller % infos.length];
    assert.ok(account);
    return application.acquireTokenSilent({ account, scopes: [SCOPE] });
  });
}

function merged(caches: readonly string[]): Record<string, unknown> {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const cache of caches) {
    for (const [name, section] of Object.entries(parseJsonObject(cache) ?? {})) {
      sections[name] = { ...sections[name], ...(section as Record<string, unknown>) };
    }
  }
  return sections;
}
