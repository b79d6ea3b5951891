import assert from "node:assert/strict";
import type { Adopter } from "../../../../../shared/microsoft/sign-in/sessions/adopter";
import { SignInSessions } from "../../../../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import { type EntraProblemKey, textOf } from "../../../../../shared/microsoft/entra/entra-codes";
import type { PendingSignIn, SignInResult } from "../../../../../shared/microsoft/sign-in/sign-in";
import {
  checkRegistration,
  type Registration,
} from "../../../../../shared/microsoft/registration/registration";
import type { SignInSettings } from "../../../../../shared/microsoft/registration/sign-in-settings";
import type { Account } from "../../../../../shared/microsoft/account/token-provider";
import { Problem } from "../../../../../shared/support/problem";
import { deferred } from "../../../../support/deferred";
import { FakeClock, settle } from "../../../../support/fake-clock";

const ID = "a1b2c3d4e5f60718";
const TENANT = "c0117050-0000-4000-8000-00000000c0de";
const REGISTRATION = registration("7e5e0ce0-0000-4000-8000-00000000c11e");
const OTHER_REGISTRATION = registration("7e5e0ce0-0000-4000-8000-00000000beef");
const SETTINGS = settings(REGISTRATION);
const OTHER_SETTINGS = settings(OTHER_REGISTRATION);
const ALICE = account("alice");
const BOB = account("bob");
const DIALOG = { confirm: true };
const SCRIPT = { confirm: false };
const CODE_LIFETIME_MS = 900_000;

function registration(clientId: string): Registration {
  return checkRegistration({ tenant: "contoso.example", clientId });
}

function settings(of: Registration): SignInSettings {
  return {
    registration: of,
    method: "device-code",
    readOthers: false,
    writePresence: false,
    redirectUri: "",
  };
}

function account(name: string): Account {
  return { id: `${name}-oid`, tenantId: TENANT, username: `${name}@contoso.example`, name };
}

/** One code that Microsoft has given; the test decides how it ends. */
interface Given {
  readonly userCode: string;
  readonly registration: Registration;
  cancelled: boolean;
  approve(account: Account): Promise<void>;
  fail(code: string): Promise<void>;
}

/** An account's file, by the rule of the real one: another person is refused unless `replace` is set. */
class StandInFile implements Adopter {
  stored: Account | undefined;
  ended: Problem | undefined;
  adoptions = 0;
  constructor(readonly registration: Registration) {}

  account(): Promise<Account | undefined> {
    return Promise.resolve(this.stored);
  }

  endedBy(): Promise<Problem | undefined> {
    return Promise.resolve(this.ended);
  }

  adopt({ account }: SignInResult, { replace = false }: { readonly replace?: boolean } = {}): Promise<void> {
    if (!replace && this.stored && this.stored.id !== account.id)
      return Promise.reject(trouble("wrong-account"));
    this.stored = account;
    this.ended = undefined;
    this.adoptions++;
    return Promise.resolve();
  }
}

function trouble(code: string): Problem {
  return new Problem({ code, title: code, advice: "Do something." });
}

