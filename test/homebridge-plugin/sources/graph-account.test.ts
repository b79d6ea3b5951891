import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, readConfig } from "../../../homebridge-plugin/config/config";
import { PersonKeeper, type PersonView } from "../../../homebridge-plugin/people/person-keeper";
import { type CreateSignIn, noSignIn } from "../../../homebridge-plugin/sources/account-sign-in";
import { GraphAccount } from "../../../homebridge-plugin/sources/graph-account";
import { LogSignIn } from "../../../homebridge-plugin/sources/log-sign-in";
import { AccountFiles } from "../../../shared/microsoft/account/account-file";
import { MicrosoftAccount } from "../../../shared/microsoft/account/microsoft-account";
import { startDeviceCode } from "../../../shared/microsoft/sign-in/device-code";
import type { Status } from "../../../shared/presence/presence";
import { silentLog } from "../../../shared/support/log";
import { call, startTestCloud, type TestCloud } from "../../sandbox/cloud/support";
import { isDiskBusy } from "../../support/disk";
import { settle } from "../../support/fake-clock";
import { Inbox } from "../../support/inbox";
import { Lines } from "../../support/lines";

const NOBODY = "00000000-0000-4000-8000-00000000dead";

const LONG_STEP_MS = 1000;

type Fetch = typeof globalThis.fetch;

function addressOf(input: Parameters<Fetch>[0]): string {
  return input instanceof Request ? input.url : input.toString();
}

