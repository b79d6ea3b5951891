import { type Received, type Rgb, WrongReport } from "./pretend-light";

/**
 * What came over a serial line, line by line, without the ends.
 * @throws WrongReport for a line without its end, for which a device would wait
 */
export function linesOf(received: Received, end: "\n" | "\r\n"): readonly string[] {
  const text = Buffer.from(received.bytes).toString("latin1");
  if (received.transport !== "serial" || !text.endsWith(end)) throw new WrongReport("no line", received);
  return text.slice(0, -end.length).split(end);
}

/** From six hexadecimal digits. */
export function colorOf(hex: string): Rgb {
  const number = Number.parseInt(hex, 16);
  return { red: number >> 16, green: (number >> 8) & 0xff, blue: number & 0xff };
}
