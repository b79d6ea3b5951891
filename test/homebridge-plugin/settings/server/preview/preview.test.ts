import assert from "node:assert/strict";
import { TestHome, type OpenPage } from "../page";

const INTERVAL_MS = 30_000;
const SPACING_MS = 5000;

/** Between when a poll begins and when it asks: what it reads from the disk takes its own time. */
const SLACK_MS = 1000;

describe("the preview of the settings page", () => {
  let home: TestHome;
  let page: OpenPage;

  beforeEach(async () => {
    home = await TestHome.start();
    page = await home.openPage();
    home.save(home.block());
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.error(home.log.all, page.events.all);
    await home.close();
  });

  const present = (slug: string, availability: string): unknown =>
    home.test.world.setPresence(slug, { availability, activity: availability });
  const asked = (): number => home.test.log.counts.graph;

  /** Milliseconds between two requests to Graph. */
  const gaps = (): number[] =>
    home.graphAskedAt.slice(1).map((at, index) => at - (home.graphAskedAt[index] ?? 0));

  /** What an event says, in words. */
  function words({ event, data }: OpenPage["events"]["all"][number]): string {
    if (event !== "presence") return "";
    const { person, presence, problem, signInNeeded, stale } = data as {
      person: string;
      presence?: { status: string; person: { slug: string; name: string } };
      problem?: { code: string };
      signInNeeded: boolean;
      stale: boolean;
    };
    assert.ok(!presence || presence.person.slug === person);
    return [
      person,
      presence ? `${presence.person.name} ${presence.status}` : "unknown",
      ...(problem ? [problem.code] : []),
      ...(signInNeeded ? ["sign in"] : []),
      ...(stale ? ["stale"] : []),
    ].join(", ");
  }

  const told = (what: string): Promise<unknown> =>
    home.until(page.events.find((event) => words(event) === what));
  const show = async (people: readonly object[], more: object = {}): Promise<void> => {
    page.events.clear();
    page.block = home.block({ people, ...more });
    await home.until(page.ask("/preview", { block: page.block }));
  };
  /** What is told about everybody at once, by a call that changes nothing. */
  const known = async (): Promise<readonly string[]> => {
    page.events.clear();
    await page.ask("/preview", { block: page.block });
    return page.events.all.map(words);
  };

  it("tells that a sign-in is needed, and reads as soon as it is there", async () => {
    present("alice", "Busy");
    await show([{ name: "Me" }]);
    await told("me, unknown, sign-in-needed, sign in");
    await home.signIn(page);
    const signedInAt = home.test.clock.now();
    await told("me, Me busy");
    assert.ok(home.test.clock.now() - signedInAt < INTERVAL_MS);
    assert.deepEqual(await known(), ["me, Me busy"]);
  });

  describe("of somebody who is signed in", () => {
    beforeEach(async () => {
      present("alice", "Busy");
      await home.signIn(page);
      await show([{ name: "Me" }]);
      await told("me, Me busy");
    });

    it("follows the presence, at the interval of the configuration and no faster", async () => {
      present("alice", "Away");
      await told("me, Me away");
      present("alice", "Available");
      await told("me, Me available");
      assert.ok((gaps().at(-1) ?? 0) >= INTERVAL_MS - SLACK_MS, gaps().join());
    });

    it("tells what is known again, without asking for it", async () => {
      const before = asked();
      assert.deepEqual(await known(), ["me, Me busy"]);
      assert.equal(asked(), before);
    });

    it("says which request of the page it answers, so that the page knows of what source it is", async () => {
      page.events.clear();
      await page.ask("/preview", { block: page.block, asked: 7 });
      present("alice", "Away");
      await told("me, Me away");
      assert.deepEqual(
        page.events.all.map(({ data }) => [words({ event: "presence", data }), data["asked"]]),
        [
          ["me, Me busy", 7],
          ["me, Me away", 7],
        ],
      );
    });

    it("is told under another name and id, without asking", async () => {
      const before = asked();
      await show([
        { id: "alice", name: "Alice" },
        { id: "me", name: "Me too" },
      ]);
      await home.test.clock.advance(1000);
      assert.deepEqual(page.events.all.map(words), ["alice, Alice busy", "me, Me too busy"]);
      assert.equal(asked(), before);
    });

    it("goes on where somebody else is added, who needs another consent", async () => {
      present("bob", "Away");
      const bob = home.test.world.person("bob").oid;
      await show([{ name: "Me" }, { name: "Bob", user: bob }]);
      assert.deepEqual(page.events.all.map(words), ["me, Me busy", "bob, unknown"]);
      await told("bob, unknown, sign-in-needed, sign in");
      await home.signIn(page);
      await told("bob, Bob away");
    });

    it("is over with a person who is no longer there", async () => {
      await show([]);
      await show([{ name: "Nobody", source: "mqtt" }]);
      present("alice", "Away");
      await home.test.clock.advance(2 * INTERVAL_MS);
      assert.deepEqual(
        page.events.all.map(({ data }) => data["person"]),
        ["nobody"],
      );
    });

    it("asks Graph every five seconds at most, however often people are changed", async () => {
      for (let interval = 100; interval < 110; interval++) {
        await show([{ name: "Me" }], { interval });
        await home.test.clock.advance(1000);
      }
      present("alice", "Away");
      await told("me, Me away");
      assert.ok(gaps().length > 0);
      assert.ok(
        gaps().every((gap) => gap >= SPACING_MS - SLACK_MS),
        gaps().join(),
      );
    });

    it("tells of the sign-out", async () => {
      await home.until(page.askFor("/sign-in/sign-out"));
      await told("me, Me busy, sign-in-needed, sign in");
    });

    it("says nothing once the page is closed", async () => {
      await home.closePage(page);
      page.events.clear();
      present("alice", "Away");
      await home.test.clock.advance(2 * INTERVAL_MS);
      assert.deepEqual(page.events.all, []);
    });
  });

  it("tells why somebody cannot be read", async () => {
    await show([{ name: "Bob", user: "not a user" }]);
    assert.deepEqual(page.events.all.map(words), ["bob, unknown, bad-configuration"]);
  });
});
