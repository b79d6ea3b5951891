import assert from "node:assert/strict";
import { signIn } from "../../sandbox/sign-in";
import { FakeClock, settle } from "../support/fake-clock";

const AUTH = { id: "a1b2c3d4e5f60718", type: "teams-auth", tenant: "contoso.example" };
const PENDING = { state: "pending", userCode: "ABC" };
const SIGNED_IN = { state: "signed-in", account: { id: "oid", name: "Alice" } };
const CODE = { method: "device-code", userCode: "ABC" };

/** Begins a sign-in with a Node-RED that gives these answers, the last one for ever. */
function begin(...answers: readonly unknown[]) {
  const clock = new FakeClock();
  const asked: unknown[] = [];
  const approved: unknown[] = [];
  let next = 0;
  const done = signIn({
    ask: (...call) => {
      asked.push(call);
      return Promise.resolve(answers[Math.min(next++, answers.length - 1)]);
    },
    auth: AUTH,
    approve: (code) => approved.push(code),
    clock,
  });
  // Judged by the test, perhaps only after the clock has been turned.
  done.catch(() => undefined);
  return { asked, approved, clock, done };
}

describe("the sandbox's sign-in", () => {
  it("sends the account's properties, approves the code, asks until it is done and keeps it", async () => {
    const { asked, approved, clock, done } = begin(CODE, PENDING, PENDING, SIGNED_IN);
    await settle();
    await clock.advance(500);
    await done;
    assert.deepEqual(asked, [
      ["POST", "sign-in", { ...AUTH, dialog: true }],
      ["GET", "sign-in"],
      ["GET", "sign-in"],
      ["GET", "sign-in"],
      ["POST", "sign-in/keep", {}],
    ]);
    assert.deepEqual(approved, ["ABC"]);
  });

  it("tells why it failed, or why it is not kept", async () => {
    const failed = { state: "failed", error: { code: "expired", title: "Too late", advice: "Again." } };
    await assert.rejects(begin(CODE, failed).done, { code: "expired" });
    await assert.rejects(begin(CODE, SIGNED_IN, { error: { ...failed.error, code: "wrong-account" } }).done, {
      code: "wrong-account",
    });
  });

  it("passes on why a code was refused", async () => {
    const error = { code: "bad-configuration", title: '"tenant" is not right', advice: "Fill it in." };
    await assert.rejects(begin({ error }).done, { code: "bad-configuration" });
    await assert.rejects(begin({}).done, { code: "sign-in-unfinished" });
  });

  it("gives up after half a minute", async () => {
    const { clock, done } = begin(CODE, PENDING);
    await settle();
    await clock.advance(29_999);
    assert.equal(clock.pending, 1);
    await clock.advance(1);
    await assert.rejects(done, { code: "sign-in-unfinished", message: /30 seconds/ });
  });
});
