import { type Choice, isSameChoice } from "./target-options";

/** Another presence-hue-light of any flow. */
export interface OtherLight {
  readonly name: string;
  readonly bridge: string;
  readonly choice: Choice;
}

/** Those of the others that set exactly what this one sets. */
export function rivalsOf(
  others: readonly OtherLight[],
  { bridge, choice }: Omit<OtherLight, "name">,
): readonly OtherLight[] {
  if (bridge === "" || (choice.id === "" && choice.type !== "home")) return [];
  return others.filter((other) => other.bridge === bridge && isSameChoice(other.choice, choice));
}
