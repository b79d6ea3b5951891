import assert from "node:assert/strict";
import { GraphClient } from "../../../../shared/microsoft/graph/graph-client";
import { MicrosoftAccount } from "../../../../shared/microsoft/account/microsoft-account";
import { PresencePoller } from "../../../../shared/microsoft/polling/presence-poller";
import { endpoints } from "../../../../shared/microsoft/registration/registration";
import { FakeClock } from "../../../support/fake-clock";
import { seeded } from "../../../support/seeded";
import { turnDate } from "../../../support/turned-date";
import { RecordingLog, REGISTRATION } from "../helpers";
import { ALICE, BOB, json, networkError, type User } from "../in-memory-entra";
import { MemoryFiles, RotatingEntra, signInOf, Work } from "../simulated";

const GRAPH = endpoints(REGISTRATION).graph;
const SCOPE = `${GRAPH}/Presence.Read`;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-11-21T09:00:00.000Z");

/** One machine: its clock, its files, its network, and the accounts and pollers that run on it. */
class Machine {
  /** Runs the timers. */
  readonly timers = new FakeClock(NOW);
  /** How far the wall clock is away from the one that runs the timers. */
  moved = 0;
  readonly clock = {
    now: () => this.timers.now() + this.moved,
    after: (ms: number, run: () => void) => this.timers.after(ms, run),
  };
  readonly work = new Work();
  readonly files = new MemoryFiles(this.clock, this.work);
  readonly entra: RotatingEntra;
  readonly pollers: PresencePoller[] = [];
  readonly accounts: MicrosoftAccount[] = [];
  /** Seconds after the start, per account. */
  readonly polledAt = new Map<string, number[]>();
  readonly heard: { readonly at: number; readonly status: string }[] = [];
  readonly events: string[] = [];
  /** What is wrong with every connection: an error code, as long as it is. */
  trouble: () => string | undefined = () => undefined;

  constructor() {
    // Entra and Graph have the right time.
    this.entra = new RotatingEntra({ clock: this.timers, random: seeded(7), work: this.work });
    this.entra.trouble = () => this.trouble();
  }

  async signIn(id: string, user: User): Promise<void> {
    const signIn = signInOf(user, this.entra.tokens(user, SCOPE), this.timers.now());
    await this.files.write(id, REGISTRATION, signIn);
  }

  start(id: string, interval = 30): void {
    const { clock, files } = this;
    const log = new RecordingLog();
    const tokens = new MicrosoftAccount({
      id,
      registration: REGISTRATION,
      files,
      log,
      clock,
      fetch: this.entra.fetch,
      random: () => 0,
    });
    const client = new GraphClient({
      origin: GRAPH,
      scopes: (permission) => [`${GRAPH}/${permission}`],
      tokens,
      clock,
      fetch: (_, init) => this.#graph(init),
    });
    const asked: number[] = [];
    this.polledAt.set(id, asked);
    const poller = new PresencePoller({
      tokens,
      graph: {
        myPresence: () => {
          asked.push((this.timers.now() - NOW) / SECOND);
          return client.myPresence();
        },
        presences: () => Promise.reject(new Error("nobody else is asked about")),
        resolveUser: () => Promise.reject(new Error("nobody else is asked about")),
      },
      access: { own: true, others: false },
      people: [],
      listener: {
        onPresences: (presences) => {
          for (const { status } of presences) this.heard.push({ at: this.timers.now(), status });
        },
        onAttention: ({ event }) => void this.events.push(`${id} ${event}`),
        onState() {},
        onTrouble() {},
      },
      clock,
      log,
      interval,
      staleAfter: 0,
      statusMessage: false,
      random: () => 0,
    });
    this.accounts.push(tokens);
    this.pollers.push(poller);
    poller.start();
  }

  /** Lets time pass; it stands still while anything is under way. */
  async pass(ms: number): Promise<void> {
    const end = this.timers.now() + ms;
    await this.work.rests(TURNS);
    while (this.timers.now() < end) {
      await this.timers.advance(Math.min(this.timers.nextIn ?? Infinity, end - this.timers.now()));
      await this.work.rests(TURNS);
    }
  }

  async stop(): Promise<void> {
    for (const poller of this.pollers) poller.stop();
    await Promise.all(this.accounts.map((account) => account.close()));
    assert.equal(this.timers.pending, 0, "no timer is left behind");
  }

