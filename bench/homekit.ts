/**
 * How long HomeKit waits for a change: from the source's answer to the value in HAP, and to a controller, in a real
 * Homebridge over loopback. Occupancy is apart: HAP gathers those changes for a quarter of a second.
 */
import { connectAsync } from "mqtt";
import { HapHome } from "../test/support/hap-home";
import { HomebridgeProcess } from "../test/support/homebridge";
import type { Inbox } from "../test/support/inbox";
import { startAedes } from "../test/support/broker";
import { startTestCloud } from "../test/support/cloud";
import { measuredPlugin, MARK } from "./measured-plugin";
import { join, resolve } from "node:path";
import { type Summary, summaryOf } from "./statistics";

const PLUGIN = join(resolve(__dirname, "../.."), "homebridge-plugin");
const KINDS = ["contact", "motion", "occupancy"] as const;
type Kind = (typeof KINDS)[number];

/** What a controller hears of each kind. */
const DETECTIONS: Readonly<Record<Kind, string>> = {
  contact: "contact-state",
  motion: "motion-detected",
  occupancy: "occupancy-detected",
};

const sensorsOf = (kinds: readonly Kind[]): readonly object[] =>
  kinds.map((kind) => ({ id: kind, name: kind, kind, statuses: ["in-a-call"] }));

/** As many accounts as are polled, and changes of each: 100 answers in all. */
const ACCOUNTS = 5;
const POLLS = 20;
const MESSAGES = 100;

export interface Row {
  readonly name: string;
  /** Milliseconds. */
  readonly summary: Summary;
  /** Milliseconds that 95 of 100 must not exceed; absent: only stated. */
  readonly goal?: number;
}

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Hands on everything that came and comes, also what came together. */
async function follow<T>(inbox: Inbox<T>, hear: (value: T) => void): Promise<never> {
  for (let seen = 0; ;) {
    if (seen === inbox.all.length) await inbox.next();
    for (const value of inbox.all.slice(seen)) hear(value);
    seen = inbox.all.length;
  }
}

/** Values given to HAP: when, in milliseconds of the monotonic clock, and by which sensor. */
function watchValues(homebridge: HomebridgeProcess, onValue: (at: number, sensor: string) => void): void {
  void follow(homebridge.lines, ({ text }) => {
    const [mark, at, sensor = ""] = text.split(" ");
    if (mark === MARK) onValue(Number(at) / 1e6, sensor);
  });
}

/** What a controller hears, as soon as it does. */
function watchEvents(home: HapHome, onEvent: (at: number, characteristic: string) => void): void {
  void follow(home.events, ({ characteristic }) => onEvent(now(), characteristic));
}

/** How long values and events of some kinds of sensors come after the source has spoken. */
class Waits {
  /** When the source spoke last. */
  spokenAt = 0;
  readonly #values: number[] = [];
  readonly #events: ReadonlyMap<string, number[]>;
  readonly #kinds: readonly Kind[];
  #left = 0;
  #done: () => void = () => undefined;

  constructor(homebridge: HomebridgeProcess, home: HapHome, kinds: readonly Kind[]) {
    this.#kinds = kinds;
    this.#events = new Map(kinds.map((kind) => [DETECTIONS[kind], []]));
    watchValues(homebridge, (at, sensor) => {
      if (kinds.some((kind) => kind === sensor)) this.#came(this.#values, at);
    });
    watchEvents(home, (at, characteristic) => {
      const waits = this.#events.get(characteristic);
      if (waits) this.#came(waits, at);
    });
  }

