import assert from "node:assert/strict";
import { PRETEND_KUANDO } from "../../../../sandbox/usb/families/kuando";
import { WrongReport } from "../../../../sandbox/usb/pretend-light";

/** Steps, from the first on, that a light is never to get. */
const FORBIDDEN: readonly { readonly what: string; readonly steps: string }[] = [
  { what: "the boot loader", steps: "40" },
  { what: "the boot loader in a step that is not reached", steps: "10016400000000804001" },
  { what: "a reset", steps: "20" },
  { what: "no command at all", steps: "0001640000000080" },
  { what: "a keep-alive of no time", steps: "80" },
  { what: "a keep-alive with more than that", steps: "8f01640000000080" },
  { what: "a jump to an eighth step", steps: "1701640000000080" },
  { what: "a jump to a step that is empty", steps: "1101640000000080" },
  { what: "a step that is carried out no times", steps: "1000640000000080" },
  { what: "more than 100 percent", steps: "1001650000000080" },
  { what: "a tone that there is not", steps: "10016400000000cb" },
];

describe("the pretend Kuando", () => {
  for (const { what, steps } of FORBIDDEN)
    it(`refuses ${what}`, () => {
      assert.throws(() => take(complete(steps)), WrongReport);
    });

  const red = complete("1001640000000080");
  const refused = {
    "a wrong sum": [...red.slice(0, 64), (red[64] ?? 0) + 1],
    "other padding, even if the sum is right": complete("1001640000000080", "000000000fff"),
    "a report without its id": red.slice(1),
    "another report id": [1, ...red.slice(1)],
  };
  for (const [what, bytes] of Object.entries(refused))
    it(`refuses ${what}`, () => {
      assert.throws(() => take(bytes), WrongReport);
    });

  it("takes the report that those are made from", () => {
    assert.deepEqual(take(red), { color: { red: 255, green: 0, blue: 0 }, effect: "none" });
  });

  it("goes on with the sound where no step says anything of it", () => {
    const pretend = PRETEND_KUANDO.start("omega");
    pretend.take({ transport: "output", bytes: Uint8Array.from(complete("10016400000000a3")) });
    pretend.take({ transport: "output", bytes: Uint8Array.from(complete("1001006400000000")) });
    assert.deepEqual(pretend.shown.ringing, { tone: 4, volume: 43, endless: true });
  });
});

function take(bytes: readonly number[]) {
  const pretend = PRETEND_KUANDO.start("omega");
  pretend.take({ transport: "output", bytes: Uint8Array.from(bytes) });
  return pretend.shown;
}

/** A whole report, with id and sum, of its steps. */
function complete(steps: string, padding = "000000ffffff"): number[] {
  const content = [...Buffer.from(steps.padEnd(56 * 2, "0") + padding, "hex")];
  const sum = content.reduce((total, byte) => total + byte, 0);
  return [0, ...content, sum >> 8, sum & 0xff];
}