function setUp({ deployed, stored }: { deployed?: Registration; stored?: Account } = {}) {
  const clock = new FakeClock();
  const given: Given[] = [];
  const changes: string[] = [];
  const nodes = new Map<string, StandInFile>();
  const files = new Map<string, StandInFile>();
  let refusal: Problem | undefined;
  let gate: Promise<void> = Promise.resolve();

  async function begin(_id: string, { registration: of }: SignInSettings): Promise<PendingSignIn> {
    await gate;
    if (refusal) throw refusal;
    const { promise, resolve, reject } = deferred<SignInResult>();
    const code: Given = {
      userCode: `CODE${given.length + 1}`,
      registration: of,
      cancelled: false,
      approve: (account) => (resolve({ account, cache: "{}" }), settle()),
      fail: (why) => (reject(trouble(why)), settle()),
    };
    given.push(code);
    return {
      method: "device-code",
      userCode: code.userCode,
      verificationUri: "https://login.example/device",
      expiresAt: clock.now() + CODE_LIFETIME_MS,
      result: promise,
      cancel: () => {
        code.cancelled = true;
        reject(trouble("sign-in-cancelled"));
      },
    };
  }

  const sessions = new SignInSessions({
    begin,
    clock,
    onChange: (id) => void changes.push(id),
    deployed: (id) => nodes.get(id),
    withFile: (id, of, use) => {
      const file = files.get(id) ?? new StandInFile(of);
      files.set(id, file);
      return use(file);
    },
  });

  function deploy(of: Registration, account?: Account): StandInFile {
    const node = new StandInFile(of);
    node.stored = account;
    nodes.set(ID, node);
    return node;
  }

  const node = deployed && deploy(deployed, stored);
  return {
    changes,
    clock,
    deploy,
    files,
    given,
    node,
    sessions,
    /** The code given at this place. */
    code: (index = 0): Given => {
      const found = given[index];
      assert.ok(found, `no code ${index}`);
      return found;
    },
    refuseBegin: (problem: Problem | undefined) => (refusal = problem),
    holdBegin: (): (() => Promise<void>) => {
      const { promise, resolve } = deferred();
      gate = promise;
      return () => (resolve(), settle());
    },
    undeploy: () => nodes.delete(ID),
  };
}

function userCodeOf(pending: PendingSignIn): string {
  assert.equal(pending.method, "device-code");
  return pending.method === "device-code" ? pending.userCode : "";
}

const stateOf = async (sessions: SignInSessions): Promise<string> => (await sessions.state(ID)).state;

const isProblem =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof Problem && error.code === code;

