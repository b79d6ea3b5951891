import assert from "node:assert/strict";
import { LogSignIn } from "../../../homebridge-plugin/sources/log-sign-in";
import type { DeviceCodeSignIn, SignInResult } from "../../../shared/microsoft/sign-in/sign-in";
import { ThrottledProblem } from "../../../shared/microsoft/entra/entra-problem";
import { Problem } from "../../../shared/support/problem";
import { type Deferred, deferred } from "../../support/deferred";
import { FakeClock, settle } from "../../support/fake-clock";
import { Lines } from "../../support/lines";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SECRET = "hidden";

const ALICE: SignInResult = {
  account: { id: "aaaa", tenantId: "tttt", username: "alice@contoso.com", name: "Alice" },
  cache: SECRET,
};

function problem(code: string, title = `Title of ${code}`): Problem {
  return new Problem({ code, title, advice: "Advice." });
}

interface Opened {
  readonly end: Deferred<SignInResult>;
  isCancelled: boolean;
}

class Setup {
  readonly clock = new FakeClock();
  readonly log = new Lines();
  readonly opened: Opened[] = [];
  readonly adopted: SignInResult[] = [];
  begin: () => Promise<DeviceCodeSignIn> = () => Promise.resolve(this.open());
  adopt: (result: SignInResult) => Promise<void> = () => Promise.resolve();
  readonly signIn = new LogSignIn({
    name: "Work",
    begin: () => this.begin(),
    adopt: (result) => {
      this.adopted.push(result);
      return this.adopt(result);
    },
    clock: this.clock,
    log: this.log,
  });

  open(): DeviceCodeSignIn {
    const opened: Opened = { end: deferred(), isCancelled: false };
    this.opened.push(opened);
    return {
      method: "device-code",
      userCode: `CODE${this.opened.length}`,
      verificationUri: "https://login.test/device",
      expiresAt: this.clock.now() + 15 * MINUTE,
      result: opened.end.promise,
      cancel: () => void (opened.isCancelled = true),
    };
  }

  async need(): Promise<void> {
    this.signIn.need();
    await settle();
  }

  /** Nobody enters the code that is open. */
  async expire(): Promise<void> {
    await this.clock.advance(15 * MINUTE);
    this.opened.at(-1)?.end.reject(problem("code-expired"));
    await settle();
  }

  async enter(result = ALICE): Promise<void> {
    this.opened.at(-1)?.end.resolve(result);
    await settle();
  }
}

