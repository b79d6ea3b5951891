import { readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { startTestCloud, type TestCloud } from "./cloud";
import { type HapEvent, HapHome } from "./hap-home";
import { HomebridgeProcess } from "./homebridge";
import type { Line } from "./homebridge-line";

/** How the log asks somebody to sign in. */
export const CODE = /^Work: sign in at (https:\/\/\S+) with the code (\w+), until [\d-]+ [\d:]+\.$/;

/** What the log says while the pretend Microsoft is out of reach. */
export const UNREACHABLE = /^Work: Microsoft('s sign-in service| Graph)? cannot be reached/;

export const isCode = ({ text }: Line): boolean => CODE.test(text);

/** The platform's block with one account of the pretend cloud and whom it reads: Alice unless others are given. */
export function platformBlock({ registration }: TestCloud, changes: object = {}): object {
  return {
    name: "Teams",
    accounts: [{ id: "work", name: "Work", ...registration }],
    people: [{ id: "alice", name: "Alice", account: "work" }],
    interval: 5,
    ...changes,
  };
}

/** Enters the code of a line of the log as Alice; resolves when the log says who is signed in. */
export async function enterCode(
  homebridge: HomebridgeProcess,
  { cloud }: TestCloud,
  line: Line | Promise<Line>,
): Promise<void> {
  const { text } = await line;
  const signedIn = homebridge.lines.next((line) => line.text === "Work: Alice Example is signed in.");
  cloud.approve(CODE.exec(text)?.[2] ?? "", "alice");
  await signedIn;
}

/** Alice is in a call, her account signed in, and a home hears of it. `changes` are of the platform's block. */
export async function startInACall(changes: object): Promise<Required<HomekitBench>> {
  const microsoft = await startTestCloud();
  microsoft.world.setPresence("alice", { availability: "Busy", activity: "InACall" });
  const platform = platformBlock(microsoft, changes);
  const homebridge = await HomebridgeProcess.start({ platform, env: microsoft.env });
  const home = await HapHome.pair(homebridge.bridge);
  await home.subscribe();
  await enterCode(homebridge, microsoft, homebridge.lines.find(isCode));
  await home.becomes("Alice", "In a call", "occupancy-detected", 1);
  return { microsoft, homebridge, home };
}

/** What a file of tests runs against; what it has not got is not taken down. */
export interface HomekitBench {
  readonly homebridge: HomebridgeProcess;
  readonly home?: HapHome;
  readonly microsoft?: TestCloud;
}

/** For a `describe`: a failed test shows what was said, and all is taken down after the last. */
export function tidyUp(bench: () => HomekitBench): void {
  afterEach(function () {
    if (!this.currentTest?.isFailed()) return;
    const { homebridge, home, microsoft } = bench();
    console.error(homebridge.output, home?.events.all, microsoft?.log.entries);
  });
  after(async () => {
    const { homebridge, home, microsoft } = bench();
    await home?.close();
    await homebridge.dispose();
    await microsoft?.close();
  });
}

const DETECTIONS: readonly string[] = ["occupancy-detected", "contact-state", "motion-detected"];

/** The names of those sensors of an accessory that detect something. */
export async function detecting(home: HapHome, accessory: string): Promise<readonly string[]> {
  const services = await home.servicesOf(accessory);
  return services
    .filter(({ values }) => DETECTIONS.some((name) => values[name] === 1))
    .map(({ name }) => name);
}

/** Whether it is about what a sensor detects, and not about its state. */
export const isDetection = ({ characteristic }: HapEvent): boolean => DETECTIONS.includes(characteristic);

/** Resolves when what the plugin keeps of a person over restarts holds a text; until then a power cut would take it. */
export function remembered({ storage }: HomebridgeProcess, person: string, text: string): Promise<void> {
  const file = join(storage, "teams-presence", "state", `${person}.json`);
  return new Promise((resolve) => {
    const look = (): void => {
      if (!textOf(file).includes(text)) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(storage, { recursive: true }, look);
    look();
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
