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
const SENSORS = KINDS.map((kind) => ({ id: kind, name: kind, kind, statuses: ["in-a-call"] }));
const DETECTIONS = ["contact-state", "motion-detected", "occupancy-detected"];

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

export async function benchGraph(): Promise<readonly Row[]> {
  const cloud = await startTestCloud();
  const ids = Array.from({ length: ACCOUNTS }, (_, index) => `account-${index}`);
  const homebridge = new HomebridgeProcess({
    major: "2",
    pluginPath: measuredPlugin(),
    env: { ...cloud.env, MEASURED_PLUGIN: PLUGIN },
    platform: {
      name: "Teams",
      interval: 5,
      accounts: ids.map((id) => ({ id, name: id, ...cloud.registration })),
      people: ids.map((id) => ({
        id: `person-${id}`,
        name: id,
        account: id,
        sensors: [{ id, name: "Call", kind: "contact", statuses: ["in-a-call"] }],
      })),
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
    const waits: number[] = [];
    // The machine has one request at a time to think about: the newest answer is the one that a value comes of.
    let answeredAt = 0;
    cloud.log.on("entry", ({ path }) => {
      if (path.endsWith("/me/presence")) answeredAt = now();
    });
    let left = 0;
    let resolveAll: () => void = () => undefined;
    watchValues(homebridge, (at, sensor) => {
      if (!ids.includes(sensor)) return;
      waits.push(at - answeredAt);
      if (--left === 0) resolveAll();
    });
    for (let poll = 0; poll < POLLS; poll++) {
      left = ACCOUNTS;
      const all = new Promise<void>((done) => (resolveAll = done));
      const inCall = poll % 2 === 0;
      cloud.world.setPresence("alice", {
        availability: inCall ? "Busy" : "Available",
        activity: inCall ? "InACall" : "Available",
      });
      await all;
    }
    return [{ name: "Graph's answer → value in HAP", summary: summaryOf(waits), goal: 50 }];
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
      people: [{ id: "alice", name: "Alice", source: "mqtt", topic: "house/alice", sensors: SENSORS }],
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
    let publishedAt = 0;
    const values: number[] = [];
    const heard = new Map(DETECTIONS.map((name) => [name, [] as number[]]));
    let left = 0;
    let resolveAll: () => void = () => undefined;
    const came = (): void => {
      if (--left === 0) resolveAll();
    };
    watchValues(homebridge, (at) => {
      values.push(at - publishedAt);
      came();
    });
    watchEvents(home, (at, characteristic) => {
      const waits = heard.get(characteristic);
      if (!waits) return;
      waits.push(at - publishedAt);
      came();
    });
    for (let message = 0; message < MESSAGES; message++) {
      // Each kind once in HAP, and once at the controller.
      left = 2 * KINDS.length;
      const all = new Promise<void>((done) => (resolveAll = done));
      publishedAt = now();
      await publish(message % 2 === 0 ? "in-a-call" : "available");
      await all;
    }
    await home.close();
    return [
      { name: "published → value in HAP", summary: summaryOf(values), goal: 20 },
      ...DETECTIONS.map((name, index) => ({
        name: `published → ${KINDS[index] ?? name} at the controller`,
        summary: summaryOf(heard.get(name) ?? []),
      })),
    ];
  } finally {
    await homebridge.kill();
    await client.endAsync(true);
    await broker.stop();
  }
}
