/** Matter's limit of a node label (Core Specification, "Bridged Device Basic Information"), counted in bytes of UTF-8. */
const LONGEST_LABEL = 32;

/** What is left to say whose it is, however long the rest. */
const LEAST_FOR_OWNER = 8;

/**
 * What Matter calls an accessory: whose it is and what it tells, like "Alice In a call". Where there is no room for both
 * the owner's name is cut first, or all accessories of one owner would be called the same.
 */
export function matterName(owner: string, what: string): string {
  const told = cut(what, LONGEST_LABEL - 1 - Math.min(LEAST_FOR_OWNER, bytesOf(owner)));
  return `${cut(owner, LONGEST_LABEL - 1 - bytesOf(told))} ${told}`;
}

/** As much of the beginning as fits, in whole characters. */
function cut(text: string, bytes: number): string {
  let fitting = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (bytesOf(fitting + segment) > bytes) break;
    fitting += segment;
  }
  return fitting.trim();
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
