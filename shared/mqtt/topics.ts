/** MQTT allows 65,535 bytes (MQTT 3.1.1, 4.7.3); nobody types that many, and levels are still added to a prefix. */
const LONGEST_PREFIX = 200;

/**
 * One level of a topic to publish to or to listen below: no wildcard, no separator, nothing that brokers refuse, and
 * nothing that cannot be seen (MQTT 3.1.1, 1.5.3 and 4.7).
 */
export function isTopicLevel(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_PREFIX && /^[^+#/\p{C}]+$/u.test(text);
}

/** Levels with `/` between them, none empty; not below `$`, which belongs to the broker. */
export function isTopicPrefix(text: string): boolean {
  return text.length <= LONGEST_PREFIX && !text.startsWith("$") && text.split("/").every(isTopicLevel);
}

/** Whether a topic may be published to. */
export function isTopic(text: string): boolean {
  return text !== "" && text.length <= 4 * LONGEST_PREFIX && text.split("/").every(isTopicLevel);
}

/** Whether a topic fits a filter: `+` is any one level, `#` any number of them at the end (MQTT 3.1.1, 4.7.1). */
export function fitsFilter(topic: string, filter: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= levels.length || (level !== "+" && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}
