export function isTopicPrefix(text: string): boolean {
  return text !== "";
}
