import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { addressOf } from "../../../support/browser-sign-in";
import { TestHome, type OpenPage, Refusal } from "./page";

const OTHER_CLIENT = "7e5e0ce0-0000-4000-8000-0000000a11ed";

describe("signing in on the settings page", () => {
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

  const nameOf = (state: object): unknown =>
    "account" in state ? (state.account as { name: string }).name : "";
  const isStored = (account = "work"): boolean => existsSync(join(home.folder, `${account}.json`));

  async function refusalOf(asked: Promise<unknown>): Promise<Refusal["text"]> {
    const error: unknown = await home.until(
      asked.then(
        () => undefined,
        (reason: unknown) => reason,
      ),
    );
    assert.ok(error instanceof Refusal, String(error));
    return error.text;
  }

  it("is signed out where nobody ever was", async () => {
    assert.deepEqual(await home.until(page.state()), { state: "signed-out" });
  });

  describe("with a code", () => {
    it("shows it, stores who has entered it at once, and tells the page", async () => {
      const begun = await home.until(page.askFor("/sign-in/begin"));
      assert.deepEqual(Object.keys(begun).toSorted(), ["expiresAt", "method", "userCode", "verificationUri"]);
      assert.equal((await home.until(page.state())).state, "pending");

      const told = page.events.find(({ event }) => event === "sign-in");
      home.test.cloud.approve(String(begun["userCode"]), "alice");
      const state = await home.outcome(page);

      assert.deepEqual((await told).data, { account: "work" });
      assert.equal(state.state, "signed-in");
      assert.equal(nameOf(state), "Alice Example");
      assert.ok(!("kept" in state) && !("replaces" in state));
      assert.ok(isStored());
    });

    it("is the same one until it expires, however often it is asked for", async () => {
      const [one, other] = [
        await home.until(page.askFor("/sign-in/begin")),
        await home.until(page.askFor("/sign-in/begin")),
      ];
      assert.deepEqual(one, other);
    });

    it("is another one once the account asks for more", async () => {
      const before = await home.until(page.askFor("/sign-in/begin"));
      page.block = home.block({ people: [{ name: "Bob", user: "bob@contoso.example" }] });
      const after = await home.until(page.askFor("/sign-in/begin"));
      assert.notEqual(before["userCode"], after["userCode"]);
    });

    it("tells why nobody is signed in, until that is dismissed", async () => {
      const { userCode } = await home.until(page.askFor("/sign-in/begin"));
      home.test.cloud.decline(String(userCode));
      const failed = await home.outcome(page);
      assert.equal(failed.state === "failed" && failed.error.code, "sign-in-declined");
      assert.deepEqual(await home.until(page.askFor("/sign-in/discard", "work", { onlyFailed: true })), {
        state: "signed-out",
      });
    });

    it("is called off by the page", async () => {
      await home.until(page.askFor("/sign-in/begin"));
      assert.deepEqual(
        await home
          .until(page.askFor("/sign-in/discard", "work", { onlyFailed: true }))
          .then(({ state }) => state),
        "pending",
      );
      assert.deepEqual(await home.until(page.askFor("/sign-in/discard")), { state: "signed-out" });
    });

    it("is called off when the account becomes another one", async () => {
      await home.until(page.askFor("/sign-in/begin"));
      page.block = { accounts: [home.account({ clientId: OTHER_CLIENT })] };
      assert.deepEqual(await home.until(page.state()), { state: "signed-out" });
    });
  });

  describe("with the browser", () => {
    const begin = async (): Promise<{ url: string; address: string }> => {
      page.block = { accounts: [home.account({ method: "auth-code" })] };
      const begun = await home.until(page.askFor("/sign-in/begin"));
      assert.equal(begun["paste"], true);
      const url = String(begun["url"]);
      const { redirectUri, parameters } = home.test.cloud.authorize(url, "alice");
      return { url, address: addressOf(redirectUri, parameters) };
    };

    it("takes the address that it ended at, and stores who has signed in", async () => {
      const { address } = await begin();
      const answered = await home.until(page.askFor("/sign-in/redirect", "work", { url: address }));
      assert.equal(answered["state"], "signed-in");
      assert.ok(isStored());
    });

    it("shows the address of the sign-in page to nobody but who has begun", async () => {
      await begin();
      const state = await home.until(page.state());
      assert.deepEqual(Object.keys(state).toSorted(), ["expiresAt", "method", "paste", "state"]);
    });

    const WRONG: readonly [string, unknown, string][] = [
      ["nothing", undefined, "address-wrong"],
      ["another text", "https://contoso.example/", "address-wrong"],
      ["something else", { url: 1 }, "address-wrong"],
      ["the address of another sign-in", "https://x.example/?code=1&state=2", "address-foreign"],
    ];
    for (const [what, url, code] of WRONG)
      it(`goes on waiting where ${what} is pasted`, async () => {
        await begin();
        const { code: refused } = await refusalOf(page.askFor("/sign-in/redirect", "work", { url }));
        assert.equal(refused, code);
        assert.equal((await home.until(page.state())).state, "pending");
      });

    it("names the address to register before the account has tenant and client id", async () => {
      page.block = { accounts: [home.account({ tenant: "", clientId: "" })] };
      assert.deepEqual(await home.until(page.askFor("/sign-in/redirect-address")), {
        address: `${home.test.cloud.entra.origin}/common/oauth2/nativeclient`,
        paste: true,
      });
    });
  });

  describe("where somebody is signed in already", () => {
    beforeEach(async () => {
      home.save(home.block());
      await home.signIn(page);
    });

    it("says so to the next page", async () => {
      const state = await home.until((await home.openPage()).state());
      assert.equal(nameOf(state), "Alice Example");
    });

    it("tells a page that is open already, and when that is over", async () => {
      const other = await home.openPage();
      assert.equal(nameOf(await home.until(other.state())), "Alice Example");
      other.events.clear();
      await home.until(page.askFor("/sign-in/sign-out"));
      await home.until(other.events.find(({ event }) => event === "sign-in"));
      assert.deepEqual(await home.until(other.state()), { state: "signed-out" });
    });

    it("renews the sign-in of the same person at once", async () => {
      const state = await home.signIn(page);
      assert.equal(state.state, "signed-in");
      assert.ok(!("kept" in state));
    });

    it("waits with anybody else, and says in whose place it would be", async () => {
      const state = await home.signIn(page, "bob");
      assert.deepEqual(
        state.state === "signed-in" && [state.account.name, state.replaces?.name, state.kept],
        ["Bob Example", "Alice Example", false],
      );
    });

    it("takes the other's place when that is wanted", async () => {
      await home.signIn(page, "bob");
      const state = await home.until(page.askFor("/sign-in/keep", "work", { replace: true }));
      assert.deepEqual([state["state"], nameOf(state), "kept" in state], ["signed-in", "Bob Example", false]);
    });

    it("does not take it otherwise", async () => {
      await home.signIn(page, "bob");
      const { code } = await refusalOf(page.askFor("/sign-in/keep", "work", { replace: "yes" }));
      assert.equal(code, "wrong-account");
      assert.equal(nameOf(await home.until(page.state())), "Alice Example");
    });

    it("leaves everything as it was where the new one is discarded", async () => {
      await home.signIn(page, "bob");
      const state = await home.until(page.askFor("/sign-in/discard"));
      assert.equal(nameOf(state), "Alice Example");
    });

    it("signs out, and nothing stays behind", async () => {
      assert.deepEqual(await home.until(page.askFor("/sign-in/sign-out")), { state: "signed-out" });
      assert.ok(!isStored());
    });

    it("is signed out under another registration, and signing in there replaces what was stored", async () => {
      const other = { accounts: [home.account({ clientId: OTHER_CLIENT })] };
      page.block = other;
      assert.deepEqual(await home.until(page.state()), { state: "signed-out" });
      const state = await home.signIn(page, "bob");
      assert.deepEqual([state.state, nameOf(state), "kept" in state], ["signed-in", "Bob Example", false]);
      page.block = home.block();
      assert.deepEqual(await home.until(page.state()), { state: "signed-out" });
    });
  });

  describe("refuses what makes no sense", () => {
    const WRONG: readonly [string, (right: object) => unknown, string, RegExp][] = [
      ["nothing", () => undefined, "bad-configuration", /The request must be an object/],
      ["a text", () => "work", "bad-configuration", /The request must be an object/],
      ["no block", () => ({ account: "work" }), "bad-configuration", /block must be/],
      [
        "a block that is a list",
        () => ({ block: [], account: "work" }),
        "bad-configuration",
        /block must be/,
      ],
      ["no account", (block) => ({ block }), "bad-configuration", /account must be a text/],
      ["a number for an account", (block) => ({ block, account: 7 }), "bad-configuration", /account must be/],
      ["an account that is not there", (block) => ({ block, account: "home" }), "unknown-account", /"home"/],
      ["no accounts", () => ({ block: {}, account: "work" }), "unknown-account", /"work"/],
      [
        "accounts that are none",
        () => ({ block: { accounts: 3 }, account: "work" }),
        "bad-configuration",
        /accounts must be a list/,
      ],
      [
        "an account without tenant",
        () => ({ block: { accounts: [{ id: "work", clientId: OTHER_CLIENT }] }, account: "work" }),
        "bad-configuration",
        /^Copy the Directory/,
      ],
    ];
    for (const [what, body, code, advice] of WRONG)
      it(what, async () => {
        for (const path of [
          "/sign-in",
          "/sign-in/begin",
          "/sign-in/redirect",
          "/sign-in/keep",
          "/sign-in/discard",
          "/sign-in/sign-out",
          "/check",
        ]) {
          const refused = await refusalOf(page.ask(path, body(home.block())));
          assert.equal(refused.code, code, path);
          assert.match(refused.advice, advice, path);
        }
      });
  });
});
