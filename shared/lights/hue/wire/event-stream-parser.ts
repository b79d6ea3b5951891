import { StringDecoder } from "node:string_decoder";
import { badAnswer, type Place } from "./problems";

/** In characters. A bridge's events are a few kB, and one that tells of everything at once is no more than the whole home. */
const MAX_EVENT_LENGTH = 5 * 1024 * 1024;

const BYTE_ORDER_MARK = "\uFEFF";

export interface StreamEvent {
  /** The last id the stream has told; empty before any. */
  readonly id: string;
  /** Its lines, joined by line feeds. */
  readonly data: string;
}

/**
 * Takes an event stream apart (WHATWG HTML, "Server-sent events", 9.2.6), however it was cut on its way: inside a
 * line, a line end or a character. The fields `event` and `retry` mean nothing here: a bridge sends neither.
 */
export class EventStreamParser {
  readonly #place: Place;
  readonly #decoder = new StringDecoder("utf8");
  #isFirst = true;
  /** A line feed that comes next belongs to the line end before it. */
  #afterReturn = false;
  #line = "";
  #data: string[] = [];
  #dataLength = 0;
  #id = "";

  /** `place` is who sends, for the Problem. */
  constructor(place: Place) {
    this.#place = place;
  }

  /**
   * The events that these bytes complete. Throws the Problem `bridge-bad-answer` for an event that is too long; the
   * stream makes no sense after that.
   */
  push(bytes: Uint8Array): readonly StreamEvent[] {
    const text = this.#decode(bytes);
    if (text === "") return [];
    const events: StreamEvent[] = [];
    let start = this.#afterReturn && text.startsWith("\n") ? 1 : 0;
    this.#afterReturn = text.endsWith("\r");
    for (const { 0: end, index } of text.matchAll(/\r\n?|\n/g)) {
      if (index < start) continue;
      this.#grow(text.slice(start, index));
      start = index + end.length;
      const event = this.#endLine();
      if (event) events.push(event);
    }
    this.#grow(text.slice(start));
    return events;
  }

  #decode(bytes: Uint8Array): string {
    const text = this.#decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (!this.#isFirst || text === "") return text;
    this.#isFirst = false;
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  }

  #grow(piece: string): void {
    if (this.#dataLength + this.#line.length + piece.length > MAX_EVENT_LENGTH) {
      this.#line = "";
      this.#takeData();
      throw badAnswer(this.#place, "event too long");
    }
    this.#line += piece;
  }

  /** An empty line ends an event; one without data is none. */
  #endLine(): StreamEvent | undefined {
    const line = this.#line;
    this.#line = "";
    if (line !== "") return this.#takeField(line);
    const data = this.#takeData();
    return data.length > 0 ? { id: this.#id, data: data.join("\n") } : undefined;
  }

  #takeData(): readonly string[] {
    const data = this.#data;
    this.#data = [];
    this.#dataLength = 0;
    return data;
  }

  /** `name: value`; a line that begins with a colon is a comment and names no field. */
  #takeField(line: string): undefined {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id" && !value.includes("\0")) this.#id = value;
    if (name !== "data") return;
    this.#data.push(value);
    // The line end counts too, else empty lines would be free.
    this.#dataLength += value.length + 1;
  }
}
