import assert from "node:assert/strict";
import { Household, type OpenPage } from "./page";

interface Diagnosis {
  readonly checks: readonly { readonly id: string; readonly state: string; readonly advice?: string }[];
  readonly letter: { readonly body: string };
}

describe("checking an account on the settings page", () => {
  let home: Household;
  let page: OpenPage;

  beforeEach(async () => {
    home = await Household.start();
    page = await home.openPage();
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.error(home.log.all, page.events.all);
    await home.close();
  });

  const check = async (): Promise<Diagnosis> =>
    (await home.until(page.askFor("/check", "work", { language: "en" }))) as unknown as Diagnosis;
  const stateOf = ({ checks }: Diagnosis, id: string): unknown =>
    checks.find((each) => each.id === id)?.state;

  it("says that nobody is signed in", async () => {
    const diagnosis = await check();
    assert.deepEqual(
      ["tenant", "application", "client", "sign-in"].map((id) => stateOf(diagnosis, id)),
      ["ok", "ok", "unknown", "skipped"],
    );
  });

  it("says that all is well once somebody is", async () => {
    await home.signIn(page);
    const { checks } = await check();
    assert.deepEqual(
      checks.filter(({ state }) => state !== "ok"),
      [],
    );
  });

  it("finds out that Microsoft has ended the sign-in, which the account then says", async () => {
    await home.signIn(page);
    home.test.cloud.revoke("alice");
    assert.equal(stateOf(await check(), "sign-in"), "failed");
    const state = await home.until(page.state());
    assert.deepEqual(state.state === "failed" && [state.account?.name, state.error.code], [
      "Alice Example",
      "sign-in-needed",
    ]);
  });

  it("shares one that runs already", async () => {
    const before = home.test.log.counts.entra;
    const [one, other] = await Promise.all([check(), check()]);
    assert.deepEqual(one, other);
    const shared = home.test.log.counts.entra - before;
    await check();
    assert.equal(home.test.log.counts.entra - before, 2 * shared);
  });

  it("names in the letter what has to be registered for the browser", async () => {
    page.block = { accounts: [home.account({ method: "auth-code" })] };
    const { letter } = await check();
    assert.match(letter.body, /\/common\/oauth2\/nativeclient/);
  });
});