  #graph(init?: RequestInit): Promise<Response> {
    return this.work.count(async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      const trouble = this.trouble();
      if (trouble !== undefined) throw networkError(trouble);
      const token = new Headers(init?.headers).get("authorization")?.replace("Bearer ", "") ?? "";
      const user = this.entra.userOf(token);
      if (!user) return json({ error: { code: "InvalidAuthenticationToken" } }, { status: 401 });
      return json({ id: user.oid, availability: "Busy", activity: "InACall" });
    });
  }
}

/** Turns of the event loop in which nothing happens: what is known to be loaded is imported within them. */
const TURNS = 10;

describe("a machine in trouble", function () {
  this.timeout(60_000);
  let machine: Machine;
  let restoreDate = (): void => {};

  before(() => Promise.all([import("@azure/msal-node"), import("@microsoft/microsoft-graph-client")]));
  beforeEach(() => {
    machine = new Machine();
    restoreDate = turnDate(machine.clock);
  });
  afterEach(async () => {
    await machine.stop();
    restoreDate();
  });

  describe("a Raspberry Pi after a power cut, in 1970 and without network", () => {
    const network = 3 * MINUTE + 7 * SECOND;
    const clock = 11 * MINUTE + 3 * SECOND;
    const orders = [
      { what: "the network and then the time", networkAt: network, clockAt: clock },
      { what: "the time and then the network", networkAt: clock, clockAt: network },
      { what: "both at once", networkAt: clock, clockAt: clock },
    ];
    for (const { what, networkAt, clockAt } of orders) {
      for (const off of [10 * MINUTE, 100 * 24 * HOUR]) {
        it(`is right within a minute of ${what}, ${off / MINUTE} minutes later, and nobody signs in`, async () => {
          await machine.signIn("a", ALICE);
          const before = machine.files.stored.get("a");
          await machine.pass(off);
          const bootedAt = machine.timers.now();
          machine.moved = 12 * SECOND - bootedAt;
          machine.trouble = () => {
            if (machine.timers.now() < bootedAt + networkAt) return "EAI_AGAIN";
            return machine.moved === 0 ? undefined : "CERT_NOT_YET_VALID";
          };
          machine.start("a");
          await machine.pass(clockAt);
          assert.equal(machine.files.stored.get("a"), before, "what is stored stays as it is");
          machine.moved = 0;
          await machine.pass(Math.max(0, networkAt - clockAt));
          assert.equal(machine.heard.length, 0);
          await machine.pass(MINUTE);
          assert.deepEqual([...new Set(machine.heard.map(({ status }) => status))], ["in-a-call"]);
          assert.ok(machine.files.stored.get("a"));
          assert.deepEqual(
            machine.events.filter((event) => event !== "a recovered"),
            [],
          );
          await machine.pass(2 * HOUR);
          assert.deepEqual(machine.events, ["a recovered"]);
        });
      }
    }
  });

  it("tells its pollers that tokens are there again, which do not wait for their own time", async () => {
    await machine.signIn("a", ALICE);
    await machine.pass(2 * HOUR);
    const lost = machine.timers.now();
    machine.trouble = () => (machine.timers.now() < lost + 5.5 * HOUR ? "ENOTFOUND" : undefined);
    machine.start("a", 3600);
    await machine.pass(5.5 * HOUR);
    assert.equal(machine.heard.length, 0);
    await machine.pass(51 * SECOND);
    assert.notEqual(machine.heard.length, 0);
  });

  /** When Bob's account is polled in three hours; Alice's is revoked after one, if at all. */
  async function pollsOfBob(
    isRevoked: boolean,
  ): Promise<{ readonly times: number[]; readonly told: string[] }> {
    const world = new Machine();
    const restore = turnDate(world.clock);
    try {
      await world.signIn("alice", ALICE);
      await world.signIn("bob", BOB);
      world.start("alice");
      await world.pass(4 * SECOND);
      world.start("bob");
      await world.pass(HOUR);
      if (isRevoked) world.entra.changePassword(ALICE);
      await world.pass(2 * HOUR);
      return { times: world.polledAt.get("bob") ?? [], told: world.events };
    } finally {
      await world.stop();
      restore();
    }
  }

  it("with one account revoked polls the others to the second as it did", async () => {
    const usual = await pollsOfBob(false);
    const revoked = await pollsOfBob(true);
    assert.deepEqual([usual.told, revoked.told], [[], ["alice sign-in-needed"]]);
    assert.ok(usual.times.length > 350, `${usual.times.length} polls`);
    assert.deepEqual(revoked.times, usual.times);
  });
});
