import assert from "node:assert/strict";
import type { TestCloud } from "../support/cloud";
import type { HapHome } from "../support/hap-home";
import { type HomebridgeProcess, MAJOR } from "../support/homebridge";
import {
  CODE,
  detecting,
  enterCode,
  isCode,
  startInACall,
  tidyUp,
  UNREACHABLE,
} from "../support/homekit-bench";

const PEOPLE = [
  { id: "alice", name: "Alice", account: "work" },
  {
    id: "watch",
    name: "Watch",
    account: "work",
    sensors: [
      { id: "lost", name: "Lost", kind: "contact", statuses: ["stale"] },
      { id: "talking", name: "Talking", kind: "contact", statuses: ["in-a-call"] },
      { id: "either", name: "Either", kind: "contact", statuses: ["in-a-call", "stale"] },
      { id: "nobody", name: "Signed out", kind: "contact", statuses: ["sign-in-needed"] },
    ],
  },
];
const SIGN_IN = "Work sign-in needed";

describe(`trouble with Microsoft in a real Homebridge ${MAJOR}`, function () {
  this.timeout(60_000);
  let microsoft: TestCloud;
  let homebridge: HomebridgeProcess;
  let home: HapHome;
  before(async () => {
    ({ microsoft, homebridge, home } = await startInACall({ people: PEOPLE, grace: 2 }));
  });
  tidyUp(() => ({ homebridge, home, microsoft }));

  /** What every sensor of Alice says of itself. */
  async function states(): Promise<readonly unknown[]> {
    const services = await home.servicesOf("Alice");
    return services.map(({ values }) => [values["status-active"], values["status-fault"]]);
  }
  const all = (active: 0 | 1, fault: 0 | 1) => [1, 2, 3, 4, 5].map(() => [active, fault]);

  it("that lasts longer than the grace is a fault, and nothing is detected but what is asked for", async () => {
    const lost = home.events.next(({ service, value }) => service === "Lost" && value === 1);
    microsoft.faults.order({ target: "graph", kind: "offline", seconds: 3600 });
    await lost;
    await homebridge.lines.find(({ text }) => UNREACHABLE.test(text));
    await home.becomes("Alice", "Away", "status-fault", 1);
    assert.deepEqual(await states(), all(0, 1));
    assert.deepEqual(
      [await detecting(home, "Alice"), await detecting(home, "Watch"), await detecting(home, SIGN_IN)],
      [[], ["Lost", "Either"], []],
    );
  });

  it("is over by itself", async () => {
    microsoft.faults.clear();
    await home.becomes("Alice", "Away", "status-fault", 0);
    assert.deepEqual(await states(), all(1, 0));
    assert.deepEqual(
      [await detecting(home, "Alice"), await detecting(home, "Watch")],
      [
        ["Busy", "In a call"],
        ["Talking", "Either"],
      ],
    );
  });

  it("that takes the sign-in away asks for a new one, by the sensor and by a code in the log", async () => {
    const code = homebridge.lines.next(isCode);
    microsoft.cloud.revoke("alice");
    await code;
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 1);
    await home.becomes("Watch", "Signed out", "contact-state", 1);
  });

  it("is over once somebody has entered the code, without a restart", async () => {
    microsoft.world.setPresence("alice", { availability: "Available", activity: "Available" });
    const [code] = homebridge.lines.all.filter(isCode).slice(-1);
    assert.ok(code);
    await enterCode(homebridge, microsoft, code);
    await home.becomes(SIGN_IN, SIGN_IN, "occupancy-detected", 0);
    await home.becomes("Alice", "Available", "occupancy-detected", 1);
    assert.deepEqual([await detecting(home, "Alice"), await detecting(home, "Watch")], [["Available"], []]);
    assert.deepEqual(await states(), all(1, 0));
  });

  it("is told in the log once each time, and ends nothing", async () => {
    await homebridge.stop();
    const told = homebridge.troubles().map(({ text }) => text.replace(CODE, "code").replace(/\..*/, ""));
    assert.deepEqual(told, [
      "code",
      "Work: Microsoft Graph cannot be reached",
      "Work: The password was changed or the sign-in was revoked",
      "code",
    ]);
  });
});
