import assert from "node:assert/strict";
import { firstOf, type Log } from "../../../shared/support/log";

describe("the log of several", () => {
  it("is that of the first who is there", () => {
    const said: string[] = [];
    const log = (name: string): Log => {
      const say = (level: string) => (text: string) => void said.push(`${name} ${level} ${text}`);
      return { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
    };
    const there = new Set([log("one"), log("two")]);
    const shared = firstOf(() => there);
    shared.warn("a");
    for (const first of there) {
      there.delete(first);
      break;
    }
    shared.debug("b");
    shared.info("c");
    shared.error("d");
    there.clear();
    shared.warn("e");
    assert.deepEqual(said, ["one warn a", "two debug b", "two info c", "two error d"]);
  });
});
