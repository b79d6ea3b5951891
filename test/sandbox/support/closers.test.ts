import assert from "node:assert/strict";
import { Closers } from "../../../sandbox/support/closers";

describe("closers", () => {
  it("close the newest first, each once, whoever else asks", async () => {
    const closed: string[] = [];
    const closers = new Closers();
    for (const name of ["cloud", "bridge", "page"]) await closers.add(() => void closed.push(name));
    await Promise.all([closers.close(), closers.close()]);
    assert.deepEqual(closed, ["page", "bridge", "cloud"]);
  });

  it("go on where one fails, and tell of it in the end", async () => {
    const closed: string[] = [];
    const closers = new Closers();
    await closers.add(() => void closed.push("first"));
    await closers.add(() => Promise.reject(new Error("stuck")));
    await assert.rejects(closers.close(), /stuck/);
    assert.deepEqual(closed, ["first"]);
  });

  it("close a latecomer at once", async () => {
    const closed: string[] = [];
    const closers = new Closers();
    await closers.close();
    await closers.add(() => void closed.push("late"));
    assert.deepEqual(closed, ["late"]);
  });
});
