import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { catchNodes, caught, debugNode, inject, injectNode, TAB } from "../support/flow";
import { type DebugEvent, MAJOR, NodeRedProcess } from "../support/node-red";
import { signIn, signInState } from "../support/sign-in";

interface Attention {
  readonly event: string;
  readonly account?: { readonly id: string; readonly name: string };
  readonly url?: string;
  readonly userCode?: string;
  readonly expiresAt?: string;
  readonly code?: string;
}

/** One account and everything around its poll; ids end in `name`. */
function flowOf(name: string, registration: object, changes: object = {}): object[] {
  return [
    { id: `account-${name}`, type: "teams-auth", ...registration, ...changes },
    {
      id: `poll-${name}`,
      type: "presence-poll",
      z: TAB.id,
      auth: `account-${name}`,
      interval: 5,
      wires: [[`out-${name}`], [`attention-${name}`]],
    },
    injectNode(`in-${name}`, `poll-${name}`),
    debugNode(`out-${name}`),
    debugNode(`attention-${name}`),
  ];
}

describe(`presence-poll and its account in a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  let work: TestCloud;
  let home: TestCloud;
  let red: NodeRedProcess;
  before(async () => {
    // Access tokens are that short so that every poll has to ask for a new one.
    work = await startTestCloud({ accessTokenSeconds: 60 });
    home = await startTestCloud({ authority: work.authority, accessTokenSeconds: 60 });
    red = await NodeRedProcess.start({ env: work.env });
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output.slice(-4000), red.debugs.all);
  });
  after(async () => {
    const { output, running } = red;
    await red.dispose();
    await work.close();
    await home.close();
    assert.ok(running, output);
    assert.doesNotMatch(output, /unhandled|uncaught|\n\s+at .*node-red-teams-presence/i);
  });

  const flow = (...accounts: readonly object[][]): object[] => [
    TAB,
    ...catchNodes("errors"),
    ...accounts.flat(),
  ];
  const attentionOf = ({ msg }: DebugEvent): Attention => JSON.parse(msg) as Attention;
  const attention = async (name: string, event: string): Promise<Attention> =>
    attentionOf(
      await red.debugs.find((each) => each.id === `attention-${name}` && attentionOf(each).event === event),
    );
  const presenceOf = (name: string): Promise<DebugEvent> => red.debugs.find(({ id }) => id === `out-${name}`);
  const error = (code: string): Promise<DebugEvent> =>
    red.debugs.find((each) => each.id === "errors" && caught(each).error.code === code);
  const errorCodes = (): unknown[] =>
    red.debugs.all.filter(({ id }) => id === "errors").map((each) => caught(each).error.code);
  const files = (): string[] => readdirSync(join(red.userDir, "teams-presence")).sort();

  describe("a sign-in by message", () => {
    it("is asked for once by status, attention and error where nobody is signed in", async () => {
      await red.deploy(flow(flowOf("work", work.registration)));
      const { account, code } = await attention("work", "sign-in-needed");
      assert.deepEqual([account, code], [undefined, "sign-in-needed"]);
      await red.statuses.find(
        ({ id, fill, text }) => id === "poll-work" && fill === "red" && text === "sign in needed",
      );
      await error("sign-in-needed");
      assert.equal(red.debugs.all.filter(({ id }) => id === "errors").length, 1);
    });

    it("tells link, code and expiry, and the same ones while the code is open", async () => {
      await inject(red, "in-work", "sign-in");
      const told = await attention("work", "sign-in-started");
      assert.match(told.url ?? "", /^https:\/\//);
      assert.match(told.userCode ?? "", /^\w{9}$/);
      assert.ok(Date.parse(told.expiresAt ?? "") > Date.now());
      const again = red.debugs.next(({ id }) => id === "attention-work");
      await inject(red, "in-work", "sign-in");
      assert.deepEqual(attentionOf(await again), told);
    });

    it("brings presence once somebody approves, without a deploy", async () => {
      const { userCode } = await attention("work", "sign-in-started");
      work.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
      work.cloud.approve(userCode ?? "", "alice");
      const { msg } = await presenceOf("work");
      assert.equal((JSON.parse(msg) as { status: string }).status, "in-a-call");
      const { account } = await attention("work", "signed-in");
      assert.equal(account?.name, "Alice Example");
      await attention("work", "recovered");
      await red.statuses.find(({ id, shape }) => id === "poll-work" && shape === "dot");
      assert.deepEqual(errorCodes(), ["sign-in-needed"]);
    });

    it("as another person is refused aloud and stores nothing", async () => {
      await inject(red, "in-work", "sign-in");
      red.debugs.clear();
      await inject(red, "in-work", "sign-in");
      const { userCode } = await attention("work", "sign-in-started");
      const refused = error("wrong-account");
      work.cloud.approve(userCode ?? "", "bob");
      const { error: told, payload } = caught(await refused);
      assert.match(told.message, /bob@contoso\.example.*alice@contoso\.example/);
      assert.equal(payload, null);
      const state = await signInState(red, "account-work");
      assert.deepEqual([state.state, state.error?.code], ["failed", "wrong-account"]);
      await red.admin("POST", "/teams-auth/account-work/sign-in/discard", { onlyFailed: true });
      assert.equal((await signInState(red, "account-work")).state, "signed-in", "the old one still works");
      red.debugs.clear();
      await red.deploy(flow(flowOf("work", work.registration)));
      const { msg } = await presenceOf("work");
      assert.equal((JSON.parse(msg) as { person: { name: string } }).person.name, "Alice Example");
    });
  });

  describe("two accounts", () => {
    it("one whose sign-in was revoked asks for a new one while the other goes on", async () => {
      await signIn(red, home, "account-home", { ...home.registration, dialog: true }, "bob");
      await red.admin("POST", "/teams-auth/account-home/sign-in/keep", {});
      red.debugs.clear();
      red.statuses.clear();
      work.faults.order({ target: "entra", kind: "revoked" });
      await red.deploy(flow(flowOf("work", work.registration), flowOf("home", home.registration)));
      const { account } = await attention("work", "sign-in-needed");
      assert.equal(account?.name, "Alice Example");
      await error("sign-in-needed");
      const ended = await signInState(red, "account-work");
      assert.deepEqual(
        [ended.state, ended.account?.name, ended.error?.code],
        ["failed", "Alice Example", "sign-in-needed"],
      );
      assert.equal((await signInState(red, "account-home")).state, "signed-in");
      await presenceOf("home");
    });

    it("offers the dead sign-in to Microsoft twice and not again, also while a new one is open", async () => {
      await inject(red, "in-work", "sign-in");
      await attention("work", "sign-in-started");
      await red.debugs.next(({ id }) => id === "out-home");
      const refused = work.log.entries.filter(({ note }) => note?.startsWith("invalid_grant"));
      assert.equal(refused.length, 2);
    });

    it("a new sign-in as the same person brings it back without a deploy", async () => {
      await inject(red, "in-work", "sign-in");
      const { userCode } = await attention("work", "sign-in-started");
      work.cloud.approve(userCode ?? "", "alice");
      await attention("work", "signed-in");
      await attention("work", "recovered");
      await presenceOf("work");
      assert.equal((await signInState(red, "account-work")).state, "signed-in");
    });

    it("the other one has gone on polling and knew nothing of it", async () => {
      await red.debugs.next(({ id }) => id === "out-home");
      assert.equal(
        red.statuses.all.some(({ id, text }) => id === "poll-home" && text === "sign in needed"),
        false,
      );
      assert.deepEqual(errorCodes(), ["sign-in-needed"]);
    });
  });

  describe("the stored sign-in", () => {
    it("stays where its node is only disabled", async () => {
      const before = files();
      await red.deploy(flow(flowOf("work", work.registration, { d: true })));
      await error("no-account");
      assert.ok(before.includes("account-work.json"));
      assert.ok(files().includes("account-work.json"));
    });

    it("is set aside where its node is deleted", async () => {
      await red.deploy(flow(flowOf("work", work.registration)));
      await red.deploy(flow());
      assert.equal(files().includes("account-work.json"), false);
      assert.ok(files().some((name) => /^account-work\.json\.deleted-\d+$/.test(name)));
      assert.equal((await signInState(red, "account-work")).state, "signed-out");
    });

    it("is back when the deletion is undone", async () => {
      red.debugs.clear();
      red.statuses.clear();
      await red.deploy(flow(flowOf("work", work.registration)));
      await presenceOf("work");
      const state = await signInState(red, "account-work");
      assert.deepEqual([state.state, state.account?.name], ["signed-in", "Alice Example"]);
      assert.deepEqual(errorCodes(), []);
      assert.ok(files().includes("account-work.json"));
    });

    it("is set aside too where its node had a mistake when it was deleted", async () => {
      await red.deploy(flow(flowOf("work", work.registration, { tenant: "no tenant" })));
      assert.ok(files().includes("account-work.json"));
      await red.deploy(flow());
      assert.equal(files().includes("account-work.json"), false);
      red.debugs.clear();
      await red.deploy(flow(flowOf("work", work.registration)));
      await presenceOf("work");
      assert.ok(files().includes("account-work.json"));
    });

    it("is gone after signing out, and the poll says so", async () => {
      red.debugs.clear();
      await red.admin("POST", "/teams-auth/account-work/sign-out", {});
      assert.equal(files().includes("account-work.json"), false);
      await attention("work", "sign-in-needed");
    });
  });

  describe("a script", () => {
    it("signs in a deployed account with an empty body, and nobody presses Done", async () => {
      red.debugs.clear();
      const state = await signIn(red, work, "account-work", {});
      assert.equal(state.state, "signed-in");
      assert.ok(files().includes("account-work.json"));
      await presenceOf("work");
    });

    it("cannot change the account", async () => {
      const state = await signIn(red, work, "account-work", {}, "bob");
      assert.deepEqual([state.state, state.error?.code], ["failed", "wrong-account"]);
    });

    it("signs in before the first deploy, which takes it", async () => {
      assert.equal((await signIn(red, home, "account-new", home.registration)).state, "signed-in");
      assert.equal(files().includes("account-new.json"), false);
      red.debugs.clear();
      await red.deploy(flow(flowOf("new", home.registration)));
      await presenceOf("new");
      assert.deepEqual(errorCodes(), []);
      assert.ok(files().includes("account-new.json"));
    });
  });
});