describe("a sign-in by the log", () => {
  let setup: Setup;
  beforeEach(() => void (setup = new Setup()));

  it("shows a code once, and stores who has signed in with it", async () => {
    await setup.need();
    await setup.need();
    assert.match(
      setup.log.all.join("\n"),
      /^warn Work: sign in at https:\/\/login\.test\/device with the code CODE1, until \d{4}-\d\d-\d\d \d\d:\d\d\.$/,
    );
    await setup.enter();
    assert.deepEqual(setup.adopted, [ALICE]);
    assert.equal(setup.log.all.length, 1, "that is told by who stores it");
  });

  it("shows another after 1 hour, 4 hours, and then every day, for as long as nobody enters one", async () => {
    await setup.need();
    for (const [index, hours] of [1, 4, 24, 24, 24].entries()) {
      await setup.expire();
      assert.match(
        setup.log.all.at(-1) ?? "",
        /^warn Work: Title of code-expired\. Advice\. The next code comes at/,
      );
      await setup.clock.advance(hours * HOUR - 1);
      assert.equal(setup.opened.length, index + 1);
      await setup.clock.advance(1);
      assert.equal(setup.opened.length, index + 2);
    }
    assert.equal(setup.log.all.length, 11);
  });

  it("shows one at once when it is needed again", async () => {
    await setup.need();
    await setup.expire();
    setup.signIn.end();
    await setup.need();
    assert.equal(setup.opened.length, 2);
    await setup.expire();
    await setup.clock.advance(HOUR);
    assert.equal(setup.opened.length, 3);
  });

  it("tries again soon where there is no code to be had, and tells why once", async () => {
    let tries = 0;
    setup.begin = () => {
      tries++;
      return Promise.reject(problem("microsoft-unreachable"));
    };
    await setup.need();
    for (const [index, minutes] of [1, 2, 4, 8, 15, 15].entries()) {
      await setup.clock.advance(minutes * MINUTE - 1);
      assert.equal(tries, index + 1);
      await setup.clock.advance(1);
      assert.equal(tries, index + 2);
    }
    assert.deepEqual(setup.log.all, [
      "warn Work: Title of microsoft-unreachable. Advice. A code is shown as soon as there is one.",
    ]);
    setup.begin = () => Promise.resolve(setup.open());
    await setup.clock.advance(15 * MINUTE);
    assert.equal(setup.opened.length, 1);
    await setup.expire();
    assert.match(setup.log.all.at(-1) ?? "", /^warn Work: Title of code-expired\. Advice\. The next code/);
    await setup.clock.advance(HOUR);
    assert.equal(setup.opened.length, 2, "trouble did not count as a code that nobody has entered");
  });

  it("tells each change of why there is no code", async () => {
    const codes = ["microsoft-unreachable", "clock-wrong", "clock-wrong", "microsoft-unreachable"];
    setup.begin = () => Promise.reject(problem(codes.shift() ?? "end"));
    await setup.need();
    await setup.clock.advance(7 * MINUTE);
    assert.deepEqual(
      setup.log.all.map((line) => /Title of (?<code>[\w-]+)/.exec(line)?.groups?.["code"]),
      ["microsoft-unreachable", "clock-wrong", "microsoft-unreachable"],
    );
  });

  it("leaves Microsoft alone for as long as it asks for", async () => {
    let tries = 0;
    setup.begin = () => {
      tries++;
      return Promise.reject(new ThrottledProblem(1200));
    };
    await setup.need();
    await setup.clock.advance(20 * MINUTE - 1);
    assert.equal(tries, 1);
    await setup.clock.advance(1);
    assert.equal(tries, 2);
  });

  it("tries again every hour where the configuration has to be changed, and tells it once", async () => {
    let tries = 0;
    setup.begin = () => {
      tries++;
      return Promise.reject(problem("tenant-unknown"));
    };
    await setup.need();
    for (const count of [1, 2, 3]) {
      await setup.clock.advance(HOUR - 1);
      assert.equal(tries, count);
      await setup.clock.advance(1);
    }
    assert.deepEqual(setup.log.all, [
      "warn Work: Title of tenant-unknown. Advice. It is tried again every hour, and at once when Homebridge, or its child bridge, is restarted.",
    ]);
  });

  it("tells each time that a code which was entered is refused", async () => {
    await setup.need();
    for (const minutes of [1, 2]) {
      setup.opened.at(-1)?.end.reject(problem("account-not-in-tenant"));
      await settle();
      await setup.clock.advance(minutes * MINUTE);
    }
    assert.deepEqual(
      setup.log.all.map((line) => line.includes("Title of account-not-in-tenant")),
      [false, true, false, true, false],
    );
  });

  it("tells that it was the wrong account, and shows another code at once, one at a time", async () => {
    setup.adopt = () => Promise.reject(problem("wrong-account", "Somebody else has signed in"));
    await setup.need();
    for (const count of [2, 3]) {
      await setup.enter();
      assert.equal(setup.opened.length, count);
      assert.equal(setup.log.all.at(-2), "warn Work: Somebody else has signed in. Advice.");
      await setup.clock.advance(14 * MINUTE);
      assert.equal(setup.opened.length, count);
    }
    assert.equal(setup.log.all.filter((line) => line.includes("Somebody else")).length, 2);
  });

  it("shows another code later where whoever signed in is not in after all", async () => {
    await setup.need();
    await setup.enter();
    await setup.clock.advance(HOUR - 1);
    assert.equal(setup.opened.length, 1);
    await setup.clock.advance(1);
    assert.equal(setup.opened.length, 2);
  });

  it("has one code open at a time", async () => {
    for (let count = 0; count < 3; count++) {
      setup.signIn.end();
      await setup.need();
    }
    assert.deepEqual(
      setup.opened.map(({ isCancelled }) => isCancelled),
      [true, true, false],
    );
  });

  describe("that is no longer needed", () => {
    it("calls off the code that is open, and does nothing more", async () => {
      await setup.need();
      setup.signIn.end();
      setup.signIn.end();
      assert.equal(setup.opened[0]?.isCancelled, true);
      const told = setup.log.all.length;
      setup.opened[0].end.reject(problem("sign-in-cancelled"));
      await setup.clock.advance(100 * HOUR);
      assert.equal(setup.log.all.length, told);
      assert.equal(setup.opened.length, 1);
      assert.equal(setup.clock.pending, 0);
    });

    it("adopts nobody who comes too late", async () => {
      await setup.need();
      setup.signIn.end();
      await setup.enter();
      assert.deepEqual(setup.adopted, []);
    });

    it("calls off a code that comes too late", async () => {
      const late = deferred<DeviceCodeSignIn>();
      setup.begin = () => late.promise;
      await setup.need();
      setup.signIn.end();
      late.resolve(setup.open());
      await settle();
      assert.equal(setup.opened[0]?.isCancelled, true);
      assert.deepEqual(setup.log.all, []);
    });

    it("says nothing of a code that was not to be had", async () => {
      const late = deferred<DeviceCodeSignIn>();
      setup.begin = () => late.promise;
      await setup.need();
      setup.signIn.end();
      late.reject(problem("microsoft-unreachable"));
      await settle();
      assert.deepEqual(setup.log.all, []);
      assert.equal(setup.clock.pending, 0);
    });

    it("leaves no timer of the wait for the next code", async () => {
      await setup.need();
      await setup.expire();
      setup.signIn.end();
      assert.equal(setup.clock.pending, 0);
    });
  });

  describe("that fails in ways nobody thought of", () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    beforeEach(() => {
      unhandled.length = 0;
      process.on("unhandledRejection", note);
    });
    afterEach(() => void process.off("unhandledRejection", note));

    const failures: readonly (readonly [string, (setup: Setup) => void])[] = [
      ["begin throws at once", (each) => void (each.begin = () => assert.fail("no begin"))],
      ["begin rejects with nothing", (each) => void (each.begin = () => Promise.reject(new Error()))],
      ["begin gives nothing", (each) => void (each.begin = () => Promise.resolve(undefined as never))],
      ["adopt throws at once", (each) => void (each.adopt = () => assert.fail("no adopt"))],
      ["adopt rejects", (each) => void (each.adopt = () => Promise.reject(new TypeError("x is undefined")))],
    ];
    for (const [what, prepare] of failures)
      it(`is told and tried again where ${what}`, async () => {
        prepare(setup);
        await setup.need();
        await setup.enter();
        assert.match(
          setup.log.all.at(-1) ?? "",
          /^warn Work: Something unexpected went wrong\..* A code is shown as soon as there is one\.$/,
        );
        assert.equal(setup.clock.pending, 1);
        assert.deepEqual(unhandled, []);
      });
  });

  it("tells no secret, and no address of a mailbox", async () => {
    await setup.need();
    await setup.enter();
    assert.doesNotMatch(setup.log.all.join("\n"), /hidden|@/);
  });
});
