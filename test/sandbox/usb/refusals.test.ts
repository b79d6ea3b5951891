import assert from "node:assert/strict";
import { PRETEND_FAMILIES } from "../../../sandbox/usb/pretend-families";
import { type PretendLight, WrongReport } from "../../../sandbox/usb/pretend-light";

/** What a pretend light is sent over its serial line, one after the other; the last is wrong. */
const LINES: readonly (readonly [family: string, why: string, ...sent: readonly string[]])[] = [
  ["fit-statusb", "a firmware update", "P\n"],
  ["fit-statusb", "one hidden behind a colour", "#FF0000\nP\n"],
  ["fit-statusb", "a line without an end", "#FF0000"],
  ["fit-statusb", "a line with another end", "#FF0000\r\n"],
  ["fit-statusb", "a fade of no time", "F0000\n"],
  ["fit-statusb", "a sequence before it knows how fast to fade", "B#FF0000-0500#000000-0500\n"],
  ["fit-statusb", "one that fades where it should blink", "F0500\n", "B#FF0000-0500#000000-0500\n"],
  ["fit-statusb", "one that jumps where it should breathe", "F0001\n", "B#FF0000-1500#540000-1500\n"],
  ["fit-statusb", "one that hardly breathes", "F1500\n", "B#FF0000-1500#C00000-1500\n"],
  ["fit-statusb", "flashes that are too fast to look at", "F0001\n", "B#FF0000-0160#000000-0160\n"],
  ["busy-tag", "a line without a carriage return", "AT+SC=127,FF0000\n"],
  ["busy-tag", "one LED alone", "AT+SC=1,FF0000\r\n"],
  ["busy-tag", "a restart", "AT+RST\r\n"],
  ["mutesync", "one LED too few", "A\xff\0\0\xff\0\0\xff\0\0"],
  ["mutesync", "LEDs of two colours", "A\xff\0\0\xff\0\0\xff\0\0\0\xff\0"],
  ["virtual", "no JSON", "red\n"],
  ["virtual", "a word too many", '{"color":"#ff0000","effect":"none","on":true}\n'],
  ["virtual", "a colour in capitals", '{"color":"#FF0000","effect":"none"}\n'],
  ["virtual", "an effect it does not know", '{"color":"#ff0000","effect":"strobe"}\n'],
  ["virtual", "darkness that blinks", '{"color":"#000000","effect":"blink"}\n'],
  [
    "virtual",
    "a tone it does not have",
    '{"color":"#ff0000","effect":"none","ringing":{"tone":17,"volume":50,"endless":true}}\n',
  ],
  [
    "virtual",
    "a silent tone",
    '{"color":"#ff0000","effect":"none","ringing":{"tone":1,"volume":0,"endless":true}}\n',
  ],
];

/** In hexadecimal; `*` stands for zeros up to the end. */
const REPORTS: readonly (readonly [
  family: string,
  why: string,
  transport: "output" | "feature",
  hex: string,
])[] = [
  ["blyncusb10", "a feature report", "feature", "0055534243004002ef"],
  ["blyncusb10", "a report without its id", "output", "55534243004002ef"],
  ["blyncusb10", "the motors of another figure", "output", "0055534243004002e7"],
  ["blyncusb10", "another command", "output", "0055534243004003ef"],
  ["blyncusb20", "a colour without a reset", "output", "0060*"],
  ["blyncusb20", "a colour it does not know", "output", "0061*"],
  ["blyncusb20", "a report that is cut short", "output", "0073"],
  ["epos", "a colour that is not on", "output", "011202ff0000ff000000"],
  ["epos", "darkness that is on", "output", "01120200000000000001"],
  ["epos", "LEDs of two colours", "output", "011202ff000000ff0001"],
  ["epos", "another report", "output", "021202ff0000ff000001"],
];

const LENGTH = 65;

function pretend(family: string): PretendLight {
  const light = PRETEND_FAMILIES.find(({ name }) => name === family)?.start(family);
  assert.ok(light);
  return light;
}

describe("a pretend light", () => {
  for (const [family, why, ...sent] of LINES)
    it(`refuses, as ${family}, ${why}`, () => {
      const light = pretend(family);
      const take = (text: string): void =>
        light.take({ transport: "serial", bytes: Buffer.from(text, "latin1") });
      for (const line of sent.slice(0, -1)) take(line);
      assert.throws(() => take(sent.at(-1) ?? ""), WrongReport);
    });

  for (const [family, why, transport, hex] of REPORTS)
    it(`refuses, as ${family}, ${why}`, () => {
      const full = hex.endsWith("*") ? hex.slice(0, -1).padEnd(2 * LENGTH, "0") : hex;
      assert.throws(() => pretend(family).take({ transport, bytes: Buffer.from(full, "hex") }), WrongReport);
    });
});
