import assert from "node:assert/strict";
import { SignInSessions } from "../../../shared/microsoft/sign-in/sessions/sign-in-sessions";
import { TeamsAuth } from "../../../nodes/teams-auth/teams-auth-account";
import { AccountFiles } from "../../../shared/microsoft/account/account-file";
import { AccountPace } from "../../../shared/microsoft/polling/account-pace";
import { MicrosoftAccount } from "../../../shared/microsoft/account/microsoft-account";
import { silentLog } from "../../../shared/support/log";
import { FakeClock, settle } from "../../support/fake-clock";
import { REGISTRATION, useDirectory } from "../../shared/microsoft/helpers";

const ALICE = { id: "alice-oid", tenantId: "tenant", username: "alice@contoso.example", name: "Alice" };

describe("a deployed account", () => {
  const directory = useDirectory();
  const clock = new FakeClock();

  function open(
    id: string,
    files: AccountFiles,
    onTakingOver: (id: string) => void = () => undefined,
  ): { auth: TeamsAuth; tokens: MicrosoftAccount } {
    const tokens = new MicrosoftAccount({ id, registration: REGISTRATION, files, log: silentLog, clock });
    const sessions = new SignInSessions({
      clock,
      deployed: () => undefined,
      onChange: () => undefined,
      begin: () => Promise.reject(new Error("not asked for")),
      withFile: () => Promise.reject(new Error("not asked for")),
    });
    sessions.deployed = (deployed) => Promise.resolve(onTakingOver(deployed));
    const revive = (): Promise<boolean> => files.revive(id);
    const auth = new TeamsAuth({
      id,
      settings: {
        registration: REGISTRATION,
        method: "device-code",
        readOthers: false,
        writePresence: false,
        redirectUri: "",
      },
      tokens,
      sessions,
      pace: new AccountPace(),
      log: silentLog,
      revive,
    });
    return { auth, tokens };
  }

  const STORED: [string, (files: AccountFiles) => Promise<void>][] = [
    ["a stored sign-in", () => Promise.resolve()],
    ["a sign-in that comes back from a deletion", (files) => files.markDeleted("a")],
  ];
  for (const [what, prepare] of STORED) {
    it(`knows ${what} before it is ready, so that it passes for no change afterwards`, async () => {
      const files = new AccountFiles({ directory: directory.path, clock, log: silentLog });
      await files.write("a", REGISTRATION, { account: ALICE, cache: "{}" });
      await prepare(files);
      const { auth, tokens } = open("a", files);
      await auth.ready;
      const heard: string[] = [];
      tokens.onChange((state) => heard.push(state));
      assert.equal((await auth.account())?.id, ALICE.id);
      await settle();
      assert.deepEqual(heard, []);
      await tokens.close();
    });
  }

  it("takes what was signed in before the deploy also where nothing can be brought back", async () => {
    const files = new AccountFiles({ directory: directory.path, clock, log: silentLog });
    files.revive = () => Promise.reject(new Error("in use"));
    const taken: string[] = [];
    const { auth, tokens } = open("a", files, (id) => taken.push(id));
    await auth.ready;
    assert.deepEqual(taken, ["a"]);
    await tokens.close();
  });

  it("is ready even where its file cannot be read", async () => {
    const files = new AccountFiles({ directory: directory.path, clock, log: silentLog });
    files.read = () => Promise.reject(new Error("no disk"));
    const { auth, tokens } = open("a", files);
    await auth.ready;
    await tokens.close();
  });
});
