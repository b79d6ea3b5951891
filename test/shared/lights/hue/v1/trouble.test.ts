import assert from "node:assert/strict";
import { type Failure, isNotFound, isWarning, oldProblem } from "../../../../../shared/lights/hue/v1/trouble";

const place = { host: "192.168.1.60", port: 80 };
const error = (type: number): Failure => ({ kind: "error", type, description: "as the bridge says it" });
const status = (code: number): Failure => ({ kind: "status", status: code });
const transport = (code: string): Failure => ({ kind: "transport", code });

describe("trouble with an old bridge", () => {
  const rows: readonly (readonly [Failure, string, RegExp])[] = [
    [error(1), "bridge-key-refused", /no longer accepts our key/],
    [error(3), "light-not-found", /no longer knows/],
    [error(7), "bridge-refused", /refused: as the bridge says it/],
    [error(101), "bridge-refused", /as the bridge says it/],
    [error(301), "bridge-refused", /as the bridge says it/],
    [error(403), "bridge-refused", /as the bridge says it/],
    [error(901), "bridge-bad-answer", /as the bridge says it/],
    [status(301), "bridge-bad-answer", /redirect 301/],
    [status(307), "bridge-bad-answer", /redirect 307/],
    [status(401), "bridge-key-refused", /no longer accepts our key/],
    [status(403), "bridge-key-refused", /no longer accepts our key/],
    [status(404), "bridge-bad-answer", /status 404/],
    [status(429), "bridge-overloaded", /too much to do/],
    [status(500), "bridge-bad-answer", /status 500/],
    [status(503), "bridge-overloaded", /too much to do/],
    [transport("ECONNREFUSED"), "bridge-unreachable", /ECONNREFUSED/],
    [transport("ECONNRESET"), "bridge-unreachable", /ECONNRESET/],
    [transport("timeout"), "bridge-unreachable", /timeout/],
    [transport("HPE_INVALID_CONSTANT"), "bridge-bad-answer", /not HTTP/],
    [transport("ERR_BAD_RESPONSE"), "bridge-bad-answer", /too long/],
    [{ kind: "strange" }, "bridge-bad-answer", /not as expected/],
  ];
  for (const [failure, code, title] of rows)
    it(`${JSON.stringify(failure)} is ${code}`, () => {
      const problem = oldProblem(place, failure);
      assert.equal(problem.code, code);
      assert.match(problem.title, title);
    });

  it("is none where a lamp is only off, or gone", () => {
    assert.deepEqual([201, 3, 7].map(error).map(isWarning), [true, false, false]);
    assert.deepEqual([201, 3, 7].map(error).map(isNotFound), [false, true, false]);
    assert.equal(isWarning(status(201)), false);
    assert.equal(isNotFound({ kind: "answer" }), false);
  });
});