describe("an account of the configuration", function () {
  this.timeout(30_000);
  let test: TestCloud;
  let folder: string;
  let log: Lines;
  let heard: Inbox<string>;
  /** What is not over, by whom it is about. */
  let attentions: Map<string, string>;
  let open: GraphAccount[];
  /** How many requests are under way. */
  let asking = 0;

  beforeEach(async () => {
    test = await startTestCloud({ intervalSeconds: 0.01 });
    folder = mkdtempSync(join(tmpdir(), "teams-presence-account-"));
    log = new Lines();
    heard = new Inbox();
    attentions = new Map();
    open = [];
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.error(log.all, heard.all);
    await Promise.all(open.splice(0).map((account) => account.close()));
    await test.cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const reach: Fetch = async (input, init) => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const { method, body } = init ?? {};
    asking++;
    const reply = await call(addressOf(input), {
      headers,
      ...(method === undefined ? {} : { method }),
      ...(typeof body === "string" ? { body } : {}),
    }).finally(() => asking--);
    const date = new Date(test.clock.now()).toUTCString();
    return new Response(reply.body, {
      status: reply.status,
      headers: { date, "content-type": reply.headers["content-type"] ?? "" },
    });
  };

  function configOf(name: string, people: readonly object[]): Config {
    const { cloud } = test;
    return readConfig({
      accounts: [
        {
          name,
          cloud: "custom",
          authority: cloud.entra.origin,
          graph: cloud.graph.origin,
          tenant: cloud.tenant,
          clientId: cloud.clientId,
        },
      ],
      people,
    });
  }

  interface Setting {
    readonly name?: string;
    readonly fetch?: Fetch;
    /** Hears presences too. */
    readonly keeper?: PersonKeeper;
    readonly signIn?: CreateSignIn;
  }

  function start(
    people: readonly object[],
    { name = "Work", fetch = reach, keeper, signIn = (means) => new LogSignIn(means) }: Setting = {},
  ): GraphAccount {
    const config = configOf(name, people);
    const [account] = config.accounts;
    assert.ok(account, config.complaints.join("\n"));
    const { clock } = test;
    const created = new GraphAccount({
      account,
      people: config.people,
      files: new AccountFiles({ directory: folder, secret: undefined, clock, log }),
      interval: 30,
      grace: 900,
      clock,
      log,
      fetch,
      signIn,
      listener: {
        onPresence: (person, presence) => {
          keeper?.heard(presence);
          heard.add(`${person} ${presence.status}`);
        },
        onLost: (person) => heard.add(`${person} lost`),
        onSignInNeeded: (id, needed) => heard.add(`${id} ${needed ? "needed" : "signed in"}`),
        onAttention: (_account, about, attention) =>
          void (attention ? attentions.set(about, attention.event) : attentions.delete(about)),
      },
    });
    open.push(created);
    created.start();
    return created;
  }

  async function code(name = "Work"): Promise<string> {
    const line = await log.find((each) => each.startsWith(`warn ${name}: sign in at`));
    return /the code (?<code>\S+),/.exec(line)?.groups?.["code"] ?? "";
  }

  /**
   * Lets time go by until something has happened: answers come over real sockets, in their own time. While a code is
   * open, long steps spare thousands of questions whether somebody has entered it.
   */
  async function until<T>(happened: Promise<T>, stepMs = 10): Promise<T> {
    const waiting = new Set([happened]);
    void happened.then(() => waiting.clear());
    // Nobody is to run out of time who waits for an answer that is on its way.
    while (waiting.size > 0 && open.length > 0)
      await (asking > 0 || isDiskBusy() ? settle() : test.clock.advance(stepMs));
    return happened;
  }

  /** Lets so many milliseconds go by without anybody running out of time. */
  async function pass(ms: number): Promise<void> {
    const end = test.clock.now() + ms;
    while (test.clock.now() < end)
      await (asking > 0 || isDiskBusy() ? settle() : test.clock.advance(LONG_STEP_MS));
  }

  async function signIn(name = "Work"): Promise<void> {
    test.cloud.approve(await until(code(name)), "alice");
    await until(log.find((line) => line === `info ${name}: Alice Example is signed in.`));
  }

  /** Signed in, and read, before the account is closed. */
  async function signedInBefore(): Promise<void> {
    start([{ name: "Me" }]);
    await signIn();
    await until(heard.find((each) => each.startsWith("me ")));
    await Promise.all(open.splice(0).map((account) => account.close()));
    heard.clear();
    log.clear();
  }

  /** The files as another process has them. */
  function elsewhere() {
    const { clock } = test;
    const [account] = configOf("Work", []).accounts;
    assert.ok(account);
    const { registration } = account.signIn;
    return {
      files: new AccountFiles({ directory: folder, secret: undefined, clock, log: silentLog }),
      registration,
    };
  }

  async function inAnotherProcess(work: (account: MicrosoftAccount) => Promise<void>): Promise<void> {
    const account = new MicrosoftAccount({ id: "work", ...elsewhere(), log: silentLog, clock: test.clock });
    await work(account);
    await account.close();
  }

  async function signInElsewhere(slug: string, permissions = ["Presence.Read"]): Promise<void> {
    const { clock, cloud } = test;
    const scopes = permissions.map((permission) => `${cloud.graph.origin}/${permission}`);
    const { registration } = elsewhere();
    const pending = await startDeviceCode({ registration, scopes, clock, fetch: reach, log: silentLog });
    cloud.approve(pending.userCode, slug);
    const result = await until(pending.result);
    await inAnotherProcess((account) => account.adopt(result, { replace: true }));
  }

  function signOutElsewhere(): Promise<void> {
    return inAnotherProcess((account) => account.signOut());
  }

  function keeperOf(onView: (view: PersonView) => void): PersonKeeper {
    return new PersonKeeper({
      source: "work",
      settle: 0,
      grace: 900,
      hours: undefined,
      mayPause: false,
      clock: test.clock,
      memory: { save: () => Promise.resolve() },
      remembered: undefined,
      onView,
    });
  }

  const present = (slug: string, availability: string): unknown =>
    test.world.setPresence(slug, { availability, activity: availability });

  it("needs a sign-in at first, says so once and shows a code; then it is signed in and reads", async () => {
    present("alice", "Busy");
    start([{ name: "Me" }]);
    await code();
    await test.clock.advance(120_000);
    assert.deepEqual(heard.all, ["work needed"]);
    await signIn();
    await until(heard.find((each) => each === "me busy"));
    assert.deepEqual(heard.all, ["work needed", "work signed in", "me busy"]);
    assert.equal(log.all.filter((line) => line.includes("sign in at")).length, 1);
  });

  it("is signed in after a restart, without a code", async () => {
    start([{ name: "Me" }]);
    await signIn();
    await until(heard.find((each) => each.startsWith("me ")));
    await open[0]?.close();
    heard.clear();
    log.clear();
    start([{ name: "Me" }]);
    await until(heard.find((each) => each.startsWith("me ")));
    await until(heard.find((each) => each === "work signed in"));
    assert.deepEqual(log.shown, []);
  });

  it("says whose sign-in it is where somebody else signs in, and shows the next code at once", async () => {
    await signedInBefore();
    test.cloud.revoke("alice");
    start([{ name: "Me" }]);
    test.cloud.approve(await until(code()), "bob");
    const wrong =
      "warn Work: This is Bob Example, but the sign-in belongs to Alice Example. Sign in as Alice Example, or stop Homebridge, delete work.json and work.json.previous in its teams-presence folder, and start it to sign in as somebody else.";
    await until(log.find((line) => line === wrong));
    log.clear();
    await signIn();
    await until(heard.find((each) => each.startsWith("me ")));
    assert.doesNotMatch(log.all.join("\n"), /@/);
  });

  it("is somebody else's after a restart for which its files were deleted", async () => {
    await signedInBefore();
    for (const name of ["work.json", "work.json.previous"]) rmSync(join(folder, name));
    start([{ name: "Me" }]);
    test.cloud.approve(await until(code()), "bob");
    await until(log.find((line) => line === "info Work: Bob Example is signed in."));
  });

  it("says why it needs a sign-in, once and before the code; at first there is nothing to say", async () => {
    const people = [{ name: "Me" }, { name: "Bob", user: test.world.person("bob").oid }];
    start(people);
    await signIn();
    await until(heard.find((each) => each.startsWith("bob ")));
    assert.match(log.shown[0] ?? "", /^warn Work: sign in at/);
    log.clear();
    test.cloud.revoke("alice");
    await until(code());
    await pass(600_000);
    assert.deepEqual(
      log.shown.map((line) => line.replace(/sign in at.*/, "code")),
      ["warn Work: The password was changed or the sign-in was revoked. (AADSTS50173)", "warn Work: code"],
    );
  });

  it("goes on reading itself while others, who are new, wait for a consent", async () => {
    present("alice", "Busy");
    present("bob", "Away");
    await signedInBefore();
    start([{ name: "Me" }, { name: "Bob", user: test.world.person("bob").oid }]);
    await until(heard.find((each) => each === "work needed"));
    const asked = await until(code());
    assert.match(
      log.shown[0] ?? "",
      /^warn Work: The account has not agreed to what this application asks for\./,
    );
    for (const status of ["available", "busy", "away"]) {
      present(
        "alice",
        status.replace(/^./, (first) => first.toUpperCase()),
      );
      await until(
        heard.find((each) => each === `me ${status}`),
        LONG_STEP_MS,
      );
    }
    assert.equal(
      heard.all.findLast((each) => each.startsWith("work")),
      "work needed",
    );
    test.cloud.approve(asked, "alice");
    await until(heard.next((each) => each === "work signed in"));
    await until(heard.find((each) => each === "bob away"));
    heard.clear();
    present("alice", "DoNotDisturb");
    await until(heard.find((each) => each === "me do-not-disturb"));
    assert.equal(log.all.filter((line) => line.includes("sign in at")).length, 1);
  });

  it("asks once for all that an account needs which reads others", async () => {
    start([{ name: "Bob", user: test.world.person("bob").oid }]);
    await signIn();
    await until(heard.find((each) => each.startsWith("bob ")));
    await open[0]?.close();
    heard.clear();
    log.clear();
    start([{ name: "Me" }, { name: "Bob", user: test.world.person("bob").oid }]);
    const both = ["me ", "bob "].map((who) => heard.find((each) => each.startsWith(who)));
    await until(Promise.all(both));
    assert.deepEqual(log.shown, []);
  });

  it("is right again by itself after Microsoft was out of reach for an hour", async () => {
    const views: string[] = [];
    const keeper = keeperOf(({ presence, stale }) =>
      views.push(`${presence?.status ?? "nothing"}${stale ? " stale" : ""}`),
    );
    let isDown = false;
    const fetch: Fetch = (...request) =>
      isDown ? Promise.reject(new TypeError("fetch failed")) : reach(...request);
    present("alice", "Busy");
    start([{ name: "Me" }], { fetch, keeper });
    keeper.start();
    await signIn();
    await until(heard.find((each) => each === "me busy"));
    isDown = true;
    await pass(15 * 60_000 - 60_000);
    assert.deepEqual(views, ["nothing", "busy"], "within the grace");
    await pass(45 * 60_000 + 60_000);
    assert.deepEqual(views, ["nothing", "busy", "busy stale"]);
    present("alice", "Away");
    isDown = false;
    await until(heard.find((each) => each === "me away"));
    assert.deepEqual(views, ["nothing", "busy", "busy stale", "away"]);
    assert.deepEqual(
      log.shown.filter((line) => !line.includes("sign in at") && !line.includes("is signed in")).length,
      2,
      "one line when it began, one when it was over",
    );
    keeper.close();
  });

  it("says nothing of one poll that fails, and tells it when the next one fails too", async () => {
    let failures = 0;
    let failed = new Inbox<string>();
    const fetch: Fetch = (...request) => {
      if (failures === 0) return reach(...request);
      failures--;
      failed.add("failed");
      return Promise.resolve(new Response("{}", { status: 500 }));
    };
    start([{ name: "Me" }], { fetch });
    await signIn();
    await until(heard.find((each) => each.startsWith("me ")));
    log.clear();
    for (const count of [1, 1, 2]) {
      failed = new Inbox();
      failures = count;
      await until(failed.find(() => failed.all.length === count));
      heard.clear();
      await until(heard.find((each) => each.startsWith("me ")));
    }
    await until(log.find((line) => line === "info Work: presence is read again."));
    assert.deepEqual(
      log.shown.map((line) => line.replace(/\..*/, "")),
      ["warn Work: Microsoft Graph has trouble of its own", "info Work: presence is read again"],
    );
  });

  it("is signed in where nobody is read from it", async () => {
    start([{ name: "Elsewhere", source: "mqtt" }]);
    await signIn();
    await until(heard.find((each) => each === "work signed in"));
  });

  it("reads people who are named for each who wants them, and itself apart from them", async () => {
    const bob = test.world.person("bob");
    present("alice", "Busy");
    present("bob", "Away");
    start([{ name: "Me" }, { name: "Desk", user: bob.oid }, { name: "Door", user: `8:orgid:${bob.oid}` }]);
    await signIn();
    const wanted = ["me busy", "desk away", "door away"];
    await until(Promise.all(wanted.map((one) => heard.find((each) => each === one))));
  });

  it("reads the others where somebody does not exist, who is told of once", async () => {
    present("bob", "Away");
    start([
      { name: "Bob", user: test.world.person("bob").oid },
      { name: "Nobody", user: NOBODY },
    ]);
    await signIn();
    await until(heard.find((each) => each === "bob away"));
    await test.clock.advance(300_000);
    assert.equal(log.shown.filter((line) => line.includes(NOBODY)).length, 1);
    assert.deepEqual(
      heard.all.filter((each) => each.startsWith("nobody")),
      [],
    );
  });

  it("is signed in where the only one it reads does not exist", async () => {
    start([{ name: "Nobody", user: NOBODY }]);
    await signIn();
    await open[0]?.close();
    heard.clear();
    start([{ name: "Nobody", user: NOBODY }]);
    await until(heard.find((each) => each === "work signed in"));
  });

  it("has trouble of its own: another reads on, and what both of its pollers have is told once", async () => {
    let isDown = false;
    const failing: Fetch = (input, init) =>
      isDown && addressOf(input).startsWith(test.cloud.graph.origin)
        ? Promise.reject(new TypeError("fetch failed"))
        : reach(input, init);
    const people = [{ name: "Me" }, { name: "Bob", user: test.world.person("bob").oid }];
    start(people, { name: "Club", fetch: failing });
    await signIn("Club");
    await until(Promise.all(["me ", "bob "].map((who) => heard.find((each) => each.startsWith(who)))));
    start([{ name: "Desk" }]);
    await signIn("Work");
    isDown = true;
    heard.clear();
    log.clear();
    const seen: Status[] = [];
    for (const availability of ["Busy", "Away"]) {
      present("alice", availability);
      await test.clock.advance(30_000);
      await until(heard.find((each) => each === `desk ${availability.toLowerCase()}`));
      await settle();
      seen.push(availability.toLowerCase() as Status);
    }
    assert.deepEqual(seen, ["busy", "away"]);
    const troubles = log.shown.filter((line) => line.startsWith("warn Club: "));
    assert.equal(troubles.length, 1, log.shown.join("\n"));
    assert.deepEqual(
      log.shown.filter((line) => line.startsWith("warn Work: ")),
      [],
    );
    isDown = false;
    const back = log.find((line) => line === "info Club: presence is read again.");
    await until(back);
    assert.equal(log.shown.filter((line) => line.includes("is read again")).length, 1);
  });

  it("asks Microsoft for no code where others ask for the sign-in, and goes on with a stored one", async () => {
    let codes = 0;
    const fetch: Fetch = (url, init) => {
      if (addressOf(url).endsWith("/devicecode")) codes++;
      return reach(url, init);
    };
    start([{ name: "Me" }], { fetch, signIn: noSignIn });
    await until(heard.find((each) => each === "work needed"));
    await pass(3_600_000);
    assert.deepEqual(log.shown, []);
    await signInElsewhere("alice");
    await until(heard.find((each) => each.startsWith("me ")));
    assert.equal(codes, 0);
  });

  it("does nothing more once it is closed, in the middle of a sign-in too", async () => {
    const account = start([{ name: "Me" }]);
    await code();
    await account.close();
    const told = heard.all.length;
    await test.clock.advance(48 * 3_600_000);
    assert.equal(heard.all.length, told);
    assert.equal(log.all.filter((line) => line.includes("sign in at")).length, 1);
  });

  describe("that somebody signs in to, or out of, in another process", () => {
    /** How often presence was asked for. */
    let polls: number;
    const counting: Fetch = (url, init) => {
      if (/\/presence$|getPresencesByUserId$/.test(addressOf(url))) polls++;
      return reach(url, init);
    };
    const signedInLines = (): readonly string[] => log.shown.filter((line) => line.includes("is signed in"));
    const codes = (): readonly string[] => log.shown.filter((line) => line.includes("sign in at"));
    beforeEach(() => void (polls = 0));

    /** Alice is signed in, busy and read, and that has been so for a while. */
    async function readAlice(
      people: readonly object[] = [{ name: "Me" }],
      keeper?: PersonKeeper,
    ): Promise<void> {
      present("alice", "Busy");
      start(people, { fetch: counting, ...(keeper && { keeper }) });
      await signIn();
      await until(heard.find((each) => each === "me busy"));
      await pass(5000);
      heard.clear();
      log.clear();
      polls = 0;
    }

    it("is signed in at once, and its own code is called off", async () => {
      present("alice", "Busy");
      start([{ name: "Me" }]);
      await until(code());
      await signInElsewhere("alice");
      const before = test.clock.now();
      await until(heard.find((each) => each === "me busy"));
      assert.ok(test.clock.now() - before < 3000, `${test.clock.now() - before} ms`);
      assert.deepEqual(heard.all, ["work needed", "work signed in", "me busy"]);
      await pass(2 * 3_600_000);
      assert.deepEqual(
        log.shown.map((line) => line.replace(/sign in at.*/, "code")),
        ["warn Work: code", "info Work: Alice Example is signed in."],
        "nothing of a code that has expired",
      );
    });

    it("needs a sign-in at once when somebody has signed out, and shows a code", async () => {
      await readAlice();
      await signOutElsewhere();
      const before = test.clock.now();
      await until(heard.find((each) => each === "work needed"));
      // A look every 2 seconds, and 5 seconds from one poll to the next.
      assert.ok(test.clock.now() - before <= 7000, `${test.clock.now() - before} ms`);
      await until(code());
      assert.equal(log.shown.length, 1);
    });

    it("reads who has taken another's place, of whom nothing is carried on", async () => {
      const views: unknown[] = [];
      const keeper = keeperOf(({ presence }) => views.push([presence?.status, presence?.previous]));
      keeper.start();
      await readAlice([{ name: "Me" }], keeper);
      present("bob", "Away");
      views.length = 0;
      await signInElsewhere("bob");
      await until(heard.find((each) => each === "me away"));
      assert.deepEqual(views, [["away", null]]);
      assert.deepEqual(log.shown, ["info Work: Bob Example is signed in."]);
      assert.deepEqual([...attentions], [], "nobody has to act");
      assert.equal(polls, 1);
      keeper.close();
    });

    it("reads once more, and no more often, after its sign-in was renewed", async () => {
      await readAlice([{ name: "Me" }, { name: "Bob", user: test.world.person("bob").oid }]);
      await signInElsewhere("alice", ["Presence.Read", "Presence.Read.All"]);
      await pass(20_000);
      assert.equal(polls, 2, "one for each who is read apart");
      assert.deepEqual(log.shown, ["info Work: Alice Example is signed in."]);
    });

    it("takes no renewed token for another sign-in", async () => {
      await readAlice();
      const { files, registration } = elsewhere();
      const stored = await files.read("work", registration);
      assert.equal(stored.state, "stored");
      await files.write("work", registration, { ...stored.signIn, cache: `${stored.signIn.cache} ` });
      await pass(20_000);
      assert.deepEqual([polls, log.shown], [0, []]);
    });

    it("is right at once where it had waited for a consent of whoever is signed in", async () => {
      present("bob", "Away");
      await signedInBefore();
      start([{ name: "Me" }, { name: "Bob", user: test.world.person("bob").oid }]);
      await until(code());
      await signInElsewhere("alice", ["Presence.Read", "Presence.Read.All"]);
      await until(heard.find((each) => each === "bob away"));
      await until(heard.find((each) => each === "work signed in"));
      assert.equal(signedInLines().length, 1);
      assert.equal(codes().length, 1);
    });

    it("says once who has signed in with its own code", async () => {
      await readAlice();
      test.cloud.revoke("alice");
      await signIn();
      await pass(60_000);
      assert.equal(signedInLines().length, 1);
    });
  });
});
