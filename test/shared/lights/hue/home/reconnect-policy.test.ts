import assert from "node:assert/strict";
import { afterTrouble, isBelieved, NO_OUTAGE } from "../../../../../shared/lights/hue/home/reconnect-policy";

const [AWAY, BUSY, KEY, STRANGER] = [
  "bridge-unreachable",
  "bridge-overloaded",
  "bridge-key-refused",
  "bridge-certificate",
];

/** The waits after each of these codes in turn, in seconds. */
function waits(...codes: readonly string[]): readonly number[] {
  let outage = NO_OUTAGE;
  return codes.map((code) => {
    const next = afterTrouble(outage, code);
    outage = next.outage;
    return next.wait / 1000;
  });
}

describe("after trouble with a bridge the next try follows", () => {
  for (const [what, codes, expected] of [
    ["ever later", Array(8).fill(AWAY), [1, 2, 4, 8, 16, 32, 60, 60]],
    ["whatever it is", [AWAY, BUSY, "bridge-bad-answer", "unexpected"], [1, 2, 4, 8]],
    ["every five minutes where the key is refused", Array(8).fill(KEY), [1, 2, 4, 8, 16, 32, 300, 300]],
    ["or the certificate is wrong", [STRANGER, STRANGER, STRANGER, STRANGER, AWAY], [1, 2, 4, 300, 16]],
    [
      "soon again where a bridge is back and starting",
      [AWAY, AWAY, KEY, KEY, KEY, KEY, KEY, KEY, KEY],
      [1, 2, 4, 8, 16, 32, 60, 60, 300],
    ],
    ["soon where refusals are not in a row", [KEY, KEY, KEY, AWAY, KEY], [1, 2, 4, 8, 16]],
  ] as const) {
    it(what, () => assert.deepEqual(waits(...(codes as readonly string[])), expected));
  }

  it("within a minute after years", () => {
    assert.equal(afterTrouble({ failures: 5000, refusals: 0 }, AWAY).wait, 60_000);
  });

  it("and a refused key is believed when no chance is left", () => {
    const refusals = (count: number) => ({ failures: 10, refusals: count });
    assert.deepEqual(
      [1, 2, 5, 6, 7, 8].map((count) => isBelieved(KEY, refusals(count))),
      [false, false, false, false, true, true],
    );
    assert.ok(isBelieved(STRANGER, refusals(1)));
    assert.ok(isBelieved(AWAY, refusals(0)));
  });
});
