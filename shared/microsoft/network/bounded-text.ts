/** Far more than any answer that is used here, except about many people: a presence or a token has a few kilobytes. */
const LARGEST_ANSWER_BYTES = 256 * 1024;

export class AnswerTooLarge extends Error {
  override readonly name = "AnswerTooLarge";
}

/** An answer's text (UTF-8). Throws AnswerTooLarge after `largest` bytes, unpacked; the rest is not read then. */
export async function boundedText(
  answer: Pick<Response, "body">,
  largest = LARGEST_ANSWER_BYTES,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = answer.body;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > largest) throw new AnswerTooLarge();
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}
