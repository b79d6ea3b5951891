/** A text in which a secret may have turned up, and where it came from. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

export interface Find {
  readonly place: string;
  readonly secret: string;
  readonly form: string;
}

/** A cut token is a leak too: so much of its beginning or its end is looked for. */
const PIECE_LENGTH = 20;

/** Where secrets turn up, as they are or cut, in quotes, in a URL, in base64 or in hex. */
export function findSecrets(secrets: readonly string[], places: readonly Place[]): Find[] {
  const finds: Find[] = [];
  for (const secret of new Set(secrets)) {
    for (const [form, needles] of formsOf(secret)) {
      for (const { name, text } of places) {
        if (needles.some((needle) => text.includes(needle))) finds.push({ place: name, secret, form });
      }
    }
  }
  return finds;
}

function formsOf(secret: string): [string, string[]][] {
  const pieces = [...new Set([secret.slice(0, PIECE_LENGTH), secret.slice(-PIECE_LENGTH)])];
  return [
    ["plain", pieces],
    ["json", pieces.map((piece) => JSON.stringify(piece).slice(1, -1))],
    ["url", pieces.map((piece) => encodeURIComponent(piece))],
    ["hex", pieces.map((piece) => Buffer.from(piece).toString("hex"))],
    ["base64", pieces.flatMap((piece) => inBase64(piece, "base64"))],
    ["base64url", pieces.flatMap((piece) => inBase64(piece, "base64url"))],
  ];
}

/** What base64 makes of a text that stands somewhere in the middle: three forms, by what comes before it. */
function inBase64(text: string, encoding: "base64" | "base64url"): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const whole = bytes.toString(encoding).replaceAll("=", "");
    // The first and last characters also carry bits of the neighbours.
    const cutFront = before === 0 ? 0 : before + 1;
    const cutEnd = bytes.length % 3 === 0 ? 0 : 1;
    return whole.slice(cutFront, whole.length - cutEnd);
  });
}