  /** Lets the source speak; resolves when `people` have changed in HAP and at the controller. */
  async round(people: number, speak: () => unknown): Promise<void> {
    this.#left = 2 * people * this.#kinds.length;
    const all = new Promise<void>((done) => (this.#done = done));
    await speak();
    await all;
  }

  rows(source: string, goal: number): readonly Row[] {
    return [
      { name: `${source} → value in HAP`, summary: summaryOf(this.#values), goal },
      ...this.#kinds.map((kind) => ({
        name: `${source} → ${kind} at the controller`,
        summary: summaryOf(this.#events.get(DETECTIONS[kind]) ?? []),
      })),
    ];
  }

  #came(waits: number[], at: number): void {
    waits.push(at - this.spokenAt);
    if (--this.#left === 0) this.#done();
  }
}

export async function benchGraph(): Promise<readonly Row[]> {
  const cloud = await startTestCloud();
  const ids = Array.from({ length: ACCOUNTS }, (_, index) => `account-${index}`);
  // Occupancy would come after the answer to somebody else.
  const kinds: readonly Kind[] = ["contact", "motion"];
  const homebridge = new HomebridgeProcess({
    major: "2",
    pluginPath: measuredPlugin(),
    env: { ...cloud.env, MEASURED_PLUGIN: PLUGIN },
    platform: {
      name: "Teams",
      interval: 5,
      accounts: ids.map((id) => ({ id, name: id, ...cloud.registration })),
      people: ids.map((id) => ({ id, name: id, account: id, sensors: sensorsOf(kinds) })),
    },
  });
  try {
    await homebridge.start();
    for (const id of ids) {
      const { text } = await homebridge.lines.find((line) => line.text.startsWith(`${id}: sign in at`));
      const signedIn = homebridge.lines.next(
        (line) => line.text.startsWith(`${id}: `) && line.text.endsWith("is signed in."),
      );
      cloud.cloud.approve(/code (\w+)/.exec(text)?.[1] ?? "", "alice");
      await signedIn;
      await homebridge.lines.find((line) => line.text === `${id}: Available`);
    }
    const home = await HapHome.pair(homebridge.bridge);
    await home.subscribe();
    const waits = new Waits(homebridge, home, kinds);
    // The machine has one request at a time to think about: the newest answer is the one that a value comes of.
    cloud.log.on("entry", ({ path }) => {
      if (path.endsWith("/me/presence")) waits.spokenAt = now();
    });
    for (let poll = 0; poll < POLLS; poll++) {
      const [availability, activity] = poll % 2 === 0 ? ["Busy", "InACall"] : ["Available", "Available"];
      await waits.round(ACCOUNTS, () => cloud.world.setPresence("alice", { availability, activity }));
    }
    await home.close();
    return waits.rows("Graph's answer", 50);
  } finally {
    await homebridge.kill();
    await cloud.close();
  }
}

export async function benchMqtt(): Promise<readonly Row[]> {
  const broker = await startAedes();
  const client = await connectAsync(broker.url);
  const homebridge = new HomebridgeProcess({
    major: "2",
    pluginPath: measuredPlugin(),
    env: { MEASURED_PLUGIN: PLUGIN },
    platform: {
      name: "Teams",
      mqtt: { url: broker.url },
      people: [{ id: "alice", name: "Alice", topic: "house/alice", sensors: sensorsOf(KINDS) }],
    },
  });
  const publish = (status: string) =>
    client.publishAsync(
      "house/alice/state",
      JSON.stringify({ person: { slug: "alice" }, status, observedAt: new Date().toISOString() }),
      { qos: 1, retain: true },
    );
  try {
    await publish("available");
    await homebridge.start();
    await homebridge.lines.find(({ text }) => text === "Alice: Available");
    const home = await HapHome.pair(homebridge.bridge);
    await home.subscribe();
    const waits = new Waits(homebridge, home, KINDS);
    for (let message = 0; message < MESSAGES; message++)
      await waits.round(1, () => {
        waits.spokenAt = now();
        return publish(message % 2 === 0 ? "in-a-call" : "available");
      });
    await home.close();
    return waits.rows("published", 20);
  } finally {
    await homebridge.kill();
    await client.endAsync(true);
    await broker.stop();
  }
}
