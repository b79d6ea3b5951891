import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../../homebridge-plugin/config/config";
import { PersonKeeper } from "../../../homebridge-plugin/people/person-keeper";
import { GraphAccount } from "../../../homebridge-plugin/sources/graph-account";
import { AccountFiles } from "../../../shared/microsoft/account/account-file";
import type { Status } from "../../../shared/presence/presence";
import { call, startTestCloud, type TestCloud } from "../../sandbox/cloud/support";
import { settle } from "../../support/fake-clock";
import { Inbox } from "../../support/inbox";
import { Lines } from "../../support/lines";

const NOBODY = "00000000-0000-4000-8000-00000000dead";

type Fetch = typeof globalThis.fetch;

describe("an account of the configuration", () => {
  let test: TestCloud;
  let folder: string;
  let log: Lines;
  let heard: Inbox<string>;
  let open: GraphAccount[];
  /** How many requests are under way. */
  let asking = 0;

  beforeEach(async () => {
    test = await startTestCloud({ intervalSeconds: 0.01 });
    folder = mkdtempSync(join(tmpdir(), "teams-presence-account-"));
    log = new Lines();
    heard = new Inbox();
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((account) => account.close()));
    await test.cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const reach: Fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input;
    const headers = Object.fromEntries(new Headers(init?.headers));
    const { method, body } = init ?? {};
    asking++;
    const reply = await call(String(url), {
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

  interface Setting {
    readonly name?: string;
    readonly fetch?: Fetch;
    /** Hears presences too. */
    readonly keeper?: PersonKeeper;
  }

  function start(
    people: readonly object[],
    { name = "Work", fetch = reach, keeper }: Setting = {},
  ): GraphAccount {
    const { cloud } = test;
    const config = readConfig({
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
      listener: {
        onPresence: (person, presence) => {
          keeper?.heard(presence);
          heard.add(`${person} ${presence.status}`);
        },
        onLost: (person) => heard.add(`${person} lost`),
        onSignInNeeded: (id, needed) => heard.add(`${id} ${needed ? "needed" : "signed in"}`),
        onAttention: () => undefined,
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

  /** Lets time go by until something has happened: answers come over real sockets, in their own time. */
  async function until<T>(happened: Promise<T>): Promise<T> {
    const waiting = new Set([happened]);
    void happened.then(() => waiting.clear());
    // Nobody is to run out of time who waits for an answer that is on its way.
    while (waiting.size > 0 && open.length > 0) await (asking > 0 ? settle() : test.clock.advance(10));
    return happened;
  }

  async function signIn(name = "Work"): Promise<void> {
    test.cloud.approve(await code(name), "alice");
    await until(log.find((line) => line === `info ${name}: Alice Example is signed in.`));
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

  it("is right again by itself after Microsoft was out of reach for an hour", async () => {
    const views: string[] = [];
    const keeper = new PersonKeeper({
      source: "work",
      settle: 0,
      grace: 900,
      hours: undefined,
      mayPause: false,
      clock: test.clock,
      memory: { save: () => Promise.resolve() },
      remembered: undefined,
      onView: ({ presence, stale }) => views.push(`${presence?.status ?? "nothing"}${stale ? " stale" : ""}`),
    });
    let isDown = false;
    const fetch: Fetch = (...request) =>
      isDown ? Promise.reject(new TypeError("fetch failed")) : reach(...request);
    present("alice", "Busy");
    start([{ name: "Me" }], { fetch, keeper });
    keeper.start();
    await signIn();
    await until(heard.find((each) => each === "me busy"));
    isDown = true;
    await test.clock.advance(15 * 60_000 - 60_000);
    assert.deepEqual(views, ["nothing", "busy"], "within the grace");
    await test.clock.advance(45 * 60_000 + 60_000);
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
      isDown ? Promise.reject(new TypeError("fetch failed")) : reach(input, init);
    const people = [{ name: "Me" }, { name: "Bob", user: test.world.person("bob").oid }];
    start(people, { name: "Club", fetch: failing });
    await signIn("Club");
    await until(heard.find((each) => each.startsWith("bob ")));
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

  it("does nothing more once it is closed, in the middle of a sign-in too", async () => {
    const account = start([{ name: "Me" }]);
    await code();
    await account.close();
    const told = heard.all.length;
    await test.clock.advance(48 * 3_600_000);
    assert.equal(heard.all.length, told);
    assert.equal(log.all.filter((line) => line.includes("sign in at")).length, 1);
  });
});
