import assert from "node:assert/strict";
import { APP_REGISTRATION, APP_SECRET } from "../../sandbox/cloud";
import { startTestCloud, type TestCloud } from "../support/cloud";
import { catchNodes, caught, debugNode, injectNode, TAB } from "../support/flow";
import { type DebugEvent, MAJOR, NodeRedProcess } from "../support/node-red";
import { signIn, signInState } from "../support/sign-in";

const NOBODY = "00000000-0000-4000-8000-00000000dead";

interface Told {
  readonly status: string;
  readonly person: { readonly id: string; readonly slug: string; readonly name: string };
}

interface Attention {
  readonly event: string;
  readonly person?: { readonly id: string };
  readonly title?: string;
  readonly advice?: string;
}

describe(`a list of people in a real Node-RED ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let red: NodeRedProcess;
  let alice: string;
  let bob: string;
  before(async () => {
    microsoft = await startTestCloud();
    alice = microsoft.world.person("alice").oid;
    bob = microsoft.world.person("bob").oid;
    red = await NodeRedProcess.start({ env: microsoft.env });
  });
  beforeEach(() => {
    red.debugs.clear();
    red.statuses.clear();
  });
  afterEach(function () {
    if (this.currentTest?.isFailed()) console.error(red.output.slice(-4000), red.debugs.all);
  });
  after(async () => {
    const { output, running } = red;
    await red.dispose();
    await microsoft.close();
    assert.ok(running, output);
    assert.doesNotMatch(output, /unhandled|uncaught|\n\s+at .*node-red-teams-presence/i);
  });

  const flow = (people: unknown, account: object = {}): object[] => [
    TAB,
    { id: "account", type: "teams-auth", ...microsoft.registration, readOthers: true, ...account },
    {
      id: "poll",
      type: "presence-poll",
      z: TAB.id,
      auth: "account",
      people,
      interval: 5,
      wires: [["out"], ["attention"]],
    },
    injectNode("in", "poll"),
    debugNode("out", "true"),
    debugNode("attention"),
    ...catchNodes("errors"),
  ];

  const message = ({ msg }: DebugEvent) => JSON.parse(msg) as Record<string, unknown> & { payload: Told };
  const told = async (slug: string, has: (event: DebugEvent) => boolean = () => true) =>
    message(
      await red.debugs.find(
        (each) => each.id === "out" && message(each).payload.person.slug === slug && has(each),
      ),
    );
  const attention = async (event: string): Promise<Attention> => {
    const read = ({ msg }: DebugEvent): Attention => JSON.parse(msg) as Attention;
    return read(await red.debugs.find((each) => each.id === "attention" && read(each).event === event));
  };
  const error = async (code: string) =>
    caught(await red.debugs.find((each) => each.id === "errors" && caught(each).error.code === code)).error;
  const status = (wanted: string) => red.statuses.find(({ id, text }) => id === "poll" && text === wanted);
  const requests = (path: string): number =>
    microsoft.log.entries.filter((entry) => JSON.stringify(entry).includes(path)).length;

  it("is polled with one request, whoever on it is the signed-in person", async () => {
    await signIn(red, microsoft, "account", { ...microsoft.registration, readOthers: true });
    microsoft.world.setPresence("bob", { availability: "Busy", activity: "InACall" });
    await red.deploy(
      flow([
        { id: "alice@contoso.example", name: "Al" },
        { id: `8:orgid:${bob}`, slug: "desk" },
      ]),
    );
    const [first, second] = [await told("al"), await told("desk")];
    assert.deepEqual(first.payload.person, { id: alice, slug: "al", name: "Al" });
    assert.deepEqual(
      [second.payload.person.id, second.payload.status, second["topic"]],
      [bob, "in-a-call", "desk"],
    );
    await status("2 people");
    assert.ok(requests("getPresencesByUserId") > 0);
    assert.equal(requests("/users/"), 0, "nobody had to be looked up");
    assert.equal(requests("/me/presence"), 0);
  });

  it("goes on for the others where somebody is unknown, and says who is", async () => {
    await red.deploy(flow([{ id: NOBODY }, { id: bob, slug: "bob" }]));
    await told("bob");
    assert.equal((await attention("person-not-found")).person?.id, NOBODY);
    assert.match((await error("person-not-found")).message, new RegExp(NOBODY));
    await status("1 of 2 people");
  });

  it("says what to write instead of a name that may not be looked up", async () => {
    await red.deploy(flow([{ id: "bob@contoso.example" }, { id: alice }]));
    await told("alice-example");
    assert.match((await attention("permission-missing")).advice ?? "", /Write the object id/);
    await error("permission-missing");
  });

  it("is replaced by that of a message, which is answered with one message for each", async () => {
    await red.deploy(flow([{ id: bob, slug: "bob" }]));
    await told("bob");
    red.debugs.clear();
    // The poll of the deploy was just now: the message polls as soon as that is five seconds ago.
    const { status: answer } = await red.admin("POST", "/inject/in", {
      __user_inject_props__: [
        { p: "payload", v: "now", vt: "str" },
        {
          p: "people",
          v: JSON.stringify([
            { id: alice, slug: "one" },
            { id: bob, slug: "two" },
          ]),
          vt: "json",
        },
      ],
    });
    assert.equal(answer, 200);
    await told("one");
    await told("two");
  });

  it("that is wrong in a message is an error which names the property", async () => {
    await red.admin("POST", "/inject/in", {
      __user_inject_props__: [{ p: "people", v: JSON.stringify([{ id: "bob" }]), vt: "json" }],
    });
    assert.match((await error("bad-input")).message, /msg\.people\[0\]\.id must be an object id/);
  });

  it("needs an account that may read others", async () => {
    await red.deploy(flow([{ id: bob }], { readOthers: false }));
    await status("The account reads only its own presence");
    assert.match(
      (await attention("permission-missing")).advice ?? "",
      /Turn on 'Read other people's presence too'/,
    );
  });

  it("says what is missing where it was turned on after the sign-in, also in the account's dialog", async () => {
    const own = { ...microsoft.registration, readOthers: false };
    await red.admin("POST", "/teams-auth/account/sign-out", {});
    await red.deploy(flow([], own));
    await signIn(red, microsoft, "account", own, "bob");
    await told("bob-example");
    red.debugs.clear();
    red.statuses.clear();
    await red.deploy(flow([{ id: alice }], { readOthers: true }));
    const missing = "The account has not agreed to what this application asks for";
    await red.statuses.find(({ id, text }) => id === "poll" && text === "sign in needed");
    assert.equal((await attention("sign-in-needed")).title, missing);
    const { state, error } = await signInState(red, "account");
    assert.deepEqual([state, error?.code, error?.title], ["failed", "sign-in-needed", missing]);
    await signIn(red, microsoft, "account", { ...own, readOthers: true }, "bob");
    await told(alice);
  });

  it("is what an application's account needs, which is nobody itself", async () => {
    const application = {
      clientId: APP_REGISTRATION.clientId,
      method: "app",
      readOthers: false,
      credentials: { clientSecret: APP_SECRET },
    };
    await red.deploy(flow([], application));
    await status("Choose people");
    await red.deploy(flow([{ id: bob, name: "Bob" }], application));
    await told("bob");
  });
});
