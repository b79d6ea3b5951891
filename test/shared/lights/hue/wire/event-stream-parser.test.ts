import assert from "node:assert/strict";
import {
  EventStreamParser,
  type StreamEvent,
} from "../../../../../shared/lights/hue/wire/event-stream-parser";
import { Problem } from "../../../../../shared/support/problem";
import { seeded } from "../../../../support/seeded";

const PLACE = { host: "127.0.0.1", port: 443 };

function parse(...pieces: readonly (string | Uint8Array)[]): readonly StreamEvent[] {
  const parser = new EventStreamParser(PLACE);
  return pieces.flatMap((piece) => parser.push(Buffer.from(piece)));
}

describe("an event stream", () => {
  for (const [what, stream, events] of [
    ["a bridge's greeting", ": hi\n\n", []],
    ["an event as a bridge sends it", 'id: 17:0\ndata: [{"a":1}]\n\n', [{ id: "17:0", data: '[{"a":1}]' }]],
    ["lines that end with CR LF", "data: a\r\n\r\n", [{ id: "", data: "a" }]],
    [
      "lines that end with CR",
      "data: a\r\rdata: b\r\r",
      [
        { id: "", data: "a" },
        { id: "", data: "b" },
      ],
    ],
    [
      "every kind of line end",
      "data: a\r\n\rdata: b\n\n",
      [
        { id: "", data: "a" },
        { id: "", data: "b" },
      ],
    ],
    ["several lines of data", "data: a\ndata:\ndata: b\n\n", [{ id: "", data: "a\n\nb" }]],
    ["a byte order mark", "\uFEFFdata: a\n\n", [{ id: "", data: "a" }]],
    ["a byte order mark later on", "data: \uFEFFa\n\n", [{ id: "", data: "\uFEFFa" }]],
    ["no space, or two", "data:a\ndata:  b\n\n", [{ id: "", data: "a\n b" }]],
    ["a colon in the value", "data: a: b\n\n", [{ id: "", data: "a: b" }]],
    ["data without a value", "data\n\n", [{ id: "", data: "" }]],
    ["comments within an event", "data: a\n: b\n:\ndata: c\n\n", [{ id: "", data: "a\nc" }]],
    ["other fields", "event: x\nretry: 5\nDATA: y\n data: z\ndata: a\n\n", [{ id: "", data: "a" }]],
    [
      "an id that stays",
      "id: 1\n\ndata: a\n\nid\ndata: b\n\n",
      [
        { id: "1", data: "a" },
        { id: "", data: "b" },
      ],
    ],
    ["an id with a null character", "id: 1\nid: 2\0\ndata: a\n\n", [{ id: "1", data: "a" }]],
    ["an event that has not ended", "data: a\n\ndata: b\n", [{ id: "", data: "a" }]],
    ["nothing", "", []],
  ] as const) {
    it(`with ${what}`, () => assert.deepEqual(parse(stream), events));
    it(`with ${what}, byte by byte`, () => {
      assert.deepEqual(parse(...[...Buffer.from(stream)].map((byte) => Uint8Array.of(byte))), events);
    });
  }

  it("tells an event as soon as its last line ends, though a line feed may follow", () => {
    const parser = new EventStreamParser(PLACE);
    assert.equal(parser.push(Buffer.from("data: a\r\n\r")).length, 1);
    assert.equal(parser.push(Buffer.from("\ndata: b\r\n\r\n")).length, 1);
  });

  it("gives the same events wherever it was cut", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed);
      const { bytes, events } = randomStream(random);
      assert.deepEqual(parse(...cut(bytes, random)), events, `seed ${seed}`);
    }
  });

  describe("that does not end an event", () => {
    const MEGABYTE = "x".repeat(1024 * 1024);
    for (const [what, endless] of [
      ["in one line of data", MEGABYTE],
      ["in many", `${MEGABYTE}\ndata: `],
      ["in empty ones", "\ndata:".repeat(200_000)],
    ] as const) {
      it(`${what} is a Problem, and is forgotten`, () => {
        const parser = new EventStreamParser(PLACE);
        parser.push(Buffer.from("data: "));
        const piece = Buffer.from(endless);
        assert.throws(
          () => {
            for (let i = 0; i < 40; i++) parser.push(piece);
          },
          (error) => error instanceof Problem && error.code === "bridge-bad-answer",
        );
        assert.deepEqual(parser.push(Buffer.from("\n\ndata: a\n\n")).at(-1), { id: "", data: "a" });
      });
    }

    it("takes one of nearly five megabytes", () => {
      const four = MEGABYTE.repeat(4);
      assert.deepEqual(parse("data: ", four, "\n\n"), [{ id: "", data: four }]);
    });

    it("takes any length of many events", () => {
      const parser = new EventStreamParser(PLACE);
      const event = Buffer.from(`: comment\n\ndata: ${MEGABYTE}\n\n`);
      for (let i = 0; i < 12; i++) assert.equal(parser.push(event).length, 1);
    });
  });
});

const CHARACTERS = ["a", ":", " ", "é", "€", "😀", "\u2028", "{", '"', "ÿ"];

/** A stream written by the rules, and the events it holds. */
function randomStream(random: () => number): { bytes: Buffer; events: readonly StreamEvent[] } {
  const below = (end: number) => Math.floor(random() * end);
  const word = () => Array.from({ length: below(12) }, () => CHARACTERS[below(CHARACTERS.length)]).join("");
  const events: StreamEvent[] = [];
  let text = below(2) === 0 ? "\uFEFF" : "";
  let id = "";
  for (let i = below(8); i >= 0; i--) {
    const lines = Array.from({ length: below(4) }, word);
    const fields = lines.map((line) => `data: ${line}`);
    if (below(2) === 0) {
      id = word();
      fields.unshift(`id: ${id}`);
    }
    if (below(3) === 0) fields.splice(below(fields.length), 0, `:${word()}`);
    const end = ["\n", "\r", "\r\n"][below(3)] ?? "\n";
    text += [...fields, ""].map((field) => `${field}${end}`).join("");
    // CR of one event and LF of the next must not meet.
    text += `: next${end === "\r" ? "\r\n" : end}`;
    if (lines.length > 0) events.push({ id, data: lines.join("\n") });
  }
  return { bytes: Buffer.from(text), events };
}

function cut(bytes: Buffer, random: () => number): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = start + Math.floor(random() * 9);
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}
