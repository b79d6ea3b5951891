import assert from "node:assert/strict";
import { readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { MATTER_FAILS, MATTER_IS_OFF, NO_MATTER } from "../../homebridge-plugin/matter/matter-host";
import { HapHome } from "../support/hap-home";
import { HomebridgeProcess, MAJOR } from "../support/homebridge";
import { BROKER_URL, type Device, MatterHome } from "../support/matter-home";
import { type OwnNetwork, ownNetwork } from "../support/own-network";

/** A presence as another of our programs publishes it. */
function state(status: string): string {
  const now = Date.now();
  return JSON.stringify({
    status,
    observedAt: new Date(now).toISOString(),
    sourceId: "flows",
    expiresAt: new Date(now + 900_000).toISOString(),
  });
}

const IN_A_CALL = { id: "in-a-call", name: "In a call", statuses: ["in-a-call"] };
const FREE = { id: "free", name: "Free", kind: "contact", statuses: ["available"] };
const TALKING = { id: "talking", name: "Talking", kind: "motion", activities: ["InACall"] };
const ALICE = {
  id: "alice",
  name: "Alice",
  topic: "house/alice",
  pauseSwitch: true,
  sensors: [IN_A_CALL, FREE, TALKING],
};

/** Nothing answers there, and nobody is signed in. */
const WORK = {
  id: "work",
  name: "Work",
  cloud: "custom",
  authority: "https://127.0.0.1:9",
  graph: "https://127.0.0.1:9",
  tenant: "contoso.com",
  clientId: "00000000-0000-4000-8000-000000000000",
};

const block = (people: readonly object[]): object => ({
  name: "Teams",
  matter: true,
  mqtt: { url: BROKER_URL },
  accounts: [WORK],
  people,
});

/** Of Matter's Device Library. */
const OCCUPANCY_SENSOR = 0x0107;
const CONTACT_SENSOR = 0x0015;
const PLUG = 0x010a;

const occupied = (value: boolean): Device["shows"] => ({ occupancy: { occupied: value } });
/** Ours detect by being open, and Matter's state is true for a contact that is closed. */
const detecting = (value: boolean): Device["shows"] => ({ stateValue: !value });

if (MAJOR === "2")
  describe("presence in Matter, by a real Homebridge 2 and a real controller", function () {
    // The two load matter.js at the same time, which small machines take a while for.
    this.timeout(120_000);
    let network: OwnNetwork | undefined;
    let home: MatterHome | undefined;
    let homebridge: HomebridgeProcess | undefined;

    before("a network of its own", async function () {
      network = await ownNetwork().catch((error: unknown) => {
        if (process.env["CI"]) throw error;
        console.error(`\n!! Matter is NOT tested here: ${String(error)}\n`);
        return undefined;
      });
      if (!network) return this.skip();
      [home, homebridge] = await Promise.all([
        MatterHome.start(network),
        HomebridgeProcess.start({
          platform: block([ALICE]),
          bridge: { bind: [network.card], matter: { port: 5540 } },
          within: network.within,
        }),
      ]);
    });
    afterEach(async function () {
      if (this.currentTest?.isFailed()) console.error(homebridge?.output, await home?.devices());
    });
    after(async () => {
      await home?.close();
      await homebridge?.dispose();
      await network?.close();
    });

    /** Both are there, or nothing of this runs. */
    function scene(): { readonly home: MatterHome; readonly homebridge: HomebridgeProcess } {
      assert.ok(home && homebridge);
      return { home, homebridge };
    }

    const says = (status: string): Promise<void> => scene().home.publish("house/alice/state", state(status));

    /** Resolves when the controller is told that devices show that, by their names. */
    const becomes = (wanted: Readonly<Record<string, Device["shows"]>>): Promise<void> =>
      scene().home.until((devices) =>
        Object.entries(wanted).every(([name, shows]) =>
          isDeepStrictEqual(devices.find((device) => device.name === name)?.shows, shows),
        ),
      );

    it("is a device for each sensor, for the switch and for the account", async () => {
      const { home, homebridge } = scene();
      await home.commission(homebridge);
      const devices = await home.devices();
      assert.deepEqual(
        devices.map(({ name, deviceType }) => [name, deviceType]),
        [
          ["Alice In a call", OCCUPANCY_SENSOR],
          ["Alice Free", CONTACT_SENSOR],
          ["Alice Talking", OCCUPANCY_SENSOR],
          ["Alice Ignore Teams", PLUG],
          ["Work sign-in needed", OCCUPANCY_SENSOR],
        ],
      );
    });

    it("changes by itself, a contact opening when it detects and closing when no longer", async () => {
      await becomes({ "Alice In a call": occupied(false), "Alice Free": detecting(false) });
      await says("available");
      await becomes({ "Alice In a call": occupied(false), "Alice Free": detecting(true) });
      await says("in-a-call");
      await becomes({ "Alice In a call": occupied(true), "Alice Free": detecting(false) });
    });

    it("is ignored, and no longer, by the switch", async () => {
      const { home } = scene();
      await home.turn("Alice Ignore Teams", "on");
      await becomes({ "Alice In a call": occupied(false), "Alice Ignore Teams": { onOff: true } });
      await home.turn("Alice Ignore Teams", "toggle");
      await becomes({ "Alice In a call": occupied(true), "Alice Ignore Teams": { onOff: false } });
    });

    it("stays commissioned over a restart, with other names and without what is gone", async () => {
      const { home, homebridge } = scene();
      await home.sleep();
      await homebridge.stop();
      homebridge.configure(block([{ ...ALICE, name: "Alicia", sensors: [FREE, IN_A_CALL] }]));
      await homebridge.start();
      await home.wake();
      await says("available");
      await becomes({ "Alicia Free": detecting(true), "Alicia In a call": occupied(false) });
      await home.until((devices) => devices.every(({ name }) => !name.endsWith("Talking")));
      const names = (await home.devices()).map(({ name }) => name);
      assert.deepEqual(names.toSorted(), [
        "Alicia Free",
        "Alicia Ignore Teams",
        "Alicia In a call",
        "Work sign-in needed",
      ]);
    });

    it("shows after a power cut what it showed before", async () => {
      const { home, homebridge } = scene();
      await says("in-a-call");
      await becomes({ "Alicia In a call": occupied(true) });
      // With this Homebridge begins, before it has any plugin.
      await cached(homebridge, "Alicia In a call", { occupancySensing: occupied(true) });
      await home.sleep();
      await homebridge.kill();
      await homebridge.start();
      await home.wake();
      await home.turn("Alicia Ignore Teams", "on");
      await becomes({ "Alicia In a call": occupied(false), "Alicia Ignore Teams": { onOff: true } });
    });

    it("ends when Homebridge is told to stop, and nobody had anything to complain of", async () => {
      const { homebridge } = scene();
      await homebridge.stop();
      // What a controller has subscribed to before it restarted may hold Matter for longer than Homebridge waits.
      const held = /^Storage ".*" was not closed before process exit/;
      assert.deepEqual(homebridge.troubles(/^Work: /, held), []);
    });
  });

interface CachedDevice {
  readonly displayName: string;
  readonly clusters: Readonly<Record<string, unknown>>;
}

/** Resolves when Homebridge keeps that of a Matter accessory over restarts. */
function cached(
  { storage, bridge }: HomebridgeProcess,
  name: string,
  clusters: CachedDevice["clusters"],
): Promise<void> {
  const folder = join(storage, "matter", bridge?.username.replaceAll(":", "") ?? "");
  const wanted = JSON.stringify(clusters);
  return new Promise((resolve) => {
    const look = (): void => {
      const all = JSON.parse(
        readFileSync(join(folder, "accessories.json"), "utf8"),
      ) as readonly CachedDevice[];
      const found = all.find(({ displayName }) => displayName === name)?.clusters ?? {};
      const kept = Object.fromEntries(Object.keys(clusters).map((cluster) => [cluster, found[cluster]]));
      if (JSON.stringify(kept) !== wanted) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(folder, look);
    look();
  });
}

const CASES = [
  { what: "that is not there", bridge: {}, level: "warn", told: MAJOR === "1" ? NO_MATTER : MATTER_IS_OFF },
  // Matter wants the name of an interface, and HomeKit is content with an address.
  { what: "that fails", bridge: { matter: {} }, level: "error", told: MATTER_FAILS },
] as const;

for (const { what, bridge, level, told } of MAJOR === "1" ? CASES.slice(0, 1) : CASES)
  describe(`Matter ${what} in a real Homebridge ${MAJOR}`, function () {
    this.timeout(60_000);
    let homebridge: HomebridgeProcess;
    before(async () => {
      homebridge = await HomebridgeProcess.start({
        platform: {
          name: "Teams",
          matter: true,
          mqtt: { url: "mqtt://127.0.0.1:1" },
          people: [{ name: "Alice" }],
        },
        bridge,
      });
    });
    afterEach(function () {
      if (this.currentTest?.isFailed()) console.error(homebridge.output);
    });
    after(() => homebridge.dispose());

    it("is told in one line", () => {
      const lines = homebridge.lines.all.filter(
        ({ from, text }) => from === "Teams" && text.includes("Matter"),
      );
      assert.deepEqual(lines, [{ from: "Teams", level, text: told }]);
    });

    it("leaves HomeKit as it is", async () => {
      const home = await HapHome.pair(homebridge.bridge);
      assert.deepEqual(await home.accessories(), ["Alice"]);
      await home.unpair();
      await homebridge.stop();
    });
  });