describe("the sign-ins of teams-auth", () => {
  describe("opening", () => {
    it("tells code, address and expiry while it is pending", async () => {
      const { clock, sessions } = setUp();
      await sessions.start(ID, SETTINGS, DIALOG);
      assert.deepEqual(await sessions.state(ID), {
        state: "pending",
        method: "device-code",
        userCode: "CODE1",
        verificationUri: "https://login.example/device",
        expiresAt: new Date(clock.now() + CODE_LIFETIME_MS).toISOString(),
      });
    });

    it("reuses the open code until it expires", async () => {
      const { clock, sessions } = setUp();
      const codes = [await sessions.start(ID, SETTINGS, SCRIPT)];
      await clock.advance(CODE_LIFETIME_MS - 1);
      codes.push(await sessions.start(ID, SETTINGS, SCRIPT));
      await clock.advance(1);
      codes.push(await sessions.start(ID, SETTINGS, SCRIPT));
      assert.deepEqual(
        codes.map((code) => userCodeOf(code)),
        ["CODE1", "CODE1", "CODE2"],
      );
    });

    it("gives one code to everybody who starts at the same time", async () => {
      const { given, sessions } = setUp();
      const open = await Promise.all([1, 2, 3].map(() => sessions.start(ID, SETTINGS, DIALOG)));
      assert.deepEqual([new Set(open.map((code) => userCodeOf(code))).size, given.length], [1, 1]);
    });

    it("keeps accounts apart", async () => {
      const { sessions } = setUp();
      const one = await sessions.start(ID, SETTINGS, DIALOG);
      const other = await sessions.start("other", SETTINGS, DIALOG);
      assert.notEqual(userCodeOf(one), userCodeOf(other));
    });

    it("calls off the former code when another registration is asked for", async () => {
      const { code, sessions } = setUp();
      await sessions.start(ID, SETTINGS, DIALOG);
      await sessions.start(ID, OTHER_SETTINGS, DIALOG);
      assert.deepEqual([code(0).cancelled, code(1).cancelled], [true, false]);
      assert.equal(await stateOf(sessions), "pending");
    });

    it("throws what Microsoft refuses, and begins anew the next time", async () => {
      const { refuseBegin, sessions } = setUp();
      refuseBegin(trouble("app-not-found"));
      await assert.rejects(sessions.start(ID, SETTINGS, DIALOG), isProblem("app-not-found"));
      assert.equal(await stateOf(sessions), "signed-out");
      refuseBegin(undefined);
      await sessions.start(ID, SETTINGS, DIALOG);
      assert.equal(await stateOf(sessions), "pending");
    });

    it("drops a code that comes after the dialog was cancelled", async () => {
      const { code, holdBegin, sessions } = setUp();
      const release = holdBegin();
      const starting = assert.rejects(sessions.start(ID, SETTINGS, DIALOG), isProblem("sign-in-cancelled"));
      await settle();
      sessions.discard(ID);
      await release();
      await starting;
      assert.equal(code().cancelled, true);
      assert.equal(await stateOf(sessions), "signed-out");
    });
  });

  describe("from a dialog", () => {
    it("stores nothing before Done, and then what was signed in", async () => {
      const { code, node, sessions } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      assert.deepEqual([await stateOf(sessions), node?.stored], ["signed-in", undefined]);
      await sessions.keep(ID, { replace: false });
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE });
      assert.equal(node?.stored, ALICE);
    });

    it("says that it waits for Done, until Done: a dialog may be another one than it was made in", async () => {
      const { code, sessions } = setUp({ deployed: OTHER_REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE, kept: false });
      await sessions.keep(ID, { replace: false });
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE });
    });

    it("stores nothing with Cancel", async () => {
      const { clock, code, node, sessions } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      sessions.discard(ID);
      await sessions.keep(ID, { replace: true });
      if (node) await sessions.deployed(ID, node);
      assert.deepEqual([await stateOf(sessions), node?.adoptions, clock.pending], ["signed-out", 0, 0]);
    });

    it("calls off an open code with Cancel", async () => {
      const { sessions, given } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      sessions.discard(ID);
      assert.equal(given[0]?.cancelled, true);
    });

    it("is stored as soon as it is completed where Done came first", async () => {
      const { sessions, given, node } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await sessions.keep(ID, { replace: false });
      assert.deepEqual([given[0]?.cancelled, node?.stored], [false, undefined]);
      await given[0]?.approve(ALICE);
      assert.deepEqual(node?.stored, ALICE);
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE });
    });

    it("says why where Done came first and somebody else signed in", async () => {
      const { sessions, given, node } = setUp({ deployed: REGISTRATION, stored: ALICE });
      const { result } = await sessions.start(ID, SETTINGS, DIALOG);
      await sessions.keep(ID, { replace: false });
      await Promise.all([assert.rejects(result, isProblem("wrong-account")), given[0]?.approve(BOB)]);
      assert.deepEqual(node?.stored, ALICE);
      assert.equal((await sessions.state(ID)).state, "failed");
    });

    it("is not stored by a deploy that comes before Done", async () => {
      const { code, deploy, sessions } = setUp();
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      const node = deploy(REGISTRATION);
      await sessions.deployed(ID, node);
      assert.equal(node.stored, undefined);
    });

    it("goes to the file of a node that is not deployed yet, and says so until it is", async () => {
      const { code, deploy, files, sessions } = setUp();
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      await sessions.keep(ID, { replace: false });
      assert.equal(files.get(ID)?.stored, ALICE);
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE });
      await sessions.deployed(ID, deploy(REGISTRATION));
      assert.equal(await stateOf(sessions), "signed-out", "from now on the deployed node knows");
    });

    it("names whom a sign-in before the first deploy replaces", async () => {
      const { code, files, sessions } = setUp();
      await sessions.start(ID, SETTINGS, DIALOG);
      await code(0).approve(ALICE);
      await sessions.keep(ID, { replace: false });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code(1).approve(BOB);
      const waiting = { state: "signed-in", account: BOB, replaces: ALICE, kept: false };
      assert.deepEqual(await sessions.state(ID), waiting);
      await sessions.keep(ID, { replace: true });
      assert.equal(files.get(ID)?.stored, BOB);
    });

    it("names whom it replaces in the file of a node that does not run as a person's", async () => {
      const { code, files, sessions } = setUp();
      const file = new StandInFile(REGISTRATION);
      file.stored = ALICE;
      files.set(ID, file);
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(BOB);
      const waiting = { state: "signed-in", account: BOB, replaces: ALICE, kept: false };
      assert.deepEqual(await sessions.state(ID), waiting);
      await sessions.keep(ID, { replace: true });
      assert.equal(file.stored, BOB);
    });

    it("waits for the deploy where the deployed node has another registration", async () => {
      const { code, deploy, node, sessions } = setUp({ deployed: OTHER_REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      await sessions.keep(ID, { replace: false });
      assert.equal(node?.stored, undefined);
      const still = deploy(OTHER_REGISTRATION);
      await sessions.deployed(ID, still);
      assert.equal(still.stored, undefined, "a deploy of the other registration takes nothing");
      const changed = deploy(REGISTRATION);
      await sessions.deployed(ID, changed);
      assert.equal(changed.stored, ALICE);
    });

    it("waits a day for that deploy", async () => {
      const { clock, code, deploy, sessions } = setUp({ deployed: OTHER_REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      await clock.advance(20 * 60_000);
      await sessions.keep(ID, { replace: false });
      await clock.advance(24 * 3_600_000 - 1);
      const changed = deploy(REGISTRATION);
      await sessions.deployed(ID, changed);
      assert.equal(changed.stored, ALICE);
      assert.equal(clock.pending, 0);
    });

    it("refuses another person unless replacing was confirmed", async () => {
      const { code, node, sessions } = setUp({ deployed: REGISTRATION, stored: ALICE });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(BOB);
      const waiting = { state: "signed-in", account: BOB, replaces: ALICE, kept: false };
      assert.deepEqual(await sessions.state(ID), waiting);
      await assert.rejects(sessions.keep(ID, { replace: false }), isProblem("wrong-account"));
      assert.equal(node?.stored, ALICE);
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE }, "it was told");
    });

    it("replaces the account when that was confirmed", async () => {
      const { code, node, sessions } = setUp({ deployed: REGISTRATION, stored: ALICE });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(BOB);
      await sessions.keep(ID, { replace: true });
      assert.equal(node?.stored, BOB);
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: BOB });
    });

    it("carries the confirmation over to the deploy it waits for", async () => {
      const { code, deploy, sessions } = setUp({ deployed: OTHER_REGISTRATION, stored: ALICE });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(BOB);
      await sessions.keep(ID, { replace: true });
      const node = deploy(REGISTRATION, ALICE);
      await sessions.deployed(ID, node);
      assert.equal(node.stored, BOB);
    });
  });

  describe("without a dialog", () => {
    it("is stored on its own when the node is deployed with the same registration", async () => {
      const { code, node, sessions } = setUp({ deployed: REGISTRATION });
      const { result } = await sessions.start(ID, SETTINGS, SCRIPT);
      await code().approve(ALICE);
      assert.equal((await result).account, ALICE);
      assert.deepEqual([node?.stored, await stateOf(sessions)], [ALICE, "signed-in"]);
    });

    it("waits for the deploy where nothing is deployed yet", async () => {
      const { code, deploy, files, sessions } = setUp();
      await sessions.start(ID, SETTINGS, SCRIPT);
      await code().approve(ALICE);
      assert.equal(files.size, 0);
      const node = deploy(REGISTRATION);
      await sessions.deployed(ID, node);
      assert.equal(node.stored, ALICE);
    });

    it("waits where another registration is deployed", async () => {
      const { code, node, sessions } = setUp({ deployed: OTHER_REGISTRATION });
      await sessions.start(ID, SETTINGS, SCRIPT);
      await code().approve(ALICE);
      assert.equal(node?.adoptions, 0);
    });

    it("never changes the account: the result and the state say wrong-account", async () => {
      const { code, node, sessions } = setUp({ deployed: REGISTRATION, stored: ALICE });
      const { result } = await sessions.start(ID, SETTINGS, SCRIPT);
      await code().approve(BOB);
      await assert.rejects(result, isProblem("wrong-account"));
      const state = await sessions.state(ID);
      assert.equal(state.state === "failed" && state.error.code, "wrong-account");
      assert.equal(node?.stored, ALICE);
    });

    it("begins anew after it was refused", async () => {
      const { code, node, sessions } = setUp({ deployed: REGISTRATION, stored: ALICE });
      await sessions.start(ID, SETTINGS, SCRIPT);
      await code(0).approve(BOB);
      await sessions.start(ID, SETTINGS, SCRIPT);
      await code(1).approve(ALICE);
      assert.deepEqual([await stateOf(sessions), node?.adoptions], ["signed-in", 1]);
    });
  });

  describe("by a message while a dialog is open", () => {
    it("is the one of the dialog, which still waits for Done", async () => {
      const { code, given, node, sessions } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      assert.equal(userCodeOf(await sessions.start(ID, SETTINGS, SCRIPT)), "CODE1");
      await code().approve(ALICE);
      assert.deepEqual([given.length, node?.stored], [1, undefined]);
      await sessions.keep(ID, { replace: false });
      assert.equal(node?.stored, ALICE);
    });

    it("does not take the code away that is typed in for other settings", async () => {
      const { code, sessions } = setUp({ deployed: OTHER_REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      const start = sessions.start(ID, OTHER_SETTINGS, SCRIPT);
      await assert.rejects(start, isProblem("sign-in-in-editor"));
      assert.equal(code().cancelled, false);
    });

    it("does not cost what waits for Done, or after Done for the deploy", async () => {
      const { code, deploy, sessions } = setUp({ deployed: OTHER_REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      const attempt = (): Promise<unknown> => sessions.start(ID, OTHER_SETTINGS, SCRIPT);
      await assert.rejects(attempt(), isProblem("sign-in-in-editor"));
      await sessions.keep(ID, { replace: false });
      await assert.rejects(attempt(), isProblem("sign-in-in-editor"));
      const node = deploy(REGISTRATION);
      await sessions.deployed(ID, node);
      assert.equal(node.stored, ALICE);
      await attempt();
    });

    it("begins anew where the dialog's code has expired or was refused", async () => {
      const { clock, code, sessions } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await clock.advance(CODE_LIFETIME_MS);
      assert.equal(userCodeOf(await sessions.start(ID, SETTINGS, SCRIPT)), "CODE2");
      await sessions.start(ID, SETTINGS, DIALOG);
      await code(2).fail("sign-in-declined");
      assert.equal(userCodeOf(await sessions.start(ID, SETTINGS, SCRIPT)), "CODE4");
    });
  });

  describe("a sign-in that Microsoft has ended", () => {
    function setUpEnded(why = trouble("sign-in-needed")) {
      const all = setUp({ deployed: REGISTRATION, stored: ALICE });
      assert.ok(all.node);
      all.node.ended = why;
      return all;
    }

    it("is a failure that names the account", async () => {
      assert.deepEqual(await setUpEnded().sessions.state(ID), {
        state: "failed",
        account: ALICE,
        error: {
          code: "sign-in-needed",
          title: "Microsoft has ended the sign-in of alice",
          advice: "Press Sign in again.",
        },
      });
    });

    const REASONS: [EntraProblemKey, string, string][] = [
      [
        "password-changed",
        "Microsoft has ended the sign-in of alice",
        "The password was changed or the sign-in was revoked. Press Sign in again.",
      ],
      [
        "consent-needed",
        "The account has not agreed to what this application asks for",
        textOf("consent-needed").advice,
      ],
    ];
    for (const [key, title, advice] of REASONS) {
      it(`says that it is because of ${key}`, async () => {
        const why = new Problem({ ...textOf(key), code: "sign-in-needed" });
        const state = await setUpEnded(why).sessions.state(ID);
        const { error } = state as Extract<typeof state, { state: "failed" }>;
        assert.deepEqual([error.code, error.title, error.advice], ["sign-in-needed", title, advice]);
      });
    }

    it("is signed in again after a new one", async () => {
      const { code, sessions } = setUpEnded();
      await sessions.start(ID, SETTINGS, DIALOG);
      assert.equal(await stateOf(sessions), "pending");
      await code().approve(ALICE);
      await sessions.keep(ID, { replace: false });
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE });
    });

    it("is told again when the new one is cancelled", async () => {
      const { sessions } = setUpEnded();
      await sessions.start(ID, SETTINGS, DIALOG);
      sessions.discard(ID);
      assert.equal(await stateOf(sessions), "failed");
    });
  });

  describe("a renewal that failed", () => {
    it("does not hide the sign-in that still works once it was told", async () => {
      const { code, clock, sessions } = setUp({ deployed: REGISTRATION, stored: ALICE });
      await sessions.start(ID, SETTINGS, SCRIPT);
      await code().fail("code-expired");
      assert.equal(await stateOf(sessions), "failed");
      sessions.dismiss(ID);
      assert.deepEqual(await sessions.state(ID), { state: "signed-in", account: ALICE });
      assert.equal(clock.pending, 0);
    });

    it("takes nothing away from a sign-in that is under way or waits", async () => {
      const { code, sessions } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      sessions.dismiss(ID);
      assert.deepEqual([code().cancelled, await stateOf(sessions)], [false, "pending"]);
      await code().approve(ALICE);
      sessions.dismiss(ID);
      assert.equal(await stateOf(sessions), "signed-in");
    });
  });

  describe("ending", () => {
    for (const why of ["sign-in-expired", "sign-in-declined"]) {
      it(`tells ${why} until somebody begins anew`, async () => {
        const { code, sessions } = setUp();
        await sessions.start(ID, SETTINGS, DIALOG);
        await code().fail(why);
        const state = await sessions.state(ID);
        assert.equal(state.state === "failed" && state.error.code, why);
        await sessions.start(ID, SETTINGS, DIALOG);
        assert.equal(await stateOf(sessions), "pending");
      });
    }

    it("forgets a result that nobody keeps for half an hour", async () => {
      const { clock, code, deploy, sessions } = setUp();
      await sessions.start(ID, SETTINGS, SCRIPT);
      await code().approve(ALICE);
      await clock.advance(30 * 60_000);
      assert.equal(await stateOf(sessions), "signed-out");
      const node = deploy(REGISTRATION);
      await sessions.deployed(ID, node);
      assert.equal(node.stored, undefined);
    });

    it("leaves no timer behind once a sign-in is stored", async () => {
      const { clock, code, sessions } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      await sessions.keep(ID, { replace: false });
      assert.equal(clock.pending, 0);
    });

    it("takes no notice of what becomes of a code that was replaced", async () => {
      const { code, node, sessions } = setUp({ deployed: REGISTRATION });
      await sessions.start(ID, SETTINGS, SCRIPT);
      await sessions.start(ID, SETTINGS, DIALOG);
      await code(0).approve(BOB);
      assert.deepEqual([await stateOf(sessions), node?.stored], ["pending", undefined]);
    });

    it("leaves an open dialog its sign-in when an application is deployed meanwhile", async () => {
      const { code, files, sessions } = setUp();
      await sessions.start(ID, SETTINGS, DIALOG);
      sessions.applicationDeployed(ID);
      await code().approve(ALICE);
      sessions.applicationDeployed(ID);
      await sessions.keep(ID, { replace: false });
      assert.equal(files.get(ID)?.stored, ALICE);
      assert.equal(await stateOf(sessions), "signed-in");
      sessions.applicationDeployed(ID);
      assert.equal(await stateOf(sessions), "signed-out", "it is the application's from now on");
    });

    it("calls off what no dialog waits for when an application is deployed", async () => {
      const { code, sessions } = setUp();
      await sessions.start(ID, SETTINGS, SCRIPT);
      sessions.applicationDeployed(ID);
      await sessions.start(ID, SETTINGS, DIALOG);
      await sessions.keep(ID, { replace: false });
      sessions.applicationDeployed(ID);
      assert.deepEqual([code(0).cancelled, code(1).cancelled], [true, true]);
    });

    it("forgets everything when the node is deleted", async () => {
      const { code, sessions, undeploy } = setUp();
      await sessions.start(ID, SETTINGS, DIALOG);
      await code().approve(ALICE);
      await sessions.keep(ID, { replace: false });
      undeploy();
      sessions.forget(ID);
      assert.equal(await stateOf(sessions), "signed-out");
    });
  });
});
