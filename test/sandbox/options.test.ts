import assert from "node:assert/strict";
import { HELP, parseOptions } from "../../sandbox/options";

describe("the sandbox's options", () => {
  it("default to the ports of the contract and the repository's cache", () => {
    const { state, ...options } = parseOptions([]);
    assert.deepEqual(options, {
      port: 1880,
      sandboxPort: 1890,
      homebridge: true,
      fresh: false,
      help: false,
    });
    assert.match(state.replaceAll("\\", "/"), /\/\.cache\/sandbox$/);
  });

  it("are read in both spellings", () => {
    const args = ["--port", "2880", "--sandbox-port=2890", "--fresh", "--no-homebridge", "--state", "/tmp/x"];
    assert.deepEqual(parseOptions(args), {
      port: 2880,
      sandboxPort: 2890,
      homebridge: false,
      fresh: true,
      state: "/tmp/x",
      help: false,
    });
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown option", ["--prot", "1"], /There is no option --prot\. .*--help/],
    ["an unknown short option", ["-p"], /There is no option -p/],
    ["a word that belongs to nothing", ["2880"], /"2880" is not an option/],
    ["a port that is no number", ["--port", "http"], /--port cannot be "http"/],
    ["a port out of range", ["--sandbox-port", "65536"], /--sandbox-port cannot be "65536"/],
    ["an option without its value", ["--port"], /--port needs a value/],
    ["an option whose place another one took", ["--port", "--fresh"], /--port needs a value/],
    ["an empty folder", ["--state="], /--state needs a value/],
    ["a value for a switch", ["--fresh=no"], /--fresh takes no value/],
  ];
  for (const [what, args, message] of refused) {
    it(`refuse ${what}`, () => assert.throws(() => parseOptions(args), { code: "bad-option", message }));
  }

  it("are all told by --help", () => {
    for (const option of ["--help", "-h"]) assert.equal(parseOptions([option]).help, true);
    for (const option of ["--port", "--sandbox-port", "--no-homebridge", "--fresh", "--state", "--help, -h"])
      assert.match(HELP, new RegExp(`^ +${option} `, "m"));
  });
});
