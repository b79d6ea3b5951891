import assert from "node:assert/strict";
import { startEntra } from "../../sandbox/cloud/entra";
import { CLIENT_ID, TENANT_ID } from "../../sandbox/cloud";
import { Tokens } from "../../sandbox/cloud/entra/tokens";
import { type Graph, startGraph } from "../../sandbox/cloud/graph";
import type { FaultTarget } from "../../sandbox/support/faults";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { type Caught, catchNodes, caught, debugNode, inject, injectNode, TAB } from "../support/flow";
import { MAJOR, NodeRedProcess, type NodeStatusEvent } from "../support/node-red";
import { signIn } from "../support/sign-in";

const CLIENT = "7e5e0ce0-0000-4000-8000-00000000c11e";
const ACCOUNT = { tenant: "contoso.example", clientId: CLIENT };

describe(`bad input to a real Node-RED ${MAJOR}`, () => {
  let red: NodeRedProcess;
  let microsoft: TestCloud;

  before(async function () {
    this.timeout(30_000);
    microsoft = await startTestCloud();
    red = await NodeRedProcess.start({ env: microsoft.env });
  });

  after(async () => {
    const { output, running } = red;
    await red.dispose();
    await microsoft.close();
    assert.ok(running, output);
    assert.doesNotMatch(output, /unhandled|uncaught|\n\s+at .*node-red-teams-presence/i);
  });

  const errorsOf = (id: string): Caught[] =>
    red.debugs.all
      .filter((event) => event.id === "errors")
      .map(caught)
      .filter(({ error }) => error.source.id === id);

  async function errorOf(id: string): Promise<Caught> {
    return caught(
      await red.debugs.find((event) => event.id === "errors" && caught(event).error.source.id === id),
    );
  }

  const isRing = (id: string) => (status: NodeStatusEvent) =>
    status.id === id && status.fill === "red" && status.shape === "ring";

  /** A message of trouble as Catch nodes should get it: for people, for programs, without a stack. */
  function assertClear({ error }: Caught, code: string): void {
    assert.equal(error.code, code, error.message);
    const { title, advice } = error.cause as { title: string; advice: string };
    assert.equal(error.message.includes(title) && error.message.includes(advice), true);
    assert.ok(title !== "" && advice !== "");
    assert.equal(error.stack, undefined);
  }

  describe("wrong properties", function () {
    this.timeout(30_000);

    /** Wrong in the poll: property, value, and the words the advice must have. */
    const POLL: readonly (readonly [string, unknown, RegExp])[] = [
      ["auth", { not: "an id" }, /auth must be a text/],
      ["auth", 5, /auth must be a text/],
      ["interval", 4, /interval must be a number of seconds from 5 to 3600/],
      ["interval", 3601, /interval must be a number of seconds from 5 to 3600/],
      ["interval", "often", /interval must be a number of seconds from 5 to 3600/],
      ["interval", {}, /interval must be a number of seconds from 5 to 3600/],
      ["staleAfter", -1, /staleAfter must be a number of seconds from 0 to 86400/],
      ["staleAfter", [], /staleAfter must be a number of seconds from 0 to 86400/],
      ["adaptive", "maybe", /adaptive must be true or false/],
      ["people", [{ name: "Bob" }], /people\[0\].id must be an object id/],
      ["people", "bob", /people must be a list/],
      ["shard", "1/2", /shard/],
      ["shard", 7, /shard/],
      ["statusMessage", true, /statusMessage/],
    ];
    /** Wrong in the account. */
    const AUTH: readonly (readonly [string, unknown, RegExp])[] = [
      ["cloud", "mars", /cloud/],
      ["cloud", 5, /cloud/],
      ["tenant", "", /tenant/],
      ["tenant", "not a tenant", /tenant/],
      ["tenant", { a: 1 }, /tenant/],
      ["clientId", "", /clientId/],
      ["clientId", "alice", /clientId/],
      ["clientId", 5, /clientId/],
      ["authority", "https://login.example", /authority/],
      ["graph", "https://graph.example", /graph/],
      ["method", "password", /method must be one of device-code, auth-code, app/],
      ["method", 5, /method/],
      ["readOthers", "perhaps", /readOthers/],
      ["writePresence", 5, /writePresence/],
      ["redirectUri", "http://example.com/callback", /redirectUri/],
      ["clientSecretExpires", "next year", /clientSecretExpires/],
    ];
    /** An account that is not there. */
    const MISSING: readonly (readonly [string, string])[] = [
      ["no account is chosen", ""],
      ["the account was deleted", "nowhere"],
      ["the account is disabled", "disabled"],
      ["another node is named", "poll-0"],
    ];

    const CASES: readonly {
      readonly title: string;
      readonly nodes: readonly object[];
      readonly id: string;
      readonly code: string;
      readonly says: RegExp;
    }[] = [
      ...POLL.map(([property, value, says], index) => ({
        title: `presence-poll with ${property} = ${JSON.stringify(value)}`,
        id: `poll-${index}`,
        nodes: [poll(`poll-${index}`, { auth: "right", [property]: value })],
        code: "bad-configuration",
        says,
      })),
      ...AUTH.map(([property, value, says], index) => ({
        title: `teams-auth with ${property} = ${JSON.stringify(value)}`,
        id: `of-auth-${index}`,
        nodes: [
          { id: `auth-${index}`, type: "teams-auth", ...ACCOUNT, [property]: value },
          poll(`of-auth-${index}`, { auth: `auth-${index}` }),
        ],
        code: "bad-configuration",
        says,
      })),
      ...MISSING.map(([title, auth], index) => ({
        title: `presence-poll where ${title}`,
        id: `missing-${index}`,
        nodes: [poll(`missing-${index}`, { auth })],
        code: "no-account",
        says: /choose or add an account/,
      })),
    ];

    function poll(id: string, properties: object): object {
      return { id, type: "presence-poll", z: TAB.id, wires: [[], []], ...properties };
    }

    before(() =>
      red.deploy([
        TAB,
        ...catchNodes("errors"),
        { id: "right", type: "teams-auth", ...ACCOUNT, d: true },
        { id: "disabled", type: "teams-auth", ...ACCOUNT, d: true },
        ...CASES.flatMap(({ nodes }) => nodes),
        ...CASES.map(({ id }) => injectNode(`in-${id}`, id)),
      ]),
    );

    for (const { title, id, code, says } of CASES) {
      it(`${title}: one clear status and one error, for every message one more`, async () => {
        const first = await errorOf(id);
        assertClear(first, code);
        assert.match(first.error.message, says);
        assert.deepEqual([first.topic, first.payload], ["", null]);
        const { text } = await red.statuses.find(isRing(id));
        assert.equal(text, (first.error.cause as { title: string }).title);
        const more = red.debugs.next(({ id: from, msg }) => from === "errors" && msg.includes(`"${id}"`));
        await inject(red, `in-${id}`, "now");
        assert.equal(caught(await more).payload, "now");
        assert.equal(errorsOf(id).length, 2);
      });
    }
  });

  describe("a sign-in that Microsoft spoils", function () {
    this.timeout(30_000);
    const begin = () =>
      red.admin("POST", "/teams-auth/spoiled/sign-in", { ...microsoft.registration, dialog: true });

    for (const [kind, code] of [
      ["html", "microsoft-unreachable"],
      ["garbage", "microsoft-unreachable"],
      ["reset", "microsoft-unreachable"],
      ["500", "microsoft-unreachable"],
      ["503", "microsoft-unreachable"],
      ["429", "microsoft-throttled"],
    ] as const) {
      it(`${kind}: says ${code}, and the next try works`, async () => {
        microsoft.faults.order({ target: "entra", kind, seconds: 60 });
        const { status, body } = await begin();
        microsoft.faults.clear();
        const { error } = body as { error: { code: string; title: string; advice: string } };
        assert.deepEqual([status, error.code], [400, code]);
        assert.ok(error.title !== "" && error.advice !== "");
        assert.equal((await begin()).status, 200);
        await red.admin("POST", "/teams-auth/spoiled/sign-in/discard", {});
      });
    }

    for (const [what, changes, code] of [
      ["an unknown client id", { clientId: "7e5e0ce0-0000-4000-8000-00000000beef" }, "application-unknown"],
      ["an unknown tenant", { tenant: "nobody.example" }, "tenant-unknown"],
      ["a closed port", { authority: "https://localhost:1" }, "microsoft-unreachable"],
    ] as const) {
      it(`${what}: says so`, async () => {
        const { status, body } = await red.admin("POST", "/teams-auth/spoiled/sign-in", {
          ...microsoft.registration,
          ...changes,
          dialog: true,
        });
        const { error } = body as { error: { code: string } };
        assert.deepEqual([status, error.code], [400, code]);
      });
    }

    it("declined: says so, and the next try works", async () => {
      const { body } = await begin();
      microsoft.cloud.decline((body as { userCode: string }).userCode);
      let state: { state: string; error?: { code: string } } = { state: "pending" };
      while (state.state === "pending")
        state = (await red.admin("GET", "/teams-auth/spoiled/sign-in")).body as typeof state;
      assert.deepEqual([state.state, state.error?.code], ["failed", "sign-in-declined"]);
      assert.equal((await begin()).status, 200);
    });
  });

  describe("a poll that Microsoft spoils", function () {
    this.timeout(60_000);

    const SPOILS: readonly {
      readonly target: FaultTarget;
      readonly kind: string;
      readonly code: string;
      readonly event?: string;
    }[] = [
      { target: "graph", kind: "html", code: "graph-bad-answer" },
      { target: "graph", kind: "garbage", code: "graph-bad-answer" },
      { target: "graph", kind: "500", code: "graph-unavailable" },
      { target: "graph", kind: "503", code: "graph-unavailable" },
      { target: "graph", kind: "reset", code: "graph-unreachable" },
      { target: "graph", kind: "offline", code: "graph-unreachable" },
      { target: "graph", kind: "401", code: "graph-unauthorized" },
      { target: "graph", kind: "429", code: "graph-throttled", event: "throttled" },
      { target: "entra", kind: "html", code: "microsoft-unreachable" },
      { target: "entra", kind: "garbage", code: "microsoft-unreachable" },
      { target: "entra", kind: "500", code: "microsoft-unreachable" },
      { target: "entra", kind: "reset", code: "microsoft-unreachable" },
      { target: "entra", kind: "429", code: "microsoft-throttled", event: "throttled" },
    ];
    const nameOf = ({ target, kind }: (typeof SPOILS)[number]): string => `${target}-${kind}`;
    /** Polls only by hand, once it is in trouble. */
    const SLOW = "slow";
    const CLOSED = "closed";
    const NAMES = [...SPOILS.map(nameOf), SLOW];
    const clouds = new Map<string, TestCloud>();
    let closed: ClosedPort;

    before(async () => {
      const { authority } = microsoft;
      // Access tokens are that short so that every poll has to ask for a new one.
      await Promise.all(
        NAMES.map(async (name) =>
          clouds.set(name, await startTestCloud({ authority, accessTokenSeconds: 60 })),
        ),
      );
      closed = await startClosablePort(microsoft);
      await Promise.all([
        ...[...clouds].map(async ([name, cloud]) => {
          await signIn(red, cloud, `account-${name}`, { ...cloud.registration, dialog: true });
          await red.admin("POST", `/teams-auth/account-${name}/sign-in/keep`, {});
        }),
        signIn(red, { cloud: closed.cloud }, `account-${CLOSED}`, {
          ...closed.registration,
          dialog: true,
        }).then(() => red.admin("POST", `/teams-auth/account-${CLOSED}/sign-in/keep`, {})),
      ]);
      for (const spoil of SPOILS) {
        const { target, kind } = spoil;
        clouds.get(nameOf(spoil))?.faults.order({ target, kind, seconds: 600, retryAfter: 1 });
      }
      clouds.get(SLOW)?.faults.order({ target: "graph", kind: "500", seconds: 600 });
      await closed.close();
      red.debugs.clear();
      red.statuses.clear();
      await red.deploy([
        TAB,
        ...catchNodes("errors"),
        ...[...clouds].flatMap(([name, { registration }]) => flowOf(name, registration, name === SLOW)),
        ...flowOf(CLOSED, closed.registration, false),
      ]);
    });
    after(async () => {
      for (const cloud of clouds.values()) await cloud.close();
      await closed.end();
    });
    afterEach(function () {
      if (this.currentTest?.isFailed()) console.error(red.output.slice(-4000), red.debugs.all);
    });

    function flowOf(name: string, registration: object, isSlow: boolean): object[] {
      return [
        { id: `account-${name}`, type: "teams-auth", ...registration },
        {
          id: `poll-${name}`,
          type: "presence-poll",
          z: TAB.id,
          auth: `account-${name}`,
          interval: isSlow ? 3600 : 5,
          wires: [[`out-${name}`], [`attention-${name}`]],
        },
        injectNode(`in-${name}`, `poll-${name}`),
        debugNode(`out-${name}`),
        debugNode(`attention-${name}`),
      ];
    }

    const attentionOf = (name: string): string[] =>
      red.debugs.all
        .filter(({ id }) => id === `attention-${name}`)
        .map(({ msg }) => (JSON.parse(msg) as { event: string }).event);

    for (const { code, event, ...spoil } of [
      ...SPOILS.map((each) => ({ ...each, name: nameOf(each) })),
      { name: CLOSED, code: "graph-unreachable", event: undefined },
    ]) {
      const { name } = spoil;
      it(`${name}: one clear status, one error ${code}`, async () => {
        const error = await errorOf(`poll-${name}`);
        assertClear(error, code);
        assert.deepEqual([error.topic, error.payload], ["", null]);
        const { title } = error.error.cause as { title: string };
        const { shape, text } = await red.statuses.find(
          ({ id, fill }) => id === `poll-${name}` && (fill === "red" || fill === "yellow"),
        );
        assert.equal(shape, "ring");
        if (event === "throttled") assert.match(text ?? "", /asks to wait \d+ s/);
        else assert.equal(text, title);
        if (event !== undefined)
          await red.debugs.find(({ id, msg }) => id === `attention-${name}` && msg.includes(event));
        assert.equal(
          red.debugs.all.some(({ id }) => id === `out-${name}`),
          false,
        );
      });
    }

    it("all of them are well again without a deploy once the trouble is over, and were told once", async () => {
      for (const { faults } of clouds.values()) faults.clear();
      await closed.open();
      for (const name of [...SPOILS.map(nameOf), CLOSED]) {
        const { msg } = await red.debugs.find(({ id }) => id === `out-${name}`);
        assert.equal((JSON.parse(msg) as { status: string }).status, "available", name);
        await red.debugs.find(
          ({ id, msg: text }) => id === `attention-${name}` && text.includes("recovered"),
        );
        await red.statuses.find(({ id, shape }) => id === `poll-${name}` && shape === "dot");
        assert.equal(errorsOf(`poll-${name}`).length, 1, name);
        assert.equal(attentionOf(name).filter((event) => event === "recovered").length, 1, name);
      }
    });

    it("a message hurries the poll that would have waited long", async () => {
      assertClear(await errorOf(`poll-${SLOW}`), "graph-unavailable");
      await inject(red, `in-${SLOW}`, "now");
      await red.debugs.find(({ id }) => id === `out-${SLOW}`);
      assert.equal(errorsOf(`poll-${SLOW}`).length, 1);
    });
  });
});

type ClosedPort = Awaited<ReturnType<typeof startClosablePort>>;

/** A pretend cloud whose Graph can go away and come back with the same port and the same tokens. */
async function startClosablePort({ authority, world, log, faults }: TestCloud) {
  const tokens = new Tokens();
  const options = { authority, world, log, faults, tokens };
  let graph: Graph = await startGraph(options);
  const { origin, port } = graph;
  const entra = await startEntra({ ...options, graphOrigins: [origin], intervalSeconds: 1 });
  return {
    cloud: entra,
    registration: {
      cloud: "custom",
      authority: entra.origin,
      graph: origin,
      tenant: TENANT_ID,
      clientId: CLIENT_ID,
    },
    close: () => graph.close(),
    async open(): Promise<void> {
      graph = await startGraph({ ...options, port });
    },
    async end(): Promise<void> {
      await Promise.all([graph.close(), entra.close()]);
    },
  };
}
