import assert from "node:assert/strict";
import { signIn } from "../../sandbox/sign-in";
import { FakeClock, settle } from "../support/fake-clock";

const AUTH = { id: "a1b2c3d4e5f60718", type: "teams-auth", tenant: "contoso.example" };
const SIGNED_OUT = { state: "signed-out" };
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
    ask: (method, body) => {
      asked.push(body ? [method, body] : method);
      return Promise.resolve(answers[Math.min(next++, answers.length - 1)]);
    },
    auth: AUTH,
    approve: (...approval) => approved.push(approval),
    clock,
  });
  // Judged by the test, perhaps only after the clock has been turned.
  done.catch(() => undefined);
  return { asked, approved, clock, done };
}

describe("the sandbox's sign-in", () => {
  it("sends the account's properties, approves the code and asks until it is done", async () => {
    const { asked, approved, clock, done } = begin(SIGNED_OUT, CODE, PENDING, PENDING, SIGNED_IN);
    await settle();
    await clock.advance(500);
    await done;
    assert.deepEqual(asked, ["GET", ["POST", AUTH], "GET", "GET", "GET"]);
    assert.deepEqual(approved, [["ABC", undefined]]);
  });

  it("names who was signed in before, since only the same account is taken", async () => {
    const { approved, done } = begin(SIGNED_IN, CODE, SIGNED_IN);
    await done;
    assert.deepEqual(approved, [["ABC", "oid"]]);
  });

  it("tries again after an attempt that has failed", async () => {
    const failed = { state: "failed", error: { code: "expired", title: "Too late", advice: "Again." } };
    await begin(failed, CODE, SIGNED_IN).done;
    await assert.rejects(begin(SIGNED_OUT, CODE, failed).done, { code: "expired" });
  });

  it("passes on why a code was refused", async () => {
    const error = { code: "bad-configuration", title: '"tenant" is not right', advice: "Fill it in." };
    await assert.rejects(begin(SIGNED_OUT, { error }).done, { code: "bad-configuration" });
    await assert.rejects(begin(SIGNED_OUT, {}).done, { code: "sign-in-unfinished" });
  });

  it("gives up after half a minute", async () => {
    const { clock, done } = begin(SIGNED_OUT, CODE, PENDING);
    await settle();
    await clock.advance(29_999);
    assert.equal(clock.pending, 1);
    await clock.advance(1);
    await assert.rejects(done, { code: "sign-in-unfinished", message: /30 seconds/ });
  });
});
