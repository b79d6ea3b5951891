import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unsaved } from "../../../../homebridge-plugin/settings/server/unsaved";
import { AccountFiles } from "../../../../shared/microsoft/account/account-file";
import { checkRegistration, type Registration } from "../../../../shared/microsoft/registration/registration";
import type { LockingProcess } from "../../../../shared/support/lock-owner";
import { FakeClock } from "../../../support/fake-clock";
import { Lines } from "../../../support/lines";

const REGISTRATION = checkRegistration({
  tenant: "contoso.example",
  clientId: "7e5e0ce0-0000-4000-8000-00000000c11e",
});
const SIGN_IN = {
  account: { id: "alice-oid", tenantId: "tid", username: "alice@contoso.example", name: "Alice" },
  cache: "{}",
};
const NEVER = new AbortController().signal;

describe("a sign-in that the settings page has stored", () => {
  let folder: string;
  let log: Lines;
  let files: AccountFiles;
  let alive: Set<number>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "teams-presence-unsaved-"));
    log = new Lines();
    files = new AccountFiles({ directory: folder, secret: undefined, clock: new FakeClock(), log });
    alive = new Set();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const configPath = (): string => join(folder, "config.json");
  const isThere = (account: string): boolean => existsSync(join(folder, `${account}.json`));
  const notes = (): string[] => readdirSync(join(folder, "unsaved"));

  function server(pid: number, place = "here"): Unsaved {
    const here: LockingProcess = {
      pid,
      place,
      isAlive: (other) => alive.has(other),
      held: new Set(),
      turns: new Map(),
    };
    return new Unsaved({ folder, files, configPath: configPath(), log, here });
  }

  async function store(by: Unsaved, ...accounts: readonly string[]): Promise<void> {
    for (const account of accounts) {
      await by.note(account);
      await files.write(account, REGISTRATION, SIGN_IN);
    }
  }

  function save(config: unknown): void {
    writeFileSync(configPath(), typeof config === "string" ? config : JSON.stringify(config));
  }

  const work = { id: "work", clientId: "c", tenant: "t" };
  const CONFIGURATIONS: readonly [string, unknown, "kept" | "removed"][] = [
    ["names it", { platforms: [{ platform: "TeamsPresence", accounts: [work] }] }, "kept"],
    [
      "names it by its name only",
      { platforms: [{ platform: "TeamsPresence", accounts: [{ name: "Work" }] }] },
      "kept",
    ],
    [
      "names it where the plugin's name is given too",
      { platforms: [{ platform: "homebridge-teams-presence.TeamsPresence", accounts: [work] }] },
      "kept",
    ],
    [
      "names it in the block of another bridge",
      {
        platforms: [
          { platform: "TeamsPresence", accounts: [] },
          { platform: "TeamsPresence", accounts: [work], _bridge: {} },
        ],
      },
      "kept",
    ],
    [
      "names another one",
      { platforms: [{ platform: "TeamsPresence", accounts: [{ name: "Home" }] }] },
      "removed",
    ],
    [
      "names it for another platform",
      { platforms: [{ platform: "Other", accounts: [work] }, null, 3] },
      "removed",
    ],
    ["has no block for the plugin", { platforms: [{ platform: "config" }] }, "removed"],
    ["has no platforms", { bridge: {} }, "removed"],
    ["has platforms that are no list", { platforms: {} }, "kept"],
    ["is no object", [1, 2], "kept"],
    ["is half written", '{"platforms": [', "kept"],
    ["is empty", "", "kept"],
  ];
  for (const [what, config, fate] of CONFIGURATIONS)
    it(`is ${fate} when the page is closed and config.json ${what}`, async () => {
      const page = server(1);
      await store(page, "work");
      save(config);
      await page.end(NEVER);
      assert.equal(isThere("work"), fate === "kept");
      assert.deepEqual(log.shown, []);
    });

  it("is kept where there is no config.json", async () => {
    const page = server(1);
    await store(page, "work");
    await page.end(NEVER);
    assert.ok(isThere("work"));
  });

  describe("for other settings than those that are saved", () => {
    const account = { id: "work", ...REGISTRATION };
    const other = checkRegistration({ ...REGISTRATION, tenant: "fabrikam.example" });
    const stateOf = async (registration: Registration): Promise<string> =>
      (await files.read("work", registration)).state;

    async function closeWith(saved: object): Promise<void> {
      save({ platforms: [{ platform: "TeamsPresence", accounts: [account] }] });
      await files.write("work", REGISTRATION, SIGN_IN);
      const page = server(1);
      await page.note("work");
      await files.write("work", other, SIGN_IN);
      save({ platforms: [{ platform: "TeamsPresence", accounts: [saved] }] });
      await page.end(NEVER);
    }

    it("gives way to the one before when those stay as they are", async () => {
      await closeWith(account);
      assert.deepEqual([await stateOf(REGISTRATION), await stateOf(other)], ["stored", "other-registration"]);
    });

    it("stays when those are saved", async () => {
      await closeWith({ ...account, tenant: "fabrikam.example" });
      assert.equal(await stateOf(other), "stored");
    });
  });

  it("is looked after once only: a later removal from the configuration costs no sign-in", async () => {
    const page = server(1);
    await store(page, "work");
    save({ platforms: [{ platform: "TeamsPresence", accounts: [work] }] });
    await page.end(NEVER);
    assert.deepEqual(notes(), []);
    save({ platforms: [] });
    await server(2).sweep(NEVER);
    assert.ok(isThere("work"));
  });

  it("is no other's than the page's own to remove", async () => {
    await files.write("other", REGISTRATION, SIGN_IN);
    const page = server(1);
    await store(page, "work");
    save({ platforms: [] });
    await page.end(NEVER);
    await server(2).sweep(NEVER);
    assert.deepEqual([isThere("work"), isThere("other")], [false, true]);
  });

  const OWNERS: readonly [string, { pid: number; place?: string; lives?: true }, "kept" | "removed"][] = [
    ["is gone", { pid: 7 }, "removed"],
    ["is still open", { pid: 7, lives: true }, "kept"],
    ["had the number of this one", { pid: 2 }, "removed"],
    ["ran before the machine was started again", { pid: 7, place: "earlier", lives: true }, "removed"],
  ];
  for (const [what, { pid, place, lives }, fate] of OWNERS)
    it(`is ${fate} at the next start where the page that stored it ${what}`, async () => {
      if (lives) alive.add(pid);
      await store(server(pid, place), "work");
      save({ platforms: [] });
      await server(2).sweep(NEVER);
      assert.equal(isThere("work"), fate === "kept");
    });

  it("belongs to the page that has stored it last", async () => {
    const [one, other] = [server(1), server(2)];
    await store(one, "work");
    await store(other, "work");
    save({ platforms: [] });
    await one.end(NEVER);
    assert.ok(isThere("work"));
    await other.end(NEVER);
    assert.ok(!isThere("work"));
  });

  it("is left to the next page where another program does not let it go in time", async () => {
    const page = server(1);
    await store(page, "work");
    save({ platforms: [] });
    const over = new AbortController();
    over.abort();
    writeFileSync(
      join(folder, "work.json.lock"),
      `${JSON.stringify({ id: "x", pid: 1, place: "elsewhere", beat: "0" })}\n`,
    );
    await page.end(over.signal);
    assert.ok(isThere("work"));
    assert.equal(notes().length, 1);
    assert.match(log.shown.join(), /Another program is using the stored sign-in/);
  });

  it("leaves what is no note alone", async () => {
    await store(server(7), "work");
    writeFileSync(join(folder, "unsaved", "strange.json"), "{}");
    save({ platforms: [] });
    await server(2).sweep(NEVER);
    assert.deepEqual(notes(), ["strange.json"]);
  });
});
