/** Longer than what any tile shows. */
const LONGEST_NAME = 64;

/**
 * A name that HomeKit takes: it begins and ends with a letter or digit, and has nothing but letters, digits, spaces and
 * `’'&!._:;()/,-` between (HAP-NodeJS, `checkName`). What is left out of emoji and the like is made up for by `fallback`.
 */
export function homeKitName(text: string, fallback: string): string {
  const allowed = text
    .replaceAll(/[^\p{L}\p{N} ’'&!._:;()/,-]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")
    .slice(0, LONGEST_NAME)
    .trimEnd();
  return allowed.length > 1 ? allowed : fallback;
}
