import assert from "node:assert/strict";
import { TestHome, type OpenPage } from "./page";

interface Diagnosis {
  readonly checks: readonly { readonly id: string; readonly state: string; readonly advice?: string }[];
  readonly letter: { readonly body: string };
}

describe("checking an account on the settings page", () => {
  let home: TestHome;
  let page: OpenPage;

  beforeEach(async () => {
    home = await TestHome.start();
    page = await home.openPage();
  });
  afterEach(async function () {
    if (this.currentTest?.isFailed()) console.error(home.log.all, page.events.all);
    await home.close();
  });

  const check = async (language = "en"): Promise<Diagnosis> =>
    (await home.until(page.askFor("/check", "work", { language }))) as unknown as Diagnosis;
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

  it("speaks German where the page does, of Homebridge and not of Node-RED", async () => {
    const [english, german] = await Promise.all([check("en"), check("de")]);
    assert.notDeepEqual(english.letter, german.letter);
    for (const { checks, letter } of [english, german])
      assert.doesNotMatch(JSON.stringify([checks, letter]), /Node-RED/);
    assert.match(german.letter.body, /Homebridge/);
  });

  it("refuses a language that nothing is written in", async () => {
    await assert.rejects(page.askFor("/check", "work", { language: "fr" }), /language/);
  });

  it("names in the letter what has to be registered for the browser", async () => {
    page.block = { accounts: [home.account({ method: "auth-code" })] };
    const { letter } = await check();
    assert.match(letter.body, /\/common\/oauth2\/nativeclient/);
  });
});
