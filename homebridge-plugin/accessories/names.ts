/** HAP's limit of a text, which is longer than what any tile shows. */
const LONGEST_NAME = 64;

/** In place of what is too short by itself. */
const WORD = "Teams";

/**
 * A name that HomeKit takes: it has two characters or more, begins and ends with a letter or digit, and has nothing but
 * letters, digits, spaces and `’'&!._:;()/,-` between (HAP-NodeJS, `checkName`). Where too little is left of `text`,
 * without emoji and the like, it is made of `fallback`.
 */
export function homeKitName(text: string, fallback: string): string {
  const [first, second] = [allowed(text), allowed(fallback)];
  return [first, second].find((name) => name.length > 1) ?? `${WORD} ${first || second}`.trim();
}

function allowed(text: string): string {
  const plain = text.replaceAll(/[^\p{L}\p{N} ’'&!._:;()/,-]/gu, " ").replaceAll(/\s+/g, " ");
  return closed(trimmed(cut(trimmed(plain))));
}

/** Without a bracket whose other half could not stay: "Alice (work)" is "Alice work". */
function closed(text: string): string {
  const open = text.lastIndexOf("(");
  return open > text.lastIndexOf(")") ? text.slice(0, open) + text.slice(open + 1) : text;
}

function trimmed(text: string): string {
  return text.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

/** Never through the middle of a character that takes two units. */
function cut(text: string): string {
  return text.slice(0, LONGEST_NAME).replace(/[\ud800-\udbff]$/, "");
}
