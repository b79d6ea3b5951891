import assert from "node:assert/strict";
import { PollController } from "../../../nodes/presence-poll/poll-controller";
import { SignInSessions } from "../../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import { TeamsAuth } from "../../../nodes/teams-auth/teams-auth-account";
import { AccountPace } from "../../../shared/microsoft/polling/account-pace";
import { startDeviceCode } from "../../../shared/microsoft/sign-in/device-code";
import { GraphClient } from "../../../shared/microsoft/graph/graph-client";
import { MicrosoftAccount } from "../../../shared/microsoft/account/microsoft-account";
import { PresencePoller } from "../../../shared/microsoft/polling/presence-poller";
import { endpoints } from "../../../shared/microsoft/registration/registration";
import { silentLog } from "../../../shared/support/log";
import { FakeClock, settle } from "../../support/fake-clock";
import { turnDate } from "../../support/turned-date";
import { RecordingLog, REGISTRATION } from "../../shared/microsoft/helpers";
import { ALICE, InMemoryEntra, networkError } from "../../shared/microsoft/in-memory-entra";
import { MemoryFiles, Work } from "../../shared/microsoft/simulated";

const ORIGIN = endpoints(REGISTRATION).graph;
const SCOPES = [`${ORIGIN}/Presence.Read`];
const PRESENCE = { id: ALICE.oid, availability: "Busy", activity: "InACall" };
const SETTINGS = {
  registration: REGISTRATION,
  method: "device-code",
  readOthers: false,
  writePresence: false,
  redirectUri: "",
} as const;

type Hang = "nothing" | "Entra" | "Graph";

/** One Node-RED, whose account and poller are made anew with every deploy; what outlives a deploy is here. */
class House {
  readonly clock = new FakeClock();
  readonly entra = new InMemoryEntra();
  readonly log = new RecordingLog();
  readonly files = new MemoryFiles(this.clock, new Work());
  readonly pace = new AccountPace();
  readonly told: string[] = [];
  readonly errors: string[] = [];
  readonly sessions = new SignInSessions({
    clock: this.clock,
    deployed: () => undefined,
    onChange: () => undefined,
    begin: () => Promise.reject(new Error("not asked for")),
    withFile: () => Promise.reject(new Error("not asked for")),
  });

  async signIn(): Promise<void> {
    const { clock, entra } = this;
    const common = { registration: REGISTRATION, scopes: SCOPES, clock, fetch: entra.fetch, log: silentLog };
    const pending = await startDeviceCode(common);
    await settle();
    entra.approvedBy = ALICE;
    await clock.advance(5000);
    await this.files.write("a", REGISTRATION, await pending.result);
  }

  /** Deploys, waits until the poller has asked what is then to hang, and gives what ends it again. */
  async deploy(hang: Hang): Promise<() => Promise<void>> {
    const { clock, entra, files, log, pace, sessions } = this;
    const tokens = new MicrosoftAccount({
      id: "a",
      registration: REGISTRATION,
      files,
      log,
      clock,
      fetch: entra.fetch,
    });
    const revive = (): Promise<boolean> => Promise.resolve(false);
    const auth = new TeamsAuth({ id: "a", settings: SETTINGS, tokens, sessions, pace, log, revive });
    let asked = 0;
    let seen = this.told.length;
    const fetch = (_url: string, init: { readonly signal?: AbortSignal | null } = {}): Promise<Response> => {
      asked++;
      return hang === "Graph" ? hanging(init.signal) : Promise.resolve(Response.json(PRESENCE));
    };
    const graph = new GraphClient({ origin: ORIGIN, tokens, scopes: () => SCOPES, clock, fetch });
    const controller = new PollController({
      createPoller: (listener) =>
        new PresencePoller({
          tokens,
          graph,
          access: { own: true, others: false },
          people: [],
          listener,
          clock,
          log,
          interval: 30,
          staleAfter: 900,
          statusMessage: false,
          pace,
        }),
      signIn: () => Promise.reject(new Error("not asked for")),
      account: () => auth.account(),
      ready: auth.ready,
      send: (messages) => void this.told.push(JSON.stringify(messages)),
      clone: (msg) => structuredClone(msg),
      status: () => undefined,
      error: ({ message }) => void this.errors.push(message),
      now: () => clock.now(),
      words: (key) => key,
    });
    const requests = entra.requests.length;
    if (hang === "Entra") {
      // The token of the last deploy has ended, and the new one does not come.
      await clock.advance(24 * 3_600_000);
      entra.next.push(({ signal }) => hanging(signal));
    }
    await controller.start();
    const progress = (): boolean => {
      if (hang === "Entra") return entra.requests.length > requests;
      return hang === "Graph" ? asked > 0 : this.told.length > seen;
    };
    while (!progress()) await settle();
    seen = this.told.length;
    return async () => {
      controller.close();
      await auth.ready;
      await tokens.close();
      await settle();
      assert.equal(this.told.length, seen, "nothing is told after the end");
    };
  }
}

function hanging(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_done, fail) => {
    signal?.addEventListener("abort", () => fail(networkError("ABORT_ERR")));
  });
}

describe("a thousand redeploys", () => {
  let house: House;
  let restoreDate = (): void => undefined;

  beforeEach(() => {
    house = new House();
    // MSAL asks nobody else for the time.
    restoreDate = turnDate(house.clock);
  });
  afterEach(() => restoreDate());

  it("leave no timer behind and lose no sign-in, whatever was under way", async () => {
    await house.signIn();
    const hangs: readonly Hang[] = ["nothing", "Entra", "Graph", "nothing"];
    for (let deploys = 0; deploys < 1000; deploys++) {
      const end = await house.deploy(hangs[deploys % hangs.length] ?? "nothing");
      await end();
      // A request to Graph that nobody waits for any more ends with its limit.
      await house.clock.advance(20_000);
      assert.equal(house.clock.pending, 0, `after ${deploys + 1}`);
    }
    assert.deepEqual(house.errors, []);
    assert.equal(house.told.length, 500);
    assert.equal((await house.files.read("a", REGISTRATION)).state, "stored");
  }).timeout(60_000);
});
